//! Why a score changed: causes add up to the change, exactly, whatever changed.

use proptest::prelude::*;
use tenure::health::{CauseKind, Health, HealthChange, Scorecard, history};
use tenure::{BasisPoints, Ratio};

use super::health::{RENORMALISE, card, ratio, supplied};
use super::made::any_situation;
use super::{commands, held, working};
use crate::domain::day;

fn open(card: &Scorecard) -> Scorecard {
    Scorecard::new(card.groups().to_vec(), RENORMALISE, card.bands().clone()).unwrap()
}

/// The sum of fractions over one denominator.
fn sum(parts: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
    let mut whole = None;
    let mut sum = 0;
    for part in parts {
        let denominator = *whole.get_or_insert(part.denominator());
        assert_eq!(
            denominator,
            part.denominator(),
            "every cause is over one whole"
        );
        sum += part.numerator();
    }
    Ratio::of(sum, whole.unwrap_or(1))
}

#[test]
fn one_that_moved_one_that_lapsed_and_what_then_weighs_more() {
    let card = card(RENORMALISE);
    let before = supplied(&[("x", 9_000), ("y", 3_000), ("z", 2_000)]);
    let after = supplied(&[("x", 6_000), ("z", 2_000)]);
    let (before, after) = (Health::of(&before, &card), Health::of(&after, &card));
    let change = HealthChange::between(&before, &after).unwrap();
    // From 57.5 to (3 · 60 + 20) / 4 = 50.
    assert_eq!(Some(change.total), ratio(-75, 10));
    let causes: Vec<_> = change
        .causes
        .iter()
        .map(|cause| (cause.measure.name(), cause.kind, cause.points))
        .collect();
    // x weighs 1/2 before and 3/4 after, y 1/4 before: 3/4 · (60 − 90), 1/4 · (90 − 57.5), −1/4 · (30 − 57.5).
    assert_eq!(
        causes,
        [
            ("x", CauseKind::Moved, ratio(-225, 10).unwrap()),
            ("x", CauseKind::Reweighted, ratio(8_125, 1_000).unwrap()),
            ("y", CauseKind::Lapsed, ratio(6_875, 1_000).unwrap()),
        ]
    );
}

#[test]
fn a_cause_names_the_records_that_brought_it() {
    let book = working(&commands(
        r#"[
        {"add_contact": {"account": "a", "contact": "c", "subject": "s", "on": "2026-01-01"}},
        {"give_contact_role": {"account": "a", "contact": "c", "role": "sponsor", "on": "2026-01-01"}},
        {"rate_account": {"account": "a", "on": "2026-01-02", "rated": {"manager": "maria", "rating": 5}}},
        {"move_account": {"account": "a", "to": "active", "on": "2026-01-02"}},
        {"open_case": {"account": "a", "on": "2026-01-05", "case": {"case": "C-0", "at": "09:00:00", "kind": "problem",
            "role": "support", "priority": "low", "topic": "x", "contact": null, "notes": null}}},
        {"move_case": {"account": "a", "case": "C-0", "to": "resolved", "on": "2026-01-06", "at": "09:00:00"}},
        {"contact_leaves": {"account": "a", "contact": "c", "on": "2026-03-01"}},
        {"open_case": {"account": "a", "on": "2026-03-02", "case": {"case": "C-1", "at": "09:00:00", "kind": "problem",
            "role": "support", "priority": "urgent", "topic": "x", "contact": null, "notes": null}}}
    ]"#,
    ));
    let card = open(&Scorecard::default());
    let days = [day(2, 1), day(3, 3)];
    let history = history(&book, held(&book), days, &card);
    let [(_, Some(before)), (_, Some(after))] = &history[..] else {
        panic!("two days, not {history:?}");
    };
    let change = HealthChange::between(before, after).unwrap();
    let causes: Vec<_> = change
        .causes
        .iter()
        .map(|cause| {
            let records = |evidence: &tenure::situation::Evidence| {
                evidence
                    .records()
                    .map(|record| record.get())
                    .collect::<Vec<_>>()
            };
            (
                cause.measure.name(),
                cause.kind,
                records(&cause.brought),
                records(&cause.gone),
            )
        })
        .collect();
    // Record 1 opens the account; the sponsor was given by 3 and lost by 9 (8 is the leaving); the case is 10.
    assert_eq!(
        causes,
        [
            ("cases", CauseKind::Moved, vec![10], vec![]),
            ("sponsor", CauseKind::Moved, vec![9], vec![3]),
        ]
    );
    assert_eq!(
        sum(change.causes.iter().map(|cause| cause.points)),
        Some(change.total)
    );
}

