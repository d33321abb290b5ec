//! Closing the books.

use chrono::NaiveDate;

use crate::book::Book;
use crate::decide::of_directory;
use crate::fact::PeriodClosed;
use crate::journal::NewRecord;
use crate::rejection::Rejection;

pub(in crate::decide) fn close(book: &Book, on: NaiveDate) -> Result<Vec<NewRecord>, Rejection> {
    match book.directory().closings().effective().last() {
        Some(last) if last.on == on => Ok(Vec::new()),
        Some(last) if on < last.on => Err(Rejection::PeriodClosedAlready {
            on,
            through: last.on,
            record: last.by,
        }),
        _ => Ok(vec![of_directory(on, PeriodClosed {})]),
    }
}
