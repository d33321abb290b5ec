use std::fmt;

use chrono::NaiveDate;
use tenure::{Currency, TextError};

/// What a row has to keep to; shown as what is required, [`remedy`](Rule::remedy) says what to do about it.
///
/// The table of all rules is in the [documentation of the crate](crate#rules).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// As many fields as the header has.
    FieldCount {
        /// Fields of this record.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// The record is UTF-8.
    Utf8 {
        /// The first byte that is not, counted from 0 at the start of the file.
        offset: u64,
    },
    /// The record is not longer than [`MAX_RECORD_BYTES`](crate::MAX_RECORD_BYTES).
    RecordLength {
        /// Its length without the line end, in bytes.
        bytes: u64,
        /// The longest allowed.
        max: usize,
    },
    /// A quote that opens a field is closed.
    ClosedQuote,
    /// A quoted field ends at its closing quote.
    NothingAfterQuote,
    /// The text can be an id or a name.
    Text(TextError),
    /// A subscription id stands once in a file.
    UniqueSubscription {
        /// The line it stood on first.
        first_line: u64,
    },
    /// An account stands once in an accounts file.
    UniqueAccount {
        /// The line it stood on first.
        first_line: u64,
    },
    /// On every day of an assignments file an account has one manager.
    OneHolder {
        /// The line that says who else has it.
        line: u64,
    },
    /// A day of the calendar, years 1 to 9999.
    Day,
    /// The end is not before the start.
    EndNotBeforeStart {
        /// The start of the row.
        start: NaiveDate,
    },
    /// A plain decimal number.
    Amount,
    /// An amount in minor units is written without a decimal point.
    WholeMinorUnits,
    /// The amount is not below zero.
    NotNegative,
    /// The amount fits 64 bits of minor units.
    AmountRange,
    /// A currency that ISO 4217 lists.
    CurrencyCode,
    /// All rows of a book are in one currency.
    OneCurrency {
        /// The currency of the book: the caller's, else that of the first row.
        book: Currency,
    },
    /// A time is a decimal number from zero up.
    Time,
    /// Whether a lifetime ended is said in one of six words.
    Event,
    /// A lifetime that ended did so after its start.
    DurationAboveZero,
    /// A lifetime comes under observation before its end.
    EntryBeforeDuration {
        /// The duration of the row, as the file writes it.
        duration: String,
    },
    /// The name is not one that the caller keeps for itself.
    NotReserved,
    /// A row of the table `record` is as it was written.
    Record {
        /// What the field holds.
        wanted: &'static str,
    },
}

