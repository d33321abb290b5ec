use super::export::each_subject;
use super::{Archive, RecordedAppend};
use crate::id::TenantId;
use crate::journal::{BoxFuture, JournalError, JournalErrorKind, ProfileState, Verified};

/// Copies a tenant from one journal to another, of whatever kinds: records, receipts, personal data and who was forgotten. Ends with a
/// full verification of the copy, whose hash over all records is then that of the original.
///
/// The tenant is new to the journal that receives it, or an earlier copy, which is brought up to date. To move a tenant, stop
/// recording for it, copy, and go on with the copy; copying before, while it is in use, leaves little for that moment.
///
/// # Errors
/// [`JournalErrorKind::Invalid`] when the receiving journal has other records of the tenant, or somebody recorded in one of the two
/// meanwhile; otherwise as [`Archive::appends`], [`Archive::append_recorded`], [`Archive::subjects`] and
/// [`Journal::verify`](crate::journal::Journal::verify).
pub fn copy<'a>(
    from: &'a dyn Archive,
    to: &'a dyn Archive,
    tenant: &'a TenantId,
) -> BoxFuture<'a, Result<Verified, JournalError>> {
    Box::pin(async move {
        let mut after = to.head(tenant).await?.position;
        loop {
            let appends = from.appends(tenant, after).await?;
            let Some(last) = appends.last().map(RecordedAppend::last) else {
                break;
            };
            to.append_recorded(tenant, appends).await?;
            after = Some(last);
        }
        let mut subjects = Vec::new();
        each_subject(from, tenant, |subject, state| {
            subjects.push((subject, matches!(state, ProfileState::Forgotten)));
            Ok(())
        })
        .await?;
        for (subject, forgotten) in subjects {
            if forgotten {
                to.forget(tenant, &subject).await?;
            } else if let ProfileState::Present(profile) = from.profile(tenant, &subject).await? {
                to.put_profile(tenant, &subject, profile).await?;
            }
        }
        let verified = to.verify(tenant).await?;
        let original = from.head(tenant).await?;
        if verified.head != original {
            return Err(JournalError::new(
                JournalErrorKind::Invalid,
                format!(
                    "the copy of the tenant `{tenant}` has the hash {}, the original {}: other records were there, or somebody recorded meanwhile; copy again",
                    verified.head.chain, original.chain
                ),
            ));
        }
        Ok(verified)
    })
}
