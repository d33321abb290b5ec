//! Amounts in several currencies, and the rates at which they meet.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::money::parse_decimal;
use crate::rounding::Rounding;

/// How amounts in several currencies meet.
///
/// Rates are prices: what one unit of a currency costs in the currency of the report. An amount above zero stays above zero,
/// whatever the rate: it is one minor unit at the least.
///
/// ```
/// use tenure::retention::{ConstantRates, Fx};
/// use tenure::Currency;
///
/// let rates = ConstantRates::new(Currency::EUR, [(Currency::USD, "0.92".parse()?)])?;
/// let text = serde_json::to_string(&Fx::Constant(rates))?;
/// assert_eq!(text, r#"{"constant":{"to":"EUR","rates":{"USD":"0.92"}}}"#);
/// assert!(serde_json::from_str::<Fx>(&text.replace("0.92", "0")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fx {
    /// Not at all: a second currency is an error.
    #[default]
    SingleCurrency,
    /// At one rate for all time: no change is due to rates.
    Constant(ConstantRates),
    /// At the rate of the day. Movements are measured in the currency of the contract and valued at the rate of the last day of their
    /// step: the period, or under [`MovementGrain::Event`](super::MovementGrain::Event) the day. What remains of the change is due to rates
    /// alone, and stands in [`BridgeAmounts::fx`](crate::retention::BridgeAmounts::fx). Retention is of the opening at the rates of the
    /// last day.
    AsOf(DatedRates),
}

/// One rate for each currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Constant", into = "Constant")]
pub struct ConstantRates(Arc<Table<Rate>>);

/// Rates by the day from which they hold, each until the next one given for its currency. Before the first there is none.
///
/// ```
/// use tenure::retention::DatedRates;
/// use tenure::Currency;
///
/// let day = |d| chrono::NaiveDate::from_ymd_opt(2026, 1, d).expect("a day");
/// let rates = DatedRates::new(Currency::EUR, [(Currency::USD, day(5), "0.92".parse()?), (Currency::USD, day(9), "0.9".parse()?)])?;
/// assert_eq!(rates.on(Currency::USD, day(8)).map(|rate| rate.to_string()).as_deref(), Some("0.92")); // never a later day's
/// assert_eq!(rates.on(Currency::USD, day(4)), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Dated", into = "Dated")]
pub struct DatedRates(Arc<Table<BTreeMap<NaiveDate, Rate>>>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Table<R> {
    to: Currency,
    rates: BTreeMap<Currency, R>,
}

/// A price with at most 18 digits after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::retention) struct Rate(Decimal);

/// Why a rate is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FxError {
    /// Not a price.
    #[error(
        "the rate of {currency} is {rate}; give a price above zero with at most 18 digits after the point"
    )]
    Rate {
        /// The currency.
        currency: Currency,
        /// What was given.
        rate: Decimal,
    },
    /// A text that is no number.
    #[error("the rate of {currency} is `{text}`; write a number like `0.92`")]
    Text {
        /// The currency.
        currency: Currency,
        /// What was given.
        text: String,
    },
    /// Two rates for the same.
    #[error("{currency} has two rates for the same time; give one")]
    Twice {
        /// The currency.
        currency: Currency,
    },
    /// The reporting currency's own rate.
    #[error("{currency} is the currency of the report and has no rate; leave it out")]
    Own {
        /// The currency.
        currency: Currency,
    },
}

/// Why an amount has no value in the currency of the report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValuationError {
    /// No rate for the day, nor for an earlier one.
    #[error(
        "there is no rate of {currency} in {to} on {on} or before; give one, a later one is not used"
    )]
    MissingRate {
        /// The currency of the amount.
        currency: Currency,
        /// The currency of the report.
        to: Currency,
        /// The day.
        on: NaiveDate,
    },
    /// An amount past the range.
    #[error("an amount on {on} passes 9.2 x 10^18 minor units of {to}; check the rates")]
    OutOfRange {
        /// The currency of the report.
        to: Currency,
        /// The day.
        on: NaiveDate,
    },
}

impl Rate {
    fn new(to: Currency, currency: Currency, rate: Decimal) -> Result<Self, FxError> {
        let rate = rate.normalize();
        if currency == to {
            return Err(FxError::Own { currency });
        }
        if rate <= Decimal::ZERO || rate.scale() > 18 {
            return Err(FxError::Rate { currency, rate });
        }
        Ok(Self(rate))
    }
}

impl ConstantRates {
    /// What one unit of each currency costs in `to`.
    ///
    /// # Errors
    /// [`FxError`] at a rate that is no price, a currency given twice, and one for `to` itself.
    pub fn new(
        to: Currency,
        rates: impl IntoIterator<Item = (Currency, Decimal)>,
    ) -> Result<Self, FxError> {
        let mut table = BTreeMap::new();
        for (currency, rate) in rates {
            if table
                .insert(currency, Rate::new(to, currency, rate)?)
                .is_some()
            {
                return Err(FxError::Twice { currency });
            }
        }
        Ok(Self(Arc::new(Table { to, rates: table })))
    }

    /// The currency of the report.
    #[must_use]
    pub fn to(&self) -> Currency {
        self.0.to
    }

    /// The price of a currency.
    #[must_use]
    pub fn of(&self, currency: Currency) -> Option<Decimal> {
        self.0.rates.get(&currency).map(|rate| rate.0)
    }
}

