//! How histories and slicings are made, and what they refuse.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::retention::{
    self, AccountIndex, Convention, Handover, HistoryError, RetentionError, RevenueHistory,
    RevenueLine, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Money, Periods, Span};
use tenure_testkit::history::{self, Rows};

use super::cases;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn id(text: &str) -> AccountId {
    AccountId::new(text).unwrap()
}

fn line(account: AccountIndex, start: &str, end: Option<&str>, monthly: &str) -> RevenueLine {
    RevenueLine {
        account,
        span: Span::new(day(start), end.map(day)).unwrap(),
        monthly: money(monthly),
    }
}

const FIRST: AccountIndex = AccountIndex::new(0);

fn from_lines(lines: &[RevenueLine]) -> Result<RevenueHistory, HistoryError> {
    RevenueHistory::from_lines(Currency::USD, vec![id("A"), id("B")], lines.iter().copied())
}

#[test]
fn an_account_keeps_its_index() {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let a = builder.account(&id("A")).unwrap();
    let b = builder.account(&id("B")).unwrap();
    assert_eq!((a.get(), b.get()), (0, 1));
    assert_eq!(builder.account(&id("A")), Ok(a));
    let history = builder.build().unwrap();
    assert_eq!(history.accounts(), [id("A"), id("B")]);
    assert_eq!(history.changes(a).count(), 0);
    assert_eq!(history.first_in_force(), None);
}

#[test]
fn changes_are_what_remains_of_each_day() {
    let history = from_lines(&[
        line(FIRST, "2026-01-10", Some("2026-02-10"), "50.00 USD"),
        line(FIRST, "2026-02-10", Some("2026-03-10"), "50.00 USD"), // renewed at the same price
        line(FIRST, "2026-02-01", Some("2026-02-20"), "10.00 USD"),
        line(FIRST, "2026-02-20", None, "15.00 USD"),
    ])
    .unwrap();
    let changes: Vec<_> = history
        .changes(FIRST)
        .map(|(on, m)| format!("{on} {m}"))
        .collect();
    assert_eq!(
        changes,
        [
            "2026-01-10 50.00 USD",
            "2026-02-01 60.00 USD",
            "2026-02-20 65.00 USD",
            "2026-03-10 15.00 USD",
        ]
    );
    assert_eq!(
        history.amount_on(FIRST, day("2026-01-09")),
        money("0.00 USD")
    );
    assert_eq!(
        history.amount_on(FIRST, day("9999-12-31")),
        money("15.00 USD")
    );
    assert_eq!(
        history.amount_on(AccountIndex::new(9), day("2026-02-01")),
        money("0.00 USD")
    );
}

#[test]
fn totals_hold_until_the_next_and_the_last_given_for_a_day_wins() {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let a = builder.account(&id("A")).unwrap();
    for (on, monthly) in [
        ("2026-03-01", "0.00 USD"),
        ("2026-01-01", "20.00 USD"),
        ("2026-02-01", "99.00 USD"),
        ("2026-02-01", "30.00 USD"),
        ("2025-12-01", "0.00 USD"),
    ] {
        builder.level(a, day(on), money(monthly)).unwrap();
    }
    let history = builder.build().unwrap();
    let changes: Vec<_> = history
        .changes(a)
        .map(|(on, m)| format!("{on} {m}"))
        .collect();
    assert_eq!(
        changes,
        [
            "2026-01-01 20.00 USD",
            "2026-02-01 30.00 USD",
            "2026-03-01 0.00 USD"
        ]
    );
    assert_eq!(history.first_in_force(), Some(day("2025-12-01")));
}

#[test]
fn a_trial_is_in_force_and_a_line_without_a_day_is_not() {
    let history = from_lines(&[
        line(FIRST, "2026-01-01", Some("2026-01-01"), "50.00 USD"),
        line(FIRST, "2026-01-05", Some("2026-01-19"), "0.00 USD"),
        line(FIRST, "2026-01-19", None, "50.00 USD"),
    ])
    .unwrap();
    assert_eq!(history.first_in_force(), Some(day("2026-01-05")));
    assert_eq!(history.changes(FIRST).count(), 1);
}

