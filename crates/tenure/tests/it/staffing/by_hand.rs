//! Small books whose numbers can be worked out on paper.

use std::collections::BTreeSet;

use tenure::calendar::{WorkingCalendar, WorkingHours};
use tenure::policy::{BySegment, ContactCadence, Policy, Workload};
use tenure::staffing::{
    BookShape, CostPart, EffortPart, EffortPolicy, ManagerTerms, PlacementOutcome, Proposal, Rule,
    ShapeKind, ShapePolicy, StaffingError, StaffingPolicy, StaffingQuestion, ValueBands,
    accounts_that_fit, loads, propose,
};
use tenure::{
    AbsenceId, AssignmentCause, BasisPoints, Book, Capacity, Command, LanguageLevel, Proficiency,
    Ratio, Role, RoleRefusalReason, Span, WorkingStage, dimension,
};

use crate::domain::{account, day, dollars, given, manager, name, subscription};

/// Four weeks of 28 days.
fn four_weeks() -> Span {
    Span::new(day(2, 2), Some(day(3, 2))).unwrap()
}

fn office() -> Command {
    let nine_to_five: WorkingHours = "09:00-17:00".parse().unwrap();
    let weekdays = [
        chrono::Weekday::Mon,
        chrono::Weekday::Tue,
        chrono::Weekday::Wed,
        chrono::Weekday::Thu,
        chrono::Weekday::Fri,
    ];
    let calendar = WorkingCalendar::new(weekdays.map(|day| (day, nine_to_five)), []).unwrap();
    let policy = Policy::WorkingCalendar {
        name: name("office"),
        calendar,
    };
    Command::AdoptPolicy {
        policy: Box::new(policy),
        on: day(1, 1),
    }
}

/// A manager with so many minutes a week, all of them for customers.
fn hired(id: &str, minutes_per_week: u16) -> [Command; 2] {
    let capacity = Capacity::new(minutes_per_week, BasisPoints::WHOLE, name("office")).unwrap();
    [
        Command::HireManager {
            manager: manager(id),
            on: day(1, 1),
        },
        Command::AgreeCapacity {
            manager: manager(id),
            capacity,
            on: day(1, 1),
        },
    ]
}

fn opened(id: &str) -> Command {
    Command::OpenAccount {
        account: account(id),
        on: day(1, 1),
    }
}

fn held(id: &str, by: &str) -> Command {
    Command::AssignManager {
        account: account(id),
        manager: manager(by),
        cause: AssignmentCause::Manual,
        on: day(1, 1),
    }
}

fn classed(id: &str, dimension: &str, class: &str) -> Command {
    Command::ClassifyAccount {
        account: account(id),
        dimension: name(dimension),
        class: Some(name(class)),
        on: day(1, 1),
    }
}

/// A flat effort: 100 minutes a week for every account.
fn flat() -> StaffingPolicy {
    let hundred = |number: u16| BySegment {
        otherwise: number.try_into().unwrap(),
        segments: [].into(),
    };
    let effort = EffortPolicy {
        segment_minutes_per_week: hundred(100),
        contract_minutes_per_week: 0,
        value_bands: ValueBands::default(),
        contact_every_days: hundred(1),
        contact_minutes: 0,
        stage_minutes_per_week: [].into(),
        open_case_minutes: [].into(),
        open_commitment_minutes: 0,
        open_opportunity_minutes: 0,
    };
    StaffingPolicy {
        effort,
        full_at: BasisPoints::WHOLE,
        ..StaffingPolicy::default()
    }
}

fn to(plan: &Proposal) -> Vec<(&str, Option<&str>, PlacementOutcome)> {
    let rows = plan.placements().iter();
    rows.map(|row| {
        let to = row.to.as_ref().map(|to| to.as_str());
        (row.account.as_str(), to, row.outcome)
    })
    .collect()
}

fn book(commands: impl IntoIterator<Item = Command>) -> Book {
    given(&commands.into_iter().collect::<Vec<_>>())
}

