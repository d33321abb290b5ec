//! The model: what is so on a day, read from the recorded facts alone, as JSON, one question at a time.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde_json::Value;
use tenure::{Fact, Position, Record};

/// A fact that still holds.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// `directory` or `account:` and the account.
    pub(super) stream: String,
    pub(super) on: NaiveDate,
    position: Position,
    pub(super) what: &'static str,
    pub(super) fact: Value,
}

impl Said {
    pub(super) const fn position(&self) -> Position {
        self.position
    }

    /// A field as text, nothing for what is absent.
    pub(super) fn text(&self, field: &str) -> String {
        match &self.fact[field] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    pub(super) fn day(&self, field: &str) -> Option<NaiveDate> {
        self.fact[field].as_str().map(|text| text.parse().unwrap())
    }

    /// When it happened within all that happened: by day, time of day where there is one, and then as recorded.
    fn moment(&self) -> (NaiveDate, String, Position) {
        (self.on, self.text("at"), self.position)
    }
}

/// Takes a record in: a fact more, or one less.
pub(super) fn hear(said: &mut Vec<Said>, record: &Record) {
    said.retain(|said| Some(said.position) != record.corrects);
    if matches!(record.fact, Fact::RecordWithdrawn(_)) {
        return;
    }
    said.push(Said {
        stream: record.stream.to_string(),
        on: record.effective_on,
        position: record.position,
        what: record.fact.type_name(),
        fact: serde_json::from_str(&record.fact.to_json().unwrap()).unwrap(),
    });
}

/// Some of the facts.
#[derive(Clone)]
pub(super) struct Facts<'a>(Vec<&'a Said>);

impl<'a> Facts<'a> {
    pub(super) fn of(said: &'a [Said], stream: &str) -> Self {
        Self(said.iter().filter(|said| said.stream == stream).collect())
    }

    pub(super) fn about(&self, field: &str, is: &str) -> Self {
        let about = self.0.iter().filter(|said| said.text(field) == is);
        Self(about.copied().collect())
    }

    pub(super) fn of_kind(&self, kinds: &[&str]) -> Self {
        let of_kind = self.0.iter().filter(|said| kinds.contains(&said.what));
        Self(of_kind.copied().collect())
    }

    /// In the order in which things happened.
    pub(super) fn in_order(&self) -> Vec<&'a Said> {
        let mut facts = self.0.clone();
        facts.sort_by_key(|said| said.moment());
        facts
    }

    pub(super) fn until(&self, day: NaiveDate) -> Vec<&'a Said> {
        let facts = self.in_order().into_iter();
        facts.take_while(|said| said.on <= day).collect()
    }

    /// The last word by a day.
    pub(super) fn last(&self, kinds: &[&str], day: NaiveDate) -> Option<&'a Said> {
        self.of_kind(kinds).until(day).pop()
    }

    fn values(&self, kinds: &[&str], field: &str) -> BTreeSet<String> {
        let facts = self.of_kind(kinds).0.into_iter();
        facts.map(|said| said.text(field)).collect()
    }
}

pub(super) fn is_employed(said: &[Said], manager: &str, day: NaiveDate) -> bool {
    let facts = Facts::of(said, "directory").about("manager", manager);
    let last = facts.last(&["manager_hired", "manager_left"], day);
    last.is_some_and(|last| last.what == "manager_hired")
}

pub(super) fn accounts(said: &[Said]) -> BTreeSet<&str> {
    let opened = said.iter().filter(|said| said.what == "account_opened");
    opened
        .filter_map(|said| said.stream.strip_prefix("account:"))
        .collect()
}

/// Every statement that is true on a day.
pub(super) fn answers(said: &[Said], day: NaiveDate) -> BTreeSet<String> {
    let mut so = BTreeSet::new();
    directory(said, day, &mut so);
    for account in accounts(said) {
        let facts = Facts::of(said, &format!("account:{account}"));
        let mut here = BTreeSet::new();
        holders(said, &facts, day, &mut here);
        particulars(&facts, day, &mut here);
        contacts(&facts, day, &mut here);
        handovers(&facts, day, &mut here);
        money(&facts, day, &mut here);
        work(&facts, day, &mut here);
        so.extend(here.into_iter().map(|line| format!("{account}: {line}")));
    }
    so
}

