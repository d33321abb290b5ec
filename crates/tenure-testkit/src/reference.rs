//! The figures once more, the slow way: one account at a time, one period at a time, one day at a time, straight from the
//! definitions. It shares nothing with the engine but the value types, and is there to be read and believed.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use tenure::retention::{Credit, SliceKey};
use tenure::{Period, Periods};

use crate::history::{Division, Rows, SampleAccount, SampleBook};

/// One row of a report: amounts in minor units as `amount.opening`, numbers as `accounts.opening`. A column without an entry
/// is zero.
pub type Row = BTreeMap<String, i128>;

/// Rows by slice; the whole book under `None`.
pub type Report = BTreeMap<Option<SliceKey>, Vec<Row>>;

/// What an account pays on a day: the lines in force on it, or the last total given.
#[must_use]
pub fn amount_on(account: &SampleAccount, day: NaiveDate) -> i128 {
    match &account.rows {
        Rows::Lines(lines) => lines
            .iter()
            .filter(|(span, _)| span.start() <= day && span.end().is_none_or(|end| day < end))
            .map(|(_, minor)| i128::from(*minor))
            .sum(),
        Rows::Levels(levels) => {
            // Given in order: `max_by_key` keeps the last of equal days.
            let known = levels.iter().filter(|(on, _)| *on <= day);
            known
                .max_by_key(|(on, _)| *on)
                .map_or(0, |(_, minor)| i128::from(*minor))
        }
    }
}

/// Who holds an account on a day.
#[must_use]
pub fn holder_on(account: &SampleAccount, day: NaiveDate) -> SliceKey {
    let known = account.handovers.iter().filter(|(on, _)| *on <= day);
    known
        .max_by_key(|(on, _)| *on)
        .map_or(SliceKey::Unassigned, |(_, to)| to.clone())
}

fn slice_on(account: &SampleAccount, division: Division, day: NaiveDate) -> Option<SliceKey> {
    match division {
        Division::Whole => None,
        Division::Segment => Some(account.segment.clone()),
        Division::Holder => Some(holder_on(account, day)),
    }
}

/// Every slice of a book under a division, and the whole.
fn slices(book: &SampleBook, division: Division) -> Vec<Option<SliceKey>> {
    let mut slices = vec![None];
    match division {
        Division::Whole => {}
        Division::Segment => slices.extend(book.accounts.iter().map(|a| Some(a.segment.clone()))),
        Division::Holder => {
            slices.push(Some(SliceKey::Unassigned));
            let handovers = book.accounts.iter().flat_map(|account| &account.handovers);
            slices.extend(handovers.map(|(_, to)| Some(to.clone())));
        }
    }
    slices.sort();
    slices.dedup();
    slices
}

/// The periods of the run with everything before it on the same calendar.
#[allow(clippy::unwrap_used, reason = "samples are in range")]
fn with_earlier(periods: &Periods) -> Vec<Period> {
    let before = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    let last = periods.end().pred_opt().unwrap();
    let all = Periods::covering(periods.grain(), before, last).unwrap();
    all.iter().collect()
}

