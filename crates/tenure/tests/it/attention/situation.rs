//! How an account stands, read from records by hand.

use chrono::NaiveDate;
use tenure::situation::{Renewing, SatisfactionSourceKind, Situation, Sponsor, Viewpoint};
use tenure::{Book, Role, SlaClock, SurveyScale};

use super::{commands, working};
use crate::domain::{account, day};

/// What is read of account `a` on a day.
fn on<T>(book: &Book, date: NaiveDate, read: impl FnOnce(&Situation<'_>) -> T) -> T {
    let viewpoint = Viewpoint::of(book, date);
    read(&viewpoint.situation(&account("a")).unwrap())
}

fn with(json: &str) -> Book {
    working(&commands(json))
}

fn records(evidence: &tenure::situation::Evidence) -> Vec<u64> {
    evidence.records().map(|record| record.get()).collect()
}

#[test]
fn of_an_account_of_which_nothing_more_is_known_everything_is_absent() {
    let book = with("[]");
    on(&book, day(3, 1), |now| {
        let blank = Situation {
            opened: now.opened.clone(),
            last_contact: now.last_contact.clone(),
            ..Situation::blank(now.account, now.on)
        };
        assert_eq!(*now, blank);
        assert_eq!(now.opened.as_ref().unwrap().value, day(1, 1));
        assert_eq!(now.last_contact.as_ref().unwrap().value.days, 59);
        assert_eq!(now.silence(), None, "no cadence was adopted");
    });
}

#[test]
fn satisfaction_weighs_by_age_and_keeps_scales_apart() {
    // 100 and 200 days old on day 200 after New Year (20 July); 365 days count.
    let book = with(
        r#"[
        {"add_contact": {"account": "a", "contact": "c", "subject": "s", "on": "2026-01-01"}},
        {"record_survey_answer": {"account": "a", "on": "2026-01-01",
            "answer": {"response": "r1", "contact": "c", "score": {"scale": "nps", "value": 9}, "comment": null}}},
        {"record_survey_answer": {"account": "a", "on": "2026-04-11",
            "answer": {"response": "r2", "contact": "c", "score": {"scale": "csat", "value": 2}, "comment": null}}}
    ]"#,
    );
    on(&book, day(7, 20), |now| {
        let said = now.satisfaction.as_ref().unwrap();
        // (165 · 9,000 + 265 · 2,500) / 430 = 4,994.2; the newest has 265 of 365 days left.
        assert_eq!(said.value.score.get(), 4_994);
        assert_eq!(said.value.freshness.get(), 7_260);
        assert_eq!(records(&said.evidence), [3, 4]);
        let sources: Vec<_> = said
            .value
            .sources
            .iter()
            .map(|source| {
                (
                    source.kind,
                    source.latest,
                    source.mean.get(),
                    source.answers,
                )
            })
            .collect();
        let nps = SatisfactionSourceKind::Survey(SurveyScale::Nps);
        let csat = SatisfactionSourceKind::Survey(SurveyScale::Csat);
        assert_eq!(sources, [(nps, 9, 9_000, 1), (csat, 2, 2_500, 1)]);
        // Recent: weights 4,520 and 7,260 of 10,000; earlier: 2·165 and 2·100 of 365 days, 9,041 and 5,479.
        let trend = said.value.trend.unwrap();
        let recent = (4_520 * 9_000 + 7_260 * 2_500) / (4_520 + 7_260);
        let earlier = (9_041 * 9_000 + 5_479 * 2_500) / (9_041 + 5_479);
        assert_eq!(trend.change, recent - earlier);
        assert_eq!(trend.confidence.get(), 7_260);
    });
    // Before the first answer, and a year after the last: nothing.
    on(&book, day(4, 10), |now| {
        assert_eq!(now.satisfaction.as_ref().unwrap().value.sources.len(), 1);
    });
    let later = NaiveDate::from_ymd_opt(2027, 4, 11).unwrap();
    on(&book, later, |now| assert!(now.satisfaction.is_none()));
}

