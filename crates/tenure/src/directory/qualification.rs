use chrono::NaiveDate;

use super::spans::union;
use crate::calendar::Span;
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// One kind of qualification of a manager: every time it was awarded, verified and revoked.
///
/// An award is valid from its day up to but not including the day on which it expires, or the first revocation after it. A renewal
/// is a further award.
///
/// ```
/// use tenure::{Book, Command, ManagerId, Name, decide::decide_all};
/// # use chrono::NaiveDate;
/// # let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let (maria, kind) = (ManagerId::new("maria")?, Name::new("CFP")?);
/// let award = |on, expires| Command::AwardQualification {
///     manager: maria.clone(), kind: kind.clone(), on: day(on), expires_on: Some(day(expires)),
/// };
/// let mut book = Book::default();
/// let commands = [Command::HireManager { manager: maria.clone(), on: day(1) }, award(2, 6), award(5, 9)];
/// decide_all(&mut book, &commands).expect("nothing stands against it");
/// let held = book.directory().manager(&maria).and_then(|known| known.qualification(&kind)).expect("awarded");
/// assert!(held.is_valid_on(day(8)) && !held.is_valid_on(day(9)));
/// assert_eq!(held.valid_span_on(day(3)).and_then(|span| span.end()), Some(day(9)));
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualification {
    events: Timeline<QualificationEvent>,
}

/// What happened to a qualification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QualificationEvent {
    /// It was awarded on this day, for the first time or anew.
    Awarded {
        /// The first day on which this award is no longer valid; `None` when it does not expire.
        expires_on: Option<NaiveDate>,
    },
    /// An award was checked with whoever gave it.
    Verified {
        /// The day of the award.
        awarded_on: NaiveDate,
    },
    /// Every award before this day is no longer valid.
    Revoked,
}

/// One award of a [`Qualification`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Award {
    /// The days on which it is valid.
    pub valid: Span,
    /// The day from which it counts as verified; `None` when nobody has checked it.
    pub verified_on: Option<NaiveDate>,
    /// The record that said so.
    pub record: Position,
}

impl Qualification {
    /// Every award, by day.
    pub fn awards(&self) -> impl Iterator<Item = Award> {
        self.events.entries().iter().filter_map(|entry| {
            let QualificationEvent::Awarded { expires_on } = entry.value else {
                return None;
            };
            let revoked_on = self
                .revocations()
                .map(|revocation| revocation.on)
                .find(|revoked_on| *revoked_on > entry.on);
            let end = match (expires_on, revoked_on) {
                (Some(expires), Some(revoked)) => Some(expires.min(revoked)),
                (end, None) | (None, end) => end,
            };
            let verified_on = self.events.entries().iter().find(|event| {
                event.value
                    == QualificationEvent::Verified {
                        awarded_on: entry.on,
                    }
            });
            Some(Award {
                valid: Span::new(entry.on, end).ok()?,
                verified_on: verified_on.map(|event| event.on),
                record: entry.by,
            })
        })
    }

    /// Whether an award is valid on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.awards().any(|award| award.valid.contains(day))
    }

    /// Whether an award is valid on a day and was verified by then.
    #[must_use]
    pub fn is_verified_on(&self, day: NaiveDate) -> bool {
        self.awards().any(|award| {
            award.valid.contains(day) && award.verified_on.is_some_and(|verified| verified <= day)
        })
    }

    /// The unbroken days of validity around a day, renewals included; `None` when it is not valid on that day.
    #[must_use]
    pub fn valid_span_on(&self, day: NaiveDate) -> Option<Span> {
        union(self.awards().map(|award| award.valid))
            .into_iter()
            .find(|span| span.contains(day))
    }

    /// What happened, with the records that said so.
    #[must_use]
    pub const fn events(&self) -> &Timeline<QualificationEvent> {
        &self.events
    }

    pub(crate) fn award_of(&self, day: NaiveDate) -> Option<&Entry<QualificationEvent>> {
        self.award_entries().find(|entry| entry.on == day)
    }

    pub(crate) fn award_entries(&self) -> impl Iterator<Item = &Entry<QualificationEvent>> {
        let entries = self.events.entries().iter();
        entries.filter(|entry| matches!(entry.value, QualificationEvent::Awarded { .. }))
    }

    pub(crate) fn revocations(&self) -> impl Iterator<Item = &Entry<QualificationEvent>> {
        let entries = self.events.entries().iter();
        entries.filter(|entry| entry.value == QualificationEvent::Revoked)
    }

    pub(super) fn insert(&mut self, on: NaiveDate, by: Position, event: QualificationEvent) {
        self.events.insert(on, by, event);
    }
}

/// An award carries its verifications, and the revocations that have no other award before them.
impl Part for Qualification {
    fn withdraw(&mut self, by: Position) {
        self.events.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let entry = self.events.entries().iter().find(|entry| entry.by == by)?;
        if !matches!(entry.value, QualificationEvent::Awarded { .. }) {
            return Some(Ground::free(entry.on));
        }
        let verified = QualificationEvent::Verified {
            awarded_on: entry.on,
        };
        let first_other = self
            .award_entries()
            .find(|award| award.by != by)
            .map(|award| award.on);
        let dependent = self.events.entries().iter().find(|event| {
            event.value == verified
                || (event.value == QualificationEvent::Revoked
                    && first_other.is_none_or(|other| event.on <= other))
        });
        Some(Ground {
            on: entry.on,
            dependent: dependent.map(|event| event.by),
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.events.records()
    }
}
