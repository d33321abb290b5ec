use std::sync::OnceLock;

use tenure::journal::Journal;
use tenure_postgres::PostgresJournal;

use crate::support::{journal, server};

/// Every behaviour has tenants of its own, so all share one database.
fn on_one_journal(behaviour: fn(&dyn Journal)) {
    static JOURNAL: OnceLock<PostgresJournal> = OnceLock::new();
    if let Some(server) = server() {
        behaviour(JOURNAL.get_or_init(|| journal(&server.database())));
    }
}

tenure_testkit::conformance!(on_one_journal);