fn directory(said: &[Said], day: NaiveDate, so: &mut BTreeSet<String>) {
    let all = Facts::of(said, "directory");
    for manager in all.values(&["manager_hired"], "manager") {
        let facts = all.about("manager", &manager);
        if is_employed(said, &manager, day) {
            so.insert(format!("{manager} is employed"));
        }
        for absence in facts.values(&["absence_planned"], "absence") {
            let facts = facts.about("absence", &absence);
            let planned = facts.of_kind(&["absence_planned"]).in_order()[0];
            let ends = facts
                .of_kind(&["absence_shortened"])
                .in_order()
                .into_iter()
                .map(|said| said.on);
            let until = ends.chain(planned.day("until")).min();
            let cancelled = !facts.of_kind(&["absence_cancelled"]).0.is_empty();
            if !cancelled && planned.on <= day && until.is_none_or(|until| day < until) {
                so.insert(format!("{manager} is away"));
            }
        }
        for role in facts.values(&["role_proficiency_assessed"], "role") {
            let last = facts
                .about("role", &role)
                .last(&["role_proficiency_assessed"], day);
            said_of(last, "proficiency", &format!("{manager} in {role}"), so);
        }
        for language in facts.values(&["language_assessed"], "language") {
            let last = facts
                .about("language", &language)
                .last(&["language_assessed"], day);
            said_of(last, "level", &format!("{manager} speaks {language}"), so);
        }
        let zone = facts.last(&["time_zone_agreed"], day);
        said_of(zone, "time_zone", &format!("{manager} in zone"), so);
        let subject = facts.last(&["manager_profile_linked"], day);
        said_of(subject, "subject", &format!("{manager} is subject"), so);
        let capacity = facts.last(&["capacity_agreed"], day);
        said_of(capacity, "capacity", &format!("{manager} has"), so);
        let studies = facts.of_kind(&["education_completed"]).until(day).len();
        so.insert(format!("{manager} completed {studies} studies"));
        for kind in facts.values(&["qualification_awarded"], "kind") {
            let facts = facts.about("kind", &kind);
            let revoked = facts.of_kind(&["qualification_revoked"]).until(day);
            let awards = facts
                .of_kind(&["qualification_awarded"])
                .until(day)
                .into_iter();
            let valid = awards
                .filter(|award| award.day("expires_on").is_none_or(|expires| day < expires))
                .any(|award| revoked.iter().all(|revoked| revoked.on <= award.on));
            if valid {
                so.insert(format!("{manager} is {kind}"));
            }
        }
    }
    for team in all.values(&["team_formed"], "team") {
        let facts = all.about("team", &team);
        let life = facts.last(&["team_formed", "team_dissolved"], day);
        if life.is_none_or(|life| life.what == "team_dissolved") {
            continue;
        }
        so.insert(format!("team {team}"));
        for member in facts.values(&["team_member_joined"], "manager") {
            let facts = facts.about("manager", &member);
            let last = facts.last(&["team_member_joined", "team_member_left"], day);
            let joined = last.is_some_and(|last| last.what == "team_member_joined");
            if joined && is_employed(said, &member, day) {
                so.insert(format!("{member} belongs to {team}"));
            }
        }
    }
    for product in all.values(&["product_offered"], "product") {
        let facts = all.about("product", &product);
        let last = facts.last(&["product_offered", "product_withdrawn"], day);
        said_of(last, "needs", &format!("{product} meets"), so);
    }
    let topic = |said: &Said| {
        let policy = said.fact["policy"].as_object().unwrap();
        let (topic, policy) = policy.iter().next().unwrap();
        let part = policy.get("name").or(policy.get("role"));
        format!(
            "{topic} {}",
            part.and_then(Value::as_str).unwrap_or_default()
        )
    };
    let adopted = all.of_kind(&["policy_adopted"]).in_order();
    for wanted in adopted
        .iter()
        .map(|said| topic(said))
        .collect::<BTreeSet<_>>()
    {
        let last = adopted
            .iter()
            .rfind(|said| said.on <= day && topic(said) == wanted);
        if let Some(last) = last {
            so.insert(format!("policy {}", last.fact["policy"]));
        }
    }
}

