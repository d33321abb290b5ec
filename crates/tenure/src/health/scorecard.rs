use serde::{Deserialize, Serialize};

use super::bands::{Band, Bands};
use super::measure::{Measure, MeasureKind};
use crate::basis_points::BasisPoints;
use crate::ramp::Ramp;
use crate::text::Name;

/// What makes an account healthy: groups of measures with their weights, what becomes of a measure that is missing, and the bands. Data,
/// so that a host can put its own in place of the [default](Scorecard::default).
///
/// ```
/// use tenure::health::Scorecard;
///
/// let card: Scorecard = serde_json::from_str(r#"{
///     "groups": [{"name": "voice", "weight": 1, "measures": [
///         {"kind": "satisfaction", "weight": 1, "scored": {"zero_at": 0, "full_at": 10000}}]}],
///     "missing": "not_available",
///     "bands": [{"name": "low", "up_to": 5000}, {"name": "high", "up_to": 10000}]
/// }"#)?;
/// assert_eq!(card.groups()[0].measures.len(), 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Scorecard {
    written: Written,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    groups: Vec<MeasureGroup>,
    missing: MissingRule,
    bands: Bands,
}

/// Measures that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureGroup {
    /// What it is called.
    pub name: Name,
    /// How much it weighs against the other groups: 1 to 100.
    pub weight: u8,
    /// Its measures, each once.
    pub measures: Vec<Measure>,
}

/// What becomes of a measure for which there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum MissingRule {
    /// The others of its group take its weight over in proportion, and a group without any number leaves its weight to the other
    /// groups. There is no score when less than this part of all weight has a number: too little is known.
    Renormalise {
        /// The least part.
        at_least: BasisPoints,
    },
    /// There is no score unless every measure has a number.
    NotAvailable,
}

/// Why numbers are no [`Scorecard`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScorecardError {
    /// There is nothing to measure, or more than can be added up exactly.
    #[error("a scorecard has 1 to {max_groups} groups of 1 to {max_measures} measures; `{name}` has {given}", max_groups = Scorecard::MAX_GROUPS, max_measures = Scorecard::MAX_MEASURES)]
    Size {
        /// The group, or `scorecard`.
        name: String,
        /// How many.
        given: usize,
    },
    /// A weight is nothing or too much.
    #[error("`{name}` weighs {given}; give it 1 to 100")]
    Weight {
        /// The group or measure.
        name: String,
        /// The weight.
        given: u8,
    },
    /// The weights are so uneven that a change of the score could not be told exactly.
    #[error(
        "the weights of the groups and of their measures multiply to more than can be told apart exactly; give rounder weights, such as 1 to 10"
    )]
    TooFine,
    /// Something is measured twice, or two groups have one name.
    #[error("`{name}` stands twice; let it stand once")]
    Repeated {
        /// The group or measure.
        name: String,
    },
}

impl Scorecard {
    /// The most groups.
    pub const MAX_GROUPS: usize = 8;
    /// The most measures of a group.
    pub const MAX_MEASURES: usize = 12;

    /// These groups in this order, this rule for what is missing, and these bands.
    ///
    /// # Errors
    /// [`ScorecardError`] for none or too many of anything, for weights outside 1 to 100, and for what stands twice.
    pub fn new(
        groups: Vec<MeasureGroup>,
        missing: MissingRule,
        bands: Bands,
    ) -> Result<Self, ScorecardError> {
        Self::try_from(Written {
            groups,
            missing,
            bands,
        })
    }

    /// Its groups, in order.
    #[must_use]
    pub fn groups(&self) -> &[MeasureGroup] {
        &self.written.groups
    }

    /// What becomes of a measure for which there is no number.
    #[must_use]
    pub const fn missing(&self) -> MissingRule {
        self.written.missing
    }

    /// What scores are called.
    #[must_use]
    pub const fn bands(&self) -> &Bands {
        &self.written.bands
    }
}

/// The largest denominator of a score in points.
const FINEST: i128 = 1 << 54;

const fn sized(given: usize, max: usize) -> bool {
    1 <= given && given <= max
}

fn weighed(name: &str, given: u8) -> Result<(), ScorecardError> {
    if (1..=100).contains(&given) {
        return Ok(());
    }
    let name = name.to_owned();
    Err(ScorecardError::Weight { name, given })
}

