//! Tables of accounts add up to the figures of the whole.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tenure::retention::{self, Convention, MovementGrain, RevenueHistory, RevenueLine, Slicing};
use tenure::{AccountId, Currency, Grain, Money, Periods, Span};
use tenure_tables::{account_month_rows, movement_rows, slice_bridge_rows};

/// Accounts with lines that come, go and overlap over two years.
fn histories() -> impl Strategy<Value = RevenueHistory> {
    let line = (
        0..5_u32,
        0..700_u64,
        prop::option::of(0..300_u64),
        0..3_i128,
    );
    prop::collection::vec(line, 1..25).prop_map(|lines| {
        let mut builder = RevenueHistory::builder(Currency::USD);
        for (account, from, length, amount) in lines {
            let id = AccountId::new(format!("acct {}", 9 - account)).unwrap();
            let account = builder.account(&id).unwrap();
            let from = day(from);
            let end = length.map(|days| from + Days::new(days));
            let monthly = Money::from_minor(amount * 1_001, Currency::USD).unwrap();
            let span = Span::new(from, end).unwrap();
            builder
                .line(RevenueLine {
                    account,
                    span,
                    monthly,
                })
                .unwrap();
        }
        builder.build().unwrap()
    })
}

fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(after)
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(Currency::USD, amounts).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Also where the months begin in the middle of the history.
    #[test]
    fn account_months_add_up_to_the_bridge(history in histories(), from in 0..400_u64) {
        let months = Periods::covering(Grain::Month, day(from), day(730)).unwrap();
        let bridge = retention::bridge(&history, &months, &Slicing::none(), Convention::default()).unwrap();
        let rows: Vec<_> = account_month_rows(&history, None, &months, None).unwrap().collect();
        prop_assert!(rows.is_sorted_by_key(|row| (row.account, row.month)));
        for whole in slice_bridge_rows(&bridge).unwrap() {
            let of_month = || rows.iter().filter(|row| row.month == whole.period_start);
            prop_assert_eq!(sum(of_month().map(|row| row.amount)), whole.closing);
            let moved = |kind| {
                let changes = of_month().filter(|row| row.movement == Some(kind)).map(|row| row.change);
                (sum(changes), of_month().filter(|row| row.movement == Some(kind)).count() as u64)
            };
            prop_assert_eq!(moved("new"), (whole.new, whole.new_accounts));
            prop_assert_eq!(moved("reactivation"), (whole.reactivation, whole.reactivated_accounts));
            prop_assert_eq!(moved("expansion"), (whole.expansion, whole.expanded_accounts));
            let lost = |(amount, accounts): (Money, u64)| (-amount.to_minor(), accounts);
            prop_assert_eq!(lost(moved("contraction")), (whole.contraction.to_minor(), whole.contracted_accounts));
            prop_assert_eq!(lost(moved("churn")), (whole.churn.to_minor(), whole.churned_accounts));
        }
    }

    #[test]
    fn movements_add_up_to_the_bridge_of_events(history in histories()) {
        let months = Periods::covering(Grain::Month, day(0), day(1_100)).unwrap();
        let convention = Convention { grain: MovementGrain::Event, ..Convention::default() };
        let bridge = retention::bridge(&history, &months, &Slicing::none(), convention).unwrap();
        let mut moved: BTreeMap<(NaiveDate, &str), i128> = BTreeMap::new();
        let rows: Vec<_> = movement_rows(&history, None).collect();
        prop_assert!(rows.is_sorted_by_key(|row| (row.account, row.on)));
        for row in &rows {
            prop_assert_eq!(row.after.to_minor() - row.before.to_minor(), row.change.to_minor());
            let month = Grain::Month.period_of(row.on).unwrap().start();
            *moved.entry((month, row.kind)).or_default() += row.change.to_minor().abs();
        }
        for whole in slice_bridge_rows(&bridge).unwrap() {
            for (kind, amount) in [
                ("new", whole.new),
                ("reactivation", whole.reactivation),
                ("expansion", whole.expansion),
                ("contraction", whole.contraction),
                ("churn", whole.churn),
            ] {
                let found = moved.get(&(whole.period_start, kind)).copied().unwrap_or_default();
                prop_assert_eq!(found, amount.to_minor(), "{} {}", whole.period_start, kind);
            }
        }
    }
}

#[test]
fn account_months_are_of_months() {
    let history = RevenueHistory::builder(Currency::USD).build().unwrap();
    let quarters = Periods::covering(Grain::Quarter, day(0), day(100)).unwrap();
    assert!(account_month_rows(&history, None, &quarters, None).is_err());
}