#[test]
fn what_breaks_a_rule_is_refused_with_the_account() {
    let euro = from_lines(&[line(FIRST, "2026-01-01", None, "1.00 EUR")]).unwrap_err();
    assert_eq!(
        euro.to_string(),
        "account `A` has an amount in EUR, the history is in USD; restate it at a named rate first"
    );
    let negative = from_lines(&[line(FIRST, "2026-01-01", None, "-1.00 USD")]).unwrap_err();
    assert!(matches!(negative, HistoryError::Negative { account, .. } if account == id("A")));
    let unknown = from_lines(&[line(AccountIndex::new(2), "2026-01-01", None, "1.00 USD")]);
    assert_eq!(
        unknown,
        Err(HistoryError::UnknownAccount {
            index: 2,
            accounts: 2
        })
    );
    for accounts in [vec![id("A"), id("A")], vec![id("B"), id("A"), id("B")]] {
        let twice = RevenueHistory::from_lines(Currency::USD, accounts, []).unwrap_err();
        assert!(matches!(twice, HistoryError::DuplicateAccount { .. }));
    }
    let huge = Money::from_minor(i128::from(i64::MAX) + 1, Currency::USD).unwrap();
    let huge = RevenueLine {
        monthly: huge,
        ..line(FIRST, "2026-01-01", None, "0.00 USD")
    };
    assert_eq!(
        from_lines(&[huge]),
        Err(HistoryError::Overflow {
            account: id("A"),
            on: day("2026-01-01")
        })
    );
}

#[test]
fn lines_that_add_up_past_the_column_are_refused_on_their_day_and_only_then() {
    let half = format!("{}.00 USD", i64::MAX / 200 + 1);
    let together = [
        line(FIRST, "2026-01-01", None, &half),
        line(FIRST, "2026-03-05", None, &half),
    ];
    let overflow = HistoryError::Overflow {
        account: id("A"),
        on: day("2026-03-05"),
    };
    assert_eq!(from_lines(&together), Err(overflow));
    // Replaced on the same day they never are in force together, in whatever order they come.
    let mut replaced = [
        line(FIRST, "2026-03-05", None, &half),
        line(FIRST, "2026-01-01", Some("2026-03-05"), &half),
    ];
    assert_eq!(from_lines(&replaced).unwrap().changes(FIRST).count(), 1);
    replaced.reverse();
    assert_eq!(from_lines(&replaced).unwrap().changes(FIRST).count(), 1);
}

#[test]
fn lines_and_totals_do_not_mix_for_one_account() {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let a = builder.account(&id("A")).unwrap();
    let b = builder.account(&id("B")).unwrap();
    builder
        .level(a, day("2026-01-01"), money("5.00 USD"))
        .unwrap();
    builder
        .line(line(b, "2026-01-01", None, "5.00 USD"))
        .unwrap();
    let mixed = |account| {
        Err(HistoryError::Mixed {
            account: id(account),
        })
    };
    assert_eq!(
        builder.line(line(a, "2026-01-01", None, "5.00 USD")),
        mixed("A")
    );
    assert_eq!(
        builder.level(b, day("2026-01-01"), money("5.00 USD")),
        mixed("B")
    );
    let stranger = AccountIndex::new(7);
    let unknown = HistoryError::UnknownAccount {
        index: 7,
        accounts: 2,
    };
    assert_eq!(
        builder.level(stranger, day("2026-01-01"), money("5.00 USD")),
        Err(unknown)
    );
    assert_eq!(builder.build().unwrap().changes(a).count(), 1);
}

