//! What the decisions about day-to-day work share: that a thing begins once, and that its steps make sense from first to last.

use chrono::NaiveDate;

use super::directory::known_manager;
use crate::account::{Account, Impossible, Liaison, Step, Steps};
use crate::book::Book;
use crate::id::{ContactId, ManagerId};
use crate::record::Position;
use crate::rejection::Rejection;
use crate::timeline::Entry;
use crate::work_item::WorkItem;

pub(super) fn employed(book: &Book, manager: &ManagerId, on: NaiveDate) -> Result<(), Rejection> {
    if known_manager(book, manager)?.is_employed_on(on) {
        return Ok(());
    }
    Err(Rejection::NotEmployed {
        manager: manager.clone(),
        on,
    })
}

/// That a specialist is employed, and that a team exists.
pub(super) fn available(book: &Book, liaison: &Liaison, on: NaiveDate) -> Result<(), Rejection> {
    match liaison {
        Liaison::Specialist(manager) => employed(book, manager, on),
        Liaison::Team(team) => {
            let known = book.directory().team(team);
            if known.is_some_and(|known| known.exists_on(on)) {
                return Ok(());
            }
            Err(Rejection::NoTeam {
                team: team.clone(),
                on,
            })
        }
    }
}

/// That a contact was added by a day. Who is gone since may still be named: what was recorded of a contact stays true.
pub(super) fn acquainted(
    state: &Account,
    contact: &ContactId,
    on: NaiveDate,
) -> Result<(), Rejection> {
    match state.contact(contact) {
        None => Err(Rejection::UnknownContact {
            contact: contact.clone(),
        }),
        Some(known) if known.presence().at(on).is_none() => Err(Rejection::ContactNotActive {
            contact: contact.clone(),
            on,
        }),
        Some(_) => Ok(()),
    }
}

/// Whether something that is recorded once has still to be: the same on the same day is so already.
pub(super) fn is_new<T: PartialEq>(
    known: Option<&Entry<T>>,
    item: impl FnOnce() -> WorkItem,
    on: NaiveDate,
    value: &T,
) -> Result<bool, Rejection> {
    match known {
        None => Ok(true),
        Some(known) if known.on == on && known.value == *value => Ok(false),
        Some(known) => Err(Rejection::ItemExists {
            item: item(),
            on: known.on,
            record: known.by,
        }),
    }
}

/// That a step can be taken, and that everything recorded about later can still follow.
pub(super) fn may_step<T: Step>(
    steps: &Steps<T>,
    item: impl FnOnce() -> WorkItem,
    on: NaiveDate,
    step: &T,
) -> Result<(), Rejection> {
    let Err(Impossible {
        from,
        on: day,
        record,
    }) = steps.check(on, step)
    else {
        return Ok(());
    };
    Err(match (from, record, steps.first()) {
        (None, None, Some(first)) => too_early(item(), on, first.on, first.by),
        (_, Some(record), _) => Rejection::LaterStep {
            item: item(),
            from: day,
            record,
        },
        (None, None, None) => Rejection::UnknownItem { item: item() },
        (Some(state), None, _) => Rejection::StepNotAllowed {
            item: item(),
            on,
            state: T::state_word(state),
            step: step.word(),
        },
    })
}

pub(super) const fn too_early(
    item: WorkItem,
    on: NaiveDate,
    began: NaiveDate,
    record: Position,
) -> Rejection {
    Rejection::ItemNotYet {
        item,
        on,
        began,
        record,
    }
}

/// That what has to be done by a day is not due before it is asked for.
pub(super) fn not_due_before(
    on: NaiveDate,
    due: NaiveDate,
    item: impl FnOnce() -> WorkItem,
) -> Result<(), Rejection> {
    if on <= due {
        return Ok(());
    }
    Err(Rejection::DueTooEarly {
        item: item(),
        due,
        on,
    })
}
