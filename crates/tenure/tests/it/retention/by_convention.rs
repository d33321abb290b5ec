//! What each convention makes of books small enough to work out by hand; and what the presets do, by the pages they follow.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use chrono::{NaiveDate, Weekday};
use tenure::retention::{
    self, AccountGrain, Belonging, BridgeRow, ConstantRates, Convention, DatedRates, Fx, FxError,
    HistoryError, LogoDenominator, MovementGrain, Reactivation, RetentionError, RevenueHistory,
    RevenueLine, RevenueRow, RowStanding, Slicing, ValuationError,
};
use tenure::{
    AccountId, BillingInterval, Cancellation, ChurnTiming, Currency, FiniteDiscounts, Grain,
    IntervalUnit, MonthlyRule, PastDue, Paused, Periods, Ratio, RecurringRule, Span,
    SubscriptionId, Trial,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A subscription at so much a month, from a day until another or for good.
fn row(account: &str, subscription: &str, from: &str, until: &str, price: &str) -> RevenueRow {
    RevenueRow {
        account: AccountId::new(account).unwrap(),
        subscription: SubscriptionId::new(subscription).unwrap(),
        span: Span::new(day(from), (!until.is_empty()).then(|| day(until))).unwrap(),
        price: price.parse().unwrap(),
        interval: BillingInterval::new(1, IntervalUnit::Month).unwrap(),
        finite_discount: None,
        standing: RowStanding::Paid,
        cancellation: None,
    }
}

fn cancelled(row: RevenueRow, [requested, effective, service_end]: [&str; 3]) -> RevenueRow {
    let cancellation = Cancellation {
        requested: day(requested),
        effective: day(effective),
        service_end: day(service_end),
    };
    RevenueRow {
        span: Span::new(row.span.start(), Some(cancellation.service_end)).unwrap(),
        cancellation: Some(cancellation),
        ..row
    }
}

fn belongs(account: &str, on: &str, to: &str) -> Belonging {
    Belonging {
        account: AccountId::new(account).unwrap(),
        on: day(on),
        to: AccountId::new(to).unwrap(),
    }
}

fn months(first: &str, last: &str) -> Periods {
    Periods::covering(Grain::Month, day(first), day(last)).unwrap()
}

fn history(rows: &[RevenueRow], to: &[Belonging], convention: &Convention) -> RevenueHistory {
    RevenueHistory::from_host_rows(Currency::EUR, rows.to_vec(), to.to_vec(), convention).unwrap()
}

/// The rows of these months in euros.
fn report(
    rows: &[RevenueRow],
    to: &[Belonging],
    convention: &Convention,
    months: &Periods,
) -> Vec<BridgeRow> {
    let history = history(rows, to, convention);
    let report = retention::bridge(&history, months, &Slicing::none(), convention.clone()).unwrap();
    report.reconcile().unwrap();
    report.all.rows
}

/// The columns of a row that are not zero, in whole euros; without `base`.
fn moved(row: &BridgeRow) -> Vec<(&'static str, i128)> {
    let columns = row.amounts.columns().into_iter();
    columns
        .map(|(name, money)| (name, money.to_minor() / 100))
        .filter(|(name, euros)| *euros != 0 && *name != "base")
        .collect()
}

fn with_rule(recurring: RecurringRule) -> Convention {
    Convention {
        recurring,
        ..Convention::default()
    }
}

fn rates(rates: &[(Currency, &str, &str)]) -> Convention {
    let rates = rates
        .iter()
        .map(|(currency, on, rate)| (*currency, day(on), rate.parse().unwrap()));
    Convention {
        fx: Fx::AsOf(DatedRates::new(Currency::EUR, rates).unwrap()),
        ..Convention::default()
    }
}

#[test]
fn each_churn_timing_loses_on_its_own_day() {
    let leaves = row("a", "s", "2026-01-01", "", "10.00 EUR");
    let leaves = [cancelled(
        leaves,
        ["2026-02-10", "2026-03-15", "2026-04-30"],
    )];
    for (churn, lost_on) in [
        (ChurnTiming::CancelRequest, "2026-02-10"),
        (ChurnTiming::CancellationEffective, "2026-03-15"),
        (ChurnTiming::ServiceEnd, "2026-04-30"),
        (ChurnTiming::DayAfterTermEnd, "2026-05-01"),
    ] {
        let convention = with_rule(RecurringRule {
            churn,
            ..RecurringRule::default()
        });
        let history = history(&leaves, &[], &convention);
        let last = history
            .changes(retention::AccountIndex::new(0))
            .last()
            .unwrap();
        assert_eq!(
            (last.0, last.1.is_zero()),
            (day(lost_on), true),
            "{churn:?}"
        );
    }
}

/// A day on which a request, an effect and an end fall together makes them the same, and the day after is another month.
#[test]
fn the_day_after_the_term_can_be_another_month() {
    let leaves = row("a", "s", "2026-01-01", "", "10.00 EUR");
    let leaves = [cancelled(leaves, ["2026-02-28"; 3])];
    let churn = ChurnTiming::DayAfterTermEnd;
    let after = with_rule(RecurringRule {
        churn,
        ..RecurringRule::default()
    });
    let run = months("2026-02-01", "2026-03-31");
    let lost = |convention| {
        report(&leaves, &[], &convention, &run)
            .iter()
            .position(|row| row.accounts.churned == 1)
    };
    assert_eq!(
        (lost(Convention::default()), lost(after)),
        (Some(0), Some(1))
    );
}

#[test]
fn a_price_a_week_is_what_the_named_rule_makes_of_it() {
    let weekly = RevenueRow {
        interval: BillingInterval::new(1, IntervalUnit::Week).unwrap(),
        ..row("a", "s", "2026-01-01", "", "100.00 EUR")
    };
    for (monthly, minor) in [
        (MonthlyRule::YearTwelfth, 43_333),
        (MonthlyRule::FourWeeks, 40_000),
        (MonthlyRule::JulianYear, 43_482),
    ] {
        let convention = with_rule(RecurringRule {
            monthly,
            ..RecurringRule::default()
        });
        let history = history(std::slice::from_ref(&weekly), &[], &convention);
        let amount = history.amount_on(retention::AccountIndex::new(0), day("2026-01-05"));
        assert_eq!(amount.to_minor(), minor);
    }
}

#[test]
fn a_pause_is_kept_lost_or_left_out() {
    let rows = [
        row("a", "s", "2026-01-01", "2026-02-10", "10.00 EUR"),
        RevenueRow {
            standing: RowStanding::Paused,
            ..row("a", "s", "2026-02-10", "2026-03-10", "10.00 EUR")
        },
        row("a", "s", "2026-03-10", "", "10.00 EUR"),
        row("b", "s", "2026-01-01", "", "30.00 EUR"),
    ];
    let under = |paused| {
        let convention = with_rule(RecurringRule {
            paused,
            ..RecurringRule::default()
        });
        let rows = report(&rows, &[], &convention, &months("2026-02-01", "2026-03-31"));
        (
            moved(&rows[0]),
            moved(&rows[1]),
            rows[0].net_revenue_retention(),
            rows[0].logo_churn(),
        )
    };
    let whole = vec![("opening", 40), ("closing", 40)];
    assert_eq!(
        under(Paused::Keep),
        (whole.clone(), whole, Ratio::of(1, 1), Ratio::of(0, 2))
    );
    let lost = vec![("opening", 40), ("churn", 10), ("closing", 30)];
    let back = vec![("opening", 30), ("reactivation", 10), ("closing", 40)];
    assert_eq!(
        under(Paused::Zero),
        (lost, back, Ratio::of(30, 40), Ratio::of(1, 2))
    );
    let out = vec![("opening", 40), ("transfers_out", 10), ("closing", 30)];
    let within = vec![("opening", 30), ("transfers_in", 10), ("closing", 40)];
    // Neither lost nor won, and in no rate: not above the line and not below it.
    assert_eq!(
        under(Paused::Exclude),
        (out, within, Ratio::of(30, 30), Ratio::of(0, 1))
    );
}

#[test]
fn overdue_payments_and_trials_count_by_their_rules() {
    let standing = |standing| {
        [
            RevenueRow {
                standing,
                ..row("a", "s", "2026-01-05", "2026-02-10", "10.00 EUR")
            },
            row("a", "s", "2026-02-10", "", "10.00 EUR"),
        ]
    };
    let run = months("2026-01-01", "2026-02-28");
    let january = |rows: &[RevenueRow], rule| moved(&report(rows, &[], &with_rule(rule), &run)[0]);
    let (due, trial) = (standing(RowStanding::PastDue), standing(RowStanding::Trial));
    let usual = RecurringRule::default();
    let new = [("new", 10), ("closing", 10)];
    assert_eq!(january(&due, usual), new);
    for past_due in [PastDue::Zero, PastDue::Exclude] {
        assert_eq!(january(&due, RecurringRule { past_due, ..usual }), []);
    }
    assert_eq!(
        january(
            &trial,
            RecurringRule {
                trial: Trial::Keep,
                ..usual
            }
        ),
        new
    );
    for trial_rule in [Trial::Zero, Trial::Exclude] {
        assert_eq!(
            january(
                &trial,
                RecurringRule {
                    trial: trial_rule,
                    ..usual
                }
            ),
            []
        );
        let history = history(
            &trial,
            &[],
            &with_rule(RecurringRule {
                trial: trial_rule,
                ..usual
            }),
        );
        let begins = if trial_rule == Trial::Zero {
            "2026-01-05"
        } else {
            "2026-02-10"
        };
        assert_eq!(history.first_in_force(), Some(day(begins)));
    }
}

/// A finite discount lowers the amount or does not; where it does, its end is an expansion.
#[test]
fn a_discount_that_ends_is_an_expansion_where_it_counts() {
    let rows = [
        RevenueRow {
            finite_discount: Some("4.00 EUR".parse().unwrap()),
            ..row("a", "s", "2026-01-01", "2026-02-10", "10.00 EUR")
        },
        row("a", "s", "2026-02-10", "", "10.00 EUR"),
    ];
    let february = |finite_discounts| {
        let rule = RecurringRule {
            finite_discounts,
            ..RecurringRule::default()
        };
        moved(
            &report(
                &rows,
                &[],
                &with_rule(rule),
                &months("2026-02-01", "2026-02-28"),
            )[0],
        )
    };
    assert_eq!(
        february(FiniteDiscounts::Ignore),
        [("opening", 10), ("closing", 10)]
    );
    let ends = [("opening", 6), ("expansion", 4), ("closing", 10)];
    assert_eq!(february(FiniteDiscounts::Subtract), ends);
}

/// Away from 5 February to 16 April: 70 days, and the whole of March.
#[test]
fn who_comes_back_is_reactivated_new_or_was_never_away() {
    let rows = [
        row("a", "s", "2026-01-01", "2026-02-05", "10.00 EUR"),
        row("a", "t", "2026-04-16", "", "12.00 EUR"),
    ];
    let movements = |reactivation, grain| {
        let convention = Convention {
            reactivation,
            grain,
            ..Convention::default()
        };
        let rows = report(&rows, &[], &convention, &months("2026-02-01", "2026-04-30"));
        let names = rows.iter().flat_map(moved).map(|(name, _)| name);
        names
            .filter(|name| !["opening", "closing"].contains(name))
            .collect::<Vec<_>>()
    };
    let number = |number: u16| number.try_into().unwrap();
    for grain in [MovementGrain::Net, MovementGrain::Event] {
        let movements = |reactivation| movements(reactivation, grain);
        assert_eq!(movements(Reactivation::Always), ["churn", "reactivation"]);
        assert_eq!(
            movements(Reactivation::WithinDays(number(70))),
            ["churn", "reactivation"]
        );
        assert_eq!(
            movements(Reactivation::WithinDays(number(69))),
            ["churn", "new"]
        );
        assert_eq!(
            movements(Reactivation::AfterWholeMonths(number(1))),
            ["churn", "reactivation"]
        );
        assert_eq!(
            movements(Reactivation::AfterWholeMonths(number(2))),
            ["expansion"]
        );
        assert_eq!(
            movements(Reactivation::BridgeGaps(number(71))),
            ["expansion"]
        );
        assert_eq!(
            movements(Reactivation::BridgeGaps(number(70))),
            ["churn", "reactivation"]
        );
    }
}

/// Stripe, "MRR growth": <https://docs.stripe.com/billing/subscriptions/analytics/glossary>; the effect of rates is a column of its own.
#[test]
fn example_4_with_the_effect_of_rates() {
    let mut rows = vec![
        row("new", "s", "2026-02-03", "", "100.00 EUR"),
        row("more", "s", "2026-01-01", "", "200.00 EUR"),
        row("more", "t", "2026-02-03", "", "50.00 EUR"),
        row("less", "s", "2026-01-01", "2026-02-03", "140.00 EUR"),
        row("less", "t", "2026-02-03", "", "100.00 EUR"),
        row("gone", "s", "2026-01-01", "2026-02-03", "60.00 EUR"),
        row("rest", "s", "2026-01-01", "", "500.00 EUR"),
    ];
    rows.push(row("abroad", "s", "2026-01-01", "", "100.00 USD"));
    let dollars = [
        (Currency::USD, "2026-01-01", "1"),
        (Currency::USD, "2026-02-20", "0.95"),
    ];
    let rows = report(
        &rows,
        &[],
        &rates(&dollars),
        &months("2026-02-01", "2026-02-28"),
    );
    let expected = [
        ("opening", 1000),
        ("new", 100),
        ("expansion", 50),
        ("contraction", 40),
        ("churn", 60),
        ("fx", -5),
        ("closing", 1045),
    ];
    assert_eq!(moved(&rows[0]), expected);
    // Retention is of the opening at the rates of the last day: rates alone keep and lose nothing.
    assert_eq!(rows[0].amounts.base.to_minor(), 99_500);
    assert_eq!(rows[0].net_revenue_retention(), Ratio::of(945, 995));
}

/// One account that goes from euros to dollars is one movement and an effect of rates, never churn and new.
#[test]
fn trap_7_a_switch_of_currency_is_one_movement() {
    let rows = [
        row("a", "s", "2026-01-01", "2026-02-10", "100.00 USD"),
        row("a", "t", "2026-02-10", "", "95.00 EUR"),
    ];
    let dollars = [
        (Currency::USD, "2026-01-01", "0.90"),
        (Currency::USD, "2026-02-05", "0.92"),
    ];
    for grain in [MovementGrain::Net, MovementGrain::Event] {
        let convention = Convention {
            grain,
            ..rates(&dollars)
        };
        let rows = report(&rows, &[], &convention, &months("2026-02-01", "2026-02-28"));
        let expected = [
            ("opening", 90),
            ("expansion", 3),
            ("fx", 2),
            ("closing", 95),
        ];
        assert_eq!(moved(&rows[0]), expected, "{grain:?}");
    }
}

/// A rate that is missing is an error; a later day's is never taken for it.
#[test]
fn trap_10_no_rate_from_the_future() {
    let rows = [row("a", "s", "2026-01-10", "", "100.00 USD")];
    let late = rates(&[(Currency::USD, "2026-01-11", "0.90")]);
    let error = RevenueHistory::from_host_rows(Currency::EUR, rows.clone(), [], &late).unwrap_err();
    let missing = ValuationError::MissingRate {
        currency: Currency::USD,
        to: Currency::EUR,
        on: day("2026-01-10"),
    };
    assert!(
        matches!(&error, HistoryError::Valuation { source, .. } if *source == missing),
        "{error:?}"
    );
    let single =
        RevenueHistory::from_host_rows(Currency::EUR, rows.clone(), [], &Convention::default());
    assert!(matches!(single, Err(HistoryError::Currency { .. })));
    let other = RevenueHistory::from_host_rows(Currency::USD, rows, [], &late);
    assert!(matches!(other, Err(HistoryError::Rates { .. })));
    for (currency, rate) in [
        (Currency::USD, "0"),
        (Currency::USD, "-1"),
        (Currency::EUR, "1"),
    ] {
        assert!(ConstantRates::new(Currency::EUR, [(currency, rate.parse().unwrap())]).is_err());
    }
    let twice = [(Currency::USD, "1".parse().unwrap()); 2];
    assert!(matches!(
        ConstantRates::new(Currency::EUR, twice),
        Err(FxError::Twice { .. })
    ));
}

#[test]
fn constant_rates_make_no_effect_of_rates() {
    let rows = [
        row("a", "s", "2026-01-01", "", "100.00 USD"),
        row("a", "t", "2026-02-03", "", "1000 JPY"),
    ];
    let rates = [(Currency::USD, "0.5"), (Currency::JPY, "0.006")];
    let rates = rates.map(|(currency, rate)| (currency, rate.parse().unwrap()));
    let fx = Fx::Constant(ConstantRates::new(Currency::EUR, rates).unwrap());
    let convention = Convention {
        fx,
        ..Convention::default()
    };
    let rows = report(&rows, &[], &convention, &months("2026-02-01", "2026-02-28"));
    assert_eq!(
        moved(&rows[0]),
        [("opening", 50), ("expansion", 6), ("closing", 56)]
    );
}

/// An acquisition on a day: the amounts of the branch come to the parent by transfer, and later its loss is the parent's contraction.
#[test]
fn trap_11_a_parent_takes_over_what_its_branch_pays() {
    let rows = [
        row("branch", "s", "2026-01-01", "2026-04-10", "50.00 EUR"),
        row("parent", "s", "2026-01-01", "", "100.00 EUR"),
    ];
    let convention = Convention {
        account: AccountGrain::UltimateParent,
        ..Convention::default()
    };
    let acquired = [belongs("branch", "2026-03-10", "parent")];
    let found = report(
        &rows,
        &acquired,
        &convention,
        &months("2026-03-01", "2026-04-30"),
    );
    let handed = [
        ("opening", 150),
        ("transfers_in", 50),
        ("transfers_out", 50),
        ("closing", 150),
    ];
    assert_eq!(moved(&found[0]), handed);
    assert_eq!(
        (found[0].accounts.opening, found[0].accounts.closing),
        (2, 1)
    );
    assert_eq!(found[0].logo_churn(), Ratio::of(0, 1));
    assert_eq!(
        moved(&found[1]),
        [("opening", 150), ("contraction", 50), ("closing", 100)]
    );
    // Account by account the branch is a customer of its own.
    let apart = report(
        &rows,
        &[],
        &Convention::default(),
        &months("2026-04-01", "2026-04-30"),
    );
    assert_eq!(
        moved(&apart[0]),
        [("opening", 150), ("churn", 50), ("closing", 100)]
    );
}

/// A contract that is written anew on the account into which its customer was merged is no loss, and who was merged had paid before.
#[test]
fn a_merge_carries_amounts_and_the_first_payment_over() {
    let merged = [belongs("old", "2026-03-10", "main")];
    let rows = [
        row("old", "s", "2026-01-01", "2026-03-20", "50.00 EUR"),
        row("main", "s", "2026-03-20", "", "60.00 EUR"),
    ];
    let run = months("2026-03-01", "2026-03-31");
    let found = report(&rows, &merged, &Convention::default(), &run);
    let expected = [
        ("opening", 50),
        ("expansion", 10),
        ("transfers_in", 50),
        ("transfers_out", 50),
        ("closing", 60),
    ];
    assert_eq!(moved(&found[0]), expected);
    let rows = [
        row("old", "s", "2025-01-01", "2025-05-01", "50.00 EUR"),
        row("main", "s", "2026-03-20", "", "60.00 EUR"),
    ];
    let found = report(&rows, &merged, &Convention::default(), &run);
    assert_eq!(moved(&found[0]), [("reactivation", 60), ("closing", 60)]);
}

#[test]
fn trap_7_two_subscriptions_are_one_customer_or_two() {
    let rows = [
        row("a", "s", "2026-01-01", "2026-03-10", "10.00 EUR"),
        row("a", "t", "2026-02-10", "", "30.00 EUR"),
    ];
    let run = months("2026-02-01", "2026-03-31");
    let names = |convention: &Convention| {
        let rows = report(&rows, &[], convention, &run);
        let names = rows.iter().flat_map(moved).map(|(name, _)| name);
        names
            .filter(|name| !["opening", "closing"].contains(name))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&Convention::default()), ["expansion", "contraction"]);
    let account = AccountGrain::Subscription;
    let apart = Convention {
        account,
        ..Convention::default()
    };
    assert_eq!(names(&apart), ["new", "churn"]);
    let history = history(&rows, &[], &apart);
    assert_eq!(history.accounts()[1].as_str(), "a/t");
    assert_eq!(
        history
            .owner(retention::AccountIndex::new(1))
            .unwrap()
            .as_str(),
        "a"
    );
}

