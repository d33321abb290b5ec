//! Who works there, and what was agreed on.

use std::collections::BTreeMap;

use serde_json::json;
use tenure::Command;

use super::{Portfolio, command};

/// The technical specialist whom managers draw in.
pub(super) const TECHNICAL: &str = "tomas";
/// The only one who gives financial advice.
pub(super) const ADVISER: &str = "farah";
/// What is sold, with the need it meets.
pub(super) const PRODUCTS: [(&str, &str); 3] = [
    ("ledger", "close the books"),
    ("payroll", "pay people on time"),
    ("treasury", "plan cash"),
];
/// Days from one contact to the next, by segment.
pub(super) const CADENCE: [(&str, u64); 3] =
    [("enterprise", 21), ("mid-market", 35), ("small", 60)];

pub(super) fn commands(portfolio: &Portfolio) -> Vec<Command> {
    let on = portfolio.ago(1_200);
    let hours = json!(["09:00-13:00", "14:00-18:00"]);
    let office = json!({"monday": hours, "tuesday": hours, "wednesday": hours, "thursday": hours, "friday": hours,
        "holidays": []});
    let minutes = |first: u32, resolution: u32| json!({"first_response_minutes": first, "next_response_minutes": first, "resolution_minutes": resolution});
    let step = |name: &str, role: &str, after_days: u32, minutes: u32| json!({"name": name, "role": role, "after_days": after_days, "minutes": minutes});
    let policies = [
        json!({"working_calendar": {"name": "office", "calendar": office}}),
        json!({"service_levels": {"calendar": "office", "low": minutes(960, 9_600), "normal": minutes(480, 4_800),
            "high": minutes(120, 1_920), "urgent": minutes(60, 960)}}),
        json!({"contact_cadence": {"days": {"otherwise": 60, "segments": BTreeMap::from(CADENCE)}}}),
        json!({"fit_review": {"days_after_sale": 30, "days_before_renewal": 30, "days_between": {"otherwise": 365, "segments": {}}}}),
        json!({"role_requirements": {"role": "financial_advisory", "proficiency": "competent", "qualifications": ["CFP"],
            "verified": false}}),
        json!({"play": {"name": "save", "version": 1, "exits": ["lost", "saved"], "steps": [
            step("listen", "relationship", 2, 60), step("repair", "technical", 10, 90),
            step("agree on what is next", "relationship", 21, 45)]}}),
        json!({"play": {"name": "welcome", "version": 2, "exits": ["in use"], "steps": [
            step("first day", "relationship", 1, 30), step("train", "technical", 14, 90),
            step("look back", "relationship", 40, 45)]}}),
    ];
    let mut commands: Vec<_> = policies
        .into_iter()
        .map(|policy| command(json!({"adopt_policy": {"policy": policy, "on": on}})))
        .collect();
    let mut say = |json| commands.push(command(json));
    for (product, need) in PRODUCTS {
        say(json!({"offer_product": {"product": product, "needs": [need], "on": on}}));
    }
    for (team, discipline) in [("sales", "sales"), ("platform", "engineering")] {
        say(json!({"form_team": {"team": team, "name": team, "discipline": discipline, "on": on}}));
    }
    let holders = (0..portfolio.managers).map(|number| portfolio.manager(number).to_string());
    let specialists = [(TECHNICAL, "technical"), (ADVISER, "financial_advisory")];
    let people = holders.map(|holder| (holder, "relationship"));
    let people = people.chain(specialists.map(|(who, role)| (who.to_owned(), role)));
    for (place, (manager, role)) in people.enumerate() {
        say(json!({"hire_manager": {"manager": manager, "on": on}}));
        say(
            json!({"agree_capacity": {"manager": manager, "on": on, "capacity":
            {"minutes_per_week": 2_400, "utilisation_basis_points": 7_500, "calendar": "office"}}}),
        );
        say(
            json!({"assess_role": {"manager": manager, "role": role, "proficiency": "expert", "on": on}}),
        );
        let expires = portfolio.ahead(40 + place as u64 % 7 * 90);
        say(
            json!({"award_qualification": {"manager": manager, "kind": "data protection", "on": on, "expires_on": expires}}),
        );
    }
    say(
        json!({"award_qualification": {"manager": ADVISER, "kind": "CFP", "on": on, "expires_on": portfolio.ahead(400)}}),
    );
    let friday = portfolio.ahead(4);
    say(
        json!({"plan_absence": {"manager": portfolio.manager(0), "absence": "long weekend",
        "span": {"start": friday, "end": portfolio.ahead(5)}}}),
    );
    commands
}
