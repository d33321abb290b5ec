use crate::calendar::Periods;
use crate::retention::history::{HistoryError, RevenueHistory};

use super::Composition;

impl Composition {
    /// The history whose amounts are those at the end of each period, valued on its last day; what lies before and after the periods
    /// is valued on the days of its changes.
    pub(in crate::retention) fn at_the_ends(
        &self,
        history: &RevenueHistory,
        periods: &Periods,
    ) -> Result<RevenueHistory, HistoryError> {
        let (start, end) = (
            periods.start().to_epoch_days(),
            periods.end().to_epoch_days(),
        );
        let mut wrong = None;
        let valued = history.rebuilt(|unit, changes, put| {
            let mut last = 0;
            let mut note = |day, level| {
                if level != last {
                    put(day, level);
                    last = level;
                }
            };
            for (day, level) in changes.iter().take_while(|(day, _)| *day < start) {
                note(day, level);
            }
            for period in periods.iter() {
                let day = period.last_day().to_epoch_days();
                match self.amount(unit, day, day) {
                    Ok(level) => note(day, level),
                    Err(source) => wrong = wrong.take().or(Some((unit, source))),
                }
            }
            for (day, level) in changes.iter().filter(|(day, _)| *day >= end) {
                note(day, level);
            }
        });
        match wrong {
            Some((unit, source)) => Err(HistoryError::Valuation {
                account: history.name(unit),
                source,
            }),
            None => Ok(valued),
        }
    }
}
