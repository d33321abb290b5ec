use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::billing::MonthlyRule;
use super::contract::{Cancellation, Contract, LineStep, LineTerms, Off};
use super::lifecycle::Stage;
use crate::basis_points::BasisPoints;
use crate::calendar::{MonthSteps, Span};
use crate::id::SubscriptionId;
use crate::money::{Money, MoneyError};
use crate::rounding::Rounding;
use crate::timeline::{Entry, Timeline};

/// Which definitions turn contracts and subscriptions into recurring amounts per month. Two rules can be asked of the same book.
///
/// Of a subscription, which is recorded as amounts per month, only its end, and the stages of its account, are left to a rule.
///
/// ```
/// use tenure::{ChurnTiming, RecurringRule};
///
/// let rule = RecurringRule { churn: ChurnTiming::CancelRequest, ..RecurringRule::default() };
/// assert_eq!(serde_json::from_str::<RecurringRule>(r#"{"churn":"cancel_request"}"#)?, rule);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecurringRule {
    /// How a price per day or week becomes one per month.
    pub monthly: MonthlyRule,
    /// When what is cancelled or has lapsed stops counting.
    pub churn: ChurnTiming,
    /// What counts while it is paused.
    pub paused: Paused,
    /// What counts while payments are overdue.
    pub past_due: PastDue,
    /// What a trial counts for.
    pub trial: Trial,
    /// Whether discounts that end by themselves lower the amount.
    pub finite_discounts: FiniteDiscounts,
    /// How the exact amount becomes whole minor units, once.
    pub rounding: Rounding,
}

/// When what is cancelled or has lapsed stops counting. A lapse has one day only, and so has the end of a subscription: they are
/// the first day without service, whatever was asked for before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChurnTiming {
    /// On the first day without service.
    #[default]
    ServiceEnd,
    /// On the day on which the customer asked for it. One that is retracted counts again from that day.
    CancelRequest,
    /// On the day on which it takes effect by the contract.
    CancellationEffective,
    /// On the day after the first day without service: the term has ended, and one full day has passed.
    DayAfterTermEnd,
}

/// What counts while a contract is paused, or an account is at the stage [`Stage::Paused`](crate::Stage::Paused).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Paused {
    /// What it would without the pause.
    #[default]
    Keep,
    /// Nothing: it is lost when the pause begins, and comes back when it ends.
    Zero,
    /// It is not part of the book: taken out when the pause begins and back in when it ends, neither lost nor won.
    Exclude,
}

/// What counts while an account is at the stage [`Stage::PastDue`](crate::Stage::PastDue).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PastDue {
    /// What it would if payments were in time.
    #[default]
    Keep,
    /// Nothing: it is lost when payments are overdue, and comes back when they are made.
    Zero,
    /// It is not part of the book: taken out and back in, neither lost nor won.
    Exclude,
}

/// What a trial counts for. Nobody pays for it, so by default nobody on trial is a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Trial {
    /// Nothing, but it is in force: reports begin with it.
    #[default]
    Zero,
    /// What will be paid after it.
    Keep,
    /// It is not in force at all.
    Exclude,
}

/// Whether discounts that end by themselves lower the amount. Permanent ones always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FiniteDiscounts {
    /// They do not: the amount is what will be paid in the end.
    #[default]
    Ignore,
    /// They do: the amount rises when they end.
    Subtract,
}

impl ChurnTiming {
    /// The first day on which a cancelled contract no longer counts.
    pub(crate) fn stops(self, cancellation: &Cancellation) -> NaiveDate {
        match self {
            Self::ServiceEnd | Self::DayAfterTermEnd => self.after(cancellation.service_end),
            Self::CancelRequest => cancellation.requested,
            Self::CancellationEffective => cancellation.effective,
        }
    }

    /// The first day on which something no longer counts whose first day without service is this one.
    pub(super) fn after(self, end: NaiveDate) -> NaiveDate {
        match self {
            Self::DayAfterTermEnd => end.succ_opt().unwrap_or(end),
            Self::ServiceEnd | Self::CancelRequest | Self::CancellationEffective => end,
        }
    }
}

impl RecurringRule {
    /// What becomes of an amount while the account is at a stage.
    pub(super) fn at(&self, stage: Stage) -> Standing {
        match (stage, self.paused, self.past_due) {
            (Stage::Paused, Paused::Zero, _) | (Stage::PastDue, _, PastDue::Zero) => Standing::Zero,
            (Stage::Paused, Paused::Exclude, _) | (Stage::PastDue, _, PastDue::Exclude) => {
                Standing::Excluded
            }
            _ => Standing::Counts,
        }
    }
}

/// What becomes of an amount in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    Counts,
    Zero,
    Excluded,
}

/// An amount per month of a line or subscription, on the days of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecurringAmount<'a> {
    pub(crate) id: &'a SubscriptionId,
    pub(crate) span: Span,
    pub(crate) monthly: Money,
    /// Whether it is part of the book on these days.
    pub(crate) excluded: bool,
}

