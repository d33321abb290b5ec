//! Through the journal: what the file states is recorded, and the figures come from what the journal then holds.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pollster::block_on;
use tenure::journal::{Journal, JournalError, JournalErrorKind, JournalExt};
use tenure::{
    Book, Command, CommandId, Desk, DeskError, Known, Position, Record, Request, TenantId,
};
use tenure_sqlite::SqliteJournal;

/// The journal of the review, open.
pub(crate) struct Recorder {
    journal: Arc<SqliteJournal>,
    tenant: TenantId,
    at: DateTime<Utc>,
}

impl Recorder {
    pub(crate) fn open(path: &Path, at: DateTime<Utc>) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            journal: Arc::new(SqliteJournal::open_or_create(path)?),
            tenant: TenantId::new("quarterly-review")?,
            at,
        })
    }

    /// The book as it was known.
    pub(crate) fn book(&self, known: Known) -> Result<Book, Box<dyn Error>> {
        Ok(block_on(self.desk().book(known))?)
    }

    /// Everything the journal holds, in order.
    pub(crate) fn records(&self) -> Result<Vec<Record>, Box<dyn Error>> {
        Ok(block_on(self.journal.scan_all(&self.tenant))?)
    }

    /// Records commands against a book that was just read.
    pub(crate) fn record(&self, book: Book, commands: Vec<Command>) -> Result<(), Box<dyn Error>> {
        // The next position makes the id: what is recorded is new to the journal, so two imports never share one.
        let head = block_on(self.journal.head(&self.tenant))?;
        let next = head.position.map_or(0, Position::get).saturating_add(1);
        let request = Request {
            id: CommandId::new(format!("quarterly-review-from-{next}"))?,
            actor: None,
            at: self.at,
            commands,
        };
        match block_on(self.desk().execute_in_batches(book, request)) {
            Ok(_) => Ok(()),
            Err(DeskError::Journal(error)) if is_of_another_import(&error) => Err(format!(
                "another import into this journal was quicker, and this one stopped; run it again, it goes on from there ({error})"
            )
            .into()),
            Err(error) => Err(error.into()),
        }
    }

    fn desk(&self) -> Desk {
        Desk::new(self.journal.clone(), self.tenant.clone())
    }
}

/// Whether somebody else changed what was read, the same accounts or the position that makes the id; or was still writing it.
const fn is_of_another_import(error: &JournalError) -> bool {
    matches!(
        error.kind(),
        JournalErrorKind::Conflict { .. }
            | JournalErrorKind::CommandReused
            | JournalErrorKind::Busy
    )
}
