//! What an account is that begins to pay: new, back, or there all along.

use super::convention::{Convention, Reactivation};
use super::history::{Changes, RevenueHistory};
use super::movement::Movement;

/// Tells who is new from who is back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returning {
    /// Away for more days than this, an account is new again.
    within: Option<i32>,
    /// Who paid on this day or before is not new.
    known_from: Option<i32>,
}

impl Returning {
    pub(super) fn new(history: &RevenueHistory, convention: &Convention) -> Self {
        let within = match convention.reactivation {
            Reactivation::WithinDays(days) => Some(days.get().into()),
            _ => None,
        };
        Self {
            within,
            known_from: history.frame.known_from,
        }
    }

    /// What a movement is, given everything that the account pays and the first day on which it pays again.
    pub(super) fn refine(&self, movement: Movement, changes: Changes<'_>, on: i32) -> Movement {
        match (movement, self.within, self.known_from) {
            (Movement::New, _, Some(known_from)) if changes.paid_by(known_from) => {
                Movement::Unknown
            }
            (Movement::Reactivation, Some(within), _) => match changes.away_before(on) {
                Some(away) if away > within => Movement::New,
                _ => movement,
            },
            _ => movement,
        }
    }

    /// Whether nobody knows when an account began to pay.
    pub(super) fn is_unknown(&self, changes: Changes<'_>) -> bool {
        self.known_from.is_some_and(|day| changes.paid_by(day))
    }
}

impl Changes<'_> {
    /// Whether anything was paid on a day or before.
    fn paid_by(&self, day: i32) -> bool {
        self.iter()
            .take_while(|(change, _)| *change <= day)
            .any(|(_, level)| level > 0)
    }
}
