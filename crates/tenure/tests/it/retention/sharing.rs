//! Accounts that managers share: whole numbers of accounts, amounts in parts that add up.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::decide::decide_all;
use tenure::retention::{
    self, AccountIndex, BridgeReport, Column, Convention, Credit, EventColumns, Figure, Handover,
    MovementGrain, Question, Rate, RetentionError, RevenueHistory, Sharing, SliceKey, Slicing,
    explain,
};
use tenure::{
    AccountId, BasisPoints, Book, Command, Currency, Grain, ManagerId, Money, Periods, Proficiency,
    Role, Seat, Span, SubscriptionId,
};
use tenure_testkit::conventions::{self, REPORT};
use tenure_testkit::history::{self, SampleBook};
use tenure_testkit::reference;

use super::cases;

fn manager(id: &str) -> SliceKey {
    SliceKey::Manager(ManagerId::new(id).unwrap())
}

/// Sharings of the accounts of a book, by place: from a day on, with parts of three managers; the rest is nobody's.
type Given = Vec<(usize, NaiveDate, Vec<(&'static str, u16)>)>;

fn sharings() -> impl Strategy<Value = Given> {
    let shares = prop_oneof![
        Just(vec![]),
        Just(vec![("asha", 10_000)]),
        Just(vec![("bela", 10_000)]),
        Just(vec![("asha", 7_500), ("bela", 2_500)]),
        Just(vec![("bela", 3_333), ("asha", 3_333), ("chen", 3_334)]),
        Just(vec![("chen", 1), ("asha", 6_000)]),
    ];
    prop::collection::vec((0_usize..5, history::days(), shares), 0..14)
}

fn slicing(history: &RevenueHistory, given: &Given) -> Slicing {
    let known = given
        .iter()
        .filter(|(at, ..)| *at < history.accounts().len());
    let sharings = known.map(|(at, on, shares)| Sharing {
        account: AccountIndex::new(u32::try_from(*at).unwrap()),
        on: *on,
        shares: shares
            .iter()
            .map(|(who, part)| (manager(who), BasisPoints::new(*part).unwrap()))
            .collect(),
    });
    Slicing::by_shares(history, sharings).unwrap()
}

/// By largest remainder, once more, the slow way: unit by unit to whoever is furthest behind the exact part, the first among equals.
fn divided(amount: i128, shares: &[(SliceKey, u16)]) -> BTreeMap<SliceKey, i128> {
    let floor = |part: u16| amount * i128::from(part) / 10_000;
    let mut parts: Vec<i128> = shares.iter().map(|(_, part)| floor(*part)).collect();
    let mut left = amount - parts.iter().sum::<i128>();
    let mut by_rest: Vec<usize> = (0..shares.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(amount * i128::from(shares[*at].1) % 10_000));
    for at in by_rest {
        if left > 0 {
            parts[at] += 1;
            left -= 1;
        }
    }
    shares
        .iter()
        .map(|(key, _)| key.clone())
        .zip(parts)
        .collect()
}

/// Who shares an account on a day; the rest last.
fn on_day(given: &Given, at: usize, day: NaiveDate) -> Vec<(SliceKey, u16)> {
    let known = given.iter().filter(|(of, on, _)| *of == at && *on <= day);
    let last = known.max_by_key(|(_, on, _)| *on);
    let mut shares: Vec<_> = last
        .map(|(_, _, shares)| {
            shares
                .iter()
                .map(|(who, part)| (manager(who), *part))
                .collect()
        })
        .unwrap_or_default();
    let rest = 10_000 - shares.iter().map(|(_, part)| part).sum::<u16>();
    if rest > 0 {
        shares.push((SliceKey::Unassigned, rest));
    }
    shares
}

fn plain_conventions() -> impl Strategy<Value = Convention> {
    (any::<bool>(), any::<bool>()).prop_map(|(net, on_day)| Convention {
        grain: if net {
            MovementGrain::Net
        } else {
            MovementGrain::Event
        },
        credit: if on_day {
            Credit::HolderOnDay
        } else {
            Credit::HolderAtOpening
        },
        ..Convention::default()
    })
}

fn report(
    book: &SampleBook,
    given: &Given,
    periods: &Periods,
    convention: &Convention,
) -> BridgeReport {
    let history = book.history();
    let slicing = slicing(&history, given);
    retention::bridge(&history, periods, &slicing, convention.clone()).unwrap()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn every_bridge_closes_and_slices_add_up(
        book in history::books(5), given in sharings(), periods in history::periods(), convention in plain_conventions(),
    ) {
        let report = report(&book, &given, &periods, &convention);
        report.reconcile().unwrap();
        for row in report.slices.values().flat_map(|slice| &slice.rows) {
            for (name, amount) in row.amounts.columns() {
                prop_assert!(name == "fx" || !amount.is_negative(), "{} {}", name, amount);
            }
            if convention.grain == MovementGrain::Net {
                let gross = row.gross_revenue_retention();
                prop_assert!(gross.is_none_or(|gross| gross.numerator() >= 0), "{:?}", row);
            }
        }
    }

    #[test]
    fn what_is_open_is_divided_as_on_the_day(
        book in history::books(5), given in sharings(), periods in history::periods(), convention in plain_conventions(),
    ) {
        let report = report(&book, &given, &periods, &convention);
        for (at, period) in periods.iter().enumerate() {
            let day = period.last_day();
            let mut expected: BTreeMap<SliceKey, i128> = BTreeMap::new();
            let mut leads: BTreeMap<SliceKey, u64> = BTreeMap::new();
            for (place, account) in book.accounts.iter().enumerate() {
                let amount = reference::amount_on(account, day);
                let shares = on_day(&given, place, day);
                for (key, part) in divided(amount, &shares) {
                    *expected.entry(key).or_default() += part;
                }
                if amount > 0 {
                    *leads.entry(shares[0].0.clone()).or_default() += 1;
                }
            }
            for (key, slice) in &report.slices {
                let row = &slice.rows[at];
                prop_assert_eq!(row.amounts.closing.to_minor(), expected.get(key).copied().unwrap_or(0));
                prop_assert_eq!(row.accounts.closing, leads.get(key).copied().unwrap_or(0));
            }
        }
    }

    /// With several currencies, acquisitions, pauses, subscriptions as units and gaps that are none.
    #[test]
    fn slices_add_up_under_any_convention(
        ledger in conventions::ledgers(4), convention in conventions::conventions(), given in sharings(),
        periods in history::short_periods(),
    ) {
        let belongings = ledger.belongings(convention.account);
        let history = RevenueHistory::from_host_rows(REPORT, ledger.rows(), belongings, &convention).unwrap();
        let slicing = slicing(&history, &given);
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        report.reconcile().unwrap();
        let undivided = retention::bridge(&history, &periods, &Slicing::none(), convention).unwrap();
        prop_assert_eq!(report.all, undivided.all);
    }

    /// Nobody shares: then it is the division by holder.
    #[test]
    fn whole_shares_are_holders(
        book in history::books(5), given in sharings(), periods in history::periods(), convention in plain_conventions(),
    ) {
        let alone: Given = given.into_iter().filter(|(.., shares)| shares.len() <= 1 && shares.iter().all(|(_, part)| *part == 10_000)).collect();
        let history = book.history();
        let shared = slicing(&history, &alone);
        let handovers = alone.iter().filter(|(at, ..)| *at < history.accounts().len()).map(|(at, on, shares)| Handover {
            account: AccountIndex::new(u32::try_from(*at).unwrap()),
            on: *on,
            to: shares.first().map_or(SliceKey::Unassigned, |(who, _)| manager(who)),
        });
        let held = Slicing::by_holder(&history, handovers).unwrap();
        let report = |slicing| retention::bridge(&history, &periods, slicing, convention.clone()).unwrap();
        prop_assert_eq!(report(&shared), report(&held));
    }

    #[test]
    fn windows_and_cohorts_add_up_too(
        book in history::books(5), given in sharings(), periods in history::periods(), window in 0_usize..6,
        convention in plain_conventions(),
    ) {
        let history = book.history();
        let slicing = slicing(&history, &given);
        let trailing = retention::trailing(&history, &periods, window, &slicing, convention.clone()).unwrap();
        for (at, whole) in trailing.all.rows.iter().enumerate() {
            let rows: Vec<_> = trailing.slices.values().map(|slice| &slice.rows[at]).collect();
            let sum = |of: fn(&retention::TrailingRow) -> Money| rows.iter().map(|row| of(row).to_minor()).sum::<i128>();
            prop_assert_eq!(sum(|row| row.opening), whole.opening.to_minor());
            prop_assert_eq!(sum(|row| row.net_retained), whole.net_retained.to_minor());
            prop_assert_eq!(sum(|row| row.gross_retained), whole.gross_retained.to_minor());
            prop_assert!(rows.iter().all(|row| row.gross_retained.to_minor() <= row.opening.to_minor() + 2));
        }
        let cohorts = retention::cohorts(&history, &periods, &slicing, convention).unwrap();
        for whole in &cohorts.all.rows {
            for (age, cell) in whole.cells.iter().enumerate() {
                let of_slice = |slice: &retention::Cohorts| {
                    let cohort = slice.rows.iter().find(|cohort| cohort.period == whole.period);
                    cohort.map_or((0, 0), |cohort| (cohort.cells[age].active, cohort.cells[age].revenue.to_minor()))
                };
                let sums = cohorts.slices.values().map(of_slice).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
                prop_assert_eq!(sums, (cell.active, cell.revenue.to_minor()));
            }
        }
    }

    /// Contributions to a shared slice add up, which explaining checks.
    #[test]
    fn a_share_is_explained_by_its_accounts(
        book in history::books(4), given in sharings(), at in 0_usize..40, convention in plain_conventions(),
    ) {
        let (history, months) = (book.history(), history::all_months());
        let slicing = slicing(&history, &given);
        for slice in slicing.keys() {
            for figure in [
                Figure::Amount(Column::Opening), Figure::Amount(Column::Expansion), Figure::Amount(Column::TransfersIn),
                Figure::Amount(Column::Closing), Figure::Rate(Rate::NetRevenueRetention),
                Figure::Trailing { window: at.min(3), rate: Rate::GrossRevenueRetention },
            ] {
                let question = Question { figure, slice: Some(slice.clone()), on: months.get(at).unwrap().start() };
                explain(&history, &months, &slicing, convention.clone(), &question).unwrap();
            }
        }
    }
}

#[test]
fn more_than_the_whole_and_single_events_are_refused() {
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut builder = RevenueHistory::builder(Currency::USD);
    let account = builder.account(&AccountId::new("A-1").unwrap()).unwrap();
    builder
        .level(account, day, "1.00 USD".parse().unwrap())
        .unwrap();
    let history = builder.build().unwrap();
    let shares = |parts: [u16; 2]| {
        let shares = ["asha", "bela"].into_iter().zip(parts);
        let shares = shares.map(|(who, part)| (manager(who), BasisPoints::new(part).unwrap()));
        Sharing {
            account,
            on: day,
            shares: shares.collect(),
        }
    };
    let error = Slicing::by_shares(&history, [shares([9_000, 1_001])]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the shares of account `A-1` from 2026-01-01 on add up to 10001 basis points; give at most 10000"
    );
    let shared = Slicing::by_shares(&history, [shares([9_000, 1_000])]).unwrap();
    assert!(matches!(
        EventColumns::new(&history, &shared),
        Err(RetentionError::Shared)
    ));
    let stranger = Sharing {
        account: AccountIndex::new(7),
        on: day,
        shares: Vec::new(),
    };
    assert!(matches!(
        Slicing::by_shares(&history, [stranger]),
        Err(RetentionError::UnknownAccount { .. })
    ));
}

/// The holder and a technical seat from February on; in March the holder leaves.
#[test]
fn credit_and_roles_of_a_book() {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let account = AccountId::new("acme").unwrap();
    let (maria, ravi) = (
        ManagerId::new("maria").unwrap(),
        ManagerId::new("ravi").unwrap(),
    );
    let mut book = Book::default();
    let hire = |manager: &ManagerId| Command::HireManager {
        manager: manager.clone(),
        on: day(1, 1),
    };
    decide_all(
        &mut book,
        &[
            hire(&maria),
            hire(&ravi),
            Command::AssessRole {
                manager: ravi.clone(),
                role: Role::Technical,
                proficiency: Some(Proficiency::Expert),
                on: day(1, 1),
            },
            Command::OpenAccount {
                account: account.clone(),
                on: day(1, 1),
            },
            Command::StartSubscription {
                account: account.clone(),
                subscription: SubscriptionId::new("s").unwrap(),
                span: Span::from(day(1, 5)),
                monthly: "100.00 USD".parse().unwrap(),
            },
            Command::AssignManager {
                account: account.clone(),
                manager: maria.clone(),
                cause: tenure::AssignmentCause::Rule,
                on: day(1, 5),
            },
        ],
    )
    .unwrap();
    decide_all(
        &mut book,
        &[
            Command::AssignSupport {
                account: account.clone(),
                seat: Seat {
                    manager: ravi.clone(),
                    role: Role::Technical,
                },
                credit: BasisPoints::new(2_500).unwrap(),
                on: day(2, 10),
            },
            Command::ReleaseManager {
                manager: maria.clone(),
                on: day(3, 10),
            },
            Command::ReleaseManager {
                manager: ravi.clone(),
                on: day(4, 10),
            },
        ],
    )
    .unwrap();
    let history = RevenueHistory::from_book(&book, Currency::USD).unwrap();
    let months = Periods::covering(Grain::Month, day(1, 1), day(4, 1)).unwrap();
    let closings = |slicing: Slicing, key: SliceKey| {
        let report = retention::bridge(&history, &months, &slicing, Convention::default()).unwrap();
        report.reconcile().unwrap();
        let rows = report.slices[&key].rows.iter();
        rows.map(|row| row.amounts.closing.amount().to_string())
            .collect::<Vec<_>>()
    };
    let credit = || Slicing::by_credit(&history, &book).unwrap();
    assert_eq!(
        closings(credit(), maria.into()),
        ["100.00", "75.00", "0.00", "0.00"]
    );
    assert_eq!(
        closings(credit(), ravi.into()),
        ["0.00", "25.00", "25.00", "0.00"]
    );
    assert_eq!(
        closings(credit(), SliceKey::Unassigned),
        ["0.00", "0.00", "75.00", "100.00"]
    );
    let role = |role: Role| SliceKey::Segment(tenure::Name::new(role.name()).unwrap());
    let roles = || Slicing::by_role(&history, &book).unwrap();
    assert_eq!(
        closings(roles(), role(Role::Relationship)),
        ["100.00", "75.00", "0.00", "0.00"]
    );
    assert_eq!(
        closings(roles(), role(Role::Technical)),
        ["0.00", "25.00", "25.00", "0.00"]
    );
}

/// One account with two products and a change of its billing currency.
#[test]
fn products_and_billing_currencies_of_a_book() {
    let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    let commands: Vec<Command> = serde_json::from_str(
        r#"[
        {"open_account": {"account": "A", "on": "2026-01-01"}},
        {"agree_billing_currency": {"account": "A", "currency": "EUR", "on": "2026-01-01"}},
        {"agree_billing_currency": {"account": "A", "currency": "USD", "on": "2026-03-01"}},
        {"sign_contract": {"account": "A", "contract": "K", "signed_on": "2026-01-01", "on": "2026-01-01",
            "terms": {"length": "evergreen", "notice_days": 30}}},
        {"agree_line": {"account": "A", "contract": "K", "line": "S", "on": "2026-01-01", "terms": {"product": "gold",
            "quantity": 1, "unit_price": "100.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}},
        {"agree_line": {"account": "A", "contract": "K", "line": "T", "on": "2026-02-01", "terms": {"product": "silver",
            "quantity": 1, "unit_price": "30.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}}
    ]"#,
    )
    .unwrap();
    let mut book = Book::default();
    for command in commands {
        decide_all(&mut book, &[command]).unwrap();
    }
    let months = Periods::covering(Grain::Month, day(1), day(3)).unwrap();
    let segment = |name: &str| SliceKey::Segment(tenure::Name::new(name).unwrap());

    let convention = Convention {
        account: retention::AccountGrain::Subscription,
        ..Convention::default()
    };
    let lines = RevenueHistory::from_book_under(&book, Currency::USD, &convention).unwrap();
    let products = Slicing::by_product(&lines, &book).unwrap();
    let report = retention::bridge(&lines, &months, &products, convention).unwrap();
    report.reconcile().unwrap();
    let february = |key: &str| &report.slices[&segment(key)].rows[1].amounts;
    assert_eq!(february("gold").closing, "100.00 USD".parse().unwrap());
    assert_eq!(february("silver").new, "30.00 USD".parse().unwrap());

    let history = RevenueHistory::from_book(&book, Currency::USD).unwrap();
    assert!(matches!(
        Slicing::by_product(&history, &book),
        Err(RetentionError::NotSubscriptions)
    ));
    let currencies = Slicing::by_billing_currency(&history, &book).unwrap();
    let report = retention::bridge(&history, &months, &currencies, Convention::default()).unwrap();
    report.reconcile().unwrap();
    let march = |key: &str| &report.slices[&segment(key)].rows[2].amounts;
    assert_eq!(march("EUR").transfers_out, "130.00 USD".parse().unwrap());
    assert_eq!(march("USD").transfers_in, "130.00 USD".parse().unwrap());
}
