//! The bridge of net movements: what an account pays at the end of a period against what it paid at the end of the one before.

use super::axis::{Axis, Row};
use super::bridge_book::{Book, transfer};
use super::convention::Credit;
use super::history::RevenueHistory;
use super::movement::Movement;
use super::returning::Returning;
use super::slicing::Held;

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
        let (mut before, mut ever) = (0, false);
        for snapshot in axis.snapshots(changes) {
            let after = snapshot.level;
            match axis.row(snapshot.place) {
                Row::Before => book.opening.replace(before, after),
                Row::In(row) => {
                    if let Some(movement) = Movement::classify(before, after, ever)
                        && let Some(moved) = book.moved.get_mut(row)
                    {
                        let on = snapshot.first_paying.unwrap_or_default();
                        let movement = returning.refine(movement, changes, on);
                        moved.record(movement, before, after);
                    }
                }
                Row::After => break,
            }
            ever |= after > 0;
            before = after;
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
        let mut snapshots = axis.snapshots(changes).peekable();
        let mut handed = 0;
        let mut opened = false;
        let (mut before, mut ever) = (0, false);
        loop {
            let handover = holders.days.get(handed).map(|day| axis.place_of(*day));
            let change = snapshots.peek().map(|snapshot| snapshot.place);
            let Some(place) = handover.into_iter().chain(change).min() else {
                break;
            };
            let row = axis.row(place);
            let at_opening = holders.after(handed);
            if row != Row::Before && !opened {
                opened = true;
                if let Some(book) = books.get_mut(at_opening as usize) {
                    book.opening.replace(0, before);
                }
            }
            if row == Row::After {
                break;
            }
            let days = holders.days.get(handed..).unwrap_or_default();
            handed += days.partition_point(|day| axis.place_of(*day) <= place);
            let at_closing = holders.after(handed);
            let snapshot = snapshots.next_if(|snapshot| snapshot.place == place);
            let after = snapshot.map_or(before, |snapshot| snapshot.level);
            if let Row::In(row) = row {
                let movement = Movement::classify(before, after, ever).zip(snapshot);
                let movement = movement.map(|(movement, snapshot)| {
                    let on = snapshot.first_paying.unwrap_or_default();
                    (returning.refine(movement, changes, on), snapshot)
                });
                let credited = movement.map_or(at_opening, |(_, snapshot)| match credit {
                    Credit::HolderOnDay => holders.on(snapshot.last_change),
                    Credit::HolderAtOpening if before == 0 && at_opening == holders.unassigned => {
                        let from = snapshot.first_paying.unwrap_or(snapshot.last_change);
                        holders.on(from)
                    }
                    Credit::HolderAtOpening => at_opening,
                });
                transfer(books, at_opening, credited, before, |book| {
                    Some(&mut book.handed.get_mut(row)?.before)
                });
                if let Some((movement, _)) = movement
                    && let Some(book) = books.get_mut(credited as usize)
                    && let Some(moved) = book.moved.get_mut(row)
                {
                    moved.record(movement, before, after);
                }
                transfer(books, credited, at_closing, after, |book| {
                    Some(&mut book.handed.get_mut(row)?.after)
                });
            }
            ever |= after > 0;
            before = after;
        }
        if !opened && let Some(book) = books.get_mut(holders.after(handed) as usize) {
            book.opening.replace(0, before);
        }
    }
}
