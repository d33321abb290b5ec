use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tenure::journal::{
    Append, Head, Journal, JournalError, Limit, Page, Profile, ProfileState, Receipt, Schema,
    Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

use crate::error::Fault;
use crate::options::Options;
use crate::reader::{Reader, Source};
use crate::threads::{Pinned, Readers, Waiting, WriterThread, future};
use crate::writer::{AppendJob, Job, Writer};
use crate::{file, oneshot, scan, schema};

/// A journal in one SQLite file.
///
/// One thread writes, a few read, each over a connection of its own; a method only hands its request to them and waits. The
/// methods of [`Journal`] wait as futures, on any executor or none; those named `…_blocking` do the same and block the calling
/// thread, on which one of them at a time also reads, and one appends while nobody else writes. Share it as `Arc<SqliteJournal>` or `Arc<dyn Journal>`.
///
/// Dropping it finishes what was asked for, joins the threads and closes the file, which takes as long as that takes.
///
/// Any number of journals, in any number of processes of one machine, may have the same file open.
pub struct SqliteJournal {
    path: PathBuf,
    busy_timeout: Duration,
    // Dropped in this order: the last connection to close is the one that can empty the write-ahead log.
    readers: Readers,
    writer: WriterThread,
}

impl SqliteJournal {
    /// Opens the journal at this path with the default [`Options`].
    ///
    /// Makes no file and changes no schema: that is [`migrate`](crate::migrate)'s, which a host calls when it is ready for it.
    ///
    /// # Errors
    /// - [`Unavailable`](tenure::journal::JournalErrorKind::Unavailable): there is no file, it needs [`migrate`](crate::migrate) first, or it cannot be opened.
    /// - [`NewerSchema`](tenure::journal::JournalErrorKind::NewerSchema): the file is of a later version of this crate.
    /// - [`Invalid`](tenure::journal::JournalErrorKind::Invalid): the file is something else than a journal.
    /// - [`Corrupt`](tenure::journal::JournalErrorKind::Corrupt): the file is damaged.
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
        let source = || Source::open(path, options.busy_timeout).map_err(opening);
        let sources = (0..options.readers)
            .map(|_| source())
            .collect::<Result<Vec<_>, _>>()?;
        let writer = Writer {
            connection,
            path: path.to_owned(),
            busy_timeout: options.busy_timeout,
            uncleared: false,
        };
        let writer = WriterThread::start(path, options.queue, writer)?;
        Ok(Self {
            path: path.to_owned(),
            busy_timeout: options.busy_timeout,
            readers: Readers::start(path, options.queue, source()?, sources)?,
            writer,
        })
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
        self.writer.append_here(tenant.clone(), append.prepare()?)
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
        self.readers.read_here(load(tenant, stream, after, limit))
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
        scan::wait(&self.readers, tenant, after, limit)
    }

    /// [`Journal::head`], blocking.
    ///
    /// # Errors
    /// As there.
    pub fn head_blocking(&self, tenant: &TenantId) -> Result<Head, JournalError> {
        self.readers.read_here(head(tenant))
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
        self.readers.read_here(receipt(tenant, command))
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
        self.readers.read_here(profile(tenant, subject))
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
        self.readers.read_here(verify(tenant))
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

    pub(crate) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<Waiting<T>, JournalError> {
        self.readers.read(read)
    }

    pub(crate) fn write<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, JournalError>>) -> Job,
    ) -> Result<Waiting<T>, JournalError> {
        self.writer.write(job)
    }
}

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
        future(move || self.read(load(tenant, stream, after, limit)))
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Pinned<'a, Page> {
        Box::pin(scan::ready(&self.readers, tenant, after, limit))
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> Pinned<'a, Head> {
        future(move || self.read(head(tenant)))
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> Pinned<'a, Option<Receipt>> {
        future(move || self.read(receipt(tenant, command)))
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> Pinned<'a, ProfileState> {
        future(move || self.read(profile(tenant, subject)))
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
        future(move || self.read(verify(tenant)))
    }
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteJournal")
            .field("path", &self.path)
            .field("readers", &self.readers.count())
            .finish()
    }
}

/// A read that whichever thread can carry out.
trait Work<T>: FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static {}

impl<T, W: FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static> Work<T> for W {}

fn load(
    tenant: &TenantId,
    stream: &StreamId,
    after: Version,
    limit: Limit,
) -> impl Work<Page> + use<> {
    let (tenant, stream) = (tenant.clone(), stream.clone());
    move |reader: &mut Reader<'_>| reader.load(&tenant, &stream, after, limit)
}

fn head(tenant: &TenantId) -> impl Work<Head> + use<> {
    let tenant = tenant.clone();
    move |reader: &mut Reader<'_>| reader.head(&tenant)
}

fn receipt(tenant: &TenantId, command: &CommandId) -> impl Work<Option<Receipt>> + use<> {
    let (tenant, command) = (tenant.clone(), command.clone());
    move |reader: &mut Reader<'_>| reader.receipt(&tenant, &command)
}

fn profile(tenant: &TenantId, subject: &SubjectId) -> impl Work<ProfileState> + use<> {
    let (tenant, subject) = (tenant.clone(), subject.clone());
    move |reader: &mut Reader<'_>| reader.profile(&tenant, &subject)
}

fn verify(tenant: &TenantId) -> impl Work<Verified> + use<> {
    let tenant = tenant.clone();
    move |reader: &mut Reader<'_>| reader.verify(&tenant)
}
