//! Books small enough to work out by hand, for what the definitions leave to be decided.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use chrono::NaiveDate;
use tenure::retention::{
    self, AccountIndex, Bridge, BridgeReport, Convention, Credit, Handover, LogoDenominator,
    NetMethod, QuickRatio, RevenueHistory, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Periods, Ratio, Rounding};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Totals of accounts `A0`, `A1` and so on, in whole dollars from a day on.
fn book(accounts: &[&[(&str, u32)]]) -> RevenueHistory {
    let mut builder = RevenueHistory::builder(Currency::USD);
    for (number, levels) in accounts.iter().enumerate() {
        let account = AccountId::new(format!("A{number}")).unwrap();
        let account = builder.account(&account).unwrap();
        for (on, dollars) in *levels {
            let monthly = format!("{dollars}.00 USD").parse().unwrap();
            builder.level(account, day(on), monthly).unwrap();
        }
    }
    builder.build().unwrap()
}

fn manager(name: &str) -> SliceKey {
    SliceKey::Manager(ManagerId::new(name).unwrap())
}

fn held(history: &RevenueHistory, handovers: &[(u32, &str, &str)]) -> Slicing {
    let handovers = handovers.iter().map(|(account, on, to)| Handover {
        account: AccountIndex::new(*account),
        on: day(on),
        to: if to.is_empty() {
            SliceKey::Unassigned
        } else {
            manager(to)
        },
    });
    Slicing::by_holder(history, handovers).unwrap()
}

fn months(first: &str, last: &str) -> Periods {
    Periods::covering(Grain::Month, day(first), day(last)).unwrap()
}

fn bridge(history: &RevenueHistory, periods: &Periods, convention: Convention) -> Bridge {
    retention::bridge(history, periods, &Slicing::none(), convention.clone())
        .unwrap()
        .all
}

/// The columns of a row that are not zero, in whole dollars.
fn row(bridge: &Bridge, at: usize) -> Vec<(&'static str, i128)> {
    let columns = bridge.rows[at].amounts.columns();
    let columns = columns.map(|(name, money)| (name, money.to_minor() / 100));
    columns
        .into_iter()
        .filter(|(_, dollars)| *dollars != 0)
        .collect()
}

fn slice<'a>(report: &'a BridgeReport, name: &str) -> &'a Bridge {
    &report.slices[&manager(name)]
}

#[test]
fn who_paid_at_the_end_of_an_earlier_month_is_not_new() {
    let history = book(&[&[("2025-03-05", 10), ("2025-04-02", 0), ("2026-01-10", 20)]]);
    let report = bridge(
        &history,
        &months("2026-01-01", "2026-01-31"),
        Convention::default(),
    );
    assert_eq!(row(&report, 0), [("reactivation", 20), ("closing", 20)]);
}

#[test]
fn who_paid_within_an_earlier_month_only_is_new() {
    let history = book(&[&[("2025-03-05", 10), ("2025-03-30", 0), ("2026-01-10", 20)]]);
    let report = bridge(
        &history,
        &months("2026-01-01", "2026-01-31"),
        Convention::default(),
    );
    assert_eq!(row(&report, 0), [("new", 20), ("closing", 20)]);
    // The earlier periods are those of the same calendar: no quarter or year ends within March either.
    let history = book(&[&[("2025-03-05", 10), ("2025-04-30", 0), ("2026-01-10", 20)]]);
    let years = Periods::covering(Grain::Year, day("2026-01-01"), day("2026-01-01")).unwrap();
    let report = bridge(&history, &years, Convention::default());
    assert_eq!(row(&report, 0), [("new", 20), ("closing", 20)]);
}

#[test]
fn what_ends_on_the_first_is_lost_in_the_month_that_begins() {
    let history = book(&[&[("2026-01-01", 10), ("2026-03-01", 0)]]);
    let report = bridge(
        &history,
        &months("2026-02-01", "2026-03-31"),
        Convention::default(),
    );
    assert_eq!(
        row(&report, 0),
        [("opening", 10), ("closing", 10), ("base", 10)]
    );
    assert_eq!(
        row(&report, 1),
        [("opening", 10), ("churn", 10), ("base", 10)]
    );
}

