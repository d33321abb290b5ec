//! What must hold of the facts, whoever decided them; and, for requests with short rules, whether they are accepted.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::naive::{self, Facts, Said, above, is_employed, seats, stage};
use super::requests::DAYS;

/// Which stage may follow which; the first word is the stage before, `-` for none.
const MOVES: [&str; 11] = [
    "- prospect onboarding active at_risk paused past_due pending_cancellation churned closed",
    "prospect onboarding active closed",
    "onboarding active at_risk paused past_due pending_cancellation churned",
    "active at_risk paused past_due pending_cancellation churned",
    "at_risk active paused past_due pending_cancellation churned",
    "paused active at_risk past_due pending_cancellation churned",
    "past_due active at_risk paused pending_cancellation churned",
    "pending_cancellation active at_risk past_due churned",
    "churned reactivated closed",
    "reactivated onboarding active at_risk paused past_due pending_cancellation churned",
    "closed prospect",
];

/// Which case state may follow which.
const CASE_MOVES: [&str; 5] = [
    "new open waiting_for_customer resolved closed",
    "open waiting_for_customer resolved",
    "waiting_for_customer open resolved",
    "resolved open closed",
    "closed open",
];

fn allows(table: &[&str], from: &str, to: &str) -> bool {
    from == to
        || table.iter().any(|row| {
            let mut words = row.split(' ');
            words.next() == Some(from) && words.any(|word| word == to)
        })
}

pub(super) fn check(said: &[Said]) -> Result<(), String> {
    let holds = |so: bool, what: String| if so { Ok(()) } else { Err(what) };
    directory(said)?;
    let days: Vec<NaiveDate> = DAYS.iter().map(|day| day.parse().unwrap()).collect();
    for account in naive::accounts(said) {
        let facts = Facts::of(said, &format!("account:{account}"));
        let opened = facts.of_kind(&["account_opened"]).in_order().len();
        holds(opened == 1, format!("{account} was opened {opened} times"))?;
        for day in &days {
            let credit: u64 = seats(&facts, *day)
                .iter()
                .map(|(_, _, credit)| credit)
                .sum();
            holds(
                credit <= 10_000,
                format!("{account} gives away {credit} on {day}"),
            )?;
            circle(said, account, *day)?;
            let covers = facts.of_kind(&["cover_arranged"]).until(*day).into_iter();
            let covers =
                covers.filter(|cover| cover.day("until").is_some_and(|until| *day < until));
            holds(
                covers.count() <= 1,
                format!("{account} is covered twice on {day}"),
            )?;
        }
        let mut before = "-".to_owned();
        // Of several stages of one day only the last one holds.
        let stages: BTreeMap<_, _> = facts
            .of_kind(&naive::STAGES)
            .in_order()
            .into_iter()
            .map(|step| (step.on, stage(step)))
            .collect();
        for (on, after) in stages {
            holds(
                allows(&MOVES, &before, &after),
                format!("{account} went from {before} to {after} on {on}"),
            )?;
            let merged = above(&facts, on).0.is_some();
            holds(
                !merged,
                format!("{account} became {after} on {on} while merged"),
            )?;
            before = after;
        }
        things(&facts, account)?;
    }
    Ok(())
}

fn directory(said: &[Said]) -> Result<(), String> {
    let facts = Facts::of(said, "directory");
    let mut subjects: BTreeMap<String, String> = BTreeMap::new();
    for manager in ["maria", "ravi", "lena"] {
        let facts = facts.about("manager", manager);
        for (number, turn) in facts
            .of_kind(&["manager_hired", "manager_left"])
            .in_order()
            .iter()
            .enumerate()
        {
            let expected = if number % 2 == 0 {
                "manager_hired"
            } else {
                "manager_left"
            };
            if turn.what != expected {
                return Err(format!(
                    "{manager}: two of `{}` in a row on {}",
                    turn.what, turn.on
                ));
            }
        }
        for linked in facts.of_kind(&["manager_profile_linked"]).in_order() {
            let whose = subjects
                .entry(linked.text("subject"))
                .or_insert(manager.into());
            if whose != manager {
                return Err(format!("{manager} and {whose} share a subject"));
            }
        }
    }
    Ok(())
}

