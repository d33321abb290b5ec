use std::fmt;
use std::time::Duration;

use tenure::journal::{JournalError, JournalErrorKind};
use tokio_postgres::Config;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};

/// What an acknowledged append survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// A killed process, a crash of the system, a loss of power: the server must flush every commit (`fsync`,
    /// `full_page_writes` and `synchronous_commit` on), or it is refused.
    #[default]
    Flushed,
    /// A killed client only: commits are not waited for (`synchronous_commit = off`), and the newest may be gone after a crash of the
    /// server, although they were acknowledged. For what can be recorded again, such as an import.
    Relaxed,
}

/// Which database, and how a [`PostgresJournal`](crate::PostgresJournal) works with it. `Debug` shows no password.
#[derive(Clone)]
pub struct Options {
    pub(crate) config: Config,
    pub(crate) connections: usize,
    pub(crate) queue: usize,
    pub(crate) wait: Duration,
    pub(crate) statement_timeout: Duration,
    pub(crate) durability: Durability,
}

impl Options {
    /// The database at this address, such as `postgresql://user:password@host:5432/database`, or in the form `host=… user=…` of
    /// libpq, with the defaults of the other methods.
    ///
    /// `sslmode` is as libpq has it, but stricter: `require` checks the certificate and the name of the host. TLS needs the feature
    /// `tls`.
    ///
    /// # Errors
    /// [`JournalErrorKind::Invalid`] for what is no such address. The error does not show it.
    pub fn new(address: &str) -> Result<Self, JournalError> {
        let invalid = |message: &str| JournalError::new(JournalErrorKind::Invalid, message);
        let mut config: Config = address.parse().map_err(|error: tokio_postgres::Error| {
            invalid("that is no address of a database; give `postgresql://user@host/database`")
                .with_source(error.to_string())
        })?;
        if config.get_ssl_mode() == SslMode::Require && cfg!(not(feature = "tls")) {
            return Err(invalid(
                "the address asks for TLS; build `tenure-postgres` with its feature `tls`",
            ));
        }
        if config.get_application_name().is_none() {
            config.application_name("tenure");
        }
        // What is decided must be decided on the newest state, so never on a replica.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        Ok(Self {
            config,
            connections: 8,
            queue: 256,
            wait: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(60),
            durability: Durability::Flushed,
        })
    }

    /// How many connections at most: at least 1, by default 8.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// How many appends of one tenant may wait before a further one is refused as
    /// [`Busy`](JournalErrorKind::Busy): at least 1, by default 256. Each keeps its records in memory.
    #[must_use]
    pub fn queue(mut self, appends: usize) -> Self {
        self.queue = appends.max(1);
        self
    }

    /// How long a request waits for a connection, and an append for another process that writes for its tenant, before it is
    /// [`Busy`](JournalErrorKind::Busy); by default 5 s.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait.max(Duration::from_millis(1));
        self
    }

    /// How long the server may work on one statement before it is [`Busy`](JournalErrorKind::Busy); by default 60 s.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = timeout.max(Duration::from_millis(1));
        self
    }

    /// What an acknowledged append survives; by default everything that the server can.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("hosts", &self.config.get_hosts())
            .field("database", &self.config.get_dbname())
            .field("user", &self.config.get_user())
            .field("connections", &self.connections)
            .field("queue", &self.queue)
            .field("wait", &self.wait)
            .field("statement_timeout", &self.statement_timeout)
            .field("durability", &self.durability)
            .finish()
    }
}
