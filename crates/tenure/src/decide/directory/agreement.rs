//! What is agreed with a manager: time, place, and where personal data is kept.

use chrono::NaiveDate;

use super::policy::known_calendar;
use super::{known_manager, said_for};
use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::Capacity;
use crate::fact::{CapacityAgreed, ManagerProfileLinked, TimeZoneAgreed};
use crate::id::{ManagerId, SubjectId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::text::Name;

pub(in crate::decide) fn link_profile(
    book: &Book,
    manager: &ManagerId,
    subject: &SubjectId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    let others = book
        .directory()
        .managers()
        .filter(|(other, _)| *other != manager);
    for (other, state) in others {
        let mut entries = state.subjects().entries().iter();
        if let Some(entry) = entries.find(|entry| entry.value == *subject) {
            return Err(Rejection::SubjectTaken {
                subject: subject.clone(),
                manager: other.clone(),
                record: entry.by,
            });
        }
    }
    if said_for(Some(known.subjects()), on, subject) {
        return Ok(Vec::new());
    }
    let fact = ManagerProfileLinked {
        manager: manager.clone(),
        subject: subject.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn agree_capacity(
    book: &Book,
    manager: &ManagerId,
    capacity: &Capacity,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    known_calendar(book, capacity.calendar(), on)?;
    if said_for(Some(known.capacity()), on, capacity) {
        return Ok(Vec::new());
    }
    let fact = CapacityAgreed {
        manager: manager.clone(),
        capacity: capacity.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn agree_time_zone(
    book: &Book,
    manager: &ManagerId,
    time_zone: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if said_for(Some(known.time_zones()), on, time_zone) {
        return Ok(Vec::new());
    }
    let fact = TimeZoneAgreed {
        manager: manager.clone(),
        time_zone: time_zone.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}
