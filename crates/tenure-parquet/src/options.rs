//! How a table becomes columns.

use tenure::Currency;
use tenure_tables::{Columns, Provenance};

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub struct ParquetOptions<'a> {
    /// What the file says of where its figures come from.
    pub provenance: Provenance<'a>,
    /// Which columns.
    pub columns: Columns,
    /// The type of every column of amounts.
    pub amounts: AmountType,
    /// Rows of a row group; at least one. More make a smaller file and take more memory.
    pub row_group_rows: usize,
    /// The level of the zstd compression, 1 (quick) to 22 (small).
    pub compression_level: i32,
}

/// The decimal type of a column of amounts: how many digits in all, and how many of them after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountType {
    precision: u8,
    scale: u8,
}

impl<'a> ParquetOptions<'a> {
    /// Open columns, amounts in the digits of the provenance's currency (two where there is none), row groups of 122,880 rows, which is
    /// what DuckDB reads at a time, compression of level 1.
    #[must_use]
    pub fn new(provenance: Provenance<'a>) -> Self {
        Self {
            provenance,
            columns: Columns::OPEN,
            amounts: AmountType::of(provenance.currency.unwrap_or(Currency::USD)),
            row_group_rows: 122_880,
            compression_level: 1,
        }
    }
}

impl AmountType {
    /// 18 digits, as many of them after the point as the currency has: eight bytes each, which every reader is quick with.
    #[must_use]
    pub fn of(currency: Currency) -> Self {
        // No currency has more than four digits.
        let scale = u8::try_from(currency.minor_digits()).unwrap_or(4);
        Self {
            precision: 18,
            scale,
        }
    }

    /// The same with 38 digits, enough for every amount there is: sixteen bytes each.
    #[must_use]
    pub const fn wide(self) -> Self {
        Self {
            precision: 38,
            ..self
        }
    }

    /// Digits in all.
    #[must_use]
    pub const fn precision(self) -> u8 {
        self.precision
    }

    /// Digits after the point.
    #[must_use]
    pub const fn scale(self) -> u8 {
        self.scale
    }
}
