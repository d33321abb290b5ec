use std::num::{NonZeroU8, NonZeroU16, NonZeroU32};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::billing::BillingInterval;
use crate::basis_points::BasisPoints;
use crate::calendar::{Month, MonthSteps, Span};
use crate::fetch::Fetch;
use crate::id::{ContractId, DiscountId, ProductId, SubscriptionId};
use crate::money::Money;
use crate::part::{Ground, Part, out_of_turn};
use crate::parts::Parts;
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// What a customer has agreed to: lines, for a term, on terms.
///
/// Nothing in it is an amount per month. What a line brings in follows from price, quantity, interval, trial, escalator,
/// discounts, pauses and end, by a named [`RecurringRule`](crate::RecurringRule): see [`Account::recurring`](crate::Account::recurring).
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::decide::decide_all;
/// use tenure::{
///     AccountId, BillingInterval, Book, Command, ContractId, ContractTerms, IntervalUnit, LineTerms, ProductId,
///     RecurringRule, SubscriptionId, TermLength,
/// };
///
/// let on = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
/// let (account, contract) = (AccountId::new("acme")?, ContractId::new("K-1")?);
/// let terms = LineTerms {
///     product: ProductId::new("gold")?,
///     quantity: 4.try_into()?,
///     unit_price: "500.00 EUR".parse()?,
///     interval: BillingInterval::new(1, IntervalUnit::Year).expect("above zero"),
///     trial_until: None,
/// };
/// let mut book = Book::default();
/// decide_all(&mut book, &[
///     Command::OpenAccount { account: account.clone(), on },
///     Command::SignContract {
///         account: account.clone(),
///         contract: contract.clone(),
///         signed_on: on,
///         terms: ContractTerms { length: TermLength::Evergreen, notice_days: 30 },
///         on,
///     },
///     Command::AgreeLine { account: account.clone(), contract, line: SubscriptionId::new("S-1")?, terms, on },
/// ]).map_err(|(_, rejection)| rejection)?;
/// let held = book.account(&account).expect("opened");
/// let (_, span, monthly) = held.recurring(&RecurringRule::default())?.remove(0);
/// assert_eq!((span.start(), monthly.to_string()), (on, "166.67 EUR".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    signed: Timeline<Signed>,
    renewals: Timeline<NonZeroU16>,
    lines: Parts<SubscriptionId, Timeline<LineStep>>,
    discounts: Parts<DiscountId, Discount>,
    pauses: Timeline<Option<()>>,
    cancellations: Timeline<Option<Cancellation>>,
    escalators: Timeline<Option<Escalator>>,
}

/// The terms of a contract, and when they were signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The day of the signature; the contract itself begins on its own day.
    pub signed_on: NaiveDate,
    /// The terms.
    pub terms: ContractTerms,
}

/// For how long a contract is made, and how it goes on or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractTerms {
    /// For how long.
    pub length: TermLength,
    /// How many days before a renewal notice has to be given at the latest.
    pub notice_days: u16,
}

/// For how long a contract is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermLength {
    /// Whole months from its first day. At the end it begins anew by itself, or lapses unless it was renewed.
    Fixed {
        /// How many.
        months: NonZeroU16,
        /// Whether it begins anew by itself for as many months again.
        auto_renew: bool,
    },
    /// Until it is cancelled: it has no renewal.
    Evergreen,
    /// As long as another contract of the account, with the same renewals and the same lapse.
    CoTerm {
        /// The other contract, which is not itself co-termed.
        with: ContractId,
    },
}

/// What a line costs from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTerms {
    /// What is sold.
    pub product: ProductId,
    /// How many of it: seats, units.
    pub quantity: NonZeroU32,
    /// The price of one, for one interval; zero or more.
    pub unit_price: Money,
    /// How often the price is due.
    pub interval: BillingInterval,
    /// The first day that is paid for, where a trial comes before it.
    pub trial_until: Option<NaiveDate>,
}

/// What holds for a line from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineStep {
    /// These terms.
    Agreed(LineTerms),
    /// It is no longer part of the contract.
    Removed,
}

/// Something off the price of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discount {
    granted: Timeline<DiscountTerms>,
    ended: Timeline<()>,
}

/// What is off, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscountTerms {
    /// The line whose price it lowers.
    pub line: SubscriptionId,
    /// How much.
    pub off: Off,
    /// The first day without it; `None` for a permanent discount.
    pub until: Option<NaiveDate>,
}

