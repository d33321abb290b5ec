use chrono::NaiveDate;

use crate::calendar::Span;
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// Days on which a manager is away: planned once, and then at most shortened or cancelled.
///
/// A longer absence is a further one: absences may overlap or meet, and a manager is away on every day that any of them holds. Why
/// somebody is away is not recorded; a reason of health must be erasable, and facts are not.
///
/// ```
/// use tenure::{AbsenceId, Book, Command, ManagerId, Span, decide::decide_all};
/// # use chrono::NaiveDate;
/// # let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let (maria, summer) = (ManagerId::new("maria")?, AbsenceId::new("summer")?);
/// let mut book = Book::default();
/// let commands = [
///     Command::HireManager { manager: maria.clone(), on: day(1) },
///     Command::PlanAbsence { manager: maria.clone(), absence: summer.clone(), span: Span::new(day(6), Some(day(9)))? },
///     Command::ShortenAbsence { manager: maria.clone(), absence: summer, on: day(8) },
/// ];
/// decide_all(&mut book, &commands).expect("nothing stands against it");
/// let manager = book.directory().manager(&maria).expect("hired");
/// assert_eq!([5, 6, 7, 8].map(|month| manager.is_absent_on(day(month))), [false, true, true, false]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absence {
    changes: Timeline<AbsenceChange>,
}

/// What happened to an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AbsenceChange {
    /// It was planned from this day on.
    Planned {
        /// The first day back; `None` while nobody knows.
        until: Option<NaiveDate>,
    },
    /// The manager is back on this day, earlier than planned.
    Shortened,
    /// It does not take place.
    Cancelled,
}

impl Absence {
    /// The days away, as they stand after everything that happened to it; `None` when it was cancelled.
    ///
    /// Of several days back the earliest counts, whichever was recorded first.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let plan = self.plan()?;
        let AbsenceChange::Planned { until } = plan.value else {
            return None;
        };
        let mut end = until;
        for change in self.changes.entries() {
            match change.value {
                AbsenceChange::Planned { .. } => {}
                AbsenceChange::Shortened => {
                    end = Some(end.map_or(change.on, |end| end.min(change.on)));
                }
                AbsenceChange::Cancelled => return None,
            }
        }
        Span::new(plan.on, end).ok()
    }

    /// What happened to it, with the records that said so.
    #[must_use]
    pub const fn changes(&self) -> &Timeline<AbsenceChange> {
        &self.changes
    }

    pub(crate) fn plan(&self) -> Option<&Entry<AbsenceChange>> {
        self.changes
            .entries()
            .iter()
            .find(|change| matches!(change.value, AbsenceChange::Planned { .. }))
    }

    pub(super) fn insert(&mut self, on: NaiveDate, by: Position, change: AbsenceChange) {
        self.changes.insert(on, by, change);
    }
}

/// The plan carries everything else.
impl Part for Absence {
    fn withdraw(&mut self, by: Position) {
        self.changes.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.changes.ground(by)?;
        let planned = self.plan().is_some_and(|plan| plan.by == by);
        let mut others = self.changes.records().filter(|other| *other != by);
        let dependent = if planned { others.next() } else { None };
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.changes.records()
    }
}
