//! Scores by hand and from what others published, bands, and what is missing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tenure::health::{
    Band, Bands, BandsError, Health, Measure, MeasureGroup, MeasureKind, MissingRule, Scorecard,
    ScorecardError,
};
use tenure::situation::Situation;
use tenure::{BasisPoints, Name, Ramp, Ratio};

use super::made::{IDS, any_situation, on, points};
use crate::domain::name;

pub(super) fn ratio(numerator: i128, denominator: i128) -> Option<Ratio> {
    Ratio::of(numerator, denominator)
}

pub(super) fn supplied(values: &[(&str, u16)]) -> Situation<'static> {
    let mut situation = Situation::blank(&IDS.account, on());
    situation.measures = values
        .iter()
        .map(|(kind, value)| (name(kind), points(*value)))
        .collect();
    situation
}

fn measure(kind: &str, weight: u8) -> Measure {
    Measure {
        kind: MeasureKind::Supplied(name(kind)),
        weight,
        scored: Ramp::new(0, 10_000).unwrap(),
    }
}

fn group(title: &str, weight: u8, measures: Vec<Measure>) -> MeasureGroup {
    MeasureGroup {
        name: name(title),
        weight,
        measures,
    }
}

fn bands(edges: &[(&str, u16)]) -> Result<Bands, BandsError> {
    let bands = edges.iter().map(|(title, up_to)| Band {
        name: name(title),
        up_to: points(*up_to),
    });
    Bands::new(bands.collect())
}

fn traffic_light() -> Bands {
    bands(&[("red", 5_000), ("yellow", 7_500), ("green", 10_000)]).unwrap()
}

/// Two groups, 3 to 1: `x` and `y`, 2 to 1, in the first, `z` in the second.
pub(super) fn card(missing: MissingRule) -> Scorecard {
    let groups = vec![
        group("first", 3, vec![measure("x", 2), measure("y", 1)]),
        group("second", 1, vec![measure("z", 1)]),
    ];
    Scorecard::new(groups, missing, traffic_light()).unwrap()
}

pub(super) const RENORMALISE: MissingRule = MissingRule::Renormalise {
    at_least: BasisPoints::ZERO,
};

#[test]
fn the_published_quality_score_is_76() {
    // Totango, article 360032136152: 5 good of 100, 3 average of 60 and 2 poor of 40 make 76.
    let values = [100, 100, 100, 100, 100, 60, 60, 60, 40, 40];
    let names: Vec<_> = (0..values.len())
        .map(|n| format!("touch point {n}"))
        .collect();
    let measures = names.iter().map(|kind| measure(kind, 1)).collect();
    let one = Scorecard::new(
        vec![group("quality", 1, measures)],
        RENORMALISE,
        traffic_light(),
    );
    let given: Vec<_> = names
        .iter()
        .map(String::as_str)
        .zip(values.map(|value| value * 100))
        .collect();
    let one = one.unwrap();
    assert_eq!(Health::of(&supplied(&given), &one).score(), ratio(76, 1));
    // The same as shares of one group: weights 5, 3 and 2.
    let weighed = vec![
        measure("good", 5),
        measure("average", 3),
        measure("poor", 2),
    ];
    let weighed = Scorecard::new(
        vec![group("quality", 1, weighed)],
        RENORMALISE,
        traffic_light(),
    )
    .unwrap();
    let situation = supplied(&[("good", 10_000), ("average", 6_000), ("poor", 4_000)]);
    let health = Health::of(&situation, &weighed);
    assert_eq!(health.score(), ratio(76, 1));
    assert_eq!(health.band().unwrap().name.as_str(), "green");
}

#[test]
fn the_published_bands_leave_no_gap() {
    // Gainsight's scorecard questions: 0–50 red, 50–75 yellow, 75–100 green, the lower edge excluded.
    let of = |score: Ratio| traffic_light().of(score).name.as_str().to_owned();
    for (score, band) in [
        (0, "red"),
        (50, "red"),
        (51, "yellow"),
        (75, "yellow"),
        (76, "green"),
        (100, "green"),
    ] {
        assert_eq!(of(ratio(score, 1).unwrap()), band, "{score}");
    }
    // What lies between whole numbers has a band, too, however little it is above an edge.
    assert_eq!(of(ratio(101, 2).unwrap()), "yellow");
    assert_eq!(of(ratio(50_000_000_001, 1_000_000_000).unwrap()), "yellow");
    assert_eq!(of(ratio(49_999_999_999, 1_000_000_000).unwrap()), "red");
    assert_eq!(of(ratio(225_000_001, 3_000_000).unwrap()), "green");
}

