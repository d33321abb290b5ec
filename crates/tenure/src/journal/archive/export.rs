use std::error::Error;

use super::line::{Holds, Line, ProfileLine, RecordLine};
use super::{Archive, RecordedAppend};
use crate::id::TenantId;
use crate::journal::{BoxFuture, Head, JournalError, JournalErrorKind, Limit, ProfileState};
use crate::record::Position;

/// Hands a tenant's records to `write` as lines of JSON, up to the head as it is at the beginning, which is the answer.
///
/// Nothing is lost: [`restore`](super::restore) makes the same journal of them, hash included. Personal data is not among them, so an
/// export may be kept for as long as the facts themselves; who was forgotten is, by id. See
/// [`export_profiles`](super::export_profiles) for the rest.
///
/// # Errors
/// As [`Archive::appends`], and [`JournalErrorKind::Unavailable`] when `write` fails.
pub fn export<'a, E>(
    journal: &'a dyn Archive,
    tenant: &'a TenantId,
    mut write: impl FnMut(&str) -> Result<(), E> + Send + 'a,
) -> BoxFuture<'a, Result<Head, JournalError>>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    Box::pin(records(journal, tenant, move |line| {
        write(line).map_err(unwritten)
    }))
}

/// Hands the personal data that a tenant keeps to `write` as lines of JSON; the answer is how many subjects that were.
///
/// Apart from the records, because it must not outlive an erasure: whoever keeps such a file has to delete it when somebody is
/// forgotten. Who was forgotten before is not in it.
///
/// # Errors
/// As [`Archive::subjects`], and [`JournalErrorKind::Unavailable`] when `write` fails.
pub fn export_profiles<'a, E>(
    journal: &'a dyn Archive,
    tenant: &'a TenantId,
    mut write: impl FnMut(&str) -> Result<(), E> + Send + 'a,
) -> BoxFuture<'a, Result<u64, JournalError>>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    Box::pin(profiles(journal, tenant, move |line| {
        write(line).map_err(unwritten)
    }))
}

fn unwritten<E: Into<Box<dyn Error + Send + Sync>>>(error: E) -> JournalError {
    JournalError::new(
        JournalErrorKind::Unavailable,
        "the export cannot be written; make room for it and begin again",
    )
    .with_source(error)
}

async fn records(
    journal: &dyn Archive,
    tenant: &TenantId,
    mut write: impl FnMut(&str) -> Result<(), JournalError> + Send,
) -> Result<Head, JournalError> {
    let head = journal.head(tenant).await?;
    write(&Line::header(tenant, Holds::Records).text()?)?;
    let mut after = None;
    while after < head.position {
        let appends = journal.appends(tenant, after).await?;
        let Some(last) = appends.last().map(RecordedAppend::last) else {
            return Err(JournalError::new(
                JournalErrorKind::Corrupt {
                    position: Position::after(after),
                },
                "records are missing before the head",
            ));
        };
        for append in &appends {
            // What was appended since is for the next export.
            if head.position < Some(append.first) {
                break;
            }
            write(&Line::Append(append.into()).text()?)?;
            for record in &append.records {
                write(&Line::Record(RecordLine::new(record)?).text()?)?;
            }
        }
        after = Some(last);
    }
    each_subject(journal, tenant, |subject, state| match state {
        ProfileState::Forgotten => write(&Line::Forgotten(subject).text()?),
        ProfileState::Present(_) | ProfileState::Absent => Ok(()),
    })
    .await?;
    write(&Line::end(&head).text()?)?;
    Ok(head)
}

async fn profiles(
    journal: &dyn Archive,
    tenant: &TenantId,
    mut write: impl FnMut(&str) -> Result<(), JournalError> + Send,
) -> Result<u64, JournalError> {
    write(&Line::header(tenant, Holds::Profiles).text()?)?;
    let mut count = 0_u64;
    each_subject(journal, tenant, |subject, state| {
        let ProfileState::Present(fields) = state else {
            return Ok(());
        };
        count = count.saturating_add(1);
        write(&Line::Profile(ProfileLine { subject, fields }).text()?)
    })
    .await?;
    write(&Line::End(super::line::End { count, chain: None }).text()?)?;
    Ok(count)
}

/// Every subject of a tenant, in order.
pub(super) async fn each_subject(
    journal: &dyn Archive,
    tenant: &TenantId,
    mut each: impl FnMut(crate::SubjectId, ProfileState) -> Result<(), JournalError> + Send,
) -> Result<(), JournalError> {
    const PAGE: Limit = Limit::new(100);
    let mut after = None;
    loop {
        let page = journal.subjects(tenant, after.as_ref(), PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for (subject, state) in page {
            each(subject, state)?;
        }
    }
}
