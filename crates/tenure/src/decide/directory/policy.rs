//! The settings of the host.

use chrono::NaiveDate;

use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::policy::Policy;
use crate::fact::PolicyAdopted;
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::text::Name;

pub(in crate::decide) fn adopt(
    book: &Book,
    policy: &Policy,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    if let Some(calendar) = policy.needs_calendar() {
        known_calendar(book, calendar, on)?;
    }
    let topic = policy.topic();
    let mut policies = book.directory().policies();
    let adopted = policies.find(|(known, _)| **known == topic);
    if super::said_for(adopted.map(|(_, policies)| policies), on, policy) {
        return Ok(Vec::new());
    }
    let fact = PolicyAdopted {
        policy: Box::new(policy.clone()),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(super) fn known_calendar(book: &Book, calendar: &Name, on: NaiveDate) -> Result<(), Rejection> {
    match book.directory().working_calendar_on(calendar, on) {
        Some(_) => Ok(()),
        None => Err(Rejection::UnknownCalendar {
            calendar: calendar.clone(),
            on,
        }),
    }
}
