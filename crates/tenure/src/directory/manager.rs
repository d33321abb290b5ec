use chrono::{Days, NaiveDate};

use super::absence::{Absence, AbsenceChange};
use super::capacity::Capacity;
use super::qualification::{Qualification, QualificationEvent};
use super::skill::{Education, LanguageLevel, Proficiency};
use super::spans::{union, without};
use super::turns::Turns;
use crate::calendar::Span;
use crate::fact::Fact;
use crate::id::{AbsenceId, ManagerId, SubjectId};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::{Position, Record};
use crate::role::Role;
use crate::text::Name;
use crate::timeline::Timeline;

/// An account manager: the one person a customer deals with.
///
/// Names, notes and pay are personal and stand in the erasable profile of the manager's [`subject`](Manager::subject_on).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manager {
    employment: Turns,
    subjects: Timeline<SubjectId>,
    absences: Parts<AbsenceId, Absence>,
    roles: Parts<Role, Timeline<Option<Proficiency>>>,
    education: Timeline<Education>,
    qualifications: Parts<Name, Qualification>,
    capacity: Timeline<Capacity>,
    languages: Parts<Name, Timeline<Option<LanguageLevel>>>,
    time_zones: Timeline<Name>,
}

/// A qualification that will soon not be valid any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// Its kind.
    pub kind: Name,
    /// The first day on which it is no longer valid.
    pub on: NaiveDate,
}

impl Manager {
    /// Whether the manager is employed on a day.
    #[must_use]
    pub fn is_employed_on(&self, day: NaiveDate) -> bool {
        self.employment.in_force_on(day)
    }

    /// Since when the manager is employed without a break on a day; `None` when not employed.
    pub(crate) fn employed_since(&self, day: NaiveDate) -> Option<NaiveDate> {
        let employment = self.employment().effective().rev();
        let until_then = employment.skip_while(|turn| day < turn.on);
        let unbroken = until_then.take_while(|turn| turn.value);
        unbroken.last().map(|began| began.on)
    }

    /// Employed (`true`) and not (`false`), from day to day.
    #[must_use]
    pub const fn employment(&self) -> &Timeline<bool> {
        self.employment.timeline()
    }

    /// Under which subject the manager's personal data is kept.
    #[must_use]
    pub fn subject_on(&self, day: NaiveDate) -> Option<&SubjectId> {
        self.subjects.at(day)
    }

    /// The subjects under which the manager's personal data is kept, from day to day. To forget the manager, forget all of them.
    #[must_use]
    pub const fn subjects(&self) -> &Timeline<SubjectId> {
        &self.subjects
    }

    /// Whether any absence holds the day.
    #[must_use]
    pub fn is_absent_on(&self, day: NaiveDate) -> bool {
        self.absence_spans().any(|span| span.contains(day))
    }

    /// The absence with this id, past, present or cancelled.
    #[must_use]
    pub fn absence(&self, absence: &AbsenceId) -> Option<&Absence> {
        self.absences.get(absence)
    }

    /// Every absence there ever was, by id, cancelled ones included.
    pub fn absences(&self) -> impl Iterator<Item = (&AbsenceId, &Absence)> {
        self.absences.iter()
    }

    /// The days away in order: absences that overlap or meet count as one.
    #[must_use]
    pub fn away(&self) -> Vec<Span> {
        union(self.absence_spans())
    }

    /// How well the manager plays a role; `None` when never assessed, or assessed as not able to.
    #[must_use]
    pub fn proficiency_on(&self, role: Role, day: NaiveDate) -> Option<Proficiency> {
        self.roles.get(&role)?.at(day).copied().flatten()
    }

    /// The assessments in each role, by role, from day to day.
    pub fn roles(&self) -> impl Iterator<Item = (Role, &Timeline<Option<Proficiency>>)> {
        self.roles.iter().map(|(role, levels)| (*role, levels))
    }

    /// Every education, on the day it was completed: an entry does not end the one before.
    #[must_use]
    pub const fn education(&self) -> &Timeline<Education> {
        &self.education
    }

    /// A kind of qualification.
    #[must_use]
    pub fn qualification(&self, kind: &Name) -> Option<&Qualification> {
        self.qualifications.get(kind)
    }

