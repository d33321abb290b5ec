//! Managers being away.

use chrono::NaiveDate;

use super::known_manager;
use crate::book::Book;
use crate::calendar::Span;
use crate::decide::of_directory;
use crate::directory::Absence;
use crate::fact::{AbsenceCancelled, AbsencePlanned, AbsenceShortened};
use crate::id::{AbsenceId, ManagerId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;

pub(in crate::decide) fn plan(
    book: &Book,
    manager: &ManagerId,
    absence: &AbsenceId,
    span: Span,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if span.is_empty() {
        return Err(Rejection::AbsenceWithoutDays {
            absence: absence.clone(),
            on: span.start(),
        });
    }
    if let Some(planned) = known.absence(absence) {
        if planned.span() == Some(span) {
            return Ok(Vec::new());
        }
        if let Some(plan) = planned.plan() {
            return Err(Rejection::AbsenceExists {
                absence: absence.clone(),
                manager: manager.clone(),
                record: plan.by,
            });
        }
    }
    let fact = AbsencePlanned {
        manager: manager.clone(),
        absence: absence.clone(),
        until: span.end(),
    };
    Ok(vec![of_directory(span.start(), fact)])
}

pub(in crate::decide) fn shorten(
    book: &Book,
    manager: &ManagerId,
    absence: &AbsenceId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let Some(span) = planned(book, manager, absence)?.span() else {
        return Err(Rejection::AbsenceIsCancelled {
            absence: absence.clone(),
        });
    };
    if span.end() == Some(on) {
        return Ok(Vec::new());
    }
    if on == span.start() || !span.contains(on) {
        return Err(Rejection::NotShorter {
            absence: absence.clone(),
            span,
            on,
        });
    }
    let fact = AbsenceShortened {
        manager: manager.clone(),
        absence: absence.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn cancel(
    book: &Book,
    manager: &ManagerId,
    absence: &AbsenceId,
) -> Result<Vec<NewRecord>, Rejection> {
    let fact = AbsenceCancelled {
        manager: manager.clone(),
        absence: absence.clone(),
    };
    let span = planned(book, manager, absence)?.span();
    Ok(span
        .map(|span| of_directory(span.start(), fact))
        .into_iter()
        .collect())
}

fn planned<'a>(
    book: &'a Book,
    manager: &ManagerId,
    absence: &AbsenceId,
) -> Result<&'a Absence, Rejection> {
    known_manager(book, manager)?
        .absence(absence)
        .ok_or_else(|| Rejection::UnknownAbsence {
            absence: absence.clone(),
            manager: manager.clone(),
        })
}
