use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::fraction::Fraction;
use crate::ratio::Ratio;

use super::super::bridge::BridgeReport;
use super::super::rates::Rate;
use super::super::slicing::SliceKey;
use super::super::trailing::TrailingReport;
use super::ExplainError;
use super::figure::{Figure, Parts};

/// A change of a rate in two parts: what the slices' own rates did, and what it did that slices became a larger or smaller part of
/// the whole. Both add up to the change, exactly.
///
/// A rate of the whole is the mean of the slices' rates, weighted by what stands below the line. So it can fall while every
/// slice's rate rises (Simpson's paradox), when weight moves to slices of a low rate. By Kitagawa's method, with weights w and
/// rates r of a slice before and after (w', r'), R and R' those of the whole:
///
/// > rate part = (w + w') / 2 · (r' − r), mix part = (w' − w) · ((r + r') / 2 − (R + R') / 2)
///
/// There is no rest and no order in it: the way back has the same parts with the other sign. A slice that is there only once has
/// no rate of its own to change, so all of its part is mix, but for what it has above the line with nothing below.
///
/// Source: Evelyn M. Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical Association 50
/// (1955), <https://doi.org/10.1080/01621459.1955.10501299>. Taking the mean rate of the whole from a slice's changes no sum, for
/// changes of weights add up to nothing, and lets a slice that grows with a rate below it count against the whole.
///
/// ```
/// use tenure::retention::{MixAndRate, Parts, SliceKey};
/// use tenure::{Fraction, Name};
///
/// let slice = |name| Name::new(name).map(SliceKey::Segment);
/// // Large: 90 % to 92 %; small: 60 % to 62 %. But most of the base is small now.
/// let mix = MixAndRate::of([
///     (slice("large")?, Parts::rate(720, 800), Parts::rate(184, 200)),
///     (slice("small")?, Parts::rate(120, 200), Parts::rate(496, 800)),
/// ]).expect("something below the line");
/// assert_eq!(mix.change(), Fraction::of(-16, 100).expect("a hundred")); // 84 % to 68 %
/// assert_eq!(mix.rate(), Fraction::of(2, 100).expect("a hundred")); // each rose by two
/// assert_eq!(mix.mix(), Fraction::of(-18, 100).expect("a hundred"));
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MixAndRate {
    /// The rate of the whole before.
    pub from: Ratio,
    /// And after.
    pub to: Ratio,
    /// What each slice has in the change, in the order of keys.
    pub slices: BTreeMap<SliceKey, SliceEffect>,
}

/// What one slice has in the change of a rate of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SliceEffect {
    /// Its own numbers before.
    pub from: Parts,
    /// And after.
    pub to: Parts,
    /// What its own rate did.
    pub rate: Fraction,
    /// What its weight did.
    pub mix: Fraction,
}

impl MixAndRate {
    /// Of slices that make the whole, each with what it has above and below the line before and after. A slice that is given more
    /// than once counts with all it is given. `None` when the whole is over nothing before or after.
    #[must_use]
    pub fn of(slices: impl IntoIterator<Item = (SliceKey, Parts, Parts)>) -> Option<Self> {
        let nothing = Parts::rate(0, 0);
        let mut by_key = BTreeMap::new();
        let (mut before, mut after) = (nothing, nothing);
        for (key, from, to) in slices {
            let slice = by_key.entry(key).or_insert((nothing, nothing));
            slice.0.add(from);
            slice.1.add(to);
            before.add(from);
            after.add(to);
        }
        let (from, to) = (before.value()?, after.value()?);
        let mean = half(&Fraction::from(from).plus(&to.into()));
        let slices = by_key.into_iter().map(|(key, (of_before, of_after))| {
            let effect = SliceEffect::new(of_before, of_after, before, after, &mean);
            effect.map(|effect| (key, effect))
        });
        Some(Self {
            from,
            to,
            slices: slices.collect::<Option<_>>()?,
        })
    }

    /// The rate after less the rate before.
    #[must_use]
    pub fn change(&self) -> Fraction {
        Fraction::from(self.to).minus(&self.from.into())
    }

    /// All that the slices' own rates did.
    #[must_use]
    pub fn rate(&self) -> Fraction {
        self.slices.values().map(|slice| slice.rate.clone()).sum()
    }

    /// All that their weights did.
    #[must_use]
    pub fn mix(&self) -> Fraction {
        self.slices.values().map(|slice| slice.mix.clone()).sum()
    }
}

