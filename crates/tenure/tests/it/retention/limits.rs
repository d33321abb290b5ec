//! At the ends of the ranges of amounts and of the calendar: exact, or refused; never wrong.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use tenure::retention::{
    self, AccountIndex, Convention, EventColumns, EventParts, EventSum, HistoryError, Holding,
    Live, LiveError, RetentionError, RevenueHistory, RevenueLevel, RevenueLine, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, Money, Periods, Span};

const MOST: i64 = i64::MAX;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ids(count: u32) -> Vec<AccountId> {
    let id = |index| AccountId::new(format!("A-{index}")).unwrap();
    (0..count).map(id).collect()
}

fn level(account: u32, on: NaiveDate, minor: i64) -> RevenueLevel {
    RevenueLevel {
        account: AccountIndex::new(account),
        on,
        minor,
    }
}

fn money(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn quarter() -> Periods {
    Periods::covering(Grain::Month, day("2026-01-01"), day("2026-03-31")).unwrap()
}

#[test]
fn reports_of_the_largest_amounts_are_exact() {
    let accounts = 5_u32;
    let mut levels: Vec<_> = (0..accounts)
        .map(|account| level(account, day("2026-01-10"), MOST))
        .collect();
    levels.extend((1..accounts).map(|account| level(account, day("2026-02-10"), 0)));
    let history = RevenueHistory::from_levels(Currency::USD, ids(accounts), &levels).unwrap();
    let whole = Slicing::none();
    let convention = Convention::default();
    let report = retention::bridge(&history, &quarter(), &whole, convention.clone()).unwrap();
    report.reconcile().unwrap();
    let rows = &report.all.rows;
    let all = i128::from(MOST) * i128::from(accounts);
    assert_eq!(rows[0].amounts.new, money(all));
    assert_eq!(rows[1].amounts.opening, money(all));
    assert_eq!(rows[1].amounts.churn, money(all - i128::from(MOST)));
    assert_eq!(rows[2].amounts.closing, money(MOST.into()));
    let trailing = retention::trailing(&history, &quarter(), 1, &whole, convention).unwrap();
    let kept = trailing.all.rows.last().unwrap();
    assert_eq!(kept.opening, money(MOST.into()));

    // The columns of single events hold 64 bits and say so.
    let refused = EventColumns::new(&history, &whole).map(drop);
    assert_eq!(refused, Err(RetentionError::TooLarge));
    let mut live = Live::new(Currency::USD, &quarter(), &[]).unwrap();
    let account = live.account(&ids(1)[0]).unwrap();
    let refused = live.level(account, day("2026-01-10"), money(MOST.into()));
    assert_eq!(refused, Err(LiveError::TooLarge));
    let wider = live.level(account, day("2026-01-10"), money(i128::from(MOST) + 1));
    assert_eq!(wider, Err(LiveError::TooLarge));
}

#[test]
fn levels_may_lie_as_far_apart_as_dates_can() {
    let accounts = 5_000_u32;
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let whole = u64::try_from((last - first).num_days()).unwrap();
    // About where what a fact carries while it is sorted changes its form, and the widest of all.
    for widest in [(1 << 21) - 2, (1 << 21) - 1, whole] {
        let mut state = widest;
        let mut draw = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            ((state >> 33) * below) >> 31
        };
        let mut levels = Vec::new();
        for at in 0..20_000 {
            let account = u32::try_from(draw(accounts.into())).unwrap();
            let days = match at {
                0 => 0,
                1 => widest,
                // Few days, so that some are given again.
                _ => draw(8) * (widest / 7),
            };
            let minor = i64::try_from(draw(3)).unwrap();
            levels.push(level(account, first + Days::new(days), minor));
        }
        let mut expected = vec![BTreeMap::new(); accounts as usize];
        for level in &levels {
            expected[level.account.get() as usize].insert(level.on, level.minor);
        }
        let history = RevenueHistory::from_levels(Currency::USD, ids(accounts), &levels).unwrap();
        assert_eq!(history.first_in_force(), Some(first));
        for (account, expected) in (0..).map(AccountIndex::new).zip(expected) {
            let mut before = 0;
            let changes = expected.into_iter().filter(|(_, minor)| {
                let known = std::mem::replace(&mut before, *minor);
                known != *minor
            });
            let changes: Vec<_> = changes
                .map(|(on, minor)| (on, money(minor.into())))
                .collect();
            assert_eq!(history.changes(account).collect::<Vec<_>>(), changes);
        }
    }
}

#[test]
fn single_events_are_divided_by_8_192_keys_and_no_more() {
    let figures = |slices: u32| {
        let levels: Vec<_> = (0..slices)
            .map(|account| level(account, day("2026-02-10"), i64::from(account) + 1))
            .collect();
        let ids = ids(slices);
        let history = RevenueHistory::from_levels(Currency::USD, ids, &levels).unwrap();
        let slicing = Slicing::by_account(&history, |account| {
            SliceKey::Segment(account.as_str().parse().unwrap())
        });
        let columns = EventColumns::new(&history, &slicing)?;
        columns.figures(&quarter(), EventParts::ALL)
    };
    let (most, slices) = (1 << 13, (1 << 13) + 1);
    let divided = figures(most).unwrap();
    for (slice, key) in divided.keys().iter().enumerate() {
        let account: i64 = key.to_string()[2..].parse().unwrap();
        let [new, ..] = divided.slice(slice, 1).unwrap();
        assert_eq!((new.minor, new.count), (account + 1, 1));
    }
    let refused = RetentionError::TooManySlices {
        slices: (1 << 13) + 1,
        most: 1 << 13,
    };
    assert_eq!(figures(slices), Err(refused));
}

