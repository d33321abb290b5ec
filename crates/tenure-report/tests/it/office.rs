//! A made-up book with day-to-day work: every kind of sign somewhere, the same on every run.

use chrono::NaiveDate;
use tenure::agenda::{Agenda, AgendaPolicy, RenewalPipeline};
use tenure::decide::decide_all;
use tenure::focus::FocusPolicy;
use tenure::health::Scorecard;
use tenure::situation::Viewpoint;
use tenure::staffing::{ManagerLoad, StaffingPolicy, StaffingQuestion, loads};
use tenure::{AccountId, Book, Command, ManagerId, Span};
use tenure_report::{AccountStanding, Heading, Language, ManagerReport, Names, RenewalReport};

use crate::book::day;

/// The day of every page.
pub(crate) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();

/// A book and what one of its managers is shown.
pub(crate) struct Office {
    pub(crate) book: Book,
    pub(crate) manager: ManagerId,
    card: Scorecard,
    ids: Vec<AccountId>,
}

/// What a page is made of.
pub(crate) struct Shown<'a> {
    pub(crate) agenda: Agenda<'a>,
    pub(crate) accounts: Vec<AccountStanding<'a>>,
    pub(crate) own: RenewalPipeline<'a>,
    pub(crate) whole: RenewalPipeline<'a>,
    pub(crate) load: Option<ManagerLoad>,
    pub(crate) names: Names<'a>,
}

impl Office {
    /// A book of so many accounts, two of three of them with one manager.
    pub(crate) fn of(accounts: usize) -> Self {
        let ids = (0..accounts).map(|number| format!("A-{number:03}"));
        Self::with_ids(ids.collect())
    }

    /// A book of accounts with these ids.
    pub(crate) fn with_ids(ids: Vec<String>) -> Self {
        let mut commands = given(DIRECTORY);
        for (number, id) in ids.iter().enumerate() {
            commands.extend(account(number, id));
        }
        let mut book = Book::default();
        let refused = decide_all(&mut book, &commands).err();
        assert!(refused.is_none(), "{refused:?}");
        Self {
            book,
            manager: ManagerId::new("maria").unwrap(),
            card: Scorecard::default(),
            ids: ids.iter().map(|id| AccountId::new(id).unwrap()).collect(),
        }
    }

    pub(crate) fn shown(&self) -> Shown<'_> {
        let (now, before) = (
            Viewpoint::of(&self.book, TODAY),
            Viewpoint::of(&self.book, day(2026, 8, 7)),
        );
        let week = Span::new(TODAY, Some(day(2026, 9, 14))).unwrap();
        let own = now.situations();
        let own = own.filter(|situation| situation.holder == Some(&self.manager));
        let question = StaffingQuestion::whole_book(
            Span::new(day(2026, 9, 1), Some(day(2026, 10, 1))).unwrap(),
        );
        let loads = loads(&self.book, &StaffingPolicy::default(), &question).unwrap();
        let mut names = Names::default();
        for (number, id) in self.ids.iter().enumerate() {
            if let Some(name) = NAMES.get(number) {
                names.accounts.insert(id, name);
            }
        }
        names.managers.insert(&self.manager, "Maria Fernandes");
        Shown {
            agenda: Agenda::of(
                &now,
                &self.manager,
                week,
                &self.card,
                &AgendaPolicy::default(),
            ),
            accounts: AccountStanding::of_manager(
                &now,
                Some(&before),
                &self.manager,
                &FocusPolicy::default(),
                &self.card,
            ),
            own: RenewalPipeline::from_situations(own).unwrap(),
            whole: RenewalPipeline::of(&self.book, TODAY).unwrap(),
            load: loads.into_iter().find(|load| load.manager == self.manager),
            names,
        }
    }
}

