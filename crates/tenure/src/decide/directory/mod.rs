//! Managers coming and going, and what else concerns the directory.

pub(super) mod absence;
pub(super) mod agreement;
pub(super) mod closing;
pub(super) mod policy;
pub(super) mod product;
pub(super) mod qualification;
pub(super) mod skill;
pub(super) mod team;

use chrono::NaiveDate;

use super::of_directory;
use crate::book::Book;
use crate::directory::Manager;
use crate::fact::{ManagerHired, ManagerLeft};
use crate::id::ManagerId;
use crate::journal::NewRecord;
use crate::record::Position;
use crate::rejection::Rejection;
use crate::timeline::Timeline;

pub(super) fn hire(
    book: &Book,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    if let Some(known) = book.directory().manager(manager) {
        let employment = known.turns();
        if let Some(entry) = employment.at(on).filter(|entry| entry.value) {
            return Err(Rejection::AlreadyEmployed {
                manager: manager.clone(),
                on,
                record: entry.by,
            });
        }
        // Employed from a later day already: two beginnings in a row.
        if let Some(next) = employment.next_after(on).filter(|next| next.value) {
            return Err(later_employment(manager, next.on, next.by));
        }
    }
    let fact = ManagerHired {
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(super) fn release(
    book: &Book,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if !known.is_employed_on(on) {
        return Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on,
        });
    }
    if let Some(next) = known.turns().next_after(on).filter(|next| !next.value) {
        return Err(later_employment(manager, next.on, next.by));
    }
    let fact = ManagerLeft {
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(super) fn known_manager<'a>(
    book: &'a Book,
    manager: &ManagerId,
) -> Result<&'a Manager, Rejection> {
    book.directory()
        .manager(manager)
        .ok_or_else(|| Rejection::UnknownManager {
            manager: manager.clone(),
        })
}

fn later_employment(manager: &ManagerId, from: NaiveDate, record: Position) -> Rejection {
    Rejection::LaterEmployment {
        manager: manager.clone(),
        from,
        record,
    }
}

/// Whether a timeline says this for this very day already.
///
/// That an earlier day says so is not enough: something else recorded later for a day in between would then hold here, too.
pub(in crate::decide) fn said_for<T: PartialEq>(
    timeline: Option<&Timeline<T>>,
    on: NaiveDate,
    value: &T,
) -> bool {
    timeline
        .and_then(|timeline| timeline.entry_at(on))
        .is_some_and(|entry| entry.on == on && entry.value == *value)
}
