use chrono::NaiveDate;

use crate::Language;

/// What stands at the head of a page, and in which language all of it is written.
///
/// Texts and dates are shown as given: nothing is asked of a clock.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// The heading, also the title of the browser's tab.
    pub title: &'a str,
    /// One line below it: whose book, which part of it.
    pub subtitle: &'a str,
    /// What a reader must know before any figure, such as "Simulated data": shown at the top.
    pub notes: &'a [&'a str],
    /// The last business day the figures know of.
    pub as_of: NaiveDate,
    /// The language of the page; what the host gives stays as it is.
    pub language: Language,
}
