//! The conformance suite of the journal port: one short test for each thing that [`Journal`] promises.
//!
//! Every journal of this project passes it, and yours can be held to it the same way. Give [`conformance!`](crate::conformance!)
//! a function that runs one behaviour on a fresh journal, and it makes a `#[test]` of each:
//!
//! ```
//! use tenure::journal::{Journal, MemoryJournal};
//!
//! fn on_a_fresh_journal(behaviour: fn(&dyn Journal)) {
//!     behaviour(&MemoryJournal::new());
//! }
//!
//! tenure_testkit::conformance!(on_a_fresh_journal);
//! ```
//!
//! [`SUITE`] has the same functions as a list. Each works on tenants of its own, named after it, so that all may run on one
//! journal, once. Races take as many rounds as the environment variable `TENURE_ROUNDS` says, random sequences `TENURE_SEQUENCES`;
//! see [`effort`](crate::effort) for all of them at once.
//!
//! What needs a hand inside the store (that damage is found, that what was acknowledged survives a crash) is in
//! [`store`](crate::store).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests: a behaviour that does not hold is to panic"
)]

mod append;
mod archive;
mod chain;
mod correct;
mod invalid;
mod lost;
pub(crate) mod make;
mod model;
mod profile;
mod race;
mod read;
mod snapshot;
mod text;
mod time;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tenure::journal::{Archive, Journal, Snapshots};

pub use append::*;
pub use archive::*;
pub use chain::*;
pub use correct::*;
pub use invalid::*;
pub use lost::*;
pub use model::*;
pub use profile::*;
pub use race::*;
pub use read::*;
pub use snapshot::*;
pub use text::*;
pub use time::*;

/// A test of one behaviour: panics when the journal does not have it.
pub type Behaviour = fn(&dyn Journal);

/// A test of one behaviour of an archive.
pub type ArchiveBehaviour = fn(&dyn Archive);

/// Every behaviour of an archive with its name.
pub const ARCHIVE_SUITE: &[(&str, ArchiveBehaviour)] = crate::archive_conformance!(@list suite);

/// A test of one behaviour of a journal that keeps snapshots.
pub type SnapshotBehaviour = fn(&dyn Snapshots);

/// Every behaviour of a journal that keeps snapshots, with its name.
pub const SNAPSHOT_SUITE: &[(&str, SnapshotBehaviour)] = crate::snapshot_conformance!(@list suite);

/// Every behaviour with its name.
pub const SUITE: &[(&str, Behaviour)] = crate::conformance!(@list suite);

/// Makes a `#[test]` of every behaviour of the conformance suite of journals; see [`conformance`](mod@crate::conformance).
#[macro_export]
macro_rules! conformance {
    (@list $kind:ident $($run:path)?) => {
        $crate::conformance! {
            @$kind [$($run)?]
            a_tenant_without_records_is_empty
            records_come_back_as_they_were_appended
            positions_are_dense
            versions_count_the_records_of_a_stream
            a_receipt_says_where_the_records_stand
            a_retry_writes_nothing_and_gets_the_first_receipt
            a_command_id_is_used_once
            a_refused_command_can_be_sent_again
            a_conflict_tells_the_true_version
            a_conflict_on_one_stream_writes_nothing
            a_stream_that_was_only_read_is_guarded
            any_version_will_do
            the_largest_append_fits
            an_append_has_records
            a_stream_has_one_expectation
            a_written_stream_has_an_expectation
            a_fact_stands_in_a_stream_of_its_scope
            a_withdrawal_names_a_record
            an_append_past_the_limits_is_too_large
            a_correction_names_an_earlier_record_of_its_stream
            a_correction_within_one_append_looks_back
            a_record_may_be_corrected_again
            a_conflict_comes_before_a_wrong_correction
            instants_never_go_back
            instants_are_whole_microseconds
            the_chain_covers_every_column
            the_chain_is_the_same_for_ever
            equal_appends_make_equal_heads
            verification_goes_over_everything
            pages_of_any_size_join_up
            pages_of_a_stream_join_up
            reading_past_the_end_gives_nothing
            tenants_are_apart
            nobody_finds_what_is_anothers
            hostile_text_is_only_text
            letters_are_compared_byte_by_byte
            any_text_is_only_text
            one_of_many_writers_wins_each_round
            the_same_command_at_once_has_one_effect
            a_tailing_reader_misses_nothing
            lost_answers_are_settled_by_sending_again
            a_profile_is_kept_and_replaced
            the_largest_profile_fits
            forgetting_is_for_good
            forgetting_leaves_the_records
            any_sequence_goes_as_in_memory
        }
    };
    (@suite [] $($name:ident)+) => {
        &[$((stringify!($name), $name as $crate::conformance::Behaviour)),+]
    };
    (@tests [$run:path] $($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                $run($crate::conformance::$name);
            }
        )+
    };
    ($run:path) => {
        $crate::conformance!(@list tests $run);
    };
}

/// Makes a `#[test]` of every behaviour of an [`Archive`], which are apart because a journal need not be one.
///
/// ```
/// use tenure::journal::{Archive, MemoryJournal};
///
/// fn on_a_fresh_journal(behaviour: fn(&dyn Archive)) {
///     behaviour(&MemoryJournal::new());
/// }
///
/// tenure_testkit::archive_conformance!(on_a_fresh_journal);
/// ```
#[macro_export]
macro_rules! archive_conformance {
    (@list $kind:ident $($run:path)?) => {
        $crate::archive_conformance! {
            @$kind [$($run)?]
            an_export_restores_to_the_same
            a_restore_goes_on_as_if_it_had_recorded_it
            a_copy_has_the_hash_of_the_original
            appends_come_whole
            recorded_appends_go_on_where_the_tenant_ends
            a_restore_ends_in_the_same_records_or_an_error
            subjects_come_in_order
        }
    };
    (@suite [] $($name:ident)+) => {
        &[$((stringify!($name), $name as $crate::conformance::ArchiveBehaviour)),+]
    };
    (@tests [$run:path] $($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                $run($crate::conformance::$name);
            }
        )+
    };
    ($run:path) => {
        $crate::archive_conformance!(@list tests $run);
    };
}

/// Makes a `#[test]` of every behaviour of a journal that keeps [`Snapshots`] of folds.
///
/// ```
/// use tenure::journal::{MemoryJournal, Snapshots};
///
/// fn on_a_fresh_journal(behaviour: fn(&dyn Snapshots)) {
///     behaviour(&MemoryJournal::new());
/// }
///
/// tenure_testkit::snapshot_conformance!(on_a_fresh_journal);
/// ```
#[macro_export]
macro_rules! snapshot_conformance {
    (@list $kind:ident $($run:path)?) => {
        $crate::snapshot_conformance! {
            @$kind [$($run)?]
            a_fold_goes_on_from_its_snapshot
            dropped_snapshots_come_back_the_same
            a_later_snapshot_stays
            any_state_is_kept
            a_state_that_cannot_be_read_is_folded_again
            snapshots_of_tenants_are_apart
        }
    };
    (@suite [] $($name:ident)+) => {
        &[$((stringify!($name), $name as $crate::conformance::SnapshotBehaviour)),+]
    };
    (@tests [$run:path] $($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                $run($crate::conformance::$name);
            }
        )+
    };
    ($run:path) => {
        $crate::snapshot_conformance!(@list tests $run);
    };
}

/// Runs a future to its end on this thread, which sleeps while there is nothing to do.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