fn previous(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

/// Days of a period on which the account's amount differs from the day before.
fn change_days(account: &SampleAccount, period: Period) -> Vec<NaiveDate> {
    let days = period.start().iter_days();
    days.take_while(|day| *day < period.end())
        .filter(|day| amount_on(account, *day) != amount_on(account, previous(*day)))
        .collect()
}

/// The bridge of every period of a run.
///
/// # Panics
/// Never for samples.
#[must_use]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in range by construction"
)]
pub fn bridge(book: &SampleBook, periods: &Periods, division: Division, credit: Credit) -> Report {
    let mut report: Report = slices(book, division)
        .into_iter()
        .map(|slice| (slice, vec![Row::new(); periods.len()]))
        .collect();
    for account in &book.accounts {
        let mut ever = false;
        for period in with_earlier(periods) {
            let opening = amount_on(account, previous(period.start()));
            let closing = amount_on(account, period.last_day());
            if let Some(at) = periods.index_of(period.start()) {
                let mut add = |slice: &Option<SliceKey>, column: &str, accounts: &str, amount| {
                    if amount != 0 {
                        let row = &mut report.get_mut(slice).unwrap()[at];
                        *row.entry(format!("amount.{column}")).or_default() += amount;
                        *row.entry(format!("accounts.{accounts}")).or_default() += 1;
                    }
                };
                let movement = if opening == closing {
                    None
                } else if opening == 0 {
                    Some(if ever {
                        ("reactivation", "reactivated", closing)
                    } else {
                        ("new", "new", closing)
                    })
                } else if closing == 0 {
                    Some(("churn", "churned", opening))
                } else if closing > opening {
                    Some(("expansion", "expanded", closing - opening))
                } else {
                    Some(("contraction", "contracted", opening - closing))
                };
                // The whole book.
                add(&None, "opening", "opening", opening);
                add(&None, "base", "base", opening);
                add(&None, "closing", "closing", closing);
                if let Some((column, accounts, amount)) = movement {
                    add(&None, column, accounts, amount);
                }
                // The slices.
                if division != Division::Whole {
                    let first = slice_on(account, division, previous(period.start()));
                    let last = slice_on(account, division, period.last_day());
                    let credited = match (movement, credit) {
                        (None, _) => first.clone(),
                        (Some(_), Credit::HolderAtOpening)
                            if opening == 0
                                && division == Division::Holder
                                && first == Some(SliceKey::Unassigned) =>
                        {
                            let mut paying = change_days(account, period);
                            paying.retain(|day| amount_on(account, *day) > 0);
                            slice_on(account, division, paying[0])
                        }
                        (Some(_), Credit::HolderAtOpening) => first.clone(),
                        (Some(_), _) => {
                            let days = change_days(account, period);
                            slice_on(account, division, *days.last().unwrap())
                        }
                    };
                    add(&first, "opening", "opening", opening);
                    if first != credited {
                        add(&first, "transfers_out", "transferred_out", opening);
                        add(&credited, "transfers_in", "transferred_in", opening);
                    }
                    add(&credited, "base", "base", opening);
                    if let Some((column, accounts, amount)) = movement {
                        add(&credited, column, accounts, amount);
                    }
                    if credited != last {
                        add(&credited, "transfers_out", "transferred_out", closing);
                        add(&last, "transfers_in", "transferred_in", closing);
                    }
                    add(&last, "closing", "closing", closing);
                }
            }
            ever |= closing > 0;
        }
    }
    report
}

/// The bridge of every period of a run where every change is a movement of its day.
///
/// # Panics
/// Never for samples.
#[must_use]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in range by construction"
)]
pub fn event_bridge(
    book: &SampleBook,
    periods: &Periods,
    division: Division,
    credit: Credit,
) -> Report {
    // What is in force at the ends of periods, and whose opening counts where, is the same for both grains.
    let mut report = bridge(book, periods, division, credit);
    for row in report.values_mut().flatten() {
        row.retain(|column, _| {
            ["opening", "base", "closing"]
                .iter()
                .any(|kept| column.ends_with(kept))
        });
    }
    for account in &book.accounts {
        let mut ever = false;
        for period in with_earlier(periods) {
            let opening_day = previous(period.start());
            let (mut before, mut held) = (
                amount_on(account, opening_day),
                slice_on(account, division, opening_day),
            );
            let mut one = held.clone();
            let mut paying = change_days(account, period);
            paying.retain(|day| amount_on(account, *day) > 0);
            if let Some(first) = paying.first()
                && before == 0
                && division == Division::Holder
                && one == Some(SliceKey::Unassigned)
            {
                one = slice_on(account, division, *first);
            }
            let at = periods.index_of(period.start());
            let mut add = |slice: &Option<SliceKey>, column: &str, accounts: &str, amount| {
                if let Some(at) = at
                    && amount != 0
                {
                    let row = &mut report.get_mut(slice).unwrap()[at];
                    *row.entry(format!("amount.{column}")).or_default() += amount;
                    *row.entry(format!("accounts.{accounts}")).or_default() += 1;
                }
            };
            let at_opening = credit == Credit::HolderAtOpening;
            if at_opening && held != one {
                add(&held, "transfers_out", "transferred_out", before);
                add(&one, "transfers_in", "transferred_in", before);
            }
            for day in period
                .start()
                .iter_days()
                .take_while(|day| *day < period.end())
            {
                let holder = slice_on(account, division, day);
                if !at_opening && holder != held {
                    add(&held, "transfers_out", "transferred_out", before);
                    add(&holder, "transfers_in", "transferred_in", before);
                }
                held = holder;
                let after = amount_on(account, day);
                let (column, accounts, amount) = match (before, after) {
                    (0, after) if ever => ("reactivation", "reactivated", after),
                    (0, after) => ("new", "new", after),
                    (before, 0) => ("churn", "churned", before),
                    (before, after) if after > before => ("expansion", "expanded", after - before),
                    (before, after) => ("contraction", "contracted", before - after),
                };
                add(&None, column, accounts, amount);
                if division != Division::Whole {
                    let credited = if at_opening { &one } else { &held };
                    add(credited, column, accounts, amount);
                }
                ever |= after > 0;
                before = after;
            }
            if at_opening && held != one {
                add(&one, "transfers_out", "transferred_out", before);
                add(&held, "transfers_in", "transferred_in", before);
            }
        }
    }
    report
}

