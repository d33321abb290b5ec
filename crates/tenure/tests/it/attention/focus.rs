//! The focus by hand, and what a policy refuses.

use std::collections::BTreeMap;

use tenure::focus::{CaseSeverity, Focus, FocusPolicy, FocusPolicyError, Pull, SalesAim, Signal};
use tenure::situation::{
    AdviceRefusal, Reading, Satisfaction, Situation, SituationPolicy, StageHeld,
};
use tenure::staffing::StaffingPolicy;
use tenure::{Position, Ramp, Role, RoleMix, Stage};

use super::made::{IDS, days_off, on, points};

fn dissatisfied(score: u16) -> Situation<'static> {
    let mut situation = Situation::blank(&IDS.account, on());
    let said = Satisfaction {
        score: points(score),
        freshness: points(10_000),
        trend: None,
        sources: Vec::new(),
    };
    situation.satisfaction = Some(Reading::of(said, Position::FIRST));
    situation
}

#[test]
fn one_reason_by_hand() {
    // Half way from 7,000 to 3,000: 7,500 votes beside 10,000.
    let focus = Focus::of(&dissatisfied(5_000), &FocusPolicy::default());
    let [reason] = focus.reasons() else {
        panic!("one reason, not {:?}", focus.reasons());
    };
    assert_eq!((reason.strength.get(), reason.vote), (5_000, 7_500));
    // Sales: 20 % of 10,000 / 17,500. Support: (20 % · 10,000 + 40 % · 7,500) / 17,500.
    assert_eq!(focus.part(Role::Sales).get(), 1_142);
    assert_eq!(focus.part(Role::Support).get(), 2_857);
    assert_eq!(focus.part(Role::Technical).get(), 1_785);
    assert_eq!(focus.part(Role::Relationship).get(), 4_216);
    assert_eq!(
        reason.to_string(),
        "dissatisfied 5000 (vote 7500): sales -858, support +857, technical -215, relationship +216"
    );
    assert_eq!(focus.leading(), Role::Relationship);
}

#[test]
fn the_dissatisfied_are_sold_nothing_more_and_the_satisfied_are() {
    let pursue = |mut situation: Situation<'static>| {
        use proptest::strategy::{Strategy, ValueTree};
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let made = super::made::any_situation()
            .prop_filter("with something to sell", |made| {
                made.opportunities
                    .iter()
                    .any(|pursued| pursued.value.kind == tenure::OpportunityKind::Upsell)
            })
            .new_tree(&mut runner)
            .unwrap()
            .current();
        situation.opportunities = made.opportunities;
        Focus::of(&situation, &FocusPolicy::default()).sales_for(SalesAim::Upsell)
    };
    assert_eq!(pursue(dissatisfied(6_000)).get(), 0);
    assert!(pursue(dissatisfied(9_000)).get() > 0);
    // Nobody was asked: not known to be satisfied.
    assert_eq!(pursue(Situation::blank(&IDS.account, on())).get(), 0);
}

#[test]
fn advice_is_referred_with_its_reason() {
    let mut situation = Situation::blank(&IDS.account, on());
    situation.advice_review_due = Some(Reading::of(days_off(-1), Position::FIRST));
    let referred = Focus::of(&situation, &FocusPolicy::default());
    let referral = referred.referral().expect("nobody may advise");
    // 6,000 votes of 16,000, seven tenths of them for advice.
    assert_eq!(referral.share.get(), 2_625);
    assert_eq!(referral.because, AdviceRefusal::Nobody);
    situation.advice_refused = None;
    let given = Focus::of(&situation, &FocusPolicy::default());
    assert_eq!(given.managers_part(Role::FinancialAdvisory).get(), 2_625);
    assert_eq!(given.referral(), None);
}

#[test]
fn a_stage_is_a_sign_with_its_record() {
    let mut situation = Situation::blank(&IDS.account, on());
    let record = Position::new(7).unwrap();
    let held = StageHeld {
        stage: Stage::PastDue,
        since: days_off(-15),
    };
    situation.stage = Some(Reading::of(held, record));
    let focus = Focus::of(&situation, &FocusPolicy::default());
    let [reason] = focus.reasons() else {
        panic!("one reason, not {:?}", focus.reasons());
    };
    assert_eq!((reason.signal, reason.number), (Signal::PastDue, 15));
    assert_eq!(reason.evidence.records().collect::<Vec<_>>(), [record]);
}

fn with(signal: Signal, change: impl FnOnce(&mut Pull)) -> Result<FocusPolicy, FocusPolicyError> {
    let policy = FocusPolicy::default();
    let mut pulls = policy.pulls().clone();
    change(pulls.get_mut(&signal).unwrap());
    FocusPolicy::new(policy.base().clone(), pulls, *policy.cases())
}

