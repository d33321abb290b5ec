use std::fmt;
use std::future::Future;
use std::sync::Arc;

use deadpool_postgres::Pool;
use tenure::journal::{
    Append, Archive, BoxFuture, Head, Journal, JournalError, JournalErrorKind, Limit, Page,
    Profile, ProfileState, Receipt, RecordedAppend, Schema, Snapshot, Snapshots, Verified,
};
use tenure::{CommandId, Name, Position, StreamId, SubjectId, TenantId, Version};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::Fault;
use crate::options::Options;
use crate::queue::Queues;
use crate::{archive, connect, observe, profiles, reader, schema, snapshots};

/// A journal in a PostgreSQL database.
///
/// Share it as `Arc<PostgresJournal>` or `Arc<dyn Journal>`. Its requests run as tasks on the runtime of tokio on which it was opened,
/// so its futures may be awaited on any executor, as long as that runtime runs. A future of a read that is dropped ends the
/// read; one of an append that was handed over leaves it running, and [`receipt`](Journal::receipt) says what came of it.
///
/// Any number of journals, in any number of processes and on any number of machines, may use one database.
pub struct PostgresJournal {
    shared: Arc<Shared>,
    runtime: Handle,
    options: Options,
}

struct Shared {
    pool: Pool,
    queues: Queues,
}

impl PostgresJournal {
    /// Opens the journal of a database. Changes no schema: that is [`migrate`](crate::migrate)'s.
    ///
    /// # Errors
    /// - [`JournalErrorKind::Unavailable`]: there is no runtime of tokio; the database cannot be reached or needs
    ///   [`migrate`](crate::migrate) first; the role is a superuser, owns the tables, or passes row-level security otherwise; the
    ///   server is a replica, too old, or does not flush commits as [`Options::durability`] asks for.
    /// - [`JournalErrorKind::NewerSchema`]: the database is of a later version of this crate.
    /// - [`JournalErrorKind::Invalid`]: the schema `tenure` is something else's.
    pub async fn open(options: Options) -> Result<Self, JournalError> {
        let runtime = Handle::try_current().map_err(|error| {
            JournalError::new(
                JournalErrorKind::Unavailable,
                "a journal on PostgreSQL works on a runtime of tokio; open it within one",
            )
            .with_source(error)
        })?;
        let found = crate::check(&options).await?;
        if found != Schema::Current {
            return Err(schema::refused(found));
        }
        let pool = connect::pool(&options)?;
        // The first connection tells whether the server and the role are fit for it.
        drop(
            pool.get()
                .await
                .map_err(|error| Fault::from(error).doing("open"))?,
        );
        Ok(Self {
            shared: Arc::new(Shared {
                pool,
                queues: Queues::default(),
            }),
            runtime,
            options,
        })
    }

    /// Runs a read on the runtime, for as long as somebody waits for it.
    fn read<'a, T, W>(
        &'a self,
        name: &'static str,
        tenant: &TenantId,
        work: impl FnOnce(Arc<Shared>, TenantId) -> W + Send + 'a,
    ) -> Pinned<'a, T>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Fault>> + Send + 'static,
    {
        self.run(
            name,
            tenant,
            JournalErrorKind::Unavailable,
            move |shared, tenant| {
                let work = work(shared, tenant);
                async move { work.await.map_err(|fault| fault.doing(name)) }
            },
        )
    }

    fn run<'a, T, W>(
        &'a self,
        name: &'static str,
        tenant: &TenantId,
        lost: JournalErrorKind,
        work: impl FnOnce(Arc<Shared>, TenantId) -> W + Send + 'a,
    ) -> Pinned<'a, T>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, JournalError>> + Send + 'static,
    {
        let tenant = tenant.clone();
        Box::pin(async move {
            let work = work(Arc::clone(&self.shared), tenant.clone());
            let work = async move { observe::request(name, &tenant, work).await };
            let mut task = AbortOnDrop(self.runtime.spawn(work));
            (&mut task.0).await.unwrap_or_else(|_| Err(ended(lost)))
        })
    }
}

/// Ends a task that nobody waits for any more; its connection is closed with it, in whatever state it is.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

type Pinned<'a, T> = BoxFuture<'a, Result<T, JournalError>>;

fn ended(kind: JournalErrorKind) -> JournalError {
    JournalError::new(
        kind,
        "the runtime of the journal ended before it answered; open the journal again",
    )
}

