//! The threads of a journal, and how requests reach them and answers come back.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tenure::TenantId;
use tenure::journal::{BoxFuture, JournalError, JournalErrorKind, PreparedAppend, Receipt};

use crate::oneshot;
use crate::reader::{Reader, Source};
use crate::turn::Turn;
use crate::writer::{AppendJob, Job, Writer};

type Read = Box<dyn FnOnce(&mut Reader<'_>) + Send>;

/// Some threads that read, each over a connection of its own, and one connection more for whoever waits anyway.
pub(crate) struct Readers {
    queue: Queue<Read>,
    threads: Vec<JoinHandle<()>>,
    /// Gone once the readers are being dropped.
    here: Option<Mutex<Source>>,
}

impl Readers {
    /// Starts a thread for each of the sources.
    pub(crate) fn start(
        path: &Path,
        waiting: usize,
        here: Source,
        sources: Vec<Source>,
    ) -> Result<Self, JournalError> {
        let (queue, jobs) = Queue::new(path, waiting);
        // Whatever fails below, dropping this joins the threads that were started.
        let mut readers = Self {
            queue,
            threads: Vec::with_capacity(sources.len()),
            here: Some(Mutex::new(here)),
        };
        let jobs = Arc::new(Mutex::new(jobs));
        for mut source in sources {
            let (jobs, of) = (Arc::clone(&jobs), path.to_owned());
            let work = move || {
                while let Some(read) = next(&jobs) {
                    read(&mut source.reader(&of));
                }
            };
            readers
                .threads
                .push(spawn("tenure-sqlite-reader", path, work)?);
        }
        Ok(readers)
    }

    pub(crate) const fn count(&self) -> usize {
        self.threads.len()
    }

    /// Hands a read over to a thread.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<Waiting<T>, JournalError> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .hand_over(Box::new(move |reader| reply.send(read(reader))))?;
        Ok(Waiting {
            answer,
            lost: JournalErrorKind::Unavailable,
        })
    }

    /// Reads on the thread that calls, which would only wait for another one; where somebody else does so already, as
    /// [`read`](Self::read).
    pub(crate) fn read_here<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        // A thread that panicked while it read leaves its connection to nobody.
        if let Some(Ok(mut source)) = self.here.as_ref().map(Mutex::try_lock) {
            return read(&mut source.reader(&self.queue.path));
        }
        self.read(read)?.wait()
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.here = None;
        self.queue.end();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to be told.
            let _ = thread.join();
        }
    }
}

/// The thread that writes.
pub(crate) struct WriterThread {
    queue: Queue<Job>,
    thread: Option<JoinHandle<()>>,
    turn: Arc<Turn>,
}

impl WriterThread {
    pub(crate) fn start(path: &Path, waiting: usize, writer: Writer) -> Result<Self, JournalError> {
        let (queue, jobs) = Queue::new(path, waiting);
        let turn = Arc::new(Turn::new(writer));
        let own = Arc::clone(&turn);
        let thread = spawn("tenure-sqlite-writer", path, move || own.run(&jobs))?;
        Ok(Self {
            queue,
            thread: Some(thread),
            turn,
        })
    }

    /// An append by who waits for it: written on the thread that calls, unless others write as well.
    pub(crate) fn append_here(
        &self,
        tenant: TenantId,
        append: PreparedAppend,
    ) -> Result<Receipt, JournalError> {
        let (reply, answer) = oneshot::channel();
        let job = AppendJob {
            tenant,
            append,
            reply,
        };
        if let Some(job) = self.turn.append_here(job) {
            self.hand_over(Job::Append(Box::new(job)))?;
        }
        Self::waiting(answer).wait()
    }

    pub(crate) fn write<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, JournalError>>) -> Job,
    ) -> Result<Waiting<T>, JournalError> {
        let (reply, answer) = oneshot::channel();
        self.hand_over(job(reply))?;
        Ok(Self::waiting(answer))
    }

    fn hand_over(&self, job: Job) -> Result<(), JournalError> {
        self.turn.announce();
        let handed = self.queue.hand_over(job);
        handed.inspect_err(|_| self.turn.call_off())
    }

    const fn waiting<T>(answer: oneshot::Receiver<Result<T, JournalError>>) -> Waiting<T> {
        Waiting {
            answer,
            lost: JournalErrorKind::UnknownOutcome,
        }
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        self.queue.end();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Where requests wait for a thread.
struct Queue<J> {
    path: PathBuf,
    /// Gone once nothing more is taken.
    jobs: Option<SyncSender<J>>,
}

impl<J> Queue<J> {
    fn new(path: &Path, waiting: usize) -> (Self, Receiver<J>) {
        let (jobs, taken) = mpsc::sync_channel(waiting);
        let queue = Self {
            path: path.to_owned(),
            jobs: Some(jobs),
        };
        (queue, taken)
    }

    fn end(&mut self) {
        self.jobs = None;
    }

    fn hand_over(&self, job: J) -> Result<(), JournalError> {
        match self.jobs.as_ref().map(|jobs| jobs.try_send(job)) {
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
    pub(crate) fn wait(self) -> Result<T, JournalError> {
        settle(self.answer.wait(), self.lost)
    }

    pub(crate) async fn ready(self) -> Result<T, JournalError> {
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

fn next<J>(jobs: &Mutex<Receiver<J>>) -> Option<J> {
    // Who holds the lock waits for the next request; the others wait for the lock.
    let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}
