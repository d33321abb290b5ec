use chrono::NaiveDate;

use super::Rules;
use super::evidence::{Evidence, Reading};
use crate::account::{Account, Amounts, Contract, LineStep, RenewalDate, Subscription, TermLength};
use crate::calendar::Span;
use crate::id::{ContractId, DiscountId, SubscriptionId};
use crate::money::{Money, MoneyError};
use crate::timeline::Timeline;

/// What an account pays a month, and what it paid some time before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The recurring amount of a month, one a currency, by currency; currencies never add.
    pub monthly: Vec<Money>,
    /// The same as many days before as the policy measures growth over.
    pub before: Vec<Money>,
    /// By how much it grew in basis points of what it was; `None` when it was nothing then, or is not of one currency.
    pub growth: Option<i32>,
}

/// Something of an account that renews or lapses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming<'a> {
    /// What.
    pub what: Renewing<'a>,
    /// The first day after the term.
    pub on: NaiveDate,
    /// The last day on which notice can be given; the day before the end where no notice was agreed.
    pub notice_by: NaiveDate,
    /// Whether it goes on by itself. If not, it lapses unless it is renewed.
    pub automatic: bool,
    /// Whether the customer has asked by the day of the situation to end it with this term.
    pub cancelled: bool,
    /// The recurring amount of a month that is up for renewal: what is in force on the day before. `None` without any.
    pub base: Option<Money>,
}

/// What renews or lapses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Renewing<'a> {
    /// A contract.
    Contract(&'a ContractId),
    /// A subscription whose end is known.
    Subscription(&'a SubscriptionId),
}

/// A discount that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndingDiscount<'a> {
    /// Of which contract.
    pub contract: &'a ContractId,
    /// Which.
    pub discount: &'a DiscountId,
    /// The first day without it.
    pub on: NaiveDate,
}

/// What there is to say about an account's money on a day.
#[derive(Default)]
pub(super) struct Worth<'a> {
    pub(super) customer_since: Option<NaiveDate>,
    pub(super) value: Option<Reading<Value>>,
    pub(super) upcoming: Vec<Reading<Upcoming<'a>>>,
    pub(super) discount_ending: Option<Reading<EndingDiscount<'a>>>,
    pub(super) leaving: Option<Reading<NaiveDate>>,
}

struct Weighing<'r, 'a> {
    on: NaiveDate,
    rules: &'r Rules<'r>,
    now: Vec<Money>,
    then: Vec<Money>,
    evidence: Evidence,
    worth: Worth<'a>,
}

/// `None` of an amount past the range leaves out the value: no decision lets one in.
pub(super) fn worth<'a>(account: &'a Account, on: NaiveDate, rules: &Rules<'_>) -> Worth<'a> {
    let mut weighing = Weighing {
        on,
        rules,
        now: Vec::new(),
        then: Vec::new(),
        evidence: Evidence::NONE,
        worth: Worth::default(),
    };
    let weighed = weighing
        .subscriptions(account)
        .and_then(|()| weighing.contracts(account));
    weighing.finish(weighed)
}