/// Adds what a field of the last word says, if it says anything.
fn said_of(last: Option<&Said>, field: &str, of: &str, so: &mut BTreeSet<String>) {
    let value = last
        .map(|last| last.text(field))
        .filter(|value| !value.is_empty());
    so.extend(value.map(|value| format!("{of} {value}")));
}

fn holders(said: &[Said], facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    match facts.last(&["manager_assigned", "account_left_vacant"], day) {
        None => {}
        Some(last) if last.what == "account_left_vacant" => {
            so.extend(["vacant".to_owned(), "covered: vacant".to_owned()]);
        }
        Some(last) => {
            let manager = last.text("manager");
            so.insert(format!("held by {manager}, {}", last.text("cause")));
            let there = super::requests::DAYS
                .iter()
                .map(|text| text.parse::<NaiveDate>().unwrap())
                .filter(|other| last.on <= *other && *other <= day)
                .all(|other| is_employed(said, &manager, other));
            let word = if there { "held" } else { "left behind" };
            so.insert(format!("covered: {word} by {manager}"));
        }
    }
    for arranged in facts.of_kind(&["cover_arranged"]).until(day) {
        if arranged.day("until").is_some_and(|until| day < until) {
            so.insert(format!("{} stands in", arranged.text("manager")));
        }
    }
    for (manager, role, credit) in seats(facts, day) {
        so.insert(format!("{manager} supports as {role} for {credit}"));
    }
}

/// Who supports in which role with which part of the credit.
pub(super) fn seats(facts: &Facts<'_>, day: NaiveDate) -> Vec<(String, String, u64)> {
    let mut seats = Vec::new();
    for manager in facts.values(&["support_assigned"], "manager") {
        let facts = facts.about("manager", &manager);
        for role in facts.values(&["support_assigned"], "role") {
            let facts = facts.about("role", &role);
            let last = facts.last(&["support_assigned", "support_released"], day);
            if let Some(credit) = last.and_then(|last| last.fact["credit"].as_u64()) {
                seats.push((manager.clone(), role, credit));
            }
        }
    }
    seats
}

pub(super) const STAGES: [&str; 4] = [
    "account_stage_entered",
    "account_cancelled",
    "account_churned",
    "account_won_back",
];

/// The stage that a fact brings.
pub(super) fn stage(said: &Said) -> String {
    match said.what {
        "account_cancelled" => "pending_cancellation".into(),
        "account_churned" => "churned".into(),
        "account_won_back" => "reactivated".into(),
        _ => said.text("stage"),
    }
}

/// Into which account it is merged, under which it stands.
pub(super) fn above(facts: &Facts<'_>, day: NaiveDate) -> (Option<String>, Option<String>) {
    let merged = facts.last(&["account_merged", "merge_undone"], day);
    let placed = facts.last(&["account_placed_under", "account_made_independent"], day);
    let named = |last: Option<&Said>, field| {
        last.map(|last| last.text(field))
            .filter(|named| !named.is_empty())
    };
    (named(merged, "into"), named(placed, "parent"))
}

fn particulars(facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    let (merged, parent) = above(facts, day);
    match (&merged, facts.last(&STAGES, day)) {
        (Some(_), _) => so.insert("is merged".into()),
        (None, Some(last)) => so.insert(format!("is {}", stage(last))),
        (None, None) => false,
    };
    match (merged, parent) {
        (Some(into), _) => so.insert(format!("merged into {into}")),
        (None, Some(parent)) => so.insert(format!("under {parent}")),
        (None, None) => false,
    };
    for dimension in facts.values(&["account_classified"], "dimension") {
        let last = facts
            .about("dimension", &dimension)
            .last(&["account_classified"], day);
        said_of(last, "class", &format!("{dimension} is"), so);
    }
    said_of(
        facts.last(&["billing_currency_agreed"], day),
        "currency",
        "pays in",
        so,
    );
    said_of(
        facts.last(&["account_located"], day),
        "time_zone",
        "is in",
        so,
    );
    let won = facts.last(&["customer_acquired"], day);
    so.extend(won.map(|won| format!("won for [{}] by [{}]", won.text("cost"), won.text("source"))));
}

