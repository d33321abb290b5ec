use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;
use crate::id::AccountId;
use crate::ratio::Ratio;

use super::error::{exact_at_least_zero, out_of_range};
use super::{EconomicsError, ExactAmount, arithmetic};

/// What part of a value at risk is kept when so many minutes are spent on it: an input, from whoever can defend it.
///
/// Straight between its points, and flat after the last. It begins without any time spent, never falls, and never gets steeper: the
/// first hour does most. So the next hour is worth most where its gain is largest, whatever is done later.
///
/// Serialised as a list of points, `[[0,2000],[60,6000],[240,8000]]`: minutes, and ten-thousandths that are kept.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::ResponseCurve;
///
/// let curve: ResponseCurve = serde_json::from_str("[[0,2000],[60,6000],[240,8000]]")?;
/// assert_eq!(Some(curve.kept_at(30)), Ratio::of(4, 10));
/// assert_eq!(Some(curve.kept_at(1_000)), Ratio::of(8, 10));
/// let convex = serde_json::from_str::<ResponseCurve>("[[0,2000],[60,3000],[120,9000]]");
/// assert!(convex.unwrap_err().to_string().starts_with("the curve gets steeper at minute 60"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u32, BasisPoints)>", into = "Vec<(u32, BasisPoints)>")]
pub struct ResponseCurve {
    points: Vec<(u32, BasisPoints)>,
}

/// Points that are no [`ResponseCurve`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseCurveError {
    /// It does not begin without time spent.
    #[error("the curve has no point at minute 0; say what is kept when nothing is done")]
    NoStart,
    /// Its points are not in order.
    #[error(
        "the point at minute {minute} does not come after the one before; list points by rising minutes"
    )]
    NotRising {
        /// Where.
        minute: u32,
    },
    /// It falls.
    #[error("less is kept at minute {minute} than before; spending time keeps no less")]
    Falls {
        /// Where.
        minute: u32,
    },
    /// It gets steeper.
    #[error(
        "the curve gets steeper at minute {minute}; each minute keeps at most as much as the one before"
    )]
    Steeper {
        /// Where.
        minute: u32,
    },
}

/// An account on which time can be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance {
    /// Which.
    pub account: AccountId,
    /// What is at stake, such as [`value_at_risk`](super::value_at_risk).
    pub value: ExactAmount,
    /// What time does for it.
    pub curve: ResponseCurve,
    /// The minutes that are spent on it already.
    pub spent_minutes: u32,
}

/// Time to be spent on an account next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Which.
    pub account: AccountId,
    /// The minutes spent on it before.
    pub from_minutes: u32,
    /// The minutes spent on it after.
    pub to_minutes: u32,
    /// What these minutes keep on average.
    pub gain: ExactAmount,
    /// What all steps up to this one keep.
    pub gain_so_far: ExactAmount,
}

impl ResponseCurve {
    /// The curve through these points: minutes spent, and what part is kept.
    ///
    /// # Errors
    /// [`ResponseCurveError`] with the first point that breaks a rule.
    pub fn new(points: Vec<(u32, BasisPoints)>) -> Result<Self, ResponseCurveError> {
        if points.first().is_none_or(|(minute, _)| *minute != 0) {
            return Err(ResponseCurveError::NoStart);
        }
        // Rise over run of the piece before.
        let mut before: Option<(u64, u64)> = None;
        for ((from, kept), (minute, more)) in points.iter().zip(points.iter().skip(1)) {
            let Some(run) = minute.checked_sub(*from).filter(|run| *run > 0) else {
                return Err(ResponseCurveError::NotRising { minute: *minute });
            };
            let Some(rise) = more.get().checked_sub(kept.get()) else {
                return Err(ResponseCurveError::Falls { minute: *minute });
            };
            let (rise, run) = (u64::from(rise), u64::from(run));
            if before.is_some_and(|(rise_before, run_before)| rise * run_before > rise_before * run)
            {
                return Err(ResponseCurveError::Steeper { minute: *from });
            }
            before = Some((rise, run));
        }
        Ok(Self { points })
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> &[(u32, BasisPoints)] {
        &self.points
    }

    /// What part is kept when so many minutes are spent.
    #[must_use]
    pub fn kept_at(&self, minutes: u32) -> Ratio {
        let after = self
            .points
            .partition_point(|(minute, _)| *minute <= minutes);
        let known = |place: usize| self.points.get(place).copied();
        let (from, kept) = after.checked_sub(1).and_then(known).unwrap_or_default();
        let whole = i128::from(BasisPoints::WHOLE.get());
        let kept = i128::from(kept.get());
        let between = known(after).and_then(|(minute, more)| {
            let run = i128::from(minute - from);
            let rise = (i128::from(more.get()) - kept) * i128::from(minutes - from);
            Ratio::of(kept * run + rise, whole * run)
        });
        // The whole is above zero.
        between
            .or_else(|| Ratio::of(kept, whole))
            .unwrap_or(Ratio::whole(0))
    }
}

impl TryFrom<Vec<(u32, BasisPoints)>> for ResponseCurve {
    type Error = ResponseCurveError;

