//! What the book says to the questions of the model, in the same words.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;
use tenure::{
    Above, Account, Book, ContactRole, Coverage, HandoverEnd, Holder, LineStep, OpportunityState,
    Role, Settlement,
};

/// The word that stands for a value on the wire.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::String(word) => word,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Every statement that is true on a day.
pub(super) fn of(book: &Book, day: NaiveDate) -> BTreeSet<String> {
    let mut so = BTreeSet::new();
    directory(book, day, &mut so);
    for account in book.accounts() {
        let mut here = BTreeSet::new();
        holders(book, account, day, &mut here);
        particulars(account, day, &mut here);
        contacts(account, day, &mut here);
        handovers(account, day, &mut here);
        money(account, day, &mut here);
        work(account, day, &mut here);
        so.extend(
            here.into_iter()
                .map(|line| format!("{}: {line}", account.id())),
        );
    }
    so
}

fn directory(book: &Book, day: NaiveDate, so: &mut BTreeSet<String>) {
    let directory = book.directory();
    for (id, manager) in directory.managers() {
        if manager.is_employed_on(day) {
            so.insert(format!("{id} is employed"));
        }
        if manager.is_absent_on(day) {
            so.insert(format!("{id} is away"));
        }
        for (role, _) in manager.roles() {
            let proficiency = manager.proficiency_on(role, day);
            so.extend(proficiency.map(|known| format!("{id} in {} {}", word(&role), word(&known))));
        }
        for (language, _) in manager.languages() {
            let level = manager.language_on(language, day);
            so.extend(level.map(|level| format!("{id} speaks {language} {}", word(&level))));
        }
        so.extend(
            manager
                .time_zone_on(day)
                .map(|zone| format!("{id} in zone {zone}")),
        );
        so.extend(
            manager
                .subject_on(day)
                .map(|subject| format!("{id} is subject {subject}")),
        );
        so.extend(
            manager
                .capacity_on(day)
                .map(|agreed| format!("{id} has {}", word(agreed))),
        );
        let studies = manager
            .education()
            .entries()
            .iter()
            .filter(|study| study.on <= day);
        so.insert(format!("{id} completed {} studies", studies.count()));
        so.extend(
            manager
                .qualified_on(day)
                .map(|kind| format!("{id} is {kind}")),
        );
    }
    for (id, team) in directory.teams() {
        if team.exists_on(day) {
            so.insert(format!("team {id}"));
        }
        let members = directory.team_members_on(id, day);
        so.extend(members.map(|member| format!("{member} belongs to {id}")));
    }
    for (id, product) in directory.products() {
        let needs = product.needs_on(day);
        so.extend(needs.map(|needs| format!("{id} meets {}", word(needs))));
    }
    for (topic, _) in directory.policies() {
        let policy = directory.policy_on(topic, day);
        so.extend(policy.map(|policy| format!("policy {}", serde_json::to_value(policy).unwrap())));
    }
}

fn holders(book: &Book, account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    let cause = account.assignments().cause_on(day);
    so.extend(account.holder_on(day).map(|holder| match holder {
        Holder::Manager(manager) => format!("held by {manager}, {}", word(&cause)),
        Holder::Vacant => "vacant".into(),
    }));
    match book.coverage_on(account.id(), day) {
        Coverage::Held(manager) => so.insert(format!("covered: held by {manager}")),
        Coverage::Vacant => so.insert("covered: vacant".into()),
        Coverage::Unreviewed {
            left: Some(manager),
        } => so.insert(format!("covered: left behind by {manager}")),
        Coverage::Unreviewed { left: None } => false,
    };
    let cover = account.assignments().cover_on(day);
    so.extend(cover.map(|cover| format!("{} stands in", cover.manager)));
    let support = account.assignments().support_on(day);
    so.extend(support.map(|(seat, credit)| {
        format!(
            "{} supports as {} for {}",
            seat.manager,
            word(&seat.role),
            credit.get()
        )
    }));
}

fn particulars(account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    so.extend(account.stage_on(day).map(|stage| {
        let word = stage.to_string().replace(' ', "_");
        format!("is {word}")
    }));
    so.extend(account.lineage().above_on(day).map(|above| match above {
        Above::Parent(parent) => format!("under {parent}"),
        Above::MergedInto(into) => format!("merged into {into}"),
    }));
    for (dimension, _) in account.classes() {
        let class = account.class_on(dimension, day);
        so.extend(class.map(|class| format!("{dimension} is {class}")));
    }
    let details = account.details();
    so.extend(
        details
            .currencies()
            .at(day)
            .map(|currency| format!("pays in {}", word(currency))),
    );
    so.extend(
        details
            .time_zones()
            .at(day)
            .map(|zone| format!("is in {zone}")),
    );
    so.extend(
        details
            .acquisitions()
            .at(day)
            .map(|won| format!("won for [{}] by [{}]", word(&won.cost), word(&won.source))),
    );
}