#[test]
fn a_loss_and_return_within_a_month_does_not_show() {
    let history = book(&[&[("2026-01-01", 10), ("2026-02-05", 0), ("2026-02-20", 10)]]);
    let report = bridge(
        &history,
        &months("2026-02-01", "2026-02-28"),
        Convention::default(),
    );
    assert_eq!(
        row(&report, 0),
        [("opening", 10), ("closing", 10), ("base", 10)]
    );
}

#[test]
fn ninety_seven_and_a_half_percent_not_a_hundred_and_two() {
    // 100 accounts at 10; ten leave, five go to 25.
    let accounts: Vec<Vec<(&str, u32)>> = (0..100)
        .map(|number| match number {
            0..10 => vec![("2026-01-01", 10), ("2026-02-10", 0)],
            10..15 => vec![("2026-01-01", 10), ("2026-02-10", 25)],
            _ => vec![("2026-01-01", 10)],
        })
        .collect();
    let accounts: Vec<&[_]> = accounts.iter().map(Vec::as_slice).collect();
    let report = bridge(
        &book(&accounts),
        &months("2026-02-01", "2026-02-28"),
        Convention::default(),
    );
    let row = &report.rows[0];
    assert_eq!(row.net_revenue_retention(), Ratio::of(975, 1000));
    assert_eq!(row.gross_revenue_retention(), Ratio::of(9, 10));
    assert_eq!(row.gross_revenue_churn(), Ratio::of(1, 10));
    assert_eq!(row.net_revenue_churn(), Ratio::of(25, 1000));
    assert_eq!(row.logo_churn(), Ratio::of(1, 10));
    assert_eq!(row.quick_ratio(), Ratio::of(75, 100));
}

#[test]
fn three_of_twenty_lost_and_the_rest_pay_two_more() {
    // 600 in all; the three that leave paid 90, the others pay 2 more each: 544 stay.
    let mut accounts: Vec<Vec<(&str, u32)>> = vec![vec![("2026-01-01", 30), ("2026-02-10", 0)]; 3];
    accounts.extend(vec![vec![("2026-01-01", 30), ("2026-02-10", 32)]; 17]);
    let accounts: Vec<&[_]> = accounts.iter().map(Vec::as_slice).collect();
    let report = bridge(
        &book(&accounts),
        &months("2026-02-01", "2026-02-28"),
        Convention::default(),
    );
    let row = &report.rows[0];
    assert_eq!(row.logo_churn(), Ratio::of(3, 20));
    assert_eq!(row.net_revenue_retention(), Ratio::of(544, 600));
    assert_eq!(row.accounts.expanded, 17);
}

#[test]
fn logo_churn_over_the_opening_or_over_all_that_were_there() {
    // 1000 at the opening, 100 new, 100 lost, in tens.
    let mut accounts: Vec<Vec<(&str, u32)>> = vec![vec![("2026-01-01", 1)]; 90];
    accounts.extend(vec![vec![("2026-01-01", 1), ("2026-02-03", 0)]; 10]);
    accounts.extend(vec![vec![("2026-02-07", 1)]; 10]);
    let accounts: Vec<&[_]> = accounts.iter().map(Vec::as_slice).collect();
    let history = book(&accounts);
    let run = months("2026-02-01", "2026-02-28");
    let churn = |logo| {
        let convention = Convention {
            logo,
            ..Convention::default()
        };
        bridge(&history, &run, convention.clone()).rows[0].logo_churn()
    };
    assert_eq!(churn(LogoDenominator::Opening), Ratio::of(100, 1000));
    assert_eq!(churn(LogoDenominator::OpeningPlusNew), Ratio::of(100, 1100));
}

