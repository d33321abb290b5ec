use std::collections::{BTreeMap, BTreeSet};

use super::effort::Effort;
use super::error::StaffingError;
use super::policy::StaffingPolicy;
use super::question::StaffingQuestion;
use super::shape::BookShape;
use crate::account::{Account, Holder, Stage, dimension};
use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::coverage::Coverage;
use crate::currency::Currency;
use crate::id::{AccountId, ManagerId};
use crate::money::Money;
use crate::ratio::Ratio;
use crate::role::Role;
use crate::text::Name;

/// What a manager's accounts take over the days of a plan, against the time there is.
///
/// # Laws
/// - The parts of the effort add up to the minutes, and the minutes of all managers and of what nobody holds to those of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerLoad {
    /// Who.
    pub manager: ManagerId,
    /// The minutes for customers: by hours and utilisation, less absence.
    pub available: Ratio,
    /// Up to how many whole minutes accounts are taken.
    pub limit_minutes: u64,
    /// How many accounts are held.
    pub accounts: u64,
    /// What they take, by part.
    pub effort: Effort,
    /// What they pay a month. `None` where none pays.
    pub monthly: Option<Money>,
    /// What kind of book it is.
    pub shape: BookShape,
}

impl ManagerLoad {
    /// The minutes that the accounts take.
    #[must_use]
    pub fn minutes(&self) -> u64 {
        self.effort.minutes()
    }

    /// Those as a part of the available ones. `None` without available time.
    #[must_use]
    pub fn utilisation(&self) -> Option<Ratio> {
        let minutes = i128::from(self.minutes());
        let bottom = self.available.numerator();
        Ratio::of(minutes.checked_mul(self.available.denominator())?, bottom)
    }

    /// Whether more is held than may be taken.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.minutes() > self.limit_minutes
    }
}

/// How many accounts of so many minutes fit the time up to which accounts are taken.
///
/// ```
/// use tenure::{BasisPoints, Ratio, staffing::accounts_that_fit};
///
/// // 520 hours a quarter, 75 % of them for customers, full at 85 %: 331.5 hours, 16 hours an account.
/// let available = Ratio::of(520 * 60 * 75, 100).expect("above zero");
/// assert_eq!(accounts_that_fit(available, BasisPoints::new(8_500)?, 16 * 60), Some(20));
/// assert_eq!(accounts_that_fit(available, BasisPoints::new(8_500)?, 0), None);
/// # Ok::<(), tenure::BasisPointsError>(())
/// ```
///
/// `None` for accounts that take no time: any number fits.
#[must_use]
pub fn accounts_that_fit(
    available: Ratio,
    full_at: BasisPoints,
    minutes_per_account: u64,
) -> Option<u64> {
    limit(available, full_at)?.checked_div(minutes_per_account)
}

/// The load of every manager employed on the first day, by id.
///
/// # Errors
/// [`StaffingError`] as for [`propose`](crate::staffing::propose).
pub fn loads(
    book: &Book,
    policy: &StaffingPolicy,
    question: &StaffingQuestion,
) -> Result<Vec<ManagerLoad>, StaffingError> {
    let survey = Survey::of(book, policy, question)?;
    let managers = survey.managers.iter();
    Ok(managers
        .map(|manager| {
            let held = survey.accounts.iter();
            let held = held.filter(|account| account.holder == Some(manager.id));
            survey.load(manager, held)
        })
        .collect())
}

/// The whole minutes up to which accounts are taken.
fn limit(available: Ratio, full_at: BasisPoints) -> Option<u64> {
    let minutes = available.numerator().checked_mul(full_at.get().into())?;
    let whole = available
        .denominator()
        .checked_mul(BasisPoints::WHOLE.get().into())?;
    u64::try_from(minutes.checked_div_euclid(whole)?).ok()
}

/// The book as a plan needs it: what each account takes and is worth, what each manager has time for.
pub(super) struct Survey<'a> {
    pub(super) policy: &'a StaffingPolicy,
    /// By id.
    pub(super) accounts: Vec<Surveyed<'a>>,
    /// Those employed on the first day, by id.
    pub(super) managers: Vec<Available<'a>>,
    pub(super) currency: Option<Currency>,
}

pub(super) struct Surveyed<'a> {
    pub(super) id: &'a AccountId,
    pub(super) account: &'a Account,
    /// What was decided last, whether or not the manager is still there.
    pub(super) decided: Option<&'a Holder>,
    /// Who holds it.
    pub(super) holder: Option<&'a ManagerId>,
    pub(super) effort: Effort,
    pub(super) monthly: Option<Money>,
    pub(super) wants: Wants<'a>,
}

/// What an account asks of its manager; many ask the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wants<'a> {
    pub(super) roles: BTreeSet<Role>,
    pub(super) language: Option<&'a Name>,
    pub(super) business_type: Option<&'a Name>,
    pub(super) industry: Option<&'a Name>,
    pub(super) segment: Option<&'a Name>,
}

pub(super) struct Available<'a> {
    pub(super) id: &'a ManagerId,
    pub(super) available: Ratio,
    pub(super) limit: u64,
}

impl Surveyed<'_> {
    /// Who held it last.
    pub(super) fn last_manager(&self) -> Option<&ManagerId> {
        match self.decided {
            Some(Holder::Manager(manager)) => Some(manager),
            _ => None,
        }
    }

    pub(super) fn minutes(&self) -> u64 {
        self.effort.minutes()
    }

    pub(super) fn minor(&self) -> i128 {
        self.monthly.map_or(0, |monthly| monthly.to_minor().max(0))
    }
}

