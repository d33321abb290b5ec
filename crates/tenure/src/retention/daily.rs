//! Logo churn day by day, summed over a period.

use crate::calendar::Periods;
use crate::ratio::Ratio;

use super::RetentionError;
use super::history::RevenueHistory;
use super::slicing::Division;

/// Each period's sum, for the whole and for every slice. `None` where nothing was open on any day.
pub(super) struct DailyChurn {
    pub(super) whole: Vec<Option<Ratio>>,
    pub(super) books: Vec<Vec<Option<Ratio>>>,
}

/// One day of one slice: those who paid the day before, as differences to the day before; and how many of them pay nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    open: i64,
    lost: i64,
}

/// Adds up, for every day of every period, the accounts lost on the day over those that paid the day before. An account counts for
/// whoever holds it on the day.
pub(super) fn daily_churn(
    history: &RevenueHistory,
    periods: &Periods,
    division: &Division,
    books: usize,
) -> Result<DailyChurn, RetentionError> {
    let (start, end) = (
        periods.start().to_epoch_days(),
        periods.end().to_epoch_days(),
    );
    let days = usize::try_from(end.saturating_sub(start)).unwrap_or_default();
    let mut tables = vec![vec![Day::default(); days.saturating_add(1)]; books];
    for (unit, changes) in history.all_columns().enumerate() {
        let holders = match division {
            Division::Held(held) => Some(held.holders(unit)),
            Division::Whole | Division::Fixed(_) => None,
        };
        let fixed = match division {
            Division::Fixed(keys) => keys.get(unit).copied().unwrap_or_default(),
            Division::Whole | Division::Held(_) => 0,
        };
        let holder = |day| holders.as_ref().map_or(fixed, |holders| holders.on(day));
        let mut note = |key: u32, day: i32, open: i64, lost: i64| {
            let at = usize::try_from(day.max(start).saturating_sub(start)).unwrap_or(usize::MAX);
            let table = tables.get_mut(key as usize);
            if let Some(day) = table.and_then(|table| table.get_mut(at)) {
                day.open += open;
                day.lost += lost;
            }
        };
        let mut paid_from = None;
        let ends = changes.iter().chain([(i32::MAX, 0)]);
        for (day, level) in ends {
            match (paid_from, level) {
                (None, 1..) => paid_from = Some(day),
                (Some(from), 0) => {
                    paid_from = None;
                    // It is among those who paid the day before from the next day up to this one.
                    let from = from.saturating_add(1).max(start);
                    if from >= end || day < start {
                        continue;
                    }
                    note(holder(from), from, 1, 0);
                    let handed = holders.as_ref().map_or(&[][..], |holders| holders.days);
                    for on in handed.iter().filter(|on| from < **on && **on <= day) {
                        note(holder(on.saturating_sub(1)), *on, -1, 0);
                        note(holder(*on), *on, 1, 0);
                    }
                    if day < end {
                        let churned = match history.composition() {
                            Some(moved) => {
                                moved.step(unit, day.saturating_sub(1), day)?.carried > 0
                            }
                            None => true,
                        };
                        note(holder(day), day, 0, i64::from(churned));
                        note(holder(day), day.saturating_add(1), -1, 0);
                    }
                }
                _ => {}
            }
        }
    }
    let mut whole = vec![Day::default(); days.saturating_add(1)];
    for table in &mut tables {
        let mut open = 0;
        for (day, sum) in table.iter_mut().zip(&mut whole) {
            open += day.open;
            day.open = open;
            sum.open += open;
            sum.lost += day.lost;
        }
    }
    let sums = |table: &[Day]| {
        let rows = periods.iter().map(|period| {
            let place = |day: i32| usize::try_from(day.saturating_sub(start)).unwrap_or_default();
            let from = place(period.start().to_epoch_days());
            let to = place(period.end().to_epoch_days());
            sum(table.get(from..to).unwrap_or_default())
        });
        rows.collect()
    };
    Ok(DailyChurn {
        whole: sums(&whole),
        books: tables.iter().map(|table| sums(table)).collect(),
    })
}

/// What one part in 10^18 is, where a sum is no longer exact.
const FINEST: i128 = 1_000_000_000_000_000_000;

fn sum(days: &[Day]) -> Option<Ratio> {
    let open = days.iter().filter(|day| day.open > 0);
    let exact = open
        .clone()
        .try_fold((0_i128, 1_i128), |(numerator, denominator), day| {
            let (lost, over) = (i128::from(day.lost), i128::from(day.open));
            if lost == 0 {
                return Some((numerator, denominator));
            }
            let common = common_divisor(denominator, over);
            let (mine, other) = (over.checked_div(common)?, denominator.checked_div(common)?);
            let numerator = numerator
                .checked_mul(mine)?
                .checked_add(lost.checked_mul(other)?)?;
            Some((numerator, denominator.checked_mul(mine)?))
        });
    open.clone().next()?;
    match exact {
        Some((numerator, denominator)) => Ratio::of(numerator, denominator),
        None => {
            let parts = open.map(|day| {
                let scaled = i128::from(day.lost).saturating_mul(FINEST);
                crate::Rounding::HalfEven
                    .divide(scaled, day.open.into())
                    .unwrap_or_default()
            });
            Ratio::of(parts.sum(), FINEST)
        }
    }
}

fn common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or_default());
    }
    a.max(1)
}
