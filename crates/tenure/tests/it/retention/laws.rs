//! What holds for every book, each law by its name.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use proptest::prelude::*;
use tenure::retention::{
    self, Bridge, BridgeReport, BridgeRow, CohortReport, Convention, Credit, NetMethod, SliceKey,
    Slicing, TrailingReport,
};
use tenure::{AccountId, Grain, Month, Name, Periods, Ratio, Span};
use tenure_testkit::history::{self, Division, Rows, SampleAccount, SampleBook, all_months};

use super::cases;

fn bridge_of(book: &SampleBook, periods: &Periods, division: Division) -> BridgeReport {
    bridge_under(book, periods, division, Convention::default())
}

fn bridge_under(
    book: &SampleBook,
    periods: &Periods,
    division: Division,
    convention: Convention,
) -> BridgeReport {
    let history = book.history();
    let slicing = book.slicing(&history, division);
    retention::bridge(&history, periods, &slicing, convention.clone()).unwrap()
}

fn trailing_of(book: &SampleBook, periods: &Periods, division: Division) -> TrailingReport {
    let history = book.history();
    let slicing = book.slicing(&history, division);
    retention::trailing(&history, periods, 3, &slicing, Convention::default()).unwrap()
}

fn cohorts_of(book: &SampleBook, periods: &Periods, division: Division) -> CohortReport {
    let history = book.history();
    let slicing = book.slicing(&history, division);
    retention::cohorts(&history, periods, &slicing, Convention::default()).unwrap()
}

fn columns(row: &BridgeRow) -> BTreeMap<String, i128> {
    let amounts = row
        .amounts
        .columns()
        .map(|(name, m)| (format!("amount {name}"), m.to_minor()));
    let accounts = row
        .accounts
        .columns()
        .map(|(name, n)| (format!("accounts {name}"), n.into()));
    amounts.into_iter().chain(accounts).collect()
}

fn bridges(report: &BridgeReport) -> impl Iterator<Item = &Bridge> {
    [&report.all].into_iter().chain(report.slices.values())
}

/// Everything that can be told of a book in one run.
fn everything(
    book: &SampleBook,
    periods: &Periods,
    division: Division,
) -> (BridgeReport, TrailingReport, CohortReport) {
    (
        bridge_of(book, periods, division),
        trailing_of(book, periods, division),
        cohorts_of(book, periods, division),
    )
}

/// The same book with each line replaced by some.
fn with_lines(
    book: &SampleBook,
    mut replace: impl FnMut(Span, i64) -> Vec<(Span, i64)>,
) -> SampleBook {
    let mut book = book.clone();
    for account in &mut book.accounts {
        if let Rows::Lines(lines) = &mut account.rows {
            *lines = lines
                .drain(..)
                .flat_map(|(span, minor)| replace(span, minor))
                .collect();
        }
    }
    book
}

/// The same book with every day moved.
fn with_days(book: &SampleBook, moved: impl Fn(NaiveDate) -> NaiveDate) -> SampleBook {
    let mut book = book.clone();
    for account in &mut book.accounts {
        match &mut account.rows {
            Rows::Lines(lines) => {
                for (span, _) in lines {
                    *span = Span::new(moved(span.start()), span.end().map(&moved)).unwrap();
                }
            }
            Rows::Levels(levels) => {
                for (day, _) in levels {
                    *day = moved(*day);
                }
            }
        }
        for (day, _) in &mut account.handovers {
            *day = moved(*day);
        }
    }
    book
}

/// What was known of the book when `today` began: lines still running are open, or end there.
fn known_before(book: &SampleBook, today: NaiveDate, open: bool) -> SampleBook {
    let mut book = with_lines(book, |span, minor| {
        if span.start() >= today {
            return Vec::new();
        }
        let ends_later = span.end().is_none_or(|end| end >= today);
        let end = if ends_later {
            (!open).then_some(today)
        } else {
            span.end()
        };
        vec![(Span::new(span.start(), end).unwrap(), minor)]
    });
    for account in &mut book.accounts {
        if let Rows::Levels(levels) = &mut account.rows {
            levels.retain(|(day, _)| *day < today);
        }
        account.handovers.retain(|(day, _)| *day < today);
    }
    book
}

