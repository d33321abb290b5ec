//! Worked examples that others have published, each with its source: given these amounts, that figure. Three are printed wrong
//! at their source; they are here to show what the right figure is and where the printed one comes from.
//!
//! The numbers are the project's own list of such examples. 15 and 16, of health scores, stand with the tests of `health`; 17, of a
//! manager's hours, with those of staffing; 18 and 19, of fitted lifetimes, with `tenure-forecast`.

use chrono::NaiveDate;
use tenure::economics::{self, ExactAmount, Extent};
use tenure::retention::{
    self, BridgeRow, Convention, LogoDenominator, RevenueHistory, RevenueLine, Slicing,
};
use tenure::{AccountId, Currency, Grain, Money, Periods, Ratio, Rounding, Span};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dollars(whole: i128) -> Money {
    Money::from_minor(whole * 100, Currency::USD).unwrap()
}

/// Accounts that pay the first amount before February 2026 and the second from its 10th on, in whole dollars a month; so many
/// of each.
fn february(accounts: &[(usize, i128, i128)], convention: Convention) -> BridgeRow {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let each = accounts
        .iter()
        .flat_map(|(count, before, after)| std::iter::repeat_n((before, after), *count));
    for (number, (before, after)) in each.enumerate() {
        let account = AccountId::new(format!("A{number}")).unwrap();
        let account = builder.account(&account).unwrap();
        for (on, amount) in [("2026-01-01", before), ("2026-02-10", after)] {
            builder.level(account, day(on), dollars(*amount)).unwrap();
        }
    }
    let report = retention::bridge(
        &builder.build().unwrap(),
        &months("2026-02-01", "2026-02-28"),
        &Slicing::none(),
        convention.clone(),
    );
    let report = report.unwrap();
    report.reconcile().unwrap();
    report.all.rows[0].clone()
}

fn months(first: &str, last: &str) -> Periods {
    Periods::covering(Grain::Month, day(first), day(last)).unwrap()
}

fn percent(rate: Option<Ratio>, digits: u32) -> String {
    let rate = rate.unwrap();
    let hundred = Ratio::of(rate.numerator() * 100, rate.denominator()).unwrap();
    let shown = hundred.to_decimal(digits, Rounding::HalfEven).unwrap();
    format!("{shown} %")
}

/// ChartMogul, "MRR churn rate": <https://help.chartmogul.com/hc/en-us/articles/203359341>.
#[test]
fn example_1_gross_churn_of_20_and_net_churn_of_10_percent() {
    let row = february(
        &[(1, 10, 0), (1, 30, 20), (1, 30, 40), (1, 30, 30)],
        Convention::default(),
    );
    assert_eq!(row.amounts.opening, dollars(100));
    assert_eq!(percent(row.gross_revenue_churn(), 0), "20 %");
    assert_eq!(percent(row.net_revenue_churn(), 0), "10 %");
}

/// ChartMogul, "Customer churn rate": <https://help.chartmogul.com/hc/en-us/articles/207340419>. Twelve left in the month, of
/// whom one came back in it and one had joined in it; neither counts.
#[test]
fn example_2_who_joined_and_left_or_left_and_returned_within_the_month_has_not_churned() {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let mut spans: Vec<Vec<Span>> = vec![vec![Span::from(day("2026-01-01"))]; 89];
    let span = |from, to| Span::new(day(from), Some(day(to))).unwrap();
    spans.extend(vec![vec![span("2026-01-01", "2026-02-15")]; 10]);
    spans.push(vec![
        span("2026-01-01", "2026-02-05"),
        Span::from(day("2026-02-20")),
    ]);
    spans.push(vec![span("2026-02-03", "2026-02-24")]);
    for (number, spans) in spans.into_iter().enumerate() {
        let account = AccountId::new(format!("A{number}")).unwrap();
        let account = builder.account(&account).unwrap();
        for span in spans {
            let monthly = dollars(10);
            let line = RevenueLine {
                account,
                span,
                monthly,
            };
            builder.line(line).unwrap();
        }
    }
    let report = retention::bridge(
        &builder.build().unwrap(),
        &months("2026-02-01", "2026-02-28"),
        &Slicing::none(),
        Convention::default(),
    );
    assert_eq!(report.unwrap().all.rows[0].logo_churn(), Ratio::of(10, 100));
}

