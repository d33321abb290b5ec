//! Who held which account, from a file into a book.

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::decide::decide_all;
use tenure::{AccountId, Book, Command, Holder, ManagerId};
use tenure_import::{
    AssignmentOptions, AssignmentPlan, Assignments, ImportError, PlanError, plan_assignments,
};

use crate::refused;

fn import(file: &str) -> Result<Assignments, ImportError> {
    Assignments::from_reader(
        "held.csv",
        file.as_bytes(),
        &AssignmentOptions::new().reserve(["all"]),
    )
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

/// A book with the accounts a and b, opened in January.
fn book() -> Book {
    let mut book = Book::default();
    let open = |id| Command::OpenAccount {
        account: account(id),
        on: day(1, 1),
    };
    decide_all(&mut book, &[open("a"), open("b")]).unwrap();
    book
}

fn bring(book: &mut Book, file: &str) -> AssignmentPlan {
    let plan = plan_assignments(book, &import(file).unwrap(), |_| false).unwrap();
    decide_all(book, &plan.commands).unwrap();
    plan
}

fn counts(plan: &AssignmentPlan) -> [u64; 5] {
    [
        plan.new_managers,
        plan.new_assignments,
        plan.corrected_assignments,
        plan.unchanged_assignments,
        plan.unknown_accounts,
    ]
}

/// Who holds an account on days of 2026, in words.
fn held(book: &Book, id: &str, days: &[NaiveDate]) -> Vec<String> {
    let holder = |day: &NaiveDate| match book.account(&account(id)).unwrap().holder_on(*day) {
        Some(Holder::Manager(manager)) => manager.to_string(),
        Some(Holder::Vacant) => "vacant".to_owned(),
        None => "not reviewed".to_owned(),
    };
    days.iter().map(holder).collect()
}

const FILE: &str = "account,manager,from,to\na,asha,2026-01-01,2026-03-01\na,bela,2026-03-01,2026-05-01\nb,asha,2026-02-01,\n";

#[test]
fn holders_of_every_day() {
    let mut book = book();
    assert_eq!(counts(&bring(&mut book, FILE)), [2, 4, 0, 0, 0]);
    let days = [day(1, 1), day(2, 28), day(3, 1), day(5, 1)];
    assert_eq!(held(&book, "a", &days), ["asha", "asha", "bela", "vacant"]);
    assert_eq!(
        held(&book, "b", &[day(1, 31), day(2, 1)]),
        ["not reviewed", "asha"]
    );
    // Again: nothing to do.
    let again = bring(&mut book, FILE);
    assert_eq!((counts(&again), again.commands.len()), ([0, 0, 0, 4, 0], 0));
}

#[test]
fn a_later_file_corrects_the_accounts_it_names() {
    let mut book = book();
    bring(&mut book, FILE);
    // Bela took over in April; b is not named and stays.
    let file = "account,manager,from\na,asha,2026-01-01\na,bela,2026-04-01\n";
    assert_eq!(counts(&bring(&mut book, file)), [0, 1, 2, 1, 0]);
    let days = [day(3, 15), day(4, 1), day(9, 1)];
    assert_eq!(held(&book, "a", &days), ["asha", "bela", "bela"]);
    assert_eq!(held(&book, "b", &[day(2, 1)]), ["asha"]);
    assert_eq!(counts(&bring(&mut book, file)), [0, 0, 0, 2, 0]);
}

#[test]
fn who_held_an_account_earlier_than_known_was_hired_earlier() {
    let mut book = book();
    bring(&mut book, "account,manager,from\na,asha,2026-03-01\n");
    bring(&mut book, "account,manager,from\na,asha,2026-02-01\n");
    assert_eq!(
        held(&book, "a", &[day(1, 31), day(2, 1)]),
        ["not reviewed", "asha"]
    );

    let asha = ManagerId::new("asha").unwrap();
    let release = Command::ReleaseManager {
        manager: asha.clone(),
        on: day(6, 1),
    };
    decide_all(&mut book, &[release]).unwrap();
    let file = import("account,manager,from\na,asha,2026-01-01\n").unwrap();
    let error = plan_assignments(&book, &file, |_| false).unwrap_err();
    assert_eq!(
        error,
        PlanError::NotEmployed {
            manager: asha,
            on: day(1, 1)
        }
    );
    assert!(
        error
            .to_string()
            .contains("`asha` is not employed on 2026-01-01")
    );
}

#[test]
fn accounts_that_nobody_knows_are_counted_and_left_out() {
    let file = "account,manager,from\nz,asha,2026-01-01\na,asha,2026-01-01\n";
    let mut known = book();
    assert_eq!(counts(&bring(&mut known, file)), [1, 1, 0, 0, 1]);
    let plan = plan_assignments(&book(), &import(file).unwrap(), |id| id.as_str() == "z");
    assert_eq!(plan.unwrap().new_assignments, 2, "about to be opened");
}

#[test]
fn every_broken_rule_of_every_row_at_once() {
    let file = "account,manager,from,to\n\
        a,asha,2026-01-01,2026-04-01\n\
        a,bela,2026-03-31,\n\
        b,asha,2026-02-30,\n\
        b,,2026-02-01,2026-01-01\n\
        c,all,2026-01-01,soon\n\
        a,chen,2026-03-31,\n";
    let error = refused(import(file));
    let expected = [
        "held.csv:3: column `from`: `2026-03-31`: an account has one manager a day, line 2 gives this day to another row",
        "held.csv:4: column `from`: `2026-02-30`: a day of the calendar",
        "held.csv:5: column `manager`: ``: ",
        "held.csv:5: column `to`: `2026-01-01`: the end is not before the start",
        "held.csv:6: column `manager`: `all`: this name is reserved",
        "held.csv:6: column `to`: `soon`: a day of the calendar",
        "held.csv:7: column `from`: `2026-03-31`: an account has one manager a day, line 2 gives",
    ];
    for (line, expected) in error.lines().zip(expected) {
        assert!(line.starts_with(expected), "{line}\n{expected}");
    }
    assert_eq!(error.lines().count(), expected.len(), "{error}");
}

#[test]
fn what_is_no_table_of_assignments() {
    assert!(
        refused(import("account,from\na,2026-01-01\n"))
            .contains("there is no column `manager` for the manager")
    );
    assert!(
        refused(import("account,manager\na,x\n"))
            .contains("there is no column `from` for the first day")
    );
    assert!(
        refused(import("manager,from\nx,2026-01-01\n")).contains("no column for the role account")
    );
    assert!(refused(import("account,manager,from\n")).contains("no row below the header"));
    let none = import("account,manager,from,to\na,x,2026-01-01,2026-01-01\n").unwrap();
    assert!(
        none.holders().values().all(|holders| holders.is_empty()),
        "a row without a day"
    );
}

proptest! {
    /// Whatever was imported before, a book says after an import what the file says, and a second import has nothing to do.
    #[test]
    fn a_file_is_what_the_book_then_says(
        files in prop::collection::vec(
            prop::collection::btree_map((0_usize..2, 1_u32..12), (0_usize..3, prop::option::of(1_u32..40)), 1..8), 1..4,
        ),
    ) {
        let mut book = book();
        for rows in files {
            let mut file = String::from("account,manager,from,to\n");
            let starts: Vec<_> = rows.keys().copied().collect();
            for (at, ((id, month), (who, length))) in rows.iter().enumerate() {
                let from = day(*month, 5);
                let next = starts.get(at + 1).filter(|(other, _)| other == id).map(|(_, month)| day(*month, 5));
                let to = length.map(|days| from + chrono::Days::new(days.into()));
                let to = to.filter(|to| next.is_none_or(|next| *to <= next));
                let to = to.map(|to| to.to_string()).unwrap_or_default();
                file += &format!("{},{},{from},{to}\n", ["a", "b"][*id], ["x", "y", "z"][*who]);
            }
            let assignments = import(&file).unwrap();
            bring(&mut book, &file);
            prop_assert!(plan_assignments(&book, &assignments, |_| false).unwrap().commands.is_empty());
            for (id, holders) in assignments.holders() {
                for month in 1..=12 {
                    let on = day(month, 20);
                    let stated = holders.range(..=on).next_back().and_then(|(_, who)| who.map(ToString::to_string));
                    let known = match book.account(id).unwrap().holder_on(on) {
                        Some(Holder::Manager(manager)) => Some(manager.to_string()),
                        _ => None,
                    };
                    prop_assert_eq!(known, stated);
                }
            }
        }
    }
}
