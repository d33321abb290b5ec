//! Accounts on their way from one holder to the next.

use chrono::NaiveTime;
use tenure::decide::decide;
use tenure::fact::{CaseOpened, CommitmentMade};
use tenure::{
    Account, AssignmentCause, BasisPoints, Book, CaseId, CaseKind, CasePriority, CaseState,
    Command, CommitmentId, ContactId, ContractId, ContractTerms, HandoverId, HandoverItem, Holder,
    Proficiency, Rejection, Role, Seat, SubjectId, TermLength,
};

use super::{account, day, given, manager, name, open_account, refused, withdraw_from};

fn handover() -> HandoverId {
    HandoverId::new("h").unwrap()
}

fn contact() -> ContactId {
    ContactId::new("c").unwrap()
}

fn commitment() -> CommitmentId {
    CommitmentId::new("migration").unwrap()
}

fn contract() -> ContractId {
    ContractId::new("k").unwrap()
}

fn items() -> Vec<HandoverItem> {
    vec![
        HandoverItem::Commitment(commitment()),
        HandoverItem::Renewal(contract()),
        HandoverItem::Introduction(contact()),
    ]
}

fn seat(id: &str) -> Seat {
    Seat {
        manager: manager(id),
        role: Role::Technical,
    }
}

/// Maria holds the account, Asha and Ravi support.
fn base() -> Vec<Command> {
    let hire = |id: &str| Command::HireManager {
        manager: manager(id),
        on: day(1, 1),
    };
    let able = |id: &str| Command::AssessRole {
        manager: manager(id),
        role: Role::Technical,
        proficiency: Some(Proficiency::Expert),
        on: day(1, 1),
    };
    let support = |id: &str| Command::AssignSupport {
        account: account("a"),
        seat: seat(id),
        credit: BasisPoints::new(1_000).unwrap(),
        on: day(1, 1),
    };
    vec![
        hire("maria"),
        hire("asha"),
        hire("ravi"),
        hire("john"),
        able("asha"),
        able("ravi"),
        open_account("a"),
        Command::AssignManager {
            account: account("a"),
            manager: manager("maria"),
            cause: AssignmentCause::Import,
            on: day(1, 1),
        },
        support("asha"),
        support("ravi"),
        Command::AddContact {
            account: account("a"),
            contact: contact(),
            subject: SubjectId::new("person").unwrap(),
            on: day(1, 1),
        },
        Command::MakeCommitment {
            account: account("a"),
            on: day(1, 1),
            commitment: CommitmentMade {
                commitment: commitment(),
                origin: None,
                owner: manager("maria"),
                due: day(5, 1),
                notes: None,
            },
        },
        Command::SignContract {
            account: account("a"),
            contract: contract(),
            signed_on: day(1, 1),
            terms: ContractTerms {
                length: TermLength::Fixed {
                    months: 6.try_into().unwrap(),
                    auto_renew: true,
                },
                notice_days: 30,
            },
            on: day(1, 1),
        },
    ]
}

fn start(month: u32) -> Command {
    Command::StartHandover {
        account: account("a"),
        handover: handover(),
        to: manager("john"),
        items: items(),
        on: day(month, 1),
    }
}

fn done(item: usize, month: u32) -> Command {
    Command::DoHandoverItem {
        account: account("a"),
        handover: handover(),
        item: items()[item].clone(),
        on: day(month, 1),
    }
}

fn waive(item: usize, month: u32) -> Command {
    Command::WaiveHandoverItem {
        account: account("a"),
        handover: handover(),
        item: items()[item].clone(),
        reason: name("superseded"),
        on: day(month, 1),
    }
}

fn complete(released: &[&str], month: u32) -> Command {
    Command::CompleteHandover {
        account: account("a"),
        handover: handover(),
        released: released.iter().map(|id| seat(id)).collect(),
        on: day(month, 1),
    }
}

fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

#[test]
fn nothing_on_the_list_is_forgotten() {
    let commands = [base(), vec![start(3), done(0, 4), done(2, 5)]].concat();
    let book = given(&commands);
    assert_eq!(
        refused(&book, &complete(&[], 6)),
        "handover `h` cannot be completed on 2026-06-01: the renewal of contract `k` is neither done nor waived"
    );
    let open = |month| {
        let known = held(&book).handover(&handover()).unwrap();
        known.open_items_on(day(month, 1)).count()
    };
    assert_eq!((open(3), open(4), open(5)), (3, 2, 1));
    let book = given(&[commands, vec![waive(1, 5), complete(&[], 6)]].concat());
    let on = |month| held(&book).holder_on(day(month, 1)).cloned();
    assert_eq!(on(5), Some(Holder::Manager(manager("maria"))));
    assert_eq!(on(6), Some(Holder::Manager(manager("john"))));
    let assignments = held(&book).assignments();
    assert_eq!(
        assignments.cause_on(day(6, 1)),
        Some(AssignmentCause::Transfer)
    );
    // The completion rests on every item.
    assert_eq!(
        refused(&book, &withdraw_from("a", 10)),
        "record 12 builds on record 10; withdraw it first"
    );
    assert!(matches!(
        decide(&book, &done(1, 7)),
        Err(Rejection::HandoverStands { .. })
    ));
}

