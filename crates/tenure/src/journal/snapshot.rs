//! Snapshots of folds: a cache beside the records, which may be dropped at any time and comes back the same.

use std::fmt;
use std::ops::ControlFlow;

use super::{BoxFuture, Journal, JournalError, JournalErrorKind, JournalExt};
use crate::id::TenantId;
use crate::record::{Position, Record};
use crate::text::Name;

/// The state of a fold over all records of a tenant up to a position, as bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last record that was taken in.
    pub position: Position,
    /// The state, in whatever form the fold gives it.
    pub state: Vec<u8>,
}

/// Without the state, which may be long.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("position", &self.position)
            .field("bytes", &self.state.len())
            .finish()
    }
}

impl Snapshot {
    /// The most bytes of a state. A fold that comes to more keeps its parts as folds of their own.
    pub const MAX_BYTES: usize = 64 << 20;

    /// The checksum to keep beside it, for implementors of [`Snapshots`]: over whose it is, of which fold, how far it came, and the state.
    ///
    /// # Errors
    /// [`JournalErrorKind::TooLarge`] past [`Snapshot::MAX_BYTES`].
    pub fn seal(&self, tenant: &TenantId, fold: &Name) -> Result<u32, JournalError> {
        if self.state.len() > Self::MAX_BYTES {
            return Err(JournalError::new(
                JournalErrorKind::TooLarge,
                format!(
                    "a snapshot of `{fold}` of {} bytes; at most {} are allowed, so keep its parts as folds of their own",
                    self.state.len(),
                    Self::MAX_BYTES
                ),
            ));
        }
        Ok(checksum(tenant, fold, self.position, &self.state))
    }

    /// The snapshot that a store has kept, for implementors of [`Snapshots`]. `None` when it is not what was written, or names a
    /// position past the head: it is only a cache, so that is no error.
    #[must_use]
    pub fn open(
        tenant: &TenantId,
        fold: &Name,
        position: u64,
        state: Vec<u8>,
        sealed: u32,
        head: Option<Position>,
    ) -> Option<Self> {
        let position = Position::new(position).filter(|position| Some(*position) <= head)?;
        let whole = checksum(tenant, fold, position, &state) == sealed;
        whole.then_some(Self { position, state })
    }

    /// Refuses a snapshot of records that are not there.
    ///
    /// # Errors
    /// [`JournalErrorKind::Invalid`].
    pub fn check(&self, fold: &Name, head: Option<Position>) -> Result<(), JournalError> {
        if Some(self.position) <= head {
            return Ok(());
        }
        Err(JournalError::new(
            JournalErrorKind::Invalid,
            format!(
                "a snapshot of `{fold}` at {}, past the last record; fold what is there",
                self.position
            ),
        ))
    }
}

fn checksum(tenant: &TenantId, fold: &Name, position: Position, state: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for text in [tenant.as_str(), fold.as_str()] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&position.get().to_le_bytes());
    hasher.update(state);
    hasher.finalize()
}

/// What a journal can do besides: keep the state of folds, so that a program need not read a long history again whenever it starts.
///
/// A cache and nothing else. No figure depends on it: whoever finds no snapshot folds from the first record, and comes to the same
/// state. It is in no export. Facts carry no personal data and so a state must not either; nothing that is forgotten may be in it.
///
/// Implementations keep at most one snapshot of a fold, a name's, in the transaction that looks at the head. [`Resumed`] is how a host uses it.
pub trait Snapshots: Journal {
    /// What is kept of a fold. `None` when there is nothing, or what is there is not what was written.
    ///
    /// # Errors
    /// As [`Journal::head`].
    fn snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
    ) -> BoxFuture<'a, Result<Option<Snapshot>, JournalError>>;

    /// Keeps a snapshot in place of one of an earlier or the same position. One of a later position stays, so that whoever was slow
    /// takes nothing back. Whether it was kept.
    ///
    /// # Errors
    /// [`Invalid`](JournalErrorKind::Invalid) for a position past the head; [`TooLarge`](JournalErrorKind::TooLarge) past
    /// [`Snapshot::MAX_BYTES`]; otherwise as [`Journal::head`], and [`Full`](JournalErrorKind::Full).
    fn keep_snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
        snapshot: Snapshot,
    ) -> BoxFuture<'a, Result<bool, JournalError>>;

    /// Drops all snapshots of a tenant. How many there were.
    ///
    /// # Errors
    /// As [`Journal::head`].
    fn drop_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<u64, JournalError>>;
}

/// A fold over the records of a tenant whose state can be kept.
///
/// # Laws
/// Taking in the same records gives the same bytes, and a state that was read from its bytes goes on as the one that wrote them. So a
/// snapshot that was dropped comes back byte by byte. A state made of a `HashMap` in its order breaks that; one of a `BTreeMap` does not.
pub trait Resumable: Default + Send {
    /// Which fold it is, in which form. A fold that takes records in differently, or writes its state differently, has another name: what
    /// is kept under the old one is then no longer looked at.
    const NAME: &'static str;

