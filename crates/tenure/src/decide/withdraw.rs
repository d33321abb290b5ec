//! Taking records back.

use super::hierarchy;
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
        StreamId::Directory => book.directory().ground(record),
        StreamId::Account(account) => book
            .account(account)
            .and_then(|account| account.ground(record)),
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
    if let StreamId::Account(account) = stream {
        hierarchy::may_withdraw(book, account, record)?;
    }
    Ok(vec![NewRecord {
        stream: stream.clone(),
        effective_on: ground.on,
        corrects: Some(record),
        fact: Fact::from(RecordWithdrawn {}),
    }])
}