fn contacts(facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    for contact in facts.values(&["contact_added"], "contact") {
        let facts = facts.about("contact", &contact);
        let presence = facts.last(&["contact_added", "contact_left", "contact_returned"], day);
        if presence.is_some_and(|last| last.what != "contact_left") {
            so.insert(format!("{contact} is there"));
            for role in facts.values(&["contact_role_given"], "role") {
                let steps =
                    facts.of_kind(&["contact_role_given", "contact_role_ended", "sponsor_lost"]);
                let last = steps.until(day).into_iter().rfind(|step| {
                    step.text("role") == role || (step.what == "sponsor_lost" && role == "sponsor")
                });
                if last.is_some_and(|last| last.what == "contact_role_given") {
                    so.insert(format!("{contact} is {role}"));
                }
            }
        }
        let judged = facts.last(&["contact_influence_judged"], day);
        said_of(
            judged,
            "influence",
            &format!("the word of {contact} counts"),
            so,
        );
    }
    let lost = facts.of_kind(&["sponsor_lost"]).until(day);
    so.extend(lost.last().map(|_| "lost a sponsor".to_owned()));
}

fn handovers(facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    for handover in facts.values(&["handover_started"], "handover") {
        let facts = facts.about("handover", &handover);
        let started = facts.of_kind(&["handover_started"]).in_order()[0];
        for item in started.fact["items"].as_array().unwrap() {
            let settled = facts
                .of_kind(&["handover_item_done", "handover_item_waived"])
                .until(day);
            let settled = settled
                .into_iter()
                .rfind(|settled| settled.fact["item"] == *item);
            let word = settled.map_or("open", |settled| settled.what);
            so.insert(format!("{handover}: {item} {word}"));
        }
        let end = facts
            .of_kind(&["handover_completed", "handover_abandoned"])
            .in_order();
        so.extend(
            end.first()
                .map(|end| format!("{handover} ends by {}", end.what)),
        );
    }
}

fn money(facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    for subscription in facts.values(&["subscription_started"], "subscription") {
        let facts = facts.about("subscription", &subscription);
        let kinds = [
            "subscription_started",
            "subscription_repriced",
            "subscription_ended",
        ];
        said_of(
            facts.last(&kinds, day),
            "monthly",
            &format!("{subscription} at"),
            so,
        );
    }
    for contract in facts.values(&["contract_signed"], "contract") {
        let facts = facts.about("contract", &contract);
        let lines = ["line_agreed", "line_removed", "plan_swapped"];
        let steps = facts.of_kind(&lines).until(day);
        let mut ids = facts.values(&["line_agreed"], "line");
        ids.extend(facts.values(&["plan_swapped"], "to"));
        for id in ids {
            let last = steps.iter().rfind(|step| {
                [step.text("line"), step.text("from"), step.text("to")].contains(&id)
            });
            let agreed = last.filter(|last| last.what != "line_removed" && last.text("from") != id);
            let price = agreed.map(|agreed| agreed.fact["terms"]["unit_price"].as_str().unwrap());
            so.extend(price.map(|price| format!("{contract}: {id} at {price}")));
        }
        let paused = facts.last(&["contract_paused", "contract_resumed"], day);
        if paused.is_some_and(|last| last.what == "contract_paused") {
            so.insert(format!("{contract} rests"));
        }
        let asked = facts
            .of_kind(&["contract_cancelled", "cancellation_retracted"])
            .in_order();
        if let Some(last) = asked
            .last()
            .filter(|last| last.what == "contract_cancelled")
        {
            so.insert(format!(
                "{contract} is served until {}",
                last.text("service_end")
            ));
        }
    }
}