fn circle(said: &[Said], account: &str, day: NaiveDate) -> Result<(), String> {
    let mut seen = BTreeSet::from([account.to_owned()]);
    let mut at = account.to_owned();
    loop {
        let (merged, parent) = above(&Facts::of(said, &format!("account:{at}")), day);
        match merged.or(parent) {
            None => return Ok(()),
            Some(above) if !seen.insert(above.clone()) => {
                return Err(format!("{account} stands above itself on {day}"));
            }
            Some(above) => at = above,
        }
    }
}

/// What begins once, and then goes through its steps.
fn things(facts: &Facts<'_>, account: &str) -> Result<(), String> {
    let begins = [
        ("subscription", "subscription_started"),
        ("contact", "contact_added"),
        ("commitment", "commitment_made"),
        ("case", "case_opened"),
        ("request", "liaison_requested"),
        ("opportunity", "opportunity_opened"),
        ("contract", "contract_signed"),
        ("handover", "handover_started"),
        ("interaction", "interaction_held"),
        ("response", "survey_answered"),
        ("review", "fit_review_held"),
        ("run", "play_started"),
    ];
    let follow = [
        ("subscription", "subscription_"),
        ("commitment", "commitment_settled"),
        ("case", "case_"),
        ("case", "customer_replied"),
        ("request", "liaison_answered"),
        ("opportunity", "opportunity_"),
        ("contract", "contract_"),
        ("contract", "line_"),
        ("contract", "plan_swapped"),
        ("contract", "discount_"),
        ("contract", "escalator_agreed"),
        ("contract", "cancellation_retracted"),
        ("handover", "handover_"),
        ("run", "play_"),
    ];
    for (field, beginning) in begins {
        let mut begun = BTreeSet::new();
        for said in facts.of_kind(&[beginning]).in_order() {
            if !begun.insert(said.text(field)) {
                return Err(format!(
                    "{account}: {field} {} begins twice",
                    said.text(field)
                ));
            }
        }
        let mut going = BTreeSet::new();
        for said in facts.in_order() {
            if said.what == beginning {
                going.insert(said.text(field));
            } else if follow
                .iter()
                .any(|(of, kind)| *of == field && said.what.starts_with(kind))
                && !said.text(field).is_empty()
                && !going.contains(&said.text(field))
            {
                return Err(format!(
                    "{account}: {} of {field} {} on {} before it begins",
                    said.what,
                    said.text(field),
                    said.on
                ));
            }
        }
    }
    let once = [
        ("commitment", &["commitment_settled"][..]),
        ("request", &["liaison_answered"][..]),
        ("opportunity", &["opportunity_closed"][..]),
        ("run", &["play_ended"][..]),
        (
            "handover",
            &["handover_completed", "handover_abandoned"][..],
        ),
    ];
    for (field, ends) in once {
        let mut ended = BTreeSet::new();
        for said in facts.of_kind(ends).in_order() {
            if !ended.insert(said.text(field)) {
                return Err(format!(
                    "{account}: {field} {} ends twice",
                    said.text(field)
                ));
            }
        }
    }
    cases(facts, account)?;
    handovers(facts, account)
}

fn cases(facts: &Facts<'_>, account: &str) -> Result<(), String> {
    for case in ["x", "y"] {
        let mut state = String::new();
        for step in facts.about("case", case).in_order() {
            let to = match (step.what, state.as_str()) {
                ("case_opened", _) => "new".to_owned(),
                ("case_moved", _) => step.text("to"),
                ("case_answered", "new") | ("customer_replied", "waiting_for_customer") => {
                    "open".to_owned()
                }
                _ => state.clone(),
            };
            if step.what == "case_moved" && !allows(&CASE_MOVES, &state, &to) {
                return Err(format!(
                    "{account}: case {case} went from {state} to {to} on {}",
                    step.on
                ));
            }
            state = to;
        }
    }
    Ok(())
}

