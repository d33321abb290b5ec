//! Made-up books to be staffed: managers with skills, absences and too little time, accounts with wishes, some held by nobody.
//!
//! Seeded, the same on every machine. Nothing in them is a customer.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, Weekday};
use tenure::calendar::{WorkingCalendar, WorkingHours};
use tenure::policy::{Policy, RoleRequirements};
use tenure::staffing::{AccountTerms, ManagerTerms, Scope, StaffingPolicy, StaffingQuestion};
use tenure::{
    AbsenceId, AccountId, AssignmentCause, BasisPoints, Capacity, Command, LanguageLevel,
    ManagerId, Money, Name, Proficiency, Role, Span, SubscriptionId, WorkingStage, dimension,
};

use crate::Dice;

const SEGMENTS: [&str; 3] = ["enterprise", "mid-market", "small"];
const INDUSTRIES: [&str; 4] = ["EdTech", "retail", "health", "finance"];
const LANGUAGES: [&str; 3] = ["en", "te", "de"];
const TYPES: [&str; 3] = ["direct", "partner", "public body"];

/// A book as the commands that make it, and what to ask of it.
#[derive(Clone, Debug)]
pub struct StaffedBook {
    /// What was recorded.
    pub commands: Vec<Command>,
    /// What is planned.
    pub question: StaffingQuestion,
    /// By which rules.
    pub policy: StaffingPolicy,
}

/// The first day of the plans, after everything else in the book.
#[must_use]
pub fn planned_from() -> NaiveDate {
    day(2026, 4, 1)
}

#[allow(clippy::unwrap_used, reason = "samples are valid")]
impl StaffedBook {
    /// A book of so many accounts and managers. With more than a few managers, the time of all suffices.
    #[must_use]
    pub fn new(seed: u64, accounts: u32, managers: u32) -> Self {
        let mut dice = Dice::new(seed);
        let on = day(2026, 1, 1);
        let nine_to_five: WorkingHours = "09:00-17:00".parse().unwrap();
        let weekdays = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ];
        let calendar = WorkingCalendar::new(weekdays.map(|day| (day, nine_to_five)), []).unwrap();
        let office = name("office");
        let mut commands = vec![Command::AdoptPolicy {
            policy: Box::new(Policy::WorkingCalendar {
                name: office.clone(),
                calendar,
            }),
            on,
        }];
        let planned = Span::new(planned_from(), Some(day(2026, 7, 1))).unwrap();
        let mut question = StaffingQuestion::whole_book(planned);
        let mut policy = StaffingPolicy::default();
        for number in 0..managers {
            let id = manager(number);
            commands.push(Command::HireManager {
                manager: id.clone(),
                on,
            });
            dice.manager(&id, accounts, managers, &mut commands, &mut question);
        }
        if dice.one_in(4) {
            let requirements = RoleRequirements::new(
                Role::Technical,
                Proficiency::Proficient,
                BTreeSet::new(),
                false,
            );
            commands.push(Command::AdoptPolicy {
                policy: Box::new(Policy::RoleRequirements(requirements.unwrap())),
                on,
            });
        }
        if dice.one_in(2) {
            let technical = BTreeSet::from([Role::Technical]);
            let roles = &mut policy.demands.roles_by_segment;
            roles.insert(name("enterprise"), technical);
        }
        for number in 0..accounts {
            dice.account_of(number, managers, &mut commands, &mut question);
        }
        if managers > 0 {
            dice.ask(managers, &mut question);
        }
        Self {
            commands,
            question,
            policy,
        }
    }
}

#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "samples are valid"
)]
impl Dice {
    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn manager(
        &mut self,
        id: &ManagerId,
        accounts: u32,
        managers: u32,
        commands: &mut Vec<Command>,
        question: &mut StaffingQuestion,
    ) {
        let on = day(2026, 1, 1);
        // Minutes of a week for a manager's part of the accounts, more or less.
        let part = u64::from(accounts.div_ceil(managers.max(1)));
        let minutes = (part * (60 + self.below(80))).min(10_000) + 60;
        if !self.one_in(12) {
            let minutes = u16::try_from(minutes).unwrap();
            let share = BasisPoints::new(8_000).unwrap();
            commands.push(Command::AgreeCapacity {
                manager: id.clone(),
                capacity: Capacity::new(minutes, share, name("office")).unwrap(),
                on,
            });
        }
        for language in LANGUAGES {
            if language == "en" || self.one_in(2) {
                let level = if self.one_in(8) {
                    LanguageLevel::A2
                } else {
                    LanguageLevel::C1
                };
                commands.push(Command::AssessLanguage {
                    manager: id.clone(),
                    language: name(language),
                    level: Some(level),
                    on,
                });
            }
        }
        if !self.one_in(3) {
            commands.push(Command::AssessRole {
                manager: id.clone(),
                role: Role::Technical,
                proficiency: Some(Proficiency::Expert),
                on,
            });
        }
        if self.one_in(6) {
            let start = planned_from() + Days::new(self.below(60));
            let span = Span::new(start, Some(start + Days::new(20))).unwrap();
            commands.push(Command::PlanAbsence {
                manager: id.clone(),
                absence: AbsenceId::new("leave").unwrap(),
                span,
            });
        }
        if self.one_in(4) {
            let mut terms = ManagerTerms {
                industries: BTreeSet::from([self.name_of(&INDUSTRIES)]),
                ..ManagerTerms::default()
            };
            if self.one_in(2) {
                terms.business_types = Some(BTreeSet::from([name("direct"), self.name_of(&TYPES)]));
            }
            question.managers.insert(id.clone(), terms);
        }
    }