#[test]
fn a_policy_that_would_break_a_law_does_not_exist() {
    for signal in Signal::ALL {
        let quarter = [(Role::Sales, 1), (Role::Technical, 3)];
        let sells = with(signal, |pull| {
            pull.toward = RoleMix::from_weights(quarter).unwrap()
        });
        let expected = match signal.aim() {
            SalesAim::Upsell => Err("sells less"),
            _ if signal.never_sells() => Err("sells"),
            _ => Ok(()),
        };
        let refused = sells.map(|_| ()).map_err(|error| match error {
            FocusPolicyError::Sells { .. } => "sells",
            FocusPolicyError::SellsLess { .. } => "sells less",
            _ => "something else",
        });
        assert_eq!(refused, expected, "{signal}");
        let turned = with(signal, |pull| {
            pull.ramp = Ramp::new(pull.ramp.full_at(), pull.ramp.zero_at()).unwrap();
        });
        assert_eq!(turned, Err(FocusPolicyError::WrongWay { signal }));
    }
    for signal in [Signal::Unclear, Signal::Unsuitable] {
        let idle = with(signal, |pull| {
            pull.toward = RoleMix::only(Role::Relationship)
        });
        assert_eq!(idle, Err(FocusPolicyError::LeavesUnfit { signal }));
    }
    let policy = FocusPolicy::default();
    let cases = CaseSeverity {
        low: 9_000,
        ..CaseSeverity::default()
    };
    let falling = FocusPolicy::new(policy.base().clone(), policy.pulls().clone(), cases);
    assert_eq!(falling, Err(FocusPolicyError::FallingSeverity));
}

/// The default goes through the checks that every policy goes through, and names every signal.
#[test]
fn the_default_is_a_policy_like_any_other() {
    let policy = FocusPolicy::default();
    let again = FocusPolicy::new(
        policy.base().clone(),
        policy.pulls().clone(),
        *policy.cases(),
    );
    assert_eq!(again.as_ref(), Ok(&policy));
    assert_eq!(
        policy.pulls().keys().copied().collect::<Vec<_>>(),
        Signal::ALL
    );
    for pull in policy.pulls().values() {
        assert!(Ramp::new(pull.ramp.zero_at(), pull.ramp.full_at()).is_ok());
    }
}

/// The rows of a table in a page of the documentation, cell by cell, without its head.
pub(super) fn table(page: &str, head: &str) -> Vec<Vec<String>> {
    let path = format!("{}/../../docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with(head));
    lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

#[test]
fn the_documented_default_is_the_default() {
    let policy = FocusPolicy::default();
    let rows: Vec<Vec<String>> = policy
        .pulls()
        .iter()
        .map(|(signal, pull)| {
            let mut row = vec![
                signal.name().to_owned(),
                pull.ramp.zero_at().to_string(),
                pull.ramp.full_at().to_string(),
                pull.vote.to_string(),
            ];
            let parts = Role::ALL.map(|role| pull.toward.part(role).get());
            assert!(parts.iter().all(|part| part % 100 == 0));
            row.extend(parts.map(|part| (part / 100).to_string()));
            row
        })
        .collect();
    assert_eq!(table("focus.md", "| signal |"), rows);
    let base = Role::ALL.map(|role| policy.base().part(role).get());
    assert_eq!(base, [2_000, 2_000, 2_000, 0, 4_000]);

    let mut severity = numbers(&serde_json::to_value(policy.cases()).unwrap());
    severity.extend([
        (
            "satisfied.zero_at".to_owned(),
            policy.satisfied().zero_at().into(),
        ),
        (
            "satisfied.full_at".to_owned(),
            policy.satisfied().full_at().into(),
        ),
    ]);
    assert_eq!(documented("| severity of a case |"), severity);
    let reading = SituationPolicy::default();
    assert_eq!(reading.recurring, StaffingPolicy::default().recurring);
    let mut reading = serde_json::to_value(reading).unwrap();
    reading.as_object_mut().unwrap().remove("recurring");
    assert_eq!(documented("| reading |"), numbers(&reading));
}

/// The numbers of a table by the name that stands first in a row.
fn documented(head: &str) -> BTreeMap<String, i64> {
    let rows = table("focus.md", head).into_iter();
    rows.map(|row| {
        let name = row[0].split('`').nth(1).unwrap();
        (name.to_owned(), row[1].parse().unwrap())
    })
    .collect()
}

/// Every number of an object, by its path.
fn numbers(value: &serde_json::Value) -> BTreeMap<String, i64> {
    let fields = value.as_object().unwrap().iter();
    fields
        .flat_map(|(field, value)| match value.as_i64() {
            Some(number) => vec![(field.clone(), number)],
            None => {
                let within = numbers(value).into_iter();
                within
                    .map(|(path, number)| (format!("{field}.{path}"), number))
                    .collect()
            }
        })
        .collect()
}
