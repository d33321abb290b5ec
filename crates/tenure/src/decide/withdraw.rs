//! Taking records back.

use chrono::NaiveDate;

use crate::account::Account;
use crate::book::Book;
use crate::fact::{Fact, RecordWithdrawn};
use crate::journal::NewRecord;
use crate::record::{Position, StreamId};
use crate::rejection::Rejection;

pub(super) fn withdraw(
    book: &Book,
    stream: &StreamId,
    record: Position,
) -> Result<Vec<NewRecord>, Rejection> {
    let ground = match stream {
        StreamId::Directory => directory_ground(book, record),
        StreamId::Account(account) => book
            .account(account)
            .and_then(|account| account_ground(account, record)),
    };
    let Some(ground) = ground else {
        return Err(Rejection::NothingToWithdraw {
            stream: stream.clone(),
            record,
        });
    };
    if let Some(dependent) = ground.dependent {
        return Err(Rejection::StillNeeded { record, dependent });
    }
    Ok(vec![NewRecord {
        stream: stream.clone(),
        effective_on: ground.on,
        corrects: Some(record),
        fact: Fact::from(RecordWithdrawn {}),
    }])
}

/// What a record that still holds carries.
struct Ground {
    on: NaiveDate,
    /// A record that would make no sense without it.
    dependent: Option<Position>,
}

fn directory_ground(book: &Book, record: Position) -> Option<Ground> {
    book.directory().managers().find_map(|(_, manager)| {
        let employment = manager.employment();
        let entry = employment
            .entries()
            .iter()
            .find(|entry| entry.by == record)?;
        // Beginning and end of employment take turns, so whatever follows builds on it.
        let dependent = employment.next_after(entry.on).map(|next| next.by);
        Some(Ground {
            on: entry.on,
            dependent,
        })
    })
}

fn account_ground(account: &Account, record: Position) -> Option<Ground> {
    let free = |on| Ground {
        on,
        dependent: None,
    };
    if let Some((on, _)) = account.opened().filter(|(_, by)| *by == record) {
        let dependent = account.records().find(|other| *other != record);
        return Some(Ground { on, dependent });
    }
    for (_, subscription) in account.subscriptions() {
        let terms = subscription.terms().entries();
        if let Some(entry) = terms.iter().find(|entry| entry.by == record) {
            let starts = subscription.start().is_some_and(|start| start.by == record);
            let dependent = terms.iter().find(|other| starts && other.by != record);
            return Some(Ground {
                on: entry.on,
                dependent: dependent.map(|other| other.by),
            });
        }
    }
    let on_of = |on: NaiveDate, by: Position| (by == record).then_some(on);
    let classes = account.classes().flat_map(|(_, classes)| classes.entries());
    let held = account.holders().entries().iter();
    classes
        .map(|entry| (entry.on, entry.by))
        .chain(held.map(|entry| (entry.on, entry.by)))
        .find_map(|(on, by)| on_of(on, by))
        .map(free)
}
