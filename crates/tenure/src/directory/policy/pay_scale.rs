use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;
use crate::money::{Money, MoneyError};
use crate::ratio::Ratio;
use crate::rounding::Rounding;
use crate::text::Name;

/// What positions pay: a band of yearly pay for each position, and how much a qualification adds to it.
///
/// What a manager was promised is personal and stands elsewhere, see [`AgreedPay`](crate::AgreedPay).
///
/// Serialised as an object, bands in the order of their positions, uplifts in basis points.
///
/// ```
/// use tenure::{Name, policy::{PayScale, PositionProfile}};
///
/// let scale: PayScale = serde_json::from_str(
///     r#"{
///         "bands": [{"business_type": "bank", "clientele": "retail", "minimum": "40000.00 EUR", "maximum": "60000.00 EUR"}],
///         "uplifts": {"CFP": 500}
///     }"#,
/// )?;
/// let position = PositionProfile { business_type: Name::new("bank")?, clientele: Name::new("retail")? };
/// let band = scale.band_with(&position, [&Name::new("CFP")?])?;
/// assert_eq!(band.map(|band| band.minimum().to_string()), Some("42000.00 EUR".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Scale", into = "Scale")]
pub struct PayScale {
    bands: BTreeMap<PositionProfile, PayBand>,
    uplifts: BTreeMap<Name, BasisPoints>,
}

/// What tells the pay of positions apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionProfile {
    /// The kind of business in which the manager works: `bank`, `software`.
    pub business_type: Name,
    /// The kind of customers the manager works for: `retail`, `enterprise`.
    pub clientele: Name,
}

/// The least and the most that a position pays in a year.
///
/// ```
/// use tenure::{BasisPoints, Ratio, policy::PayBand};
///
/// let band = PayBand::new("40000 EUR".parse()?, "60000 EUR".parse()?)?;
/// assert_eq!(band.position(band.minimum())?, Ratio::of(0, 1));
/// assert_eq!(band.position("55000 EUR".parse()?)?, Ratio::of(3, 4));
/// assert_eq!(band.uplifted([BasisPoints::new(500)?])?.maximum().to_string(), "63000.00 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayBand {
    minimum: Money,
    maximum: Money,
}

/// Two amounts that are no band.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayBandError {
    /// The least is more than the most, or below zero.
    #[error(
        "from {minimum} to {maximum} is no band; begin at zero or above and end there or above"
    )]
    Inverted {
        /// The least.
        minimum: Money,
        /// The most.
        maximum: Money,
    },
    /// The currencies differ.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Bands that are no [`PayScale`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayScaleError {
    /// A position has two bands.
    #[error("the position `{business_type}` for `{clientele}` has two bands; give it one")]
    Repeated {
        /// The business type of the position.
        business_type: Name,
        /// The clientele of the position.
        clientele: Name,
    },
    /// A band is none.
    #[error(transparent)]
    Band(#[from] PayBandError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    bands: Vec<Row>,
    uplifts: BTreeMap<Name, BasisPoints>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    business_type: Name,
    clientele: Name,
    minimum: Money,
    maximum: Money,
}

impl PayBand {
    /// From the least to the most, both of which a position may pay.
    ///
    /// # Errors
    /// [`PayBandError`] when the currencies differ, the least is below zero, or the most is below the least.
    pub fn new(minimum: Money, maximum: Money) -> Result<Self, PayBandError> {
        if minimum.is_negative() || minimum.compare(&maximum)?.is_gt() {
            return Err(PayBandError::Inverted { minimum, maximum });
        }
        Ok(Self { minimum, maximum })
    }

    /// The least.
    #[must_use]
    pub const fn minimum(&self) -> Money {
        self.minimum
    }

    /// The most.
    #[must_use]
    pub const fn maximum(&self) -> Money {
        self.maximum
    }