fn contacts(account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    for (id, contact) in account.contacts() {
        if contact.is_active_on(day) {
            so.insert(format!("{id} is there"));
        }
        so.extend(
            contact
                .roles_on(day)
                .map(|role: ContactRole| format!("{id} is {}", word(&role))),
        );
        let influence = contact.influence_on(day);
        so.extend(influence.map(|counts| format!("the word of {id} counts {}", word(&counts))));
        if contact.sponsor_losses().any(|lost| lost.on <= day) {
            so.insert("lost a sponsor".into());
        }
    }
}

fn handovers(account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    for (id, handover) in account.handovers() {
        for item in &handover.plan().unwrap().value.items {
            let word = match handover.settlement_on(item, day) {
                None => "open",
                Some(Settlement::Done) => "handover_item_done",
                Some(Settlement::Waived(_)) => "handover_item_waived",
            };
            so.insert(format!(
                "{id}: {} {word}",
                serde_json::to_value(item).unwrap()
            ));
        }
        so.extend(handover.end().map(|end| match end.value {
            HandoverEnd::Completed => format!("{id} ends by handover_completed"),
            HandoverEnd::Abandoned => format!("{id} ends by handover_abandoned"),
        }));
    }
}

fn money(account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    for (id, subscription) in account.subscriptions() {
        so.extend(
            subscription
                .monthly_on(day)
                .map(|monthly| format!("{id} at {monthly}")),
        );
    }
    for (id, contract) in account.contracts() {
        for (line, steps) in contract.lines() {
            if let Some(LineStep::Agreed(terms)) = steps.at(day) {
                so.insert(format!("{id}: {line} at {}", terms.unit_price));
            }
        }
        if contract.is_paused_on(day) {
            so.insert(format!("{id} rests"));
        }
        let cancelled = contract.cancellation();
        so.extend(cancelled.map(|given| format!("{id} is served until {}", given.service_end)));
    }
}

fn work(account: &Account, day: NaiveDate, so: &mut BTreeSet<String>) {
    let last = account.last_contact_on(day);
    so.extend(last.map(|held| format!("last talked in {}", held.value.interaction)));
    for (id, commitment) in account.commitments() {
        if commitment.is_open_on(day) {
            let overdue = commitment.is_overdue_on(day);
            so.insert(format!(
                "promised {id}{}",
                if overdue { ", overdue" } else { "" }
            ));
        }
    }
    let rated = account.ratings().at(day);
    so.extend(rated.map(|rated| format!("{} rates it {}", rated.manager, word(&rated.rating))));
    let answers = account.survey_answers().filter(|given| given.on <= day);
    let reviews = account.fit_reviews().filter(|held| held.on <= day);
    so.insert(format!(
        "{} answers, {} reviews",
        answers.count(),
        reviews.count()
    ));
    for (liaison, purpose) in account.liaisons_on(day) {
        so.insert(format!("tied {} for {purpose}", word(liaison)));
    }
    for (id, request) in account.liaison_requests() {
        if request.is_open_on(day) {
            so.insert(format!("asked {id}"));
        }
    }
    for (id, opportunity) in account.opportunities() {
        so.extend(opportunity.state_on(day).map(|state| match state {
            OpportunityState::Open(stage) => format!("{id} is {}", word(&stage)),
            OpportunityState::Closed(outcome) => format!("{id} is {}", word(&outcome)),
        }));
        let terms = opportunity.terms_on(day);
        so.extend(terms.map(|terms| format!("{id} brings {}", terms.monthly)));
    }
    for (id, run) in account.plays() {
        let over = run.ended().is_some_and(|ended| ended.on <= day);
        so.extend(run.progress_on(day).map(|(settled, steps)| {
            let over = if over { "over" } else { "on its way" };
            format!("{id} is {over} after {settled} of {steps}")
        }));
        for (step, due) in run.open_steps_on(day) {
            so.insert(format!("{id} asks to {} by {due}", step.name));
        }
    }
    let night = day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap());
    for (id, case) in account.cases() {
        let Some(state) = case.state_at(night) else {
            continue;
        };
        let role: Option<Role> = case.role_at(night);
        let level = case.escalation_at(night).map(|(level, _)| level);
        so.insert(format!(
            "{id} is {}, {}, with {}, up to [{}]",
            word(&state),
            word(&case.priority_at(night)),
            word(&role),
            word(&level),
        ));
    }
}
