use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use tenure::retention::{
    AccountGrain, ConstantRates, Convention, Credit, DatedRates, Fx, LogoDenominator,
    MovementGrain, Reactivation,
};
use tenure::{
    AccountId, BillingInterval, Cancellation, ChurnTiming, Currency, FiniteDiscounts, IntervalUnit,
    MonthlyRule, PastDue, Paused, RecurringRule, Rounding, Span, SubscriptionId, Trial,
};

use super::{Bond, Customer, Deal, Ledger, REPORT};
use crate::history::{days, holders};

const CURRENCIES: [Currency; 3] = [Currency::EUR, Currency::USD, Currency::JPY];

/// Before every day of a sample.
#[allow(clippy::unwrap_used, reason = "a date")]
fn early() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 1, 1).unwrap()
}

#[allow(clippy::unwrap_used, reason = "the days are in order")]
fn span(from: NaiveDate, until: NaiveDate) -> Span {
    Span::new(from, Some(until)).unwrap()
}

/// Stretches that are in order and apart.
fn stretches(most: usize) -> impl Strategy<Value = Vec<Span>> {
    proptest::collection::btree_set(days(), 0..=most * 2).prop_map(|days| {
        let days: Vec<_> = days.into_iter().collect();
        let pairs = days.chunks_exact(2);
        pairs
            .filter_map(|pair| Some(span(*pair.first()?, *pair.get(1)?)))
            .collect()
    })
}

fn intervals() -> impl Strategy<Value = BillingInterval> {
    let unit = prop_oneof![
        4 => Just(IntervalUnit::Month),
        1 => Just(IntervalUnit::Day),
        1 => Just(IntervalUnit::Week),
        1 => Just(IntervalUnit::Quarter),
        2 => Just(IntervalUnit::Year),
    ];
    (1_u16..4, unit).prop_map(|(every, unit)| interval(every, unit))
}

#[allow(clippy::unwrap_used, reason = "above zero")]
fn interval(every: u16, unit: IntervalUnit) -> BillingInterval {
    BillingInterval::new(every, unit).unwrap()
}

fn prices() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(0), 5 => (1_i64..5).prop_map(|n| n * 1000), 3 => 1_i64..20_000]
}

fn deals() -> impl Strategy<Value = Deal> {
    let cancellation = proptest::option::weighted(0.6, (days(), 0_u64..60, 0_u64..60));
    let discount = proptest::option::weighted(0.3, (days(), 0_u64..200, 1_i64..3000));
    (
        proptest::sample::select(CURRENCIES.to_vec()),
        intervals(),
        proptest::collection::btree_map(days(), prices(), 1..4),
        proptest::option::weighted(0.3, 0_u64..60),
        stretches(2),
        discount,
        cancellation,
    )
        .prop_map(
            |(currency, interval, prices, trial, pauses, discount, cancellation)| {
                let prices: Vec<_> = prices.into_iter().collect();
                let start = prices.first().map_or_else(early, |(day, _)| *day);
                Deal {
                    id: subscription(0),
                    currency,
                    interval,
                    trial_until: trial.map(|days| start + Days::new(days)),
                    pauses,
                    discount: discount
                        .map(|(from, length, off)| (span(from, from + Days::new(length)), off)),
                    cancellation: cancellation.map(|(requested, notice, paid)| {
                        let requested = requested.max(start);
                        let effective = requested + Days::new(notice);
                        // It lasts for a day at least: for less a host has no row to give.
                        let service_end = (effective + Days::new(paid)).max(start + Days::new(1));
                        Cancellation {
                            requested,
                            effective,
                            service_end,
                        }
                    }),
                    prices,
                }
            },
        )
}

#[allow(clippy::unwrap_used, reason = "valid ids")]
fn subscription(number: usize) -> SubscriptionId {
    SubscriptionId::new(format!("S-{number}")).unwrap()
}