    /// Every kind of qualification there ever was, by kind.
    pub fn qualifications(&self) -> impl Iterator<Item = (&Name, &Qualification)> {
        self.qualifications.iter()
    }

    /// The kinds of qualification valid on a day, by kind.
    pub fn qualified_on(&self, day: NaiveDate) -> impl Iterator<Item = &Name> {
        self.qualifications
            .iter()
            .filter(move |(_, held)| held.is_valid_on(day))
            .map(|(kind, _)| kind)
    }

    /// The qualifications valid on a day that will not be any more at most this many days later, by kind. One that was renewed
    /// without a gap counts with its renewal.
    #[must_use]
    pub fn expiring(&self, day: NaiveDate, within_days: u32) -> Vec<Expiring> {
        let last = day
            .checked_add_days(Days::new(u64::from(within_days)))
            .unwrap_or(NaiveDate::MAX);
        self.qualifications
            .iter()
            .filter_map(|(kind, held)| {
                let on = held.valid_span_on(day)?.end()?;
                (on <= last).then(|| Expiring {
                    kind: kind.clone(),
                    on,
                })
            })
            .collect()
    }

    /// How much of the manager's time there is.
    #[must_use]
    pub fn capacity_on(&self, day: NaiveDate) -> Option<&Capacity> {
        self.capacity.at(day)
    }

    /// How much of the manager's time there is, from day to day.
    #[must_use]
    pub const fn capacity(&self) -> &Timeline<Capacity> {
        &self.capacity
    }

    /// How well the manager speaks a language; `None` when never assessed, or assessed as not able to.
    #[must_use]
    pub fn language_on(&self, language: &Name, day: NaiveDate) -> Option<LanguageLevel> {
        self.languages.get(language)?.at(day).copied().flatten()
    }

    /// The assessments in each language, by language, from day to day.
    pub fn languages(&self) -> impl Iterator<Item = (&Name, &Timeline<Option<LanguageLevel>>)> {
        self.languages.iter()
    }

    /// The name of the time zone in which the manager works.
    #[must_use]
    pub fn time_zone_on(&self, day: NaiveDate) -> Option<&Name> {
        self.time_zones.at(day)
    }

    /// The names of the time zones in which the manager works, from day to day.
    #[must_use]
    pub const fn time_zones(&self) -> &Timeline<Name> {
        &self.time_zones
    }

    pub(crate) const fn turns(&self) -> &Turns {
        &self.employment
    }

    pub(crate) fn assessments_of_language(
        &self,
        language: &Name,
    ) -> Option<&Timeline<Option<LanguageLevel>>> {
        self.languages.get(language)
    }

    pub(crate) fn assessments(&self, role: Role) -> Option<&Timeline<Option<Proficiency>>> {
        self.roles.get(&role)
    }

    /// The days of a span on which the manager is employed and not away, in order.
    pub(super) fn present(&self, span: Span) -> Vec<Span> {
        let away = self.away();
        self.employment
            .timeline()
            .spans()
            .filter(|(_, employed)| **employed)
            .filter_map(|(employed, _)| employed.intersection(&span))
            .flat_map(|employed| without(employed, &away))
            .collect()
    }

    fn absence_spans(&self) -> impl Iterator<Item = Span> {
        self.absences.values().filter_map(Absence::span)
    }