#[test]
fn effort_by_hand() {
    let book = book([
        opened("a"),
        classed("a", dimension::SEGMENT, "enterprise"),
        Command::StartSubscription {
            account: account("a"),
            subscription: subscription("s"),
            span: Span::new(day(1, 1), None).unwrap(),
            monthly: dollars(2_500),
        },
        Command::MoveAccount {
            account: account("a"),
            to: WorkingStage::Onboarding,
            on: day(1, 1),
        },
    ]);
    let bands =
        r#"[{"from":"1000 USD","minutes_per_week":6},{"from":"2000 USD","minutes_per_week":9}]"#;
    let policy = EffortPolicy {
        value_bands: serde_json::from_str(bands).unwrap(),
        ..EffortPolicy::default()
    };
    let known = book.account(&account("a")).unwrap();
    let days = Span::new(day(2, 1), Some(day(2, 11))).unwrap();
    let effort = policy
        .effort(known, days, Some(dollars(2_500)), 40)
        .unwrap()
        .unwrap();
    let parts: Vec<_> = effort.parts().collect();
    assert_eq!(
        parts,
        [
            (EffortPart::Segment, 171), // 120 × 10 / 7 = 171.4
            (EffortPart::Contract, 7),  // 5 × 10 / 7 = 7.1
            (EffortPart::Value, 13),    // 9 × 10 / 7 = 12.9
            (EffortPart::Cadence, 32),  // 45 × 10 / 14 = 32.1
            (EffortPart::Stage, 86),    // 60 × 10 / 7 = 85.7
            (EffortPart::Situation, 40),
        ]
    );
    assert_eq!(effort.minutes(), 349);
    let mixed = policy.effort(known, days, Some("1 EUR".parse().unwrap()), 0);
    assert!(mixed.is_err());
    let open = Span::new(day(2, 1), None).unwrap();
    assert_eq!(policy.effort(known, open, None, 0).unwrap(), None);
    let falling =
        r#"[{"from":"2000 USD","minutes_per_week":6},{"from":"2000 USD","minutes_per_week":9}]"#;
    let error = serde_json::from_str::<ValueBands>(falling)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("a band from 2000.00 USD follows one from 2000.00 USD"),
        "{error}"
    );
}

#[test]
fn a_book_of_twenty_accounts_as_published() {
    // https://lotoftools.org/saas-tools/csm-book-of-business-calculator/: 520 h × 75 % × 85 % = 331.5 h a quarter; 16 h an account.
    let mut commands = vec![office()];
    let three_quarters = BasisPoints::new(7_500).unwrap();
    let capacity = Capacity::new(40 * 60, three_quarters, name("office")).unwrap();
    commands.extend([
        Command::HireManager {
            manager: manager("maria"),
            on: day(1, 1),
        },
        Command::AgreeCapacity {
            manager: manager("maria"),
            capacity,
            on: day(1, 1),
        },
    ]);
    let book = given(&commands);
    let quarter = Span::new(day(1, 5), Some(day(4, 6))).unwrap(); // thirteen weeks
    let available = book
        .directory()
        .available_minutes(&manager("maria"), quarter)
        .unwrap();
    assert_eq!(Some(available), Ratio::of(390 * 60, 1));
    let full_at = BasisPoints::new(8_500).unwrap();
    assert_eq!(accounts_that_fit(available, full_at, 16 * 60), Some(20));
    let load = &loads(
        &book,
        &StaffingPolicy::default(),
        &StaffingQuestion::whole_book(quarter),
    )
    .unwrap()[0];
    assert_eq!(load.limit_minutes, 19_890); // 331.5 hours
    assert_eq!(load.utilisation(), Ratio::of(0, 1));
}

#[test]
fn load_is_shared_and_the_holder_changes_no_more_often_than_that_takes() {
    let mut commands = vec![office()];
    commands.extend(hired("maria", 500));
    commands.extend(hired("ravi", 500));
    for id in ["a", "b", "c", "d"] {
        commands.extend([opened(id), held(id, "maria")]);
    }
    let book = book(commands);
    let question = StaffingQuestion::whole_book(four_weeks());
    let plan = propose(&book, &flat(), &question).unwrap();
    let moves = plan
        .placements()
        .iter()
        .filter(|row| row.outcome == PlacementOutcome::Moves)
        .count();
    assert_eq!(moves, 2);
    assert_eq!(plan.lower_bound(), plan.cost());
    // 2,000 minutes in four weeks, so a step is 100; 800 minutes pass seven steps below them and touch the eighth.
    let steps: i64 = (1..=8).map(|step| 800 - step * 100).sum();
    assert_eq!(plan.managers()[0].load_points, steps);
    assert_eq!(plan.cost(), 2 * steps + 2 * 600);
    let change = &plan.managers()[1];
    assert_eq!(
        (change.taken_over.accounts, change.taken_over.minutes),
        (2, 800)
    );
    assert_eq!(change.taken_over.monthly, None);
    let mut dear = flat();
    dear.costs.change_of_holder = 100_000;
    let plan = propose(&book, &dear, &question).unwrap();
    assert!(
        plan.placements()
            .iter()
            .all(|row| row.outcome == PlacementOutcome::Stays)
    );
}

