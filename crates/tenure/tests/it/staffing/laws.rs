//! What holds for every book, policy and question.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tenure::decide::decide_all;
use tenure::staffing::{
    EffortPart, PlacementOutcome, Proposal, Rule, Scope, StaffingQuestion, loads,
};
use tenure::{Book, Command, Coverage, LanguageLevel, ManagerId, Role, dimension};
use tenure_testkit::effort::times;
use tenure_testkit::staffing::StaffedBook;

use super::{book_of, proposal};
use crate::domain::model::number;

/// How many random books are planned for, if nobody asks for more.
const BOOKS: u64 = 300;

const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/regressions/staffing.txt"
);

fn sample() -> impl Strategy<Value = StaffedBook> {
    (any::<u64>(), 0_u32..14, 0_u32..5)
        .prop_map(|(seed, accounts, managers)| StaffedBook::new(seed, accounts, managers))
}

/// The rules, written out once more.
fn breaks_a_rule(
    book: &Book,
    sample: &StaffedBook,
    account: &tenure::Account,
    to: &ManagerId,
) -> bool {
    let question = &sample.question;
    let on = question.days.start();
    let directory = book.directory();
    let manager = directory.manager(to).unwrap();
    let segment = account.class_on(dimension::SEGMENT, on);
    let technical =
        segment.is_some_and(|segment| sample.policy.demands.roles_by_segment.contains_key(segment));
    let speaks = account
        .class_on(dimension::LANGUAGE, on)
        .is_none_or(|language| manager.language_on(language, on) >= Some(LanguageLevel::B2));
    let terms = question
        .managers
        .get(to)
        .and_then(|terms| terms.business_types.as_ref());
    let kind = account.class_on(dimension::BUSINESS_TYPE, on);
    let takes = kind.is_none_or(|kind| terms.is_none_or(|terms| terms.contains(kind)));
    let conflict = question
        .conflicts
        .get(to)
        .is_some_and(|held| held.contains(account.id()));
    let away = matches!(question.scope, Scope::CoverFor(_))
        && manager
            .away()
            .iter()
            .any(|away| away.overlaps(&question.days));
    question.leaving.contains(to)
        || !manager.is_employed_on(on)
        || technical && directory.may_play(to, Role::Technical, on).is_err()
        || !speaks
        || !takes
        || conflict
        || away
}

fn in_question(book: &Book, question: &StaffingQuestion) -> BTreeSet<tenure::AccountId> {
    let on = question.days.start();
    let asked = book.accounts().filter(|account| {
        let held = book.coverage_on(account.id(), on);
        let holder = match held {
            Coverage::Held(manager) => Some(manager),
            _ => None,
        };
        let leaves = holder.is_some_and(|holder| question.leaving.contains(holder));
        let asked = match &question.scope {
            Scope::WholeBook => true,
            Scope::Unheld => holder.is_none(),
            Scope::HeldBy(managers) => holder.is_some_and(|holder| managers.contains(holder)),
            Scope::CoverFor(absent) => holder == Some(absent),
            _ => unreachable!(),
        };
        (asked || leaves) && !question.staying.contains(account.id())
    });
    asked.map(|account| account.id().clone()).collect()
}

fn moved(outcome: PlacementOutcome) -> bool {
    matches!(
        outcome,
        PlacementOutcome::Moves | PlacementOutcome::Placed | PlacementOutcome::Covered
    )
}

fn holders(book: &Book, on: chrono::NaiveDate) -> BTreeMap<tenure::AccountId, Option<ManagerId>> {
    let accounts = book.accounts();
    accounts
        .map(|account| {
            let acting = match (
                account.assignments().cover_on(on),
                book.coverage_on(account.id(), on),
            ) {
                (Some(cover), _) => Some(cover.manager.clone()),
                (None, Coverage::Held(manager)) => Some(manager.clone()),
                _ => None,
            };
            (account.id().clone(), acting)
        })
        .collect()
}