    fn try_from(points: Vec<(u32, BasisPoints)>) -> Result<Self, Self::Error> {
        Self::new(points)
    }
}

impl From<ResponseCurve> for Vec<(u32, BasisPoints)> {
    fn from(curve: ResponseCurve) -> Self {
        curve.points
    }
}

/// Where the next minutes of a manager's time keep most value: steps of this length, the most valuable first, until `minutes` are
/// spent or no step keeps anything more. Equal gains go by the order of the accounts.
///
/// The first step of each account ranks the whole book; the list is the best way to spend that many steps, because no curve gets
/// steeper (marginal analysis, Fox, "Discrete optimization via marginal analysis", Management Science 13, 1966,
/// <https://doi.org/10.1287/mnsc.13.3.210>).
///
/// ```
/// use std::num::NonZeroU32;
/// use tenure::AccountId;
/// use tenure::economics::{Chance, GrossMargin, ResponseCurve, next_steps, value_at_risk};
///
/// let margin = GrossMargin::from_basis_points(8_000)?;
/// let chance = |id: &str, monthly: &str, curve: &str| Ok::<_, Box<dyn std::error::Error>>(Chance {
///     account: AccountId::new(id)?,
///     value: value_at_risk(monthly.parse()?, margin, 12)?,
///     curve: serde_json::from_str(curve)?,
///     spent_minutes: 0,
/// });
/// let book = [
///     chance("large", "1000.00 USD", "[[0,9000],[120,9500]]")?, // safe already
///     chance("small", "300.00 USD", "[[0,2000],[60,6000],[180,7000]]")?,
/// ];
/// let hour = NonZeroU32::new(60).expect("above zero");
/// let steps = next_steps(&book, 180, hour)?;
/// let list: Vec<_> = steps.iter().map(|step| format!("{} {}", step.account, step.gain)).collect();
/// assert_eq!(list, ["small 1152.00 USD", "large 240.00 USD", "large 240.00 USD"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for several currencies, [`EconomicsError::OutOfRange`].
pub fn next_steps(
    book: &[Chance],
    minutes: u32,
    step_minutes: NonZeroU32,
) -> Result<Vec<NextStep>, EconomicsError> {
    let Some(first) = book.first() else {
        return Ok(Vec::new());
    };
    let mut ranked: Vec<&Chance> = book.iter().collect();
    ranked.sort_by(|a, b| a.account.cmp(&b.account));
    let mut waiting = BinaryHeap::new();
    for (place, chance) in ranked.iter().enumerate() {
        first.value.compare(&chance.value)?;
        exact_at_least_zero("value at risk", chance.value)?;
        let gain = gain(chance, chance.spent_minutes, step_minutes)?;
        waiting.push((gain, Reverse(place), chance.spent_minutes));
    }
    let mut steps = Vec::new();
    let mut sum = ExactAmount::from(crate::Money::zero(first.value.currency()));
    for _ in 0..minutes / step_minutes {
        let Some((kept, Reverse(place), from)) = waiting.pop() else {
            break;
        };
        let Some(chance) = ranked.get(place).filter(|_| kept.numerator() > 0) else {
            break;
        };
        let to = from.saturating_add(step_minutes.get());
        let none = ExactAmount::from(crate::Money::zero(first.value.currency()));
        let range = || out_of_range("value of the next minutes");
        let worth = none.plus_minor_units(kept).ok_or_else(range)?;
        sum = sum.plus_minor_units(kept).ok_or_else(range)?;
        steps.push(NextStep {
            account: chance.account.clone(),
            from_minutes: from,
            to_minutes: to,
            gain: worth,
            gain_so_far: sum,
        });
        waiting.push((gain(chance, to, step_minutes)?, Reverse(place), to));
    }
    Ok(steps)
}

/// What the next step on an account keeps, in minor units.
fn gain(chance: &Chance, from: u32, step: NonZeroU32) -> Result<Ratio, EconomicsError> {
    let (now, then) = (
        chance.curve.kept_at(from),
        chance.curve.kept_at(from.saturating_add(step.get())),
    );
    let negative = Ratio::of(-now.numerator(), now.denominator());
    negative
        .and_then(|negative| arithmetic::plus(then, negative))
        .and_then(|more| arithmetic::times(chance.value.minor_units(), more))
        .ok_or_else(|| out_of_range("value of the next minutes"))
}
