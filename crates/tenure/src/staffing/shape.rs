use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::ratio::Ratio;

/// When a manager's book is one of many small accounts, and when one of a few large ones.
///
/// The judgement goes by the effective number of accounts: that of equally large ones that would be as concentrated, the inverse of
/// the Herfindahl index of the accounts' minutes (Hirschman, "The paternity of an index", American Economic Review 54, 1964,
/// <https://www.jstor.org/stable/1818582>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct ShapePolicy {
    bounds: Bounds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    few_up_to: u16,
    many_from: u16,
}

/// A book that would be both.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("many begins at {many_from} and few ends at {few_up_to}; let many begin above few")]
pub struct ShapePolicyError {
    few_up_to: u16,
    many_from: u16,
}

/// What kind of book a manager has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShapeKind {
    /// Many small accounts.
    ManySmall,
    /// Neither.
    Mixed,
    /// A few large accounts.
    FewLarge,
}

/// What a manager's book looks like, with the numbers behind the judgement.
///
/// ```
/// use tenure::Ratio;
/// use tenure::staffing::{BookShape, ShapeKind, ShapePolicy};
///
/// // One account with half of the minutes, two with a quarter each.
/// let shape = BookShape::of([(200, None), (100, None), (100, None)], &ShapePolicy::default());
/// assert_eq!(shape.effective_accounts, Ratio::of(8, 3));
/// assert_eq!(shape.largest_share, Ratio::of(1, 2));
/// assert_eq!(shape.kind, Some(ShapeKind::FewLarge));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookShape {
    /// How many accounts.
    pub accounts: u64,
    /// How many equally large ones would be as concentrated by minutes. `None` without minutes.
    pub effective_accounts: Option<Ratio>,
    /// The same by recurring amount. `None` without any, and past the range of exact figures.
    pub effective_accounts_by_value: Option<Ratio>,
    /// The part of the minutes that the largest account takes. `None` without minutes.
    pub largest_share: Option<Ratio>,
    /// Minutes per account. `None` without accounts.
    pub minutes_per_account: Option<Ratio>,
    /// The judgement. `None` without minutes.
    pub kind: Option<ShapeKind>,
}

impl ShapePolicy {
    /// Few large accounts up to an effective number, many small ones from another.
    ///
    /// # Errors
    /// [`ShapePolicyError`] unless many begins above few.
    pub fn new(few_up_to: u16, many_from: u16) -> Result<Self, ShapePolicyError> {
        Self::try_from(Bounds {
            few_up_to,
            many_from,
        })
    }

    /// Up to this effective number a book is one of a few large accounts.
    #[must_use]
    pub const fn few_up_to(&self) -> u16 {
        self.bounds.few_up_to
    }

    /// From this effective number on a book is one of many small accounts.
    #[must_use]
    pub const fn many_from(&self) -> u16 {
        self.bounds.many_from
    }

    fn judge(&self, effective: Ratio) -> ShapeKind {
        if effective >= Ratio::whole(self.many_from().into()) {
            ShapeKind::ManySmall
        } else if effective <= Ratio::whole(self.few_up_to().into()) {
            ShapeKind::FewLarge
        } else {
            ShapeKind::Mixed
        }
    }
}

impl BookShape {
    /// The shape of accounts with these minutes and recurring amounts, which have one currency.
    pub fn of(
        accounts: impl IntoIterator<Item = (u64, Option<Money>)>,
        policy: &ShapePolicy,
    ) -> Self {
        let (mut minutes, mut values) = (Vec::new(), Vec::new());
        for (taken, monthly) in accounts {
            minutes.push(i128::from(taken));
            values.push(monthly.map_or(0, |monthly| monthly.to_minor()));
        }
        let sum: i128 = minutes.iter().sum();
        let effective_accounts = effective(&minutes);
        let accounts = minutes.len() as u64;
        Self {
            accounts,
            effective_accounts,
            effective_accounts_by_value: effective(&values),
            largest_share: minutes.iter().max().and_then(|most| Ratio::of(*most, sum)),
            minutes_per_account: Ratio::of(sum, accounts.into()),
            kind: effective_accounts.map(|effective| policy.judge(effective)),
        }
    }
}

/// (Σ x)² / Σ x².
fn effective(sizes: &[i128]) -> Option<Ratio> {
    let sum = sizes
        .iter()
        .try_fold(0_i128, |sum, size| sum.checked_add(*size))?;
    let squares = sizes.iter().try_fold(0_i128, |sum, size| {
        sum.checked_add(size.checked_mul(*size)?)
    })?;
    Ratio::of(sum.checked_mul(sum)?, squares)
}

impl Default for ShapePolicy {
    /// Few up to 10, many from 30.
    fn default() -> Self {
        Self {
            bounds: Bounds {
                few_up_to: 10,
                many_from: 30,
            },
        }
    }
}

impl TryFrom<Bounds> for ShapePolicy {
    type Error = ShapePolicyError;

    fn try_from(bounds: Bounds) -> Result<Self, Self::Error> {
        if bounds.many_from <= bounds.few_up_to {
            return Err(ShapePolicyError {
                few_up_to: bounds.few_up_to,
                many_from: bounds.many_from,
            });
        }
        Ok(Self { bounds })
    }
}

impl From<ShapePolicy> for Bounds {
    fn from(policy: ShapePolicy) -> Self {
        policy.bounds
    }
}