#[test]
fn an_unresolved_case_shows_role_age_and_service_level() {
    let book = with(
        r#"[
        {"adopt_policy": {"on": "2026-01-01", "policy": {"working_calendar": {"name": "office", "calendar": {
            "monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"], "wednesday": ["09:00-17:00"],
            "thursday": ["09:00-17:00"], "friday": ["09:00-17:00"], "holidays": []}}}}},
        {"adopt_policy": {"on": "2026-01-01", "policy": {"service_levels": {"calendar": "office",
            "low": {"first_response_minutes": 960, "next_response_minutes": 960, "resolution_minutes": 4800},
            "normal": {"first_response_minutes": 480, "next_response_minutes": 480, "resolution_minutes": 2400},
            "high": {"first_response_minutes": 120, "next_response_minutes": 240, "resolution_minutes": 960},
            "urgent": {"first_response_minutes": 60, "next_response_minutes": 60, "resolution_minutes": 480}}}}},
        {"open_case": {"account": "a", "on": "2026-03-02", "case": {"case": "C-1", "at": "15:00:00", "kind": "problem",
            "role": "support", "priority": "normal", "topic": "login", "contact": null, "notes": null}}},
        {"hand_case_over": {"account": "a", "case": "C-1", "role": "technical", "on": "2026-03-03", "at": "10:00:00"}},
        {"answer_case": {"account": "a", "case": "C-1", "on": "2026-03-03", "at": "11:00:00"}},
        {"move_case": {"account": "a", "case": "C-1", "to": "resolved", "on": "2026-03-05", "at": "12:00:00"}}
    ]"#,
    );
    on(&book, day(3, 2), |now| {
        let case = &now.cases[0].value;
        assert_eq!((case.role, case.age_days), (Role::Support, 0));
        // Two hours of eight to the first answer; it is used up at 15:00 the day after.
        let sla = case.sla.unwrap();
        assert_eq!((sla.clock, sla.used), (SlaClock::FirstResponse, 2_500));
        assert_eq!(sla.due_at, day(3, 3).and_hms_opt(15, 0, 0));
    });
    on(&book, day(3, 4), |now| {
        let case = &now.cases[0];
        assert_eq!(case.value.role, Role::Technical);
        assert_eq!(records(&case.evidence), [2, 3]);
        // Answered: eighteen hours of forty to the resolution.
        let sla = case.value.sla.unwrap();
        assert_eq!((sla.clock, sla.used), (SlaClock::Resolution, 4_500));
    });
    on(&book, day(3, 5), |now| {
        assert!(now.cases.is_empty());
        assert!(now.has_cases);
    });
}

#[test]
fn promises_fade_and_grow() {
    let promise = |id: &str, due: &str| {
        format!(
            r#"{{"make_commitment": {{"account": "a", "on": "2026-02-01", "commitment":
            {{"commitment": "{id}", "origin": null, "owner": "maria", "due": "{due}", "notes": null}}}}}}"#
        )
    };
    let settle = |id: &str, outcome: &str, on: &str| {
        format!(
            r#"{{"settle_commitment": {{"account": "a", "commitment": "{id}", "outcome": "{outcome}", "on": "{on}"}}}}"#
        )
    };
    let book = with(&format!(
        "[{},{},{},{},{}]",
        promise("kept", "2026-02-10"),
        promise("broken", "2026-02-10"),
        promise("late", "2026-03-01"),
        settle("kept", "kept", "2026-02-10"),
        settle("broken", "broken", "2026-02-10"),
    ));
    on(&book, day(3, 8), |now| {
        let promised = now.promises.as_ref().unwrap();
        assert_eq!((promised.value.kept, promised.value.broken), (1, 1));
        assert_eq!(promised.value.open[0].due, day(3, 1));
        // 26 of 180 days ago, and 7 of 14 days late.
        assert_eq!(promised.value.broken_weight, 8_555 + 5_000);
        assert_eq!(records(&promised.evidence), [4, 5, 6]);
    });
}