fn work(facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    let held = facts.of_kind(&["interaction_held"]).until(day);
    let last = held.into_iter().rfind(|held| held.text("kind") != "note");
    said_of(last, "interaction", "last talked in", so);
    for commitment in facts.values(&["commitment_made"], "commitment") {
        let facts = facts.about("commitment", &commitment);
        let made = facts.of_kind(&["commitment_made"]).in_order()[0];
        let settled = facts.last(&["commitment_settled"], day).is_some();
        if made.on <= day && !settled {
            let overdue = made.day("due").is_some_and(|due| due < day);
            so.insert(format!(
                "promised {commitment}{}",
                if overdue { ", overdue" } else { "" }
            ));
        }
    }
    let rated = facts.last(&["account_rated"], day);
    so.extend(rated.map(|rated| {
        format!(
            "{} rates it {}",
            rated.text("manager"),
            rated.text("rating")
        )
    }));
    let answers = facts.of_kind(&["survey_answered"]).until(day).len();
    let reviews = facts.of_kind(&["fit_review_held"]).until(day).len();
    so.insert(format!("{answers} answers, {reviews} reviews"));
    for tie in facts.values(&["liaison_tied"], "liaison") {
        let last = facts
            .about("liaison", &tie)
            .last(&["liaison_tied", "liaison_untied"], day);
        said_of(last, "purpose", &format!("tied {tie} for"), so);
    }
    for request in facts.values(&["liaison_requested"], "request") {
        let facts = facts.about("request", &request);
        let asked = facts.last(&["liaison_requested"], day).is_some();
        if asked && facts.last(&["liaison_answered"], day).is_none() {
            so.insert(format!("asked {request}"));
        }
    }
    for opportunity in facts.values(&["opportunity_opened"], "opportunity") {
        let facts = facts.about("opportunity", &opportunity);
        let kinds = [
            "opportunity_opened",
            "opportunity_moved",
            "opportunity_closed",
        ];
        if let Some(last) = facts.last(&kinds, day) {
            let state = match last.what {
                "opportunity_opened" => "identified".into(),
                "opportunity_moved" => last.text("to"),
                _ => last.text("outcome"),
            };
            so.insert(format!("{opportunity} is {state}"));
        }
        let terms = facts.last(&["opportunity_opened", "opportunity_revised"], day);
        said_of(terms, "monthly", &format!("{opportunity} brings"), so);
    }
    for run in facts.values(&["play_started"], "run") {
        play(&run, &facts.about("run", &run), day, so);
    }
    for case in facts.values(&["case_opened"], "case") {
        let facts = facts.about("case", &case).until(day);
        let mut state = String::new();
        for step in &facts {
            match (step.what, state.as_str()) {
                ("case_opened", _) => state = "new".into(),
                ("case_moved", _) => state = step.text("to"),
                ("case_answered", "new") | ("customer_replied", "waiting_for_customer") => {
                    state = "open".into()
                }
                _ => {}
            }
        }
        if facts.is_empty() {
            continue;
        }
        let last = |field: &str, kinds: &[&str]| {
            let last = facts.iter().rfind(|step| kinds.contains(&step.what));
            last.map(|last| last.text(field)).unwrap_or_default()
        };
        so.insert(format!(
            "{case} is {state}, {}, with {}, up to [{}]",
            last("priority", &["case_opened", "case_prioritised"]),
            last("role", &["case_opened", "case_handed_over"]),
            last("to", &["case_escalated", "case_deescalated"]),
        ));
    }
}

fn play(run: &str, facts: &Facts<'_>, day: NaiveDate, so: &mut BTreeSet<String>) {
    let Some(started) = facts.last(&["play_started"], day) else {
        return;
    };
    let over = facts.last(&["play_ended"], day).is_some();
    let settled: BTreeSet<String> = facts
        .of_kind(&["play_step_done", "play_step_skipped"])
        .until(day)
        .iter()
        .map(|said| said.text("step"))
        .collect();
    let steps = started.fact["play"]["steps"].as_array().unwrap();
    so.insert(format!(
        "{run} is {} after {} of {}",
        if over { "over" } else { "on its way" },
        settled.len(),
        steps.len(),
    ));
    for step in steps.iter().filter(|_| !over) {
        let name = step["name"].as_str().unwrap();
        let due = started.on + Days::new(step["after_days"].as_u64().unwrap());
        if !settled.contains(name) {
            so.insert(format!("{run} asks to {name} by {due}"));
        }
    }
}