impl<'a> Survey<'a> {
    pub(super) fn of(
        book: &'a Book,
        policy: &'a StaffingPolicy,
        question: &'a StaffingQuestion,
    ) -> Result<Self, StaffingError> {
        let days = question.days;
        if days.end().is_none() || days.is_empty() {
            return Err(StaffingError::Days { days });
        }
        let costs = policy.costs.checked();
        costs?;
        let mut survey = Self {
            policy,
            accounts: Vec::new(),
            managers: Vec::new(),
            currency: None,
        };
        for (id, manager) in book.directory().managers() {
            if !manager.is_employed_on(days.start()) {
                continue;
            }
            let available = book.directory().available_minutes(id, days);
            let time = || StaffingError::Time {
                manager: id.clone(),
            };
            let available = available.ok_or_else(time)?;
            survey.managers.push(Available {
                id,
                available,
                limit: limit(available, policy.full_at).ok_or_else(time)?,
            });
        }
        for account in book.accounts() {
            survey.add(book, account, question)?;
        }
        Ok(survey)
    }

    fn add(
        &mut self,
        book: &'a Book,
        account: &'a Account,
        question: &'a StaffingQuestion,
    ) -> Result<(), StaffingError> {
        let on = question.days.start();
        let opened = account.opened().is_some_and(|(opened, _)| opened <= on);
        let gone = matches!(
            account.stage_on(on),
            Some(Stage::Churned | Stage::Closed | Stage::Merged)
        );
        if !opened || gone {
            return Ok(());
        }
        let amount = |source| StaffingError::Amount {
            account: account.id().clone(),
            source,
        };
        let lines = account.recurring(&self.policy.recurring).map_err(amount)?;
        let in_force = lines.into_iter().filter(|(_, span, _)| span.contains(on));
        let monthly = in_force
            .map(|(_, _, monthly)| monthly)
            .try_fold(None, |sum: Option<Money>, monthly| match sum {
                None => Ok(Some(monthly)),
                Some(sum) => sum.checked_add(monthly).map(Some),
            })
            .map_err(amount)?;
        if let Some(monthly) = monthly {
            let currency = *self.currency.get_or_insert(monthly.currency());
            // Fails for another currency than that of the accounts before.
            Money::zero(currency).checked_add(monthly).map_err(amount)?;
        }
        let terms = question.accounts.get(account.id());
        let effort = self.policy.effort.effort(
            account,
            question.days,
            monthly,
            terms.map_or(0, |terms| terms.situation_minutes),
        );
        let demands = &self.policy.demands;
        let segment = account.class_on(dimension::SEGMENT, on);
        let by_segment = segment.and_then(|segment| demands.roles_by_segment.get(segment));
        let mut roles = by_segment.unwrap_or(&demands.roles_otherwise).clone();
        roles.extend(
            terms
                .into_iter()
                .flat_map(|terms| terms.roles.iter().copied()),
        );
        self.accounts.push(Surveyed {
            id: account.id(),
            account,
            decided: account.holder_on(on),
            holder: match book.coverage_on(account.id(), on) {
                Coverage::Held(manager) => Some(manager),
                _ => None,
            },
            effort: effort.map_err(amount)?.unwrap_or_default(),
            monthly,
            wants: Wants {
                roles,
                language: account.class_on(&demands.language_dimension, on),
                business_type: account.class_on(dimension::BUSINESS_TYPE, on),
                industry: account.class_on(dimension::INDUSTRY, on),
                segment,
            },
        });
        Ok(())
    }

    pub(super) fn place_of(&self, manager: &ManagerId) -> Option<usize> {
        let place = self
            .managers
            .binary_search_by(|known| known.id.cmp(manager));
        place.ok()
    }

    /// The load of a manager who holds these accounts.
    pub(super) fn load<'b>(
        &self,
        manager: &Available<'_>,
        held: impl Iterator<Item = &'b Surveyed<'a>>,
    ) -> ManagerLoad
    where
        'a: 'b,
    {
        let mut effort = Effort::default();
        let mut sizes = Vec::new();
        let mut minor = 0_i128;
        for account in held {
            effort.add_all(&account.effort);
            sizes.push((account.minutes(), account.monthly));
            minor = minor.saturating_add(account.monthly.map_or(0, |monthly| monthly.to_minor()));
        }
        ManagerLoad {
            manager: manager.id.clone(),
            available: manager.available,
            limit_minutes: manager.limit,
            accounts: sizes.len() as u64,
            effort,
            monthly: self.money(minor),
            shape: BookShape::of(sizes, &self.policy.shape),
        }
    }

    /// An amount of the book's currency; `None` while no account pays.
    pub(super) fn money(&self, minor: i128) -> Option<Money> {
        Money::from_minor(minor, self.currency?).ok()
    }

    /// By manager, how many accounts of each industry and segment are held.
    pub(super) fn experience(&self) -> Vec<Experience<'a>> {
        let mut experience: Vec<Experience<'a>> = self
            .managers
            .iter()
            .map(|_| Experience::default())
            .collect();
        for account in &self.accounts {
            let place = account.holder.and_then(|holder| self.place_of(holder));
            let Some(known) = place.and_then(|place| experience.get_mut(place)) else {
                continue;
            };
            for (classes, class) in [
                (&mut known.industries, account.wants.industry),
                (&mut known.segments, account.wants.segment),
            ] {
                if let Some(class) = class {
                    let count: &mut u64 = classes.entry(class).or_default();
                    *count += 1;
                }
            }
        }
        experience
    }
}

/// How many accounts of each class a manager holds.
#[derive(Default)]
pub(super) struct Experience<'a> {
    pub(super) industries: BTreeMap<&'a Name, u64>,
    pub(super) segments: BTreeMap<&'a Name, u64>,
}