/// Every account in question has one row, and every row a manager whom no rule stands against, or a rule against every one.
fn is_within_the_rules(book: &Book, sample: &StaffedBook, plan: &Proposal) {
    let rows = plan.placements().iter().map(|row| row.account.clone());
    let asked = in_question(book, &sample.question);
    assert!(rows.eq(asked), "other accounts than those in question");
    let managers = plan.managers();
    for row in plan.placements() {
        let account = book.account(&row.account).unwrap();
        let breaks = |to| breaks_a_rule(book, sample, account, to);
        match (&row.to, row.outcome) {
            (Some(to), PlacementOutcome::Kept) => assert!(breaks(to), "{row:?}"),
            (Some(to), _) => assert!(!breaks(to), "{row:?}"),
            (None, outcome) => {
                assert_eq!(outcome, PlacementOutcome::Unplaced);
                assert_eq!(row.against.len(), managers.len(), "{row:?}");
            }
        }
        for (manager, rule) in &row.against {
            let own = !matches!(rule, Rule::Overloaded { .. } | Rule::Full { .. });
            let absent =
                matches!(&sample.question.scope, Scope::CoverFor(absent) if absent == manager);
            assert_eq!(own, breaks(manager) || absent, "{manager} {rule:?}");
        }
    }
    for change in managers {
        let (before, after) = (&change.before, &change.after);
        assert!(
            after.minutes() <= after.limit_minutes.max(before.minutes()),
            "{change:?}"
        );
        if before.is_over() {
            assert_eq!(change.taken_over.accounts, 0, "{change:?}");
        }
    }
}

/// The cost is the sum of all that is shown, and so are the minutes of every manager.
fn adds_up(plan: &Proposal) {
    let rows: i64 = plan.placements().iter().map(|row| row.points()).sum();
    let managers = plan.managers().iter();
    let managers: i64 = managers.map(|row| row.load_points + row.value_points).sum();
    assert_eq!(rows + managers, plan.cost());
    assert!(plan.lower_bound() <= plan.cost());
    for change in plan.managers() {
        for load in [&change.before, &change.after] {
            let parts = EffortPart::ALL.iter().map(|part| load.effort.part(*part));
            assert_eq!(parts.sum::<u64>(), load.minutes());
        }
        let (before, after) = (change.before.minutes(), change.after.minutes());
        let (taken, handed) = (&change.taken_over, &change.handed_over);
        assert_eq!(before + taken.minutes, after + handed.minutes);
        let (before, after) = (change.before.accounts, change.after.accounts);
        assert_eq!(before + taken.accounts, after + handed.accounts);
        let manager = &change.before.manager;
        let come = plan.placements().iter();
        let come = come.filter(|row| moved(row.outcome) && row.to.as_ref() == Some(manager));
        let minutes = come.map(|row| row.effort.minutes());
        assert_eq!(minutes.sum::<u64>(), taken.minutes, "{manager}");
    }
}

