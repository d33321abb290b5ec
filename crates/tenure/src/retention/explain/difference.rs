use std::collections::BTreeMap;
use std::fmt;

use crate::as_of::Known;
use crate::calendar::Period;
use crate::currency::Currency;
use crate::fraction::Fraction;
use crate::id::AccountId;

use super::super::slicing::SliceKey;
use super::definitions;
use super::figure::{Figure, Parts};
use super::{ExplainError, Explanation};

/// What makes two figures of one name differ: account by account, with the rule that made it. The parts add up to the difference,
/// exactly.
///
/// Of an amount or a number, an account's part is what it has in the second less what it has in the first. Of a rate it is
/// measured against the mean r of both rates: (n − r·d) / D in the second less the same in the first, where n and d are what the
/// account has above and below the line, and D is all that stands below it. So an account that just follows the rest has no part
/// in a change, whoever else came or went, and the way back has the same parts with the other sign.
///
/// # Laws
/// - Within a step the parts add up to the step's change, and the changes of steps to the whole, exactly.
/// - From one figure to itself there is no part.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{Convention, Difference, Figure, NetMethod, Question, Rate, RevenueHistory, Slicing, explain};
/// use tenure::{AccountId, Currency, Fraction, Grain, Periods};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::USD);
/// for (id, levels) in [("A-1", [(1, "60.00 USD"), (3, "60.00 USD")]), ("A-2", [(1, "40.00 USD"), (2, "0.00 USD")])] {
///     let account = builder.account(&AccountId::new(id)?)?;
///     for (month, monthly) in levels {
///         builder.level(account, day(month), monthly.parse()?)?;
///     }
///     builder.level(account, day(3), "60.00 USD".parse()?)?;
/// }
/// let history = builder.build()?;
/// let months = Periods::covering(Grain::Month, day(1), day(3)).expect("in range");
/// // A-2 left in February and came back in March: is that retained?
/// let question = Question { figure: Figure::Rate(Rate::NetRevenueRetention), slice: None, on: day(3) };
/// let lenient = Convention { net: NetMethod::BridgeWithReactivation, ..Convention::default() };
/// let [strict, lenient] = [Convention::default(), lenient]
///     .map(|convention| explain(&history, &months, &Slicing::none(), convention, &question));
/// let difference = Difference::between(&strict?, &lenient?)?;
/// assert_eq!(difference.change(), Fraction::of(1, 1)); // 60 of 60 and 120 of 60
/// let step = &difference.steps[0];
/// assert_eq!(step.rules[0].to_string(), "convention.net: cohort_snapshot -> bridge_with_reactivation");
/// assert_eq!(step.parts[0].account.as_str(), "A-2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The figure.
    pub figure: Figure,
    /// The currency of amounts.
    pub currency: Currency,
    /// From one explanation to the next; usually one step.
    pub steps: Vec<DifferenceStep>,
}

/// From one figure to another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DifferenceStep {
    /// In what the two differ; empty when only their rows do.
    pub rules: Vec<Rule>,
    /// The first.
    pub from: Parts,
    /// The second.
    pub to: Parts,
    /// The second less the first; `None` when one of them is over nothing.
    pub change: Option<Fraction>,
    /// What made it, by account; accounts without a part are left out.
    pub parts: Vec<DifferencePart>,
}

/// What one account has in a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DifferencePart {
    /// Which.
    pub account: AccountId,
    /// What it has in the first.
    pub from: Parts,
    /// What it has in the second.
    pub to: Parts,
    /// Its part of the difference; `None` where that is.
    pub change: Option<Fraction>,
}

/// In what two figures of one name differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// In a definition.
    Definition {
        /// Which field of the convention.
        field: String,
        /// As it was, in words.
        from: String,
        /// As it is, in words.
        to: String,
    },
    /// In what counted as known.
    Known {
        /// Then.
        from: Known,
        /// Now.
        to: Known,
    },
    /// In the period.
    Period {
        /// The one.
        from: Period,
        /// The other.
        to: Period,
    },
    /// In the slice; `None` is the whole.
    Slice {
        /// The one.
        from: Option<SliceKey>,
        /// The other.
        to: Option<SliceKey>,
    },
}

impl Difference {
    /// Between two figures.
    ///
    /// # Errors
    /// [`ExplainError::DifferentFigures`], [`ExplainError::DifferentCurrencies`].
    pub fn between(from: &Explanation, to: &Explanation) -> Result<Self, ExplainError> {
        Self::along(from, [to])
    }

    /// From the first figure over others to the last, step by step: under [one definition after the
    /// other](super::Convention::one_by_one), say, so that every account's part has a rule of its own.
    ///
    /// # Errors
    /// As [`between`](Difference::between).
    pub fn along<'a>(
        first: &'a Explanation,
        rest: impl IntoIterator<Item = &'a Explanation>,
    ) -> Result<Self, ExplainError> {
        let mut difference = Self {
            figure: first.question.figure,
            currency: first.currency,
            steps: Vec::new(),
        };
        let mut from = first;
        for to in rest {
            difference.steps.push(DifferenceStep::new(from, to)?);
            from = to;
        }
        Ok(difference)
    }

    /// The first figure.
    #[must_use]
    pub fn from(&self) -> Option<Parts> {
        self.steps.first().map(|step| step.from)
    }

    /// The last figure.
    #[must_use]
    pub fn to(&self) -> Option<Parts> {
        self.steps.last().map(|step| step.to)
    }

    /// The last less the first; `None` when a step is over nothing.
    #[must_use]
    pub fn change(&self) -> Option<Fraction> {
        self.steps.iter().map(|step| step.change.clone()).sum()
    }

    /// The parts of each step by the most weight, with its rules: what to tell first.
    #[must_use]
    pub fn largest(&self, most: usize) -> Vec<(&[Rule], &DifferencePart)> {
        let steps = self.steps.iter();
        let mut parts: Vec<_> = steps
            .flat_map(|step| step.parts.iter().map(|part| (step.rules.as_slice(), part)))
            .collect();
        parts.sort_by(|(_, a), (_, b)| {
            let size = |part: &DifferencePart| part.change.as_ref().map(Fraction::size);
            size(b).cmp(&size(a))
        });
        parts.truncate(most);
        parts
    }
}