#[test]
fn a_slicing_of_another_history_is_refused() {
    let small = from_lines(&[]).unwrap();
    let other = RevenueHistory::from_lines(Currency::USD, vec![id("A")], []).unwrap();
    let slicing = Slicing::by_account(&other, |_| SliceKey::Unassigned);
    let periods = Periods::covering(Grain::Month, day("2026-01-01"), day("2026-03-01")).unwrap();
    let foreign = RetentionError::ForeignSlicing {
        divided: 1,
        accounts: 2,
    };
    let convention = Convention::default();
    let bridge = retention::bridge(&small, &periods, &slicing, convention.clone());
    assert_eq!(bridge, Err(foreign.clone()));
    let trailing = retention::trailing(&small, &periods, 1, &slicing, convention.clone());
    assert_eq!(trailing, Err(foreign.clone()));
    assert_eq!(
        retention::cohorts(&small, &periods, &slicing, convention.clone()),
        Err(foreign)
    );

    let to = SliceKey::Manager(ManagerId::new("asha").unwrap());
    let handover = Handover {
        account: AccountIndex::new(2),
        on: day("2026-01-01"),
        to,
    };
    let unknown = RetentionError::UnknownAccount {
        index: 2,
        accounts: 2,
    };
    assert_eq!(Slicing::by_holder(&small, [handover]), Err(unknown));
}

/// Changes in periods of their own, ages apart, and never a walk over all that lie between.
#[test]
fn periods_ages_before_the_run_are_told_apart() {
    let periods = Periods::covering(Grain::Month, day("2026-01-01"), day("2026-03-01")).unwrap();
    let long_ago = NaiveDate::from_ymd_opt(-200_000, 5, 10).unwrap();
    let line = |account, from: NaiveDate, to: NaiveDate| RevenueLine {
        account: AccountIndex::new(account),
        span: Span::new(from, Some(to)).unwrap(),
        monthly: money("10.00 USD"),
    };
    let back = |account| line(account, day("2026-02-10"), NaiveDate::MAX);
    let month_later = long_ago + chrono::Days::new(30);
    // Within one month it never paid at the end of any: new in February. Over a month end it did: it comes back.
    let lines = [
        line(0, long_ago, long_ago + chrono::Days::new(5)),
        back(0),
        line(1, long_ago, month_later),
        back(1),
    ];
    let history = from_lines(&lines).unwrap();
    let convention = Convention::default();
    let whole = Slicing::none();
    let report = retention::bridge(&history, &periods, &whole, convention.clone()).unwrap();
    let february = &report.all.rows[1].accounts;
    assert_eq!((february.new, february.reactivated), (1, 1));
    // The same as if it had been lately.
    let near = lines.map(|line| match line.span.start() {
        start if start == long_ago => {
            let days = line.span.end().unwrap() - start;
            let lately = day("2025-05-10");
            RevenueLine {
                span: Span::new(lately, Some(lately + days)).unwrap(),
                ..line
            }
        }
        _ => line,
    });
    let lately = from_lines(&near).unwrap();
    let other = retention::bridge(&lately, &periods, &whole, convention).unwrap();
    assert_eq!(report.all.rows, other.all.rows);
}

#[test]
fn an_empty_book_has_empty_rows() {
    let history = RevenueHistory::builder(Currency::JPY).build().unwrap();
    let periods = Periods::covering(Grain::Month, day("2026-01-01"), day("2026-03-01")).unwrap();
    let convention = Convention::default();
    let report =
        retention::bridge(&history, &periods, &Slicing::none(), convention.clone()).unwrap();
    assert_eq!(report.all.rows.len(), 3);
    assert!(
        report
            .all
            .rows
            .iter()
            .all(|row| row.amounts.closing.is_zero()
                && row.net_revenue_retention().is_none()
                && row.logo_churn().is_none()
                && row.quick_ratio().is_none()
                && row.average_revenue_per_account().is_none())
    );
    let cohorts =
        retention::cohorts(&history, &periods, &Slicing::none(), convention.clone()).unwrap();
    assert!(cohorts.all.rows.is_empty());
    let trailing =
        retention::trailing(&history, &periods, 3, &Slicing::none(), convention.clone()).unwrap();
    assert!(trailing.all.rows.is_empty());
    let endless = usize::MAX;
    let trailing = retention::trailing(
        &history,
        &periods,
        endless,
        &Slicing::none(),
        convention.clone(),
    )
    .unwrap();
    assert!(trailing.all.rows.is_empty());
}

