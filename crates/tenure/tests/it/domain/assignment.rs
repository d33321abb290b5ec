//! Holders, supporters, covers, and the credit of each.

use proptest::prelude::*;
use tenure::decide::decide;
use tenure::{Account, AssignmentCause, BasisPoints, Book, Command, Known, Rejection, Role, Seat};

use super::{
    account, day, given, manager, open_account, recorded, refused, try_all, withdraw_from,
};

const TEAM: [&str; 3] = ["maria", "asha", "ravi"];

fn hire(id: &str) -> Command {
    Command::HireManager {
        manager: manager(id),
        on: day(1, 1),
    }
}

fn start() -> Vec<Command> {
    let hires = TEAM.iter().map(|id| hire(id));
    hires.chain([open_account("a")]).collect()
}

fn assign(id: &str, month: u32) -> Command {
    Command::AssignManager {
        account: account("a"),
        manager: manager(id),
        cause: AssignmentCause::Claim,
        on: day(month, 1),
    }
}

fn seat(id: &str, role: Role) -> Seat {
    Seat {
        manager: manager(id),
        role,
    }
}

fn support(id: &str, role: Role, credit: u16, month: u32) -> Command {
    Command::AssignSupport {
        account: account("a"),
        seat: seat(id, role),
        credit: BasisPoints::new(credit).unwrap(),
        on: day(month, 1),
    }
}

fn release(id: &str, role: Role, month: u32) -> Command {
    Command::ReleaseSupport {
        account: account("a"),
        seat: seat(id, role),
        on: day(month, 1),
    }
}

fn cover(id: &str, from: u32, until: u32) -> Command {
    Command::ArrangeCover {
        account: account("a"),
        manager: manager(id),
        on: day(from, 1),
        until: day(until, 1),
    }
}

fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

fn credit(book: &Book, month: u32) -> Vec<(String, u16)> {
    let shares = held(book).assignments().credit_on(day(month, 1));
    let managers = shares.managers.iter();
    managers
        .map(|(id, part)| (id.to_string(), part.get()))
        .chain([("-".to_owned(), shares.unassigned.get())])
        .collect()
}

fn shares(parts: &[(&str, u16)]) -> Vec<(String, u16)> {
    parts
        .iter()
        .map(|(id, part)| ((*id).to_owned(), *part))
        .collect()
}

#[test]
fn an_assignment_says_why() {
    let book = given(&[start(), vec![assign("maria", 2)]].concat());
    let assignments = held(&book).assignments();
    assert_eq!(
        assignments.cause_on(day(2, 1)),
        Some(AssignmentCause::Claim)
    );
    assert_eq!(assignments.cause_on(day(1, 31)), None);
    // A record made before causes were kept still reads.
    let old = tenure::Fact::from_json("manager_assigned", 1, r#"{"manager":"maria"}"#).unwrap();
    assert_eq!(
        old.to_json().unwrap(),
        r#"{"manager":"maria","cause":null}"#
    );
}

#[test]
fn trap_12_shares_of_a_team_add_up_to_the_whole() {
    let book = given(
        &[
            start(),
            vec![
                support("asha", Role::Technical, 2_500, 2),
                assign("maria", 3),
                support("maria", Role::Sales, 1_000, 4),
                support("asha", Role::Technical, 3_000, 5),
                release("asha", Role::Technical, 7),
            ],
        ]
        .concat(),
    );
    assert_eq!(credit(&book, 1), shares(&[("-", 10_000)]));
    assert_eq!(credit(&book, 2), shares(&[("asha", 2_500), ("-", 7_500)]));
    assert_eq!(
        credit(&book, 3),
        shares(&[("asha", 2_500), ("maria", 7_500), ("-", 0)])
    );
    assert_eq!(
        credit(&book, 6),
        shares(&[("asha", 3_000), ("maria", 7_000), ("-", 0)])
    );
    assert_eq!(credit(&book, 7), shares(&[("maria", 10_000), ("-", 0)]));
    assert_eq!(
        refused(&book, &support("ravi", Role::Support, 6_500, 1)),
        "the parts of those who support account `a` would add up to 10500 basis points on 2026-05-01; at most 10000 can be given"
    );
    assert_eq!(
        refused(&book, &release("ravi", Role::Support, 1)),
        "manager `ravi` does not support the account as support on 2026-01-01"
    );
    // What was released cannot come back once it is given on.
    let book = given(
        &[
            start(),
            vec![
                support("asha", Role::Technical, 6_000, 2),
                release("asha", Role::Technical, 4),
                support("ravi", Role::Technical, 6_000, 5),
            ],
        ]
        .concat(),
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 3)),
        "record 4 builds on record 3; withdraw it first"
    );
}