impl SliceEffect {
    fn new(
        from: Parts,
        to: Parts,
        all_from: Parts,
        all_to: Parts,
        mean: &Fraction,
    ) -> Option<Self> {
        let below = |parts: Parts| parts.denominator.unwrap_or_default();
        let weight = Fraction::of(below(from), below(all_from))?;
        let weight_after = Fraction::of(below(to), below(all_to))?;
        let moved = weight_after.minus(&weight);
        let (rate, rate_after) = (from.value(), to.value());
        let (own, level) = match (rate.map(Fraction::from), rate_after.map(Fraction::from)) {
            (Some(rate), Some(rate_after)) => (
                half(&weight.plus(&weight_after)).times(&rate_after.minus(&rate)),
                half(&rate.plus(&rate_after)),
            ),
            (rate, rate_after) => {
                let level = rate.or(rate_after).unwrap_or_else(|| mean.clone());
                let share = Fraction::of(from.numerator, below(all_from))?;
                let share_after = Fraction::of(to.numerator, below(all_to))?;
                let own = share_after.minus(&share).minus(&moved.times(&level));
                (own, level)
            }
        };
        Some(Self {
            from,
            to,
            rate: own,
            mix: moved.times(&level.minus(mean)),
        })
    }
}

fn half(sum: &Fraction) -> Fraction {
    sum.times(&Fraction::product(&[1], &[2]))
}

/// A change between two rows of a report, by its slices.
fn between<'a, T: 'a>(
    slices: &'a BTreeMap<SliceKey, T>,
    all: &'a T,
    figure: Figure,
    parts: impl Fn(&'a T, NaiveDate) -> Result<Parts, ExplainError>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Option<MixAndRate>, ExplainError> {
    let whole = (parts(all, from)?, parts(all, to)?);
    let slices = slices.iter();
    let slices =
        slices.map(|(key, slice)| Ok((key.clone(), parts(slice, from)?, parts(slice, to)?)));
    let slices = slices.collect::<Result<Vec<_>, ExplainError>>()?;
    let mut sum = (Parts::rate(0, 0), Parts::rate(0, 0));
    for (_, from, to) in &slices {
        sum.0.add(*from);
        sum.1.add(*to);
    }
    if !slices.is_empty() && sum != whole {
        return Err(ExplainError::NotAdditive { figure });
    }
    Ok(MixAndRate::of(slices))
}

impl BridgeReport {
    /// The change of a rate between the periods of two days, in what the slices' own rates did and what the mix of slices did.
    /// `None` when the whole is over nothing in one of them, or the report has no slices.
    ///
    /// # Errors
    /// [`ExplainError::NoSuchPeriod`]; [`ExplainError::NotAdditive`] for a rate that is no quotient of two sums.
    pub fn mix_and_rate(
        &self,
        rate: Rate,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Option<MixAndRate>, ExplainError> {
        between(
            &self.slices,
            &self.all,
            Figure::Rate(rate),
            |bridge, on| {
                let mut rows = bridge.rows.iter();
                let row = rows.find(|row| row.period.span().contains(on));
                let (numerator, denominator) = row
                    .ok_or(ExplainError::NoSuchPeriod { on })?
                    .rate_parts(rate);
                Ok(Parts::rate(numerator, denominator))
            },
            from,
            to,
        )
    }
}

impl TrailingReport {
    /// The change of a rate between the windows that end in the periods of two days, as
    /// [of a bridge](BridgeReport::mix_and_rate).
    ///
    /// # Errors
    /// [`ExplainError::NoSuchPeriod`]; [`ExplainError::NoSuchFigure`] for a rate of single periods.
    pub fn mix_and_rate(
        &self,
        rate: Rate,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Option<MixAndRate>, ExplainError> {
        let window = self.window;
        let figure = Figure::Trailing { window, rate };
        between(
            &self.slices,
            &self.all,
            figure,
            |trailing, on| {
                let mut rows = trailing.rows.iter();
                let row = rows.find(|row| row.period.span().contains(on));
                let (numerator, denominator) = row
                    .ok_or(ExplainError::NoSuchPeriod { on })?
                    .rate_parts(rate)
                    .ok_or(ExplainError::NoSuchFigure { figure })?;
                Ok(Parts::rate(numerator, denominator))
            },
            from,
            to,
        )
    }
}