fn one() -> Option<Ratio> {
    Ratio::of(1, 1)
}

fn divisions() -> impl Strategy<Value = Division> {
    prop_oneof![Just(Division::Segment), Just(Division::Holder)]
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn opening_and_movements_make_the_closing(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        let report = bridge_of(&book, &periods, division);
        for row in bridges(&report).flat_map(|bridge| &bridge.rows) {
            let column = columns(row);
            let amount = |name: &str| column[&format!("amount {name}")];
            prop_assert_eq!(
                amount("opening") + amount("new") + amount("reactivation") + amount("expansion")
                    - amount("contraction") - amount("churn") + amount("fx")
                    + amount("transfers_in") - amount("transfers_out"),
                amount("closing")
            );
            let accounts = |name: &str| column[&format!("accounts {name}")];
            prop_assert_eq!(
                accounts("opening") + accounts("new") + accounts("reactivated")
                    - accounts("churned")
                    + accounts("transferred_in") - accounts("transferred_out"),
                accounts("closing")
            );
            prop_assert!(column.values().all(|value| *value >= 0));
        }
        prop_assert!(report.reconcile().is_ok());
    }

    #[test]
    fn a_period_opens_with_what_the_one_before_closed_with(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        let report = bridge_of(&book, &periods, division);
        for bridge in bridges(&report) {
            for pair in bridge.rows.windows(2) {
                prop_assert_eq!(pair[0].amounts.closing, pair[1].amounts.opening);
                prop_assert_eq!(pair[0].accounts.closing, pair[1].accounts.opening);
            }
        }
    }

    #[test]
    fn gross_retention_lies_between_nothing_and_all_and_never_above_net(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        for row in bridges(&bridge_of(&book, &periods, division)).flat_map(|bridge| &bridge.rows) {
            let (gross, net) = (row.gross_revenue_retention(), row.net_revenue_retention());
            prop_assert!(gross >= Ratio::of(0, 1) || gross.is_none());
            prop_assert!(gross <= one() && gross <= net);
            prop_assert_eq!(gross.is_none(), row.amounts.base.is_zero());
            if gross.is_some() {
                prop_assert_eq!(gross == net, row.amounts.expansion.is_zero());
                prop_assert!(row.logo_retention() <= one() && row.logo_retention() >= Ratio::of(0, 1));
            }
        }
        let report = trailing_of(&book, &periods, division);
        for row in [&report.all].into_iter().chain(report.slices.values()).flat_map(|t| &t.rows) {
            let (gross, net) = (row.gross_revenue_retention(), row.net_revenue_retention());
            prop_assert!(gross <= one() && gross <= net && gross >= Ratio::of(0, 1).filter(|_| gross.is_some()));
        }
    }

    #[test]
    fn a_book_that_does_not_change_is_kept_whole(
        minor in 1_i64..1000, start in history::days(), periods in history::periods(),
    ) {
        let mut builder = retention::RevenueHistory::builder(history::CURRENCY);
        let account = builder.account(&AccountId::new("A").unwrap()).unwrap();
        builder.level(account, start, history::money(minor)).unwrap();
        let convention = Convention::default();
        let history = builder.build().unwrap();
        let report = retention::bridge(&history, &periods, &Slicing::none(), convention.clone()).unwrap();
        for row in report.all.rows.iter().filter(|row| row.period.start() > start) {
            prop_assert_eq!(row.gross_revenue_retention(), one());
            prop_assert_eq!(row.net_revenue_retention(), one());
            prop_assert_eq!(row.logo_retention(), one());
        }
    }

    #[test]
    fn slices_add_up_to_the_whole_under_any_division(
        book in history::books(7), periods in history::periods(), division in divisions(),
    ) {
        let (bridge, trailing, cohorts) = everything(&book, &periods, division);
        let whole = everything(&book, &periods, Division::Whole);
        prop_assert_eq!(&bridge.all, &whole.0.all);
        prop_assert_eq!(&trailing.all, &whole.1.all);
        prop_assert_eq!(&cohorts.all, &whole.2.all);
        for (at, row) in whole.0.all.rows.iter().enumerate() {
            let mut sums: BTreeMap<String, i128> = BTreeMap::new();
            for slice in bridge.slices.values() {
                for (name, value) in columns(&slice.rows[at]) {
                    *sums.entry(name).or_default() += value;
                }
            }
            if bridge.slices.is_empty() {
                continue;
            }
            // What one slice hands over another takes, and for the whole nothing is handed over.
            prop_assert_eq!(sums["amount transfers_in"], sums["amount transfers_out"]);
            prop_assert_eq!(sums["accounts transferred_in"], sums["accounts transferred_out"]);
            for (name, value) in columns(row) {
                if name.contains("transfer") {
                    prop_assert_eq!(value, 0);
                } else {
                    prop_assert_eq!(sums[&name], value, "{}", name);
                }
            }
        }
        for (at, row) in whole.1.all.rows.iter().enumerate() {
            let rows = || trailing.slices.values().map(|slice| &slice.rows[at]);
            if trailing.slices.is_empty() {
                continue;
            }
            prop_assert_eq!(rows().map(|r| r.opening.to_minor()).sum::<i128>(), row.opening.to_minor());
            prop_assert_eq!(rows().map(|r| r.gross_retained.to_minor()).sum::<i128>(), row.gross_retained.to_minor());
            prop_assert_eq!(rows().map(|r| r.net_retained.to_minor()).sum::<i128>(), row.net_retained.to_minor());
            prop_assert_eq!(rows().map(|r| r.retained_accounts).sum::<u64>(), row.retained_accounts);
        }
        for cohort in &whole.2.all.rows {
            for (age, cell) in cohort.cells.iter().enumerate() {
                let same = |slice: &&retention::Cohort| slice.period == cohort.period;
                let slices = cohorts.slices.values();
                let parts: Vec<_> = slices
                    .filter_map(|slice| slice.rows.iter().find(same))
                    .map(|slice| slice.cells[age])
                    .collect();
                if cohorts.slices.is_empty() {
                    continue;
                }
                prop_assert_eq!(parts.iter().map(|part| part.active).sum::<u64>(), cell.active);
                prop_assert_eq!(
                    parts.iter().map(|part| part.revenue.to_minor()).sum::<i128>(),
                    cell.revenue.to_minor()
                );
            }
        }
    }

    #[test]
    fn a_slice_by_a_fixed_key_is_the_bridge_of_its_accounts_alone(
        book in history::books(6), periods in history::periods(),
    ) {
        let report = bridge_of(&book, &periods, Division::Segment);
        for (key, slice) in &report.slices {
            let mut alone = book.clone();
            alone.accounts.retain(|account| account.segment == *key);
            prop_assert_eq!(slice, &bridge_of(&alone, &periods, Division::Whole).all);
        }
    }

    #[test]
    fn a_holder_who_never_changes_is_a_fixed_key(
        book in history::books(6), periods in history::periods(), at_opening in any::<bool>(),
    ) {
        let mut book = book;
        let before = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        for account in &mut book.accounts {
            account.handovers = vec![(before, account.segment.clone())];
        }
        let credit = if at_opening { Credit::HolderAtOpening } else { Credit::HolderOnDay };
        let convention = Convention { credit, ..Convention::default() };
        let fixed = bridge_under(&book, &periods, Division::Segment, convention.clone());
        let mut held = bridge_under(&book, &periods, Division::Holder, convention);
        held.slices.retain(|key, _| fixed.slices.contains_key(key));
        prop_assert_eq!(held, fixed);
    }

    #[test]
    fn how_movements_are_credited_changes_no_holders_opening_or_closing(
        book in history::books(6), periods in history::periods(),
    ) {
        let under = |credit| {
            let convention = Convention { credit, ..Convention::default() };
            bridge_under(&book, &periods, Division::Holder, convention)
        };
        let (on_day, at_opening) = (under(Credit::HolderOnDay), under(Credit::HolderAtOpening));
        for (key, slice) in &on_day.slices {
            for (a, b) in slice.rows.iter().zip(&at_opening.slices[key].rows) {
                prop_assert_eq!(a.amounts.opening, b.amounts.opening);
                prop_assert_eq!(a.amounts.closing, b.amounts.closing);
                prop_assert_eq!(a.accounts.closing, b.accounts.closing);
            }
        }
    }

    #[test]
    fn one_account_makes_at_most_one_movement_a_period(
        book in history::books(1), periods in history::periods(),
    ) {
        for row in bridge_of(&book, &periods, Division::Whole).all.rows {
            let accounts = row.accounts;
            let moved = accounts.new + accounts.reactivated + accounts.expanded
                + accounts.contracted + accounts.churned;
            prop_assert!(moved <= 1);
            let change = row.amounts.closing != row.amounts.opening;
            prop_assert_eq!(moved == 1, change);
        }
    }

    #[test]
    fn new_comes_once_and_first_and_every_return_follows_a_loss(book in history::books(1)) {
        let (mut new, mut lost, mut returned) = (0, 0, 0);
        for row in bridge_of(&book, &all_months(), Division::Whole).all.rows {
            new += row.accounts.new;
            prop_assert!(new <= 1);
            lost += row.accounts.churned;
            returned += row.accounts.reactivated;
            prop_assert!(new == 1 || lost + returned == 0);
            prop_assert!(lost - returned <= 1 && lost >= returned);
        }
    }

    #[test]
    fn the_order_of_accounts_and_lines_does_not_matter(
        (book, shuffled) in history::books(6).prop_flat_map(|book| {
            let accounts = Just(book.accounts.clone()).prop_shuffle();
            (Just(book), accounts)
        }),
        periods in history::periods(),
        division in divisions(),
    ) {
        let mut other = SampleBook { accounts: shuffled };
        for account in &mut other.accounts {
            if let Rows::Lines(lines) = &mut account.rows {
                lines.reverse();
            }
        }
        prop_assert_eq!(
            everything(&book, &periods, division),
            everything(&other, &periods, division)
        );
    }

    #[test]
    fn the_names_of_accounts_do_not_matter(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        let mut other = book.clone();
        for (number, account) in (1000..).zip(other.accounts.iter_mut().rev()) {
            account.id = AccountId::new(format!("renamed {number}")).unwrap();
        }
        prop_assert_eq!(
            everything(&book, &periods, division),
            everything(&other, &periods, division)
        );
    }

    #[test]
    fn what_comes_after_the_run_does_not_matter(
        book in history::books(6),
        periods in history::periods(),
        division in divisions(),
        open in any::<bool>(),
    ) {
        let known = known_before(&book, periods.end(), open);
        let (bridge, trailing, cohorts) = everything(&book, &periods, division);
        let early = everything(&known, &periods, division);
        prop_assert_eq!(&bridge.all, &early.0.all);
        prop_assert_eq!(&trailing.all, &early.1.all);
        prop_assert_eq!(&cohorts.all, &early.2.all);
        // Who appears only later held nothing before.
        for (key, slice) in &bridge.slices {
            match early.0.slices.get(key) {
                Some(early) => prop_assert_eq!(slice, early),
                None => prop_assert!(slice.rows.iter().all(|row| row.amounts.closing.is_zero())),
            }
        }
        for (key, slice) in &early.2.slices {
            prop_assert_eq!(slice, &cohorts.slices[key]);
        }
    }

    #[test]
    fn a_longer_run_has_the_same_rows(
        book in history::books(6), periods in history::periods(), earlier in 0_u32..20,
    ) {
        let short = bridge_of(&book, &periods, Division::Holder);
        let first = periods.start() - Months::new(earlier);
        let last = periods.end().pred_opt().unwrap();
        let longer = Periods::covering(periods.grain(), first, last).unwrap();
        let long = bridge_of(&book, &longer, Division::Holder);
        let skipped = longer.len() - periods.len();
        prop_assert_eq!(&short.all.rows[..], &long.all.rows[skipped..]);
        for (key, slice) in &short.slices {
            prop_assert_eq!(&slice.rows[..], &long.slices[key].rows[skipped..]);
        }
    }

    #[test]
    fn scaling_every_amount_scales_money_and_keeps_rates(
        book in history::books(6), periods in history::periods(), k in 1_i64..=4,
    ) {
        let mut scaled = with_lines(&book, |span, minor| vec![(span, minor * k)]);
        for account in &mut scaled.accounts {
            if let Rows::Levels(levels) = &mut account.rows {
                for (_, minor) in levels {
                    *minor *= k;
                }
            }
        }
        let before = bridge_of(&book, &periods, Division::Whole);
        let after = bridge_of(&scaled, &periods, Division::Whole);
        for (a, b) in before.all.rows.iter().zip(&after.all.rows) {
            for ((name, a), (_, b)) in a.amounts.columns().into_iter().zip(b.amounts.columns()) {
                prop_assert_eq!(a.checked_mul(k).unwrap(), b, "{}", name);
            }
            prop_assert_eq!(a.accounts, b.accounts);
            prop_assert_eq!(a.gross_revenue_retention(), b.gross_revenue_retention());
            prop_assert_eq!(a.net_revenue_retention(), b.net_revenue_retention());
            prop_assert_eq!(a.logo_retention(), b.logo_retention());
            prop_assert_eq!(a.quick_ratio(), b.quick_ratio());
        }
    }

    #[test]
    fn shifting_by_whole_months_shifts_the_labels_only(
        book in history::books(6), months in 1_u32..30,
    ) {
        let book = with_days(&book, |day| day.with_day(1).unwrap());
        let later = with_days(&book, |day| day + Months::new(months));
        let run = all_months();
        let shifted = Periods::covering(
            Grain::Month,
            run.start() + Months::new(months),
            run.end() + Months::new(months) - Days::new(1),
        ).unwrap();
        let before = bridge_of(&book, &run, Division::Holder);
        let after = bridge_of(&later, &shifted, Division::Holder);
        for (a, b) in bridges(&before).zip(bridges(&after)) {
            prop_assert_eq!(a.rows.len(), b.rows.len());
            for (a, b) in a.rows.iter().zip(&b.rows) {
                prop_assert_eq!(a.period.start() + Months::new(months), b.period.start());
                prop_assert_eq!(a.amounts, b.amounts);
                prop_assert_eq!(a.accounts, b.accounts);
            }
        }
    }

    #[test]
    fn a_line_cut_in_two_that_meet_is_the_same_line(
        book in history::books(6), periods in history::periods(), cut in history::days(),
    ) {
        let cut_up = with_lines(&book, |span, minor| {
            if !span.contains(cut) {
                return vec![(span, minor)];
            }
            let first = Span::new(span.start(), Some(cut)).unwrap();
            vec![(first, minor), (Span::new(cut, span.end()).unwrap(), minor)]
        });
        prop_assert_eq!(book.history(), cut_up.history());
        prop_assert_eq!(
            everything(&book, &periods, Division::Holder),
            everything(&cut_up, &periods, Division::Holder)
        );
    }

    #[test]
    fn a_line_in_two_parallel_parts_is_the_same_line(
        book in history::books(6), periods in history::periods(), share in 1_i64..10,
    ) {
        let parts = with_lines(&book, |span, minor| {
            let part = minor / share;
            vec![(span, part), (span, minor - part)]
        });
        prop_assert_eq!(book.history(), parts.history());
        prop_assert_eq!(
            everything(&book, &periods, Division::Segment),
            everything(&parts, &periods, Division::Segment)
        );
    }

    #[test]
    fn lines_of_nothing_and_of_no_day_change_nothing(
        book in history::books(6), periods in history::periods(), day in history::days(),
    ) {
        let padded = with_lines(&book, |span, minor| {
            let empty = Span::new(day, Some(day)).unwrap();
            vec![(Span::from(day), 0), (span, minor), (empty, 5000)]
        });
        prop_assert_eq!(
            everything(&book, &periods, Division::Holder),
            everything(&padded, &periods, Division::Holder)
        );
    }

    #[test]
    fn quarters_open_and_close_with_their_months(book in history::books(6)) {
        let months = all_months();
        let start = Month::new(2023, 1).unwrap().first_day();
        let quarters =
            Periods::covering(Grain::Quarter, start, months.end() - Days::new(1)).unwrap();
        let by_month = bridge_of(&book, &months, Division::Holder);
        let by_quarter = bridge_of(&book, &quarters, Division::Holder);
        for (months, quarters) in bridges(&by_month).zip(bridges(&by_quarter)) {
            for quarter in &quarters.rows {
                let within: Vec<_> = months
                    .rows
                    .iter()
                    .filter(|month| quarter.period.span().contains(month.period.start()))
                    .collect();
                prop_assert_eq!(within.len(), 3);
                prop_assert_eq!(quarter.amounts.opening, within[0].amounts.opening);
                prop_assert_eq!(quarter.amounts.closing, within[2].amounts.closing);
                prop_assert_eq!(quarter.accounts.closing, within[2].accounts.closing);
            }
        }
    }

    #[test]
    fn movements_of_a_stretch_make_the_difference_of_its_ends(
        book in history::books(6), periods in history::periods(),
    ) {
        let rows = bridge_of(&book, &periods, Division::Whole).all.rows;
        let net: i128 = rows.iter().map(columns).map(|row| {
            row["amount new"] + row["amount reactivation"] + row["amount expansion"]
                - row["amount contraction"] - row["amount churn"]
        }).sum();
        let ends = rows.last().unwrap().amounts.closing.to_minor()
            - rows[0].amounts.opening.to_minor();
        prop_assert_eq!(net, ends);
    }

    #[test]
    fn expansion_leaves_gross_retention_and_loss_never_raises_it(
        book in history::books(4), periods in history::periods(), more in 1_i64..5000,
    ) {
        let before = bridge_of(&book, &periods, Division::Whole).all.rows;
        for (at, period) in periods.iter().enumerate() {
            for account in 0..book.accounts.len() {
                if !matches!(book.accounts[account].rows, Rows::Lines(_)) {
                    continue;
                }
                let amount = |day| {
                    tenure_testkit::reference::amount_on(&book.accounts[account], day)
                };
                let opening = amount(period.start().pred_opt().unwrap());
                let closing = amount(period.last_day());
                if opening > 0 && closing >= opening {
                    let mut other = book.clone();
                    if let Rows::Lines(lines) = &mut other.accounts[account].rows {
                        lines.push((Span::new(period.last_day(), Some(period.end())).unwrap(), more));
                    }
                    let after = &bridge_of(&other, &periods, Division::Whole).all.rows[at];
                    let gross = before[at].gross_revenue_retention();
                    prop_assert_eq!(after.gross_revenue_retention(), gross);
                    prop_assert!(after.net_revenue_retention() > before[at].net_revenue_retention());
                }
                if opening > 0 && closing > 0 {
                    let mut other = book.clone();
                    if let Rows::Lines(lines) = &mut other.accounts[account].rows {
                        lines.retain(|(span, _)| span.start() < period.last_day());
                        for (span, _) in lines {
                            let end = span.end().map_or(period.last_day(), |e| e.min(period.last_day()));
                            *span = Span::new(span.start(), Some(end)).unwrap();
                        }
                    }
                    let after = &bridge_of(&other, &periods, Division::Whole).all.rows[at];
                    prop_assert!(after.gross_revenue_retention() < before[at].gross_revenue_retention());
                    prop_assert!(after.net_revenue_retention() < before[at].net_revenue_retention());
                }
            }
        }
    }

    #[test]
    fn methods_agree_within_one_period_but_for_what_came_back(
        book in history::books(6), periods in history::periods(),
    ) {
        let under = |net| {
            let convention = Convention { net, ..Convention::default() };
            bridge_under(&book, &periods, Division::Whole, convention).all.rows
        };
        let snapshot = under(NetMethod::CohortSnapshot);
        let bridge = under(NetMethod::Bridge);
        let returned = under(NetMethod::BridgeWithReactivation);
        for ((snapshot, bridge), returned) in snapshot.iter().zip(&bridge).zip(&returned) {
            prop_assert_eq!(snapshot.net_revenue_retention(), bridge.net_revenue_retention());
            if let Some(rate) = returned.net_revenue_retention() {
                let plain = snapshot.net_revenue_retention().unwrap();
                prop_assert_eq!(
                    rate.numerator() - plain.numerator(),
                    returned.amounts.reactivation.to_minor()
                );
            }
        }
    }

    #[test]
    fn a_window_of_one_period_is_that_periods_bridge(
        book in history::books(6), periods in history::periods(),
    ) {
        let history = book.history();
        let convention = Convention::default();
        let trailing =
            retention::trailing(&history, &periods, 1, &Slicing::none(), convention.clone()).unwrap();
        let bridge = retention::bridge(&history, &periods, &Slicing::none(), convention.clone()).unwrap();
        for (window, row) in trailing.all.rows.iter().zip(bridge.all.rows.iter().skip(1)) {
            prop_assert_eq!(window.period, row.period);
            prop_assert_eq!(window.gross_revenue_retention(), row.gross_revenue_retention());
            prop_assert_eq!(window.net_revenue_retention(), row.net_revenue_retention());
            prop_assert_eq!(window.logo_retention(), row.logo_retention());
        }
    }

    #[test]
    fn a_cohort_is_whole_at_age_nought(
        book in history::books(6), periods in history::periods(),
    ) {
        let cohorts = cohorts_of(&book, &periods, Division::Whole).all;
        let bridge = bridge_of(&book, &periods, Division::Whole).all;
        for cohort in &cohorts.rows {
            prop_assert!(cohort.size() > 0);
            prop_assert_eq!(cohort.logo_retention(0), one());
            prop_assert_eq!(cohort.revenue_retention(0), one());
            // Who is new in a period is its cohort.
            let row = bridge.rows.iter().find(|row| row.period == cohort.period).unwrap();
            prop_assert_eq!(cohort.size(), row.accounts.new);
            prop_assert_eq!(cohort.cells[0].revenue, row.amounts.new);
        }
        let sizes: u64 = cohorts.rows.iter().map(retention::Cohort::size).sum();
        prop_assert_eq!(sizes, bridge.rows.iter().map(|row| row.accounts.new).sum::<u64>());
    }

    #[test]
    fn diagonals_of_cohorts_add_up_to_the_closings(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        let cohorts = cohorts_of(&book, &periods, division).all;
        let bridge = bridge_of(&book, &periods, Division::Whole).all;
        for (at, row) in bridge.rows.iter().enumerate() {
            let mut active = cohorts.earlier[at].active;
            let mut revenue = cohorts.earlier[at].revenue.to_minor();
            for cohort in &cohorts.rows {
                let born = periods.index_of(cohort.period.start()).unwrap();
                if let Some(cell) = at.checked_sub(born).and_then(|age| cohort.cells.get(age)) {
                    active += cell.active;
                    revenue += cell.revenue.to_minor();
                }
            }
            prop_assert_eq!(active, row.accounts.closing);
            prop_assert_eq!(revenue, row.amounts.closing.to_minor());
        }
    }

    #[test]
    fn sizes_of_cohorts_are_all_accounts_that_ever_paid(book in history::books(6)) {
        let months = all_months();
        let cohorts = cohorts_of(&book, &months, Division::Whole).all;
        let ever = book.accounts.iter().filter(|account| {
            months.iter().any(|month| {
                tenure_testkit::reference::amount_on(account, month.last_day()) > 0
            })
        });
        let sizes: u64 = cohorts.rows.iter().map(retention::Cohort::size).sum();
        prop_assert_eq!(sizes, ever.count() as u64);
        prop_assert!(cohorts.earlier.iter().all(|cell| cell.active == 0));
    }

    #[test]
    fn no_cohort_has_a_cell_past_the_run(
        book in history::books(6), periods in history::periods(),
    ) {
        for cohort in cohorts_of(&book, &periods, Division::Whole).all.rows {
            let born = periods.index_of(cohort.period.start()).unwrap();
            prop_assert_eq!(cohort.cells.len(), periods.len() - born);
            prop_assert_eq!(cohort.logo_retention(periods.len() - born), None);
        }
    }

    #[test]
    fn averages_of_cohorts_are_weighted_by_size_over_those_that_reach_the_age(
        book in history::books(6), age in 0_usize..30,
    ) {
        let cohorts = cohorts_of(&book, &all_months(), Division::Whole).all;
        let reach: Vec<_> = cohorts.rows.iter().filter(|c| c.cells.len() > age).collect();
        let size: u64 = reach.iter().map(|cohort| cohort.size()).sum();
        let active: u64 = reach.iter().map(|cohort| cohort.cells[age].active).sum();
        prop_assert_eq!(cohorts.average_logo_retention(age), Ratio::of(active.into(), size.into()));
    }

    #[test]
    fn an_ancient_account_changes_nothing_for_the_others(
        book in history::books(5), periods in history::periods(),
    ) {
        let mut other = book.clone();
        let ancient = NaiveDate::from_ymd_opt(-1000, 1, 1).unwrap();
        other.accounts.push(SampleAccount {
            id: AccountId::new("ancient").unwrap(),
            rows: Rows::Lines(vec![(ancient.into(), 100)]),
            segment: SliceKey::Segment(Name::new("ancient").unwrap()),
            handovers: Vec::new(),
        });
        let alone = everything(&book, &periods, Division::Segment);
        let with = everything(&other, &periods, Division::Segment);
        for (key, slice) in &alone.0.slices {
            prop_assert_eq!(slice, &with.0.slices[key]);
            prop_assert_eq!(&alone.1.slices[key], &with.1.slices[key]);
            prop_assert_eq!(&alone.2.slices[key], &with.2.slices[key]);
        }
    }
}