impl TryFrom<Written> for Scorecard {
    type Error = ScorecardError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let size = |name: &str, given| ScorecardError::Size {
            name: name.to_owned(),
            given,
        };
        if !sized(written.groups.len(), Self::MAX_GROUPS) {
            return Err(size("scorecard", written.groups.len()));
        }
        let mut measured: Vec<&MeasureKind> = Vec::new();
        let mut named: Vec<&Name> = Vec::new();
        for group in &written.groups {
            let name = group.name.as_str();
            if named.contains(&&group.name) {
                let name = name.to_owned();
                return Err(ScorecardError::Repeated { name });
            }
            named.push(&group.name);
            weighed(name, group.weight)?;
            if !sized(group.measures.len(), Self::MAX_MEASURES) {
                return Err(size(name, group.measures.len()));
            }
            for measure in &group.measures {
                weighed(measure.kind.name(), measure.weight)?;
                if measured.contains(&&measure.kind) {
                    let name = measure.kind.name().to_owned();
                    return Err(ScorecardError::Repeated { name });
                }
                measured.push(&measure.kind);
            }
        }
        // What every denominator is at most; two of them, times hundredths and scores, stay within 128 bits.
        let sums = written.groups.iter().map(|group| {
            let measures = group.measures.iter();
            measures
                .map(|measure| i128::from(measure.weight))
                .sum::<i128>()
        });
        let groups: i128 = written
            .groups
            .iter()
            .map(|group| i128::from(group.weight))
            .sum();
        // At most eight sums of at most 1,200.
        let finest = sums.product::<i128>() * groups;
        if finest > FINEST {
            return Err(ScorecardError::TooFine);
        }
        Ok(Self { written })
    }
}

impl From<Scorecard> for Written {
    fn from(card: Scorecard) -> Self {
        card.written
    }
}

/// A row of the default: measure, weight, where it scores nothing and where everything.
type Row = (MeasureKind, u8, i32, i32);

const DEFAULT: &[(&str, u8, &[Row])] = &[
    (
        "voice",
        30,
        &[
            (MeasureKind::Satisfaction, 70, 2_000, 9_000),
            (MeasureKind::SatisfactionTrend, 30, -3_000, 1_000),
        ],
    ),
    (
        "use",
        20,
        &[
            (MeasureKind::Usage, 60, -5_000, 0),
            (MeasureKind::Fit, 40, 3, 0),
        ],
    ),
    (
        "service",
        20,
        &[
            (MeasureKind::Cases, 50, 6, 0),
            (MeasureKind::ServiceLevel, 50, 15_000, 5_000),
        ],
    ),
    (
        "relationship",
        20,
        &[
            (MeasureKind::Contact, 30, 25_000, 10_000),
            (MeasureKind::Commitments, 30, 30_000, 0),
            (MeasureKind::Sponsor, 20, 0, 1),
            (MeasureKind::ManagerRating, 20, 1, 5),
        ],
    ),
    (
        "money",
        10,
        &[
            (MeasureKind::Payment, 50, 30, 0),
            (MeasureKind::Growth, 50, -3_000, 500),
        ],
    ),
];

const DEFAULT_BANDS: [(&str, u16); 3] = [("poor", 5_000), ("average", 7_500), ("good", 10_000)];

fn name(text: &'static str) -> Name {
    Name::preset(text)
}

impl Default for Scorecard {
    /// The scorecard of the table in `docs/health.md`.
    fn default() -> Self {
        let groups = DEFAULT.iter().map(|(group, weight, measures)| {
            let measures = measures
                .iter()
                .map(|(kind, weight, zero_at, full_at)| Measure {
                    kind: kind.clone(),
                    weight: *weight,
                    scored: Ramp::preset(*zero_at, *full_at),
                });
            MeasureGroup {
                name: name(group),
                weight: *weight,
                measures: measures.collect(),
            }
        });
        let bands = DEFAULT_BANDS.map(|(band, up_to)| Band {
            name: name(band),
            up_to: BasisPoints::new(up_to).unwrap_or(BasisPoints::WHOLE),
        });
        Self {
            written: Written {
                groups: groups.collect(),
                missing: MissingRule::Renormalise {
                    at_least: BasisPoints::new(3_000).unwrap_or(BasisPoints::ZERO),
                },
                bands: Bands::preset(bands),
            },
        }
    }
}
