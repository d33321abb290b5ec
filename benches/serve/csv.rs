//! Rows of a log from a file of text.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread;

use chrono::NaiveDate;
use tenure::retention::AccountIndex;

use crate::book::threads;

/// Rows of an account's number, a day and a whole number below a header, none of them quoted. Read in as many parts as there may be
/// threads.
pub(crate) fn table<T: Send>(
    path: &Path,
    row: impl Fn(AccountIndex, NaiveDate, i64) -> T + Sync,
) -> Result<Vec<T>, Box<dyn Error>> {
    let file = fs::File::open(path)?;
    let (length, threads) = (file.metadata()?.len(), threads() as u64);
    let (file, row) = (&file, &row);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                let lines = length * part / threads..length * (part + 1) / threads;
                // The first makes room for all of them.
                let room = if part == 0 { length } else { length / threads };
                let room = usize::try_from(room / 18).unwrap_or_default();
                scope.spawn(move || rows(file, lines, room, row).map_err(|error| error.to_string()))
            })
            .collect();
        let mut all = Vec::new();
        for part in parts {
            let mut read = part.join().map_err(|_| "a thread failed")??;
            if all.is_empty() {
                all = read;
            } else {
                all.append(&mut read);
            }
        }
        Ok(all)
    })
}

/// The rows of the lines that begin between two places of a file, the first line of all left out. Read block by block into the same memory:
/// new memory for a whole file takes longer than reading it.
fn rows<T>(
    file: &fs::File,
    begin: Range<u64>,
    room: usize,
    row: &impl Fn(AccountIndex, NaiveDate, i64) -> T,
) -> Result<Vec<T>, Box<dyn Error>> {
    const BLOCK: usize = 1 << 18;
    let ends = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
    let (mut rows, mut days) = (Vec::with_capacity(room), KnownDays::default());
    let mut block = vec![0; BLOCK];
    // Where the block begins in the file, and how much of it is left of the one before.
    let (mut at, mut held) = (begin.start.saturating_sub(1), 0);
    // The line that begins before the place is somebody else's.
    let mut skipped = false;
    loop {
        let free = block.get_mut(held..).unwrap_or_default();
        let read = file.read_at(free, at + held as u64)?;
        let filled = held + read;
        let bytes = block.get(..filled).unwrap_or_default();
        let last = usize::try_from(begin.end.saturating_sub(at + 1))?;
        let after_last = bytes.get(last..).and_then(ends).map(|end| last + end + 1);
        let whole = bytes.iter().rposition(|byte| *byte == b'\n');
        let to = after_last.or(whole.map(|end| end + 1));
        let to = to.filter(|_| read > 0).ok_or("a row ends early")?;
        let from = if skipped {
            0
        } else {
            ends(bytes).map_or(0, |end| end + 1)
        };
        skipped = true;
        days.rows(bytes.get(from..to).unwrap_or_default(), &mut rows, row)?;
        if after_last.is_some() {
            return Ok(rows);
        }
        block.copy_within(to..filled, 0);
        (at, held) = (at + to as u64, filled - to);
    }
}

/// Days by how they are written.
#[derive(Default)]
struct KnownDays {
    all: HashMap<Vec<u8>, NaiveDate>,
    /// That of the row before.
    last: (Vec<u8>, NaiveDate),
}

impl KnownDays {
    fn rows<T>(
        &mut self,
        mut rest: &[u8],
        rows: &mut Vec<T>,
        row: &impl Fn(AccountIndex, NaiveDate, i64) -> T,
    ) -> Result<(), Box<dyn Error>> {
        while !rest.is_empty() {
            let (account, after) = number(rest, b',')?;
            // A log is in the order of days, so most rows are of the day before them.
            let value = match after.strip_prefix(self.last.0.as_slice()) {
                Some([b',', value @ ..]) => value,
                _ => self.next(after)?,
            };
            let (value, after) = number(value, b'\n')?;
            let account = AccountIndex::new(u32::try_from(account)?);
            rows.push(row(account, self.last.1, value));
            rest = after;
        }
        Ok(())
    }

    /// Reads a day up to a comma, and returns what follows on that.
    fn next<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Box<dyn Error>> {
        let end = bytes.iter().position(|byte| *byte == b',');
        let (day, after) = bytes.split_at(end.ok_or("a row ends early")?);
        let on = match self.all.get(day) {
            Some(on) => *on,
            None => std::str::from_utf8(day)?.parse()?,
        };
        self.all.entry(day.to_vec()).or_insert(on);
        self.last = (day.to_vec(), on);
        Ok(after.get(1..).unwrap_or_default())
    }
}

/// A whole number up to a byte that is not part of it, and what follows on that.
fn number(bytes: &[u8], end: u8) -> Result<(i64, &[u8]), &'static str> {
    // So many digits fit 64 bits.
    const DIGITS: usize = 18;
    let mut number = 0_i64;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if at < DIGITS => number = number * 10 + i64::from(byte - b'0'),
            b'\r' if end == b'\n' => {}
            byte if *byte == end && at > 0 => {
                return Ok((number, bytes.get(at + 1..).unwrap_or_default()));
            }
            _ => return Err("not a number, or too large a one"),
        }
    }
    Err("a row ends early")
}