/// Retention between the end of each period and the end of the period `window` places earlier.
///
/// # Panics
/// Never for samples.
#[must_use]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in range by construction"
)]
pub fn trailing(book: &SampleBook, periods: &Periods, window: usize, division: Division) -> Report {
    let rows = periods.len().saturating_sub(window);
    let mut report: Report = slices(book, division)
        .into_iter()
        .map(|slice| (slice, vec![Row::new(); rows]))
        .collect();
    for account in &book.accounts {
        for at in 0..rows {
            let base_day = periods.get(at).unwrap().last_day();
            let day = periods.get(at + window).unwrap().last_day();
            let (base, now) = (amount_on(account, base_day), amount_on(account, day));
            if base == 0 {
                continue;
            }
            let mut in_slices = vec![None];
            if division != Division::Whole {
                in_slices.push(slice_on(account, division, base_day));
            }
            for slice in in_slices {
                let row = &mut report.get_mut(&slice).unwrap()[at];
                let mut add = |column: &str, amount: i128| {
                    if amount != 0 {
                        *row.entry(column.to_owned()).or_default() += amount;
                    }
                };
                add("amount.opening", base);
                add("amount.gross_retained", base.min(now));
                add("amount.net_retained", now);
                add("accounts.opening", 1);
                add("accounts.retained", i128::from(now > 0));
            }
        }
    }
    report
}

/// A cell of a cohort table: the first day of the cohort's period, `None` for accounts that came before the run; and the place
/// of the cell's period in the run.
pub type CellKey = (Option<NaiveDate>, usize);

/// Active accounts and revenue by slice and cell; a cell without an entry is zero or not there.
pub type CohortTable = BTreeMap<Option<SliceKey>, BTreeMap<CellKey, (u64, i128)>>;

/// What became of the accounts that first paid in each period.
#[must_use]
pub fn cohorts(book: &SampleBook, periods: &Periods, division: Division) -> CohortTable {
    let mut table: CohortTable = slices(book, division)
        .into_iter()
        .map(|slice| (slice, BTreeMap::new()))
        .collect();
    for account in &book.accounts {
        let first = with_earlier(periods)
            .into_iter()
            .find(|period| amount_on(account, period.last_day()) > 0);
        let Some(first) = first else {
            continue;
        };
        let cohort = periods
            .index_of(first.start())
            .is_some()
            .then_some(first.start());
        for (at, period) in periods.iter().enumerate() {
            let amount = amount_on(account, period.last_day());
            if amount == 0 {
                continue;
            }
            let mut in_slices = vec![None];
            if division != Division::Whole {
                in_slices.push(slice_on(account, division, first.last_day()));
            }
            for slice in in_slices {
                let cells = table.entry(slice).or_default();
                let cell = cells.entry((cohort, at)).or_default();
                cell.0 += 1;
                cell.1 += amount;
            }
        }
    }
    table
}