/// How much is off a line's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// A part of it. Several, one after the other: two halves leave a quarter.
    Percent(BasisPoints),
    /// An amount for each interval of the line, taken off after the parts, down to nothing at the least.
    Amount(Money),
}

/// The three dates of a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// The day on which it was asked for.
    pub requested: NaiveDate,
    /// The day on which it takes effect by the contract, not before the request.
    pub effective: NaiveDate,
    /// The first day without service, not before the effect.
    pub service_end: NaiveDate,
}

/// Unit prices rise by the same part at every step. Each step gives a new price in whole minor units, rounded half-even, as it
/// will stand on the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalator {
    /// By how much at each step.
    pub rise: BasisPoints,
    /// How many months from step to step, counted from the first.
    pub every_months: NonZeroU16,
    /// How many steps.
    pub times: NonZeroU8,
}

/// A day on which a contract renews or lapses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalDate {
    /// The first day after the term.
    pub on: NaiveDate,
    /// The last day on which notice can be given.
    pub notice_by: NaiveDate,
    /// Whether it goes on by itself. If not, it lapses unless it is renewed.
    pub automatic: bool,
}

impl Contract {
    /// The terms, with the first day and the record.
    #[must_use]
    pub fn signed(&self) -> Option<&Entry<Signed>> {
        self.signed.effective().next()
    }

    /// Its lines by id, from day to day.
    pub fn lines(&self) -> impl Iterator<Item = (&SubscriptionId, &Timeline<LineStep>)> {
        self.lines.iter()
    }

    /// The terms of a line on a day; `None` before it was agreed and once it is removed.
    #[must_use]
    pub fn line_on(&self, line: &SubscriptionId, day: NaiveDate) -> Option<&LineTerms> {
        match self.lines.get(line)?.at(day)? {
            LineStep::Agreed(terms) => Some(terms),
            LineStep::Removed => None,
        }
    }

    /// Whether any line is in force on a day.
    pub(crate) fn is_served_on(&self, day: NaiveDate) -> bool {
        let mut lines = self.lines.values();
        lines.any(|steps| matches!(steps.at(day), Some(LineStep::Agreed(_))))
    }

    /// Its discounts by id.
    pub fn discounts(&self) -> impl Iterator<Item = (&DiscountId, &Discount)> {
        self.discounts.iter()
    }

    /// Whether it is paused on a day.
    #[must_use]
    pub fn is_paused_on(&self, day: NaiveDate) -> bool {
        matches!(self.pauses.at(day), Some(Some(())))
    }

    /// The cancellations from day of request to day of request; `None` from the day on which one was retracted.
    #[must_use]
    pub const fn cancellations(&self) -> &Timeline<Option<Cancellation>> {
        &self.cancellations
    }

    /// The cancellation that stands in the end.
    #[must_use]
    pub fn cancellation(&self) -> Option<&Cancellation> {
        self.cancellations.effective().next_back()?.value.as_ref()
    }

    /// The price escalators, each from the day of its first step; `None` from the day on which there is none any more.
    #[must_use]
    pub const fn escalators(&self) -> &Timeline<Option<Escalator>> {
        &self.escalators
    }