#[test]
fn whoever_has_too_much_takes_no_more_and_keeps_what_nobody_else_can() {
    let mut commands = vec![office()];
    commands.extend(hired("maria", 150));
    commands.extend(hired("ravi", 110));
    for id in ["a", "b", "c"] {
        commands.extend([opened(id), held(id, "maria")]);
    }
    commands.push(opened("new"));
    let book = book(commands);
    let plan = propose(&book, &flat(), &StaffingQuestion::whole_book(four_weeks())).unwrap();
    // Ravi has room for one. The new account would have nobody, so it is his.
    assert_eq!(
        to(&plan),
        [
            ("a", Some("maria"), PlacementOutcome::Stays),
            ("b", Some("maria"), PlacementOutcome::Stays),
            ("c", Some("maria"), PlacementOutcome::Stays),
            ("new", Some("ravi"), PlacementOutcome::Placed),
        ]
    );
    assert!(plan.managers()[0].after.is_over());
    let mut question = StaffingQuestion::new_accounts(four_weeks());
    question
        .conflicts
        .entry(manager("ravi"))
        .or_default()
        .insert(account("new"));
    let plan = propose(&book, &flat(), &question).unwrap();
    assert_eq!(to(&plan), [("new", None, PlacementOutcome::Unplaced)]);
    let row = plan.unplaced().next().unwrap();
    assert_eq!(
        row.against,
        [
            (
                manager("maria"),
                Rule::Overloaded {
                    minutes: 1_200,
                    limit: 600
                }
            ),
            (manager("ravi"), Rule::Conflict),
        ]
    );
    assert_eq!(row.costs, [(CostPart::Unplaced, 1_000_000_000)]);
    let Command::CarryOutPlan { steps, .. } = plan.command() else {
        panic!("another command");
    };
    assert!(steps.is_empty());
}

#[test]
fn each_rule_stands_against_somebody() {
    let mut commands = vec![office()];
    for id in ["german", "partner", "small", "technical"] {
        commands.extend(hired(id, if id == "small" { 50 } else { 500 }));
    }
    commands.extend([
        opened("a"),
        classed("a", dimension::LANGUAGE, "de"),
        classed("a", dimension::BUSINESS_TYPE, "direct"),
    ]);
    let speaks = |id: &str, level| Command::AssessLanguage {
        manager: manager(id),
        language: name("de"),
        level: Some(level),
        on: day(1, 1),
    };
    let assessed = |id: &str| Command::AssessRole {
        manager: manager(id),
        role: Role::Technical,
        proficiency: Some(Proficiency::Competent),
        on: day(1, 1),
    };
    commands.extend([
        speaks("german", LanguageLevel::Native),
        speaks("partner", LanguageLevel::B2),
        speaks("small", LanguageLevel::B2),
        speaks("technical", LanguageLevel::B1),
        assessed("partner"),
        assessed("small"),
        assessed("technical"),
    ]);
    let book = book(commands);
    let mut question = StaffingQuestion::new_accounts(four_weeks());
    let partners = ManagerTerms {
        business_types: Some(BTreeSet::from([name("partner")])),
        ..ManagerTerms::default()
    };
    question.managers.insert(manager("partner"), partners);
    question
        .accounts
        .entry(account("a"))
        .or_default()
        .roles
        .insert(Role::Technical);
    let plan = propose(&book, &flat(), &question).unwrap();
    let row = plan.unplaced().next().unwrap();
    let shown: Vec<_> = row
        .against
        .iter()
        .map(|(who, rule)| format!("{who} {rule}"))
        .collect();
    assert_eq!(
        shown,
        [
            "german may not play the role technical: not assessed as able to; assess the manager in this role first",
            "partner does not take the business type `direct`",
            "small has 200 minutes left, too few",
            "technical does not speak `de` well enough",
        ]
    );
    let (_, first) = &row.against[0];
    let missing = RoleRefusalReason::NotAssessed;
    assert_eq!(
        *first,
        Rule::Role {
            role: Role::Technical,
            reason: missing
        }
    );
}

