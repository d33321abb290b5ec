use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tenure::journal::{
    Append, BoxFuture, Head, Journal, JournalError, JournalErrorKind, Limit, Page, Profile,
    ProfileState, Receipt, Schema, Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

use crate::error::Fault;
use crate::options::Options;
use crate::reader::Reader;
use crate::schema;
use crate::writer::{AppendJob, Job, Writer};
use crate::{file, oneshot};

type Read = Box<dyn FnOnce(&mut Reader<'_>) + Send>;

/// A journal in one SQLite file.
///
/// One thread writes, a few read, each over a connection of its own; a method only hands its request to them and waits. The
/// methods of [`Journal`] wait as futures, on any executor or none; those named `…_blocking` do the same and block the calling
/// thread. Share it as `Arc<SqliteJournal>` or `Arc<dyn Journal>`.
///
/// Dropping it finishes what was asked for, joins the threads and closes the file, which takes as long as that takes.
///
/// Any number of journals, in any number of processes of one machine, may have the same file open.
pub struct SqliteJournal {
    path: PathBuf,
    busy_timeout: Duration,
    // Gone once the journal is being dropped.
    reads: Option<SyncSender<Read>>,
    writes: Option<SyncSender<Job>>,
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
}

impl SqliteJournal {
    /// Opens the journal at this path with the default [`Options`].
    ///
    /// Makes no file and changes no schema: that is [`migrate`](crate::migrate)'s, which a host calls when it is ready for it.
    ///
    /// # Errors
    /// - [`JournalErrorKind::Unavailable`]: there is no file, it needs [`migrate`](crate::migrate) first, or it cannot be opened.
    /// - [`JournalErrorKind::NewerSchema`]: the file is of a later version of this crate.
    /// - [`JournalErrorKind::Invalid`]: the file is something else than a journal.
    /// - [`JournalErrorKind::Corrupt`]: the file is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        Self::open_with(path, Options::default())
    }

    /// Opens the journal at this path.
    ///
    /// # Errors
    /// As [`open`](SqliteJournal::open).
    pub fn open_with(path: impl AsRef<Path>, options: Options) -> Result<Self, JournalError> {
        let path = path.as_ref();
        match schema::check(path)? {
            Schema::Current => {}
            other => return Err(schema::refused(path, other)),
        }
        let opening = |fault: Fault| fault.of(path, "open");
        let connection = file::writer(
            path,
            options.busy_timeout,
            false,
            options.durability,
            options.max_bytes,
        )
        .map_err(opening)?;
        schema::admit(path, &connection)?;
        let mut connections = Vec::with_capacity(options.readers);
        for _ in 0..options.readers {
            connections.push(file::reader(path, options.busy_timeout).map_err(opening)?);
        }

        let (reads, to_read) = mpsc::sync_channel::<Read>(options.queue);
        let (writes, to_write) = mpsc::sync_channel::<Job>(options.queue);
        // Whatever fails below, dropping this joins the threads that were started.
        let mut journal = Self {
            path: path.to_owned(),
            busy_timeout: options.busy_timeout,
            reads: Some(reads),
            writes: Some(writes),
            readers: Vec::with_capacity(options.readers),
            writer: None,
        };
        let writer = Writer {
            connection,
            path: path.to_owned(),
            busy_timeout: options.busy_timeout,
            uncleared: false,
        };
        journal.writer = Some(spawn("tenure-sqlite-writer", path, move || {
            writer.run(&to_write);
        })?);
        let to_read = Arc::new(Mutex::new(to_read));
        for connection in connections {
            let to_read = Arc::clone(&to_read);
            let of = path.to_owned();
            journal
                .readers
                .push(spawn("tenure-sqlite-reader", path, move || {
                    read_all(connection, &of, &to_read);
                })?);
        }
        Ok(journal)
    }

    /// [`migrate`](crate::migrate), then [`open`](SqliteJournal::open): for a program that is the only one to use its file.
    ///
    /// # Errors
    /// As those.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        schema::migrate(path.as_ref())?;
        Self::open(path)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn busy_timeout(&self) -> Duration {
        self.busy_timeout
    }

    /// [`Journal::append`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn append_blocking(
        &self,
        tenant: &TenantId,
        append: Append,
    ) -> Result<Receipt, JournalError> {
        self.send_append(tenant, append)?.wait()
    }

    /// [`Journal::load`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn load_blocking(
        &self,
        tenant: &TenantId,
        stream: &StreamId,
        after: Version,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        self.send_load(tenant, stream, after, limit)?.wait()
    }

    /// [`Journal::scan`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn scan_blocking(
        &self,
        tenant: &TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        self.send_scan(tenant, after, limit)?.wait()
    }

    /// [`Journal::head`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn head_blocking(&self, tenant: &TenantId) -> Result<Head, JournalError> {
        self.send_head(tenant)?.wait()
    }

    /// [`Journal::receipt`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn receipt_blocking(
        &self,
        tenant: &TenantId,
        command: &CommandId,
    ) -> Result<Option<Receipt>, JournalError> {
        self.send_receipt(tenant, command)?.wait()
    }

    /// [`Journal::profile`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn profile_blocking(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<ProfileState, JournalError> {
        self.send_profile(tenant, subject)?.wait()
    }

    /// [`Journal::put_profile`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn put_profile_blocking(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
        profile: Profile,
    ) -> Result<(), JournalError> {
        self.send_put_profile(tenant, subject, profile)?.wait()
    }

    /// [`Journal::forget`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn forget_blocking(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<(), JournalError> {
        self.send_forget(tenant, subject)?.wait()
    }

    /// [`Journal::verify`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn verify_blocking(&self, tenant: &TenantId) -> Result<Verified, JournalError> {
        self.send_verify(tenant)?.wait()
    }

    fn send_append(
        &self,
        tenant: &TenantId,
        append: Append,
    ) -> Result<Waiting<Receipt>, JournalError> {
        // Checked and encoded by the caller, while the writer writes for others.
        let append = append.prepare()?;
        let tenant = tenant.clone();
        self.write(|reply| {
            Job::Append(Box::new(AppendJob {
                tenant,
                append,
                reply,
            }))
        })
    }

    fn send_load(
        &self,
        tenant: &TenantId,
        stream: &StreamId,
        after: Version,
        limit: Limit,
    ) -> Result<Waiting<Page>, JournalError> {
        let (tenant, stream) = (tenant.clone(), stream.clone());
        self.read(move |reader| reader.load(&tenant, &stream, after, limit))
    }

    fn send_scan(
        &self,
        tenant: &TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Result<Waiting<Page>, JournalError> {
        let tenant = tenant.clone();
        self.read(move |reader| reader.scan(&tenant, after, limit))
    }

    fn send_head(&self, tenant: &TenantId) -> Result<Waiting<Head>, JournalError> {
        let tenant = tenant.clone();
        self.read(move |reader| reader.head(&tenant))
    }

    fn send_receipt(
        &self,
        tenant: &TenantId,
        command: &CommandId,
    ) -> Result<Waiting<Option<Receipt>>, JournalError> {
        let (tenant, command) = (tenant.clone(), command.clone());
        self.read(move |reader| reader.receipt(&tenant, &command))
    }

    fn send_profile(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<Waiting<ProfileState>, JournalError> {
        let (tenant, subject) = (tenant.clone(), subject.clone());
        self.read(move |reader| reader.profile(&tenant, &subject))
    }

    fn send_put_profile(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
        profile: Profile,
    ) -> Result<Waiting<()>, JournalError> {
        let (tenant, subject) = (tenant.clone(), subject.clone());
        self.write(|reply| Job::PutProfile(tenant, subject, profile, reply))
    }

    fn send_forget(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<Waiting<()>, JournalError> {
        let (tenant, subject) = (tenant.clone(), subject.clone());
        self.write(|reply| Job::Forget(tenant, subject, reply))
    }

    fn send_verify(&self, tenant: &TenantId) -> Result<Waiting<Verified>, JournalError> {
        let tenant = tenant.clone();
        self.read(move |reader| reader.verify(&tenant))
    }

    pub(crate) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<Waiting<T>, JournalError> {
        let (reply, answer) = oneshot::channel();
        let job: Read = Box::new(move |reader| reply.send(read(reader)));
        self.hand_over(self.reads.as_ref(), job)?;
        Ok(Waiting {
            answer,
            lost: JournalErrorKind::Unavailable,
        })
    }

    pub(crate) fn write<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, JournalError>>) -> Job,
    ) -> Result<Waiting<T>, JournalError> {
        let (reply, answer) = oneshot::channel();
        self.hand_over(self.writes.as_ref(), job(reply))?;
        Ok(Waiting {
            answer,
            lost: JournalErrorKind::UnknownOutcome,
        })
    }

    fn hand_over<J>(&self, queue: Option<&SyncSender<J>>, job: J) -> Result<(), JournalError> {
        match queue.map(|queue| queue.try_send(job)) {
            Some(Ok(())) => Ok(()),
            Some(Err(TrySendError::Full(_))) => Err(JournalError::new(
                JournalErrorKind::Busy,
                format!(
                    "too many requests wait for the journal `{}`; try again, or let more wait by `Options::queue`",
                    self.path.display()
                ),
            )),
            None | Some(Err(TrySendError::Disconnected(_))) => Err(JournalError::new(
                JournalErrorKind::Unavailable,
                format!(
                    "the threads of the journal `{}` have ended; open it again",
                    self.path.display()
                ),
            )),
        }
    }
}

