//! The engine against the naive reference, on random books, runs, divisions and conventions.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use tenure::retention::{
    self, Bridge, Cohorts, Convention, Credit, MovementGrain, SliceKey, Trailing,
};
use tenure::{Money, Periods};
use tenure_testkit::history::{self, Division};
use tenure_testkit::reference::{self, CellKey, Row};

use super::cases;

fn divisions() -> impl Strategy<Value = Division> {
    prop_oneof![
        1 => Just(Division::Whole),
        1 => Just(Division::Segment),
        3 => Just(Division::Holder)
    ]
}

fn credits() -> impl Strategy<Value = Credit> {
    prop_oneof![Just(Credit::HolderOnDay), Just(Credit::HolderAtOpening)]
}

fn filled(columns: impl Iterator<Item = (String, i128)>) -> Row {
    columns.filter(|(_, value)| *value != 0).collect()
}

pub(super) fn bridge_rows(bridge: &Bridge) -> Vec<Row> {
    let rows = bridge.rows.iter().map(|row| {
        let amounts = row.amounts.columns();
        let amounts = amounts.map(|(name, money)| (format!("amount.{name}"), money.to_minor()));
        let accounts = row.accounts.columns();
        let accounts = accounts.map(|(name, n)| (format!("accounts.{name}"), i128::from(n)));
        filled(amounts.into_iter().chain(accounts))
    });
    rows.collect()
}

pub(super) fn trailing_rows(trailing: &Trailing) -> Vec<Row> {
    let minor = |money: Money| money.to_minor();
    let rows = trailing.rows.iter().map(|row| {
        let columns = [
            ("amount.opening", minor(row.opening)),
            ("amount.gross_retained", minor(row.gross_retained)),
            ("amount.net_retained", minor(row.net_retained)),
            ("accounts.opening", row.opening_accounts.into()),
            ("accounts.retained", row.retained_accounts.into()),
        ];
        filled(
            columns
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        )
    });
    rows.collect()
}

pub(super) fn cohort_cells(cohorts: &Cohorts, periods: &Periods) -> BTreeMap<CellKey, (u64, i128)> {
    let mut cells = BTreeMap::new();
    for cohort in &cohorts.rows {
        let start = cohort.period.start();
        let born = periods.index_of(start).unwrap();
        assert_eq!(
            cohort.cells.len(),
            periods.len() - born,
            "up to the last period"
        );
        for (age, cell) in cohort.cells.iter().enumerate() {
            cells.insert(
                (Some(start), born + age),
                (cell.active, cell.revenue.to_minor()),
            );
        }
    }
    assert_eq!(cohorts.earlier.len(), periods.len());
    for (at, cell) in cohorts.earlier.iter().enumerate() {
        cells.insert((None, at), (cell.active, cell.revenue.to_minor()));
    }
    cells.retain(|_, cell| *cell != (0, 0));
    cells
}

