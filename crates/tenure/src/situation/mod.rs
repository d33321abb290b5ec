//! How an account stands on a day: every sign that there is of it, each with the records behind it.
//!
//! A [`Situation`] is read once and used by [focus](crate::focus), [health](crate::health) and [agenda](crate::agenda). Every part
//! is there or honestly absent: no survey is not a bad survey, and no adopted cadence is no silence.
//!
//! What counts is what is effective on the day or before, of all that the book holds. The book decides what was known:
//! [`Book::fold`](crate::Book::fold) takes a [`Known`](crate::Known), so both times of an [`AsOf`](crate::AsOf) can be asked for.
//! Only what lies ahead by its nature is looked at beyond the day: ends of terms, subscriptions and discounts, due days.
//!
//! The day is taken at its end, if nothing more happens on it: so a plan made in the morning sees what must be done before evening.
//!
//! ```
//! use chrono::NaiveDate;
//! use tenure::situation::Viewpoint;
//! use tenure::{AccountId, Book, decide::decide_all};
//!
//! let commands = serde_json::from_str::<Vec<_>>(r#"[
//!     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
//!     {"start_subscription": {"account": "A-17", "subscription": "S-1",
//!         "span": {"start": "2026-01-01", "end": "2026-06-01"}, "monthly": "49.90 EUR"}}
//! ]"#)?;
//! let mut book = Book::default();
//! decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
//! let on = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
//! let viewpoint = Viewpoint::of(&book, on);
//! let situation = viewpoint.situation(&AccountId::new("A-17")?).expect("opened above");
//! let renewal = situation.next_renewal().expect("within the days looked ahead");
//! assert_eq!(renewal.value.base, Some("49.90 EUR".parse()?));
//! assert_eq!(renewal.evidence.records().count(), 1); // the record that ends the subscription
//! assert!(situation.satisfaction.is_none()); // nobody was asked
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ahead;
mod evidence;
mod people;
mod policy;
mod satisfaction;
mod value;
mod work;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{Datelike, Days, NaiveDate};

use crate::account::{Account, Seat, Stage, dimension};
use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::calendar::WorkingCalendar;
use crate::directory::RoleRefusalReason;
use crate::directory::policy::{
    ContactCadence, FitReviewRules, Policy, PolicyTopic, ServiceLevels,
};
use crate::id::{AccountId, ManagerId};
use crate::money::Money;
use crate::text::Name;

use ahead::Ahead;
use people::People;

pub use evidence::{Evidence, Reading};
pub use policy::{SatisfactionWeights, SituationPolicy};
pub use satisfaction::{
    Satisfaction, SatisfactionSource, SatisfactionSourceKind, SatisfactionTrend, normalised,
};
pub use value::{EndingDiscount, Renewing, Upcoming, Value};
pub use work::{
    FitFindings, LastContact, OpenCase, OpenCommitment, OpenOpportunity, OpenRequest, Promises,
    SlaStanding, Sponsor,
};

/// A book as it is seen on a day, with the rules that hold on it. Make it once, and ask it of every account.
#[derive(Clone, Debug)]
pub struct Viewpoint<'a> {
    book: &'a Book,
    on: NaiveDate,
    rules: Rules<'a>,
    /// Read when the first account of several is asked for.
    people: OnceLock<People<'a>>,
}

/// What is adopted on the day, and the days that follow from it: the same for every account.
#[derive(Clone, Debug)]
pub(crate) struct Rules<'a> {
    policy: SituationPolicy,
    /// The last day on which an answer no longer counts; `None` where all do.
    answers_after: Option<NaiveDate>,
    /// The last day on which a commitment that was settled no longer counts; `None` where all do.
    promises_after: Option<NaiveDate>,
    /// The day against which growth is measured.
    growth_from: NaiveDate,
    /// The first day that is no longer looked at.
    unseen_from: NaiveDate,
    cadence: Option<&'a ContactCadence>,
    fit_reviews: Option<&'a FitReviewRules>,
    service: Option<(&'a ServiceLevels, &'a WorkingCalendar)>,
}

