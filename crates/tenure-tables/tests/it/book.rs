//! A small book with something in every table, and text in it that breaks careless writers.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta};
use tenure::decide::decide_all;
use tenure::journal::Profile;
use tenure::retention::RevenueHistory;
use tenure::{
    Book, Command, CommandId, Currency, Known, Name, Position, Record, SubjectId, Version,
};
use tenure_tables::Profiles;

/// The day of all tables that show one.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap()
}

/// The records of the sample, numbered as a journal numbers them.
pub(crate) fn records() -> Vec<Record> {
    let commands: Vec<Command> = serde_json::from_str(COMMANDS).unwrap();
    let mut decided = Book::default();
    let mut versions: BTreeMap<String, u64> = BTreeMap::new();
    let mut records = Vec::new();
    for command in commands {
        let facts = decide_all(&mut decided, std::slice::from_ref(&command))
            .unwrap_or_else(|refused| panic!("{command:?}: {refused:?}"));
        for fact in facts {
            let version = versions.entry(fact.stream.to_string()).or_default();
            *version += 1;
            let position = records.len() as u64 + 1;
            records.push(Record {
                position: Position::new(position).unwrap(),
                stream: fact.stream,
                version: Version::new(*version),
                effective_on: fact.effective_on,
                recorded_at: DateTime::UNIX_EPOCH
                    + TimeDelta::milliseconds(1_767_225_600_000 + 1_501 * position as i64),
                command: CommandId::new(format!("request-{position}")).unwrap(),
                actor: position.is_multiple_of(2).then(|| "maria".parse().unwrap()),
                corrects: fact.corrects,
                fact: fact.fact,
            });
        }
    }
    records
}

pub(crate) fn book() -> Book {
    Book::fold(&records(), Known::Now).unwrap()
}

pub(crate) fn history(book: &Book) -> RevenueHistory {
    RevenueHistory::from_book(book, Currency::USD).unwrap()
}

pub(crate) fn profiles() -> Profiles {
    let profile = |fields: &[(&str, &str)]| {
        let fields = fields
            .iter()
            .map(|(name, value)| (Name::new(name).unwrap(), (*value).to_owned()));
        Profile::new(fields.collect()).unwrap()
    };
    BTreeMap::from([
        (
            SubjectId::new("person-1").unwrap(),
            profile(&[
                (
                    "name",
                    "=HYPERLINK(\"http://example.com\",\"Ana O'Neil\") <b>&amp;</b>, \u{202e}1\u{202c}\r\nBEGIN:VEVENT",
                ),
                ("email", "ana@example.com"),
                ("phone", "+1 555 0100; ext=2"),
            ]),
        ),
        (
            SubjectId::new("person-2").unwrap(),
            profile(&[("name", "స్థూల 😀\0|`pipe`")]),
        ),
        (
            SubjectId::new("person-3").unwrap(),
            profile(&[
                ("name", "Maria"),
                ("pay.yearly", "60000.00 USD"),
                ("pay.yearly_cost", "78000.50 USD"),
            ]),
        ),
    ])
}

