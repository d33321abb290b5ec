use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use tenure::journal::{
    Append, BoxFuture, Head, Journal, JournalError, JournalErrorKind, Limit, Page, Profile,
    ProfileState, Receipt, Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

use crate::Dice;

/// A journal behind a bad connection: requests take their time, get lost, or are done and their answers get lost; now and then it is
/// busy. A seed repeats everything, as long as the requests come in the same order. No defect: a service must cope with it.
#[derive(Debug)]
pub struct Unreliable<J> {
    journal: J,
    dice: Mutex<Dice>,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Well,
    Busy,
    RequestLost,
    AnswerLost,
}

impl<J: Journal> Unreliable<J> {
    /// Puts a bad connection before a journal.
    #[must_use]
    pub fn before(journal: J, seed: u64) -> Self {
        Self {
            journal,
            dice: Mutex::new(Dice::new(seed)),
        }
    }

    fn below(&self, end: u64) -> u64 {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        dice.below(end)
    }

    fn way(&self) -> Way {
        match self.below(20) {
            0 | 1 => Way::RequestLost,
            2 | 3 => Way::AnswerLost,
            4 => Way::Busy,
            _ => Way::Well,
        }
    }

    /// A request of which nobody can tell later whether it was done.
    async fn write<T>(
        &self,
        request: impl Future<Output = Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        Slow(self.below(4)).await;
        let way = self.way();
        if way == Way::Busy {
            return Err(JournalError::new(JournalErrorKind::Busy, "it is busy"));
        }
        let unknown = JournalError::new(JournalErrorKind::UnknownOutcome, "the connection is lost");
        if way == Way::RequestLost {
            return Err(unknown);
        }
        let answer = request.await;
        Slow(self.below(4)).await;
        if way == Way::AnswerLost {
            return Err(unknown);
        }
        answer
    }

    async fn read<T>(
        &self,
        request: impl Future<Output = Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        Slow(self.below(3)).await;
        match self.way() {
            Way::Busy => Err(JournalError::new(JournalErrorKind::Busy, "it is busy")),
            Way::RequestLost => Err(JournalError::new(
                JournalErrorKind::Unavailable,
                "the connection is lost",
            )),
            Way::Well | Way::AnswerLost => request.await,
        }
    }
}

/// Is ready when it was asked so many times more.
struct Slow(u64);

impl Future for Slow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<J: Journal> Journal for Unreliable<J> {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        Box::pin(self.write(self.journal.append(tenant, append)))
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(self.read(self.journal.load(tenant, stream, after, limit)))
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(self.read(self.journal.scan(tenant, after, limit)))
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        Box::pin(self.read(self.journal.head(tenant)))
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        Box::pin(self.read(self.journal.receipt(tenant, command)))
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        Box::pin(self.read(self.journal.profile(tenant, subject)))
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.write(self.journal.put_profile(tenant, subject, profile)))
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.write(self.journal.forget(tenant, subject)))
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        Box::pin(self.read(self.journal.verify(tenant)))
    }
}