/// What a host knows of an account that is in no record here.
///
/// ```
/// use tenure::situation::Supplied;
///
/// let supplied = Supplied { usage_change: Some(-2_500), ..Supplied::default() }; // a quarter less than before
/// assert!(supplied.measures.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supplied {
    /// By how much use changed against the period before, in basis points of it; −10,000 is no use any more.
    pub usage_change: Option<i32>,
    /// Measures of the host's own for a [`Scorecard`](crate::health::Scorecard) that names them: 0 is the worst, 10,000 the best.
    pub measures: BTreeMap<Name, BasisPoints>,
}

/// How an account stands on a day. See the [module](self).
///
/// A host that keeps its own tables can fill one in itself, from [`Situation::blank`]: what it knows is then a reading without
/// evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// The day.
    pub on: NaiveDate,
    /// Who acts for it: whoever covers, else the holder.
    pub acting: Option<&'a ManagerId>,
    /// Who holds it.
    pub holder: Option<&'a ManagerId>,
    /// Who supports it in which role, by manager and role; nobody who [left](Book::support_on).
    pub supporting: Vec<&'a Seat>,
    /// Why whoever acts may not give financial advice; `None` when it may be given.
    pub advice_refused: Option<AdviceRefusal>,
    /// Its segment.
    pub segment: Option<&'a Name>,
    /// When it was opened.
    pub opened: Option<Reading<NaiveDate>>,
    /// The first day on which it paid.
    pub customer_since: Option<NaiveDate>,
    /// Its stage.
    pub stage: Option<Reading<StageHeld>>,
    /// How satisfied the customer is.
    pub satisfaction: Option<Reading<Satisfaction>>,
    /// The cases with something left to do, by id.
    pub cases: Vec<Reading<OpenCase<'a>>>,
    /// Whether any case was ever brought up. An account without one is not one whose cases are solved.
    pub has_cases: bool,
    /// What the latest fit review found.
    pub fit: Option<Reading<FitFindings<'a>>>,
    /// The last day on which the next fit review is in time.
    pub fit_review_due: Option<Reading<NaiveDate>>,
    /// By how much use changed, in basis points, as the host says.
    pub usage_change: Option<i32>,
    /// When the customer had last a part in something.
    pub last_contact: Option<Reading<LastContact>>,
    /// The most days from one contact to the next, where a cadence is adopted.
    pub cadence_days: Option<u16>,
    /// When the last business review was held.
    pub business_review: Option<Reading<NaiveDate>>,
    /// What was promised.
    pub promises: Option<Reading<Promises<'a>>>,
    /// What the customer pays.
    pub value: Option<Reading<Value>>,
    /// What renews or lapses in the days looked ahead, by day.
    pub upcoming: Vec<Reading<Upcoming<'a>>>,
    /// The discount that ends first in the days looked ahead.
    pub discount_ending: Option<Reading<EndingDiscount<'a>>>,
    /// The first day without service of a contract that is cancelled.
    pub leaving: Option<Reading<NaiveDate>>,
    /// Whether somebody stands for the purchase.
    pub sponsor: Option<Reading<Sponsor<'a>>>,
    /// What may be sold, by id.
    pub opportunities: Vec<Reading<OpenOpportunity<'a>>>,
    /// What was asked of others and is not answered, by id.
    pub requests: Vec<Reading<OpenRequest<'a>>>,
    /// The last day on which the next talk about finances is in time, when there was one before.
    pub advice_review_due: Option<Reading<NaiveDate>>,
    /// What a manager thinks of the account.
    pub rating: Option<Reading<ManagerRating<'a>>>,
    /// Measures of the host's own.
    pub measures: BTreeMap<Name, BasisPoints>,
}