proptest! {
    #![proptest_config(crate::config(CONFIG))]

    #[test]
    fn every_account_in_question_is_placed_once_within_the_rules_or_says_why_not(sample in sample()) {
        let book = book_of(&sample);
        is_within_the_rules(&book, &sample, &proposal(&book, &sample).unwrap());
    }

    #[test]
    fn points_and_minutes_add_up(sample in sample()) {
        let book = book_of(&sample);
        let plan = proposal(&book, &sample).unwrap();
        adds_up(&plan);
        let without: Vec<_> = plan.managers().iter().map(|change| change.before.clone()).collect();
        prop_assert_eq!(loads(&book, &sample.policy, &sample.question).unwrap(), without);
    }

    #[test]
    fn what_is_carried_out_is_what_was_shown(sample in sample()) {
        let mut book = book_of(&sample);
        let plan = proposal(&book, &sample).unwrap();
        let on = plan.on();
        let before = holders(&book, on);
        let command = plan.command();
        let text = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Command>(&text).unwrap(), &command);
        let facts = decide_all(&mut book, &[command]).unwrap();
        let mut expected = before;
        for row in plan.placements().iter().filter(|row| moved(row.outcome)) {
            expected.insert(row.account.clone(), row.to.clone());
        }
        let after = holders(&book, on);
        for (account, holder) in &after {
            let left = expected[account].as_ref().is_some_and(|holder| sample.question.leaving.contains(holder));
            // What nobody may have is left vacant where its holder leaves.
            let expected = if left { &None } else { &expected[account] };
            prop_assert_eq!(holder, expected);
        }
        let rows = plan.placements().iter();
        let changed = rows.filter(|row| moved(row.outcome)).count();
        prop_assert!(changed <= facts.len() && facts.len() <= plan.placements().len());
        if !matches!(sample.question.scope, Scope::CoverFor(_)) {
            prop_assert!(after.values().flatten().all(|holder| !sample.question.leaving.contains(holder)));
            let shown: Vec<_> = plan.managers().iter().map(|change| change.after.clone()).collect();
            prop_assert_eq!(loads(&book, &sample.policy, &sample.question).unwrap(), shown);
        }
        // The same plan again is no longer what the book says.
        if !facts.is_empty() {
            prop_assert!(decide_all(&mut book, &[plan.command()]).is_err()
                || matches!(sample.question.scope, Scope::CoverFor(_)));
        }
    }

    #[test]
    fn the_order_in_which_things_were_recorded_makes_no_difference(sample in sample(), turn in 0_usize..20) {
        let book = book_of(&sample);
        let mut turned = sample.clone();
        let first = turned.commands.iter().position(|command| matches!(command, Command::OpenAccount { .. }));
        if let Some(first) = first {
            // Whole accounts change places; what concerns one keeps its order.
            let mut groups: Vec<Vec<Command>> = Vec::new();
            for command in turned.commands.split_off(first) {
                if matches!(command, Command::OpenAccount { .. }) {
                    groups.push(Vec::new());
                }
                groups.last_mut().unwrap().push(command);
            }
            groups.reverse();
            let turn = turn % groups.len();
            groups.rotate_left(turn);
            turned.commands.extend(groups.into_iter().flatten());
        }
        let other = book_of(&turned);
        prop_assert_eq!(proposal(&book, &sample).unwrap(), proposal(&other, &sample).unwrap());
    }
}

/// Ten thousand in a long run; `TENURE_CASES` asks for another number, `TENURE_SEQUENCE` for one of them again.
#[test]
fn random_books_are_planned_for_within_the_rules_the_same_every_time_and_to_the_last_point() {
    let first = number("TENURE_SEQUENCE");
    let numbers = first.map_or(0..times("TENURE_CASES", BOOKS, 10_000), |one| one..one + 1);
    let (mut outcomes, mut rules) = (BTreeSet::new(), BTreeSet::new());
    for number in numbers.clone() {
        let (accounts, managers) = ((number % 40) as u32, (number % 7) as u32);
        let sample = StaffedBook::new(number.wrapping_mul(0x9e37_79b9), accounts, managers);
        let book = book_of(&sample);
        let look = std::panic::AssertUnwindSafe(|| {
            let plan = proposal(&book, &sample).unwrap();
            is_within_the_rules(&book, &sample, &plan);
            adds_up(&plan);
            assert_eq!(proposal(&book, &sample).unwrap(), plan);
            plan
        });
        let plan = std::panic::catch_unwind(look).unwrap_or_else(|panicked| {
            eprintln!("book {number}: TENURE_SEQUENCE={number} plans for it again");
            std::panic::resume_unwind(panicked)
        });
        for row in plan.placements() {
            outcomes.insert(row.outcome.name());
            rules.extend(row.against.iter().map(|(_, rule)| rule.name()));
        }
    }
    // Laws about nothing would hold of everything.
    if first.is_none() && numbers.end >= BOOKS {
        assert_eq!(outcomes.len(), 6, "{outcomes:?}");
        assert_eq!(rules.len(), 8, "{rules:?}");
    }
}
