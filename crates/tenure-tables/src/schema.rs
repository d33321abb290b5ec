//! What a table promises: static data that documents, checks and types every file.

/// The number of the catalogue. It rises when a table or column changes its name, its kind or its meaning, not when one is added.
pub const SCHEMA_VERSION: u32 = 2;

/// Which columns are written: the open ones, and those that were asked for.
///
/// ```
/// use tenure_tables::{CONTACT, Columns};
///
/// let names = |columns| CONTACT.written(columns).map(|column| column.name).collect::<Vec<_>>();
/// assert!(!names(Columns::OPEN).contains(&"email"));
/// assert!(names(Columns { personal: true, ..Columns::OPEN }).contains(&"email"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Names, addresses and what else is erased when a person asks for it.
    pub personal: bool,
    /// What people earn.
    pub pay: bool,
}

impl Columns {
    /// The open columns alone.
    pub const OPEN: Self = Self {
        personal: false,
        pay: false,
    };

    /// Whether a column is written.
    #[must_use]
    pub const fn include(self, column: &Column) -> bool {
        match column.privacy {
            Privacy::Open => true,
            Privacy::Personal => self.personal,
            Privacy::Pay => self.pay,
        }
    }
}

/// What kind of value a column holds, and how the writers show it.
///
/// | kind | CSV | JSON Lines |
/// | --- | --- | --- |
/// | `Id`, `Text` | exact text, quoted where RFC 4180 asks for it | string |
/// | `Date` | `2026-01-31` | string |
/// | `Moment` | `2026-01-31T08:15:00.250000Z` | string |
/// | `Amount` | major units with all minor digits: `931.00` | string |
/// | `Count`, `Integer` | `12`, `-3` | number without fraction |
/// | `Flag` | `true`, `false` | `true`, `false` |
/// | `Rate` | exactly twelve decimals, half-even: `0.333333333333` | string |
/// | `Number` | the fewest digits that read back as the same double: `0.5927902`, `36`, `2e-28` | number |
/// | absent, any kind | nothing between the commas | `null` |
///
/// Amounts and rates are strings in JSON because most readers would make them doubles and lose digits without a word. A number is
/// a double to begin with: an estimate, whose error is larger than its last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The host's own id, or one of a few words: text that repeats from row to row, exactly as the book holds it.
    Id,
    /// Text of any script, exactly as the book holds it.
    Text,
    /// A calendar day; a month or quarter is shown as its first day.
    Date,
    /// An instant in UTC, in whole microseconds.
    Moment,
    /// Money, at the scale of its currency's minor unit.
    Amount,
    /// How many there are of something: a whole number from zero up.
    Count,
    /// A whole number of either sign.
    Integer,
    /// Whether something is so.
    Flag,
    /// A fraction: 1 is the whole.
    Rate,
    /// A finite double: a time, an estimate, a probability. Never money.
    Number,
}

/// What a column tells of a person. Only open columns are written unless the caller [asks](crate::Columns) for more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Privacy {
    /// Nothing that could not be shown to all who may see the book.
    #[default]
    Open,
    /// A name, an address, a telephone number: what is erased when a person asks for it.
    Personal,
    /// What somebody earns.
    Pay,
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The header, in snake case. It never changes with a language, and is not renamed without a new table.
    pub name: &'static str,
    /// What kind of value it holds.
    pub kind: Kind,
    /// What one unit of the value is.
    pub unit: &'static str,
    /// Whether a cell may be absent. An absent rate is one over nothing; it is not zero.
    pub nullable: bool,
    /// Whether it is written without being asked for.
    pub privacy: Privacy,
    /// What the value says, with its basis.
    pub meaning: &'static str,
}

/// One table: its columns in order, what identifies a row, and how rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableSchema {
    /// The table's name, in snake case: also the usual stem of its file.
    pub name: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// The columns, in the order in which they are written.
    pub columns: &'static [Column],
    /// The columns that together identify a row.
    pub key: &'static [&'static str],
    /// How rows follow each other.
    pub order: &'static str,
}

impl TableSchema {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that are written when this much is asked for, in their order.
    pub fn written(
        &self,
        columns: Columns,
    ) -> impl Iterator<Item = &'static Column> + Clone + use<> {
        self.columns
            .iter()
            .filter(move |column| columns.include(column))
    }
}

impl Column {
    pub(crate) const fn id(name: &'static str, unit: &'static str, meaning: &'static str) -> Self {
        Self::of(name, Kind::Id, unit, meaning)
    }

    pub(crate) const fn text(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Text, unit, meaning)
    }

    pub(crate) const fn date(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Date, unit, meaning)
    }

    pub(crate) const fn moment(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Moment, unit, meaning)
    }

    pub(crate) const fn integer(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Integer, unit, meaning)
    }

    pub(crate) const fn flag(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Flag, unit, meaning)
    }

    pub(crate) const fn amount(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Amount, unit, meaning)
    }

    pub(crate) const fn count(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Count, unit, meaning)
    }

    /// A rate, absent where there is nothing below the line.
    pub(crate) const fn rate(name: &'static str, meaning: &'static str) -> Self {
        Self {
            nullable: true,
            ..Self::of(name, Kind::Rate, "fraction of one", meaning)
        }
    }

    /// The records behind a row, absent where there are none.
    pub(crate) const fn records(name: &'static str, meaning: &'static str) -> Self {
        Self {
            nullable: true,
            ..Self::of(
                name,
                Kind::Text,
                "positions in the journal, with a space between",
                meaning,
            )
        }
    }

    pub(crate) const fn number(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::of(name, Kind::Number, unit, meaning)
    }

    /// The same column, absent where its meaning says so.
    pub(crate) const fn nullable(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }

    /// The same column, written only where personal data are asked for.
    pub(crate) const fn personal(self) -> Self {
        Self {
            privacy: Privacy::Personal,
            ..self
        }
    }

    /// The same column, written only where pay is asked for.
    pub(crate) const fn pay(self) -> Self {
        Self {
            privacy: Privacy::Pay,
            ..self
        }
    }

    const fn of(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            kind,
            unit,
            nullable: false,
            privacy: Privacy::Open,
            meaning,
        }
    }
}
