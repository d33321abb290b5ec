use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;
use crate::ratio::Ratio;
use crate::text::Name;

/// What a score is called: bands from the worst to the best that leave no gap and do not overlap.
///
/// Each band is given by its upper edge, which belongs to it; the next begins right above it, whole numbers or not: with edges at 50
/// and 75, a score of 50 is in the first band and 50.5 in the second. The last band goes up to 100.
///
/// Serialised as a list, `[{"name":"red","up_to":5000},{"name":"green","up_to":10000}]`, edges in basis points.
///
/// ```
/// use tenure::health::{Band, Bands};
/// use tenure::{BasisPoints, Name, Ratio};
///
/// let band = |name: &str, up_to| Band { name: Name::new(name).expect("a name"), up_to: BasisPoints::new(up_to).expect("a part") };
/// let bands = Bands::new(vec![band("red", 5_000), band("yellow", 7_500), band("green", 10_000)])?;
/// let of = |score| bands.of(Ratio::of(score, 10).expect("tenths")).name.as_str();
/// assert_eq!([of(0), of(500), of(505), of(510), of(750), of(751)], ["red", "red", "yellow", "yellow", "yellow", "green"]);
/// # Ok::<(), tenure::health::BandsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Band>", into = "Vec<Band>")]
pub struct Bands {
    /// All but the best.
    lower: Vec<Band>,
    best: Band,
}

/// One band of scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// What it is called.
    pub name: Name,
    /// Its upper edge in hundredths of a point: 5,000 for 50 of 100. It belongs to the band.
    pub up_to: BasisPoints,
}

/// Why bands leave a gap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BandsError {
    /// The best band ends below 100.
    #[error("no band reaches 10000; let the last one go up to it")]
    NoTop,
    /// A band is empty.
    #[error(
        "the band `{name}` ends where it begins or before; give the bands from the worst to the best, each a higher edge"
    )]
    NotRising {
        /// Which.
        name: Name,
    },
    /// Two bands have one name.
    #[error("two bands are called `{name}`; give each its own name")]
    Repeated {
        /// The name.
        name: Name,
    },
}

impl Bands {
    /// These bands, from the worst to the best.
    ///
    /// # Errors
    /// [`BandsError`] unless their edges rise and the last is 10,000, and their names differ.
    pub fn new(bands: Vec<Band>) -> Result<Self, BandsError> {
        for (place, band) in bands.iter().enumerate() {
            let earlier = || bands.iter().take(place);
            let name = || band.name.clone();
            if earlier().any(|other| other.name == band.name) {
                return Err(BandsError::Repeated { name: name() });
            }
            let rises = earlier().all(|other| other.up_to < band.up_to);
            if !rises || band.up_to == BasisPoints::ZERO {
                return Err(BandsError::NotRising { name: name() });
            }
        }
        let mut lower = bands;
        match lower.pop() {
            Some(best) if best.up_to == BasisPoints::WHOLE => Ok(Self { lower, best }),
            _ => Err(BandsError::NoTop),
        }
    }

    /// For the default of this crate, which the tests read back through [`new`](Self::new).
    pub(super) fn preset([worst, middle, best]: [Band; 3]) -> Self {
        Self {
            lower: vec![worst, middle],
            best,
        }
    }

    /// The band of a score in points of 100. Every score has one.
    #[must_use]
    pub fn of(&self, score: Ratio) -> &Band {
        // Score ≤ edge / 100, without a fraction.
        let within = |band: &&Band| {
            let edge = i128::from(band.up_to.get());
            let edge = Ratio::of(edge, 100);
            edge.is_some_and(|edge| score <= edge)
        };
        self.lower.iter().find(within).unwrap_or(&self.best)
    }

    /// The bands, from the worst to the best.
    pub fn iter(&self) -> impl Iterator<Item = &Band> {
        self.lower.iter().chain([&self.best])
    }

    /// The place of a band, from the worst, 0.
    #[must_use]
    pub fn place(&self, name: &Name) -> Option<usize> {
        self.iter().position(|band| band.name == *name)
    }
}

impl TryFrom<Vec<Band>> for Bands {
    type Error = BandsError;

    fn try_from(bands: Vec<Band>) -> Result<Self, Self::Error> {
        Self::new(bands)
    }
}

impl From<Bands> for Vec<Band> {
    fn from(Bands { mut lower, best }: Bands) -> Self {
        lower.push(best);
        lower
    }
}
