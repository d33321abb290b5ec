//! What a manager does next: by hand, and what holds whatever there is to do.

use tenure::agenda::{ActionKind, Agenda, AgendaPolicy, RenewalPipeline, Subject};
use tenure::health::Scorecard;
use tenure::situation::Viewpoint;
use tenure::{Book, Ratio, Span};

use super::{commands, working};
use crate::domain::{day, manager};

fn with(json: &str) -> Book {
    working(&commands(json))
}

/// The kinds on a manager's agenda of a week, in order, with whether they fit.
fn kinds(book: &Book, who: &str, month: u32, date: u32) -> Vec<(ActionKind, Option<bool>)> {
    let on = day(month, date);
    let week = Span::new(on, on.checked_add_days(chrono::Days::new(7))).unwrap();
    let (card, who) = (Scorecard::default(), manager(who));
    let viewpoint = Viewpoint::of(book, on);
    let agenda = Agenda::of(&viewpoint, &who, week, &card, &AgendaPolicy::default());
    let points: Vec<_> = agenda
        .actions()
        .iter()
        .map(|ranked| ranked.points)
        .collect();
    assert!(points.is_sorted_by(|a, b| a >= b));
    for ranked in agenda.actions() {
        let why = ranked.why;
        assert_eq!(ranked.points, why.kind + why.due + why.value + why.risk);
    }
    if let Some(available) = agenda.available_minutes() {
        let fitting = agenda
            .actions()
            .iter()
            .filter(|ranked| ranked.fits == Some(true));
        let taken: i128 = fitting
            .map(|ranked| i128::from(ranked.action.minutes))
            .sum();
        assert!(Ratio::of(taken, 1).unwrap() <= available);
    }
    agenda
        .actions()
        .iter()
        .map(|ranked| (ranked.action.kind, ranked.fits))
        .collect()
}

const MARIAS: &str = r#"{"assign_manager": {"account": "a", "manager": "maria", "cause": "claim", "on": "2026-01-01"}}"#;

#[test]
fn a_commitment_is_on_the_agenda_of_who_made_it() {
    let book = with(&format!(
        r#"[{MARIAS}, {{"make_commitment": {{"account": "a", "on": "2026-03-02", "commitment":
            {{"commitment": "M", "origin": null, "owner": "arjun", "due": "2026-03-10", "notes": null}}}}}}]"#
    ));
    assert_eq!(
        kinds(&book, "arjun", 3, 9),
        [(ActionKind::KeepCommitment, None)]
    );
    assert_eq!(kinds(&book, "maria", 3, 9), []);
    // Three days before it is due, and no earlier.
    assert_eq!(kinds(&book, "arjun", 3, 7).len(), 1);
    assert_eq!(kinds(&book, "arjun", 3, 6), []);
}

const UPSELL: &str = r#"
    {"add_contact": {"account": "a", "contact": "c", "subject": "s", "on": "2026-01-01"}},
    {"move_account": {"account": "a", "to": "active", "on": "2026-01-01"}},
    {"open_opportunity": {"account": "a", "on": "2026-02-01", "opportunity":
        {"opportunity": "O", "kind": "upsell", "monthly": "50.00 USD", "expected_close": "2026-03-20"}}}"#;

fn asked(value: i16) -> String {
    format!(
        r#"{{"record_survey_answer": {{"account": "a", "on": "2026-03-01", "answer":
            {{"response": "r", "contact": "c", "score": {{"scale": "nps", "value": {value}}}, "comment": null}}}}}}"#
    )
}

fn reviewed(clarity: &str) -> String {
    format!(
        r#"{{"record_fit_review": {{"account": "a", "on": "2026-03-01", "review": {{"review": "f", "manager": "maria",
            "sales": {{"team": "sales"}}, "products": {{"p": {{"clarity": "{clarity}", "suitability": "suits", "gaps": []}}}}, "notes": null}}}}}}"#
    )
}

#[test]
fn more_is_sold_only_to_the_satisfied_with_what_fits() {
    let sold = |more: &[String]| {
        let more: Vec<_> = more.iter().map(|command| format!(",{command}")).collect();
        let book = with(&format!("[{MARIAS},{UPSELL}{}]", more.concat()));
        let found = kinds(&book, "maria", 3, 9);
        found.iter().any(|(kind, _)| *kind == ActionKind::Upsell)
    };
    assert!(sold(&[asked(9), reviewed("clear")]));
    assert!(!sold(&[]), "nobody was asked");
    assert!(!sold(&[asked(9)]), "nobody knows whether it fits");
    assert!(
        !sold(&[asked(7), reviewed("clear")]),
        "not satisfied enough"
    );
    assert!(!sold(&[asked(9), reviewed("unclear")]), "unclear");
    let severe = r#"{"open_case": {"account": "a", "on": "2026-03-02", "case": {"case": "C", "at": "09:00:00", "kind": "problem",
        "role": "support", "priority": "urgent", "topic": "x", "contact": null, "notes": null}}}"#;
    assert!(
        !sold(&[asked(9), reviewed("clear"), severe.to_owned()]),
        "a severe case"
    );
    let at_risk = r#"{"move_account": {"account": "a", "to": "at_risk", "on": "2026-03-02"}}"#;
    assert!(
        !sold(&[asked(9), reviewed("clear"), at_risk.to_owned()]),
        "at risk"
    );
}