/// Why financial advice may not be given by whoever acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdviceRefusal {
    /// Nobody acts for the account.
    Nobody,
    /// The manager may not, for this reason.
    Manager(RoleRefusalReason),
}

/// A stage, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageHeld {
    /// Which.
    pub stage: Stage,
    /// Its first day.
    pub since: NaiveDate,
}

/// What a manager thinks of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagerRating<'a> {
    /// 1, the worst, to 5.
    pub rating: u8,
    /// Who said so; not always who holds the account now.
    pub by: &'a ManagerId,
    /// When.
    pub on: NaiveDate,
}

impl<'a> Viewpoint<'a> {
    /// The book on a day, read by the policies adopted on it, and by the default where none is.
    #[must_use]
    pub fn of(book: &'a Book, on: NaiveDate) -> Self {
        let policy = match book.directory().policy_on(&PolicyTopic::Situation, on) {
            Some(Policy::Situation(policy)) => policy.clone(),
            _ => SituationPolicy::default(),
        };
        Self::by(book, on, policy)
    }

    /// The book on a day, read by this policy.
    #[must_use]
    pub fn by(book: &'a Book, on: NaiveDate, policy: SituationPolicy) -> Self {
        let adopted = |topic| book.directory().policy_on(&topic, on);
        let cadence = match adopted(PolicyTopic::ContactCadence) {
            Some(Policy::ContactCadence(cadence)) => Some(cadence),
            _ => None,
        };
        let fit_reviews = match adopted(PolicyTopic::FitReview) {
            Some(Policy::FitReview(rules)) => Some(rules),
            _ => None,
        };
        let service = match adopted(PolicyTopic::ServiceLevels) {
            Some(Policy::ServiceLevels(levels)) => book
                .directory()
                .working_calendar_on(&levels.calendar, on)
                .map(|calendar| (levels, calendar)),
            _ => None,
        };
        let days = |count: u16| Days::new(count.into());
        let growth_from = on.checked_sub_days(days(policy.growth_days.get()));
        let ahead = Days::new(u64::from(policy.look_ahead_days) + 1);
        let unseen_from = on.checked_add_days(ahead);
        Self {
            book,
            on,
            rules: Rules {
                answers_after: on.checked_sub_days(days(policy.satisfaction_days.get())),
                promises_after: on.checked_sub_days(days(policy.commitment_days.get())),
                growth_from: growth_from.unwrap_or(NaiveDate::MIN),
                unseen_from: unseen_from.unwrap_or(NaiveDate::MAX),
                policy,
                cadence,
                fit_reviews,
                service,
            },
            people: OnceLock::new(),
        }
    }

