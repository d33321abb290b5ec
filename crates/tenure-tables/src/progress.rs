//! How far a long export is.

/// Passes rows on, and says after every so many how many there were; the last one is said too.
///
/// Works with every writer, for it stands before them. Nothing is said when there is no row.
///
/// ```
/// use tenure_tables::{CohortRow, with_progress, write_csv};
///
/// # let rows: Vec<CohortRow> = Vec::new();
/// let mut said = Vec::new();
/// write_csv(std::io::sink(), with_progress(rows, 10_000, |rows| said.push(rows)))?;
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
pub fn with_progress<I: IntoIterator>(
    rows: I,
    every: u64,
    report: impl FnMut(u64),
) -> impl Iterator<Item = I::Item> {
    Reporting {
        rows: rows.into_iter(),
        every: every.max(1),
        passed: 0,
        said: 0,
        report,
    }
}

struct Reporting<I, F> {
    rows: I,
    every: u64,
    passed: u64,
    said: u64,
    report: F,
}

impl<I: Iterator, F: FnMut(u64)> Iterator for Reporting<I, F> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let row = self.rows.next();
        if row.is_some() {
            self.passed += 1;
        }
        if (row.is_none() || self.passed.is_multiple_of(self.every)) && self.said < self.passed {
            self.said = self.passed;
            (self.report)(self.passed);
        }
        row
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}