#[test]
fn what_came_back_counts_by_the_convention_only() {
    let history = book(&[
        &[("2026-01-01", 100), ("2026-03-05", 80)],
        &[("2026-01-01", 30), ("2026-02-05", 0), ("2026-03-05", 40)],
    ]);
    let run = months("2026-03-01", "2026-03-31");
    let under = |net, quick| {
        let convention = Convention {
            net,
            quick,
            ..Convention::default()
        };
        let row = bridge(&history, &run, convention.clone()).rows[0].clone();
        (
            row.net_revenue_retention(),
            row.net_revenue_churn(),
            row.quick_ratio(),
        )
    };
    assert_eq!(
        under(NetMethod::CohortSnapshot, QuickRatio::WithoutReactivation),
        (Ratio::of(80, 100), Ratio::of(20, 100), Ratio::of(0, 20))
    );
    assert_eq!(
        under(
            NetMethod::BridgeWithReactivation,
            QuickRatio::WithReactivation
        ),
        (Ratio::of(120, 100), Ratio::of(-20, 100), Ratio::of(40, 20))
    );
}

#[test]
fn average_revenue_is_rounded_by_the_named_rule() {
    let history = book(&[
        &[("2026-01-01", 33)],
        &[("2026-01-01", 33)],
        &[("2026-01-01", 34)],
    ]);
    let run = months("2026-01-01", "2026-01-31");
    let under = |rounding| {
        let convention = Convention {
            rounding,
            ..Convention::default()
        };
        let row = bridge(&history, &run, convention.clone()).rows[0].clone();
        assert_eq!(row.revenue_per_account(), Ratio::of(10_000, 3));
        row.average_revenue_per_account().unwrap().to_string()
    };
    assert_eq!(under(Rounding::HalfEven), "33.33 USD");
    assert_eq!(under(Rounding::Ceiling), "33.34 USD");
}

/// Asha holds the account until Bela takes it on 15 February; it grows from 100 to 130 on a day before or after.
#[test]
fn growth_goes_to_the_holder_of_its_day_or_of_the_opening() {
    let run = months("2026-02-01", "2026-03-31");
    let report = |grown_on, credit| {
        let history = book(&[&[("2026-01-01", 100), (grown_on, 130)]]);
        let slicing = held(
            &history,
            &[(0, "2026-01-01", "asha"), (0, "2026-02-15", "bela")],
        );
        let convention = Convention {
            credit,
            ..Convention::default()
        };
        let report = retention::bridge(&history, &run, &slicing, convention.clone()).unwrap();
        report.reconcile().unwrap();
        report
    };
    // Grown in Asha's hands: she hands over 130.
    let asha_grew = [
        ("opening", 100),
        ("expansion", 30),
        ("transfers_out", 130),
        ("base", 100),
    ];
    let bela_took = [("transfers_in", 130), ("closing", 130)];
    for (grown_on, credit) in [
        ("2026-02-14", Credit::HolderOnDay),
        ("2026-02-14", Credit::HolderAtOpening),
        ("2026-02-20", Credit::HolderAtOpening),
    ] {
        let report = report(grown_on, credit);
        assert_eq!(row(slice(&report, "asha"), 0), asha_grew);
        assert_eq!(row(slice(&report, "bela"), 0), bela_took);
        assert_eq!(
            slice(&report, "asha").rows[0].net_revenue_retention(),
            Ratio::of(130, 100)
        );
        assert_eq!(slice(&report, "bela").rows[0].net_revenue_retention(), None);
    }
    // Grown on the day of the handover or later: Bela took 100 and made 130 of it.
    for grown_on in ["2026-02-15", "2026-02-20"] {
        let report = report(grown_on, Credit::HolderOnDay);
        assert_eq!(
            row(slice(&report, "asha"), 0),
            [("opening", 100), ("transfers_out", 100)]
        );
        assert_eq!(
            row(slice(&report, "bela"), 0),
            [
                ("expansion", 30),
                ("transfers_in", 100),
                ("closing", 130),
                ("base", 100)
            ]
        );
        assert_eq!(
            row(slice(&report, "bela"), 1),
            [("opening", 130), ("closing", 130), ("base", 130)]
        );
        // The company neither won nor lost anything by the handover.
        assert_eq!(
            row(&report.all, 0),
            [
                ("opening", 100),
                ("expansion", 30),
                ("closing", 130),
                ("base", 100)
            ]
        );
    }
}