/// Ledgers of up to `most` customers, each with up to three deals.
#[allow(clippy::unwrap_used, reason = "valid ids")]
pub fn ledgers(most: usize) -> impl Strategy<Value = Ledger> {
    let belongs = prop_oneof![
        2 => Just(Vec::new()),
        1 => proptest::collection::btree_map(days(), 0_usize..3, 0..4)
            .prop_map(|belongs| belongs.into_iter().collect()),
    ];
    let customer = (
        proptest::collection::vec(deals(), 0..4),
        prop_oneof![2 => Just(Vec::new()), 1 => stretches(2)],
        belongs,
        proptest::collection::vec((days(), holders()), 0..4),
    );
    let bond = prop_oneof![Just(Bond::Branch), Just(Bond::Merged)];
    (proptest::collection::vec(customer, 1..=most), bond).prop_map(|(customers, bond)| {
        let customers = customers.into_iter().enumerate();
        let customers = customers.map(|(place, (mut deals, past_due, belongs, handovers))| {
            for (number, deal) in deals.iter_mut().enumerate() {
                deal.id = subscription(number);
                tidy(deal, &past_due);
            }
            Customer {
                id: AccountId::new(format!("A-{place}")).unwrap(),
                deals,
                // A merged account has no stages of its own.
                past_due: if bond == Bond::Merged && !belongs.is_empty() {
                    Vec::new()
                } else {
                    past_due
                },
                belongs: tops(belongs, place),
                handovers,
            }
        });
        Ledger {
            customers: customers.collect(),
            bond,
        }
    })
}

/// One reason at a time why something is not paid, and nothing after the end of service: as contracts have it.
fn tidy(deal: &mut Deal, past_due: &[Span]) {
    let start = deal.start();
    if let Some(given) = &mut deal.cancellation {
        // Nothing else happens on the first day without service.
        let spans = past_due
            .iter()
            .chain(&deal.pauses)
            .chain(deal.discount.iter().map(|(span, _)| span));
        let mut taken: Vec<NaiveDate> = spans
            .flat_map(|span| [Some(span.start()), span.end()])
            .flatten()
            .collect();
        taken.extend(deal.trial_until);
        while taken.contains(&given.service_end) {
            given.service_end = given.service_end + Days::new(1);
        }
    }
    let end = deal.cancellation.map(|given| given.service_end);
    let within = |day: NaiveDate| start <= day && end.is_none_or(|end| day < end);
    deal.prices.retain(|(day, _)| *day == start || within(*day));
    let trial = deal
        .trial_until
        .filter(|until| start < *until)
        .map(|until| span(start, until));
    deal.pauses.retain(|pause| {
        let apart = |other: &Span| !pause.overlaps(other);
        let ends_within = pause.end().is_some_and(within);
        within(pause.start())
            && ends_within
            && apart_from(past_due, apart)
            && trial.as_ref().is_none_or(apart)
    });
    if let Some(trial) = &trial
        && past_due.iter().any(|due| due.overlaps(trial))
    {
        deal.trial_until = None;
    }
    deal.discount = deal
        .discount
        .filter(|(span, _)| within(span.start()) && !span.is_empty());
}

fn apart_from(spans: &[Span], apart: impl Fn(&Span) -> bool) -> bool {
    spans.iter().all(apart)
}

/// Only the first two customers are above others, and they are above themselves.
fn tops(belongs: Vec<(NaiveDate, usize)>, place: usize) -> Vec<(NaiveDate, usize)> {
    if place < 2 {
        return Vec::new();
    }
    let mut found: Vec<(NaiveDate, usize)> = Vec::new();
    for (day, to) in belongs {
        // Never from one to another directly, as a merge has to be undone first.
        let now = found.last().map_or(place, |(_, to)| *to);
        let to = if now == place { to.min(1) } else { place };
        found.push((day, to));
    }
    found
}

fn decimals(thousandths: i64) -> Decimal {
    Decimal::new(thousandths, 3)
}