/// ChartMogul, "MRR movements": <https://help.chartmogul.com/hc/en-us/articles/201244842>. Four seats of Gold at 500 a year, two
/// of Silver at 30 a month added and dropped, all ended after the year, and back later.
#[test]
fn example_3_a_customer_from_new_to_reactivated() {
    let year = dollars(4 * 500).amount() / rust_decimal::Decimal::from(12);
    let gold = Money::rounded(year, Currency::USD, Rounding::HalfEven).unwrap();
    assert_eq!(gold.to_string(), "166.67 USD");
    let mut builder = RevenueHistory::builder(Currency::USD);
    let account = builder.account(&AccountId::new("C-1").unwrap()).unwrap();
    for (from, to, monthly) in [
        ("2025-01-10", Some("2026-01-10"), gold),
        ("2025-03-10", Some("2025-06-10"), dollars(60)),
        ("2026-03-10", None, gold),
    ] {
        let span = Span::new(day(from), to.map(day)).unwrap();
        let line = RevenueLine {
            account,
            span,
            monthly,
        };
        builder.line(line).unwrap();
    }
    let report = retention::bridge(
        &builder.build().unwrap(),
        &months("2025-01-01", "2026-03-31"),
        &Slicing::none(),
        Convention::default(),
    );
    let rows = report.unwrap().all.rows;
    assert_eq!(rows[0].amounts.new, gold);
    assert_eq!(rows[2].amounts.expansion, dollars(60));
    assert_eq!(rows[5].amounts.contraction, dollars(60));
    assert_eq!(rows[12].amounts.churn, gold);
    assert_eq!(rows[14].amounts.reactivation, gold);
    let moved = |row: &BridgeRow| row.amounts.opening != row.amounts.closing;
    assert_eq!(rows.iter().filter(|row| moved(row)).count(), 5);
}

/// Stripe, "MRR growth": <https://docs.stripe.com/billing/subscriptions/analytics/glossary>.
#[test]
fn example_4_a_bridge_from_1000_to_1045() {
    let row = february(
        &[
            (1, 0, 100),
            (1, 200, 250),
            (1, 140, 100),
            (1, 60, 0),
            (1, 600, 600),
        ],
        Convention::default(),
    );
    assert_eq!(row.amounts.opening, dollars(1000));
    assert_eq!(row.amounts.closing, dollars(1050));
    // A history has one currency, so the effect of exchange rates is entered by hand: the bridge has its column.
    let mut restated = row;
    (restated.amounts.fx, restated.amounts.closing) = (dollars(-5), dollars(1045));
    let mut bridge = retention::bridge(
        &RevenueHistory::builder(Currency::USD).build().unwrap(),
        &months("2026-02-01", "2026-02-28"),
        &Slicing::none(),
        Convention::default(),
    )
    .unwrap()
    .all;
    bridge.rows[0] = restated;
    bridge.reconcile().unwrap();
}

/// Stripe, "Monthly recurring revenue": <https://docs.stripe.com/billing/subscriptions/analytics/glossary>. The plan costs 600 a
/// year; the formula on the page divides 800 by 12, which would not make the 12,500 that stand beside it.
#[test]
fn example_5_is_12_500_from_600_a_year_not_from_the_800_that_is_printed() {
    let row = february(&[(100, 100, 100), (50, 50, 50)], Convention::default());
    assert_eq!(row.amounts.closing, dollars(12_500));
    let eight_hundred = ExactAmount::per(dollars(50 * 800), 12).unwrap();
    let printed = eight_hundred.rounded(Rounding::HalfEven).unwrap();
    assert_eq!(
        dollars(10_000).checked_add(printed).unwrap().to_string(),
        "13333.33 USD"
    );
}

/// Stripe, billing metric definitions: <https://docs.stripe.com/billing/subscriptions/analytics/glossary>.
#[test]
fn example_6_churn_over_the_opening_and_the_new() {
    let convention = Convention {
        logo: LogoDenominator::OpeningPlusNew,
        ..Convention::default()
    };
    let row = february(&[(900, 1, 1), (100, 1, 0), (100, 0, 1)], convention);
    assert_eq!(row.logo_churn(), Ratio::of(100, 1100));
    assert_eq!(percent(row.logo_churn(), 1), "9.1 %");
}

/// Stripe, billing metric definitions: <https://docs.stripe.com/billing/subscriptions/analytics/glossary>. A plan of 120 a year is
/// cancelled, one goes from 50 to 25 a month.
#[test]
fn example_7_churned_revenue_is_churn_and_contraction() {
    let row = february(&[(1, 120 / 12, 0), (1, 50, 25)], Convention::default());
    let lost = row.amounts.churn.checked_add(row.amounts.contraction);
    assert_eq!(lost.unwrap(), dollars(35));
}

