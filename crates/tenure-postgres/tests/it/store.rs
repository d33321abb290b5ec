//! The behaviours of stores that a test can have a hand in: rows that are changed, a device that fails or has no more room, files that
//! are looked through.

use std::sync::OnceLock;

use tenure::journal::{ChainHash, Journal, JournalError, StoredRecord};
use tenure_postgres::{PostgresJournal, migrate, scrub};
use tenure_testkit::Dice;
use tenure_testkit::postgres::{Database, SERVICE, Server};
use tenure_testkit::store::{self, Damaged, Failing, Searched, Store};

use crate::support::{block_on, occurrences, options, server};

#[derive(Clone)]
struct DatabaseStore {
    server: &'static Server,
    database: Database,
    /// Whether its rows were put aside, so that they can be put back.
    kept: OnceLock<()>,
}

impl DatabaseStore {
    /// A journal without a record.
    fn new(server: &'static Server) -> Self {
        let database = server.database();
        block_on(migrate(&options(&database.owner), SERVICE)).unwrap();
        Self {
            server,
            database,
            kept: OnceLock::new(),
        }
    }

    fn sql(&self, sql: &str) -> String {
        self.server.sql(self.database.name(), sql)
    }

    /// Changes rows past the triggers that stop accidents. What a constraint refuses is left as it is: the server would not hold it.
    fn changed(&self, sql: &str) -> Box<dyn Store> {
        self.kept.get_or_init(|| {
            for table in TABLES {
                self.sql(&format!(
                    "CREATE TABLE public.{table} AS TABLE tenure.{table}"
                ));
            }
        });
        self.sql(&format!(
            "SET session_replication_role = replica; \
             DO $do$ BEGIN {sql}; EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN NULL; END $do$"
        ));
        Box::new(Changed(self.clone()))
    }
}

impl Store for DatabaseStore {
    fn open(&self) -> Result<Box<dyn Journal>, JournalError> {
        let journal = block_on(PostgresJournal::open(options(&self.database.service)))?;
        Ok(Box::new(journal))
    }
}

/// With changed rows, which are put back with the value.
struct Changed(DatabaseStore);

impl Store for Changed {
    fn open(&self) -> Result<Box<dyn Journal>, JournalError> {
        self.0.open()
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        let mut back = String::from("SET session_replication_role = replica; ");
        for table in TABLES {
            back += &format!(
                "DELETE FROM tenure.{table}; \
                 INSERT INTO tenure.{table} OVERRIDING SYSTEM VALUE TABLE public.{table}; "
            );
        }
        self.0.sql(&back);
    }
}

const TABLES: [&str; 5] = ["tenant", "stream", "record", "command", "profile"];

/// How a value of a column is changed a little.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
    Bytes,
}

/// Everything but the names and numbers of tenants: a tenant that has another one is another tenant.
const COLUMNS: [(&str, &str, Kind); 27] = [
    ("tenant", "position", Kind::Number),
    ("tenant", "recorded_us", Kind::Number),
    ("tenant", "chain", Kind::Bytes),
    ("stream", "tenant", Kind::Number),
    ("stream", "version", Kind::Number),
    ("stream", "id", Kind::Text),
    ("record", "tenant", Kind::Number),
    ("record", "position", Kind::Number),
    ("record", "version", Kind::Number),
    ("record", "recorded_us", Kind::Number),
    ("record", "corrects", Kind::Number),
    ("record", "checksum", Kind::Number),
    ("record", "effective_day", Kind::Number),
    ("record", "schema", Kind::Number),
    ("record", "stream", Kind::Text),
    ("record", "command", Kind::Text),
    ("record", "actor", Kind::Text),
    ("record", "type", Kind::Text),
    ("record", "payload", Kind::Text),
    ("command", "first", Kind::Number),
    ("command", "last", Kind::Number),
    ("command", "checksum", Kind::Number),
    ("command", "id", Kind::Text),
    ("command", "content", Kind::Bytes),
    ("profile", "checksum", Kind::Number),
    ("profile", "subject", Kind::Text),
    ("profile", "fields", Kind::Text),
];

