use std::sync::OnceLock;

use tenure::journal::{Archive, Journal, Snapshots};
use tenure_postgres::PostgresJournal;

use crate::support::{journal, server};

/// Every behaviour has tenants of its own, so all share one database.
fn shared() -> Option<&'static PostgresJournal> {
    static JOURNAL: OnceLock<PostgresJournal> = OnceLock::new();
    server().map(|server| JOURNAL.get_or_init(|| journal(&server.database())))
}

fn on_one_journal(behaviour: fn(&dyn Journal)) {
    if let Some(journal) = shared() {
        behaviour(journal);
    }
}

fn archive_on_one_journal(behaviour: fn(&dyn Archive)) {
    if let Some(journal) = shared() {
        behaviour(journal);
    }
}

fn snapshots_on_one_journal(behaviour: fn(&dyn Snapshots)) {
    if let Some(journal) = shared() {
        behaviour(journal);
    }
}

tenure_testkit::conformance!(on_one_journal);
tenure_testkit::archive_conformance!(archive_on_one_journal);
tenure_testkit::snapshot_conformance!(snapshots_on_one_journal);
