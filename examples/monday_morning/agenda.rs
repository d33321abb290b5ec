//! What to do this week.

use std::collections::BTreeMap;
use std::error::Error;

use tenure::agenda::{ActionKind, Agenda, Agendas, Ranked, Subject};
use tenure::situation::Renewing;

use crate::words::{day, hours, monthly, records, spaced};

/// How many actions are shown with everything that speaks for them.
const SHOWN: usize = 12;

pub(crate) fn print(agenda: &Agenda<'_>, agendas: &Agendas<'_>) -> Result<(), Box<dyn Error>> {
    let available = agenda.available_minutes().ok_or("hours were agreed")?;
    let available = u64::try_from(available.numerator() / available.denominator())?;
    let fitting: Vec<_> = agenda
        .actions()
        .iter()
        .filter(|ranked| ranked.fits == Some(true))
        .collect();
    let taken: u64 = fitting
        .iter()
        .map(|ranked| u64::from(ranked.action.minutes))
        .sum();
    println!("THIS WEEK");
    println!(
        "{} for customers, for Friday is off. {} things to do would take {}; {} of them fit, {}.\n",
        hours(available),
        agenda.actions().len(),
        hours(agenda.wanted_minutes()),
        fitting.len(),
        hours(taken),
    );
    for (place, ranked) in (1..).zip(agenda.actions().iter().take(SHOWN)) {
        action(place, ranked);
    }
    let further = fitting.iter().filter(|ranked| !is_shown(agenda, ranked));
    println!("\nfits, too:");
    by_kind(further.copied());
    println!("\ndoes not fit this week:");
    by_kind(agenda.not_fitting());
    let others = agendas.iter().filter(|(_, other)| *other != agenda);
    println!("\non the agendas of others:");
    for (who, other) in others {
        println!(
            "  {who:8} {:3} actions, {}",
            other.actions().len(),
            hours(other.wanted_minutes())
        );
    }
    println!("on nobody's: {}\n", agendas.unowned().len());
    Ok(())
}

fn is_shown(agenda: &Agenda<'_>, ranked: &Ranked<'_>) -> bool {
    agenda
        .actions()
        .iter()
        .take(SHOWN)
        .any(|shown| shown == ranked)
}

fn action(place: usize, ranked: &Ranked<'_>) {
    let (action, why) = (&ranked.action, ranked.why);
    let account = action.account.map_or("", |account| account.as_str());
    let due = action
        .due
        .map_or_else(String::new, |due| format!("by {}", day(due)));
    println!(
        "{place:3}  {:22} {account:22} {:19} {due:14} {:3} min  {}",
        spaced(action.kind.name()),
        spaced(action.role.name()),
        action.minutes,
        if ranked.fits == Some(true) {
            "fits"
        } else {
            "does not fit"
        },
    );
    println!(
        "     {} = {} kind + {} due + {} value + {} risk; {}{} {}",
        ranked.points,
        why.kind,
        why.due,
        why.value,
        why.risk,
        subject(&action.subject),
        action.value.map_or_else(String::new, |value| format!(
            ", {} a month",
            monthly(Some(value))
        )),
        records(&action.evidence),
    );
}

fn subject(subject: &Subject<'_>) -> String {
    match subject {
        Subject::Account => "the account as such".to_owned(),
        Subject::Case(case) => case.to_string(),
        Subject::Commitment(promise) => promise.to_string(),
        Subject::Renewal(Renewing::Contract(contract)) => format!("contract {contract}"),
        Subject::Renewal(Renewing::Subscription(line)) => format!("subscription {line}"),
        Subject::Request(request) => request.to_string(),
        Subject::Opportunity(opportunity) => opportunity.to_string(),
        Subject::Discount(discount) => format!("discount {discount}"),
        Subject::FitReview(review) => format!("after {review}"),
        Subject::PlayStep(run, step) => format!("{run}: {step}"),
        Subject::Qualification(kind) => format!("qualification {kind}"),
        _ => "something else".to_owned(),
    }
}

/// How many actions of each kind, what they take, and for whom.
fn by_kind<'r, 'a: 'r>(ranked: impl Iterator<Item = &'r Ranked<'a>>) {
    let mut kinds: BTreeMap<ActionKind, (u64, Vec<String>)> = BTreeMap::new();
    for ranked in ranked {
        let (minutes, accounts) = kinds.entry(ranked.action.kind).or_default();
        *minutes += u64::from(ranked.action.minutes);
        let account = ranked.action.account.map(ToString::to_string);
        accounts.push(account.unwrap_or_else(|| subject(&ranked.action.subject)));
    }
    for (kind, (minutes, accounts)) in kinds {
        let some: Vec<_> = accounts.iter().take(3).map(String::as_str).collect();
        let more = accounts.len() - some.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        println!(
            "  {:26} {:>8}  {}{more}",
            spaced(kind.name()),
            hours(minutes),
            some.join(", ")
        );
    }
}