impl<'a> RecurringAmount<'a> {
    /// The same cut where stages begin and end, with what the rule makes of each.
    pub(super) fn staged<'s>(
        self,
        stages: &'s [(Span, Standing)],
    ) -> impl Iterator<Item = RecurringAmount<'a>> + use<'a, 's> {
        stages.iter().filter_map(move |(days, standing)| {
            let start = self.span.start().max(days.start());
            let end = match (self.span.end(), days.end()) {
                (Some(own), Some(stage)) => Some(own.min(stage)),
                (own, stage) => own.or(stage),
            };
            let span = Span::new(start, end).ok().filter(|span| !span.is_empty())?;
            let zero = Money::zero(self.monthly.currency());
            Some(RecurringAmount {
                span,
                monthly: if *standing == Standing::Zero {
                    zero
                } else {
                    self.monthly
                },
                excluded: self.excluded || *standing == Standing::Excluded,
                ..self
            })
        })
    }
}

/// The amounts of lines by id, with the days on which they are in force, in order.
pub(crate) type LineAmounts<'a> = BTreeMap<&'a SubscriptionId, Vec<RecurringAmount<'a>>>;

/// The amounts of the lines of one contract.
pub(crate) struct Amounts<'a> {
    pub(super) contract: &'a Contract,
    /// The first day after it has lapsed, the one it is co-termed with included.
    pub(super) lapse: Option<NaiveDate>,
    pub(super) rule: RecurringRule,
}

