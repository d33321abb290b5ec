//! Trailing retention of units whose amounts are valued by the day or move: the amounts of the base by the homes and at the rates of
//! the end of the window.

use crate::calendar::Periods;
use crate::retention::RetentionError;
use crate::retention::history::RevenueHistory;
use crate::retention::slicing::Division;
use crate::retention::trailing::{Comparison, Kept};

use super::Composition;
use super::bridge::Keys;

/// Writes each row's comparison, as a difference to the row before.
pub(in crate::retention) fn compare(
    history: &RevenueHistory,
    composition: &Composition,
    periods: &Periods,
    window: usize,
    division: &Division,
    books: &mut [Vec<Comparison>],
) -> Result<(), RetentionError> {
    for unit in 0..history.accounts().len() {
        if !composition.has_lanes(unit) {
            continue;
        }
        let keys = Keys::of(division, unit);
        let mut written = (0, Kept::default());
        let pairs = periods.iter().zip(periods.iter().skip(window));
        for (at, (base, period)) in pairs.enumerate() {
            let base = base.last_day().to_epoch_days();
            let step = composition.step(unit, base, period.last_day().to_epoch_days())?;
            let kept = Kept {
                base: step.restated,
                now: if step.restated > 0 { step.closing } else { 0 },
            };
            let key = keys.on(base);
            let mut write = |key: u32, before, after| {
                let book = books.get_mut(key as usize);
                if let Some(row) = book.and_then(|book| book.get_mut(at)) {
                    row.replace(before, after);
                }
            };
            let (key_before, before) = std::mem::replace(&mut written, (key, kept));
            if key == key_before {
                write(key, before, kept);
            } else {
                write(key_before, before, Kept::default());
                write(key, Kept::default(), kept);
            }
        }
    }
    Ok(())
}
