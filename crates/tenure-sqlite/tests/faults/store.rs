//! A journal's file with the test's hand inside.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tenure::journal::{ChainHash, Journal, JournalError, StoredRecord};
use tenure_sqlite::{Options, SqliteJournal, migrate};
use tenure_sqlite_faults::Disk;
use tenure_testkit::Dice;
use tenure_testkit::store::{Damaged, Failing, Interrupted, Searched, Store};

use crate::support::Folder;

pub(crate) struct FileStore {
    folder: Folder,
    disk: Disk,
    options: Options,
}

impl FileStore {
    /// A journal without a record on a disk that takes notes from now on.
    pub(crate) fn new() -> Self {
        Self::with(Options::new())
    }

    pub(crate) fn with(options: Options) -> Self {
        let folder = Folder::new();
        migrate(folder.file()).unwrap();
        Self::of(folder, options)
    }

    fn of(folder: Folder, options: Options) -> Self {
        Self {
            disk: Disk::watch(folder.path()),
            folder,
            options,
        }
    }

    /// The same on a disk that says that it flushed and does not.
    pub(crate) fn on_a_lying_disk() -> Self {
        let store = Self::new();
        store.disk.lie();
        store
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.file()
    }

    /// A store with other files.
    fn image(&self, put: impl FnOnce(&Path)) -> Self {
        let folder = Folder::new();
        put(folder.path());
        Self::of(folder, self.options)
    }
}

impl Store for FileStore {
    fn open(&self) -> Result<Box<dyn Journal>, JournalError> {
        Ok(Box::new(SqliteJournal::open_with(
            self.file(),
            self.options,
        )?))
    }

    fn check(&self) -> Result<(), JournalError> {
        SqliteJournal::open_with(self.file(), self.options)?.check_integrity_blocking()
    }
}

impl Interrupted for FileStore {
    fn moment(&self) -> u64 {
        self.disk.moment()
    }

    fn killed(&self, moment: u64) -> Box<dyn Store> {
        Box::new(self.image(|to| self.disk.killed(moment, to)))
    }

    fn unpowered(&self, moment: u64, seed: u64) -> Box<dyn Store> {
        Box::new(self.image(|to| self.disk.unpowered(moment, seed, to)))
    }
}

impl Damaged for FileStore {
    fn damaged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let mut bytes = fs::read(self.file()).unwrap();
        let mut dice = Dice::new(seed);
        let at = dice.index(bytes.len());
        let sector = at / 512 * 512;
        let what = match seed % 20 {
            0 => {
                bytes[sector..sector + 512].fill(0);
                format!("no sector at {sector}")
            }
            1 => {
                let other = dice.index(bytes.len() / 512) * 512;
                bytes.copy_within(other..other + 512, sector);
                format!("the sector at {other} also at {sector}")
            }
            2 => {
                bytes.truncate(at);
                format!("nothing after {at}")
            }
            _ => {
                // Most of a small file is free space, all zeros: mostly a byte that means something.
                let mut at = at;
                while bytes[at] == 0 && dice.percent(90) {
                    at = dice.index(bytes.len());
                }
                let bit = dice.below(8);
                bytes[at] ^= 1 << bit;
                format!("bit {bit} at {at}")
            }
        };
        let image = self.image(|to| fs::write(to.join("journal.db"), &bytes).unwrap());
        (what, Box::new(image))
    }

    fn forged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let image = self.image(|to| {
            fs::copy(self.file(), to.join("journal.db")).unwrap();
        });
        let connection = Connection::open(image.file()).unwrap();
        connection
            .execute_batch("DROP TRIGGER record_is_never_changed")
            .unwrap();
        let records: u64 = connection
            .query_row("SELECT count(*) FROM record", [], |row| row.get(0))
            .unwrap();
        let nth = Dice::new(seed).below(records);
        let key = forge(&connection, nth);
        (format!("record {key}"), Box::new(image))
    }
}

/// Moves the nth record by a day, with a checksum that fits, and returns its key.
fn forge(connection: &Connection, nth: u64) -> i64 {
    let (key, checksum) = connection
        .query_row(
            "SELECT key, version, stream, effective_day, recorded_us, command, actor, corrects, type, schema, payload \
             FROM record ORDER BY key LIMIT 1 OFFSET ?1",
            [nth],
            |row| {
                let key: i64 = row.get(0)?;
                let (stream, command): (String, String) = (row.get(2)?, row.get(5)?);
                let (actor, type_name): (Option<String>, String) = (row.get(6)?, row.get(8)?);
                let payload: String = row.get(10)?;
                let forged = StoredRecord {
                    position: key.cast_unsigned() & ((1 << 40) - 1),
                    version: row.get(1)?,
                    stream: &stream,
                    effective_day: row.get::<_, i64>(3)? + 1,
                    recorded_us: row.get(4)?,
                    command: &command,
                    actor: actor.as_deref(),
                    corrects: row.get(7)?,
                    type_name: &type_name,
                    schema: row.get(9)?,
                    payload: &payload,
                };
                let chain = ChainHash::from([0; 32]);
                Ok((key, forged.seal(&chain, &mut Vec::new()).0))
            },
        )
        .unwrap();
    let changed = connection.execute(
        "UPDATE record SET effective_day = effective_day + 1, checksum = ?2 WHERE key = ?1",
        (key, checksum),
    );
    assert_eq!(changed.unwrap(), 1);
    key
}

impl Failing for FileStore {
    fn room(&self, bytes: Option<u64>) {
        self.disk.room(bytes);
    }

    fn fail_after(&self, operations: Option<u64>) {
        self.disk.fail_after(operations);
    }

    fn has_failed(&self) -> bool {
        self.disk.has_failed()
    }
}

impl Searched for FileStore {
    fn holds(&self, bytes: &[u8]) -> bool {
        fs::read_dir(self.folder.path()).unwrap().any(|entry| {
            let file = fs::read(entry.unwrap().path()).unwrap();
            file.windows(bytes.len()).any(|window| window == bytes)
        })
    }
}
