//! The service around a journal: load, decide, append, and again when somebody else was quicker.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::as_of::Known;
use crate::book::Book;
use crate::command::Command;
use crate::decide::decide_all;
use crate::fold::FoldError;
use crate::id::{ActorId, CommandId, TenantId};
use crate::journal::{
    Append, Expected, Journal, JournalError, JournalErrorKind, Limit, NewRecord, Receipt,
};
use crate::record::{StreamId, Version};
use crate::rejection::Rejection;

/// One tenant's desk: takes requests, decides them against what the journal holds, and records the facts.
#[derive(Clone, Debug)]
pub struct Desk {
    journal: Arc<dyn Journal>,
    tenant: TenantId,
}

/// Commands to be recorded together, all or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The request's id: sent again, it has no second effect.
    pub id: CommandId,
    /// Who or what makes it.
    pub actor: Option<ActorId>,
    /// The host's instant.
    pub at: DateTime<Utc>,
    /// What to record, in order; each is decided against what the ones before it leave.
    pub commands: Vec<Command>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its facts stand in the journal.
    Recorded(Receipt),
    /// Everything was so already; nothing was recorded.
    Unchanged,
}

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// A rule stands against one of the commands. Nothing was recorded.
    #[error("command {place} is rejected: {rejection}")]
    Rejected {
        /// Which command, from 1.
        place: usize,
        /// The rule.
        rejection: Rejection,
    },
    /// Others kept changing the same streams.
    #[error("others changed the same streams {attempts} times in a row; try again later")]
    Contended {
        /// How often it was tried.
        attempts: u32,
    },
    /// The journal holds records that do not fold.
    #[error("the journal holds records that do not fold")]
    Fold(#[from] FoldError),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Desk {
    /// How often a request is decided anew before [`DeskError::Contended`].
    pub const MAX_ATTEMPTS: u32 = 16;

    /// The desk of a tenant.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, tenant: TenantId) -> Self {
        Self { journal, tenant }
    }

    /// The whole book, as far as it was known.
    ///
    /// # Errors
    /// [`DeskError::Journal`], [`DeskError::Fold`].
    pub async fn book(&self, known: Known) -> Result<Book, DeskError> {
        let mut book = Book::as_known(known);
        let mut after = None;
        loop {
            let page = self.journal.scan(&self.tenant, after, Limit::MAX).await?;
            for record in &page.records {
                if !known.includes(record) {
                    // Instants never decrease: nothing that follows was known.
                    return Ok(book);
                }
                book.apply(record)?;
                after = Some(record.position);
            }
            if page.end {
                return Ok(book);
            }
        }
    }

    /// Carries a request out.
    ///
    /// A request whose id was recorded before returns that receipt, whatever its commands are. When others change the same streams
    /// in between, it is decided anew. An outcome that the journal could not tell is settled before returning.
    ///
    /// # Errors
    /// [`DeskError::Rejected`], [`DeskError::Contended`], [`DeskError::Journal`], [`DeskError::Fold`].
    pub async fn execute(&self, request: &Request) -> Result<Outcome, DeskError> {
        for _ in 0..Self::MAX_ATTEMPTS {
            let (mut book, streams) = self.read(&request.commands).await?;
            // Asked after loading: where there is no receipt, nothing that was loaded comes from this very request.
            if let Some(receipt) = self.journal.receipt(&self.tenant, &request.id).await? {
                return Ok(Outcome::Recorded(receipt));
            }
            let expect = expectations(&book, streams.into_iter());
            let records = decide_all(&mut book, &request.commands).map_err(rejected)?;
            if records.is_empty() {
                return Ok(Outcome::Unchanged);
            }
            let append = Append {
                command: request.id.clone(),
                actor: request.actor.clone(),
                at: request.at,
                expect,
                records,
            };
            match self.journal.append(&self.tenant, append).await {
                Ok(receipt) => return Ok(Outcome::Recorded(receipt)),
                Err(error) => match error.kind() {
                    // The last one: somebody sent the same request at the same time, and the receipt tells.
                    JournalErrorKind::Conflict { .. }
                    | JournalErrorKind::UnknownOutcome
                    | JournalErrorKind::CommandReused => {}
                    _ => return Err(error.into()),
                },
            }
        }
        // The last outcome may be one that the journal could not tell.
        match self.journal.receipt(&self.tenant, &request.id).await? {
            Some(receipt) => Ok(Outcome::Recorded(receipt)),
            None => Err(DeskError::Contended {
                attempts: Self::MAX_ATTEMPTS,
            }),
        }
    }

    /// Carries out a request too large for one append, such as an import: in batches, each all or none.
    ///
    /// Every command is decided before the first batch is written, so a rejection leaves the journal untouched. The batches have the
    /// request's id followed by `/1`, `/2`, …. When it stops halfway (an error, a crash), what was acknowledged stays: read the
    /// book again, leave out what it holds already, and send the rest under another id.
    ///
    /// `book` holds every stream that the commands read, folded to its end.
    ///
    /// # Errors
    /// [`DeskError::Rejected`] before anything was written; [`DeskError::Journal`], with a conflict when somebody else changed the
    /// same streams since the book was read.
    pub async fn execute_in_batches(
        &self,
        mut book: Book,
        request: Request,
    ) -> Result<Vec<Receipt>, DeskError> {
        let mut versions = BTreeMap::new();
        for stream in request.commands.iter().flat_map(Command::streams) {
            let version = book.version(&stream);
            versions.insert(stream, version);
        }
        let records = decide_all(&mut book, &request.commands).map_err(rejected)?;
        // What only deciding needed; an import has a million commands.
        drop((book, request.commands));
        let mut receipts = Vec::new();
        for batch in in_batches(records) {
            let written: BTreeSet<StreamId> =
                batch.iter().map(|record| record.stream.clone()).collect();
            let expect = written
                .into_iter()
                .map(|stream| {
                    let version = versions.get(&stream).copied().unwrap_or_default();
                    (stream, Expected::Exactly(version))
                })
                .collect();
            let number = receipts.len().saturating_add(1);
            let append = Append {
                command: batch_id(&request.id, number)?,
                actor: request.actor.clone(),
                at: request.at,
                expect,
                records: batch,
            };
            let receipt = self.settled(append).await?;
            for (stream, version) in &receipt.versions {
                versions.insert(stream.clone(), *version);
            }
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    /// Appends, and settles an outcome that the journal could not tell by sending the same command again.
    async fn settled(&self, append: Append) -> Result<Receipt, DeskError> {
        for _ in 1..Self::MAX_ATTEMPTS {
            match self.journal.append(&self.tenant, append.clone()).await {
                Err(error) if *error.kind() == JournalErrorKind::UnknownOutcome => {}
                settled => return Ok(settled?),
            }
        }
        Ok(self.journal.append(&self.tenant, append).await?)
    }

    /// The book that the commands are decided on, with the streams that it holds: those they name, and whatever stands above.
    async fn read(&self, commands: &[Command]) -> Result<(Book, BTreeSet<StreamId>), DeskError> {
        let mut book = Book::default();
        let mut held = BTreeSet::new();
        let mut wanted: BTreeSet<StreamId> = commands.iter().flat_map(Command::streams).collect();
        while !wanted.is_empty() {
            for stream in &wanted {
                self.load(&mut book, stream).await?;
            }
            held.append(&mut wanted);
            wanted = commands
                .iter()
                .flat_map(|command| command.further_streams(&book))
                .filter(|stream| !held.contains(stream))
                .collect();
        }
        Ok((book, held))
    }

    async fn load(&self, book: &mut Book, stream: &StreamId) -> Result<(), DeskError> {
        let mut after = Version::EMPTY;
        loop {
            let page = self
                .journal
                .load(&self.tenant, stream, after, Limit::MAX)
                .await?;
            for record in &page.records {
                book.apply(record)?;
                after = record.version;
            }
            if page.end {
                return Ok(());
            }
        }
    }
}

fn expectations(book: &Book, streams: impl Iterator<Item = StreamId>) -> Vec<(StreamId, Expected)> {
    streams
        .map(|stream| {
            let version = book.version(&stream);
            (stream, Expected::Exactly(version))
        })
        .collect()
}

/// Cuts records into appends. Neighbours of one stream stay together where they fit, so that a correction and what replaces it
/// are not parted.
fn in_batches(records: Vec<NewRecord>) -> Vec<Vec<NewRecord>> {
    let mut batches = Vec::new();
    let mut batch: Vec<NewRecord> = Vec::new();
    for record in records {
        if batch.len() == Append::MAX_RECORDS {
            let of_stream = batch.iter().rev();
            let of_stream = of_stream.take_while(|earlier| earlier.stream == record.stream);
            let cut = batch.len() - of_stream.count();
            let rest = batch.split_off(if cut == 0 { batch.len() } else { cut });
            batches.push(std::mem::replace(&mut batch, rest));
        }
        batch.push(record);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

/// The id of the nth batch of a request.
fn batch_id(request: &CommandId, number: usize) -> Result<CommandId, JournalError> {
    CommandId::new(format!("{request}/{number}")).map_err(|source| {
        let message = format!("the request id `{request}` is too long to number its batches");
        JournalError::new(JournalErrorKind::Invalid, message).with_source(source)
    })
}

fn rejected((index, rejection): (usize, Rejection)) -> DeskError {
    DeskError::Rejected {
        place: index.saturating_add(1),
        rejection,
    }
}