    /// The band raised by the sum of these uplifts: they add, they do not compound, so their order makes no difference. Both ends
    /// are rounded to the minor unit, half to even.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn uplifted(
        &self,
        uplifts: impl IntoIterator<Item = BasisPoints>,
    ) -> Result<Self, MoneyError> {
        let whole = i128::from(BasisPoints::WHOLE.get());
        let uplift: i128 = uplifts
            .into_iter()
            .map(|uplift| i128::from(uplift.get()))
            .sum();
        let raise = |amount: Money| {
            let out_of_range = MoneyError::OutOfRange {
                currency: amount.currency(),
            };
            let raised = amount
                .to_minor()
                .checked_mul(whole + uplift)
                .and_then(|product| Rounding::HalfEven.divide(product, whole));
            Money::from_minor(raised.ok_or(out_of_range)?, amount.currency())
        };
        Ok(Self {
            minimum: raise(self.minimum)?,
            maximum: raise(self.maximum)?,
        })
    }

    /// Where a yearly pay lies in the band: 0 at the least and 1 at the most, below 0 and above 1 outside. `None` when the band is
    /// a single amount.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn position(&self, yearly: Money) -> Result<Option<Ratio>, MoneyError> {
        let above = yearly.checked_sub(self.minimum)?;
        let width = self.maximum.checked_sub(self.minimum)?;
        Ok(Ratio::of(above.to_minor(), width.to_minor()))
    }
}

impl PayScale {
    /// These bands, one a position, and these uplifts by kind of qualification.
    ///
    /// # Errors
    /// [`PayScaleError::Repeated`] when a position has two bands.
    pub fn new(
        bands: impl IntoIterator<Item = (PositionProfile, PayBand)>,
        uplifts: BTreeMap<Name, BasisPoints>,
    ) -> Result<Self, PayScaleError> {
        let mut by_position = BTreeMap::new();
        for (position, band) in bands {
            if by_position.insert(position.clone(), band).is_some() {
                return Err(PayScaleError::Repeated {
                    business_type: position.business_type,
                    clientele: position.clientele,
                });
            }
        }
        Ok(Self {
            bands: by_position,
            uplifts,
        })
    }

    /// The band of a position, before any uplift.
    #[must_use]
    pub fn band(&self, position: &PositionProfile) -> Option<&PayBand> {
        self.bands.get(position)
    }

    /// The band of a position for somebody with these qualifications, each kind counted once.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn band_with<'a>(
        &self,
        position: &PositionProfile,
        qualifications: impl IntoIterator<Item = &'a Name>,
    ) -> Result<Option<PayBand>, MoneyError> {
        let kinds: BTreeSet<&Name> = qualifications.into_iter().collect();
        let uplifts = kinds.into_iter().map(|kind| self.uplift(kind.as_str()));
        let band = self.band(position);
        band.map(|band| band.uplifted(uplifts)).transpose()
    }

    /// Every band, by position.
    pub fn bands(&self) -> impl Iterator<Item = (&PositionProfile, &PayBand)> {
        self.bands.iter()
    }

    /// What a kind of qualification adds; nothing when the scale does not name it.
    #[must_use]
    pub fn uplift(&self, qualification: &str) -> BasisPoints {
        self.uplifts.get(qualification).copied().unwrap_or_default()
    }
}

impl TryFrom<Scale> for PayScale {
    type Error = PayScaleError;

    fn try_from(scale: Scale) -> Result<Self, Self::Error> {
        let bands = scale.bands.into_iter().map(|row| {
            let band = PayBand::new(row.minimum, row.maximum)?;
            let position = PositionProfile {
                business_type: row.business_type,
                clientele: row.clientele,
            };
            Ok((position, band))
        });
        let bands: Vec<_> = bands.collect::<Result<_, PayBandError>>()?;
        Self::new(bands, scale.uplifts)
    }
}

impl From<PayScale> for Scale {
    fn from(scale: PayScale) -> Self {
        let rows = scale.bands.into_iter().map(|(position, band)| Row {
            business_type: position.business_type,
            clientele: position.clientele,
            minimum: band.minimum,
            maximum: band.maximum,
        });
        Self {
            bands: rows.collect(),
            uplifts: scale.uplifts,
        }
    }
}
