use std::time::Duration;

/// How a [`SqliteJournal`](crate::SqliteJournal) works; durability is not among it, because it is not optional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub(crate) readers: usize,
    pub(crate) queue: usize,
    pub(crate) busy_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 2,
            queue: 256,
            busy_timeout: Duration::from_secs(5),
        }
    }
}

impl Options {
    /// Two readers, 256 waiting requests, 5 seconds for other processes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many threads read, each with a connection of its own: 1 to 64.
    #[must_use]
    pub fn readers(mut self, threads: usize) -> Self {
        self.readers = threads.clamp(1, 64);
        self
    }

    /// How many reads, and as many writes, may wait before a further one is refused as
    /// [`Busy`](tenure::journal::JournalErrorKind::Busy): at least 1. Each waiting append keeps its records in memory.
    #[must_use]
    pub fn queue(mut self, requests: usize) -> Self {
        self.queue = requests.max(1);
        self
    }

    /// How long a write waits for another process that is writing, before it is
    /// [`Busy`](tenure::journal::JournalErrorKind::Busy).
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }
}
