//! The tour on an SQLite file: how it is opened and how it is backed up.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use tenure_sqlite::SqliteJournal;

use crate::tour::{Tour, count, schema, yes};

pub(crate) fn run(folder: &Path) -> Result<String, Box<dyn Error>> {
    let file = folder.join("journal.db");
    let before = tenure_sqlite::check(&file)?;
    tenure_sqlite::migrate(&file)?;
    let after = tenure_sqlite::check(&file)?;
    let journal = Arc::new(SqliteJournal::open(&file)?);

    let mut tour = Tour::new(journal.clone(), journal.clone())?;
    tour.step(
        "1. Open. A journal is made only when that is asked for; here it is one file of SQLite.",
    );
    tour.say(format_args!("before: {}", schema(before)));
    tour.say(format_args!("after:  {}", schema(after)));
    pollster::block_on(tour.records())?;

    tour.step(
        "10. Back up. A copy is taken while the journal is in use, and proved by opening it.",
    );
    let path = folder.join("backup.db");
    pollster::block_on(journal.backup(&path))?;
    let copy = SqliteJournal::open(&path)?;
    copy.check_integrity_blocking()?;
    let verified = copy.verify_blocking(&tour.tenant)?;
    let same = verified.head == journal.head_blocking(&tour.tenant)?;
    tour.say(format_args!(
        "the copy has {} records on whole pages; the same hash: {}",
        count(&verified.head),
        yes(same)
    ));
    pollster::block_on(tour.restore(folder))?;
    Ok(tour.said())
}
