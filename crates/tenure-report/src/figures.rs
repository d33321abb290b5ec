//! What figures of the core are called, and their values as a reader writes them.

use tenure::retention::{CohortMeasure, Column, Figure, Parts, Rate};
use tenure::{Currency, Fraction, Rounding};

use crate::reader::{ABSENT, Reader};

/// Decimals of percentage points.
const POINT_DECIMALS: u32 = 2;

/// In which unit a figure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Amount(Currency),
    Accounts,
    /// A quotient of two numbers, shown in per cent; its changes in percentage points.
    Share,
    /// A quotient that is no share, shown as it is; what stands above the line is an amount.
    PerAccount(Currency),
}

pub(crate) fn unit(figure: Figure, currency: Currency) -> Unit {
    match figure {
        Figure::Amount(_) => Unit::Amount(currency),
        Figure::Cohort {
            measure: CohortMeasure::Revenue,
            ..
        } => Unit::Amount(currency),
        Figure::Rate(Rate::RevenuePerAccount)
        | Figure::Trailing {
            rate: Rate::RevenuePerAccount,
            ..
        } => Unit::PerAccount(currency),
        Figure::Rate(_)
        | Figure::Trailing { .. }
        | Figure::Cohort {
            measure: CohortMeasure::LogoRetention | CohortMeasure::RevenueRetention,
            ..
        } => Unit::Share,
        _ => Unit::Accounts,
    }
}

/// Whether what stands above and below the line of a figure are amounts; otherwise they are accounts.
pub(crate) const fn is_of_money(figure: Figure) -> bool {
    let rate = match figure {
        Figure::Amount(_) => return true,
        Figure::Rate(rate) | Figure::Trailing { rate, .. } => rate,
        Figure::Cohort { measure, .. } => {
            return matches!(
                measure,
                CohortMeasure::Revenue | CohortMeasure::RevenueRetention
            );
        }
        _ => return false,
    };
    !matches!(rate, Rate::LogoRetention | Rate::LogoChurn)
}

impl Reader {
    pub(crate) fn figure(&self, figure: Figure) -> String {
        let figures = &self.words.figures;
        match figure {
            Figure::Amount(column) => self.column(column).to_owned(),
            Figure::Accounts(column) => (figures.accounts_of)(self.column(column)),
            Figure::Rate(rate) => self.rate(rate).to_owned(),
            Figure::Trailing { window, rate } => {
                (figures.over_periods)(self.rate(rate), &self.count(window as u64))
            }
            Figure::Cohort { age, measure, .. } => {
                let names = figures.cohort_measures.iter();
                let name = names.copied().find(|(known, _)| *known == measure);
                let name = name.map_or(figures.cohort_measure, |(_, name)| name);
                (figures.of_cohort)(name, &self.count(age as u64))
            }
            _ => ABSENT.to_owned(),
        }
    }

    pub(crate) fn column(&self, column: Column) -> &'static str {
        let mut names = self.words.figures.columns.iter();
        let name = names.find(|(known, _)| *known == column);
        name.map_or(column.name(), |(_, name)| name)
    }

    fn rate(&self, rate: Rate) -> &'static str {
        let mut names = self.words.figures.rates.iter();
        let name = names.find(|(known, _)| *known == rate);
        name.map_or(rate.name(), |(_, name)| name)
    }

    /// The value of a figure with its unit.
    pub(crate) fn value(&self, parts: Parts, unit: Unit) -> String {
        match unit {
            Unit::Amount(currency) => {
                format!("{} {currency}", self.minor(parts.numerator, currency))
            }
            Unit::Accounts => self.whole(parts.numerator),
            Unit::Share => self.percent(parts.value()),
            Unit::PerAccount(currency) => {
                let value = parts.value();
                let minor = value.and_then(|value| {
                    Rounding::HalfEven.divide(value.numerator(), value.denominator())
                });
                minor.map_or_else(
                    || ABSENT.to_owned(),
                    |minor| format!("{} {currency}", self.minor(minor, currency)),
                )
            }
        }
    }

    /// Whole units in which a change of a figure is counted on a chart and in a table: minor units, accounts, hundredths of a
    /// percentage point. `None` when it does not fit.
    pub(crate) fn steps(change: &Fraction, unit: Unit) -> Option<i128> {
        let digits = match unit {
            Unit::Share => 2 + POINT_DECIMALS,
            _ => 0,
        };
        Some(change.to_decimal(digits, Rounding::HalfEven)?.mantissa())
    }

    /// A change in those units, with its sign.
    pub(crate) fn change(&self, steps: i128, unit: Unit) -> String {
        match unit {
            Unit::Amount(currency) | Unit::PerAccount(currency) => {
                self.signed_minor(steps, currency)
            }
            Unit::Accounts => {
                let plus = if steps > 0 { "+" } else { "" };
                format!("{plus}{}", self.whole(steps))
            }
            Unit::Share => self.signed_scaled(steps, POINT_DECIMALS),
        }
    }

    /// A change with the name of its unit.
    pub(crate) fn change_with_unit(&self, steps: i128, unit: Unit) -> String {
        let change = self.change(steps, unit);
        match unit {
            Unit::Amount(currency) | Unit::PerAccount(currency) => format!("{change} {currency}"),
            Unit::Accounts => change,
            Unit::Share => (self.words.figures.points)(&change),
        }
    }
}
