//! What a manager is qualified for.

use chrono::NaiveDate;

use super::known_manager;
use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::QualificationEvent;
use crate::fact::{QualificationAwarded, QualificationRevoked, QualificationVerified};
use crate::id::ManagerId;
use crate::journal::NewRecord;
use crate::record::Position;
use crate::rejection::Rejection;
use crate::text::Name;

pub(in crate::decide) fn award(
    book: &Book,
    manager: &ManagerId,
    kind: &Name,
    on: NaiveDate,
    expires_on: Option<NaiveDate>,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if let Some(expires_on) = expires_on.filter(|expires_on| *expires_on <= on) {
        return Err(Rejection::ExpiresAtOnce {
            kind: kind.clone(),
            on,
            expires_on,
        });
    }
    if let Some(held) = known.qualification(kind) {
        if let Some(award) = held.award_of(on) {
            if award.value == (QualificationEvent::Awarded { expires_on }) {
                return Ok(Vec::new());
            }
            return Err(same_day(manager, kind, on, award.by));
        }
        // Which of the two came first that day would decide, and backdating could not tell.
        let mut revocations = held.revocations();
        if let Some(revoked) = revocations.find(|revoked| revoked.on == on) {
            return Err(same_day(manager, kind, on, revoked.by));
        }
    }
    let fact = QualificationAwarded {
        manager: manager.clone(),
        kind: kind.clone(),
        expires_on,
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn verify(
    book: &Book,
    manager: &ManagerId,
    kind: &Name,
    awarded_on: NaiveDate,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let held = known_manager(book, manager)?.qualification(kind);
    let held = held.filter(|held| held.award_of(awarded_on).is_some());
    let Some(held) = held else {
        return Err(Rejection::UnknownAward {
            manager: manager.clone(),
            kind: kind.clone(),
            awarded_on,
        });
    };
    if on < awarded_on {
        return Err(Rejection::VerifiedBeforeAwarded {
            kind: kind.clone(),
            awarded_on,
            on,
        });
    }
    let verified = QualificationEvent::Verified { awarded_on };
    let mut events = held.events().entries().iter();
    if events.any(|event| event.on == on && event.value == verified) {
        return Ok(Vec::new());
    }
    let fact = QualificationVerified {
        manager: manager.clone(),
        kind: kind.clone(),
        awarded_on,
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn revoke(
    book: &Book,
    manager: &ManagerId,
    kind: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let held = known_manager(book, manager)?.qualification(kind);
    if let Some(award) = held.and_then(|held| held.award_of(on)) {
        return Err(same_day(manager, kind, on, award.by));
    }
    let awarded_before = held.filter(|held| held.award_entries().any(|award| award.on < on));
    let Some(held) = awarded_before else {
        return Err(Rejection::NothingToRevoke {
            manager: manager.clone(),
            kind: kind.clone(),
            on,
        });
    };
    if held.revocations().any(|revoked| revoked.on == on) {
        return Ok(Vec::new());
    }
    let fact = QualificationRevoked {
        manager: manager.clone(),
        kind: kind.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

fn same_day(manager: &ManagerId, kind: &Name, on: NaiveDate, record: Position) -> Rejection {
    Rejection::QualificationSameDay {
        manager: manager.clone(),
        kind: kind.clone(),
        on,
        record,
    }
}