/// The nth row of a table, counted around.
fn row(table: &str, nth: u64) -> String {
    format!(
        "(SELECT ctid FROM tenure.{table} ORDER BY ctid LIMIT 1 \
         OFFSET {nth} % greatest(1, (SELECT count(*) FROM tenure.{table})))"
    )
}

impl Damaged for DatabaseStore {
    fn damaged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let mut dice = Dice::new(seed);
        let (table, column, kind) = COLUMNS[dice.index(COLUMNS.len())];
        let (one, other) = (row(table, dice.below(1_000)), row(table, dice.below(1_000)));
        let (place, bit) = (dice.below(200), dice.below(30));
        let sql = match seed % 8 {
            // A tenant without a row is one that never was.
            0 if table != "tenant" => format!("DELETE FROM tenure.{table} WHERE ctid = {one}"),
            1 => format!(
                "UPDATE tenure.{table} SET {column} = (SELECT {column} FROM tenure.{table} WHERE ctid = {other}) \
                 WHERE ctid = {one}"
            ),
            _ => {
                let value = match kind {
                    Kind::Number => format!("{column} # (1 << {bit})"),
                    Kind::Text => format!(
                        "overlay({column} PLACING chr(ascii(substr({column}, at, 1)) # (1 << {})) FROM at FOR 1)",
                        bit % 5
                    ),
                    Kind::Bytes => format!(
                        "set_byte({column}, at - 1, get_byte({column}, at - 1) # (1 << {}))",
                        bit % 8
                    ),
                };
                let length = match kind {
                    Kind::Number => "1".to_owned(),
                    Kind::Text | Kind::Bytes => format!("length({column})"),
                };
                format!(
                    "UPDATE tenure.{table} AS changed SET {column} = at.value FROM (SELECT {value} AS value FROM \
                     (SELECT {column}, 1 + {place} % nullif({length}, 0) AS at FROM tenure.{table} WHERE ctid = {one}) AS place) \
                     AS at WHERE changed.ctid = {one}"
                )
            }
        };
        let changed = self.changed(&sql);
        (sql, changed)
    }

    fn forged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let nth = Dice::new(seed).below(1_000);
        let columns = "position, version, effective_day, recorded_us, schema, corrects, stream, command, actor, type, payload, tenant";
        let found = self.sql(&format!(
            "SELECT concat_ws(E'\\t', {columns}) FROM (SELECT {columns_or} FROM tenure.record WHERE ctid = {row}) AS one",
            columns_or = "position, version, effective_day, recorded_us, schema, coalesce(corrects, 0) AS corrects, stream, \
                          command, coalesce(actor, '') AS actor, type, payload, tenant",
            row = row("record", nth)
        ));
        let fields: Vec<&str> = found.trim_end().split('\t').collect();
        let [
            position,
            version,
            day,
            us,
            schema,
            corrects,
            stream,
            command,
            actor,
            type_name,
            payload,
            tenant,
        ] = fields[..]
        else {
            panic!("a record has no tab in it: {found}");
        };
        let forged = StoredRecord {
            position: position.parse().unwrap(),
            stream,
            version: version.parse().unwrap(),
            effective_day: day.parse::<i64>().unwrap() + 1,
            recorded_us: us.parse().unwrap(),
            command,
            actor: (!actor.is_empty()).then_some(actor),
            corrects: (corrects != "0").then(|| corrects.parse().unwrap()),
            type_name,
            schema: schema.parse().unwrap(),
            payload,
        };
        let (checksum, _) = forged.seal(&ChainHash::from([0; 32]), &mut Vec::new());
        let changed = self.changed(&format!(
            "UPDATE tenure.record SET effective_day = effective_day + 1, checksum = {checksum} \
             WHERE tenant = {tenant} AND position = {position}"
        ));
        (format!("record {position} of tenant {tenant}"), changed)
    }
}

#[test]
fn damage_is_found() {
    let Some(server) = server() else { return };
    let damages = store::damage_is_found(&DatabaseStore::new(server));
    assert!(damages.noticed > damages.tried / 2, "{damages:?}");
}

