//! What a journal promises of its store, for which a test needs a hand inside: that nothing acknowledged is lost when the process is
//! killed, the power fails, the disk is full or fails; that damage is found; that what is forgotten is gone.
//!
//! The other half of the [conformance suite](mod@crate::conformance). Wrap the store of your journal in [`Store`] and in those of the
//! other traits that it can have, and call the behaviours:
//!
//! ```
//! use tenure_testkit::doubles::DoubleStore;
//! use tenure_testkit::store;
//!
//! // Each wants a store without a record.
//! store::a_kill_loses_nothing(&DoubleStore::sound());
//! store::a_loss_of_power_loses_nothing(&DoubleStore::sound());
//! store::damage_is_found(&DoubleStore::sound());
//! store::a_full_store_says_so_and_loses_nothing(&DoubleStore::sound());
//! store::a_failing_device_is_never_taken_for_a_good_one(&DoubleStore::sound());
//! store::what_is_forgotten_is_nowhere(&DoubleStore::sound());
//! ```
//!
//! A failure names the moment and the seed; with the same history they find the same image again. How many images, flips and steps
//! are tried: see [`effort`](crate::effort).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests: a behaviour that does not hold is to panic"
)]

mod crash;
mod damage;
mod erasure;
mod faults;

use tenure::journal::{Journal, JournalError};

pub use crash::*;
pub use damage::*;
pub use erasure::*;
pub use faults::*;

/// Where a journal keeps its records, with a test's hand inside.
pub trait Store: Sync {
    /// Opens the journal on what is there now, as a process does that starts.
    ///
    /// # Errors
    /// As the journal's own way to open.
    fn open(&self) -> Result<Box<dyn Journal>, JournalError>;

    /// What the store has to look itself over besides [`Journal::verify`]; nothing, unless said otherwise.
    ///
    /// # Errors
    /// When something is wrong.
    fn check(&self) -> Result<(), JournalError> {
        Ok(())
    }
}

/// A store that remembers everything that its device was told.
pub trait Interrupted: Store {
    /// How much the device was told so far: writes, flushes and whatever else, counted.
    fn moment(&self) -> u64;

    /// A store as it is found after the process was killed at a moment: with everything that the device was told before.
    fn killed(&self, moment: u64) -> Box<dyn Store>;

    /// A store as it may be found after the power failed at a moment: with what was flushed before, and whatever the seed chooses of
    /// what was not.
    fn unpowered(&self, moment: u64, seed: u64) -> Box<dyn Store>;
}

/// A store of which copies with something wrong can be made.
pub trait Damaged: Store {
    /// A copy in which chance has changed something, as a failing disk does, and words for what it is.
    fn damaged(&self, seed: u64) -> (String, Box<dyn Store>);

    /// A copy in which somebody has changed a record and made its checksum fit, and words for it.
    fn forged(&self, seed: u64) -> (String, Box<dyn Store>);
}

/// A store whose device can be full and can fail.
pub trait Failing: Store {
    /// From now on the store may grow by this many bytes; `None`: as much as it likes.
    fn room(&self, bytes: Option<u64>);

    /// From now on this many writes and flushes succeed and the one after them fails, once; `None`: none does.
    fn fail_after(&self, operations: Option<u64>);

    /// Whether the failure has happened since it was asked for.
    fn has_failed(&self) -> bool;
}

/// A store that can be looked through.
pub trait Searched: Store {
    /// Whether these bytes stand anywhere in it: files, logs, free space.
    fn holds(&self, bytes: &[u8]) -> bool;
}