/// The whole under `None` and every slice, as the reference has them.
pub(super) fn with_whole<T: Clone>(
    all: T,
    slices: &BTreeMap<SliceKey, T>,
) -> BTreeMap<Option<SliceKey>, T> {
    let slices = slices
        .iter()
        .map(|(key, slice)| (Some(key.clone()), slice.clone()));
    slices.chain([(None, all)]).collect()
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn the_bridge_is_the_references(
        book in history::books(6),
        periods in history::periods(),
        division in divisions(),
        credit in credits(),
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let convention = Convention { credit, ..Convention::default() };
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        report.reconcile().unwrap();
        let slices = report.slices.iter().map(|(key, b)| (key.clone(), bridge_rows(b))).collect();
        let found = with_whole(bridge_rows(&report.all), &slices);
        prop_assert_eq!(found, reference::bridge(&book, &periods, division, credit));
    }

    #[test]
    fn the_bridge_of_events_is_the_references(
        book in history::books(5),
        periods in history::periods(),
        division in divisions(),
        credit in credits(),
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let net = Convention { credit, ..Convention::default() };
        let convention = Convention { grain: MovementGrain::Event, ..net.clone() };
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        report.reconcile().unwrap();
        let slices = report.slices.iter().map(|(key, b)| (key.clone(), bridge_rows(b))).collect();
        let found = with_whole(bridge_rows(&report.all), &slices);
        prop_assert_eq!(found, reference::event_bridge(&book, &periods, division, credit));
        // Both grains lead to the same closing, and retention compares the ends of the period.
        let net = retention::bridge(&history, &periods, &slicing, net.clone()).unwrap();
        let pairs = report.slices.values().zip(net.slices.values());
        for (event, net) in pairs.chain([(&report.all, &net.all)]) {
            for (event, net) in event.rows.iter().zip(&net.rows) {
                prop_assert_eq!(event.amounts.closing, net.amounts.closing);
                prop_assert_eq!(event.accounts.closing, net.accounts.closing);
                prop_assert_eq!(event.base_change, net.base_change);
                prop_assert_eq!(event.net_revenue_retention(), net.net_revenue_retention());
                prop_assert_eq!(event.gross_revenue_retention(), net.gross_revenue_retention());
                prop_assert_eq!(event.logo_retention(), net.logo_retention());
            }
        }
    }

    #[test]
    fn trailing_is_the_references(
        book in history::books(6),
        periods in history::periods(),
        division in divisions(),
        window in 0_usize..14,
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let convention = Convention::default();
        let report =
            retention::trailing(&history, &periods, window, &slicing, convention.clone()).unwrap();
        let slices = report.slices.iter().map(|(key, t)| (key.clone(), trailing_rows(t))).collect();
        let found = with_whole(trailing_rows(&report.all), &slices);
        prop_assert_eq!(found, reference::trailing(&book, &periods, window, division));
    }

    #[test]
    fn cohorts_are_the_references(
        book in history::books(6),
        periods in history::periods(),
        division in divisions(),
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let report =
            retention::cohorts(&history, &periods, &slicing, Convention::default()).unwrap();
        let cells = |cohorts: &Cohorts| cohort_cells(cohorts, &periods);
        let slices = report.slices.iter().map(|(key, c)| (key.clone(), cells(c))).collect();
        let found = with_whole(cells(&report.all), &slices);
        prop_assert_eq!(found, reference::cohorts(&book, &periods, division));
    }

    #[test]
    fn amounts_on_any_day_are_the_references(
        book in history::books(3),
        days in proptest::collection::vec(history::days(), 1..20),
    ) {
        let history = book.history();
        for (index, account) in (0..).zip(&book.accounts) {
            let index = retention::AccountIndex::new(index);
            for day in &days {
                let found = history.amount_on(index, *day).to_minor();
                prop_assert_eq!(found, reference::amount_on(account, *day));
            }
        }
    }

    #[test]
    fn window_movements_are_sums_of_bridge_rows(
        book in history::books(4),
        periods in history::periods(),
        window in 0_usize..14,
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, Division::Holder);
        let convention = Convention {
            net: retention::NetMethod::BridgeWithReactivation,
            ..Convention::default()
        };
        let bridge = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        let report =
            retention::trailing(&history, &periods, window, &slicing, convention.clone()).unwrap();
        let pairs = report.slices.iter().map(|(key, slice)| (slice, &bridge.slices[key]));
        for (trailing, bridge) in pairs.chain([(&report.all, &bridge.all)]) {
            for (at, row) in trailing.rows.iter().enumerate() {
                let rows = &bridge.rows[at + 1..at + 1 + window];
                let sum = |of: fn(&retention::BridgeAmounts) -> Money| {
                    Money::sum(history::CURRENCY, rows.iter().map(|row| of(&row.amounts))).unwrap()
                };
                let moved = row.moved.unwrap();
                prop_assert_eq!(moved.expansion, sum(|amounts| amounts.expansion));
                prop_assert_eq!(moved.contraction, sum(|amounts| amounts.contraction));
                prop_assert_eq!(moved.churn, sum(|amounts| amounts.churn));
                prop_assert_eq!(moved.reactivation, sum(|amounts| amounts.reactivation));
            }
        }
    }
}