impl<'a> Amounts<'a> {
    /// The amounts of every line by id, with the days on which they are in force, in order.
    pub(super) fn lines(&self) -> Result<LineAmounts<'a>, MoneyError> {
        self.contract
            .lines()
            .map(|(id, steps)| Ok((id, self.of_line(id, steps)?)))
            .collect()
    }

    /// The amount of a line on a day; `None` when it is not in force, or out of the book.
    pub(crate) fn in_book_on(
        &self,
        id: &SubscriptionId,
        steps: &Timeline<LineStep>,
        day: NaiveDate,
    ) -> Result<Option<Money>, MoneyError> {
        if self.excludes(day) {
            return Ok(None);
        }
        self.on(id, steps, day)
    }

    /// The first day, up to one, on which a line is in the book with an amount.
    pub(crate) fn first_paid(
        &self,
        id: &SubscriptionId,
        steps: &Timeline<LineStep>,
        until: NaiveDate,
    ) -> Result<Option<NaiveDate>, MoneyError> {
        let paid = |day| {
            let amount = self.in_book_on(id, steps, day)?;
            Ok::<_, MoneyError>(amount.is_some_and(|amount| !amount.is_zero()))
        };
        let Some(first) = steps.effective().next().map(|step| step.on) else {
            return Ok(None);
        };
        // Nearly always the very first.
        if first <= until && paid(first)? {
            return Ok(Some(first));
        }
        for day in self.days_of_change(steps) {
            if day <= until && paid(day)? {
                return Ok(Some(day));
            }
        }
        Ok(None)
    }

    fn excludes(&self, day: NaiveDate) -> bool {
        self.rule.paused == Paused::Exclude && self.contract.is_paused_on(day)
    }

    fn of_line(
        &self,
        id: &'a SubscriptionId,
        steps: &Timeline<LineStep>,
    ) -> Result<Vec<RecurringAmount<'a>>, MoneyError> {
        let days = self.days_of_change(steps);
        let ends = days.iter().skip(1).copied().map(Some).chain([None]);
        let mut amounts: Vec<RecurringAmount<'a>> = Vec::new();
        for (day, end) in days.iter().copied().zip(ends) {
            let Some(monthly) = self.on(id, steps, day)? else {
                continue;
            };
            let excluded = self.excludes(day);
            match amounts.last_mut() {
                Some(last)
                    if (last.monthly, last.excluded) == (monthly, excluded)
                        && last.span.end() == Some(day) =>
                {
                    last.span = Span::new(last.span.start(), end).unwrap_or(last.span);
                }
                _ => amounts.extend(Span::new(day, end).map(|span| RecurringAmount {
                    id,
                    span,
                    monthly,
                    excluded,
                })),
            }
        }
        Ok(amounts)
    }

    /// The first day on which it no longer counts for having lapsed.
    fn lapsed(&self) -> Option<NaiveDate> {
        self.lapse.map(|lapse| self.rule.churn.after(lapse))
    }

    /// Every day on which the amount of a line can change, in order.
    fn days_of_change(&self, steps: &Timeline<LineStep>) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self.lapsed().into_iter().collect();
        for step in steps.effective() {
            days.push(step.on);
            if let LineStep::Agreed(terms) = &step.value {
                days.extend(terms.trial_until);
            }
        }
        for (_, discount) in self.contract.discounts() {
            if let Some(span) = discount.span() {
                days.push(span.start());
                days.extend(span.end());
            }
        }
        days.extend(self.contract.pauses().effective().map(|pause| pause.on));
        for step in self.contract.cancellations().effective() {
            days.push(step.on);
            days.extend(step.value.iter().map(|given| self.rule.churn.stops(given)));
        }
        days.extend(self.rises().map(|(day, _)| day));
        let from = steps.effective().next().map(|step| step.on);
        days.retain(|day| from.is_some_and(|from| from <= *day));
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The amount of a line on a day; `None` when it is not in force.
    fn on(
        &self,
        id: &SubscriptionId,
        steps: &Timeline<LineStep>,
        day: NaiveDate,
    ) -> Result<Option<Money>, MoneyError> {
        let Some(Entry {
            on,
            value: LineStep::Agreed(terms),
            ..
        }) = steps.entry_at(day)
        else {
            return Ok(None);
        };
        let cancelled = self
            .contract
            .cancellations()
            .at(day)
            .and_then(Option::as_ref);
        if cancelled.is_some_and(|given| self.rule.churn.stops(given) <= day)
            || self.lapsed().is_some_and(|lapsed| lapsed <= day)
        {
            return Ok(None);
        }
        let zero = Ok(Some(Money::zero(terms.unit_price.currency())));
        if terms.trial_until.is_some_and(|until| day < until) {
            match self.rule.trial {
                Trial::Zero => return zero,
                Trial::Exclude => return Ok(None),
                Trial::Keep => {}
            }
        }
        if self.rule.paused == Paused::Zero && self.contract.is_paused_on(day) {
            return zero;
        }
        let price = self.price(terms, *on, day)?;
        self.monthly(id, terms, price, day).map(Some)
    }

    /// The unit price on a day, with what it rose since it was agreed.
    fn price(
        &self,
        terms: &LineTerms,
        agreed: NaiveDate,
        day: NaiveDate,
    ) -> Result<Money, MoneyError> {
        let rises = self.rises().filter(|(on, _)| agreed < *on && *on <= day);
        let mut price = terms.unit_price;
        for (_, rise) in rises {
            let whole = i128::from(BasisPoints::WHOLE.get());
            let risen = price
                .to_minor()
                .checked_mul(whole + i128::from(rise.get()))
                .and_then(|minor| Rounding::HalfEven.divide(minor, whole));
            price = money(risen, price)?;
        }
        Ok(price)
    }

    /// The steps of every escalator, in order.
    fn rises(&self) -> impl Iterator<Item = (NaiveDate, BasisPoints)> {
        self.contract
            .escalators()
            .spans()
            .flat_map(|(span, escalator)| {
                let steps = MonthSteps::from(span.start());
                let times = escalator.map_or(0, |escalator| i32::from(escalator.times.get()));
                (0..times).map_while(move |nth| {
                    let escalator = escalator.as_ref()?;
                    let day =
                        steps.nth(nth.checked_mul(i32::from(escalator.every_months.get()))?)?;
                    span.contains(day).then_some((day, escalator.rise))
                })
            })
    }

    /// Price times quantity, less discounts, in a month: exact until the one rounding.
    fn monthly(
        &self,
        id: &SubscriptionId,
        terms: &LineTerms,
        price: Money,
        day: NaiveDate,
    ) -> Result<Money, MoneyError> {
        let quantity = i128::from(terms.quantity.get());
        let mut numerator = price.to_minor().checked_mul(quantity);
        let mut denominator = Some(1_i128);
        let mut off = Money::zero(price.currency());
        for (_, discount) in self.contract.discounts() {
            let granted = discount
                .granted()
                .filter(|granted| granted.value.line == *id);
            let counts =
                discount.is_permanent() || self.rule.finite_discounts == FiniteDiscounts::Subtract;
            let holds = discount.span().is_some_and(|span| span.contains(day));
            let Some(granted) = granted.filter(|_| counts && holds) else {
                continue;
            };
            match granted.value.off {
                Off::Percent(part) => {
                    let whole = BasisPoints::WHOLE.get();
                    let rest = i128::from(whole) - i128::from(part.get());
                    numerator = numerator.and_then(|amount| amount.checked_mul(rest));
                    denominator = denominator.and_then(|sum| sum.checked_mul(whole.into()));
                }
                Off::Amount(amount) => off = off.checked_add(amount)?,
            }
        }
        let (times, months) = terms.interval.per_month(self.rule.monthly);
        let exact = || {
            let off = off.to_minor().checked_mul(denominator?)?;
            let due = numerator?.checked_sub(off)?.max(0);
            let per_month = due.checked_mul(times)?;
            let divisor = denominator?.checked_mul(months)?;
            self.rule.rounding.divide(per_month, divisor)
        };
        money(exact(), price)
    }
}

fn money(minor: Option<i128>, like: Money) -> Result<Money, MoneyError> {
    let currency = like.currency();
    Money::from_minor(minor.ok_or(MoneyError::OutOfRange { currency })?, currency)
}
