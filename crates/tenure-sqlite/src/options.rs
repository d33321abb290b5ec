use std::time::Duration;

/// What an acknowledged append survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// A killed process, a crash of the system, a loss of power: every commit is flushed before it is acknowledged.
    #[default]
    Flushed,
    /// A killed process only. After a crash of the system or a loss of power the newest appends may be gone, although they were
    /// acknowledged; what is left is whole and a prefix of what was appended. For what can be recorded again, such as an import.
    Relaxed,
}

/// How a [`SqliteJournal`](crate::SqliteJournal) works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub(crate) readers: usize,
    pub(crate) queue: usize,
    pub(crate) busy_timeout: Duration,
    pub(crate) durability: Durability,
    pub(crate) max_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 2,
            queue: 256,
            busy_timeout: Duration::from_secs(5),
            durability: Durability::Flushed,
            max_bytes: None,
        }
    }
}

impl Options {
    /// Two readers, 256 waiting requests, 5 seconds for other processes, everything flushed, no limit of size.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many threads read, each with a connection of its own: 1 to 64. Two share a large page of a scan. One connection more is for
    /// calls that block.
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

    /// What an acknowledged append survives; by default everything.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How large the file may become through this journal, in bytes, before an append is refused as
    /// [`Full`](tenure::journal::JournalErrorKind::Full); reading goes on. The write-ahead log beside it has up to 64 MiB more, or
    /// as much as the largest append. A file that is larger already does not grow.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }
}