#[test]
fn live_figures_are_divided_by_65_536_keys_and_no_more() {
    let live = |keys: u32| {
        let key = |number: u32| SliceKey::Segment(number.to_string().parse().unwrap());
        let keys: Vec<_> = (0..keys).map(key).collect();
        Live::new(Currency::USD, &quarter(), &keys)
    };
    // One more is for what nobody holds.
    let most = 1 << 16;
    let mut divided = live(most - 1).unwrap();
    let held = [0, 1, most / 2, most - 2];
    for (account, key) in ids(4).iter().zip(held) {
        let account = divided.account(account).unwrap();
        let on = day("2026-02-10");
        divided.hand_over(Holding { account, on, key }).unwrap();
        divided
            .apply(level(account.get(), on, i64::from(key) + 1))
            .unwrap();
    }
    let figures = divided.figures();
    for key in held {
        let name = SliceKey::Segment(key.to_string().parse().unwrap());
        let slice = figures.keys().binary_search(&name).unwrap();
        let [new, ..] = figures.slice(slice, 1).unwrap();
        assert_eq!((new.minor, new.count), (i64::from(key) + 1, 1));
    }
    let refused = RetentionError::TooManySlices {
        slices: (1 << 16) + 1,
        most: 1 << 16,
    };
    assert_eq!(live(most).map(drop), Err(refused));
}

#[test]
fn lines_past_64_bits_are_refused_on_the_day_they_pass() {
    let line = |from: &str, to: Option<&str>, minor: i64| RevenueLine {
        account: AccountIndex::new(0),
        span: Span::new(day(from), to.map(day)).unwrap(),
        monthly: money(minor.into()),
    };
    let history = |lines: &[RevenueLine]| {
        RevenueHistory::from_lines(Currency::USD, ids(1), lines.iter().copied())
    };
    // One goes on the day the other comes: never both.
    let relay = [
        line("2026-02-01", None, MOST),
        line("2026-01-01", Some("2026-02-01"), MOST),
    ];
    let first = AccountIndex::new(0);
    let whole = history(&relay).unwrap();
    assert_eq!(
        whole.amount_on(first, day("2026-02-01")),
        money(MOST.into())
    );
    let mut over = vec![
        line("2026-03-01", Some("2026-03-02"), 1),
        line("2026-01-01", None, MOST),
    ];
    let refused = HistoryError::Overflow {
        account: ids(1)[0].clone(),
        on: day("2026-03-01"),
    };
    assert_eq!(history(&over), Err(refused.clone()));
    over.reverse();
    assert_eq!(history(&over), Err(refused));
    let wide = RevenueLine {
        monthly: money(i128::from(MOST) + 1),
        ..relay[0]
    };
    assert!(matches!(
        history(&[wide]),
        Err(HistoryError::Overflow { .. })
    ));
}

#[test]
fn the_first_and_the_last_day_there_are_have_a_place() {
    let late = NaiveDate::MAX - Days::new(400);
    let periods = Periods::covering(Grain::Month, late, late + Days::new(100)).unwrap();
    let levels = [
        level(0, NaiveDate::MIN, 700),
        level(0, late + Days::new(50), 0),
        level(1, NaiveDate::MIN, 900),
        level(1, NaiveDate::MAX, 0),
    ];
    let history = RevenueHistory::from_levels(Currency::USD, ids(2), &levels).unwrap();
    let whole = Slicing::none();
    let columns = EventColumns::new(&history, &whole).unwrap();
    let figures = columns.figures(&periods, EventParts::ALL).unwrap();
    let opening = EventSum {
        minor: 1_600,
        count: 2,
    };
    assert_eq!(figures.rows()[0].opening, opening);
    let span = |until: NaiveDate| i32::try_from((until - NaiveDate::MIN).num_days()).unwrap();
    let lost = (span(late + Days::new(50)), 1, 0);
    let kept = (span(periods.end()), 0, 1);
    assert_eq!(figures.lifetimes().collect::<Vec<_>>(), [lost, kept]);

    let mut live = Live::new(Currency::USD, &periods, &[]).unwrap();
    for id in ids(2) {
        live.account(&id).unwrap();
    }
    // From the last back, so that every fact is a correction.
    for fact in levels.iter().rev() {
        let after = fact.on >= periods.end();
        assert_eq!(live.apply(*fact).is_err(), after);
    }
    let found = live.figures();
    assert_eq!(found.rows(), figures.rows());
    assert!(found.lifetimes().eq(figures.lifetimes()));
    assert_eq!(found.cohort(None, 2), figures.cohort(None, 2));
    assert_eq!(
        Periods::covering(Grain::Month, NaiveDate::MAX, NaiveDate::MAX),
        None
    );
    assert_eq!(
        Periods::covering(Grain::Month, NaiveDate::MIN, NaiveDate::MAX),
        None
    );
}
