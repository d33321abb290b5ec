//! Who supports, and who stands in.

use chrono::NaiveDate;

use super::account::existing;
use super::directory::{known_manager, said_for};
use super::lifecycle::next_position;
use super::of_account;
use crate::account::{Cover, Seat};
use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::calendar::Span;
use crate::directory::Manager;
use crate::fact::{CoverArranged, SupportAssigned, SupportReleased};
use crate::id::{AccountId, ManagerId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::role::Role;

pub(super) fn support(
    book: &Book,
    account: &AccountId,
    seat: &Seat,
    credit: BasisPoints,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    employed(book, &seat.manager, on)?;
    let directory = book.directory();
    directory.may_play(&seat.manager, seat.role, on)?;
    let assignments = state.assignments();
    let known = assignments.support().find(|(held, _)| *held == seat);
    if said_for(known.map(|(_, credits)| credits), on, &Some(credit)) {
        return Ok(Vec::new());
    }
    let mut changed = assignments.clone();
    changed.seat(on, next_position(state)?, seat.clone(), Some(credit));
    if let Some((on, sum, _)) = changed.over_credited() {
        return Err(Rejection::CreditExceeded {
            account: account.clone(),
            on,
            sum,
        });
    }
    let fact = SupportAssigned {
        manager: seat.manager.clone(),
        role: seat.role,
        credit,
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn release(
    book: &Book,
    account: &AccountId,
    seat: &Seat,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let assignments = existing(book, account)?.assignments();
    if !assignments.support_on(on).any(|(held, _)| held == seat) {
        return Err(Rejection::NotSupporting {
            seat: seat.clone(),
            on,
        });
    }
    let fact = SupportReleased {
        manager: seat.manager.clone(),
        role: seat.role,
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn cover(
    book: &Book,
    account: &AccountId,
    manager: &ManagerId,
    on: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let covers = existing(book, account)?.assignments().covers();
    if until <= on {
        return Err(Rejection::NoDays { on, until });
    }
    let known = suited(book, manager, Role::Relationship, on)?;
    if let Some(left) = known
        .employment()
        .next_after(on)
        .filter(|next| !next.value && next.on < until)
    {
        return Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on: left.on,
        });
    }
    let asked_for = Span::new(on, Some(until)).ok();
    let away = known.away().into_iter();
    if let Some(away) =
        asked_for.and_then(|days| away.filter_map(|away| days.intersection(&away)).next())
    {
        return Err(Rejection::Away {
            manager: manager.clone(),
            on: away.start(),
        });
    }
    let asked = Cover {
        manager: manager.clone(),
        until,
    };
    let overlapping = covers
        .entries()
        .iter()
        .find(|cover| cover.on < until && on < cover.value.until);
    match overlapping {
        Some(cover) if cover.on == on && cover.value == asked => Ok(Vec::new()),
        Some(cover) => Err(Rejection::AlreadyCovered {
            account: account.clone(),
            from: cover.on,
            until: cover.value.until,
            record: cover.by,
        }),
        None => {
            let fact = CoverArranged {
                manager: manager.clone(),
                until,
            };
            Ok(vec![of_account(account, on, fact)])
        }
    }
}

/// That a manager is employed, and has what the role requires on that day, if it requires anything.
pub(super) fn suited<'a>(
    book: &'a Book,
    manager: &ManagerId,
    role: Role,
    on: NaiveDate,
) -> Result<&'a Manager, Rejection> {
    let known = employed(book, manager, on)?;
    book.directory().meets_requirements(manager, role, on)?;
    Ok(known)
}

pub(super) fn employed<'a>(
    book: &'a Book,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<&'a Manager, Rejection> {
    let known = known_manager(book, manager)?;
    if known.is_employed_on(on) {
        Ok(known)
    } else {
        Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on,
        })
    }
}
