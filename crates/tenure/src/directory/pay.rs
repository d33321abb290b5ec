use std::collections::BTreeMap;
use std::fmt;

use crate::basis_points::BasisPoints;
use crate::journal::{Profile, ProfileError};
use crate::money::{Money, MoneyError};
use crate::rounding::Rounding;
use crate::text::{Name, TextError};

/// What a manager was promised for a year, and what that costs the host.
///
/// Pay is personal: it stands in no fact but in two fields of the manager's erasable [`Profile`],
/// [`YEARLY_PAY`](Self::YEARLY_PAY) and [`YEARLY_COST`](Self::YEARLY_COST), each an amount like `52000.00 EUR`. `Debug` shows
/// neither.
///
/// ```
/// use tenure::{AgreedPay, journal::Profile};
///
/// let pay = AgreedPay { yearly: "52000 EUR".parse()?, yearly_cost: "64000 EUR".parse()? };
/// let profile = pay.kept_in(&Profile::default())?;
/// assert_eq!(AgreedPay::from_profile(&profile)?, Some(pay));
/// assert_eq!(AgreedPay::from_profile(&Profile::default())?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AgreedPay {
    /// What the manager gets in a year.
    pub yearly: Money,
    /// What the host pays for it in a year, with contributions, taxes and benefits.
    pub yearly_cost: Money,
}

/// Why a profile does not say what a manager is paid. No message shows the amounts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AgreedPayError {
    /// One of the two fields is there without the other.
    #[error("the profile has no field `{field}`; keep both amounts or neither")]
    Incomplete {
        /// The field that is missing.
        field: &'static str,
    },
    /// A field is no amount.
    #[error("the field `{field}` is not an amount of money; write it like `1234.50 USD`")]
    NotMoney {
        /// Which.
        field: &'static str,
    },
    /// The profile has no room.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The name of a field is not allowed.
    #[error(transparent)]
    Text(#[from] TextError),
}

impl AgreedPay {
    /// The field of the profile with what the manager gets in a year.
    pub const YEARLY_PAY: &str = "pay.yearly";
    /// The field of the profile with what the host pays for it in a year.
    pub const YEARLY_COST: &str = "pay.yearly_cost";

    /// What a profile says; `None` when it says nothing of pay.
    ///
    /// # Errors
    /// [`AgreedPayError::Incomplete`], [`AgreedPayError::NotMoney`].
    pub fn from_profile(profile: &Profile) -> Result<Option<Self>, AgreedPayError> {
        let amount = |field: &'static str| {
            let text = profile.fields().get(field);
            text.map(|text| text.parse().map_err(|_| AgreedPayError::NotMoney { field }))
                .transpose()
        };
        let missing = |field| Err(AgreedPayError::Incomplete { field });
        match (amount(Self::YEARLY_PAY)?, amount(Self::YEARLY_COST)?) {
            (Some(yearly), Some(yearly_cost)) => Ok(Some(Self {
                yearly,
                yearly_cost,
            })),
            (None, None) => Ok(None),
            (None, Some(_)) => missing(Self::YEARLY_PAY),
            (Some(_), None) => missing(Self::YEARLY_COST),
        }
    }

    /// The profile with this pay in place of any other.
    ///
    /// # Errors
    /// [`AgreedPayError::Profile`] when it has no room.
    pub fn kept_in(&self, profile: &Profile) -> Result<Profile, AgreedPayError> {
        let mut fields: BTreeMap<Name, String> = profile.fields().clone();
        fields.insert(Name::new(Self::YEARLY_PAY)?, self.yearly.to_string());
        fields.insert(Name::new(Self::YEARLY_COST)?, self.yearly_cost.to_string());
        Ok(Profile::new(fields)?)
    }

    /// What an hour spent on customers costs: the yearly cost over the utilised part of the yearly working minutes.
    ///
    /// `None` when no minute is spent on customers. Rounded to the minor unit by the named rule.
    ///
    /// ```
    /// use tenure::{AgreedPay, BasisPoints, Rounding};
    ///
    /// let pay = AgreedPay { yearly: "52000 EUR".parse()?, yearly_cost: "66560 EUR".parse()? };
    /// // 2,080 hours a year, of which 80 % go to customers: 1,664 hours.
    /// let hour = pay.cost_per_hour(2_080 * 60, BasisPoints::new(8_000)?, Rounding::HalfEven)?;
    /// assert_eq!(hour.map(|hour| hour.to_string()), Some("40.00 EUR".to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn cost_per_hour(
        &self,
        minutes_per_year: u32,
        utilisation: BasisPoints,
        rounding: Rounding,
    ) -> Result<Option<Money>, MoneyError> {
        let currency = self.yearly_cost.currency();
        let utilised = i128::from(minutes_per_year) * i128::from(utilisation.get());
        if utilised == 0 {
            return Ok(None);
        }
        let minor = self
            .yearly_cost
            .to_minor()
            .checked_mul(60 * i128::from(BasisPoints::WHOLE.get()))
            .and_then(|product| rounding.divide(product, utilised))
            .ok_or(MoneyError::OutOfRange { currency })?;
        Money::from_minor(minor, currency).map(Some)
    }
}

impl fmt::Debug for AgreedPay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgreedPay(..)")
    }
}
