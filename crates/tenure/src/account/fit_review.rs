use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Account;
use super::opportunity::{OpportunityKind, OpportunityOutcome};
use crate::fact::FitReviewHeld;
use crate::id::FitReviewId;
use crate::text::Name;
use crate::timeline::Entry;

/// Whether customers know what they bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clarity {
    /// They say in their own words what it does for them.
    Clear,
    /// They do not.
    Unclear,
    /// Nobody asked. Nothing follows from that.
    NotAsked,
}

/// Whether a product does what the customer needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suitability {
    /// It does.
    Suits,
    /// In part.
    Partly,
    /// It does not.
    Unsuitable,
    /// Nobody asked. Nothing follows from that.
    NotAsked,
}

/// What a review found about one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductFit {
    /// Whether it is clear to the customer.
    pub clarity: Clarity,
    /// Whether it suits the need.
    pub suitability: Suitability,
    /// What the customer needs and does not get, in the host's own terms.
    pub gaps: BTreeSet<Name>,
}

impl ProductFit {
    /// Whether something has to be done: it is unclear, does not suit altogether, or leaves gaps.
    #[must_use]
    pub fn needs_action(&self) -> bool {
        self.clarity == Clarity::Unclear
            || matches!(
                self.suitability,
                Suitability::Partly | Suitability::Unsuitable
            )
            || !self.gaps.is_empty()
    }
}

/// When a fit review has to be held, for [`Account::fit_review_due`].
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{AccountId, Book, FitReviewPolicy, FitReviewReason, decide::decide_all};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"start_subscription": {"account": "A-17", "subscription": "S-1",
///         "span": {"start": "2026-03-01", "end": null}, "monthly": "49.90 EUR"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let account = book.account(&AccountId::new("A-17")?).expect("opened above");
/// let policy = FitReviewPolicy { days_after_sale: 30, days_before_renewal: 60 };
/// let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
/// let due = account.fit_review_due(day(10), &policy).expect("nothing was reviewed");
/// assert_eq!((due.by, due.reason), (day(31), FitReviewReason::Sale(day(1))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitReviewPolicy {
    /// Within this many days after a sale.
    pub days_after_sale: u16,
    /// Within this many days before a renewal.
    pub days_before_renewal: u16,
}

/// Why a fit review is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FitReviewReason {
    /// Something was sold on this day, and no review was held on it or since.
    Sale(NaiveDate),
    /// A renewal comes up on this day, and no review was held in the days before it that the policy names.
    Renewal(NaiveDate),
}

/// A fit review that has to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FitReviewDue {
    /// The last day on which it is in time.
    pub by: NaiveDate,
    /// Why.
    pub reason: FitReviewReason,
}

/// Whether what was sold fits.
impl Account {
    /// Every fit review, by day and then in the order recorded.
    pub fn fit_reviews(&self) -> impl DoubleEndedIterator<Item = &Entry<FitReviewHeld>> {
        self.work.fit_reviews.entries().iter()
    }

    /// The fit review with this id, with its day and the record that said so.
    #[must_use]
    pub fn fit_review(&self, review: &FitReviewId) -> Option<&Entry<FitReviewHeld>> {
        self.fit_reviews().find(|held| held.value.review == *review)
    }

    /// The most pressing fit review that has to be held as of a day; `None` when none has to. One review settles every reason that
    /// stands on its day.
    ///
    /// - **After a sale**: the start of a subscription in force or of a contract that has lines, or the day on which an upsell or a
    ///   cross-sell was won; due from that day, in time for [`days_after_sale`](FitReviewPolicy::days_after_sale) days, overdue from then on.
    /// - **Before a renewal**: the end of a subscription in force, of the term of a contract, or the expected close of a renewal that
    ///   is pursued; due from
    ///   [`days_before_renewal`](FitReviewPolicy::days_before_renewal) days before it to the day before it. Once it is past,
    ///   nothing is due for it.
    #[must_use]
    pub fn fit_review_due(&self, on: NaiveDate, policy: &FitReviewPolicy) -> Option<FitReviewDue> {
        let last_review = self
            .fit_reviews()
            .rfind(|held| held.on <= on)
            .map(|held| held.on);
        let sale = self
            .sales(on)
            .filter(|sale| last_review.is_none_or(|review| review < *sale))
            .map(|sale| FitReviewDue {
                by: sale
                    .checked_add_days(Days::new(policy.days_after_sale.into()))
                    .unwrap_or(NaiveDate::MAX),
                reason: FitReviewReason::Sale(sale),
            });
        let renewal = self.renewal_days(on, policy).filter_map(|renewal| {
            let from = renewal
                .checked_sub_days(Days::new(policy.days_before_renewal.into()))
                .unwrap_or(NaiveDate::MIN);
            let due = from <= on && last_review.is_none_or(|review| review < from);
            due.then_some(FitReviewDue {
                by: renewal.pred_opt()?,
                reason: FitReviewReason::Renewal(renewal),
            })
        });
        sale.chain(renewal).min()
    }

    /// The days up to and including this one on which something was sold.
    fn sales(&self, on: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let started = self
            .subscriptions
            .values()
            .filter(move |subscription| subscription.monthly_on(on).is_some())
            .filter_map(|subscription| subscription.start())
            .map(|start| start.on);
        let won = self.work.opportunities.values().filter_map(|opportunity| {
            let (_, _, opened) = opportunity.opened()?;
            let closed = opportunity.closed()?;
            let sold = opened.kind != OpportunityKind::Renewal
                && closed.value.0 == OpportunityOutcome::Won;
            sold.then_some(closed.on)
        });
        let signed = self
            .contracts()
            .filter(move |(_, contract)| {
                contract
                    .lines()
                    .any(|(line, _)| contract.line_on(line, on).is_some())
            })
            .filter_map(|(_, contract)| contract.signed())
            .map(|signed| signed.on);
        started
            .chain(signed)
            .chain(won)
            .filter(move |sale| *sale <= on)
    }

    /// The days after this one on which something is up for renewal, as far as the policy looks ahead.
    fn renewal_days(
        &self,
        on: NaiveDate,
        policy: &FitReviewPolicy,
    ) -> impl Iterator<Item = NaiveDate> {
        let ahead = Days::new(u64::from(policy.days_before_renewal) + 1);
        let until = on.checked_add_days(ahead).unwrap_or(NaiveDate::MAX);
        let contracts = self
            .contracts
            .renewal_dates(on, until)
            .into_iter()
            .map(|(_, date)| date.on);
        let ends = self
            .subscriptions
            .values()
            .filter(move |subscription| subscription.monthly_on(on).is_some())
            .filter_map(|subscription| subscription.end())
            .map(|end| end.on);
        let pursued = self
            .work
            .opportunities
            .values()
            .filter(move |opportunity| {
                let renews = opportunity
                    .opened()
                    .is_some_and(|(_, _, opened)| opened.kind == OpportunityKind::Renewal);
                renews && opportunity.is_open_on(on)
            })
            .filter_map(move |opportunity| Some(opportunity.terms_on(on)?.expected_close));
        ends.chain(pursued)
            .chain(contracts)
            .filter(move |renewal| *renewal > on)
    }
}
