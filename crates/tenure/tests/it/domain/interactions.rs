//! What passes between managers and customers.

use std::collections::BTreeSet;

use tenure::fact::InteractionHeld;
use tenure::{Command, ContactId, InteractionId, InteractionKind, Role, Sentiment};

use super::work::{add_contact, held, is_so, withdraw, working};
use super::{account, day, manager, refused};

pub(super) fn interaction(id: &str, month: u32, kind: InteractionKind, role: Role) -> Command {
    Command::RecordInteraction {
        account: account("a"),
        on: day(month, 1),
        interaction: InteractionHeld {
            interaction: InteractionId::new(id).unwrap(),
            kind,
            manager: manager("maria"),
            role,
            contacts: BTreeSet::new(),
            minutes: Some(30),
            sentiment: Some(Sentiment::Positive),
            notes: None,
        },
    }
}

fn call(id: &str, month: u32) -> Command {
    interaction(id, month, InteractionKind::Call, Role::Support)
}

#[test]
fn the_last_contact_is_the_last_in_which_the_customer_had_a_part() {
    let book = working(&[
        interaction("2", 4, InteractionKind::Note, Role::Sales),
        interaction("3", 3, InteractionKind::Email, Role::Sales),
        call("1", 2),
    ]);
    let last = |month| {
        held(&book)
            .last_contact_on(day(month, 1))
            .map(|last| last.on)
    };
    assert_eq!(
        [1, 2, 3, 4].map(last),
        [None, Some(day(2, 1)), Some(day(3, 1)), Some(day(3, 1))]
    );
    let support = held(&book).last_contact_in(Role::Support, day(12, 1));
    assert_eq!(support.unwrap().on, day(2, 1));
    assert_eq!(
        held(&book).last_contact_in(Role::Technical, day(12, 1)),
        None
    );
}

#[test]
fn an_interaction_is_recorded_once_and_can_be_corrected() {
    let book = working(&[call("i", 2)]);
    is_so(&book, &call("i", 2));
    assert_eq!(
        refused(&book, &call("i", 3)),
        "interaction `i` was recorded for 2026-02-01 already, by record 2; give another id, or withdraw that record"
    );
    let book = working(&[call("i", 2), withdraw(2), call("i", 3)]);
    let found = held(&book)
        .interaction(&InteractionId::new("i").unwrap())
        .unwrap();
    assert_eq!(
        (found.on, held(&book).interactions().count()),
        (day(3, 1), 1)
    );
}

#[test]
fn a_contact_who_is_named_was_added_by_then_and_stays_known() {
    let Command::RecordInteraction {
        account,
        on,
        mut interaction,
    } = call("i", 3)
    else {
        unreachable!();
    };
    let contact = ContactId::new("c").unwrap();
    interaction.contacts.insert(contact);
    let with = |on| Command::RecordInteraction {
        account: account.clone(),
        on,
        interaction: interaction.clone(),
    };
    assert_eq!(
        refused(&working(&[]), &with(on)),
        "contact `c` is not known; add it first"
    );
    let mut book = working(&[add_contact("c", 2)]);
    assert_eq!(
        refused(&book, &with(day(1, 31))),
        "contact `c` is not there on 2026-01-31"
    );
    tenure::decide::decide_all(&mut book, &[with(on)]).unwrap();
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
}

#[test]
fn only_an_employed_manager_is_in_touch_with_a_customer() {
    let mut gone = working(&[Command::ReleaseManager {
        manager: manager("maria"),
        on: day(3, 1),
    }]);
    tenure::decide::decide_all(&mut gone, &[call("i", 2)]).unwrap();
    assert_eq!(
        refused(&gone, &call("j", 3)),
        "manager `maria` is not employed on 2026-03-01"
    );
}