/// One of two leaves on the 10th, the other on the 20th, and a third has come in between.
#[test]
fn daily_churn_is_the_sum_of_every_days_own() {
    let rows = [
        row("a", "s", "2026-01-01", "2026-02-10", "10.00 EUR"),
        row("b", "s", "2026-01-01", "2026-02-20", "10.00 EUR"),
        row("c", "s", "2026-02-15", "", "10.00 EUR"),
    ];
    let convention = Convention {
        logo: LogoDenominator::DailySum,
        ..Convention::default()
    };
    let run = months("2026-02-01", "2026-04-30");
    let found = report(&rows, &[], &convention, &run);
    // 1 of 2 and then 1 of 2 again; a month without anything lost; and nothing over nothing.
    assert_eq!(found[0].logo_churn(), Ratio::of(1, 1));
    assert_eq!(found[1].logo_churn(), Ratio::of(0, 1));
    assert_eq!(report(&[], &[], &convention, &run)[0].logo_churn(), None);
}

#[test]
fn trap_6_who_was_there_before_the_history_is_unknown_and_in_no_cohort() {
    let rows = [
        row("was there", "s", "2026-01-01", "", "10.00 EUR"),
        row("came", "s", "2026-01-02", "", "20.00 EUR"),
    ];
    let history = history(&rows, &[], &Convention::default()).known_from(day("2026-01-01"));
    let run = months("2026-01-01", "2026-02-28");
    for grain in [MovementGrain::Net, MovementGrain::Event] {
        let convention = Convention {
            grain,
            ..Convention::default()
        };
        let report = retention::bridge(&history, &run, &Slicing::none(), convention).unwrap();
        report.reconcile().unwrap();
        let expected = [("new", 20), ("unknown", 10), ("closing", 30)];
        assert_eq!(moved(&report.all.rows[0]), expected);
    }
    let cohorts =
        retention::cohorts(&history, &run, &Slicing::none(), Convention::default()).unwrap();
    assert_eq!(cohorts.all.rows[0].size(), 1);
    assert_eq!(cohorts.all.earlier[1].active, 1);
}