#[test]
fn bands_with_a_gap_do_not_exist() {
    assert_eq!(bands(&[("a", 5_000)]), Err(BandsError::NoTop));
    assert_eq!(bands(&[]), Err(BandsError::NoTop));
    let name = name("b");
    let not_rising = Err(BandsError::NotRising { name: name.clone() });
    assert_eq!(
        bands(&[("a", 5_000), ("b", 5_000), ("c", 10_000)]),
        not_rising
    );
    assert_eq!(bands(&[("b", 0), ("c", 10_000)]), not_rising);
    let repeated = Err(BandsError::Repeated { name });
    assert_eq!(bands(&[("b", 5_000), ("b", 10_000)]), repeated);
    let gap = r#"[{"name":"low","up_to":4000}]"#;
    assert!(serde_json::from_str::<Bands>(gap).is_err());
}

#[test]
fn what_is_missing_leaves_its_weight_to_its_group_and_a_group_to_the_others() {
    let card = card(RENORMALISE);
    let score = |values: &[(&str, u16)]| Health::of(&supplied(values), &card).score();
    // (3 · (2·90 + 1·30)/3 + 1 · 20) / 4
    assert_eq!(
        score(&[("x", 9_000), ("y", 3_000), ("z", 2_000)]),
        ratio(230, 4)
    );
    // Without y, x is the whole of its group: (3 · 90 + 20) / 4.
    assert_eq!(score(&[("x", 9_000), ("z", 2_000)]), ratio(290, 4));
    // Without the second group: (2·90 + 30) / 3.
    assert_eq!(score(&[("x", 9_000), ("y", 3_000)]), ratio(70, 1));
    assert_eq!(score(&[]), None);
}

#[test]
fn too_little_known_is_no_score() {
    let values = [("x", 9_000), ("z", 2_000)];
    let score = |missing| Health::of(&supplied(&values), &card(missing)).score();
    // Known: 3/4 · 2/3 + 1/4.
    let health_card = card(RENORMALISE);
    assert_eq!(
        Health::of(&supplied(&values), &health_card).known(),
        ratio(3, 4).unwrap()
    );
    let at_least = |value| MissingRule::Renormalise {
        at_least: points(value),
    };
    assert!(score(at_least(7_500)).is_some());
    assert_eq!(score(at_least(7_501)), None);
    assert_eq!(score(MissingRule::NotAvailable), None);
    let all = [("x", 9_000), ("y", 3_000), ("z", 2_000)];
    let complete = card(MissingRule::NotAvailable);
    assert!(Health::of(&supplied(&all), &complete).score().is_some());
}

#[test]
fn a_scorecard_that_cannot_be_added_up_does_not_exist() {
    let new = |groups| Scorecard::new(groups, RENORMALISE, traffic_light()).unwrap_err();
    assert!(matches!(new(vec![]), ScorecardError::Size { .. }));
    assert!(matches!(
        new(vec![group("g", 1, vec![])]),
        ScorecardError::Size { .. }
    ));
    let zero = vec![group("g", 1, vec![measure("x", 0)])];
    assert_eq!(new(zero).to_string(), "`x` weighs 0; give it 1 to 100");
    let twice = vec![
        group("g", 1, vec![measure("x", 1)]),
        group("h", 1, vec![measure("x", 1)]),
    ];
    assert!(matches!(new(twice), ScorecardError::Repeated { .. }));
    let names: Vec<Vec<String>> = (0..8)
        .map(|g| (0..12).map(|m| format!("{g}-{m}")).collect())
        .collect();
    let fine = names
        .iter()
        .map(|group_names| {
            let measures = group_names.iter().map(|kind| measure(kind, 97)).collect();
            group(&group_names[0], 89, measures)
        })
        .collect();
    assert_eq!(new(fine), ScorecardError::TooFine);
}

/// The default goes through the checks that every scorecard goes through, and measures all there is.
#[test]
fn the_default_is_a_scorecard_like_any_other() {
    let card = Scorecard::default();
    let again = Scorecard::new(
        card.groups().to_vec(),
        card.missing(),
        Bands::new(card.bands().iter().cloned().collect()).unwrap(),
    );
    assert_eq!(again.as_ref(), Ok(&card));
    let measures = card.groups().iter().flat_map(|group| &group.measures);
    let mut kinds: Vec<_> = measures.map(|measure| measure.kind.clone()).collect();
    kinds.sort();
    assert_eq!(kinds, MeasureKind::ALL);
    for group in card.groups() {
        assert!(Name::new(group.name.as_str()).is_ok());
        for measure in &group.measures {
            assert!(Ramp::new(measure.scored.zero_at(), measure.scored.full_at()).is_ok());
        }
    }
    let written = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<Scorecard>(&written).unwrap(), card);
}