impl<'a> Weighing<'_, 'a> {
    fn subscriptions(&mut self, account: &'a Account) -> Result<(), MoneyError> {
        for (id, subscription) in account.subscriptions() {
            let entry = subscription.terms().entry_at(self.on);
            let now = entry.and_then(|entry| Some((entry.value.monthly()?, entry.by)));
            let was = subscription.terms().entry_at(self.rules.growth_from);
            let then = was.and_then(|was| Some((was.value.monthly()?, was.by)));
            self.paid_from(subscription.amounts());
            if let Some((monthly, by)) = now {
                add(&mut self.now, monthly)?;
                self.evidence.add(by);
                self.ending(id, subscription, monthly);
            }
            if let Some((monthly, by)) = then {
                add(&mut self.then, monthly)?;
                // What it was is evidence of growth, and so is the record that ended it.
                self.evidence.add(by);
                entry
                    .into_iter()
                    .for_each(|entry| self.evidence.add(entry.by));
            }
        }
        Ok(())
    }

    fn ending(&mut self, id: &'a SubscriptionId, subscription: &Subscription, monthly: Money) {
        let Some(end) = subscription.end() else {
            return;
        };
        if end.on <= self.on || self.rules.unseen_from <= end.on {
            return;
        }
        self.worth.upcoming.push(Reading::of(
            Upcoming {
                what: Renewing::Subscription(id),
                on: end.on,
                notice_by: end.on.pred_opt().unwrap_or(end.on),
                automatic: false,
                cancelled: false,
                base: Some(monthly),
            },
            end.by,
        ));
    }

    fn contracts(&mut self, account: &'a Account) -> Result<(), MoneyError> {
        let (on, before) = (self.on, self.rules.growth_from);
        let all = account.all_contracts();
        for (id, contract) in account.contracts() {
            // What is out of the book is worth nothing on those days.
            let amounts = all.by_day(contract, &self.rules.policy.recurring);
            for (line, steps) in contract.lines() {
                self.paid_since(amounts.first_paid(line, steps, on)?);
                if let Some(monthly) = amounts.in_book_on(line, steps, on)? {
                    add(&mut self.now, monthly)?;
                    self.line_evidence(contract, steps, on);
                }
                if let Some(monthly) = amounts.in_book_on(line, steps, before)? {
                    add(&mut self.then, monthly)?;
                    self.line_evidence(contract, steps, before);
                    self.line_evidence(contract, steps, on);
                }
            }
            for date in all.renewal_dates_of(contract, on, self.rules.unseen_from) {
                if on < date.on {
                    let base = base(contract, &amounts, date.on)?;
                    let upcoming = self.upcoming(account, id, contract, date, base);
                    self.worth.upcoming.extend(upcoming);
                }
            }
            self.cancelled(contract);
            self.discounts(id, contract);
        }
        Ok(())
    }

    fn upcoming(
        &self,
        account: &Account,
        id: &'a ContractId,
        contract: &Contract,
        date: RenewalDate,
        base: Option<Money>,
    ) -> Option<Reading<Upcoming<'a>>> {
        let signed = contract.signed()?;
        let given = contract.cancellations().entry_at(self.on);
        let given = given.filter(|given| {
            given
                .value
                .is_some_and(|given| given.service_end <= date.on)
        });
        let mut evidence = Evidence::of(signed.by);
        // Renewals so far moved the date; of a co-termed contract, those of the one it goes with.
        let leading = match &signed.value.terms.length {
            TermLength::CoTerm { with } => account.contract(with).unwrap_or(contract),
            _ => contract,
        };
        for renewed in leading.renewals().effective() {
            if renewed.on < date.on {
                evidence.add(renewed.by);
            }
        }
        if let Some(given) = given {
            evidence.add(given.by);
        }
        Some(Reading {
            value: Upcoming {
                what: Renewing::Contract(id),
                on: date.on,
                notice_by: date.notice_by.min(date.on.pred_opt().unwrap_or(date.on)),
                automatic: date.automatic,
                cancelled: given.is_some(),
                base,
            },
            evidence,
        })
    }

    /// A cancellation asked for by the day whose effect is still to come.
    fn cancelled(&mut self, contract: &Contract) {
        let Some(entry) = contract.cancellations().entry_at(self.on) else {
            return;
        };
        let Some(given) = entry.value.filter(|given| self.on < given.service_end) else {
            return;
        };
        match &mut self.worth.leaving {
            Some(known) => {
                known.value = known.value.min(given.service_end);
                known.evidence.add(entry.by);
            }
            none => *none = Some(Reading::of(given.service_end, entry.by)),
        }
    }

    fn discounts(&mut self, id: &'a ContractId, contract: &'a Contract) {
        for (discount, held) in contract.discounts() {
            let Some((granted, span)) = held.granted().zip(held.span()) else {
                continue;
            };
            let unseen_from = self.rules.unseen_from;
            let Some(end) = span.end().filter(|end| *end < unseen_from) else {
                continue;
            };
            let sooner = self.worth.discount_ending.as_ref();
            let sooner = sooner.is_none_or(|known| end < known.value.on);
            if span.contains(self.on) && sooner {
                let value = EndingDiscount {
                    contract: id,
                    discount,
                    on: end,
                };
                self.worth.discount_ending = Some(Reading::of(value, granted.by));
            }
        }
    }

    fn line_evidence(&mut self, contract: &Contract, line: &Timeline<LineStep>, day: NaiveDate) {
        if let Some(entry) = line.entry_at(day) {
            self.evidence.add(entry.by);
            if entry.value == LineStep::Removed {
                return;
            }
        }
        // A line can also end with its contract.
        let given = contract.cancellations().entry_at(day);
        if let Some(given) = given.filter(|given| given.value.is_some()) {
            self.evidence.add(given.by);
        }
    }

    fn paid_from(&mut self, amounts: impl Iterator<Item = (Span, Money)>) {
        let paying = amounts.filter(|(span, monthly)| {
            !span.is_empty() && !monthly.is_zero() && span.start() <= self.on
        });
        let since = paying.map(|(span, _)| span.start()).min();
        self.paid_since(since);
    }

    fn paid_since(&mut self, day: Option<NaiveDate>) {
        let known = self.worth.customer_since;
        self.worth.customer_since = known.min(day).or(known).or(day);
    }

    fn finish(mut self, weighed: Result<(), MoneyError>) -> Worth<'a> {
        self.worth
            .upcoming
            .sort_by(|a, b| (a.value.on, a.value.what).cmp(&(b.value.on, b.value.what)));
        if weighed.is_ok() && !(self.now.is_empty() && self.then.is_empty()) {
            self.worth.value = Some(Reading {
                value: Value {
                    growth: growth(&self.now, &self.then),
                    monthly: self.now,
                    before: self.then,
                },
                evidence: self.evidence,
            });
        }
        self.worth
    }
}