#[test]
fn an_account_in_quiet_hands_is_handed_over_at_its_amount() {
    let history = book(&[&[("2026-01-01", 50)]]);
    let slicing = held(
        &history,
        &[
            (0, "2026-01-01", "asha"),
            (0, "2026-02-10", "bela"),
            (0, "2026-02-20", ""),
        ],
    );
    let run = months("2026-02-01", "2026-02-28");
    let report = retention::bridge(&history, &run, &slicing, Convention::default()).unwrap();
    assert_eq!(
        row(slice(&report, "asha"), 0),
        [("opening", 50), ("transfers_out", 50), ("base", 50)]
    );
    assert_eq!(row(slice(&report, "bela"), 0), []); // held it neither at the opening nor at the closing
    let nobody = &report.slices[&SliceKey::Unassigned];
    assert_eq!(row(nobody, 0), [("transfers_in", 50), ("closing", 50)]);
    assert_eq!(slice(&report, "asha").rows[0].accounts.transferred_out, 1);
    assert_eq!(
        slice(&report, "asha").rows[0].gross_revenue_retention(),
        Ratio::of(1, 1)
    );
}

#[test]
fn a_holder_in_between_is_credited_and_keeps_nothing() {
    let history = book(&[&[("2026-01-01", 50), ("2026-02-12", 40)]]);
    let slicing = held(
        &history,
        &[
            (0, "2026-01-01", "asha"),
            (0, "2026-02-10", "bela"),
            (0, "2026-02-20", "chen"),
        ],
    );
    let run = months("2026-02-01", "2026-02-28");
    let report = retention::bridge(&history, &run, &slicing, Convention::default()).unwrap();
    assert_eq!(
        row(slice(&report, "asha"), 0),
        [("opening", 50), ("transfers_out", 50)]
    );
    assert_eq!(
        row(slice(&report, "bela"), 0),
        [
            ("contraction", 10),
            ("transfers_in", 50),
            ("transfers_out", 40),
            ("base", 50)
        ]
    );
    assert_eq!(
        row(slice(&report, "chen"), 0),
        [("transfers_in", 40), ("closing", 40)]
    );
    report.reconcile().unwrap();
}

#[test]
fn a_new_account_without_holder_at_the_opening_is_its_first_holders() {
    let history = book(&[&[("2026-02-10", 20)], &[("2026-02-10", 20)]]);
    let slicing = held(
        &history,
        &[
            (0, "2026-02-08", "asha"),
            (0, "2026-02-20", "bela"),
            (1, "2026-01-20", "chen"), // looked after before it paid
            (1, "2026-02-05", "bela"),
        ],
    );
    let run = months("2026-02-01", "2026-02-28");
    let convention = Convention {
        credit: Credit::HolderAtOpening,
        ..Convention::default()
    };
    let report = retention::bridge(&history, &run, &slicing, convention.clone()).unwrap();
    assert_eq!(
        row(slice(&report, "asha"), 0),
        [("new", 20), ("transfers_out", 20)]
    );
    assert_eq!(
        row(slice(&report, "chen"), 0),
        [("new", 20), ("transfers_out", 20)]
    );
    assert_eq!(
        row(slice(&report, "bela"), 0),
        [("transfers_in", 40), ("closing", 40)]
    );
    report.reconcile().unwrap();
}