#[test]
fn a_cover_leaves_the_holder_the_holder() {
    let book = given(&[start(), vec![assign("maria", 1), cover("asha", 4, 6)]].concat());
    let assignments = held(&book).assignments();
    let acting = |month| {
        assignments
            .acting_on(day(month, 1))
            .map(ToString::to_string)
    };
    assert_eq!(acting(3).as_deref(), Some("maria"));
    assert_eq!(acting(4).as_deref(), Some("asha"));
    assert_eq!(acting(6).as_deref(), Some("maria"));
    assert_eq!(
        held(&book).holder_on(day(4, 1)),
        held(&book).holder_on(day(1, 1))
    );
    assert_eq!(credit(&book, 4), shares(&[("maria", 10_000), ("-", 0)]));
    assert_eq!(
        refused(&book, &cover("ravi", 5, 8)),
        "account `a` is covered from 2026-04-01 to before 2026-06-01 already, by record 3; withdraw it first"
    );
    assert_eq!(
        refused(&book, &cover("ravi", 8, 8)),
        "there is no day from 2026-08-01 to before 2026-08-01; give a later end"
    );
    let gone = given(
        &[
            start(),
            vec![Command::ReleaseManager {
                manager: manager("asha"),
                on: day(5, 1),
            }],
        ]
        .concat(),
    );
    assert!(matches!(
        decide(&gone, &cover("asha", 4, 6)),
        Err(Rejection::NotEmployed { .. })
    ));
    assert_eq!(decide(&gone, &cover("asha", 4, 5)).unwrap().len(), 1);
}

fn any_command() -> impl Strategy<Value = Command> {
    let id = || prop::sample::select(TEAM.as_slice());
    let role = || prop_oneof![Just(Role::Sales), Just(Role::Technical)];
    prop_oneof![
        3 => (id(), 1_u32..=12).prop_map(|(id, month)| assign(id, month)),
        5 => (id(), role(), 0_u16..=10, 1_u32..=12).prop_map(|(id, role, part, month)| support(id, role, part * 1_000, month)),
        3 => (id(), role(), 1_u32..=12).prop_map(|(id, role, month)| release(id, role, month)),
        2 => (id(), 1_u32..=11, 1_u32..=4).prop_map(|(id, from, months)| cover(id, from, (from + months).min(12))),
        1 => (1_u32..=12).prop_map(|month| Command::LeaveVacant { account: account("a"), on: day(month, 1) }),
        3 => (2_u64..16).prop_map(|record| withdraw_from("a", record)),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/assignment.txt")))]

    /// Whatever is asked for: the credit of every day is the whole, and at most one stands in.
    #[test]
    fn credit_is_whole_on_every_day(commands in prop::collection::vec(any_command(), 1..40)) {
        let (book, facts) = try_all(&[start(), commands].concat());
        let assignments = held(&book).assignments();
        for month in 1..=12 {
            let on = day(month, 1);
            let given: u32 = assignments.support_on(on).map(|(_, part)| u32::from(part.get())).sum();
            prop_assert!(given <= 10_000);
            let shares = assignments.credit_on(on);
            let sum: u32 = shares.managers.values().chain([&shares.unassigned]).map(|part| u32::from(part.get())).sum();
            prop_assert_eq!(sum, 10_000);
            let covers = assignments.covers().entries().iter();
            prop_assert!(covers.filter(|cover| cover.on <= on && on < cover.value.until).count() <= 1);
        }
        prop_assert_eq!(Book::fold(&recorded(&facts.concat()), Known::Now).unwrap(), book);
    }
}