    /// The ends of its terms from a day to before another, in order. The last of a contract that does not renew by itself is its
    /// lapse; evergreen and co-termed contracts have none of their own.
    pub(crate) fn term_ends(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> impl Iterator<Item = RenewalDate> {
        let fixed = self.signed().and_then(|signed| {
            let terms = &signed.value.terms;
            match terms.length {
                TermLength::Fixed { months, auto_renew } => {
                    Some((signed.on, i32::from(months.get()), auto_renew, terms))
                }
                TermLength::Evergreen | TermLength::CoTerm { .. } => None,
            }
        });
        fixed
            .into_iter()
            .flat_map(move |(begins, months, automatic, terms)| {
                let renewed = self.renewals.effective();
                let mut renewed = renewed.map(|renewal| i32::from(renewal.value.get()));
                // Months from the first day to the end of each term.
                let reached = std::iter::successors(Some(months), move |reached| {
                    let next = if automatic {
                        Some(months)
                    } else {
                        renewed.next()
                    };
                    reached.checked_add(next?)
                });
                // Days are made of the terms that can matter only.
                let earlier = Month::of(from).months_since(Month::of(begins));
                let steps = MonthSteps::from(begins);
                let notice = Days::new(u64::from(terms.notice_days));
                reached
                    .skip_while(move |reached| *reached < earlier)
                    .map_while(move |reached| steps.nth(reached))
                    .skip_while(move |on| *on < from)
                    .take_while(move |on| *on < until)
                    .map(move |on| RenewalDate {
                        on,
                        notice_by: on.checked_sub_days(notice).unwrap_or(NaiveDate::MIN),
                        automatic,
                    })
            })
    }

    /// The day on which it lapses for want of a renewal; `None` when it goes on by itself, or is co-termed.
    pub(crate) fn lapse(&self) -> Option<NaiveDate> {
        let signed = self.signed()?;
        let TermLength::Fixed { auto_renew, .. } = signed.value.terms.length else {
            return None;
        };
        if auto_renew {
            return None;
        }
        let ends = self.term_ends(signed.on, NaiveDate::MAX);
        ends.last().map(|end| end.on)
    }

    /// The first day without service, by cancellation or by its own lapse.
    pub(crate) fn end(&self) -> Option<NaiveDate> {
        let cancelled = self.cancellation().map(|given| given.service_end);
        match (cancelled, self.lapse()) {
            (Some(cancelled), Some(lapse)) => Some(cancelled.min(lapse)),
            (end, None) | (None, end) => end,
        }
    }

    /// How many months each renewal added, by the day from which they run.
    #[must_use]
    pub const fn renewals(&self) -> &Timeline<NonZeroU16> {
        &self.renewals
    }

    pub(crate) const fn pauses(&self) -> &Timeline<Option<()>> {
        &self.pauses
    }

    pub(crate) fn line(&self, line: &SubscriptionId) -> Option<&Timeline<LineStep>> {
        self.lines.get(line)
    }

    pub(crate) fn discount(&self, discount: &DiscountId) -> Option<&Discount> {
        self.discounts.get(discount)
    }

    pub(crate) fn sign(&mut self, on: NaiveDate, by: Position, signed: Signed) {
        self.signed.insert(on, by, signed);
    }

    pub(crate) fn renew(&mut self, on: NaiveDate, by: Position, months: NonZeroU16) {
        self.renewals.insert(on, by, months);
    }

    pub(crate) fn step(
        &mut self,
        on: NaiveDate,
        by: Position,
        line: SubscriptionId,
        step: LineStep,
    ) {
        self.lines.or_default(line).insert(on, by, step);
    }

    pub(crate) fn grant(
        &mut self,
        on: NaiveDate,
        by: Position,
        id: DiscountId,
        terms: DiscountTerms,
    ) {
        self.discounts.or_default(id).granted.insert(on, by, terms);
    }

    pub(crate) fn end_discount(&mut self, on: NaiveDate, by: Position, id: DiscountId) {
        self.discounts.or_default(id).ended.insert(on, by, ());
    }

    pub(crate) fn pause(&mut self, on: NaiveDate, by: Position, paused: bool) {
        self.pauses.insert(on, by, paused.then_some(()));
    }

    pub(crate) fn cancel(
        &mut self,
        on: NaiveDate,
        by: Position,
        cancellation: Option<Cancellation>,
    ) {
        self.cancellations.insert(on, by, cancellation);
    }

    pub(crate) fn escalate(&mut self, on: NaiveDate, by: Position, escalator: Option<Escalator>) {
        self.escalators.insert(on, by, escalator);
    }

    /// A record that cannot be as things stand, if there is one.
    pub(crate) fn unsound(&self) -> Option<Position> {
        let Some(signed) = self.signed() else {
            return self.records().next();
        };
        let end = self.end();
        let outside = || {
            self.days()
                .find(|(on, _)| *on < signed.on || end.is_some_and(|end| end < *on))
                .map(|(_, by)| by)
        };
        let turns = || out_of_turn(&self.pauses).or_else(|| out_of_turn(&self.cancellations));
        outside()
            .or_else(turns)
            .or_else(|| self.retracted_late())
            .or_else(|| self.renewed_out_of_term())
            .or_else(|| self.lines.values().find_map(back_after_removal))
            .or_else(|| self.discounts.values().find_map(Discount::unsound))
            .or_else(|| self.discount_without_line())
    }

    /// A cancellation is retracted while there is still service.
    fn retracted_late(&self) -> Option<Position> {
        let steps = self.cancellations.effective();
        let before = self.cancellations.effective().map(|step| step.value);
        before
            .zip(steps.skip(1))
            .find(|(before, step)| before.is_some_and(|given| given.service_end <= step.on))
            .map(|(_, step)| step.by)
    }

    /// Renewals stand where a term ends.
    fn renewed_out_of_term(&self) -> Option<Position> {
        let renews_itself = |signed: &Entry<Signed>| {
            matches!(
                signed.value.terms.length,
                TermLength::Fixed {
                    auto_renew: true,
                    ..
                }
            )
        };
        // The terms of one that renews itself go on for ever.
        let ending = self.signed().filter(|signed| !renews_itself(signed));
        let mut ends = ending
            .into_iter()
            .flat_map(|signed| self.term_ends(signed.on, NaiveDate::MAX));
        self.renewals
            .entries()
            .iter()
            .find(|renewal| ends.next().is_none_or(|end| end.on != renewal.on))
            .map(|renewal| renewal.by)
    }

    /// Discounts are granted on lines that were agreed.
    fn discount_without_line(&self) -> Option<Position> {
        let granted = self.discounts.values();
        granted
            .flat_map(|discount| discount.granted.entries())
            .find(|entry| !self.lines.contains_key(&entry.value.line))
            .map(|entry| entry.by)
    }

    fn parts(&self) -> [&dyn Part; 7] {
        [
            &self.signed,
            &self.renewals,
            &self.lines,
            &self.discounts,
            &self.pauses,
            &self.cancellations,
            &self.escalators,
        ]
    }

    /// The days of its records.
    fn days(&self) -> impl Iterator<Item = (NaiveDate, Position)> {
        self.records().filter_map(|by| {
            Some((
                self.parts()
                    .into_iter()
                    .find_map(|part| part.ground(by))?
                    .on,
                by,
            ))
        })
    }
}

/// A line that was removed does not come back.
fn back_after_removal(steps: &Timeline<LineStep>) -> Option<Position> {
    let mut steps = steps.entries().iter();
    let agreed = steps.next()?;
    if agreed.value == LineStep::Removed {
        return Some(agreed.by);
    }
    steps
        .skip_while(|step| step.value != LineStep::Removed)
        .nth(1)
        .map(|step| step.by)
}

impl Discount {
    /// What was granted, with the first day and the record.
    #[must_use]
    pub fn granted(&self) -> Option<&Entry<DiscountTerms>> {
        self.granted.effective().next()
    }

