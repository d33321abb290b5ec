//! Figures of single events: against the bridge and the definitions, and kept up to date against made at once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tenure::retention::{
    self, AccountIndex, BridgeRow, EventColumns, EventFigures, EventParts, EventSum, Handover,
    Holding, Live, LiveBatchError, LiveError, RetentionError, RevenueHistory, RevenueLevel,
    SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Money, Periods};
use tenure_testkit::history::{self, Division, Rows, SampleBook};
use tenure_testkit::reference;

use super::cases;

fn sum(minor: Money, count: u64) -> EventSum {
    EventSum {
        minor: minor.to_minor().try_into().unwrap(),
        count,
    }
}

fn movements(row: &BridgeRow) -> [EventSum; 5] {
    let (amounts, accounts) = (&row.amounts, &row.accounts);
    [
        sum(amounts.new, accounts.new),
        sum(amounts.reactivation, accounts.reactivated),
        sum(amounts.expansion, accounts.expanded),
        sum(amounts.contraction, accounts.contracted),
        sum(amounts.churn, accounts.churned),
    ]
}

/// Checks every figure against the bridge of events, and what the bridge does not tell against the definitions.
fn check(figures: &EventFigures, book: &SampleBook, history: &RevenueHistory, slicing: &Slicing) {
    let periods = figures.periods();
    let convention = figures.convention();
    let bridge = retention::bridge(history, periods, slicing, convention.clone()).unwrap();
    let last = bridge.all.rows.last().unwrap();
    assert_eq!(figures.as_of(), last.as_of);
    for (at, row) in bridge.all.rows.iter().enumerate() {
        let found = figures.rows()[at];
        assert_eq!(found.period, row.period);
        let moved = [
            found.new,
            found.reactivation,
            found.expansion,
            found.contraction,
            found.churn,
        ];
        assert_eq!(moved, movements(row));
        assert_eq!(
            found.opening,
            sum(row.amounts.opening, row.accounts.opening)
        );
        assert_eq!(
            found.closing,
            sum(row.amounts.closing, row.accounts.closing)
        );
        assert_eq!(
            i128::from(found.gained_minor),
            row.base_change.gained.to_minor()
        );
        assert_eq!(
            found.lost,
            sum(row.base_change.lost, row.base_change.lost_accounts)
        );
        for (slice, key) in figures.keys().iter().enumerate() {
            let expected = movements(&bridge.slices[key].rows[at]);
            assert_eq!(figures.slice(slice, at), Some(expected));
        }
    }
    let (mut cohorts, mut lifetimes) = (BTreeMap::new(), BTreeMap::<i32, (u64, u64)>::new());
    let end = periods.end();
    let long_ago = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    for account in &book.accounts {
        let mut days = long_ago.iter_days().take_while(|day| *day < end);
        let Some(first) = days.find(|day| reference::amount_on(account, *day) > 0) else {
            continue;
        };
        let churn = days.find(|day| reference::amount_on(account, *day) == 0);
        let days = |until: NaiveDate| i32::try_from((until - first).num_days()).unwrap();
        match churn {
            Some(churn) => lifetimes.entry(days(churn)).or_default().0 += 1,
            None => lifetimes.entry(days(end)).or_default().1 += 1,
        }
        for (at, period) in periods.iter().enumerate() {
            let amount = reference::amount_on(account, period.last_day());
            let cell: &mut EventSum = cohorts.entry((periods.index_of(first), at)).or_default();
            cell.minor += i64::try_from(amount).unwrap();
            cell.count += u64::from(amount > 0);
        }
    }
    for born in (0..periods.len()).map(Some).chain([None]) {
        for at in 0..periods.len() {
            let expected = cohorts.get(&(born, at)).copied().unwrap_or_default();
            assert_eq!(figures.cohort(born, at), Some(expected), "{born:?} in {at}");
        }
    }
    let expected: Vec<_> = lifetimes.into_iter().map(|(d, (a, b))| (d, a, b)).collect();
    assert_eq!(figures.lifetimes().collect::<Vec<_>>(), expected);
}