#[test]
fn a_lost_account_is_the_loss_of_who_held_it_that_day() {
    let history = book(&[&[("2026-01-01", 50), ("2026-02-12", 0)]]);
    let slicing = held(
        &history,
        &[
            (0, "2026-01-01", "asha"),
            (0, "2026-02-10", "bela"),
            (0, "2026-02-20", "chen"),
        ],
    );
    let run = months("2026-02-01", "2026-03-31");
    let report = retention::bridge(&history, &run, &slicing, Convention::default()).unwrap();
    assert_eq!(
        row(slice(&report, "bela"), 0),
        [("churn", 50), ("transfers_in", 50), ("base", 50)]
    );
    assert_eq!(row(slice(&report, "chen"), 0), []);
    assert_eq!(row(slice(&report, "chen"), 1), []);
}

#[test]
fn a_trailing_slice_is_what_was_held_at_the_base() {
    let history = book(&[&[("2026-01-01", 50), ("2026-03-12", 20)]]);
    let slicing = held(
        &history,
        &[(0, "2026-01-01", "asha"), (0, "2026-02-10", "bela")],
    );
    let run = months("2026-01-01", "2026-04-30");
    let report = retention::trailing(&history, &run, 2, &slicing, Convention::default()).unwrap();
    let rates = |name: &str| {
        let rows = report.slices[&manager(name)].rows.iter();
        rows.map(|row| row.gross_revenue_retention())
            .collect::<Vec<_>>()
    };
    assert_eq!(rates("asha"), [Ratio::of(20, 50), None]);
    assert_eq!(rates("bela"), [None, Ratio::of(20, 50)]);
}

#[test]
fn who_paid_before_the_run_belongs_to_none_of_its_cohorts() {
    let history = book(&[
        &[("2025-11-10", 10), ("2026-02-10", 15)],
        &[("2026-01-10", 20), ("2026-02-10", 0), ("2026-03-10", 30)],
        &[("2026-02-05", 7)],
    ]);
    let run = months("2026-01-01", "2026-03-31");
    let report =
        retention::cohorts(&history, &run, &Slicing::none(), Convention::default()).unwrap();
    let cells = |cells: &[retention::CohortCell]| {
        let cells = cells
            .iter()
            .map(|cell| (cell.active, cell.revenue.to_minor() / 100));
        cells.collect::<Vec<_>>()
    };
    assert_eq!(cells(&report.all.earlier), [(1, 10), (1, 15), (1, 15)]);
    assert_eq!(report.all.rows.len(), 2);
    assert_eq!(cells(&report.all.rows[0].cells), [(1, 20), (0, 0), (1, 30)]);
    assert_eq!(cells(&report.all.rows[1].cells), [(1, 7), (1, 7)]);
    // A cohort at 0 % stays in the average; one that does not reach the age does not.
    assert_eq!(report.all.average_logo_retention(1), Ratio::of(1, 2));
    assert_eq!(report.all.average_revenue_retention(1), Ratio::of(7, 27));
    assert_eq!(report.all.average_logo_retention(2), Ratio::of(1, 1));
    assert_eq!(report.all.average_logo_retention(3), None);
}

#[test]
fn a_report_that_was_altered_does_not_reconcile() {
    let history = book(&[&[("2026-01-10", 10)], &[("2026-02-10", 10)]]);
    let slicing = held(
        &history,
        &[(0, "2026-01-01", "asha"), (1, "2026-01-01", "bela")],
    );
    let run = months("2026-01-01", "2026-03-31");
    let report = retention::bridge(&history, &run, &slicing, Convention::default()).unwrap();
    report.reconcile().unwrap();
    let mut altered = report.clone();
    altered.all.rows[1].amounts.new = "11.00 USD".parse().unwrap();
    assert_eq!(
        altered.reconcile().unwrap_err().to_string(),
        "the closing amount of the period from 2026-02-01 is 2000, its parts make 2100; the report was altered or the engine is wrong"
    );
    let mut lost = report.clone();
    lost.slices.remove(&manager("asha"));
    assert_eq!(lost.reconcile().unwrap_err().what, "new");
    let mut torn = report;
    torn.all.rows.remove(1);
    assert_eq!(torn.all.reconcile().unwrap_err().what, "opening amount");
}
