use crate::basis_points::BasisPoints;
use crate::ratio::Ratio;
use crate::situation::Evidence;
use crate::text::Name;

use super::measure::MeasureKind;
use super::{Health, Measured};

/// Why a score is another than before: causes that add up to the change, exactly.
///
/// With effective weights `ω` and scores `x`, 0 before and 1 after, and the score before cut to a hundredth of a point `r`:
///
/// ```text
/// after − before = Σ ω1·(x1 − x0)                 moved: the measure has another score
///                + Σ ω1·(x1 − r)                  appeared: it had no number before
///                − Σ ω0·(x0 − r)                  lapsed: it has no number any more
///                + Σ (ω1 − ω0)·(x0 − r)           reweighted: what appeared or lapsed changed what it weighs
/// ```
///
/// Weights add up to one both times, so `r` falls out of the sum; it only says against what a number that appears counts. That
/// holds for any two scorecards, too: then what differs between them shows as appeared, lapsed, moved and reweighted.
///
/// # Laws
/// - The causes add up to the change, as fractions, without rest.
/// - A measure has at most two causes, and none where nothing changed.
/// - Back and forth is nothing: the change from after to before is the negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthChange<'c> {
    /// By how many points the score changed.
    pub total: Ratio,
    /// Why, in the order of the scorecard after, what is no longer in it last.
    pub causes: Vec<Cause<'c>>,
}

/// One cause of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause<'c> {
    /// The group of the measure.
    pub group: &'c Name,
    /// The measure.
    pub measure: &'c MeasureKind,
    /// What happened to it.
    pub kind: CauseKind,
    /// By how many points of the score.
    pub points: Ratio,
    /// Its score before, in hundredths of a point.
    pub before: Option<BasisPoints>,
    /// Its score after.
    pub after: Option<BasisPoints>,
    /// The records behind it that were not behind it before.
    pub brought: Evidence,
    /// The records that were behind it and no longer are.
    pub gone: Evidence,
}

/// What happened to a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// It has another score.
    Moved,
    /// It had no number before.
    Appeared,
    /// It has no number any more.
    Lapsed,
    /// It weighs more or less, because of others that appeared or lapsed.
    Reweighted,
}

impl CauseKind {
    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Appeared => "appeared",
            Self::Lapsed => "lapsed",
            Self::Reweighted => "reweighted",
        }
    }
}

impl Cause<'_> {
    /// Whether no record came or went: only time passed, or the host supplied another number.
    #[must_use]
    pub const fn is_without_records(&self) -> bool {
        self.brought.is_empty() && self.gone.is_empty()
    }
}

impl<'c> HealthChange<'c> {
    /// What changed from one health to another. `None` when either has no score: from nothing to something there is no number.
    #[must_use]
    pub fn between(before: &Health<'c>, after: &Health<'c>) -> Option<Self> {
        before.score?;
        after.score?;
        let whole = Whole {
            before: before.weights.into(),
            after: after.weights.into(),
            // Scores are in hundredths of points, so this is too.
            against: before.sum().checked_div_euclid(before.weights.into())?,
        };
        let total = after
            .sum()
            .checked_mul(whole.before)?
            .checked_sub(before.sum().checked_mul(whole.after)?)?;
        let mut causes = Vec::new();
        for now in &after.measures {
            let was = before.measures.iter().find(|was| was.kind == now.kind);
            whole.causes(was, Some(now), &mut causes)?;
        }
        for was in &before.measures {
            if after.measures.iter().all(|now| now.kind != was.kind) {
                whole.causes(Some(was), None, &mut causes)?;
            }
        }
        Some(Self {
            total: whole.points(total)?,
            causes,
        })
    }
}

/// What all weights add up to, before and after. Both are bounded by what a scorecard may weigh, so that their product fits.
struct Whole {
    before: i128,
    after: i128,
    against: i128,
}

impl Whole {
    /// A number over both wholes, in hundredths, as points.
    fn points(&self, numerator: i128) -> Option<Ratio> {
        let denominator = self.before.checked_mul(self.after)?.checked_mul(100)?;
        Ratio::of(numerator, denominator)
    }

    fn causes<'c>(
        &self,
        was: Option<&Measured<'c>>,
        now: Option<&Measured<'c>>,
        causes: &mut Vec<Cause<'c>>,
    ) -> Option<()> {
        let scored = |measured: Option<&Measured<'c>>| {
            let measured = measured?;
            Some((
                i128::from(measured.share),
                i128::from(measured.score?.get()),
            ))
        };
        let mut add = |kind, numerator: Option<i128>| {
            let (numerator, either) = (numerator?, now.or(was)?);
            if numerator != 0 {
                let known = |measured: Option<&Measured<'c>>| {
                    measured
                        .map(|measured| measured.evidence.clone())
                        .unwrap_or_default()
                };
                let (old, new) = (known(was), known(now));
                causes.push(Cause {
                    group: either.group,
                    measure: either.kind,
                    kind,
                    points: self.points(numerator)?,
                    before: was.and_then(|was| was.score),
                    after: now.and_then(|now| now.score),
                    brought: new.without(&old),
                    gone: old.without(&new),
                });
            }
            Some(())
        };
        match (scored(was), scored(now)) {
            (None, None) => {}
            (None, Some((share, score))) => {
                let numerator = share.checked_mul(score - self.against);
                add(
                    CauseKind::Appeared,
                    numerator.and_then(|part| part.checked_mul(self.before)),
                )?;
            }
            (Some((share, score)), None) => {
                let numerator = share.checked_mul(self.against - score);
                add(
                    CauseKind::Lapsed,
                    numerator.and_then(|part| part.checked_mul(self.after)),
                )?;
            }
            (Some((share_before, before)), Some((share, score))) => {
                let moved = share.checked_mul(score - before);
                add(
                    CauseKind::Moved,
                    moved.and_then(|part| part.checked_mul(self.before)),
                )?;
                let heavier = share
                    .checked_mul(self.before)?
                    .checked_sub(share_before.checked_mul(self.after)?);
                let reweighted = heavier.and_then(|part| part.checked_mul(before - self.against));
                add(CauseKind::Reweighted, reweighted)?;
            }
        }
        Some(())
    }
}
