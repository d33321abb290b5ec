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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Most readings rest on one record, which needs no memory of its own.
    first: Option<Position>,
    rest: Vec<Position>,
}

impl Evidence {
    /// No record.
    pub const NONE: Self = Self {
        first: None,
        rest: Vec::new(),
    };

    /// This record.
    #[must_use]
    pub const fn of(record: Position) -> Self {
        Self {
            first: Some(record),
            rest: Vec::new(),
        }
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = Position> {
        self.first.into_iter().chain(self.rest.iter().copied())
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The records that the other does not have.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let others = |record: &Position| other.records().all(|known| known != *record);
        self.records().filter(others).collect()
    }

    pub(crate) fn add(&mut self, record: Position) {
        match self.first {
            None => self.first = Some(record),
            Some(first) if first == record => {}
            Some(first) if record < first => {
                self.first = Some(record);
                self.rest.insert(0, first);
            }
            // Most come in the order in which they were recorded.
            Some(_) if self.rest.last().is_none_or(|last| *last < record) => self.rest.push(record),
            Some(_) => {
                let place = self.rest.partition_point(|known| *known < record);
                if self.rest.get(place) != Some(&record) {
                    self.rest.insert(place, record);
                }
            }
        }
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        for record in other.records() {
            self.add(record);
        }
    }
}

impl FromIterator<Position> for Evidence {
    fn from_iter<I: IntoIterator<Item = Position>>(records: I) -> Self {
        let mut evidence = Self::NONE;
        for record in records {
            evidence.add(record);
        }
        evidence
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
