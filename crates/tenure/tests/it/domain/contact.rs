//! People at the customer's.

use proptest::prelude::*;
use tenure::decide::decide;
use tenure::{
    Book, Command, Contact, ContactId, ContactRole, Influence, Known, Rejection, SponsorLoss,
    SubjectId,
};

use super::{account, day, given, open_account, recorded, refused, try_all, withdraw_from};

fn contact(id: &str) -> ContactId {
    ContactId::new(id).unwrap()
}

fn add(id: &str, month: u32) -> Command {
    Command::AddContact {
        account: account("a"),
        contact: contact(id),
        subject: SubjectId::new(format!("person-{id}")).unwrap(),
        on: day(month, 1),
    }
}

fn leave(id: &str, month: u32) -> Command {
    Command::ContactLeaves {
        account: account("a"),
        contact: contact(id),
        on: day(month, 1),
    }
}

fn come_back(id: &str, month: u32) -> Command {
    Command::ContactReturns {
        account: account("a"),
        contact: contact(id),
        on: day(month, 1),
    }
}

fn give(id: &str, role: ContactRole, month: u32) -> Command {
    Command::GiveContactRole {
        account: account("a"),
        contact: contact(id),
        role,
        on: day(month, 1),
    }
}

fn end(id: &str, role: ContactRole, month: u32) -> Command {
    Command::EndContactRole {
        account: account("a"),
        contact: contact(id),
        role,
        on: day(month, 1),
    }
}

fn known<'a>(book: &'a Book, id: &str) -> &'a Contact {
    let held = book.account(&account("a")).unwrap();
    held.contact(&contact(id)).unwrap()
}

#[test]
fn roles_are_played_while_somebody_is_there() {
    let judge = Command::JudgeInfluence {
        account: account("a"),
        contact: contact("c"),
        influence: Influence::High,
        on: day(2, 1),
    };
    let book = given(&[
        open_account("a"),
        add("c", 2),
        give("c", ContactRole::Champion, 3),
        give("c", ContactRole::Billing, 3),
        end("c", ContactRole::Billing, 5),
        judge,
        leave("c", 7),
    ]);
    let on = |month| -> Vec<_> { known(&book, "c").roles_on(day(month, 1)).collect() };
    assert_eq!(on(2), []);
    assert_eq!(on(3), [ContactRole::Champion, ContactRole::Billing]);
    assert_eq!(on(5), [ContactRole::Champion]);
    assert_eq!(on(7), []);
    let held = book.account(&account("a")).unwrap();
    let champions = |month| {
        held.contacts_in(ContactRole::Champion, day(month, 1))
            .count()
    };
    assert_eq!((champions(6), champions(7)), (1, 0));
    assert_eq!(
        known(&book, "c").subject().unwrap().as_str(),
        "person-c",
        "personal data is elsewhere"
    );
    assert_eq!(
        known(&book, "c").influence_on(day(2, 1)),
        Some(Influence::High)
    );
    assert_eq!(
        refused(&book, &give("c", ContactRole::User, 8)),
        "contact `c` is not there on 2026-08-01"
    );
    assert_eq!(
        refused(&book, &leave("c", 4)),
        "record 7 says something about contact `c` that could not be then; withdraw it first"
    );
    assert_eq!(
        refused(&book, &add("c", 9)),
        "contact `c` was added already, by record 2"
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 2)),
        "record 7 builds on record 2; withdraw it first"
    );
    assert!(matches!(
        decide(&book, &leave("z", 4)),
        Err(Rejection::UnknownContact { .. })
    ));
}

#[test]
fn the_loss_of_a_sponsor_is_a_fact() {
    let book = given(&[
        open_account("a"),
        add("c", 1),
        give("c", ContactRole::Sponsor, 2),
        leave("c", 5),
        come_back("c", 8),
    ]);
    let losses = |book: &Book| -> Vec<_> {
        let losses = known(book, "c").sponsor_losses();
        losses.map(|loss| (loss.on, loss.value)).collect()
    };
    assert_eq!(losses(&book), [(day(5, 1), SponsorLoss::Left)]);
    assert!(!known(&book, "c").has_role_on(ContactRole::Sponsor, day(9, 1)));
    // Neither goes without the other.
    assert_eq!(
        refused(&book, &withdraw_from("a", 3)),
        "record 5 builds on record 3; withdraw it first"
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 5)),
        "record 4 builds on record 5; withdraw it first"
    );
    let stays = given(&[
        open_account("a"),
        add("c", 1),
        give("c", ContactRole::Sponsor, 2),
        end("c", ContactRole::Sponsor, 4),
    ]);
    assert_eq!(losses(&stays), [(day(4, 1), SponsorLoss::StoodDown)]);
}

#[test]
fn a_sponsor_recorded_late_was_lost_all_the_same() {
    let late = given(&[
        open_account("a"),
        add("c", 1),
        leave("c", 5),
        give("c", ContactRole::Sponsor, 2),
    ]);
    let losses: Vec<_> = known(&late, "c")
        .sponsor_losses()
        .map(|loss| loss.on)
        .collect();
    assert_eq!(losses, [day(5, 1)]);
}

fn any_command() -> impl Strategy<Value = Command> {
    let role = prop_oneof![Just(ContactRole::Sponsor), Just(ContactRole::Champion)];
    prop_oneof![
        1 => (1_u32..=12).prop_map(|month| add("c", month)),
        3 => (1_u32..=12).prop_map(|month| leave("c", month)),
        3 => (1_u32..=12).prop_map(|month| come_back("c", month)),
        4 => (role.clone(), 1_u32..=12).prop_map(|(role, month)| give("c", role, month)),
        3 => (role, 1_u32..=12).prop_map(|(role, month)| end("c", role, month)),
        3 => (2_u64..14).prop_map(|record| withdraw_from("a", record)),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/contact.txt")))]

    /// Whatever is asked for: on the day on which a sponsor is no longer there or no longer one, the loss stands in the record.
    #[test]
    fn no_sponsor_goes_unnoticed(commands in prop::collection::vec(any_command(), 1..40)) {
        let commands: Vec<_> = [open_account("a"), add("c", 1)].into_iter().chain(commands).collect();
        let (book, facts) = try_all(&commands);
        if let Some(known) = book.account(&account("a")).unwrap().contact(&contact("c")) {
            let mut before = false;
            for month in 1..=12 {
                let on = day(month, 1);
                let sponsor = known.has_role_on(ContactRole::Sponsor, on);
                prop_assert!(known.is_active_on(on) || known.roles_on(on).next().is_none());
                if before && !sponsor {
                    prop_assert!(known.sponsor_losses().any(|loss| loss.on == on), "lost unnoticed on {on}");
                }
                before = sponsor;
            }
        }
        prop_assert_eq!(Book::fold(&recorded(&facts.concat()), Known::Now).unwrap(), book);
    }
}