proptest! {
    #![proptest_config(cases(64))]

    /// Invariant 19: who has not churned yet becomes fewer, and is active.
    #[test]
    fn not_yet_churned_never_rises_and_is_whoever_never_stopped(
        book in history::books(6), periods in history::periods(), division in divisions(),
    ) {
        let report = cohorts_of(&book, &periods, division);
        for cohorts in report.slices.values().chain([&report.all]) {
            for cohort in &cohorts.rows {
                let kept: Vec<_> = cohort.cells.iter().map(|cell| cell.not_yet_churned).collect();
                prop_assert_eq!(kept[0], cohort.size());
                prop_assert!(kept.is_sorted_by(|younger, older| younger >= older));
                for cell in &cohort.cells {
                    prop_assert!(cell.not_yet_churned <= cell.active);
                    prop_assert!(cell.not_yet_churned_revenue.to_minor() <= cell.revenue.to_minor());
                }
            }
        }
        // By the reference: above zero at the end of every period since the first.
        for cohort in &report.all.rows {
            let born = periods.index_of(cohort.period.start()).unwrap();
            for (age, cell) in cohort.cells.iter().enumerate() {
                let ends: Vec<_> = (born..=born + age).map(|at| periods.get(at).unwrap().last_day()).collect();
                let paid = |account: &SampleAccount| {
                    ends.iter().all(|day| tenure_testkit::reference::amount_on(account, *day) > 0)
                };
                let first = |account: &&SampleAccount| {
                    let alone = SampleBook { accounts: vec![(*account).clone()] };
                    let alone = cohorts_of(&alone, &periods, Division::Whole);
                    alone.all.rows.iter().any(|row| row.period == cohort.period)
                };
                let kept = book.accounts.iter().filter(first).filter(|account| paid(account));
                prop_assert_eq!(cell.not_yet_churned, kept.count() as u64);
            }
        }
        for age in 0..4 {
            let (active, kept) = [retention::Presence::ActiveInPeriod, retention::Presence::NotYetChurned]
                .map(|presence| report.all.average_logo_retention_by(presence, age)).into();
            prop_assert!(kept <= active);
        }
    }
}
