//! Several commands in one request.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::decide;
use crate::book::Book;
use crate::command::Command;
use crate::id::CommandId;
use crate::journal::NewRecord;
use crate::record::{Position, Record, StreamId};
use crate::rejection::Rejection;

/// Decides commands one after the other, each against what the ones before it leave, and takes their facts into the book.
///
/// The book then holds records that no journal has yet: append the facts, and fold what the journal returns if positions or
/// instants matter. A command can withdraw what the book held before, not what is decided together with it: that has no position yet
/// that anybody could name, and need not be recorded in the first place.
///
/// # Errors
/// The first [`Rejection`], with the place of its command. Facts of the commands before it are in the book; throw it away.
pub fn decide_all(
    book: &mut Book,
    commands: &[Command],
) -> Result<Vec<NewRecord>, (usize, Rejection)> {
    let ends = ends_of_corrected_streams(book, commands);
    let mut decided = Vec::new();
    for (place, command) in commands.iter().enumerate() {
        let facts = decide_after(book, &ends, command).map_err(|rejection| (place, rejection))?;
        for fact in facts {
            take_in(book, &fact).map_err(|rejection| (place, rejection))?;
            decided.push(fact);
        }
    }
    Ok(decided)
}

/// The last record, before anything is decided, of every stream in which a record is to be withdrawn.
fn ends_of_corrected_streams<'a>(
    book: &Book,
    commands: &'a [Command],
) -> BTreeMap<&'a StreamId, Option<Position>> {
    let corrected = commands.iter().filter_map(|command| match command {
        Command::WithdrawRecord { stream, .. } => Some((stream, book.last_position(stream))),
        _ => None,
    });
    corrected.collect()
}

/// Decides one of several commands. A fact that was decided together with it has no position that anybody could name yet: the one
/// it bears in the book is made up, and in the journal another record may have it.
fn decide_after(
    book: &Book,
    ends: &BTreeMap<&StreamId, Option<Position>>,
    command: &Command,
) -> Result<Vec<NewRecord>, Rejection> {
    match command {
        Command::WithdrawRecord { stream, record }
            if ends.get(stream).is_some_and(|end| Some(*record) > *end)
                && Some(*record) <= book.last_position(stream) =>
        {
            Err(Rejection::NotYetRecorded {
                stream: stream.clone(),
                record: *record,
            })
        }
        _ => decide(book, command),
    }
}

/// Takes a decided fact into the book as the next record of its stream. Only the order of positions within a stream matters to a
/// fold, so any position above the last one will do.
fn take_in(book: &mut Book, new: &NewRecord) -> Result<(), Rejection> {
    let full = || Rejection::StreamFull {
        stream: new.stream.clone(),
    };
    let record = Record {
        position: Position::after(book.last_position(&new.stream)).ok_or_else(full)?,
        stream: new.stream.clone(),
        version: book.version(&new.stream).next().ok_or_else(full)?,
        effective_on: new.effective_on,
        recorded_at: DateTime::UNIX_EPOCH,
        command: CommandId::undecided(),
        actor: None,
        corrects: new.corrects,
        fact: new.fact.clone(),
    };
    // It is the next record of its stream and in its scope by construction; anything else is a full stream.
    book.apply(&record).map_err(|_| full())
}