impl Journal for PostgresJournal {
    fn append<'a>(&'a self, tenant: &'a TenantId, append: Append) -> Pinned<'a, Receipt> {
        Box::pin(async move {
            let append = append.prepare()?;
            let answer = self.shared.queues.push(
                &self.runtime,
                &self.shared.pool,
                tenant,
                append,
                self.options.queue,
            )?;
            answer
                .await
                .unwrap_or_else(|_| Err(ended(JournalErrorKind::UnknownOutcome)))
        })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> Pinned<'a, Page> {
        let stream = stream.clone();
        self.read("read", tenant, move |shared, tenant| async move {
            reader::load(&shared.pool, &tenant, &stream, after, limit).await
        })
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Pinned<'a, Page> {
        self.read("read", tenant, move |shared, tenant| async move {
            reader::scan(&shared.pool, &tenant, after, limit).await
        })
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, Head> {
        self.read("read", tenant, |shared, tenant| async move {
            reader::head(&shared.pool, &tenant).await
        })
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> Pinned<'a, Option<Receipt>> {
        let command = command.clone();
        self.read("read", tenant, move |shared, tenant| async move {
            reader::receipt(&shared.pool, &tenant, &command).await
        })
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> Pinned<'a, ProfileState> {
        let subject = subject.clone();
        self.read("read", tenant, move |shared, tenant| async move {
            reader::profile(&shared.pool, &tenant, &subject).await
        })
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> Pinned<'a, ()> {
        let subject = subject.clone();
        let work = move |shared: Arc<Shared>, tenant| async move {
            profiles::put(&shared.pool, &tenant, &subject, &profile).await
        };
        self.read("keep a profile in", tenant, work)
    }

    fn forget<'a>(&'a self, tenant: &'a TenantId, subject: &'a SubjectId) -> Pinned<'a, ()> {
        let subject = subject.clone();
        let work = move |shared: Arc<Shared>, tenant| async move {
            profiles::forget(&shared.pool, &tenant, &subject).await
        };
        self.read("forget in", tenant, work)
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, Verified> {
        self.read("verify", tenant, |shared, tenant| async move {
            reader::verify(&shared.pool, &tenant).await
        })
    }
}

impl Archive for PostgresJournal {
    fn appends<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
    ) -> Pinned<'a, Vec<RecordedAppend>> {
        self.read("read", tenant, move |shared, tenant| async move {
            archive::appends(&shared.pool, &tenant, after).await
        })
    }

    fn append_recorded<'a>(
        &'a self,
        tenant: &'a TenantId,
        appends: Vec<RecordedAppend>,
    ) -> Pinned<'a, Head> {
        let lost = JournalErrorKind::UnknownOutcome;
        self.run("restore into", tenant, lost, move |shared, tenant| async move {
            let restored = archive::append_recorded(&shared.pool, &tenant, appends).await;
            shared.queues.forget(&tenant);
            restored.map_err(|(fault, unknown)| {
                if unknown {
                    JournalError::new(
                        JournalErrorKind::UnknownOutcome,
                        "the connection was lost while records were being restored; the head says whether they are there",
                    )
                    .with_source(fault.told("restore into"))
                } else {
                    fault.doing("restore into")
                }
            })
        })
    }

    fn subjects<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<&'a SubjectId>,
        limit: Limit,
    ) -> Pinned<'a, Vec<(SubjectId, ProfileState)>> {
        let after = after.cloned();
        self.read("read", tenant, move |shared, tenant| async move {
            profiles::subjects(&shared.pool, &tenant, after.as_ref(), limit).await
        })
    }
}

impl Snapshots for PostgresJournal {
    fn snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
    ) -> Pinned<'a, Option<Snapshot>> {
        let fold = fold.clone();
        self.read("read", tenant, move |shared, tenant| async move {
            snapshots::get(&shared.pool, &tenant, &fold).await
        })
    }

    fn keep_snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
        snapshot: Snapshot,
    ) -> Pinned<'a, bool> {
        let fold = fold.clone();
        let work = move |shared: Arc<Shared>, tenant| async move {
            snapshots::keep(&shared.pool, &tenant, &fold, &snapshot).await
        };
        self.read("keep a snapshot in", tenant, work)
    }

    fn drop_snapshots<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, u64> {
        self.read("drop snapshots of", tenant, |shared, tenant| async move {
            snapshots::drop_all(&shared.pool, &tenant).await
        })
    }
}

impl fmt::Debug for PostgresJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresJournal")
            .field("options", &self.options)
            .field("connections", &self.shared.pool.status().size)
            .finish_non_exhaustive()
    }
}