#[test]
fn what_a_contract_is_worth_and_when_it_renews() {
    let book = with(
        r#"[
        {"sign_contract": {"account": "a", "contract": "K", "signed_on": "2026-01-01", "on": "2026-01-01",
            "terms": {"length": {"fixed": {"months": 6, "auto_renew": true}}, "notice_days": 30}}},
        {"agree_line": {"account": "a", "contract": "K", "line": "L", "on": "2026-01-01", "terms": {"product": "p",
            "quantity": 10, "unit_price": "12.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}},
        {"grant_discount": {"account": "a", "contract": "K", "discount": "D", "on": "2026-01-01",
            "terms": {"line": "L", "off": {"percent": 1000}, "until": "2026-04-01"}}},
        {"cancel_contract": {"account": "a", "contract": "K", "on": "2026-05-20", "effective": "2026-07-01", "service_end": "2026-07-01"}}
    ]"#,
    );
    on(&book, day(3, 1), |now| {
        assert_eq!(now.monthly(), Some("120.00 USD".parse().unwrap()));
        assert_eq!(now.customer_since, Some(day(1, 1)));
        assert_eq!(
            now.value.as_ref().unwrap().value.growth,
            None,
            "it was not there a year ago"
        );
        let next = now.next_renewal().unwrap();
        assert!(matches!(next.value.what, Renewing::Contract(id) if id.as_str() == "K"));
        assert_eq!(
            (next.value.on, next.value.notice_by),
            (day(7, 1), day(6, 1))
        );
        assert_eq!(next.value.base, Some("120.00 USD".parse().unwrap()));
        let discount = now.discount_ending.as_ref().unwrap();
        assert_eq!(
            (discount.value.on, records(&discount.evidence)),
            (day(4, 1), vec![4])
        );
        assert!(now.leaving.is_none(), "it was cancelled only in May");
    });
    on(&book, day(6, 1), |now| {
        assert_eq!(now.leaving.as_ref().unwrap().value, day(7, 1));
        assert!(now.next_renewal().is_none());
        assert!(now.upcoming[0].value.cancelled);
    });
}

#[test]
fn growth_is_measured_against_what_was() {
    let book = with(
        r#"[
        {"start_subscription": {"account": "a", "subscription": "S", "monthly": "100.00 USD",
            "span": {"start": "2026-01-01", "end": null}}},
        {"reprice_subscription": {"account": "a", "subscription": "S", "monthly": "75.00 USD", "on": "2026-09-01"}}
    ]"#,
    );
    let next_year = NaiveDate::from_ymd_opt(2027, 1, 15).unwrap();
    on(&book, next_year, |now| {
        let value = now.value.as_ref().unwrap();
        assert_eq!(value.value.growth, Some(-2_500));
        assert_eq!(records(&value.evidence), [2, 3]);
    });
}

#[test]
fn a_lost_sponsor_is_a_sign_until_there_is_another() {
    let book = with(
        r#"[
        {"add_contact": {"account": "a", "contact": "c", "subject": "s", "on": "2026-01-01"}},
        {"add_contact": {"account": "a", "contact": "d", "subject": "t", "on": "2026-01-01"}},
        {"give_contact_role": {"account": "a", "contact": "c", "role": "sponsor", "on": "2026-02-01"}},
        {"contact_leaves": {"account": "a", "contact": "c", "on": "2026-03-01"}},
        {"give_contact_role": {"account": "a", "contact": "d", "role": "sponsor", "on": "2026-05-01"}}
    ]"#,
    );
    let sponsor = |month| {
        on(&book, day(month, 15), |now| {
            now.sponsor.as_ref().map(|held| format!("{:?}", held.value))
        })
    };
    assert_eq!(sponsor(1), None);
    assert!(sponsor(2).unwrap().starts_with("There"));
    assert!(sponsor(3).unwrap().starts_with("Lost"));
    assert!(sponsor(5).unwrap().contains("\"d\""));
    on(&book, day(4, 1), |now| {
        assert!(
            matches!(now.sponsor.as_ref().unwrap().value, Sponsor::Lost { on, .. } if on == day(3, 1))
        );
    });
}