    /// The book.
    #[must_use]
    pub const fn book(&self) -> &'a Book {
        self.book
    }

    /// The day.
    #[must_use]
    pub const fn on(&self) -> NaiveDate {
        self.on
    }

    /// How far it looks.
    #[must_use]
    pub const fn policy(&self) -> &SituationPolicy {
        &self.rules.policy
    }

    /// How an account stands; `None` when nothing was recorded of it.
    #[must_use]
    pub fn situation(&self, account: &AccountId) -> Option<Situation<'a>> {
        let account = self.book.account(account)?;
        Some(self.situation_alone(account))
    }

    /// How an account stands that is the only one asked for.
    pub(crate) fn situation_alone(&self, account: &'a Account) -> Situation<'a> {
        let people = People::around(self.book.directory(), self.on, account);
        self.read(account, &people, &Supplied::default())
    }

    /// How an account stands, with what the host knows besides.
    #[must_use]
    pub fn situation_of(&self, account: &'a Account, supplied: &Supplied) -> Situation<'a> {
        self.read(account, self.people(), supplied)
    }

    fn read(
        &self,
        account: &'a Account,
        people: &People<'a>,
        supplied: &Supplied,
    ) -> Situation<'a> {
        let (on, rules) = (self.on, &self.rules);
        let holder = people.holder(account);
        let acting = people.covering(account).or(holder);
        let segment = account.class_on(dimension::SEGMENT, on);
        let opened = account.opened().filter(|(day, _)| *day <= on);
        let opened = opened.map(|(day, by)| Reading::of(day, by));
        let worth = value::worth(account, on, rules);
        let (cases, has_cases) = work::cases(account, on, rules);
        let contacts = work::contacts(account, on);
        let fit = work::fit(account, on);
        let due = work::fit_review_due(account, on, rules, &worth.upcoming);
        let advice_days = Days::new(u64::from(rules.policy.advice_review_days.get()));
        let spoken = contacts.any.as_ref().or(opened.as_ref());
        let last_contact = spoken.map(|last| Reading {
            value: LastContact {
                on: last.value,
                days: days_from(last.value, on),
            },
            evidence: last.evidence.clone(),
        });
        Situation {
            account: account.id(),
            on,
            acting,
            supporting: people.supporting(account).collect(),
            holder,
            advice_refused: people.advice_refused(acting),
            segment,
            opened,
            customer_since: worth.customer_since,
            stage: stage(account, on),
            satisfaction: satisfaction::satisfaction(account, on, rules),
            cases,
            has_cases,
            fit,
            fit_review_due: due,
            usage_change: supplied.usage_change,
            last_contact,
            cadence_days: rules.cadence.map(|cadence| cadence.days.of(segment).get()),
            business_review: contacts.business_review,
            promises: work::promises(account, on, rules),
            value: worth.value,
            upcoming: worth.upcoming,
            discount_ending: worth.discount_ending,
            leaving: worth.leaving,
            sponsor: work::sponsor(account, on),
            opportunities: work::opportunities(account, on),
            requests: work::requests(account, on),
            advice_review_due: contacts.advice.and_then(|last| {
                Some(Reading {
                    value: last.value.checked_add_days(advice_days)?,
                    evidence: last.evidence,
                })
            }),
            rating: rating(account, on),
            measures: supplied.measures.clone(),
        }
    }

    /// Every account of the book, by id.
    pub fn situations(&self) -> impl Iterator<Item = Situation<'a>> {
        let nothing = Supplied::default();
        let accounts = self.book.accounts().map(|account| (account, ()));
        Ahead::new(accounts).map(move |(account, ())| self.situation_of(account, &nothing))
    }

    /// How many accounts stand, each with what the host knows besides; in the order given. The next ones are asked of the memory while one
    /// is read, so in a book that is larger than the caches it is quicker than to ask for them [one by one](Self::situation_of).
    ///
    /// ```
    /// use tenure::Book;
    /// use tenure::situation::{Supplied, Viewpoint};
    ///
    /// # let (book, on) = (Book::default(), chrono::NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day"));
    /// let viewpoint = Viewpoint::of(&book, on);
    /// let halved = Supplied { usage_change: Some(-5_000), ..Supplied::default() };
    /// let accounts = book.accounts().map(|account| (account, &halved));
    /// for (account, situation) in viewpoint.situations_of(accounts) {
    ///     assert_eq!((situation.account, situation.usage_change), (account.id(), Some(-5_000)));
    /// }
    /// ```
    pub fn situations_of<'s>(
        &self,
        accounts: impl IntoIterator<Item = (&'a Account, &'s Supplied)>,
    ) -> impl Iterator<Item = (&'a Account, Situation<'a>)> {
        Ahead::new(accounts.into_iter())
            .map(|(account, supplied)| (account, self.situation_of(account, supplied)))
    }

    /// Who acts for an account: whoever covers, else the holder.
    #[must_use]
    pub fn acting(&self, account: &'a Account) -> Option<&'a ManagerId> {
        let people = self.people();
        people.covering(account).or_else(|| people.holder(account))
    }

    /// The supporting seats of an account, without those whose manager left.
    pub(crate) fn supporting(&self, account: &'a Account) -> impl Iterator<Item = &'a Seat> {
        self.people().supporting(account)
    }

    fn people(&self) -> &People<'a> {
        self.people
            .get_or_init(|| People::all(self.book.directory(), self.on))
    }
}

