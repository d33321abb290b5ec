//! What holds for every book, policy and question.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tenure::decide::decide_all;
use tenure::staffing::{
    EffortPart, PlacementOutcome, Proposal, Rule, Scope, StaffingQuestion, loads, propose,
};
use tenure::{Book, Command, Coverage, LanguageLevel, ManagerId, Role, dimension};
use tenure_testkit::staffing::StaffedBook;

use super::{book_of, proposal};

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

fn points(plan: &Proposal) -> i64 {
    let rows: i64 = plan.placements().iter().map(|row| row.points()).sum();
    let managers = plan.managers().iter();
    let managers: i64 = managers.map(|row| row.load_points + row.value_points).sum();
    rows + managers
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

proptest! {
    #![proptest_config(crate::config(CONFIG))]

    #[test]
    fn every_account_in_question_is_placed_once_within_the_rules_or_says_why_not(sample in sample()) {
        let book = book_of(&sample);
        let plan = proposal(&book, &sample).unwrap();
        let rows: Vec<_> = plan.placements().iter().map(|row| row.account.clone()).collect();
        let asked: Vec<_> = in_question(&book, &sample.question).into_iter().collect();
        prop_assert_eq!(rows, asked);
        let employed = plan.managers().len();
        for row in plan.placements() {
            let account = book.account(&row.account).unwrap();
            match (&row.to, row.outcome) {
                (Some(to), PlacementOutcome::Kept) => {
                    prop_assert!(breaks_a_rule(&book, &sample, account, to));
                }
                (Some(to), _) => prop_assert!(!breaks_a_rule(&book, &sample, account, to)),
                (None, outcome) => {
                    prop_assert_eq!(outcome, PlacementOutcome::Unplaced);
                    prop_assert_eq!(row.against.len(), employed, "{:?}", &row.against);
                }
            }
            for (manager, rule) in &row.against {
                let own = !matches!(rule, Rule::Overloaded { .. } | Rule::Full { .. });
                let breaks = breaks_a_rule(&book, &sample, account, manager)
                    || matches!(&sample.question.scope, Scope::CoverFor(absent) if absent == manager);
                prop_assert_eq!(own, breaks, "{} {:?}", manager, rule);
            }
        }
        for change in plan.managers() {
            let (before, after) = (&change.before, &change.after);
            prop_assert!(after.minutes() <= after.limit_minutes.max(before.minutes()));
            if before.is_over() {
                prop_assert_eq!(change.taken_over.accounts, 0);
            }
        }
    }

    #[test]
    fn points_and_minutes_add_up(sample in sample()) {
        let book = book_of(&sample);
        let plan = proposal(&book, &sample).unwrap();
        prop_assert_eq!(points(&plan), plan.cost());
        prop_assert!(plan.lower_bound() <= plan.cost());
        for change in plan.managers() {
            for load in [&change.before, &change.after] {
                let parts: u64 = EffortPart::ALL.iter().map(|part| load.effort.part(*part)).sum();
                prop_assert_eq!(parts, load.minutes());
            }
            let (before, after) = (change.before.minutes(), change.after.minutes());
            prop_assert_eq!(
                before + change.taken_over.minutes,
                after + change.handed_over.minutes
            );
            let (before, after) = (change.before.accounts, change.after.accounts);
            prop_assert_eq!(
                before + change.taken_over.accounts,
                after + change.handed_over.accounts
            );
        }
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

/// `TENURE_CASES` asks for more, such as the ten thousand of a long run.
#[test]
fn random_books_of_every_kind_are_planned_for() {
    let asked = std::env::var("TENURE_CASES").ok();
    let cases: u64 = asked.and_then(|cases| cases.parse().ok()).unwrap_or(300);
    for seed in 0..cases {
        let (accounts, managers) = ((seed % 40) as u32, (seed % 7) as u32);
        let sample = StaffedBook::new(seed.wrapping_mul(0x9e37_79b9), accounts, managers);
        let book = book_of(&sample);
        let plan = propose(&book, &sample.policy, &sample.question).unwrap();
        assert_eq!(points(&plan), plan.cost(), "seed {seed}");
        assert!(plan.lower_bound() <= plan.cost(), "seed {seed}");
    }
}