#[test]
fn a_holder_who_breaks_a_rule_keeps_what_nobody_else_may_have() {
    let mut commands = vec![office()];
    commands.extend(hired("maria", 500));
    commands.extend([
        opened("a"),
        held("a", "maria"),
        classed("a", dimension::LANGUAGE, "de"),
    ]);
    let before = book(commands.clone());
    let question = StaffingQuestion::whole_book(four_weeks());
    let plan = propose(&before, &flat(), &question).unwrap();
    assert_eq!(to(&plan), [("a", Some("maria"), PlacementOutcome::Kept)]);
    let language = name("de");
    let rule = Rule::Language {
        language,
        actual: None,
    };
    assert_eq!(
        plan.unplaced().next().unwrap().against,
        [(manager("maria"), rule)]
    );
    // Somebody who may have it takes it, and that is no change that costs anything.
    commands.extend(hired("ravi", 500));
    commands.push(Command::AssessLanguage {
        manager: manager("ravi"),
        language: name("de"),
        level: Some(LanguageLevel::C1),
        on: day(1, 1),
    });
    let plan = propose(&book(commands), &flat(), &question).unwrap();
    assert_eq!(to(&plan), [("a", Some("ravi"), PlacementOutcome::Moves)]);
    assert_eq!(plan.placements()[0].costs, []);
}

#[test]
fn a_cover_is_somebody_who_is_there_all_the_time() {
    let mut commands = vec![office()];
    for id in ["away", "maria", "ravi"] {
        commands.extend(hired(id, 1_000));
    }
    commands.extend([
        opened("a"),
        held("a", "maria"),
        opened("b"),
        held("b", "ravi"),
    ]);
    commands.push(Command::PlanAbsence {
        manager: manager("away"),
        absence: AbsenceId::new("leave").unwrap(),
        span: Span::new(day(3, 1), Some(day(3, 5))).unwrap(),
    });
    let book = book(commands);
    let question = StaffingQuestion::absence(manager("maria"), four_weeks());
    let plan = propose(&book, &flat(), &question).unwrap();
    assert_eq!(to(&plan), [("a", Some("ravi"), PlacementOutcome::Covered)]);
    let changes = plan.managers();
    assert_eq!(changes[1].handed_over.accounts, 0);
    assert_eq!(
        (changes[2].before.accounts, changes[2].after.accounts),
        (1, 2)
    );
}

#[test]
fn value_is_not_left_with_one_manager() {
    let mut commands = vec![office()];
    commands.extend(hired("maria", 1_000));
    commands.extend(hired("ravi", 1_000));
    for (id, monthly) in [("a", 4_000), ("b", 4_000), ("c", 1_000), ("d", 1_000)] {
        commands.extend([
            opened(id),
            Command::StartSubscription {
                account: account(id),
                subscription: subscription(&format!("s-{id}")),
                span: Span::new(day(1, 1), None).unwrap(),
                monthly: dollars(monthly),
            },
        ]);
    }
    let mut policy = flat();
    policy.costs.value_limit = BasisPoints::new(5_000).unwrap();
    let question = StaffingQuestion::new_accounts(four_weeks());
    let plan = propose(&book(commands), &policy, &question).unwrap();
    let values: Vec<_> = plan
        .managers()
        .iter()
        .map(|change| change.after.monthly)
        .collect();
    assert_eq!(values, [Some(dollars(5_000)); 2]);
    assert_eq!(plan.managers()[0].value_points, 0);
}