const COMMANDS: &str = r#"[
    {"hire_manager": {"manager": "maria", "on": "2025-01-01"}},
    {"hire_manager": {"manager": "ravi", "on": "2025-01-01"}},
    {"link_manager_profile": {"manager": "maria", "subject": "person-3", "on": "2025-01-01"}},
    {"assess_role": {"manager": "ravi", "role": "technical", "proficiency": "expert", "on": "2025-01-01"}},
    {"offer_product": {"product": "gold", "needs": ["close the books"], "on": "2025-01-01"}},
    {"open_account": {"account": "acme, \"Ltd\"", "on": "2025-01-01"}},
    {"open_account": {"account": "=1+1", "on": "2025-02-01"}},
    {"open_account": {"account": "007", "on": "2025-03-01"}},
    {"open_account": {"account": "స్థూల", "on": "2026-01-01"}},
    {"classify_account": {"account": "acme, \"Ltd\"", "dimension": "segment", "class": "enterprise", "on": "2025-01-01"}},
    {"classify_account": {"account": "acme, \"Ltd\"", "dimension": "segment", "class": "mid-market", "on": "2026-03-01"}},
    {"classify_account": {"account": "=1+1", "dimension": "industry", "class": "EdTech | <i>", "on": "2025-02-01"}},
    {"place_account_under": {"account": "=1+1", "parent": "acme, \"Ltd\"", "on": "2025-06-01"}},
    {"agree_billing_currency": {"account": "acme, \"Ltd\"", "currency": "USD", "on": "2025-01-01"}},
    {"locate_account": {"account": "acme, \"Ltd\"", "time_zone": "Asia/Kolkata", "on": "2025-01-01"}},
    {"acquire_customer": {"account": "acme, \"Ltd\"", "cost": "1250.00 USD", "source": "trade fair", "on": "2025-01-01"}},
    {"move_account": {"account": "acme, \"Ltd\"", "to": "active", "on": "2025-01-01"}},
    {"move_account": {"account": "007", "to": "active", "on": "2025-03-01"}},
    {"churn_account": {"account": "007", "reason": "competitor", "on": "2026-02-01"}},
    {"assign_manager": {"account": "acme, \"Ltd\"", "manager": "maria", "cause": "rule", "on": "2025-01-01"}},
    {"assign_manager": {"account": "acme, \"Ltd\"", "manager": "ravi", "cause": "transfer", "on": "2026-05-01"}},
    {"arrange_cover": {"account": "acme, \"Ltd\"", "manager": "maria", "on": "2026-06-20", "until": "2026-07-10"}},
    {"assign_manager": {"account": "=1+1", "manager": "maria", "cause": "import", "on": "2025-02-01"}},
    {"assign_support": {"account": "=1+1", "seat": {"manager": "ravi", "role": "technical"}, "credit": 2500, "on": "2025-03-01"}},
    {"release_support": {"account": "=1+1", "seat": {"manager": "ravi", "role": "technical"}, "on": "2026-03-01"}},
    {"leave_vacant": {"account": "007", "on": "2025-12-01"}},
    {"sign_contract": {"account": "acme, \"Ltd\"", "contract": "K-1", "signed_on": "2024-12-15", "on": "2025-01-01",
        "terms": {"length": {"fixed": {"months": 12, "auto_renew": true}}, "notice_days": 30}}},
    {"agree_line": {"account": "acme, \"Ltd\"", "contract": "K-1", "line": "L-1", "on": "2025-01-01",
        "terms": {"product": "gold", "quantity": 4, "unit_price": "30.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}},
    {"agree_line": {"account": "acme, \"Ltd\"", "contract": "K-1", "line": "L-1", "on": "2026-02-15",
        "terms": {"product": "gold", "quantity": 6, "unit_price": "30.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}},
    {"start_subscription": {"account": "=1+1", "subscription": "S-1", "span": {"start": "2025-02-01", "end": null}, "monthly": "80.50 USD"}},
    {"reprice_subscription": {"account": "=1+1", "subscription": "S-1", "monthly": "40.25 USD", "on": "2026-04-01"}},
    {"start_subscription": {"account": "007", "subscription": "S-2", "span": {"start": "2025-03-01", "end": "2026-02-01"}, "monthly": "19.99 USD"}},
    {"start_subscription": {"account": "007", "subscription": "S-3", "span": {"start": "2026-05-10", "end": null}, "monthly": "25.00 USD"}},
    {"add_contact": {"account": "acme, \"Ltd\"", "contact": "C-1", "subject": "person-1", "on": "2025-01-01"}},
    {"add_contact": {"account": "acme, \"Ltd\"", "contact": "C-2", "subject": "person-2", "on": "2025-01-01"}},
    {"give_contact_role": {"account": "acme, \"Ltd\"", "contact": "C-1", "role": "sponsor", "on": "2025-01-01"}},
    {"judge_influence": {"account": "acme, \"Ltd\"", "contact": "C-1", "influence": "high", "on": "2025-01-01"}},
    {"record_interaction": {"account": "acme, \"Ltd\"", "on": "2026-05-20", "interaction": {"interaction": "I-1", "kind": "business_review",
        "manager": "ravi", "role": "relationship", "contacts": ["C-1", "C-2"], "minutes": 45, "sentiment": "positive", "notes": null}}},
    {"record_interaction": {"account": "=1+1", "on": "2026-06-01", "interaction": {"interaction": "I-2", "kind": "note",
        "manager": "maria", "role": "sales", "contacts": [], "minutes": null, "sentiment": null, "notes": null}}},
    {"make_commitment": {"account": "acme, \"Ltd\"", "on": "2026-05-20", "commitment": {"commitment": "M-1",
        "origin": {"interaction": "I-1"}, "owner": "ravi", "due": "2026-06-15", "notes": null}}},
    {"make_commitment": {"account": "=1+1", "on": "2026-05-02", "commitment": {"commitment": "M-2",
        "origin": null, "owner": "maria", "due": "2026-05-31", "notes": null}}},
    {"settle_commitment": {"account": "=1+1", "commitment": "M-2", "outcome": "kept", "on": "2026-05-30"}},
    {"open_case": {"account": "acme, \"Ltd\"", "on": "2026-06-05", "case": {"case": "B-1", "at": "16:30:00", "kind": "problem",
        "role": "support", "priority": "high", "topic": "login; \"SSO\"", "contact": "C-2", "notes": null}}},
    {"answer_case": {"account": "acme, \"Ltd\"", "case": "B-1", "on": "2026-06-05", "at": "17:15:00"}},
    {"move_case": {"account": "acme, \"Ltd\"", "case": "B-1", "to": "resolved", "on": "2026-06-06", "at": "09:00:00"}},
    {"move_case": {"account": "acme, \"Ltd\"", "case": "B-1", "to": "open", "on": "2026-06-07", "at": "09:00:00"}},
    {"move_case": {"account": "acme, \"Ltd\"", "case": "B-1", "to": "resolved", "on": "2026-06-07", "at": "12:30:00"}},
    {"open_case": {"account": "=1+1", "on": "2026-06-29", "case": {"case": "B-2", "at": "08:00:00", "kind": "need",
        "role": "sales", "priority": "low", "topic": "more seats", "contact": null, "notes": null}}},
    {"record_survey_answer": {"account": "acme, \"Ltd\"", "on": "2026-06-10",
        "answer": {"response": "R-1", "contact": "C-1", "score": {"scale": "nps", "value": 9}, "comment": null}}},
    {"record_survey_answer": {"account": "acme, \"Ltd\"", "on": "2026-06-11",
        "answer": {"response": "R-2", "contact": "C-2", "score": {"scale": {"rating": {"lowest": -3, "highest": 3}}, "value": -2}, "comment": null}}},
    {"adopt_policy": {"policy": {"working_calendar": {"name": "office", "calendar": {"monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"]}}},
        "on": "2026-01-01"}},
    {"agree_capacity": {"manager": "maria", "capacity": {"minutes_per_week": 100, "utilisation_basis_points": 8000, "calendar": "office"},
        "on": "2026-01-01"}},
    {"move_account": {"account": "స్థూల", "to": "at_risk", "on": "2026-06-01"}},
    {"open_case": {"account": "స్థూల", "on": "2026-06-28", "case": {"case": "B-3", "at": "18:45:00", "kind": "problem",
        "role": "technical", "priority": "urgent", "topic": "<b>import</b> | తప్పు", "contact": null, "notes": null}}}
]"#;