    fn account_of(
        &mut self,
        number: u32,
        managers: u32,
        commands: &mut Vec<Command>,
        question: &mut StaffingQuestion,
    ) {
        let on = day(2026, 1, 5);
        let account = AccountId::new(format!("acct-{number:05}")).unwrap();
        commands.push(Command::OpenAccount {
            account: account.clone(),
            on,
        });
        let segment = match self.below(10) {
            0 => 0,
            1..=3 => 1,
            _ => 2,
        };
        let language = if self.one_in(5) {
            self.name_of(&LANGUAGES)
        } else {
            name("en")
        };
        let business_type = if self.one_in(4) {
            self.name_of(&TYPES)
        } else {
            name("direct")
        };
        let classes = [
            (dimension::SEGMENT, name(SEGMENTS[segment])),
            (dimension::INDUSTRY, self.name_of(&INDUSTRIES)),
            (dimension::LANGUAGE, language),
            (dimension::BUSINESS_TYPE, business_type),
        ];
        for (dimension, class) in classes {
            commands.push(Command::ClassifyAccount {
                account: account.clone(),
                dimension: name(dimension),
                class: Some(class),
                on,
            });
        }
        if !self.one_in(10) {
            let monthly = [400_000, 90_000, 12_000][segment] + i128::from(self.below(50_000));
            commands.push(Command::StartSubscription {
                account: account.clone(),
                subscription: SubscriptionId::new(format!("s-{number:05}")).unwrap(),
                span: Span::new(on, None).unwrap(),
                monthly: Money::from_minor(monthly, tenure::Currency::USD).unwrap(),
            });
        }
        let stage = match self.below(12) {
            0 => WorkingStage::Onboarding,
            1 => WorkingStage::AtRisk,
            _ => WorkingStage::Active,
        };
        commands.push(Command::MoveAccount {
            account: account.clone(),
            to: stage,
            on,
        });
        let holder = self.below(u64::from(managers) * 6 / 5 + 1);
        if holder < u64::from(managers) {
            commands.push(Command::AssignManager {
                account: account.clone(),
                manager: manager(u32::try_from(holder).unwrap()),
                cause: AssignmentCause::Rule,
                on,
            });
        } else if self.one_in(2) {
            commands.push(Command::LeaveVacant {
                account: account.clone(),
                on,
            });
        }
        if self.one_in(10) {
            let terms = AccountTerms {
                situation_minutes: u32::try_from(self.below(600)).unwrap(),
                ..AccountTerms::default()
            };
            question.accounts.insert(account.clone(), terms);
        }
        if self.one_in(10) && managers > 0 {
            let conflicted = manager(u32::try_from(self.below(managers.into())).unwrap());
            question
                .conflicts
                .entry(conflicted)
                .or_default()
                .insert(account.clone());
        }
        if self.one_in(15) {
            question.staying.insert(account);
        }
    }

    fn ask(&mut self, managers: u32, question: &mut StaffingQuestion) {
        let one = manager(u32::try_from(self.below(managers.into())).unwrap());
        match self.below(6) {
            0 => question.scope = Scope::Unheld,
            1 => {
                question.scope = Scope::CoverFor(one);
                question.days =
                    Span::new(planned_from(), Some(planned_from() + Days::new(14))).unwrap();
            }
            2 => {
                question.scope = Scope::HeldBy(BTreeSet::from([one.clone()]));
                question.leaving.insert(one);
                question.staying.clear();
            }
            3 => {
                question.leaving.insert(one);
                question.staying.clear();
            }
            _ => {}
        }
    }

    fn name_of(&mut self, from: &[&str]) -> Name {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap();
        name(from[place])
    }
}

#[allow(clippy::unwrap_used, reason = "valid ids")]
fn manager(number: u32) -> ManagerId {
    ManagerId::new(format!("manager-{number:03}")).unwrap()
}

#[allow(clippy::unwrap_used, reason = "valid names")]
fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

#[allow(clippy::unwrap_used, reason = "days")]
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