#[test]
fn without_a_score_there_is_no_change() {
    let card = card(RENORMALISE);
    let (nothing, something) = (supplied(&[]), supplied(&[("x", 5_000)]));
    let (nothing, something) = (Health::of(&nothing, &card), Health::of(&something, &card));
    assert_eq!(HealthChange::between(&nothing, &something), None);
    let same = HealthChange::between(&something, &something).unwrap();
    assert!(same.causes.is_empty());
    assert_eq!(Some(same.total), ratio(0, 1));
}

/// A card like the default with other weights, and without one measure.
fn other_card(weights: &[u8], without: usize) -> Scorecard {
    let mut groups = Scorecard::default().groups().to_vec();
    let mut weights = weights.iter().cycle();
    for (place, group) in groups.iter_mut().enumerate() {
        if place == without % 5 && group.measures.len() > 1 {
            group.measures.pop();
        }
        for measure in &mut group.measures {
            measure.weight = *weights.next().unwrap();
        }
        group.weight = *weights.next().unwrap();
    }
    let bands = Scorecard::default().bands().clone();
    Scorecard::new(groups, RENORMALISE, bands).unwrap()
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/health_change.txt")))]

    /// Sum of causes = change, exactly; and back is the negative of forth.
    #[test]
    fn causes_add_up_to_the_change(
        before in any_situation(), after in any_situation(),
        weights in prop::collection::vec(1_u8..30, 3..17), without in 0_usize..5, same_card in any::<bool>(),
    ) {
        let (first, second) = (open(&Scorecard::default()), other_card(&weights, without));
        let second = if same_card { first.clone() } else { second };
        let (was, now) = (Health::of(&before, &first), Health::of(&after, &second));
        let Some(change) = HealthChange::between(&was, &now) else {
            prop_assert!(was.score().is_none() || now.score().is_none());
            return Ok(());
        };
        // Differential: the change is the difference of the two scores, worked out without the causes.
        let (from, to) = (was.score().unwrap(), now.score().unwrap());
        let difference = to.numerator() * from.denominator() - from.numerator() * to.denominator();
        prop_assert_eq!(change.total, Ratio::of(difference, from.denominator() * to.denominator()).unwrap());
        let added = sum(change.causes.iter().map(|cause| cause.points)).unwrap();
        prop_assert_eq!(added, change.total);
        let back = HealthChange::between(&now, &was).unwrap();
        prop_assert_eq!(back.total.numerator(), -change.total.numerator());
        for cause in &change.causes {
            prop_assert_ne!(cause.points.numerator(), 0);
            let same = change.causes.iter().filter(|other| other.measure == cause.measure);
            prop_assert!(same.count() <= 2);
            let known = |points: Option<BasisPoints>| points.is_some();
            match cause.kind {
                CauseKind::Appeared => prop_assert!(!known(cause.before) && known(cause.after)),
                CauseKind::Lapsed => prop_assert!(known(cause.before) && !known(cause.after)),
                CauseKind::Moved => prop_assert_ne!(cause.before, cause.after),
                CauseKind::Reweighted => prop_assert!(known(cause.before) && known(cause.after)),
            }
        }
    }
}