impl Shown<'_> {
    pub(crate) fn manager(&self) -> ManagerReport<'_> {
        ManagerReport {
            heading: heading("Maria's book"),
            agenda: &self.agenda,
            accounts: &self.accounts,
            renewals: &self.own,
            load: self.load.as_ref(),
            names: &self.names,
        }
    }

    pub(crate) fn renewals(&self) -> RenewalReport<'_> {
        RenewalReport {
            heading: heading("Renewals, Northwind Cloud"),
            pipeline: &self.whole,
            names: &self.names,
        }
    }
}

fn heading(title: &str) -> Heading<'_> {
    Heading {
        title,
        subtitle: "All customers",
        notes: &["Simulated data: no real customer is in it"],
        as_of: TODAY,
        language: Language::English,
    }
}

/// Of the first accounts; the others have ids only.
const NAMES: [&str; 8] = [
    "Harbour & Sons",
    "Blue Kite Logistics",
    "గోదావరి మీడియా",
    "Müller Maschinenbau",
    "מאפיית הגליל",
    "Sunrise Schools Trust",
    "Orchard <Foods>",
    "شركة النور",
];

const DIRECTORY: &str = r#"[
    {"adopt_policy": {"on": "2025-01-01", "policy": {"working_calendar": {"name": "office", "calendar":
        {"monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"], "wednesday": ["09:00-17:00"], "thursday": ["09:00-17:00"],
         "friday": ["09:00-15:00"], "holidays": []}}}}},
    {"adopt_policy": {"on": "2025-01-01", "policy": {"play": {"name": "save", "version": 1, "steps": [
        {"name": "listen", "role": "relationship", "after_days": 2, "minutes": 60},
        {"name": "repair", "role": "technical", "after_days": 10, "minutes": 90}], "exits": ["lost", "saved"]}}}},
    {"hire_manager": {"manager": "maria", "on": "2025-01-01"}},
    {"hire_manager": {"manager": "arjun", "on": "2025-01-01"}},
    {"agree_capacity": {"manager": "maria", "on": "2025-01-01",
        "capacity": {"minutes_per_week": 900, "utilisation_basis_points": 8000, "calendar": "office"}}},
    {"agree_capacity": {"manager": "arjun", "on": "2025-01-01",
        "capacity": {"minutes_per_week": 2400, "utilisation_basis_points": 8000, "calendar": "office"}}},
    {"form_team": {"team": "platform", "name": "Platform", "discipline": "engineering", "on": "2025-01-01"}},
    {"offer_product": {"product": "ledger", "needs": ["close the books"], "on": "2025-01-01"}}
]"#;