/// One at a time, completed only when everything is settled, and nothing on a list is unknown.
fn handovers(facts: &Facts<'_>, account: &str) -> Result<(), String> {
    let mut open = 0;
    for started in facts.of_kind(&["handover_started"]).in_order() {
        let id = started.text("handover");
        let own = facts.about("handover", &id);
        let ends = own
            .of_kind(&["handover_completed", "handover_abandoned"])
            .in_order();
        open += usize::from(ends.is_empty());
        for item in started.fact["items"].as_array().unwrap() {
            let (kind, named) = item.as_object().unwrap().iter().next().unwrap();
            let (field, beginning) = match kind.as_str() {
                "case" => ("case", "case_opened"),
                "commitment" => ("commitment", "commitment_made"),
                "renewal" => ("contract", "contract_signed"),
                _ => ("contact", "contact_added"),
            };
            let named = named.as_str().unwrap();
            if facts
                .about(field, named)
                .of_kind(&[beginning])
                .in_order()
                .is_empty()
            {
                return Err(format!(
                    "{account}: handover {id} has {kind} {named}, which is no more"
                ));
            }
            let completed = ends.iter().find(|end| end.what == "handover_completed");
            let settled = |until| {
                let settled = own
                    .of_kind(&["handover_item_done", "handover_item_waived"])
                    .until(until);
                settled.iter().any(|settled| settled.fact["item"] == *item)
            };
            if let Some(end) = completed.filter(|end| !settled(end.on)) {
                return Err(format!(
                    "{account}: handover {id} ended on {} with {item} open",
                    end.on
                ));
            }
        }
    }
    if open > 1 {
        return Err(format!("{account}: {open} handovers at once"));
    }
    Ok(())
}

/// Whether a request is accepted, for those whose rule is short; `None` for the others.
pub(super) fn accepts(said: &[Said], request: &Value) -> Option<bool> {
    let (name, fields) = request.as_object()?.iter().next()?;
    let text = |field: &str| fields[field].as_str().unwrap_or_default().to_owned();
    let on = || -> NaiveDate { fields["on"].as_str().unwrap().parse().unwrap() };
    let facts = Facts::of(said, &format!("account:{}", text("account")));
    let opened = !facts.of_kind(&["account_opened"]).in_order().is_empty();
    let known = |field: &str, kind: &str| {
        !facts
            .about(field, &text(field))
            .of_kind(&[kind])
            .in_order()
            .is_empty()
    };
    let turns = |begins: bool| {
        let of_manager = Facts::of(said, "directory").about("manager", &text("manager"));
        let turns = of_manager
            .of_kind(&["manager_hired", "manager_left"])
            .in_order();
        let before = turns.iter().rev().find(|turn| turn.on <= on());
        let after = turns.iter().find(|turn| turn.on > on());
        let is = |turn: &&Said| turn.what == "manager_hired";
        before.copied().is_some_and(|turn| is(&turn)) != begins
            && after.copied().is_none_or(|turn| is(&turn) != begins)
    };
    match name.as_str() {
        "open_account" => Some(!opened),
        "hire_manager" => Some(turns(true)),
        "release_manager" => Some(turns(false)),
        "assign_manager" => Some(opened && is_employed(said, &text("manager"), on())),
        "leave_vacant" | "classify_account" | "agree_billing_currency" | "locate_account" => {
            Some(opened)
        }
        "acquire_customer" => Some(opened && !text("cost").starts_with('-')),
        "add_contact" => Some(opened && !known("contact", "contact_added")),
        "make_account_independent" => Some(opened),
        "settle_commitment" if !known("commitment", "commitment_made") => Some(false),
        "reprice_subscription" | "end_subscription"
            if !known("subscription", "subscription_started") =>
        {
            Some(false)
        }
        _ => None,
    }
}