#[test]
fn supporting_managers_stay_or_are_released_by_name() {
    let settled = [base(), vec![start(3), done(0, 4), done(1, 4), done(2, 4)]].concat();
    let supporting = |released: &[&str]| -> Vec<String> {
        let book = given(&[settled.clone(), vec![complete(released, 6)]].concat());
        let assignments = held(&book).assignments();
        assignments
            .support_on(day(6, 1))
            .map(|(seat, _)| seat.manager.to_string())
            .collect()
    };
    assert_eq!(supporting(&[]), ["asha", "ravi"]);
    assert_eq!(supporting(&["ravi", "ravi"]), ["asha"]);
    assert!(matches!(
        decide(&given(&settled), &complete(&["john"], 6)),
        Err(Rejection::NotSupporting { .. })
    ));
}

#[test]
fn one_handover_at_a_time() {
    let book = given(&[base(), vec![start(3)]].concat());
    let other = Command::StartHandover {
        account: account("a"),
        handover: HandoverId::new("other").unwrap(),
        to: manager("asha"),
        items: vec![],
        on: day(4, 1),
    };
    assert_eq!(
        refused(&book, &other),
        "record 8 about handover `h` stands against it"
    );
    let abandon = Command::AbandonHandover {
        account: account("a"),
        handover: handover(),
        on: day(4, 1),
    };
    let book = given(&[base(), vec![start(3), abandon, other]].concat());
    assert_eq!(
        held(&book).holder_on(day(6, 1)),
        Some(&Holder::Manager(manager("maria")))
    );
    let unknown = Command::StartHandover {
        account: account("a"),
        handover: handover(),
        to: manager("john"),
        items: vec![HandoverItem::Introduction(ContactId::new("z").unwrap())],
        on: day(3, 1),
    };
    assert_eq!(
        refused(&given(&base()), &unknown),
        "the introduction of contact `z` cannot be an item of handover `h`, or is one already"
    );
}

#[test]
fn the_list_is_proposed_from_what_the_account_has() {
    let book = given(&base());
    let proposed = held(&book).handover_checklist(day(3, 1), day(12, 31));
    assert_eq!(proposed, items());
    assert_eq!(
        held(&book).handover_checklist(day(3, 1), day(7, 1)),
        [items()[0].clone(), items()[2].clone()]
    );
}

#[test]
fn an_open_case_is_proposed_and_stays_while_it_is_on_a_list() {
    let open = Command::OpenCase {
        account: account("a"),
        on: day(2, 1),
        case: CaseOpened {
            case: CaseId::new("outage").unwrap(),
            at: NaiveTime::MIN,
            kind: CaseKind::Problem,
            role: Role::Support,
            priority: CasePriority::High,
            topic: name("outage"),
            contact: None,
            notes: None,
        },
    };
    let resolve = Command::MoveCase {
        account: account("a"),
        case: CaseId::new("outage").unwrap(),
        to: CaseState::Resolved,
        on: day(4, 1),
        at: NaiveTime::MIN,
    };
    let case = HandoverItem::Case(CaseId::new("outage").unwrap());
    let opened: Vec<_> = base().into_iter().chain([open]).collect();
    let book = given(&opened);
    let proposed = |book: &Book, month| held(book).handover_checklist(day(month, 1), day(12, 31));
    assert_eq!(proposed(&book, 2)[0], case);
    assert!(!proposed(&book, 1).contains(&case), "not open yet");
    let resolved: Vec<_> = opened.iter().cloned().chain([resolve]).collect();
    assert!(!proposed(&given(&resolved), 4).contains(&case));

    let opened_by = held(&book).version().get();
    let start = Command::StartHandover {
        account: account("a"),
        handover: handover(),
        to: manager("john"),
        items: proposed(&book, 3),
        on: day(3, 1),
    };
    let started: Vec<_> = opened.into_iter().chain([start]).collect();
    let book = given(&started);
    assert_eq!(
        refused(&book, &withdraw_from("a", opened_by)),
        format!(
            "record {} builds on record {opened_by}; withdraw it first",
            opened_by + 1
        )
    );
}

#[test]
fn an_account_is_handed_over_once_at_a_time() {
    let other = |month| Command::StartHandover {
        account: account("a"),
        handover: HandoverId::new("g").unwrap(),
        to: manager("john"),
        items: items(),
        on: day(month, 1),
    };
    let abandoned = Command::AbandonHandover {
        account: account("a"),
        handover: handover(),
        on: day(4, 1),
    };
    let commands = [base(), vec![start(3), abandoned]].concat();
    // Begun late for an earlier day, it would go on beside the one that is known.
    assert!(matches!(
        decide(&given(&commands), &other(2)),
        Err(Rejection::HandoverStands { .. })
    ));
    // The first one would go on beside the second, were its end taken back.
    let book = given(&[commands, vec![other(4)]].concat());
    let known = |id: &str| held(&book).handover(&HandoverId::new(id).unwrap()).unwrap();
    let end = known("h").end().unwrap().by;
    let second = known("g").plan().unwrap().by;
    assert!(matches!(
        decide(&book, &withdraw_from("a", end.get())),
        Err(Rejection::StillNeeded { record, dependent }) if (record, dependent) == (end, second)
    ));
}
