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

/// The same over several journals on one database that commits some transactions slowly.
mod spread {
    use std::sync::OnceLock;

    use tenure::journal::Journal;
    use tenure_postgres::PostgresJournal;
    use tenure_testkit::doubles::Spread;

    use crate::support::{block_on, journal, options, server};

    /// A quarter of the transactions that record something takes up to 4 ms more to commit, and one in twenty fails to.
    const SLOW: &str = "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF random() < 0.25 THEN PERFORM pg_sleep(random() * 0.004); END IF; \
             IF random() < 0.05 THEN RAISE EXCEPTION USING ERRCODE = 'query_canceled'; END IF; \
             RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON tenure.command DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION public.slow()";

    fn over_three_slow_journals(behaviour: fn(&dyn Journal)) {
        static SPREAD: OnceLock<Spread<PostgresJournal>> = OnceLock::new();
        let Some(server) = server() else { return };
        behaviour(SPREAD.get_or_init(|| {
            let database = server.database();
            let first = journal(&database);
            server.sql(database.name(), SLOW);
            let open = || block_on(PostgresJournal::open(options(&database.service))).unwrap();
            Spread::over(first, [open(), open()])
        }));
    }

    macro_rules! behaviours {
        ($($name:ident)+) => {
            $(
                #[test]
                fn $name() {
                    over_three_slow_journals(tenure_testkit::conformance::$name);
                }
            )+
        };
    }

    // Those that several at once and failed commits have a say in, and that ask again when the journal is busy.
    behaviours! {
        positions_are_dense
        a_retry_writes_nothing_and_gets_the_first_receipt
        the_same_command_at_once_has_one_effect
        a_tailing_reader_misses_nothing
        lost_answers_are_settled_by_sending_again
        any_sequence_goes_as_in_memory
    }
}