impl Rule {
    /// The short name of the rule, the same for every row: for counting and grouping.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FieldCount { .. } => "field count",
            Self::Utf8 { .. } => "UTF-8",
            Self::RecordLength { .. } => "record length",
            Self::ClosedQuote => "closed quote",
            Self::NothingAfterQuote => "nothing after a quote",
            Self::Text(_) => "text",
            Self::UniqueSubscription { .. } => "unique subscription",
            Self::UniqueAccount { .. } => "unique account",
            Self::OneHolder { .. } => "one holder",
            Self::Day => "day",
            Self::EndNotBeforeStart { .. } => "end not before start",
            Self::Amount => "amount",
            Self::WholeMinorUnits => "whole minor units",
            Self::NotNegative => "not negative",
            Self::AmountRange => "amount range",
            Self::CurrencyCode => "currency code",
            Self::OneCurrency { .. } => "one currency",
            Self::Time => "time",
            Self::Event => "event",
            Self::DurationAboveZero => "duration above zero",
            Self::EntryBeforeDuration { .. } => "entry before duration",
            Self::NotReserved => "not reserved",
            Self::Record { .. } => "record",
        }
    }

    /// What to do so that the row keeps to the rule.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::FieldCount { .. } => {
                "quote values that contain the delimiter, and keep empty values as empty fields"
            }
            Self::Utf8 { .. } => {
                "save the file as UTF-8; Latin-1, Windows-1252 and UTF-16 are not read"
            }
            Self::RecordLength { .. } => "look for a missing line end or a stray quote",
            Self::ClosedQuote => "close it, and double every quote inside quoted text",
            Self::NothingAfterQuote => "double every quote inside quoted text",
            Self::Text(TextError::Empty { .. }) => "fill it in",
            Self::Text(TextError::TooLong { .. }) => "shorten it",
            Self::Text(TextError::Control { .. }) => "remove it",
            Self::Text(TextError::Untrimmed { .. }) => "trim it",
            Self::Text(_) => "correct the text",
            Self::UniqueSubscription { .. } => "keep one of the rows, or give each its own id",
            Self::UniqueAccount { .. } => "keep one of the rows",
            Self::OneHolder { .. } => "end the other one on this day, or correct one of the dates",
            Self::Day => "write it like 2026-01-31",
            Self::EndNotBeforeStart { .. } => {
                "correct one of the dates, or leave the end empty while it runs"
            }
            Self::Amount => {
                "write it like 1234.50, without thousands separators, currency signs or exponents"
            }
            Self::WholeMinorUnits => {
                "remove the decimal point, or import the amounts in major units"
            }
            Self::NotNegative => "leave credits and refunds out, they do not recur",
            Self::AmountRange => "correct the amount",
            Self::CurrencyCode => "use three upper-case letters such as USD or EUR",
            Self::OneCurrency { .. } => "import the rows of each currency as a book of their own",
            Self::Time => "write it like 34 or 12.5, counted from the start of the lifetime",
            Self::Event => "write 1 where the lifetime ended and 0 where it was still running",
            Self::DurationAboveZero => "count in a finer unit, or leave the row out",
            Self::EntryBeforeDuration { .. } => {
                "correct one of them, or leave the row out: it was never under observation"
            }
            Self::NotReserved => "rename it",
            Self::Record { .. } => "write the table anew: records are not edited",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldCount { found, expected } => {
                write!(
                    f,
                    "a row has as many fields as the header, {expected}, this has {found}"
                )
            }
            Self::Utf8 { offset } => {
                write!(f, "a row is UTF-8, byte {offset} of the file is not")
            }
            Self::RecordLength { bytes, max } => {
                write!(f, "a row has at most {max} bytes, this has {bytes}")
            }
            Self::ClosedQuote => f.write_str("a quote that opens a field is closed"),
            Self::NothingAfterQuote => f.write_str("a quoted field ends at its closing quote"),
            Self::Text(TextError::Empty { what }) => write!(f, "{what} has at least one character"),
            Self::Text(TextError::TooLong { what, bytes, max }) => {
                write!(f, "{what} has at most {max} bytes, this has {bytes}")
            }
            Self::Text(TextError::Control {
                what,
                character,
                at,
            }) => write!(
                f,
                "{what} has no control character, this has {character:?} at byte {at}"
            ),
            Self::Text(TextError::Untrimmed { what }) => {
                write!(f, "{what} neither begins nor ends with white space")
            }
            Self::Text(other) => fmt::Display::fmt(other, f),
            Self::UniqueSubscription { first_line } => {
                write!(
                    f,
                    "a subscription id stands once in a file, this is also on line {first_line}"
                )
            }
            Self::UniqueAccount { first_line } => {
                write!(
                    f,
                    "an account stands once in a file, this is also on line {first_line}"
                )
            }
            Self::OneHolder { line } => write!(
                f,
                "an account has one manager a day, line {line} gives this day to another row"
            ),
            Self::Day => f.write_str("a day of the calendar as YYYY-MM-DD"),
            Self::EndNotBeforeStart { start } => {
                write!(f, "the end is not before the start, {start}")
            }
            Self::Amount => f.write_str("an amount is a plain decimal number"),
            Self::WholeMinorUnits => f.write_str("an amount in minor units is a whole number"),
            Self::NotNegative => f.write_str("an amount is not below zero"),
            Self::AmountRange => {
                write!(f, "an amount has at most {} minor units", i64::MAX)
            }
            Self::CurrencyCode => f.write_str("a currency code of ISO 4217"),
            Self::OneCurrency { book } => write!(f, "a book has one currency, this is in {book}"),
            Self::Time => f.write_str("a time is a number, zero or more"),
            Self::Event => f.write_str("an event is 1 or 0, true or false, yes or no"),
            Self::DurationAboveZero => f.write_str("a lifetime that ended is longer than zero"),
            Self::EntryBeforeDuration { duration } => {
                write!(f, "the entry is before the duration, {duration}")
            }
            Self::NotReserved => f.write_str("this name is reserved"),
            Self::Record { wanted } => write!(f, "the field holds {wanted}"),
        }
    }
}