#[test]
fn trap_15_the_end_of_an_extract_is_no_churn() {
    let rows = [row("a", "s", "2026-01-01", "2026-03-15", "10.00 EUR")];
    let history = history(&rows, &[], &Convention::default()).observed_until(day("2026-03-15"));
    let run = months("2026-02-01", "2026-05-31");
    let none = Slicing::none();
    let report = retention::bridge(&history, &run, &none, Convention::default()).unwrap();
    assert_eq!(report.all.rows.len(), 1, "March is not over");
    assert_eq!(
        moved(&report.all.rows[0]),
        [("opening", 10), ("closing", 10)]
    );
    let cohorts = retention::cohorts(
        &history,
        &months("2026-01-01", "2026-05-31"),
        &none,
        Convention::default(),
    );
    assert_eq!(cohorts.unwrap().all.rows[0].cells.len(), 2);
    let trailing = retention::trailing(&history, &run, 1, &none, Convention::default()).unwrap();
    assert!(trailing.all.rows.is_empty());
}

/// What a history was made by cannot be asked of it by another convention.
#[test]
fn a_history_knows_what_it_was_made_by() {
    let rows = [row("a", "s", "2026-01-01", "", "10.00 EUR")];
    let history = history(&rows, &[], &Convention::stripe());
    let run = months("2026-01-01", "2026-01-31");
    let asked =
        |convention| retention::bridge(&history, &run, &Slicing::none(), convention).map(|_| ());
    assert_eq!(asked(Convention::stripe()), Ok(()));
    let part = "recurring";
    assert_eq!(
        asked(Convention::profitwell()),
        Err(RetentionError::OtherConvention { part })
    );
    // A host that says what an amount is may ask anything of it.
    let mut builder = RevenueHistory::builder(Currency::EUR);
    let account = builder.account(&AccountId::new("a").unwrap()).unwrap();
    let span = day("2026-01-01").into();
    builder
        .line(RevenueLine {
            account,
            span,
            monthly: "10.00 EUR".parse().unwrap(),
        })
        .unwrap();
    let own = builder.build().unwrap();
    for (_, convention) in Convention::named() {
        assert!(retention::bridge(&own, &run, &Slicing::none(), convention).is_ok());
    }
}

