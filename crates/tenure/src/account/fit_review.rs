use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::opportunity::OpportunityKind;
use super::{Account, dimension};
use crate::directory::policy::FitReviewRules;
use crate::fact::{FitReviewHeld, OpportunityOpened};
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

/// Why a fit review is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FitReviewReason {
    /// Something was sold on this day, and no review was held on it or since.
    Sale(NaiveDate),
    /// A renewal comes up on this day, and no review was held in the days before it that the rules name.
    Renewal(NaiveDate),
    /// The last review was held on this day, and the days that the rules allow from one to the next are over.
    Interval(NaiveDate),
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
    ///   cross-sell was won; due from that day, in time for [`days_after_sale`](FitReviewRules::days_after_sale) days, overdue from then on.
    /// - **Before a renewal**: the end of a subscription in force, of the term of a contract, or the expected close of a renewal that
    ///   is pursued; due from
    ///   [`days_before_renewal`](FitReviewRules::days_before_renewal) days before it to the day before it. Once it is past,
    ///   nothing is due for it.
    /// - **After the last review**, while anything is in force: due on the day that lies
    ///   [`days_between`](FitReviewRules::days_between) for the account's segment after it, overdue from then on.
    #[must_use]
    pub fn fit_review_due(&self, on: NaiveDate, rules: &FitReviewRules) -> Option<FitReviewDue> {
        let last_review = self
            .fit_reviews()
            .rfind(|held| held.on <= on)
            .map(|held| held.on);
        let sale = self.sales(on, last_review).map(|sale| FitReviewDue {
            by: sale
                .checked_add_days(Days::new(rules.days_after_sale.into()))
                .unwrap_or(NaiveDate::MAX),
            reason: FitReviewReason::Sale(sale),
        });
        let renewal = self.renewal_days(on, rules).filter_map(|renewal| {
            let from = renewal
                .checked_sub_days(Days::new(rules.days_before_renewal.into()))
                .unwrap_or(NaiveDate::MIN);
            let due = from <= on && last_review.is_none_or(|review| review < from);
            due.then_some(FitReviewDue {
                by: renewal.pred_opt()?,
                reason: FitReviewReason::Renewal(renewal),
            })
        });
        let between = rules.days_between.as_ref();
        let interval = between.zip(last_review).and_then(|(days, last)| {
            let days = days.of(self.class_on(dimension::SEGMENT, on));
            let by = last.checked_add_days(Days::new(days.get().into()))?;
            let reason = FitReviewReason::Interval(last);
            (by <= on && self.is_served_on(on)).then_some(FitReviewDue { by, reason })
        });
        sale.chain(renewal).chain(interval).min()
    }

    /// Whether a subscription or a line of a contract is in force on a day.
    fn is_served_on(&self, on: NaiveDate) -> bool {
        let mut subscriptions = self.subscriptions.values();
        subscriptions.any(|subscription| subscription.monthly_on(on).is_some())
            || self
                .contracts()
                .any(|(_, contract)| contract.is_served_on(on))
    }

    /// The days up to and including this one, and after another, on which something was sold.
    fn sales(&self, on: NaiveDate, after: Option<NaiveDate>) -> impl Iterator<Item = NaiveDate> {
        // Whether something is in force takes longer to say than when it was sold.
        let counts = move |sale: NaiveDate| sale <= on && after.is_none_or(|after| after < sale);
        let started = self.subscriptions.values().filter_map(move |subscription| {
            let start = subscription.start()?.on;
            (counts(start) && subscription.monthly_on(on).is_some()).then_some(start)
        });
        let signed = self.contracts().filter_map(move |(_, contract)| {
            let signed = contract.signed()?.on;
            (counts(signed) && contract.is_served_on(on)).then_some(signed)
        });
        let won = self
            .work
            .opportunities
            .values()
            .filter_map(move |opportunity| {
                let won = opportunity.won().filter(|won| counts(*won))?;
                let (_, _, opened) = opportunity.opened()?;
                (opened.kind != OpportunityKind::Renewal).then_some(won)
            });
        started.chain(signed).chain(won)
    }

    /// The days after this one on which something is up for renewal, as far as the rules look ahead.
    fn renewal_days(
        &self,
        on: NaiveDate,
        rules: &FitReviewRules,
    ) -> impl Iterator<Item = NaiveDate> {
        let ahead = Days::new(u64::from(rules.days_before_renewal) + 1);
        let until = on.checked_add_days(ahead).unwrap_or(NaiveDate::MAX);
        let contracts = self.contracts().flat_map(move |(_, contract)| {
            let dates = self.contracts.renewal_dates_of(contract, on, until);
            dates.map(|date| date.on)
        });
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
                let renews = |(_, _, opened): (_, _, &OpportunityOpened)| {
                    opened.kind == OpportunityKind::Renewal
                };
                opportunity.is_open_on(on) && opportunity.opened().is_some_and(renews)
            })
            .filter_map(move |opportunity| Some(opportunity.terms_on(on)?.expected_close));
        ends.chain(pursued)
            .chain(contracts)
            .filter(move |renewal| *renewal > on)
    }
}