    /// The days on which it lowers the price: until the day stated, or the day on which it was ended.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let granted = self.granted()?;
        let ended = self.ended.effective().next().map(|entry| entry.on);
        let end = match (granted.value.until, ended) {
            (Some(until), Some(ended)) => Some(until.min(ended)),
            (end, None) | (None, end) => end,
        };
        Span::new(granted.on, end).ok()
    }

    /// Whether it holds for good: granted without an end, whether or not it was ended later.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.granted()
            .is_some_and(|granted| granted.value.until.is_none())
    }

    /// Ended once at the most, and not before it began.
    fn unsound(&self) -> Option<Position> {
        let mut ended = self.ended.entries().iter();
        let first = ended.next()?;
        let begins = self.granted().map(|granted| granted.on);
        match begins {
            Some(begins) if begins <= first.on => ended.next().map(|entry| entry.by),
            _ => Some(first.by),
        }
    }
}

impl Part for Discount {
    fn withdraw(&mut self, by: Position) {
        self.granted.withdraw(by);
        self.ended.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        self.granted.ground(by).or_else(|| self.ended.ground(by))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.granted.records().chain(self.ended.records()))
    }
}

/// What a record carries is decided over all contracts of the account.
impl Part for Contract {
    fn withdraw(&mut self, by: Position) {
        self.signed.withdraw(by);
        self.renewals.withdraw(by);
        self.lines.withdraw(by);
        self.discounts.withdraw(by);
        self.pauses.withdraw(by);
        self.cancellations.withdraw(by);
        self.escalators.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        self.parts().into_iter().find_map(|part| part.ground(by))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.parts().into_iter().flat_map(Part::records))
    }
}

impl Fetch for Contract {
    fn fetch(&self, steps: usize) {
        self.signed.fetch(steps);
        self.renewals.fetch(steps);
        self.lines.fetch(steps);
        self.discounts.fetch(steps);
        self.cancellations.fetch(steps);
    }
}

impl Fetch for Discount {
    fn fetch(&self, steps: usize) {
        self.granted.fetch(steps);
    }
}