#[test]
fn what_was_adopted_takes_the_place_of_the_defaults() {
    let weekly = |number: u16| BySegment {
        otherwise: number.try_into().unwrap(),
        segments: [].into(),
    };
    let adopt = |policy| Command::AdoptPolicy {
        policy: Box::new(policy),
        on: day(1, 10),
    };
    let book = book([
        adopt(Policy::Workload(Workload {
            minutes_per_week: weekly(77),
            full_at_basis_points: BasisPoints::new(9_100).unwrap(),
        })),
        adopt(Policy::ContactCadence(ContactCadence { days: weekly(11) })),
    ]);
    let before = StaffingPolicy::default().adopted_on(book.directory(), day(1, 9));
    assert_eq!(before, StaffingPolicy::default());
    let adopted = StaffingPolicy::default().adopted_on(book.directory(), day(1, 10));
    assert_eq!(adopted.full_at.get(), 9_100);
    assert_eq!(adopted.effort.segment_minutes_per_week, weekly(77));
    assert_eq!(adopted.effort.contact_every_days, weekly(11));
}

#[test]
fn the_shape_of_a_book() {
    let shape = |sizes: &[u64]| {
        let policy = ShapePolicy::default();
        BookShape::of(sizes.iter().map(|size| (*size, None)), &policy)
    };
    assert_eq!(shape(&[60; 30]).kind, Some(ShapeKind::ManySmall));
    assert_eq!(shape(&[60; 29]).kind, Some(ShapeKind::Mixed));
    assert_eq!(shape(&[60; 10]).kind, Some(ShapeKind::FewLarge));
    assert_eq!(shape(&[60; 11]).kind, Some(ShapeKind::Mixed));
    assert_eq!(shape(&[]).kind, None);
    assert_eq!(shape(&[0, 0]).effective_accounts, None);
    assert_eq!(shape(&[0, 0]).minutes_per_account, Ratio::of(0, 1));
    // Forty small ones beside one that takes half of the time: 1,600² / (800² + 40 × 20²) is below four.
    let mut sizes = vec![20; 40];
    sizes.push(800);
    let lopsided = shape(&sizes);
    assert_eq!(
        lopsided.effective_accounts,
        Ratio::of(1_600 * 1_600, 656_000)
    );
    assert_eq!(lopsided.kind, Some(ShapeKind::FewLarge));
    assert!(ShapePolicy::new(10, 10).is_err());
}

#[test]
fn what_cannot_be_planned_says_why() {
    let book = book([office()]);
    let policy = StaffingPolicy::default();
    let ask = |question| propose(&book, &policy, &question).unwrap_err().to_string();
    let open = Span::new(day(2, 2), None).unwrap();
    assert!(
        ask(StaffingQuestion::whole_book(open)).ends_with("give the plan a first and a last day")
    );
    let nobody = StaffingQuestion::departure(manager("nobody"), four_weeks());
    assert_eq!(
        ask(nobody),
        "manager `nobody` is not in the directory; hire the manager first"
    );
    let mut dear = StaffingPolicy::default();
    dear.costs.change_of_holder = 100_001;
    let refused = propose(&book, &dear, &StaffingQuestion::whole_book(four_weeks()));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "`change_of_holder` is 100001; give from 0 to 100000"
    );
}

#[test]
fn an_account_cannot_stay_with_somebody_who_leaves_and_amounts_have_one_currency() {
    let mut commands = vec![office()];
    commands.extend(hired("maria", 500));
    commands.extend([opened("a"), held("a", "maria"), opened("b")]);
    for (id, monthly) in [("a", "1 USD"), ("b", "1 EUR")] {
        commands.push(Command::StartSubscription {
            account: account(id),
            subscription: subscription(&format!("s-{id}")),
            span: Span::new(day(2, 10), None).unwrap(),
            monthly: monthly.parse().unwrap(),
        });
    }
    let book = book(commands);
    let mut question = StaffingQuestion::departure(manager("maria"), four_weeks());
    question.staying.insert(account("a"));
    let refused = propose(&book, &flat(), &question).unwrap_err();
    assert!(matches!(refused, StaffingError::StaysWithLeaving { .. }));
    // Of the first day: the subscriptions have not begun.
    let later = Span::new(day(3, 2), Some(day(4, 1))).unwrap();
    assert!(propose(&book, &flat(), &StaffingQuestion::whole_book(four_weeks())).is_ok());
    let mixed = propose(&book, &flat(), &StaffingQuestion::whole_book(later)).unwrap_err();
    assert!(
        mixed
            .to_string()
            .starts_with("the recurring amounts of account `b`"),
        "{mixed}"
    );
}