/// Stripe, billing metric definitions: <https://docs.stripe.com/billing/subscriptions/analytics/glossary>.
#[test]
fn example_8_a_tenth_lost_each_month_compounds() {
    let left: Vec<f64> = (1..=5)
        .map(|months| {
            let rates = std::iter::repeat_n(Ratio::of(9, 10), months);
            let kept = economics::compounded_retention_f64(rates).unwrap().unwrap();
            (100.0 * kept).round()
        })
        .collect();
    assert_eq!(left, [90.0, 81.0, 73.0, 66.0, 59.0]);
}

/// Stripe, billing metric definitions: <https://docs.stripe.com/billing/subscriptions/analytics/glossary>. Of 100
/// subscribers at 10, ten leave and five move to 25. Printed is 102.5 %, which comes out when the five's whole new amount of 125
/// is taken for expansion; only 75 of it is.
#[test]
fn example_9_is_97_and_a_half_percent_not_the_102_and_a_half_that_are_printed() {
    let row = february(
        &[(85, 10, 10), (10, 10, 0), (5, 10, 25)],
        Convention::default(),
    );
    assert_eq!(row.amounts.expansion, dollars(75));
    assert_eq!(percent(row.net_revenue_retention(), 1), "97.5 %");
    let whole_new_amount = Ratio::of(1000 - 100 + 125, 1000);
    assert_eq!(percent(whole_new_amount, 1), "102.5 %");
}

/// Stripe, billing metric definitions: <https://docs.stripe.com/billing/subscriptions/analytics/glossary>. 110
/// subscribers become 100 at 50,000 a month. Printed is 5,555, which comes out when churn is rounded to 9 % before the division.
#[test]
fn example_10_is_5_500_not_the_5_555_that_rounded_churn_makes() {
    let row = february(&[(100, 500, 500), (10, 500, 0)], Convention::default());
    let average = ExactAmount::per(row.amounts.closing, row.accounts.closing).unwrap();
    let lifetime = |churn: Ratio| {
        let revenue = economics::lifetime_revenue(average, churn).unwrap();
        revenue.rounded(Rounding::Floor).unwrap()
    };
    assert_eq!(
        lifetime(row.logo_churn().unwrap()),
        Extent::Bounded(dollars(5_500))
    );
    let rounded = Ratio::of(9, 100).unwrap();
    assert_eq!(
        lifetime(rounded),
        Extent::Bounded("5555.55 USD".parse().unwrap())
    );
}

/// Pulse RevOps, question 97: <https://pulserevops.com/sales-trainings/q97>.
#[test]
fn example_11_gross_retention_of_85_and_net_retention_of_103_percent() {
    let thousands = [(1, 600, 0), (1, 5_000, 4_100), (1, 4_400, 6_200)];
    let accounts = thousands.map(|(count, before, after)| (count, before * 1000, after * 1000));
    let row = february(&accounts, Convention::default());
    assert_eq!(row.amounts.opening, dollars(10_000_000));
    assert_eq!(percent(row.gross_revenue_retention(), 0), "85 %");
    assert_eq!(percent(row.net_revenue_retention(), 0), "103 %");
}

/// Odoo, subscription reports: <https://github.com/odoo/documentation/pull/721>. Twenty customers pay 600; three at 30 leave, the others
/// pay 2 more each.
#[test]
fn example_12_logo_churn_of_15_and_revenue_churn_of_9_33_percent() {
    let row = february(&[(3, 30, 0), (17, 30, 32)], Convention::default());
    assert_eq!(row.amounts.opening, dollars(600));
    assert_eq!(percent(row.logo_churn(), 0), "15 %");
    assert_eq!(percent(row.net_revenue_churn(), 2), "9.33 %");
}

/// Chargebee, support article 264186: <https://support.chargebee.com/support/solutions/articles/264186>.
#[test]
fn example_13_a_downgrade_is_contraction_and_no_churn() {
    let row = february(&[(1, 100, 70)], Convention::default());
    assert_eq!(row.accounts.churned, 0);
    assert_eq!(row.amounts.churn, dollars(0));
    assert_eq!(row.amounts.contraction, dollars(30));
}

/// Mosaic, "Customer retention cost": <https://www.mosaic.tech>.
#[test]
fn example_14_retention_cost_of_500_per_customer() {
    let cost = economics::customer_retention_cost(dollars(125_000), 250).unwrap();
    assert_eq!(cost, Some(dollars(500).into()));
}