#[test]
fn conventions_are_written_and_read_whole() {
    for (name, convention) in Convention::named() {
        let text = serde_json::to_string(&convention).unwrap();
        assert_eq!(
            serde_json::from_str::<Convention>(&text).unwrap(),
            convention,
            "{name}"
        );
    }
    let dated = rates(&[
        (Currency::USD, "2026-01-01", "0.90"),
        (Currency::USD, "2026-01-02", "0.91"),
    ]);
    let text = serde_json::to_string(&dated).unwrap();
    assert!(
        text.contains(r#""fx":{"as_of":{"to":"EUR","rates":{"USD":{"2026-01-01":"0.9""#),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Convention>(&text).unwrap(), dated);
    for wrong in [
        r#"{"churn":"service_end"}"#,
        r#"{"recurring":{"churn":"sometimes"}}"#,
        r#"{"reactivation":{"bridge_gaps":0}}"#,
        r#"{"fx":{"constant":{"to":"EUR","rates":{"USD":"1e3"}}}}"#,
        r#"{"fx":{"constant":{"to":"EUR","rates":{"EUR":"1"}}}}"#,
    ] {
        assert!(
            serde_json::from_str::<Convention>(wrong).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn weeks_begin_on_the_day_they_are_said_to() {
    let rows = [row("a", "s", "2026-03-01", "", "10.00 EUR")]; // a Sunday
    let convention = Convention::default();
    let history = history(&rows, &[], &convention);
    let begins = |first| {
        let weeks =
            Periods::covering(Grain::Week(first), day("2026-02-25"), day("2026-03-10")).unwrap();
        let report =
            retention::bridge(&history, &weeks, &Slicing::none(), convention.clone()).unwrap();
        let new = report
            .all
            .rows
            .iter()
            .find(|row| row.accounts.new == 1)
            .unwrap();
        (new.period.start(), new.period.end())
    };
    assert_eq!(begins(Weekday::Mon), (day("2026-02-23"), day("2026-03-02")));
    assert_eq!(begins(Weekday::Sun), (day("2026-03-01"), day("2026-03-08")));
}

/// One customer, cancelled in February to the end of March, on a coupon for three months, on hold for a while.
fn practice(convention: &Convention) -> Vec<Vec<(&'static str, i128)>> {
    let finite_discount = Some("20.00 EUR".parse().unwrap());
    let stay = |from: &str, until: &str| row("stays", "s", from, until, "100.00 EUR");
    let hold = RowStanding::Paused;
    let rows = [
        RevenueRow {
            finite_discount,
            ..stay("2026-01-01", "2026-02-01")
        },
        RevenueRow {
            standing: hold,
            ..stay("2026-02-01", "2026-03-01")
        },
        stay("2026-03-01", ""),
        cancelled(
            row("leaves", "s", "2025-12-01", "", "50.00 EUR"),
            ["2026-02-10", "2026-02-20", "2026-03-20"],
        ),
    ];
    report(&rows, &[], convention, &months("2026-02-01", "2026-03-31"))
        .iter()
        .map(moved)
        .collect()
}

/// Removed at cancellation, a finite coupon does not count, who is paused stays.
#[test]
fn stripe_removes_at_cancellation_and_ignores_finite_coupons() {
    let expected = [
        vec![("opening", 150), ("churn", 50), ("closing", 100)],
        vec![("opening", 100), ("closing", 100)],
    ];
    assert_eq!(practice(&Convention::stripe()), expected);
    let rows = [
        row("a", "s", "2026-01-01", "", "1.00 EUR"),
        row("b", "s", "2026-02-03", "2026-02-20", "1.00 EUR"),
    ];
    let february = report(
        &rows,
        &[],
        &Convention::stripe(),
        &months("2026-02-01", "2026-02-28"),
    );
    assert_eq!(
        (february[0].accounts.new, february[0].accounts.churned),
        (1, 1)
    );
}

/// Paid until the end of the cycle, every discount taken off, nothing while on hold.
#[test]
fn profitwell_keeps_to_the_end_of_the_cycle_and_takes_discounts_off() {
    let expected = [
        vec![("opening", 130), ("churn", 80), ("closing", 50)],
        vec![
            ("opening", 50),
            ("reactivation", 100),
            ("churn", 50),
            ("closing", 100),
        ],
    ];
    assert_eq!(practice(&Convention::profitwell()), expected);
}

/// Subscriptions on hold count, discounts are taken off, and after 90 days a customer who returns is new.
#[test]
fn maxio_counts_what_is_on_hold_and_knows_returns_for_90_days() {
    let expected = [
        vec![
            ("opening", 130),
            ("expansion", 20),
            ("churn", 50),
            ("closing", 100),
        ],
        vec![("opening", 100), ("closing", 100)],
    ];
    assert_eq!(practice(&Convention::maxio()), expected);
    let back = |on: &str| {
        let rows = [
            row("a", "s", "2025-01-01", "2026-01-01", "1.00 EUR"),
            row("a", "t", on, "", "1.00 EUR"),
        ];
        let run = months("2026-03-01", "2026-04-30");
        let rows = report(&rows, &[], &Convention::maxio(), &run);
        rows.iter()
            .map(|row| (row.accounts.new, row.accounts.reactivated))
            .collect::<Vec<_>>()
    };
    assert_eq!(back("2026-04-01"), [(0, 0), (0, 1)]);
    assert_eq!(back("2026-04-02"), [(0, 0), (1, 0)]);
}

/// A month without revenue comes before a reactivation; paused is at nothing.
#[test]
fn recurly_reactivates_after_a_whole_month_without_revenue() {
    // On hold for the whole of February: gone, and back.
    let expected = [
        vec![("opening", 130), ("churn", 80), ("closing", 50)],
        vec![
            ("opening", 50),
            ("reactivation", 100),
            ("churn", 50),
            ("closing", 100),
        ],
    ];
    assert_eq!(practice(&Convention::recurly()), expected);
    let rows = [
        row("a", "s", "2026-01-01", "2026-02-20", "1.00 EUR"),
        row("a", "t", "2026-03-25", "", "1.00 EUR"),
    ];
    let rows = report(
        &rows,
        &[],
        &Convention::recurly(),
        &months("2026-02-01", "2026-03-31"),
    );
    assert!(
        rows.iter()
            .all(|row| row.accounts.churned == 0 && row.accounts.reactivated == 0)
    );
}

/// Net churn less reactivation, churn when the subscription ends, what is past due or paused stays.
#[test]
fn chartmogul_counts_reactivation_against_churn() {
    let expected = [
        vec![
            ("opening", 130),
            ("expansion", 20),
            ("churn", 50),
            ("closing", 100),
        ],
        vec![("opening", 100), ("closing", 100)],
    ];
    assert_eq!(practice(&Convention::chartmogul()), expected);
    let rows = [
        row("stays", "s", "2026-01-01", "", "60.00 EUR"),
        row("leaves", "s", "2026-01-01", "2026-02-10", "40.00 EUR"),
        row("returns", "s", "2025-01-01", "2025-06-01", "30.00 EUR"),
        row("returns", "t", "2026-02-15", "", "30.00 EUR"),
    ];
    let rows = report(
        &rows,
        &[],
        &Convention::chartmogul(),
        &months("2026-02-01", "2026-02-28"),
    );
    assert_eq!(rows[0].net_revenue_churn(), Ratio::of(40 - 30, 100));
    assert_eq!(rows[0].gross_revenue_churn(), Ratio::of(40, 100));
}