fn given(json: &str) -> Vec<Command> {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// What happened with one account.
fn account(number: usize, id: &str) -> Vec<Command> {
    let manager = if number % 3 == 2 { "arjun" } else { "maria" };
    let id = serde_json::to_string(id).unwrap();
    let monthly = format!("{}.50 USD", 180 + number * number * 37 % 2_400);
    let segment = ["small", "mid-market", "enterprise"][number % 3];
    let mut json = format!(
        r#"[{{"open_account": {{"account": {id}, "on": "2025-02-01"}}}},
        {{"classify_account": {{"account": {id}, "dimension": "segment", "class": "{segment}", "on": "2025-02-01"}}}},
        {{"assign_manager": {{"account": {id}, "manager": "{manager}", "cause": "claim", "on": "2025-02-01"}}}},
        {{"move_account": {{"account": {id}, "to": "active", "on": "2025-02-01"}}}},
        {{"add_contact": {{"account": {id}, "contact": "C", "subject": "person-{number}", "on": "2025-02-01"}}}},
        {{"give_contact_role": {{"account": {id}, "contact": "C", "role": "sponsor", "on": "2025-02-01"}}}},
        {{"record_survey_answer": {{"account": {id}, "on": "2026-0{}-10", "answer":
            {{"response": "R", "contact": "C", "score": {{"scale": "nps", "value": {}}}, "comment": null}}}}}},
        {{"record_interaction": {{"account": {id}, "on": "2026-08-{:02}", "interaction": {{"interaction": "I", "kind": "call",
            "manager": "{manager}", "role": "relationship", "contacts": ["C"], "minutes": 30, "sentiment": "positive", "notes": null}}}}}}"#,
        6 + number % 3,
        number * 7 % 11,
        1 + number % 28,
    );
    let mut add = |text: String| {
        json.push_str(",\n");
        json.push_str(&text);
    };
    if number.is_multiple_of(4) {
        let auto = number.is_multiple_of(8);
        let signed = format!("2025-{:02}-{:02}", 2 + number % 10, 1 + number % 27);
        let price = 120 + number * 90 % 1_500;
        add(format!(
            r#"{{"sign_contract": {{"account": {id}, "contract": "K-{number}", "signed_on": "{signed}", "on": "{signed}",
                "terms": {{"length": {{"fixed": {{"months": 12, "auto_renew": {auto}}}}}, "notice_days": 30}}}}}},
            {{"agree_line": {{"account": {id}, "contract": "K-{number}", "line": "L", "on": "{signed}", "terms": {{"product": "ledger",
                "quantity": 2, "unit_price": "{price}.00 USD", "interval": {{"every": 1, "unit": "month"}}, "trial_until": null}}}}}}"#,
        ));
    } else {
        let end = match number % 5 {
            0 => "null".to_owned(),
            other => format!(
                "\"202{}-{:02}-{:02}\"",
                6 + other / 4,
                [10, 11, 12, 2][other - 1],
                1 + number % 27
            ),
        };
        add(format!(
            r#"{{"start_subscription": {{"account": {id}, "subscription": "S-{number}",
                "span": {{"start": "2025-02-01", "end": {end}}}, "monthly": "{monthly}"}}}}"#,
        ));
    }
    match number % 7 {
        0 => add(format!(
            r#"{{"open_case": {{"account": {id}, "on": "2026-09-0{}", "case": {{"case": "X-{number}", "at": "09:05:00",
                "kind": "problem", "role": "support", "priority": "urgent", "topic": "login", "contact": null, "notes": null}}}}}}"#,
            1 + number % 6,
        )),
        1 => add(format!(
            r#"{{"make_commitment": {{"account": {id}, "on": "2026-08-20", "commitment":
                {{"commitment": "M-{number}", "origin": null, "owner": "{manager}", "due": "2026-09-0{}", "notes": null}}}}}}"#,
            1 + number % 8,
        )),
        2 => add(format!(
            r#"{{"move_account": {{"account": {id}, "to": "at_risk", "on": "2026-08-25"}}}},
            {{"start_play": {{"account": {id}, "run": "P-{number}", "play": "save", "on": "2026-08-26"}}}},
            {{"do_play_step": {{"account": {id}, "run": "P-{number}", "step": "listen", "on": "2026-08-27"}}}}"#
        )),
        3 => add(format!(
            r#"{{"contact_leaves": {{"account": {id}, "contact": "C", "on": "2026-08-30"}}}}"#
        )),
        4 => add(format!(
            r#"{{"record_fit_review": {{"account": {id}, "on": "2026-08-10", "review": {{"review": "F-{number}",
                "manager": "{manager}", "sales": {{"team": "platform"}}, "products": {{"ledger":
                {{"clarity": "unclear", "suitability": "partly", "gaps": ["offline use"]}}}}, "notes": null}}}}}}"#
        )),
        5 => add(format!(
            r#"{{"open_opportunity": {{"account": {id}, "on": "2026-07-01", "opportunity": {{"opportunity": "O-{number}",
                "kind": "upsell", "monthly": "250.00 USD", "expected_close": "2026-09-30"}}}}}},
            {{"rate_account": {{"account": {id}, "on": "2026-09-01", "rated": {{"manager": "{manager}", "rating": 2}}}}}}"#
        )),
        _ => add(format!(
            r#"{{"move_account": {{"account": {id}, "to": "past_due", "on": "2026-08-18"}}}}"#
        )),
    }
    json.push(']');
    given(&json)
}
