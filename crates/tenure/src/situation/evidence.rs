use std::fmt;
use std::sync::Arc;

use crate::record::Position;

/// The records behind something: which they are, in the order in which they were recorded, each once.
///
/// None at all stands behind what the host supplied or what only the passing of time brought about.
///
/// ```
/// use tenure::Position;
/// use tenure::situation::Evidence;
///
/// let records = [3, 1, 3].map(|number| Position::new(number).expect("above zero"));
/// let evidence = Evidence::from_iter(records);
/// assert_eq!(evidence.records().map(Position::get).collect::<Vec<_>>(), [1, 3]);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The first two: most readings rest on no more, which need no memory of their own.
    few: [Option<Position>; 2],
    /// All others, shared by whatever rests on the same records.
    more: Option<Arc<[Position]>>,
}

impl Evidence {
    /// No record.
    pub const NONE: Self = Self {
        few: [None; 2],
        more: None,
    };

    /// This record.
    #[must_use]
    pub const fn of(record: Position) -> Self {
        Self {
            few: [Some(record), None],
            more: None,
        }
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = Position> {
        let few = self.few.iter().flatten();
        few.chain(self.more()).copied()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let [first, _] = self.few;
        first.is_none()
    }

    /// The records that the other does not have.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let others = |record: &Position| other.records().all(|known| known != *record);
        self.records().filter(others).collect()
    }

    pub(crate) fn add(&mut self, record: Position) {
        // Whatever is later than the new one moves up by one place.
        let mut moving = record;
        for known in &mut self.few {
            match known {
                Some(known) if *known == moving => return,
                Some(known) if *known < moving => {}
                Some(known) => std::mem::swap(known, &mut moving),
                None => {
                    *known = Some(moving);
                    return;
                }
            }
        }
        let more = self.more();
        let place = more.partition_point(|known| *known < moving);
        if more.get(place) != Some(&moving) {
            let (before, after) = more.split_at(place);
            let all = before.iter().chain([&moving]).chain(after);
            self.more = Some(all.copied().collect());
        }
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        if self.is_empty() {
            self.clone_from(other);
            return;
        }
        for record in other.records() {
            self.add(record);
        }
    }

    /// Of records in any order, some of them perhaps several times.
    pub(super) fn gathered(mut records: Vec<Position>) -> Self {
        records.sort_unstable();
        records.dedup();
        let mut rest = records.iter();
        let few = [rest.next().copied(), rest.next().copied()];
        let more = rest.as_slice();
        Self {
            few,
            more: (!more.is_empty()).then(|| more.into()),
        }
    }

    fn more(&self) -> &[Position] {
        self.more.as_deref().unwrap_or_default()
    }
}

impl FromIterator<Position> for Evidence {
    fn from_iter<I: IntoIterator<Item = Position>>(records: I) -> Self {
        Self::gathered(Vec::from_iter(records))
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.records()).finish()
    }
}

/// What was read from the records, and from which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// What.
    pub value: T,
    /// From which records.
    pub evidence: Evidence,
}

impl<T> Reading<T> {
    /// A value that rests on one record.
    #[must_use]
    pub const fn of(value: T, record: Position) -> Self {
        Self {
            value,
            evidence: Evidence::of(record),
        }
    }

    /// A value that the host supplied.
    #[must_use]
    pub const fn supplied(value: T) -> Self {
        Self {
            value,
            evidence: Evidence::NONE,
        }
    }
}