/// The score once more, naively with fractions in doubles.
fn naive(health: &Health<'_>, card: &Scorecard) -> Option<f64> {
    let mut by_group: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (measured, (group, measure)) in health.measures().iter().zip(
        card.groups()
            .iter()
            .flat_map(|group| group.measures.iter().map(move |measure| (group, measure))),
    ) {
        assert_eq!(measured.kind, &measure.kind);
        if let Some(score) = measured.score {
            let entry = by_group.entry(group.name.as_str()).or_default();
            entry.0 += f64::from(measure.weight) * f64::from(score.get()) / 100.0;
            entry.1 += f64::from(measure.weight);
        }
    }
    let weight = |name: &str| {
        let mut groups = card.groups().iter();
        f64::from(
            groups
                .find(|group| group.name.as_str() == name)
                .unwrap()
                .weight,
        )
    };
    let whole: f64 = by_group.keys().map(|name| weight(name)).sum();
    let sum: f64 = by_group
        .iter()
        .map(|(name, (sum, weights))| weight(name) * sum / weights)
        .sum();
    (whole > 0.0).then(|| sum / whole)
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/health.txt")))]

    #[test]
    fn weights_times_scores_are_the_score(situation in any_situation()) {
        let default = Scorecard::default();
        let card = Scorecard::new(default.groups().to_vec(), RENORMALISE, default.bands().clone()).unwrap();
        let health = Health::of(&situation, &card);
        let with: Vec<_> = health.measures().iter().filter(|measured| measured.score.is_some()).collect();
        let Some(score) = health.score() else {
            prop_assert!(with.is_empty());
            return Ok(());
        };
        // All over one denominator, so that they can be added.
        let denominator = with[0].weight().unwrap().denominator();
        let weights: i128 = with.iter().map(|measured| measured.weight().unwrap().numerator()).sum();
        prop_assert_eq!(weights, denominator);
        let points: i128 = with.iter().map(|measured| measured.points().unwrap().numerator()).sum();
        prop_assert_eq!(Ratio::of(points, denominator * 100).unwrap(), score);
        let scores: Vec<_> = with.iter().map(|measured| measured.score.unwrap().get()).collect();
        let bound = |score: Option<&u16>| Ratio::of(i128::from(*score.unwrap()), 100).unwrap();
        prop_assert!(bound(scores.iter().min()) <= score && score <= bound(scores.iter().max()));
        prop_assert!((naive(&health, &card).unwrap() - score.to_f64()).abs() < 1e-9);
        prop_assert!(health.band().is_some());
        prop_assert!(Ratio::of(0, 1).unwrap() <= health.known() && health.known() <= Ratio::of(1, 1).unwrap());
    }

    #[test]
    fn a_better_number_never_lowers_the_score(situation in any_situation(), better in 0_u16..=10_000) {
        let card = Scorecard::default();
        let before = Health::of(&situation, &card).score();
        let mut after = situation;
        let Some(said) = &mut after.satisfaction else { return Ok(()) };
        said.value.score = said.value.score.max(points(better));
        prop_assert!(before <= Health::of(&after, &card).score());
    }

    #[test]
    fn every_score_has_one_band(numerator in 0_i128..=1_000_000, denominator in 1_i128..10_000) {
        let score = Ratio::of(numerator.min(denominator * 100), denominator).unwrap();
        let bands = traffic_light();
        let band = bands.of(score);
        let place = bands.place(&band.name).unwrap();
        let edge = |band: &Band| Ratio::of(i128::from(band.up_to.get()), 100).unwrap();
        prop_assert!(score <= edge(band));
        prop_assert!(bands.iter().take(place).all(|lower| edge(lower) < score));
    }
}

#[test]
fn the_documented_default_is_the_default() {
    let card = Scorecard::default();
    let rows: Vec<Vec<String>> = card
        .groups()
        .iter()
        .flat_map(|group| {
            group.measures.iter().map(|measure| {
                vec![
                    group.name.to_string(),
                    group.weight.to_string(),
                    measure.kind.name().to_owned(),
                    measure.weight.to_string(),
                    measure.scored.zero_at().to_string(),
                    measure.scored.full_at().to_string(),
                ]
            })
        })
        .collect();
    assert_eq!(super::focus::table("health.md", "| group |"), rows);
    let at_least = points(3_000);
    assert_eq!(card.missing(), MissingRule::Renormalise { at_least });
    let bands: Vec<_> = card
        .bands()
        .iter()
        .map(|band| (band.name.as_str(), band.up_to.get()))
        .collect();
    assert_eq!(
        bands,
        [("poor", 5_000), ("average", 7_500), ("good", 10_000)]
    );
}
