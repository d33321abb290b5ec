//! The bridge of single events: every change a movement of its day, while retention compares the ends of periods.

use super::axis::{Axis, Row};
use super::bridge_book::{Book, transfer};
use super::convention::Credit;
use super::history::{Changes, RevenueHistory};
use super::movement::Movement;
use super::returning::Returning;
use super::slicing::{Held, Holders};

/// What is known about an account beyond the step.
struct Who<'a> {
    returning: Returning,
    changes: Changes<'a>,
}

/// What an account pays, as one walks through its changes.
#[derive(Clone, Copy, Default)]
struct Paying {
    amount: i64,
    /// Whether it was above zero on any day so far.
    ever: bool,
}

impl Paying {
    /// Sets the amount from a day on, and records the movement that this is in a slice's row.
    fn change(&mut self, (on, to): (i32, i64), who: &Who<'_>, moved: Option<(&mut Book, usize)>) {
        if let Some((book, row)) = moved
            && let Some(movement) = Movement::classify(self.amount, to, self.ever)
            && let Some(moved) = book.moved.get_mut(row)
        {
            let movement = who.returning.refine(movement, who.changes, on);
            moved.record(movement, self.amount, to);
        }
        self.amount = to;
        self.ever |= to > 0;
    }
}

/// One pass where every account stays in its slice.
pub(super) fn keep<'k>(
    history: &RevenueHistory,
    axis: &Axis,
    keys: impl IntoIterator<Item = &'k u32>,
    returning: Returning,
    books: &mut [Book],
) {
    for (changes, key) in history.all_columns().zip(keys) {
        let Some(book) = books.get_mut(*key as usize) else {
            continue;
        };
        let who = Who { returning, changes };
        let mut paying = Paying::default();
        let mut rest = changes.days.iter().zip(changes.levels).peekable();
        while let Some(place) = rest.peek().map(|(day, _)| axis.place_of(**day)) {
            let opening = paying.amount;
            let row = axis.row(place);
            if row == Row::After {
                break;
            }
            while let Some((day, level)) = rest.next_if(|(day, _)| axis.place_of(**day) == place) {
                match row {
                    Row::In(row) => {
                        paying.change((*day, *level), &who, Some((&mut *book, row)));
                    }
                    _ => paying.change((*day, *level), &who, None),
                }
            }
            match row {
                Row::In(row) => {
                    if let Some(ends) = book.ends.get_mut(row) {
                        ends.compare(opening, paying.amount);
                    }
                }
                _ => book.opening.replace(opening, paying.amount),
            }
        }
    }
}

/// One pass over changes of amounts and of holders together.
pub(super) fn keep_held(
    history: &RevenueHistory,
    axis: &Axis,
    held: &Held,
    credit: Credit,
    returning: Returning,
    books: &mut [Book],
) {
    for (account, changes) in history.all_columns().enumerate() {
        if changes.days.is_empty() {
            continue;
        }
        let holders = held.holders(account);
        let who = Who { returning, changes };
        let mut paying = Paying::default();
        let mut days: &[i32] = changes.days;
        let mut levels: &[i64] = changes.levels;
        let mut handed = 0;
        let mut opened = false;
        loop {
            let handover = holders.days.get(handed).map(|day| axis.place_of(*day));
            let change = days.first().map(|day| axis.place_of(*day));
            let next = handover.into_iter().chain(change).min();
            let row = next.map_or(Row::After, |place| axis.row(place));
            if row != Row::Before && !opened {
                opened = true;
                if let Some(book) = books.get_mut(holders.after(handed) as usize) {
                    book.opening.replace(0, paying.amount);
                }
            }
            let Some(place) = next.filter(|_| row != Row::After) else {
                break;
            };
            let changed = days.partition_point(|day| axis.place_of(*day) <= place);
            let later = holders.days.get(handed..).unwrap_or_default();
            let hands = handed + later.partition_point(|day| axis.place_of(*day) <= place);
            let (Some((now, after)), Some((to, later))) = (
                days.split_at_checked(changed),
                levels.split_at_checked(changed),
            ) else {
                break;
            };
            let row = match row {
                Row::In(row) => Some(row),
                _ => None,
            };
            let stretch = Stretch {
                holders: &holders,
                who: &who,
                hands: handed..hands,
                days: now,
                levels: to,
            };
            match row {
                Some(row) => stretch.period(row, credit, &mut paying, books),
                None => {
                    for (day, level) in now.iter().zip(to) {
                        paying.change((*day, *level), &who, None);
                    }
                }
            }
            (days, levels, handed) = (after, later, hands);
        }
    }
}

/// What happens to one account in one period.
struct Stretch<'a> {
    holders: &'a Holders<'a>,
    who: &'a Who<'a>,
    /// Which of its handovers.
    hands: std::ops::Range<usize>,
    days: &'a [i32],
    levels: &'a [i64],
}

impl Stretch<'_> {
    fn period(&self, row: usize, credit: Credit, paying: &mut Paying, books: &mut [Book]) {
        let holders = self.holders;
        let (at_opening, at_closing) = (
            holders.after(self.hands.start),
            holders.after(self.hands.end),
        );
        let opening = paying.amount;
        let closing = self.levels.last().copied().unwrap_or(opening);
        let first_paying = self.days.iter().zip(self.levels).find(|(_, to)| **to > 0);
        let one = match first_paying {
            Some((day, _)) if opening == 0 && at_opening == holders.unassigned => holders.on(*day),
            _ => at_opening,
        };
        match credit {
            Credit::HolderOnDay => self.day_by_day(row, paying, books),
            Credit::HolderAtOpening => {
                transfer(books, at_opening, one, opening, |book| {
                    Some(&mut book.handed.get_mut(row)?.before)
                });
                for (day, level) in self.days.iter().zip(self.levels) {
                    let book = books.get_mut(one as usize);
                    paying.change((*day, *level), self.who, book.map(|book| (book, row)));
                }
                transfer(books, one, at_closing, closing, |book| {
                    Some(&mut book.handed.get_mut(row)?.after)
                });
            }
        }
        // Retention counts for one slice, as it does under net movements.
        let credited = match (self.days.last(), credit) {
            (Some(day), Credit::HolderOnDay) if opening != closing => holders.on(*day),
            _ => at_opening,
        };
        transfer(books, at_opening, credited, opening, |book| {
            Some(&mut book.ends.get_mut(row)?.credited)
        });
        let book = books.get_mut(credited as usize);
        if let Some(ends) = book.and_then(|book| book.ends.get_mut(row)) {
            ends.compare(opening, closing);
        }
    }

    /// Handovers and changes in the order of days; on one day the handover comes first.
    fn day_by_day(&self, row: usize, paying: &mut Paying, books: &mut [Book]) {
        let holders = self.holders;
        let mut changes = self.days.iter().zip(self.levels).peekable();
        for hand in self.hands.clone() {
            let Some(on) = holders.days.get(hand) else {
                break;
            };
            let from = holders.after(hand);
            while let Some((day, level)) = changes.next_if(|(day, _)| *day < on) {
                let book = books.get_mut(from as usize);
                paying.change((*day, *level), self.who, book.map(|book| (book, row)));
            }
            transfer(
                books,
                from,
                holders.after(hand + 1),
                paying.amount,
                |book| Some(&mut book.handed.get_mut(row)?.before),
            );
        }
        for (day, level) in changes {
            let book = books.get_mut(holders.after(self.hands.end) as usize);
            paying.change((*day, *level), self.who, book.map(|book| (book, row)));
        }
    }
}