#[test]
fn the_ends_of_the_calendar_are_days_like_others() {
    let account = FIRST;
    let span = Span::new(NaiveDate::MIN, Some(NaiveDate::MAX)).unwrap();
    let lines = [RevenueLine {
        account,
        span,
        monthly: money("7.00 USD"),
    }];
    let history = from_lines(&lines).unwrap();
    let periods = Periods::covering(Grain::Year, day("2024-01-01"), day("2026-03-01")).unwrap();
    let convention = Convention::default();
    let report =
        retention::bridge(&history, &periods, &Slicing::none(), convention.clone()).unwrap();
    assert_eq!(report.all.rows[0].amounts.opening, money("7.00 USD"));
    assert_eq!(report.all.rows[2].amounts.closing, money("7.00 USD"));
}

/// More accounts than are sorted together, in an order that has nothing to do with theirs.
#[test]
fn many_accounts_in_any_order_make_the_same_history() {
    let accounts: Vec<_> = (0..10_000)
        .map(|number| id(&format!("A-{number:05}")))
        .collect();
    let mut lines = Vec::new();
    for number in 0..30_000_u32 {
        // A full cycle through the accounts in strides, one account left without lines.
        let account = AccountIndex::new((number * 7919) % 10_000);
        let start = day("2026-01-01") + chrono::Days::new(u64::from(number % 97));
        let end = (number % 3 != 0).then(|| start + chrono::Days::new(u64::from(number % 61)));
        let span = Span::new(start, end).unwrap();
        if account.get() != 4096 {
            lines.push(RevenueLine {
                account,
                span,
                monthly: history::money(i64::from(number % 5) * 100),
            });
        }
    }
    let shuffled =
        RevenueHistory::from_lines(Currency::USD, accounts.clone(), lines.iter().copied()).unwrap();
    let mut sorted = lines.clone();
    sorted.sort_by_key(|line| line.account);
    assert_eq!(
        RevenueHistory::from_lines(Currency::USD, accounts, sorted).unwrap(),
        shuffled
    );
    for account in [0, 1, 2047, 2048, 4095, 4096, 9_999].map(AccountIndex::new) {
        for on in (0..200).map(|after| day("2026-01-01") + chrono::Days::new(after)) {
            let in_force = lines
                .iter()
                .filter(|line| line.account == account && line.span.contains(on));
            let sum = Money::sum(Currency::USD, in_force.map(|line| line.monthly)).unwrap();
            assert_eq!(shuffled.amount_on(account, on), sum, "{account:?} on {on}");
        }
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn numbered_lines_make_the_history_that_the_builder_makes(
        (book, order) in history::books(6).prop_flat_map(|book| {
            let lines = book.accounts.iter().map(|account| match &account.rows {
                Rows::Lines(lines) => lines.len(),
                Rows::Levels(_) => 0,
            });
            let order: Vec<usize> = (0..lines.sum()).collect();
            (Just(book), Just(order).prop_shuffle())
        }),
    ) {
        let mut book = book;
        for account in &mut book.accounts {
            if let Rows::Levels(_) = account.rows {
                account.rows = Rows::Lines(Vec::new());
            }
        }
        let mut lines = Vec::new();
        for (account, sample) in (0..).map(AccountIndex::new).zip(&book.accounts) {
            if let Rows::Lines(spans) = &sample.rows {
                lines.extend(spans.iter().map(|(span, minor)| {
                    RevenueLine { account, span: *span, monthly: history::money(*minor) }
                }));
            }
        }
        let shuffled: Vec<_> = order.iter().map(|at| lines[*at]).collect();
        let accounts: Vec<_> = book.accounts.iter().map(|account| account.id.clone()).collect();
        let history = RevenueHistory::from_lines(history::CURRENCY, accounts, shuffled).unwrap();
        prop_assert_eq!(history, book.history());
    }

    #[test]
    fn totals_from_the_changes_of_a_history_make_the_same_history(book in history::books(6)) {
        let history = book.history();
        let mut builder = RevenueHistory::builder(history::CURRENCY);
        for account in history.accounts() {
            builder.account(account).unwrap();
        }
        for account in (0..history.accounts().len() as u32).map(AccountIndex::new) {
            for (on, monthly) in history.changes(account) {
                builder.level(account, on, monthly).unwrap();
            }
        }
        let again = builder.build().unwrap();
        for account in (0..history.accounts().len() as u32).map(AccountIndex::new) {
            prop_assert!(again.changes(account).eq(history.changes(account)));
        }
    }
}