#[test]
fn what_does_not_fit_the_minutes_is_listed_as_not_fitting() {
    // 60 minutes a week: the urgent case (30) and one commitment (30) fit, the other does not.
    let promise = |id: &str| {
        format!(
            r#"{{"make_commitment": {{"account": "a", "on": "2026-03-02", "commitment":
            {{"commitment": "{id}", "origin": null, "owner": "maria", "due": "2026-03-10", "notes": null}}}}}}"#
        )
    };
    let book = with(&format!(
        r#"[{MARIAS},
        {{"adopt_policy": {{"on": "2026-01-01", "policy": {{"working_calendar": {{"name": "office", "calendar": {{
            "monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"], "holidays": []}}}}}}}}}},
        {{"agree_capacity": {{"manager": "maria", "on": "2026-01-01", "capacity":
            {{"minutes_per_week": 120, "utilisation_basis_points": 5000, "calendar": "office"}}}}}},
        {{"open_case": {{"account": "a", "on": "2026-03-02", "case": {{"case": "C", "at": "09:00:00", "kind": "problem",
            "role": "support", "priority": "urgent", "topic": "x", "contact": null, "notes": null}}}}}},
        {}, {}]"#,
        promise("M"),
        promise("N")
    ));
    let fits = kinds(&book, "maria", 3, 9);
    let expected = [
        (ActionKind::KeepCommitment, Some(true)),
        (ActionKind::KeepCommitment, Some(true)),
        (ActionKind::WorkCase, Some(false)),
    ];
    assert_eq!(fits, expected);
}

#[test]
fn each_action_has_one_owner() {
    let book = with(&format!(
        r#"[{MARIAS},
        {{"assess_role": {{"manager": "arjun", "role": "support", "proficiency": "competent", "on": "2026-01-01"}}}},
        {{"assign_support": {{"account": "a", "seat": {{"manager": "arjun", "role": "support"}}, "credit": 0, "on": "2026-01-01"}}}},
        {{"move_account": {{"account": "a", "to": "at_risk", "on": "2026-01-01"}}}},
        {{"open_case": {{"account": "a", "on": "2026-03-02", "case": {{"case": "C", "at": "09:00:00", "kind": "problem",
            "role": "support", "priority": "urgent", "topic": "x", "contact": null, "notes": null}}}}}}]"#
    ));
    assert_eq!(kinds(&book, "arjun", 3, 9), [(ActionKind::WorkCase, None)]);
    assert_eq!(kinds(&book, "maria", 3, 9), [(ActionKind::Save, None)]);
}

#[test]
fn a_qualification_that_expires_is_the_managers_own_action() {
    let book = with(
        r#"[{"award_qualification": {"manager": "maria", "kind": "CFP", "on": "2026-01-01", "expires_on": "2026-04-01"}}]"#,
    );
    let (card, who) = (Scorecard::default(), manager("maria"));
    let viewpoint = Viewpoint::of(&book, day(3, 9));
    let agenda = Agenda::of(
        &viewpoint,
        &who,
        Span::from(day(3, 9)),
        &card,
        &AgendaPolicy::default(),
    );
    let [only] = agenda.actions() else {
        panic!("one action, not {:?}", agenda.actions());
    };
    assert_eq!(only.action.kind, ActionKind::RenewQualification);
    assert_eq!(only.action.due, Some(day(3, 31)));
    assert!(matches!(&only.action.subject, Subject::Qualification(kind) if kind.as_str() == "CFP"));
    assert_eq!(kinds(&book, "maria", 1, 9), []);
}

#[test]
fn the_pipeline_counts_what_comes_up_by_how_soon() {
    let start = |id: &str, end: &str, monthly: &str| {
        format!(
            r#"{{"start_subscription": {{"account": "a", "subscription": "{id}", "monthly": "{monthly}",
            "span": {{"start": "2026-01-01", "end": {end}}}}}}}"#
        )
    };
    let book = with(&format!(
        "[{},{},{},{}]",
        start("S1", "\"2026-03-31\"", "10.00 USD"),
        start("S2", "\"2026-04-30\"", "20.00 USD"),
        start("S3", "\"2026-08-01\"", "30.00 EUR"),
        start("S4", "null", "40.00 USD"),
    ));
    let pipeline = RenewalPipeline::of(&book, day(3, 1)).unwrap();
    let totals: Vec<_> = pipeline
        .totals()
        .iter()
        .map(|total| {
            (
                total.within_days,
                total.count,
                total.base.to_string(),
                total.share(),
            )
        })
        .collect();
    let of = Ratio::of;
    let (ten, thirty) = ("10.00 USD".to_owned(), "30.00 USD".to_owned());
    assert_eq!(
        totals,
        [
            (30, 1, ten, of(1_000, 7_000)),
            (60, 2, thirty.clone(), of(3_000, 7_000)),
            (90, 2, thirty.clone(), of(3_000, 7_000)),
            (180, 1, "30.00 EUR".to_owned(), of(3_000, 3_000)),
            (180, 2, thirty, of(3_000, 7_000)),
        ]
    );
    let days: Vec<_> = pipeline.rows().iter().map(|row| row.days).collect();
    assert_eq!(days, [30, 60, 153]);
}