/// A fact as it comes in, of one of four accounts and three holders.
#[derive(Clone, Copy, Debug)]
enum Step {
    Level(u32, NaiveDate, i64),
    Hand(u32, NaiveDate, u32),
    Retract(u32, NaiveDate),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let amounts = prop_oneof![3 => Just(0_i64), 2 => Just(100), 5 => 1..1000_i64];
    let step = prop_oneof![
        6 => (0..4_u32, history::days(), amounts).prop_map(|(a, d, m)| Step::Level(a, d, m)),
        2 => (0..4_u32, history::days(), 0..3_u32).prop_map(|(a, d, k)| Step::Hand(a, d, k)),
        1 => (0..4_u32, history::days()).prop_map(|(a, d)| Step::Retract(a, d)),
    ];
    // Some come in the order of the log, the rest as they like.
    (proptest::collection::vec(step, 0..40), 0..40_usize).prop_map(|(mut steps, sorted)| {
        let sorted = sorted.min(steps.len());
        steps[..sorted].sort_by_key(|step| match step {
            Step::Level(_, day, _) | Step::Hand(_, day, _) | Step::Retract(_, day) => *day,
        });
        steps
    })
}

fn holders() -> Vec<SliceKey> {
    let manager = |id| SliceKey::Manager(ManagerId::new(id).unwrap());
    vec![manager("zoe"), SliceKey::Unassigned, manager("asha")]
}

