//! The journal in memory against the conformance suite.

use tenure::journal::{Journal, MemoryJournal};
use tenure_testkit::conformance::SUITE;

fn in_memory(behaviour: fn(&dyn Journal)) {
    behaviour(&MemoryJournal::new());
}

mod memory {
    tenure_testkit::conformance!(super::in_memory);

    fn archive_in_memory(behaviour: fn(&dyn tenure::journal::Archive)) {
        behaviour(&tenure::journal::MemoryJournal::new());
    }

    tenure_testkit::archive_conformance!(archive_in_memory);

    fn snapshots_in_memory(behaviour: fn(&dyn tenure::journal::Snapshots)) {
        behaviour(&tenure::journal::MemoryJournal::new());
    }

    tenure_testkit::snapshot_conformance!(snapshots_in_memory);
}

#[test]
fn all_behaviours_hold_on_one_journal() {
    let journal = MemoryJournal::new();
    for (_, behaviour) in SUITE {
        behaviour(&journal);
    }
    assert!(format!("{journal:?}").starts_with("MemoryJournal { tenants: "));
}