#[allow(clippy::unwrap_used, reason = "valid rates")]
fn fx() -> impl Strategy<Value = Fx> {
    let rate = 100_i64..3000;
    let dated = proptest::collection::btree_map(days(), rate.clone(), 0..4);
    let given = (rate.clone(), dated);
    let dated = proptest::collection::vec(given, 2).prop_map(|given| {
        let foreign = CURRENCIES.iter().filter(|currency| **currency != REPORT);
        let rates = foreign.zip(given).flat_map(|(currency, (first, later))| {
            let later = later
                .into_iter()
                .map(move |(day, rate)| (*currency, day, decimals(rate)));
            later.chain([(*currency, early(), decimals(first))])
        });
        Fx::AsOf(DatedRates::new(REPORT, rates).unwrap())
    });
    let constant = (rate.clone(), rate).prop_map(|(usd, jpy)| {
        let rates = [
            (Currency::USD, decimals(usd)),
            (Currency::JPY, decimals(jpy)),
        ];
        Fx::Constant(ConstantRates::new(REPORT, rates).unwrap())
    });
    prop_oneof![1 => constant, 2 => dated]
}

fn rules() -> impl Strategy<Value = RecurringRule> {
    let churn = prop_oneof![
        Just(ChurnTiming::ServiceEnd),
        Just(ChurnTiming::CancelRequest),
        Just(ChurnTiming::CancellationEffective),
        Just(ChurnTiming::DayAfterTermEnd),
    ];
    let monthly = prop_oneof![
        Just(MonthlyRule::YearTwelfth),
        Just(MonthlyRule::FourWeeks),
        Just(MonthlyRule::JulianYear),
    ];
    let paused = prop_oneof![
        Just(Paused::Keep),
        Just(Paused::Zero),
        Just(Paused::Exclude)
    ];
    let past_due = prop_oneof![
        Just(PastDue::Keep),
        Just(PastDue::Zero),
        Just(PastDue::Exclude)
    ];
    let trial = prop_oneof![Just(Trial::Zero), Just(Trial::Keep), Just(Trial::Exclude)];
    let finite = prop_oneof![
        Just(FiniteDiscounts::Ignore),
        Just(FiniteDiscounts::Subtract)
    ];
    let rounding = prop_oneof![3 => Just(Rounding::HalfEven), 1 => Just(Rounding::Floor)];
    (monthly, churn, paused, past_due, trial, finite, rounding).prop_map(
        |(monthly, churn, paused, past_due, trial, finite_discounts, rounding)| RecurringRule {
            monthly,
            churn,
            paused,
            past_due,
            trial,
            finite_discounts,
            rounding,
        },
    )
}

/// Every convention, often the default in some part.
pub fn conventions() -> impl Strategy<Value = Convention> {
    let grain = prop_oneof![Just(MovementGrain::Net), Just(MovementGrain::Event)];
    let account = prop_oneof![
        2 => Just(AccountGrain::Account),
        2 => Just(AccountGrain::UltimateParent),
        1 => Just(AccountGrain::Subscription),
    ];
    let days = (1_u16..100).prop_filter_map("above zero", std::num::NonZeroU16::new);
    let months = (1_u16..4).prop_filter_map("above zero", std::num::NonZeroU16::new);
    let reactivation = prop_oneof![
        2 => Just(Reactivation::Always),
        1 => days.clone().prop_map(Reactivation::WithinDays),
        1 => months.prop_map(Reactivation::AfterWholeMonths),
        1 => days.prop_map(Reactivation::BridgeGaps),
    ];
    let credit = prop_oneof![Just(Credit::HolderOnDay), Just(Credit::HolderAtOpening)];
    let logo = prop_oneof![
        Just(LogoDenominator::Opening),
        Just(LogoDenominator::OpeningPlusNew),
        Just(LogoDenominator::DailySum),
    ];
    (rules(), grain, account, reactivation, credit, logo, fx()).prop_map(
        |(recurring, grain, account, reactivation, credit, logo, fx)| Convention {
            recurring,
            grain,
            account,
            reactivation,
            credit,
            logo,
            fx,
            ..Convention::default()
        },
    )
}