fn ids() -> Vec<AccountId> {
    (0..4)
        .map(|index| AccountId::new(format!("A-{index}")).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn figures_are_those_of_the_bridge(
        book in history::books(5),
        periods in history::periods(),
        division in prop_oneof![Just(Division::Whole), Just(Division::Segment), Just(Division::Holder)],
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let accounts = (0..).map(AccountIndex::new).take(book.accounts.len());
        let changes = accounts.flat_map(|account| history.changes(account));
        let weight: i128 = changes.map(|(_, amount)| amount.to_minor()).sum();
        let columns = match EventColumns::new(&history, &slicing) {
            Ok(columns) => columns,
            Err(error) => {
                prop_assert_eq!(error, RetentionError::TooLarge);
                prop_assert!(weight > 1 << 61);
                return Ok(());
            }
        };
        let all = columns.figures(&periods, EventParts::ALL).unwrap();
        check(&all, &book, &history, &slicing);
        // Each alone is what it is among all.
        let none = EventParts::NONE;
        let movements = columns.figures(&periods, EventParts { movements: true, ..none }).unwrap();
        prop_assert_eq!(movements.rows(), all.rows());
        let lifetimes = columns.figures(&periods, EventParts { lifetimes: true, ..none }).unwrap();
        prop_assert!(lifetimes.lifetimes().eq(all.lifetimes()));
        let cohorts = columns.figures(&periods, EventParts { cohorts: true, ..none }).unwrap();
        let slices = columns.figures(&periods, EventParts { slices: true, ..none }).unwrap();
        for at in 0..periods.len() {
            for born in (0..periods.len()).map(Some).chain([None]) {
                prop_assert_eq!(cohorts.cohort(born, at), all.cohort(born, at));
            }
            for slice in 0..all.keys().len() {
                prop_assert_eq!(slices.slice(slice, at), all.slice(slice, at));
            }
        }
    }

    #[test]
    fn levels_make_the_history_that_the_builder_makes(
        book in history::books(6),
        seed in any::<u64>(),
    ) {
        let mut levels = Vec::new();
        let mut accounts = Vec::new();
        for (index, account) in (0..).zip(&book.accounts) {
            accounts.push(account.id.clone());
            if let Rows::Levels(given) = &account.rows {
                let account = AccountIndex::new(index);
                let given = given.iter().map(|(on, minor)| RevenueLevel { account, on: *on, minor: *minor });
                levels.push(given.collect::<Vec<_>>());
            }
        }
        // Accounts mixed up, each in its own order.
        let mut mixed = Vec::new();
        let mut state = seed | 1;
        while !levels.is_empty() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % levels.len();
            if levels[at].is_empty() {
                levels.swap_remove(at);
            } else {
                mixed.push(levels[at].remove(0));
            }
        }
        let found = RevenueHistory::from_levels(history::CURRENCY, accounts.clone(), &mixed).unwrap();
        let mut builder = RevenueHistory::builder(history::CURRENCY);
        for id in &accounts {
            builder.account(id).unwrap();
        }
        for level in &mixed {
            let monthly = Money::from_minor(level.minor.into(), history::CURRENCY).unwrap();
            builder.level(level.account, level.on, monthly).unwrap();
        }
        let built = builder.build().unwrap();
        prop_assert_eq!(built.first_in_force(), found.first_in_force());
        prop_assert_eq!(built, found);
    }

    #[test]
    fn live_figures_are_those_of_all_facts(steps in steps(), periods in history::periods()) {
        let (keys, ids) = (holders(), ids());
        let mut live = Live::new(history::CURRENCY, &periods, &keys).unwrap();
        for id in &ids {
            live.account(id).unwrap();
        }
        let mut levels: Vec<RevenueLevel> = Vec::new();
        // A holder that never held has a slice too.
        let nobody = AccountIndex::new(0);
        let early = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        let unheld = Holding { account: nobody, on: early, key: 1 };
        let mut holdings: Vec<Holding> = vec![unheld];
        for step in steps {
            match step {
                Step::Level(account, on, minor) => {
                    let level = RevenueLevel { account: AccountIndex::new(account), on, minor };
                    if on >= periods.end() {
                        let refused = LiveError::AfterRun { on, end: periods.end() };
                        prop_assert_eq!(live.apply(level), Err(refused));
                        continue;
                    }
                    // What is foreseen changes nothing, whether it comes or not.
                    live.foresee(level.account);
                    live.foresee(AccountIndex::new(u32::MAX));
                    prop_assert_eq!(live.apply(level), Ok(periods.index_of(on)));
                    levels.push(level);
                }
                Step::Hand(account, on, key) => {
                    let holding = Holding { account: AccountIndex::new(account), on, key };
                    if on < periods.end() {
                        live.hand_over(holding).unwrap();
                        holdings.push(holding);
                    }
                }
                Step::Retract(account, on) => {
                    let account = AccountIndex::new(account);
                    let known = levels.len();
                    levels.retain(|level| (level.account, level.on) != (account, on));
                    prop_assert_eq!(live.retract(account, on), Ok(levels.len() < known));
                }
            }
            let history = RevenueHistory::from_levels(history::CURRENCY, ids.clone(), &levels).unwrap();
            let slicing = Slicing::by_holding(&history, &keys, &holdings).unwrap();
            let columns = EventColumns::new(&history, &slicing).unwrap();
            let expected = columns.figures(&periods, EventParts::ALL).unwrap();
            for (at, row) in expected.rows().iter().enumerate() {
                prop_assert_eq!(live.row(at), Some(*row));
            }
            prop_assert_eq!(live.figures(), expected);
        }
        // All given together come to the same.
        let mut together = Live::new(history::CURRENCY, &periods, &keys).unwrap();
        for id in &ids {
            together.account(id).unwrap();
        }
        for holding in &holdings[1..] {
            together.hand_over(*holding).unwrap();
        }
        prop_assert_eq!(together.apply_all(&levels), Ok(()));
        prop_assert_eq!(together.figures(), live.figures());
    }

    #[test]
    fn holdings_are_handovers_in_numbers(
        given in proptest::collection::vec((0..4_u32, history::days(), 0..3_u32), 0..30),
    ) {
        let keys = holders();
        let history = RevenueHistory::from_levels(history::CURRENCY, ids(), &[]).unwrap();
        let account = AccountIndex::new;
        let mut handovers: Vec<Handover> = given
            .iter()
            .map(|(index, on, key)| Handover { account: account(*index), on: *on, to: keys[*key as usize].clone() })
            .collect();
        // The list of keys names every holder, also one that never held.
        let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        let mut holdings: Vec<Holding> =
            given.iter().map(|(index, on, key)| Holding { account: account(*index), on: *on, key: *key }).collect();
        for key in 0..3_u32 {
            handovers.push(Handover { account: account(key), on: day, to: keys[key as usize].clone() });
            holdings.push(Holding { account: account(key), on: day, key });
        }
        let by_holder = Slicing::by_holder(&history, handovers).unwrap();
        prop_assert_eq!(Slicing::by_holding(&history, &keys, &holdings).unwrap(), by_holder);
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn year() -> Periods {
    Periods::covering(Grain::Month, day(1, 1), day(12, 31)).unwrap()
}

fn level(account: u32, on: NaiveDate, minor: i64) -> RevenueLevel {
    RevenueLevel {
        account: AccountIndex::new(account),
        on,
        minor,
    }
}

#[test]
fn live_figures_refuse_what_they_cannot_hold_and_stay_as_they_were() {
    let mut live = Live::new(Currency::USD, &year(), &holders()).unwrap();
    let account = live.account(&AccountId::new("A-1").unwrap()).unwrap();
    live.apply(level(0, day(2, 1), 500)).unwrap();
    let before = live.figures();
    let euro = live.level(account, day(3, 1), "1.00 EUR".parse().unwrap());
    assert!(matches!(euro, Err(LiveError::Currency { .. })));
    assert_eq!(
        live.apply(level(0, day(3, 1), -1)),
        Err(LiveError::Negative { minor: -1 })
    );
    let unknown = LiveError::UnknownAccount {
        index: 7,
        accounts: 1,
    };
    assert_eq!(live.apply(level(7, day(3, 1), 1)), Err(unknown.clone()));
    let refused = live.retract(AccountIndex::new(7), day(3, 1));
    assert_eq!(refused, Err(unknown.clone()));
    assert_eq!(
        live.apply(level(0, day(3, 1), i64::MAX)),
        Err(LiveError::TooLarge)
    );
    assert_eq!(
        live.apply(level(0, day(1, 1), (1 << 61) - 400)),
        Err(LiveError::TooLarge)
    );
    let holding = Holding {
        account,
        on: day(3, 1),
        key: 3,
    };
    assert_eq!(
        live.hand_over(holding),
        Err(LiveError::UnknownKey { key: 3, keys: 3 })
    );
    // One that cannot be taken in keeps all out that are given with it.
    let good = level(0, day(1, 20), 700);
    let after = LiveError::AfterRun {
        on: day(12, 31) + Days::new(1),
        end: year().end(),
    };
    for (bad, why) in [
        (level(0, day(3, 1), -1), LiveError::Negative { minor: -1 }),
        (level(7, day(3, 1), 1), unknown),
        (level(0, day(12, 31) + Days::new(1), 1), after),
        (level(0, day(3, 1), (1 << 61) - 1_199), LiveError::TooLarge),
    ] {
        let refused = LiveBatchError { at: 1, why };
        assert_eq!(live.apply_all(&[good, bad, good]), Err(refused));
    }
    assert_eq!(live.figures(), before);
    let most = level(0, day(3, 1), (1 << 61) - 1_200);
    assert_eq!(live.clone().apply_all(&[good, most]), Ok(()));
    assert_eq!(live.account(&AccountId::new("A-1").unwrap()), Ok(account));
    assert_eq!(live.row(12), None);
}

#[test]
fn figures_of_amounts_near_the_limit_are_exact_and_past_it_refused() {
    let figures = |levels: &[RevenueLevel]| {
        let history = RevenueHistory::from_levels(Currency::USD, ids(), levels).unwrap();
        let none = Slicing::none();
        let columns = EventColumns::new(&history, &none)?;
        columns.figures(&year(), EventParts::ALL)
    };
    let half = 1_i64 << 60;
    let levels = [
        level(0, day(1, 5), half),
        level(1, day(1, 6), half),
        level(0, day(2, 1), 0),
        level(1, day(2, 1), 0),
    ];
    let rows = figures(&levels).unwrap().rows().to_vec();
    assert_eq!(
        rows[0].closing,
        EventSum {
            minor: 1 << 61,
            count: 2
        }
    );
    assert_eq!(
        rows[1].churn,
        EventSum {
            minor: 1 << 61,
            count: 2
        }
    );
    let over = [levels[0], levels[1], level(2, day(1, 1), 1)];
    assert_eq!(figures(&over), Err(RetentionError::TooLarge));
}

#[test]
fn levels_that_make_no_history_say_why() {
    let history = |accounts: Vec<AccountId>, levels: &[RevenueLevel]| {
        RevenueHistory::from_levels(Currency::USD, accounts, levels)
            .map_err(|error| error.to_string())
    };
    let unknown = history(ids(), &[level(4, day(1, 1), 1)]).unwrap_err();
    assert!(unknown.contains("index 4"), "{unknown}");
    // Also where another total replaces it.
    let negative = history(ids(), &[level(3, day(1, 1), -1), level(3, day(1, 1), 1)]).unwrap_err();
    assert!(negative.contains("A-3"), "{negative}");
    let twice = [ids(), ids()].concat();
    assert!(history(twice, &[]).unwrap_err().contains("listed twice"));
    let history = RevenueHistory::from_levels(Currency::USD, ids(), &[]).unwrap();
    let holding = Holding {
        account: AccountIndex::new(0),
        on: day(1, 1),
        key: 3,
    };
    let slicing = Slicing::by_holding(&history, &holders(), &[holding]);
    assert_eq!(slicing, Err(RetentionError::UnknownKey { key: 3, keys: 3 }));
}

#[test]
fn facts_enough_to_share_out_make_the_figures_of_one_after_the_other() {
    let (accounts, keys, periods) = (5_000_u32, holders(), year());
    let ids: Vec<_> = (0..accounts)
        .map(|n| AccountId::new(format!("A-{n:05}")).unwrap())
        .collect();
    let mut live = Live::new(Currency::USD, &periods, &keys).unwrap();
    for id in &ids {
        live.account(id).unwrap();
    }
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        u32::try_from((state >> 33) % below).unwrap()
    };
    let (mut levels, mut holdings) = (Vec::new(), Vec::new());
    for on in day(1, 1).iter_days().take(300) {
        for _ in 0..500 {
            let minor = i64::from(random(4)) * 100;
            levels.push(level(random(u64::from(accounts)), on, minor));
            live.apply(levels[levels.len() - 1]).unwrap();
        }
        let account = AccountIndex::new(random(u64::from(accounts)));
        holdings.push(Holding {
            account,
            on,
            key: random(3),
        });
        live.hand_over(holdings[holdings.len() - 1]).unwrap();
    }
    let history = RevenueHistory::from_levels(Currency::USD, ids.clone(), &levels).unwrap();
    let slicing = Slicing::by_holding(&history, &keys, &holdings).unwrap();
    let columns = EventColumns::new(&history, &slicing).unwrap();
    let figures = columns.figures(&periods, EventParts::ALL).unwrap();
    assert_eq!(figures, live.figures());
    let alone = EventParts {
        slices: true,
        ..EventParts::NONE
    };
    let slices = columns.figures(&periods, alone).unwrap();
    for (slice, at) in (0..keys.len()).flat_map(|slice| (0..12).map(move |at| (slice, at))) {
        assert_eq!(slices.slice(slice, at), figures.slice(slice, at));
    }

    // From the last day back, so that all but a few are corrections; on a day the last given holds as before.
    let backwards: Vec<_> = levels.rchunks(500).flatten().copied().collect();
    let mut corrected = Live::new(Currency::USD, &periods, &keys).unwrap();
    for id in &ids {
        corrected.account(id).unwrap();
    }
    for holding in &holdings {
        corrected.hand_over(*holding).unwrap();
    }
    corrected.apply_all(&backwards).unwrap();
    assert_eq!(corrected.figures(), figures);
}
