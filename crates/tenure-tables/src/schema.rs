//! What a table promises: static data that documents, checks and types every file.

/// What kind of value a column holds, and how the writers show it.
///
/// | kind | CSV | JSON Lines |
/// | --- | --- | --- |
/// | `Text` | exact text, quoted where RFC 4180 asks for it | string |
/// | `Date` | `2026-01-31` | string |
/// | `Amount` | major units with all minor digits: `931.00` | string |
/// | `Count` | `12` | number without fraction |
/// | `Rate` | exactly twelve decimals, half-even: `0.333333333333` | string |
/// | `Number` | the fewest digits that read back as the same double: `0.5927902`, `36`, `2e-28` | number |
/// | absent, any kind | nothing between the commas | `null` |
///
/// Amounts and rates are strings in JSON because most readers would make them doubles and lose digits without a word. A number is
/// a double to begin with: an estimate, whose error is larger than its last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text of any script, exactly as the book holds it.
    Text,
    /// A calendar day; a month or quarter is shown as its first day.
    Date,
    /// Money, at the scale of its currency's minor unit.
    Amount,
    /// How many there are of something: a whole number from zero up.
    Count,
    /// A fraction: 1 is the whole.
    Rate,
    /// A finite double: a time, an estimate, a probability. Never money.
    Number,
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
}

impl Column {
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

    const fn of(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            kind,
            unit,
            nullable: false,
            meaning,
        }
    }
}
