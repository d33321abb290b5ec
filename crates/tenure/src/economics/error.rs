use crate::money::{Money, MoneyError};
use crate::ratio::Ratio;

use super::ExactAmount;

/// Why a figure cannot be made of these inputs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EconomicsError {
    /// A cost or an amount of revenue below zero.
    #[error(
        "the {what} is {amount}, below zero; give costs and revenue as amounts of at least zero"
    )]
    NegativeAmount {
        /// Which input.
        what: &'static str,
        /// As given.
        amount: ExactAmount,
    },
    /// A margin outside 0..=10,000 basis points.
    #[error(
        "a gross margin of {basis_points} basis points is not between 0 and 10000; 8000 means 80 %"
    )]
    MarginOutOfRange {
        /// As given, or as a step made it.
        basis_points: i64,
    },
    /// A rate outside what the figure is defined for.
    #[error("the {what} is {rate}, outside {range}; {advice}")]
    RateOutOfRange {
        /// Which input.
        what: &'static str,
        /// As given, or as a step made it.
        rate: Ratio,
        /// What it must lie in.
        range: &'static str,
        /// What to give instead.
        advice: &'static str,
    },
    /// A number of months or days that is none.
    #[error("the {what} is {number}; give a whole number of at least {least}")]
    NumberOutOfRange {
        /// Which input.
        what: &'static str,
        /// As given, or as a step made it.
        number: i64,
        /// The smallest that is allowed.
        least: i64,
    },
    /// The exact result does not fit two integers of 128 bits.
    #[error("the {what} is past the range of exact figures; check the units of its inputs")]
    OutOfRange {
        /// Which figure.
        what: &'static str,
    },
    /// Amounts of several currencies, or past the range of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

pub(super) fn out_of_range(what: &'static str) -> EconomicsError {
    EconomicsError::OutOfRange { what }
}

/// The amount, if it is at least zero.
pub(super) fn at_least_zero(what: &'static str, amount: Money) -> Result<Money, EconomicsError> {
    exact_at_least_zero(what, amount.into())?;
    Ok(amount)
}

/// The amount, if it is at least zero.
pub(super) fn exact_at_least_zero(
    what: &'static str,
    amount: ExactAmount,
) -> Result<ExactAmount, EconomicsError> {
    if amount.minor_units().numerator() < 0 {
        Err(EconomicsError::NegativeAmount { what, amount })
    } else {
        Ok(amount)
    }
}

/// The churn, if it is a share.
pub(super) fn share(
    what: &'static str,
    rate: Ratio,
    advice: &'static str,
) -> Result<Ratio, EconomicsError> {
    if (0..=rate.denominator()).contains(&rate.numerator()) {
        Ok(rate)
    } else {
        Err(EconomicsError::RateOutOfRange {
            what,
            rate,
            range: "0 to 1",
            advice,
        })
    }
}