#[test]
fn silence_is_measured_against_the_cadence_of_the_segment() {
    let book = with(
        r#"[
        {"adopt_policy": {"on": "2026-01-01", "policy": {"role_requirements": {"role": "financial_advisory",
            "proficiency": "competent", "qualifications": ["CFP"], "verified": false}}}},
        {"award_qualification": {"manager": "maria", "kind": "CFP", "on": "2026-01-01", "expires_on": null}},
        {"assess_role": {"manager": "maria", "role": "financial_advisory", "proficiency": "competent", "on": "2026-01-01"}},
        {"adopt_policy": {"on": "2026-01-01", "policy": {"contact_cadence": {"days": {"otherwise": 90, "segments": {"enterprise": 14}}}}}},
        {"record_interaction": {"account": "a", "on": "2026-03-01", "interaction": {"interaction": "i", "kind": "call",
            "manager": "maria", "role": "financial_advisory", "contacts": [], "minutes": null, "sentiment": null, "notes": null}}},
        {"record_interaction": {"account": "a", "on": "2026-03-20", "interaction": {"interaction": "j", "kind": "note",
            "manager": "maria", "role": "sales", "contacts": [], "minutes": null, "sentiment": null, "notes": null}}},
        {"classify_account": {"account": "a", "dimension": "segment", "class": "enterprise", "on": "2026-03-29"}}
    ]"#,
    );
    on(&book, day(3, 28), |now| {
        assert_eq!(now.silence(), Some(27 * 10_000 / 90));
        assert_eq!(
            now.advice_review_due.as_ref().unwrap().value,
            NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
        );
    });
    on(&book, day(3, 29), |now| {
        assert_eq!(now.silence(), Some(20_000))
    });
}

/// What is recorded for a later day, and what was not yet known, is no part of it.
#[test]
fn both_times_hold() {
    use tenure::{Known, StreamId};
    let book = with(
        r#"[{"move_account": {"account": "a", "to": "active", "on": "2026-01-05"}},
            {"move_account": {"account": "a", "to": "at_risk", "on": "2026-06-01"}}]"#,
    );
    let stage = |book: &Book, date| on(book, date, |now| now.stage().map(|stage| stage.as_str()));
    assert_eq!(stage(&book, day(5, 31)), Some("active"));
    assert_eq!(stage(&book, day(6, 1)), Some("at_risk"));
    // As of the same day, before the second move was recorded.
    let facts = super::commands(
        r#"[{"open_account": {"account": "a", "on": "2026-01-01"}},
            {"move_account": {"account": "a", "to": "active", "on": "2026-01-05"}},
            {"move_account": {"account": "a", "to": "at_risk", "on": "2026-06-01"}}]"#,
    );
    let (_, accepted) = crate::domain::try_all(&facts);
    let facts: Vec<_> = accepted.into_iter().flatten().collect();
    let mut records = crate::domain::recorded(&facts);
    for (minute, record) in records.iter_mut().enumerate() {
        assert_eq!(record.stream, StreamId::Account(account("a")));
        record.recorded_at += chrono::TimeDelta::minutes(i64::try_from(minute).unwrap());
    }
    let known =
        |minute| Known::At(chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute));
    let then = Book::fold(&records, known(1)).unwrap();
    assert_eq!(stage(&then, day(6, 1)), Some("active"));
    let now = Book::fold(&records, known(2)).unwrap();
    assert_eq!(stage(&now, day(6, 1)), Some("at_risk"));
}
