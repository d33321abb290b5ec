//! Killed processes and lost power, at every moment.

use std::panic::{self, AssertUnwindSafe};

use tenure::journal::{Expected, Profile};
use tenure::{Name, Position, SubjectId};
use tenure_sqlite::{Durability, Options, SqliteJournal};
use tenure_testkit::conformance::block_on;
use tenure_testkit::effort;
use tenure_testkit::store::{self, Interrupted};

use crate::store::FileStore;
use crate::support::{account, openings, tenant};

#[test]
fn a_kill_loses_nothing() {
    store::a_kill_loses_nothing(&FileStore::new());
}

#[test]
fn a_loss_of_power_loses_nothing() {
    store::a_loss_of_power_loses_nothing(&FileStore::new());
}

/// What the suite says of a store, or nothing.
fn complaint(store: &FileStore, behaviour: fn(&dyn Interrupted)) -> Option<String> {
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| behaviour(store)));
    outcome
        .err()
        .map(|told| told.downcast_ref::<String>().cloned().unwrap_or_default())
}

#[test]
fn relaxed_durability_survives_a_kill_and_fails_without_power() {
    let relaxed = || FileStore::with(Options::new().durability(Durability::Relaxed));
    assert_eq!(complaint(&relaxed(), store::a_kill_loses_nothing), None);
    let told = complaint(&relaxed(), store::a_loss_of_power_loses_nothing).unwrap();
    assert!(told.contains("was acknowledged"), "{told}");
}

#[test]
fn a_disk_that_lies_fails_without_power() {
    let lying = FileStore::on_a_lying_disk();
    assert!(complaint(&lying, store::a_loss_of_power_loses_nothing).is_some());
}

/// The write-ahead log is written back into the file by itself after 16 MiB, in the middle of what somebody writes.
#[test]
fn a_loss_of_power_while_the_log_is_written_back_loses_nothing() {
    const RECORDS: usize = 10;
    let store = FileStore::new();
    let journal = SqliteJournal::open(store.file()).unwrap();
    let (tenant, a) = (tenant(), account("A"));
    // Personal data of a megabyte fills the log quickly, and verification need not read it.
    let fields = (0..60).map(|nth| (Name::new(format!("f{nth}")).unwrap(), "x".repeat(10_000)));
    let large = Profile::new(fields.collect()).unwrap();
    let mut told = Vec::new();
    for nth in 0..20 {
        let append = openings(&format!("c{nth}"), &a, Expected::Any, RECORDS);
        let last = journal.append_blocking(&tenant, append).unwrap().last;
        told.push((store.moment(), last));
        let subject = SubjectId::new(format!("P{nth}")).unwrap();
        journal
            .put_profile_blocking(&tenant, &subject, large.clone())
            .unwrap();
    }
    // Those of the end, when the log is emptied, too.
    drop(journal);
    let end = store.moment();
    let images = effort::times("TENURE_IMAGES", 30, 600);
    for seed in 0..images {
        // The last part, in which it was written back.
        let moment = end - end / 2 * seed / images;
        let image = store.unpowered(moment, seed);
        let journal = image.open().unwrap();
        image.check().unwrap();
        let verified = block_on(journal.verify(&tenant)).unwrap();
        let acknowledged = told.iter().rfind(|(when, _)| *when <= moment);
        let last = verified.head.position;
        assert!(
            last >= acknowledged.map(|(_, last)| *last),
            "moment {moment}, seed {seed}: {last:?}"
        );
        assert_eq!(last.map_or(0, Position::get) % RECORDS as u64, 0);
    }
}