fn base(
    contract: &Contract,
    amounts: &Amounts<'_>,
    on: NaiveDate,
) -> Result<Option<Money>, MoneyError> {
    let Some(eve) = on.pred_opt() else {
        return Ok(None);
    };
    let mut base: Option<Money> = None;
    for (line, steps) in contract.lines() {
        if let Some(monthly) = amounts.in_book_on(line, steps, eve)? {
            base = Some(base.map_or(Ok(monthly), |sum| sum.checked_add(monthly))?);
        }
    }
    Ok(base)
}

/// Adds to the amount of its currency; amounts stay by currency.
fn add(amounts: &mut Vec<Money>, amount: Money) -> Result<(), MoneyError> {
    match amounts.binary_search_by_key(&amount.currency(), Money::currency) {
        Ok(place) => {
            if let Some(sum) = amounts.get_mut(place) {
                *sum = sum.checked_add(amount)?;
            }
        }
        Err(place) => amounts.insert(place, amount),
    }
    Ok(())
}

fn growth(now: &[Money], before: &[Money]) -> Option<i32> {
    let [before] = before else {
        return None;
    };
    let now = match now {
        [] => Money::zero(before.currency()),
        [now] if now.currency() == before.currency() => *now,
        _ => return None,
    };
    let change = now.to_minor().checked_sub(before.to_minor())?;
    let change = change.checked_mul(10_000)?;
    if before.to_minor() <= 0 {
        return None;
    }
    let points = change.checked_div_euclid(before.to_minor())?;
    // A hundred thousand fold is as good as any more.
    i32::try_from(points.clamp(-10_000, 1_000_000_000)).ok()
}