impl<'a> Situation<'a> {
    /// An account of which nothing is known, for a host to fill in.
    #[must_use]
    pub const fn blank(account: &'a AccountId, on: NaiveDate) -> Self {
        Self {
            account,
            on,
            acting: None,
            holder: None,
            supporting: Vec::new(),
            advice_refused: Some(AdviceRefusal::Nobody),
            segment: None,
            opened: None,
            customer_since: None,
            stage: None,
            satisfaction: None,
            cases: Vec::new(),
            has_cases: false,
            fit: None,
            fit_review_due: None,
            usage_change: None,
            last_contact: None,
            cadence_days: None,
            business_review: None,
            promises: None,
            value: None,
            upcoming: Vec::new(),
            discount_ending: None,
            leaving: None,
            sponsor: None,
            opportunities: Vec::new(),
            requests: Vec::new(),
            advice_review_due: None,
            rating: None,
            measures: BTreeMap::new(),
        }
    }

    /// What renews or lapses next and has not been cancelled.
    #[must_use]
    pub fn next_renewal(&self) -> Option<&Reading<Upcoming<'a>>> {
        self.upcoming.iter().find(|coming| !coming.value.cancelled)
    }

    /// The most severe of the cases that are [severe](OpenCase::is_severe), in their order.
    pub fn severe_cases(&self) -> impl Iterator<Item = &Reading<OpenCase<'a>>> {
        self.cases.iter().filter(|case| case.value.is_severe())
    }

    /// Its stage, if it has one.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.stage.as_ref().map(|held| held.value.stage)
    }

    /// What it pays a month, when that is of one currency.
    #[must_use]
    pub fn monthly(&self) -> Option<Money> {
        match self.value.as_ref()?.value.monthly.as_slice() {
            [monthly] => Some(*monthly),
            _ => None,
        }
    }

    /// Days since the last contact in basis points of the cadence; `None` where no cadence is adopted.
    #[must_use]
    pub fn silence(&self) -> Option<i64> {
        let days = self.last_contact.as_ref()?.value.days;
        (days * 10_000).checked_div(i64::from(self.cadence_days?))
    }
}

fn stage(account: &Account, on: NaiveDate) -> Option<Reading<StageHeld>> {
    let stage = account.stage_on(on)?;
    if stage == Stage::Merged {
        let entry = account.lineage().merges().entry_at(on)?;
        let value = StageHeld {
            stage,
            since: entry.on,
        };
        return Some(Reading::of(value, entry.by));
    }
    let steps = account.lifecycle().steps();
    let mut entry = steps.entry_at(on)?;
    // The same stage recorded again is no new stage.
    let mut evidence = Evidence::of(entry.by);
    for earlier in steps
        .effective()
        .rev()
        .skip_while(|step| entry.on <= step.on)
    {
        if earlier.value.stage != stage {
            break;
        }
        entry = earlier;
        evidence.add(earlier.by);
    }
    Some(Reading {
        value: StageHeld {
            stage,
            since: entry.on,
        },
        evidence,
    })
}

fn rating(account: &Account, on: NaiveDate) -> Option<Reading<ManagerRating<'_>>> {
    let entry = account.ratings().entry_at(on)?;
    let value = ManagerRating {
        rating: entry.value.rating.get(),
        by: &entry.value.manager,
        on: entry.on,
    };
    Some(Reading::of(value, entry.by))
}

/// Days from one day to another; below zero when the other is earlier.
pub(crate) fn days_from(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.num_days_from_ce()) - i64::from(from.num_days_from_ce())
}
