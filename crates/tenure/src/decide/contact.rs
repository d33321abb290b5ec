//! Contacts coming, going, and what they are to us.

use chrono::NaiveDate;

use super::account::existing;
use super::lifecycle::next_position;
use super::of_account;
use crate::account::{Account, Contact, ContactRole, Influence, Presence, RoleStep, SponsorLoss};
use crate::book::Book;
use crate::fact::{
    ContactAdded, ContactInfluenceJudged, ContactLeft, ContactReturned, ContactRoleEnded,
    ContactRoleGiven, Fact, SponsorLost,
};
use crate::id::{AccountId, ContactId, SubjectId};
use crate::journal::NewRecord;
use crate::record::Position;
use crate::rejection::Rejection;

pub(super) fn add(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    subject: &SubjectId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    if let Some(entry) = state
        .contact(contact)
        .and_then(|known| known.presence().entries().first())
    {
        return Err(Rejection::ContactExists {
            contact: contact.clone(),
            record: entry.by,
        });
    }
    let fact = ContactAdded {
        contact: contact.clone(),
        subject: subject.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn leave(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (state, known) = known(book, account, contact)?;
    if !known.is_active_on(on) {
        return Err(Rejection::ContactNotActive {
            contact: contact.clone(),
            on,
        });
    }
    let left = ContactLeft {
        contact: contact.clone(),
    };
    let mut facts = vec![(on, Fact::from(left))];
    if known.is_given(ContactRole::Sponsor, on) {
        facts.push((on, sponsor_lost(contact, SponsorLoss::Left)));
    }
    tried(state, contact, facts)
}

pub(super) fn come_back(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (state, known) = known(book, account, contact)?;
    if known.is_active_on(on) {
        return Ok(Vec::new());
    }
    let returned = ContactReturned {
        contact: contact.clone(),
    };
    tried(state, contact, vec![(on, returned.into())])
}

pub(super) fn give_role(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    role: ContactRole,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (state, known) = known(book, account, contact)?;
    if !known.is_active_on(on) {
        return Err(Rejection::ContactNotActive {
            contact: contact.clone(),
            on,
        });
    }
    if known.is_given(role, on) {
        return Ok(Vec::new());
    }
    let given = ContactRoleGiven {
        contact: contact.clone(),
        role,
    };
    let mut facts = vec![(on, Fact::from(given))];
    // Recorded late: whoever turns out to have left as sponsor was lost as one.
    let next = known
        .role_steps(role)
        .and_then(|steps| steps.next_after(on));
    let left = known
        .presence()
        .next_after(on)
        .filter(|next| next.value == Presence::Left);
    if let Some(left) = left
        .filter(|left| role == ContactRole::Sponsor && next.is_none_or(|next| left.on < next.on))
    {
        facts.push((left.on, sponsor_lost(contact, SponsorLoss::Left)));
    }
    tried(state, contact, facts)
}

pub(super) fn end_role(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    role: ContactRole,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (state, known) = known(book, account, contact)?;
    if !known.is_given(role, on) {
        return Ok(Vec::new());
    }
    let fact = match role {
        ContactRole::Sponsor => sponsor_lost(contact, SponsorLoss::StoodDown),
        _ => ContactRoleEnded {
            contact: contact.clone(),
            role,
        }
        .into(),
    };
    tried(state, contact, vec![(on, fact)])
}

pub(super) fn judge(
    book: &Book,
    account: &AccountId,
    contact: &ContactId,
    influence: Influence,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (_, known) = known(book, account, contact)?;
    if known.influence_on(on) == Some(influence) {
        return Ok(Vec::new());
    }
    let fact = ContactInfluenceJudged {
        contact: contact.clone(),
        influence,
    };
    Ok(vec![of_account(account, on, fact)])
}

fn sponsor_lost(contact: &ContactId, how: SponsorLoss) -> Fact {
    let contact = contact.clone();
    SponsorLost { contact, how }.into()
}

fn known<'a>(
    book: &'a Book,
    account: &AccountId,
    contact: &ContactId,
) -> Result<(&'a Account, &'a Contact), Rejection> {
    let state = existing(book, account)?;
    let known = state
        .contact(contact)
        .ok_or_else(|| Rejection::UnknownContact {
            contact: contact.clone(),
        })?;
    Ok((state, known))
}

/// The facts, if the contact is sound with them.
fn tried(
    state: &Account,
    contact: &ContactId,
    facts: Vec<(NaiveDate, Fact)>,
) -> Result<Vec<NewRecord>, Rejection> {
    let mut by = next_position(state)?;
    let first = by;
    let mut changed = state.contact(contact).cloned().unwrap_or_default();
    for (on, fact) in &facts {
        match fact {
            Fact::ContactLeft(_) => changed.turn(*on, by, Presence::Left),
            Fact::ContactReturned(_) => changed.turn(*on, by, Presence::Returned),
            Fact::ContactRoleGiven(given) => changed.step(*on, by, given.role, RoleStep::Given),
            Fact::ContactRoleEnded(ended) => changed.step(*on, by, ended.role, RoleStep::Ended),
            Fact::SponsorLost(lost) => {
                changed.step(*on, by, ContactRole::Sponsor, RoleStep::Lost(lost.how));
            }
            _ => {}
        }
        by = Position::after(Some(by)).unwrap_or(by);
    }
    match changed.unsound() {
        None => Ok(facts
            .into_iter()
            .map(|(on, fact)| of_account(state.id(), on, fact))
            .collect()),
        Some(record) if record < first => Err(Rejection::ContactSaysOtherwise {
            contact: contact.clone(),
            record,
        }),
        // The change itself stands out of turn, so what stands against it is the one after it.
        Some(_) => {
            let after = facts.first().map(|(on, _)| *on);
            let presence = changed.presence();
            let record = after
                .and_then(|on| presence.next_after(on))
                .map(|entry| entry.by);
            Err(Rejection::ContactSaysOtherwise {
                contact: contact.clone(),
                record: record.unwrap_or(first),
            })
        }
    }
}