#[test]
fn forgery_is_found() {
    let Some(server) = server() else { return };
    store::forgery_is_found(&DatabaseStore::new(server));
}

/// Counts the rows that are written, and the commits, whatever becomes of them, and fails one or all from one on. The server's own
/// device cannot be made to fail without making it fail for every other test.
const DEVICE: &str = "CREATE SEQUENCE public.operations; \
     CREATE TABLE public.device (fails_at bigint, full_after bigint); \
     INSERT INTO public.device VALUES (NULL, NULL); \
     CREATE FUNCTION public.operate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ \
     DECLARE operation bigint := nextval('public.operations'); device public.device; BEGIN \
         SELECT * INTO device FROM public.device; \
         IF operation = device.fails_at THEN RAISE EXCEPTION 'input/output error' USING ERRCODE = 'io_error'; END IF; \
         IF operation > device.full_after THEN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END IF; \
         RETURN NEW; END $$; \
     CREATE TRIGGER operate BEFORE INSERT OR UPDATE ON tenure.tenant FOR EACH ROW EXECUTE FUNCTION public.operate(); \
     CREATE TRIGGER operate BEFORE INSERT OR UPDATE ON tenure.stream FOR EACH ROW EXECUTE FUNCTION public.operate(); \
     CREATE TRIGGER operate BEFORE INSERT ON tenure.record FOR EACH ROW EXECUTE FUNCTION public.operate(); \
     CREATE TRIGGER operate BEFORE INSERT ON tenure.command FOR EACH ROW EXECUTE FUNCTION public.operate(); \
     CREATE CONSTRAINT TRIGGER commits AFTER INSERT ON tenure.command DEFERRABLE INITIALLY DEFERRED \
     FOR EACH ROW EXECUTE FUNCTION public.operate()";

/// What a row takes, about.
const ROW: u64 = 200;

/// A database on a device that can be told to fail.
struct Frail(DatabaseStore);

impl Frail {
    fn new(server: &'static Server) -> Self {
        let store = DatabaseStore::new(server);
        store.sql(DEVICE);
        Self(store)
    }

    fn set(&self, column: &str, operations: Option<u64>) {
        let operations = operations.map_or("NULL".to_owned(), |operations| operations.to_string());
        self.0.sql(&format!(
            "SELECT setval('public.operations', 1, false); UPDATE public.device SET {column} = {operations}"
        ));
    }
}

impl Store for Frail {
    fn open(&self) -> Result<Box<dyn Journal>, JournalError> {
        self.0.open()
    }
}

impl Failing for Frail {
    fn room(&self, bytes: Option<u64>) {
        self.set("full_after", bytes.map(|bytes| bytes / ROW));
    }

    fn fail_after(&self, operations: Option<u64>) {
        self.set("fails_at", operations.map(|operations| operations + 1));
    }

    fn has_failed(&self) -> bool {
        let failed = self.0.sql(
            "SELECT is_called AND last_value >= fails_at FROM public.operations, public.device",
        );
        failed.trim() == "t"
    }
}

#[test]
fn a_full_device_says_so_and_loses_nothing() {
    let Some(server) = server() else { return };
    store::a_full_store_says_so_and_loses_nothing(&Frail::new(server));
}

#[test]
fn a_failing_device_is_never_taken_for_a_good_one() {
    let Some(server) = server() else { return };
    store::a_failing_device_is_never_taken_for_a_good_one(&Frail::new(server));
}

impl Searched for DatabaseStore {
    /// After what an operator does for an erasure, on a server that recycles none of its log.
    fn holds(&self, bytes: &[u8]) -> bool {
        block_on(scrub(&options(&self.database.owner))).unwrap();
        for _ in 0..2 {
            self.sql("SELECT pg_switch_wal()");
            self.sql("CHECKPOINT");
        }
        let folder = self.server.folder().expect("a server of this process");
        occurrences(folder, std::str::from_utf8(bytes).unwrap()) > 0
    }
}

#[test]
fn what_is_forgotten_is_nowhere() {
    let Some(server) = server() else { return };
    if server.folder().is_some() {
        store::what_is_forgotten_is_nowhere(&DatabaseStore::new(server));
    }
}