/// An answer that is on its way.
pub(crate) struct Waiting<T> {
    pub(crate) answer: oneshot::Receiver<Result<T, JournalError>>,
    /// What it means when none comes.
    pub(crate) lost: JournalErrorKind,
}

impl<T> Waiting<T> {
    fn wait(self) -> Result<T, JournalError> {
        settle(self.answer.wait(), self.lost)
    }

    async fn ready(self) -> Result<T, JournalError> {
        settle(self.answer.await, self.lost)
    }
}

fn settle<T>(
    answer: Option<Result<T, JournalError>>,
    lost: JournalErrorKind,
) -> Result<T, JournalError> {
    answer.unwrap_or_else(|| {
        Err(JournalError::new(
            lost,
            "a thread of the journal ended before it answered; open the journal again",
        ))
    })
}

/// A request that is handed over when the future is first polled.
pub(crate) fn future<'a, T: Send + 'a>(
    send: impl FnOnce() -> Result<Waiting<T>, JournalError> + Send + 'a,
) -> Pinned<'a, T> {
    Box::pin(async move { send()?.ready().await })
}

pub(crate) type Pinned<'a, T> = BoxFuture<'a, Result<T, JournalError>>;

impl Journal for SqliteJournal {
    fn append<'a>(&'a self, tenant: &'a TenantId, append: Append) -> Pinned<'a, Receipt> {
        future(move || self.send_append(tenant, append))
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> Pinned<'a, Page> {
        future(move || self.send_load(tenant, stream, after, limit))
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Pinned<'a, Page> {
        future(move || self.send_scan(tenant, after, limit))
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, Head> {
        future(move || self.send_head(tenant))
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> Pinned<'a, Option<Receipt>> {
        future(move || self.send_receipt(tenant, command))
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> Pinned<'a, ProfileState> {
        future(move || self.send_profile(tenant, subject))
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> Pinned<'a, ()> {
        future(move || self.send_put_profile(tenant, subject, profile))
    }

    fn forget<'a>(&'a self, tenant: &'a TenantId, subject: &'a SubjectId) -> Pinned<'a, ()> {
        future(move || self.send_forget(tenant, subject))
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, Verified> {
        future(move || self.send_verify(tenant))
    }
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteJournal")
            .field("path", &self.path)
            .field("readers", &self.readers.len())
            .finish()
    }
}

impl Drop for SqliteJournal {
    fn drop(&mut self) {
        // Readers first: the last connection to close is the one that can empty the write-ahead log.
        self.reads = None;
        for reader in self.readers.drain(..) {
            // A thread that panicked has nothing left to be told.
            let _ = reader.join();
        }
        self.writes = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

fn spawn(
    name: &str,
    path: &Path,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, JournalError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| {
            JournalError::new(
                JournalErrorKind::Unavailable,
                format!("cannot start a thread for the journal `{}`", path.display()),
            )
            .with_source(error)
        })
}

fn read_all(mut connection: Connection, path: &Path, jobs: &Mutex<Receiver<Read>>) {
    loop {
        // Who holds the lock waits for the next request; the others wait for the lock.
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(read) => read(&mut Reader {
                connection: &mut connection,
                path,
            }),
            Err(_) => return,
        }
    }
}
