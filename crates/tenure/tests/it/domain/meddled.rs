//! A journal in which others write at the worst moment.

use std::fmt;
use std::sync::{Arc, Mutex};

use tenure::journal::{
    Append, BoxFuture, Head, Journal, JournalError, Limit, MemoryJournal, Page, Profile,
    ProfileState, Receipt, Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

/// Between which two calls of one request others write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    BeforeFirstLoad,
    BeforeFirstAppend,
}

type Meddling = Box<dyn FnOnce() + Send>;

/// The journal in memory, into which others write once, when the moment comes.
pub(crate) struct MeddledJournal {
    inner: Arc<MemoryJournal>,
    moment: Moment,
    meddling: Mutex<Option<Meddling>>,
}

impl MeddledJournal {
    pub(crate) fn new(
        inner: Arc<MemoryJournal>,
        moment: Moment,
        meddling: impl FnOnce() + Send + 'static,
    ) -> Self {
        let meddling = Mutex::new(Some(Box::new(meddling) as Meddling));
        Self {
            inner,
            moment,
            meddling,
        }
    }

    fn reach(&self, moment: Moment) {
        if moment == self.moment
            && let Some(meddling) = self.meddling.lock().unwrap().take()
        {
            meddling();
        }
    }
}

impl fmt::Debug for MeddledJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeddledJournal").finish_non_exhaustive()
    }
}

impl Journal for MeddledJournal {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        self.reach(Moment::BeforeFirstAppend);
        self.inner.append(tenant, append)
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        self.reach(Moment::BeforeFirstLoad);
        self.inner.load(tenant, stream, after, limit)
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        self.inner.scan(tenant, after, limit)
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        self.inner.head(tenant)
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        self.inner.receipt(tenant, command)
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        self.inner.profile(tenant, subject)
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.inner.put_profile(tenant, subject, profile)
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.inner.forget(tenant, subject)
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        self.inner.verify(tenant)
    }
}