    /// Takes in the next record. Records come in order, without a hole.
    fn apply(&mut self, record: &Record);

    /// The state.
    fn to_bytes(&self) -> Vec<u8>;

    /// A state from its bytes; `None` for bytes that are none, and then it is folded from the first record.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

/// A fold that was taken up from its snapshot and has read on.
///
/// ```
/// use tenure::Record;
/// use tenure::journal::{MemoryJournal, Resumable, Resumed, Snapshots};
/// use tenure::TenantId;
///
/// /// How many records there are.
/// #[derive(Default)]
/// struct Count(u64);
///
/// impl Resumable for Count {
///     const NAME: &'static str = "count 1";
///
///     fn apply(&mut self, _: &Record) {
///         self.0 += 1;
///     }
///
///     fn to_bytes(&self) -> Vec<u8> {
///         self.0.to_le_bytes().to_vec()
///     }
///
///     fn from_bytes(bytes: &[u8]) -> Option<Self> {
///         Some(Self(u64::from_le_bytes(bytes.try_into().ok()?)))
///     }
/// }
///
/// # tenure_testkit::conformance::block_on(async {
/// let (journal, tenant) = (MemoryJournal::new(), TenantId::new("acme")?);
/// // When the program starts: what is kept, and the records after it.
/// let mut count = Resumed::<Count>::open(&journal, &tenant).await?;
/// // While it runs, whenever the fold is asked.
/// count.read_on(&journal).await?;
/// assert_eq!(count.fold().0, 0);
/// // Now and then, for the next start.
/// count.keep(&journal).await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Resumed<F> {
    tenant: TenantId,
    fold: F,
    position: Option<Position>,
}

impl<F: Resumable> Resumed<F> {
    /// Takes the fold of a tenant up from its snapshot, or from nothing where there is none, and reads on to the end.
    ///
    /// # Errors
    /// As [`Journal::scan`], and [`JournalErrorKind::Invalid`] when [`Resumable::NAME`] is no name.
    pub fn open<'a>(
        journal: &'a dyn Snapshots,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<Self, JournalError>>
    where
        F: 'a,
    {
        Box::pin(async move {
            let kept = journal.snapshot(tenant, &Self::name()?).await?;
            let (fold, position) = kept
                .and_then(|kept| Some((F::from_bytes(&kept.state)?, Some(kept.position))))
                .unwrap_or_default();
            let mut resumed = Self {
                tenant: tenant.clone(),
                fold,
                position,
            };
            resumed.read_on(journal).await?;
            Ok(resumed)
        })
    }

    /// Takes in what was recorded since. How many records that were. After an error it stands at a record, and reads on from there.
    ///
    /// # Errors
    /// As [`Journal::scan`].
    pub fn read_on<'a>(
        &'a mut self,
        journal: &'a dyn Snapshots,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        Box::pin(async move {
            let Self {
                tenant,
                fold,
                position,
            } = self;
            let mut read = 0_u64;
            journal
                .scan_each(tenant, *position, |page| {
                    for record in &page {
                        fold.apply(record);
                        *position = Some(record.position);
                        read = read.saturating_add(1);
                    }
                    ControlFlow::Continue(())
                })
                .await?;
            Ok(read)
        })
    }

    /// Keeps the state for the next start, unless a later one is kept. Whether it was kept; of no records nothing is.
    ///
    /// # Errors
    /// As [`Snapshots::keep_snapshot`].
    pub fn keep<'a>(
        &'a self,
        journal: &'a dyn Snapshots,
    ) -> BoxFuture<'a, Result<bool, JournalError>> {
        // Not the fold itself: it may be one that two threads must not look at.
        let (tenant, snapshot) = (&self.tenant, self.snapshot());
        Box::pin(async move {
            match snapshot {
                None => Ok(false),
                Some(snapshot) => {
                    let name = Self::name()?;
                    journal.keep_snapshot(tenant, &name, snapshot).await
                }
            }
        })
    }

    /// The state as it would be kept; `None` before the first record.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        Some(Snapshot {
            position: self.position?,
            state: self.fold.to_bytes(),
        })
    }

    /// The fold.
    #[must_use]
    pub const fn fold(&self) -> &F {
        &self.fold
    }

    /// The last record that was taken in; `None` before the first.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        self.position
    }

    fn name() -> Result<Name, JournalError> {
        Name::new(F::NAME).map_err(|error| {
            JournalError::new(
                JournalErrorKind::Invalid,
                format!("`{}` cannot name a fold", F::NAME),
            )
            .with_source(error)
        })
    }
}
