use tenure::journal::{Archive, Journal, Snapshots};
use tenure_sqlite::SqliteJournal;

use crate::support::Folder;

fn on_a_fresh_file(behaviour: fn(&dyn Journal)) {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    behaviour(&journal);
}

tenure_testkit::conformance!(on_a_fresh_file);

fn archive_on_a_fresh_file(behaviour: fn(&dyn Archive)) {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    behaviour(&journal);
}

tenure_testkit::archive_conformance!(archive_on_a_fresh_file);

fn snapshots_on_a_fresh_file(behaviour: fn(&dyn Snapshots)) {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    behaviour(&journal);
}

tenure_testkit::snapshot_conformance!(snapshots_on_a_fresh_file);

/// The same over several journals on one file.
mod spread {
    use tenure::journal::Journal;
    use tenure_sqlite::SqliteJournal;
    use tenure_testkit::doubles::Spread;

    use crate::support::Folder;

    fn over_three_journals(behaviour: fn(&dyn Journal)) {
        let folder = Folder::new();
        let first = SqliteJournal::open_or_create(folder.file()).unwrap();
        let others = [(); 2].map(|()| SqliteJournal::open(folder.file()).unwrap());
        behaviour(&Spread::over(first, others));
    }

    tenure_testkit::conformance!(over_three_journals);
}