impl DatedRates {
    /// What one unit of each currency costs in `to` from a day on.
    ///
    /// # Errors
    /// [`FxError`] at a rate that is no price, a currency given twice for a day, and one for `to` itself.
    pub fn new(
        to: Currency,
        rates: impl IntoIterator<Item = (Currency, NaiveDate, Decimal)>,
    ) -> Result<Self, FxError> {
        let mut table: BTreeMap<Currency, BTreeMap<NaiveDate, Rate>> = BTreeMap::new();
        for (currency, from, rate) in rates {
            let days = table.entry(currency).or_default();
            if days.insert(from, Rate::new(to, currency, rate)?).is_some() {
                return Err(FxError::Twice { currency });
            }
        }
        Ok(Self(Arc::new(Table { to, rates: table })))
    }

    /// The currency of the report.
    #[must_use]
    pub fn to(&self) -> Currency {
        self.0.to
    }

    /// The price of a currency on a day: the last one given for that day or an earlier one.
    #[must_use]
    pub fn on(&self, currency: Currency, day: NaiveDate) -> Option<Decimal> {
        let days = self.0.rates.get(&currency)?;
        days.range(..=day).next_back().map(|(_, rate)| rate.0)
    }

    /// The days after `after` up to and including `until` on which the price of a currency is given anew.
    pub(in crate::retention) fn days(
        &self,
        currency: Currency,
        after: NaiveDate,
        until: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + '_ {
        let days = self.0.rates.get(&currency).into_iter();
        days.flat_map(move |days| days.range(after..=until))
            .map(|(day, _)| *day)
            .filter(move |day| after < *day)
    }
}

impl Fx {
    /// The currency that the rates lead to; `None` without rates.
    pub(in crate::retention) fn to(&self) -> Option<Currency> {
        match self {
            Self::SingleCurrency => None,
            Self::Constant(rates) => Some(rates.to()),
            Self::AsOf(rates) => Some(rates.to()),
        }
    }

    /// The price of a currency on a day.
    pub(in crate::retention) fn rate(&self, currency: Currency, day: NaiveDate) -> Option<Rate> {
        match self {
            Self::SingleCurrency => None,
            Self::Constant(rates) => rates.of(currency).map(Rate),
            Self::AsOf(rates) => rates.on(currency, day).map(Rate),
        }
    }
}

/// Amounts in minor units of their currencies, each at its price in `to`, as whole minor units of `to`: rounded once, all together.
/// `None` past the range.
pub(in crate::retention) fn exact_sum(
    to: Currency,
    amounts: impl Iterator<Item = (i128, Currency, Option<Rate>)>,
    rounding: Rounding,
) -> Option<i64> {
    // Over ten to this power.
    let (mut sum, mut scale) = (0_i128, 0_u32);
    for (minor, currency, rate) in amounts {
        let (mantissa, digits) = match rate {
            None => (1, 0),
            Some(Rate(rate)) => (rate.mantissa(), rate.scale()),
        };
        let mut value = minor.checked_mul(mantissa)?;
        let mut own = digits.checked_add(currency.minor_digits())?;
        match own.checked_sub(to.minor_digits()) {
            Some(rest) => own = rest,
            None => {
                let more = to.minor_digits().checked_sub(own)?;
                value = value.checked_mul(10_i128.checked_pow(more)?)?;
                own = 0;
            }
        }
        let common = scale.max(own);
        let up = |value: i128, from: u32| {
            value.checked_mul(10_i128.checked_pow(common.checked_sub(from)?)?)
        };
        sum = up(sum, scale)?.checked_add(up(value, own)?)?;
        scale = common;
    }
    let whole = rounding.divide(sum, 10_i128.checked_pow(scale)?)?;
    i64::try_from(if sum > 0 { whole.max(1) } else { whole }).ok()
}

/// The wire form: prices as text, so that no reader makes them inexact.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Constant {
    to: Currency,
    rates: BTreeMap<Currency, String>,
}

/// The wire form, see [`Constant`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    to: Currency,
    rates: BTreeMap<Currency, BTreeMap<NaiveDate, String>>,
}

fn price(currency: Currency, text: String) -> Result<Decimal, FxError> {
    parse_decimal(&text).ok_or(FxError::Text { currency, text })
}

impl TryFrom<Constant> for ConstantRates {
    type Error = FxError;

    fn try_from(wire: Constant) -> Result<Self, FxError> {
        let rates = wire.rates.into_iter();
        let rates: Vec<_> = rates
            .map(|(currency, text)| Ok((currency, price(currency, text)?)))
            .collect::<Result<_, FxError>>()?;
        Self::new(wire.to, rates)
    }
}

impl From<ConstantRates> for Constant {
    fn from(rates: ConstantRates) -> Self {
        let Table { to, rates } = &*rates.0;
        let rates = rates.iter();
        Self {
            to: *to,
            rates: rates
                .map(|(currency, rate)| (*currency, rate.0.to_string()))
                .collect(),
        }
    }
}

impl TryFrom<Dated> for DatedRates {
    type Error = FxError;

    fn try_from(wire: Dated) -> Result<Self, FxError> {
        let mut rates = Vec::new();
        for (currency, days) in wire.rates {
            for (from, text) in days {
                rates.push((currency, from, price(currency, text)?));
            }
        }
        Self::new(wire.to, rates)
    }
}

impl From<DatedRates> for Dated {
    fn from(rates: DatedRates) -> Self {
        let Table { to, rates } = &*rates.0;
        let days = |days: &BTreeMap<NaiveDate, Rate>| {
            days.iter()
                .map(|(from, rate)| (*from, rate.0.to_string()))
                .collect()
        };
        Self {
            to: *to,
            rates: rates
                .iter()
                .map(|(currency, rates)| (*currency, days(rates)))
                .collect(),
        }
    }
}
