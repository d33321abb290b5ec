//! What customers answer, and what that adds up to.

use proptest::prelude::*;
use tenure::fact::SurveyAnswered;
use tenure::{Command, ContactId, Ratio, SurveyResponseId, SurveyScale, SurveyScore};

use super::work::{add_contact, held, is_so, withdraw, working};
use super::{account, day, refused};

fn score(scale: SurveyScale, value: i16) -> SurveyScore {
    SurveyScore::new(scale, value).unwrap()
}

pub(super) fn answer(
    id: &str,
    contact: &str,
    month: u32,
    scale: SurveyScale,
    value: i16,
) -> Command {
    Command::RecordSurveyAnswer {
        account: account("a"),
        on: day(month, 1),
        answer: SurveyAnswered {
            response: SurveyResponseId::new(id).unwrap(),
            contact: ContactId::new(contact).unwrap(),
            score: score(scale, value),
            comment: None,
        },
    }
}

#[test]
fn a_score_is_on_its_scale() {
    for (scale, lowest, highest) in [
        (SurveyScale::Nps, 0, 10),
        (SurveyScale::Csat, 1, 5),
        (SurveyScale::Ces, 1, 7),
        (
            SurveyScale::Rating {
                lowest: -2,
                highest: 2,
            },
            -2,
            2,
        ),
    ] {
        for value in lowest..=highest {
            assert_eq!(score(scale, value).value(), value);
        }
        assert!(SurveyScore::new(scale, lowest - 1).is_err());
        assert!(SurveyScore::new(scale, highest + 1).is_err());
    }
    let nothing = SurveyScale::Rating {
        lowest: 3,
        highest: 3,
    };
    assert_eq!(
        SurveyScore::new(nothing, 3).unwrap_err().to_string(),
        "a scale from 3 to 3 tells nothing apart; give a highest above the lowest"
    );
    let off = serde_json::from_str::<SurveyScore>(r#"{"scale":"nps","value":11}"#).unwrap_err();
    assert_eq!(off.to_string(), "11 is not on the scale from 0 to 10");
}

#[test]
fn an_absent_answer_is_not_zero() {
    let book = working(&[
        add_contact("c", 1),
        answer("r", "c", 2, SurveyScale::Csat, 4),
    ]);
    let nps = held(&book).latest_survey_answer_on(SurveyScale::Nps, day(12, 1));
    assert_eq!(nps, None);
    assert_eq!(SurveyScore::net_promoter(&[]), None);
    let csat = [score(SurveyScale::Csat, 5)];
    assert_eq!(SurveyScore::net_promoter(&csat), None);
    let zero = [score(SurveyScale::Nps, 0)];
    assert_eq!(SurveyScore::net_promoter(&zero), Ratio::of(-100, 1));
}

#[test]
fn the_latest_answer_is_the_one_of_the_day_asked_for() {
    let book = working(&[
        add_contact("c", 1),
        add_contact("d", 1),
        answer("1", "c", 5, SurveyScale::Nps, 3),
        answer("2", "d", 3, SurveyScale::Nps, 9), // recorded late
        answer("3", "c", 2, SurveyScale::Nps, 10),
    ]);
    let latest = |month| {
        let found = held(&book).latest_survey_answer_on(SurveyScale::Nps, day(month, 1));
        found.map(|found| found.value.score.value())
    };
    assert_eq!(
        [1, 2, 3, 4, 5].map(latest),
        [None, Some(10), Some(9), Some(9), Some(3)]
    );
    let by_contact = held(&book).latest_survey_answers_on(SurveyScale::Nps, day(6, 1));
    let values: Vec<_> = by_contact
        .values()
        .map(|found| found.value.score.value())
        .collect();
    assert_eq!(values, [3, 9]);
    let history: Vec<_> = held(&book).survey_answers().map(|found| found.on).collect();
    assert_eq!(history, [day(2, 1), day(3, 1), day(5, 1)]);
}

#[test]
fn an_answer_is_recorded_once_and_can_be_corrected() {
    let first = answer("r", "c", 2, SurveyScale::Nps, 3);
    let book = working(&[add_contact("c", 1), first.clone()]);
    is_so(&book, &first);
    let other = answer("r", "c", 2, SurveyScale::Nps, 8);
    assert_eq!(
        refused(&book, &other),
        "survey answer `r` was recorded for 2026-02-01 already, by record 3; give another id, or withdraw that record"
    );
    let book = working(&[add_contact("c", 1), first, withdraw(3), other]);
    let found = held(&book).latest_survey_answer_on(SurveyScale::Nps, day(2, 1));
    assert_eq!(found.unwrap().value.score.value(), 8);
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/surveys.txt")))]

    /// The net promoter score lies between −100 and 100, turns round with its answers' roles, and is the same for the same
    /// answers twice over.
    #[test]
    fn the_net_promoter_score_is_a_share(values in prop::collection::vec(0_i16..=10, 1..50)) {
        let scores: Vec<_> = values.iter().map(|value| score(SurveyScale::Nps, *value)).collect();
        let net = SurveyScore::net_promoter(&scores).unwrap();
        prop_assert!(Ratio::of(-100, 1).unwrap() <= net && net <= Ratio::of(100, 1).unwrap());
        let promoters = values.iter().filter(|value| **value >= 9).count() as i128;
        let detractors = values.iter().filter(|value| **value <= 6).count() as i128;
        prop_assert_eq!(Some(net), Ratio::of((promoters - detractors) * 100, values.len() as i128));
        let twice: Vec<_> = scores.iter().chain(&scores).copied().collect();
        prop_assert_eq!(SurveyScore::net_promoter(&twice), Some(net));
    }
}
