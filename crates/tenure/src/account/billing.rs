use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

/// How often a price is due: every so many days, weeks, months, quarters or years.
///
/// On the wire `{"every":1,"unit":"month"}`. There is no other unit and no count of zero, so an interval that nobody can turn
/// into months does not exist.
///
/// ```
/// use tenure::{BillingInterval, IntervalUnit, MonthlyRule};
///
/// let every_other_week = BillingInterval::new(2, IntervalUnit::Week).expect("above zero");
/// assert_eq!(every_other_week.per_month(MonthlyRule::YearTwelfth), (52, 24));
/// assert_eq!(BillingInterval::new(0, IntervalUnit::Week), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingInterval {
    every: NonZeroU16,
    unit: IntervalUnit,
}

/// The unit of a [`BillingInterval`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalUnit {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

/// How a price per day or week becomes a price per month. Months, quarters and years are the same under each.
///
/// | rule | 100 a week | 1 a day | 100 every two weeks |
/// | --- | --- | --- | --- |
/// | `YearTwelfth` | 433.33… | 30.416… | 216.66… |
/// | `FourWeeks` | 400 | 30 | 200 |
/// | `JulianYear` | 434.821428… | 30.4375 | 217.41… |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MonthlyRule {
    /// The twelfth of a year of 52 weeks or of 365 days.
    #[default]
    YearTwelfth,
    /// Four weeks or thirty days.
    FourWeeks,
    /// The twelfth of 365.25 days.
    JulianYear,
}

impl BillingInterval {
    /// Every so many units; `None` for none.
    #[must_use]
    pub const fn new(every: u16, unit: IntervalUnit) -> Option<Self> {
        match NonZeroU16::new(every) {
            Some(every) => Some(Self { every, unit }),
            None => None,
        }
    }

    /// How many units.
    #[must_use]
    pub const fn every(&self) -> u16 {
        self.every.get()
    }

    /// The unit.
    #[must_use]
    pub const fn unit(&self) -> IntervalUnit {
        self.unit
    }

    /// How many times it is due in a month, as an exact fraction: numerator and denominator, which is above zero.
    #[must_use]
    pub fn per_month(&self, rule: MonthlyRule) -> (i128, i128) {
        let (times, months) = match (self.unit, rule) {
            (IntervalUnit::Day, MonthlyRule::YearTwelfth) => (365, 12),
            (IntervalUnit::Day, MonthlyRule::FourWeeks) => (30, 1),
            // 365.25 / 12
            (IntervalUnit::Day, MonthlyRule::JulianYear) => (487, 16),
            (IntervalUnit::Week, MonthlyRule::YearTwelfth) => (52, 12),
            (IntervalUnit::Week, MonthlyRule::FourWeeks) => (4, 1),
            // 365.25 / 12 / 7
            (IntervalUnit::Week, MonthlyRule::JulianYear) => (487, 112),
            (IntervalUnit::Month, _) => (1, 1),
            (IntervalUnit::Quarter, _) => (1, 3),
            (IntervalUnit::Year, _) => (1, 12),
        };
        (times, months * i128::from(self.every.get()))
    }
}