    /// Takes in what a fact says of this manager.
    pub(super) fn apply(&mut self, record: &Record) {
        let (on, by) = (record.effective_on, record.position);
        match &record.fact {
            Fact::ManagerHired(_) => self.employment.insert(on, by, true),
            Fact::ManagerLeft(_) => self.employment.insert(on, by, false),
            Fact::ManagerProfileLinked(linked) => {
                self.subjects.insert(on, by, linked.subject.clone());
            }
            Fact::AbsencePlanned(planned) => {
                let change = AbsenceChange::Planned {
                    until: planned.until,
                };
                self.change_absence(&planned.absence, record, change);
            }
            Fact::AbsenceShortened(shortened) => {
                self.change_absence(&shortened.absence, record, AbsenceChange::Shortened);
            }
            Fact::AbsenceCancelled(cancelled) => {
                self.change_absence(&cancelled.absence, record, AbsenceChange::Cancelled);
            }
            Fact::RoleProficiencyAssessed(assessed) => {
                let levels = self.roles.or_default(assessed.role);
                levels.insert(on, by, assessed.proficiency);
            }
            Fact::EducationCompleted(completed) => {
                let education = Education {
                    level: completed.level,
                    field: completed.field.clone(),
                };
                self.education.insert(on, by, education);
            }
            Fact::QualificationAwarded(awarded) => {
                let event = QualificationEvent::Awarded {
                    expires_on: awarded.expires_on,
                };
                self.qualify(&awarded.kind, record, event);
            }
            Fact::QualificationVerified(verified) => {
                let event = QualificationEvent::Verified {
                    awarded_on: verified.awarded_on,
                };
                self.qualify(&verified.kind, record, event);
            }
            Fact::QualificationRevoked(revoked) => {
                self.qualify(&revoked.kind, record, QualificationEvent::Revoked);
            }
            Fact::CapacityAgreed(agreed) => {
                self.capacity.insert(on, by, agreed.capacity.clone());
            }
            Fact::LanguageAssessed(assessed) => {
                let levels = self.languages.or_default(assessed.language.clone());
                levels.insert(on, by, assessed.level);
            }
            Fact::TimeZoneAgreed(agreed) => {
                self.time_zones.insert(on, by, agreed.time_zone.clone());
            }
            _ => {}
        }
    }

    fn change_absence(&mut self, absence: &AbsenceId, record: &Record, change: AbsenceChange) {
        self.absences.or_default(absence.clone()).insert(
            record.effective_on,
            record.position,
            change,
        );
    }

    fn qualify(&mut self, kind: &Name, record: &Record, event: QualificationEvent) {
        self.qualifications.or_default(kind.clone()).insert(
            record.effective_on,
            record.position,
            event,
        );
    }

    fn parts(&self) -> [&dyn Part; 9] {
        [
            &self.employment,
            &self.subjects,
            &self.absences,
            &self.roles,
            &self.education,
            &self.qualifications,
            &self.capacity,
            &self.languages,
            &self.time_zones,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 9] {
        [
            &mut self.employment,
            &mut self.subjects,
            &mut self.absences,
            &mut self.roles,
            &mut self.education,
            &mut self.qualifications,
            &mut self.capacity,
            &mut self.languages,
            &mut self.time_zones,
        ]
    }
}

/// The first employment carries everything else.
impl Part for Manager {
    fn withdraw(&mut self, by: Position) {
        for part in self.parts_mut() {
            part.withdraw(by);
        }
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        let first = self.employment.records().next() == Some(by);
        let mut others = self.records().filter(|other| *other != by);
        let dependent = if first { others.next() } else { None };
        Some(Ground {
            dependent: ground.dependent.or(dependent),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.parts().into_iter().flat_map(Part::records))
    }
}

/// The manager of whom a fact speaks, for facts about one manager alone.
pub(super) const fn manager_of(fact: &Fact) -> Option<&ManagerId> {
    match fact {
        Fact::ManagerHired(fact) => Some(&fact.manager),
        Fact::ManagerLeft(fact) => Some(&fact.manager),
        Fact::ManagerProfileLinked(fact) => Some(&fact.manager),
        Fact::AbsencePlanned(fact) => Some(&fact.manager),
        Fact::AbsenceShortened(fact) => Some(&fact.manager),
        Fact::AbsenceCancelled(fact) => Some(&fact.manager),
        Fact::RoleProficiencyAssessed(fact) => Some(&fact.manager),
        Fact::EducationCompleted(fact) => Some(&fact.manager),
        Fact::QualificationAwarded(fact) => Some(&fact.manager),
        Fact::QualificationVerified(fact) => Some(&fact.manager),
        Fact::QualificationRevoked(fact) => Some(&fact.manager),
        Fact::CapacityAgreed(fact) => Some(&fact.manager),
        Fact::LanguageAssessed(fact) => Some(&fact.manager),
        Fact::TimeZoneAgreed(fact) => Some(&fact.manager),
        _ => None,
    }
}
