use std::sync::atomic::{AtomicUsize, Ordering};

use tenure::journal::{
    Append, BoxFuture, Head, Journal, JournalError, Limit, Page, Profile, ProfileState, Receipt,
    Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

/// Several journals on one store as one journal: each request goes to the next of them, as requests do that reach several processes
/// of a service. No defect; what holds for one must hold for it.
#[derive(Debug)]
pub struct Spread<J> {
    journals: Vec<J>,
    next: AtomicUsize,
}

impl<J: Journal> Spread<J> {
    /// Spreads requests over the first and the others.
    #[must_use]
    pub fn over(first: J, others: impl IntoIterator<Item = J>) -> Self {
        let mut journals = vec![first];
        journals.extend(others);
        Self {
            journals,
            next: AtomicUsize::new(0),
        }
    }

    #[allow(
        clippy::indexing_slicing,
        reason = "there is at least one, and the remainder is below how many there are"
    )]
    fn one(&self) -> &J {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        &self.journals[next % self.journals.len()]
    }
}

impl<J: Journal> Journal for Spread<J> {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        self.one().append(tenant, append)
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        self.one().load(tenant, stream, after, limit)
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        self.one().scan(tenant, after, limit)
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        self.one().head(tenant)
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        self.one().receipt(tenant, command)
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        self.one().profile(tenant, subject)
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.one().put_profile(tenant, subject, profile)
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.one().forget(tenant, subject)
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        self.one().verify(tenant)
    }
}