impl DifferenceStep {
    fn new(from: &Explanation, to: &Explanation) -> Result<Self, ExplainError> {
        let (one, other) = (from.question.figure, to.question.figure);
        if one != other {
            return Err(ExplainError::DifferentFigures {
                from: one,
                to: other,
            });
        }
        if from.currency != to.currency {
            return Err(ExplainError::DifferentCurrencies {
                from: from.currency,
                to: to.currency,
            });
        }
        let none = Parts::none(one);
        let mut by_account: BTreeMap<&AccountId, (Parts, Parts)> = BTreeMap::new();
        for contribution in &from.contributions {
            let pair = by_account.entry(&contribution.account);
            pair.or_insert((none, none)).0 = contribution.parts;
        }
        for contribution in &to.contributions {
            let pair = by_account.entry(&contribution.account);
            pair.or_insert((none, none)).1 = contribution.parts;
        }
        let measure = Measure::of(from.total, to.total);
        let parts = by_account.into_iter().map(|(account, (from, to))| {
            let change = measure.as_ref().map(|measure| measure.part(from, to));
            DifferencePart {
                account: account.clone(),
                from,
                to,
                change,
            }
        });
        let moved = |part: &DifferencePart| match &part.change {
            Some(change) => !change.is_zero(),
            None => part.from != part.to,
        };
        Ok(Self {
            rules: rules(from, to),
            from: from.total,
            to: to.total,
            parts: parts.filter(moved).collect(),
            change: measure
                .as_ref()
                .map(|measure| measure.part(from.total, to.total)),
        })
    }
}

fn rules(from: &Explanation, to: &Explanation) -> Vec<Rule> {
    let definitions = definitions::changed(&from.convention, &to.convention).into_iter();
    let mut rules: Vec<Rule> = definitions
        .map(|changed| Rule::Definition {
            field: changed.field,
            from: changed.from,
            to: changed.to,
        })
        .collect();
    if from.as_of.known != to.as_of.known {
        rules.push(Rule::Known {
            from: from.as_of.known,
            to: to.as_of.known,
        });
    }
    if (from.from, from.period) != (to.from, to.period) {
        rules.push(Rule::Period {
            from: from.period,
            to: to.period,
        });
    }
    if from.question.slice != to.question.slice {
        rules.push(Rule::Slice {
            from: from.question.slice.clone(),
            to: to.question.slice.clone(),
        });
    }
    rules
}

/// How parts of a difference are measured.
enum Measure {
    Whole,
    /// Of a rate: by what an account's numbers in the first and the second figure are multiplied, 1 / D and r / D of each. All over
    /// one denominator, so that adding parts up never makes it grow.
    Rate(Box<[[Fraction; 2]; 2]>),
}

impl Measure {
    /// `None` for a rate over nothing.
    fn of(from: Parts, to: Parts) -> Option<Self> {
        let (Some(below), Some(after)) = (from.denominator, to.denominator) else {
            return Some(Self::Whole);
        };
        if below <= 0 || after <= 0 {
            return None;
        }
        // The mean of the rates is (N D' + N' D) / 2 D D'; everything is over 2 D D D' D'.
        let over = |above: &[i128]| Fraction::product(above, &[2, below, below, after, after]);
        let mean = |times: i128| {
            let first = over(&[from.numerator, after, times]);
            first.plus(&over(&[to.numerator, below, times]))
        };
        Some(Self::Rate(Box::new([
            [over(&[2, below, after, after]), mean(after)],
            [over(&[2, below, below, after]), mean(below)],
        ])))
    }

    fn part(&self, from: Parts, to: Parts) -> Fraction {
        match self {
            Self::Whole => Fraction::from(to.numerator - from.numerator),
            Self::Rate(measures) => {
                let [before, after] = measures.as_ref();
                let own = |parts: Parts, [one, mean]: &[Fraction; 2]| {
                    let above = one.times(&parts.numerator.into());
                    let below = parts.denominator.unwrap_or_default();
                    above.minus(&mean.times(&below.into()))
                };
                own(to, after).minus(&own(from, before))
            }
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |known: &Known| match known {
            Known::Now => "now".to_owned(),
            Known::At(instant) => instant.to_rfc3339(),
            Known::Through(position) => format!("record {position}"),
        };
        let slice = |slice: &Option<SliceKey>| match slice {
            None => "all".to_owned(),
            Some(slice) => slice.to_string(),
        };
        match self {
            Self::Definition { field, from, to } => write!(f, "convention.{field}: {from} -> {to}"),
            Self::Known { from, to } => write!(f, "known: {} -> {}", known(from), known(to)),
            Self::Period { from, to } => {
                write!(f, "period from: {} -> {}", from.start(), to.start())
            }
            Self::Slice { from, to } => write!(f, "slice: {} -> {}", slice(from), slice(to)),
        }
    }
}
