//! What is done for accounts from day to day.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use tenure::{Book, Case, CaseEvent, CaseState, CommitmentOrigin};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, CONTACT_ID, DAY, ID, MANAGER_ID, MINUTES, NAME, POSITION};
use crate::wire_name::wire_name;

table! {
    /// One interaction.
    INTERACTION, InteractionRow, "interaction":
    "Every time a manager was in touch with a customer, or wrote something down about one.",
    key ["account", "interaction"], order "by account and day; within a day as recorded",
    account: [id] ACCOUNT_ID, "The account.";
    interaction: [id] ID, "The interaction.";
    on: [date] DAY, "The day.";
    kind: [id] CODE, "How: `call`, `meeting`, `email`, `note` or `business_review`.";
    contact_made: [flag] "true or false", "Whether the customer had a part in it; in a note it has none.";
    manager: [id] MANAGER_ID, "Who.";
    role: [id] CODE, "In which role.";
    contacts: [count] "contacts", "With how many contacts.";
    minutes: [count opt] MINUTES, "How long. Absent when nobody measured.";
    sentiment: [id opt] CODE, "How the customer came across, from `very_negative` to `very_positive`. Absent when nobody said.";
    record: [count] POSITION, "The record that says so.";
}

table! {
    /// One case as it stands at the end of a day.
    CASE, CaseRow, "case":
    "Every case brought up by the end of one day, as it stands then.",
    key ["account", "case"], order "by account and case in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    case: [id] ID, "The case.";
    opened_on: [date] DAY, "The day on which it was brought up.";
    kind: [id] CODE, "`need` or `problem`.";
    topic: [id] NAME, "What it is about, in the host's own terms.";
    contact: [id opt] CONTACT_ID, "Who brought it up. Absent where that was not recorded.";
    state: [id] CODE, "Where it stands: `new`, `open`, `waiting_for_customer`, `resolved` or `closed`.";
    priority: [id] CODE, "How soon it is to be dealt with: `low`, `normal`, `high` or `urgent`.";
    role: [id] CODE, "Whose business it is.";
    escalation: [id opt] CODE, "How far up it has been taken. Absent where it is dealt with as usual.";
    first_answer_minutes: [count opt] MINUTES, "From when it was brought up to the first answer, by the clock on the wall. Absent before it.";
    resolved_on: [date opt] DAY, "The day on which it was last resolved or closed. Absent while something is left to do.";
    resolution_minutes: [count opt] MINUTES, "From when it was brought up to that, by the clock on the wall.";
    times_reopened: [count] "times", "How often it was taken up again.";
    record: [count] POSITION, "The record by which it was brought up.";
}

table! {
    /// One answer to a survey.
    SURVEY, SurveyRow, "survey":
    "Every number that a customer gave in a survey. Scores of different scales are not comparable.",
    key ["account", "response"], order "by account and day; within a day as recorded",
    account: [id] ACCOUNT_ID, "The account.";
    response: [id] ID, "The answer.";
    contact: [id] CONTACT_ID, "Who gave it.";
    on: [date] DAY, "The day.";
    scale: [id] CODE, "`nps`, `csat`, `ces`, or `rating` for one of the host's own.";
    lowest: [integer] "points", "The worst value of the scale.";
    highest: [integer] "points", "The best value of the scale.";
    score: [integer] "points", "The value given.";
    record: [count] POSITION, "The record that says so.";
}

table! {
    /// One commitment as it stands on a day.
    COMMITMENT, CommitmentRow, "commitment":
    "Everything promised to customers by one day, as it stands then.",
    key ["account", "commitment"], order "by account and commitment in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    commitment: [id] ID, "The commitment.";
    owner: [id] MANAGER_ID, "The manager who sees to it.";
    made_on: [date] DAY, "The day on which it was made.";
    due: [date] DAY, "The last day on which keeping it is in time.";
    interaction: [id opt] ID, "The interaction in which it was made.";
    fit_review: [id opt] ID, "The fit review in which it was made.";
    state: [id] CODE, "`open`, `kept`, `broken` or `released` by the customer.";
    settled_on: [date opt] DAY, "The day on which it was settled. Absent while open.";
    overdue: [flag] "true or false", "Whether it is open after its due day.";
    record: [count] POSITION, "The record by which it was made.";
}

/// The rows of `interaction`.
pub fn interaction_rows(book: &Book) -> impl Iterator<Item = InteractionRow<'_>> {
    book.accounts().flat_map(|account| {
        account.interactions().map(move |entry| {
            let held = &entry.value;
            InteractionRow {
                account: account.id().as_str(),
                interaction: held.interaction.as_str(),
                on: entry.on,
                kind: word(&held.kind),
                contact_made: held.kind.is_contact(),
                manager: held.manager.as_str(),
                role: held.role.name(),
                contacts: held.contacts.len() as u64,
                minutes: held.minutes.map(u64::from),
                sentiment: held.sentiment.as_ref().map(word),
                record: entry.by.get(),
            }
        })
    })
}

/// The rows of `case` at the end of a day.
pub fn case_rows(book: &Book, on: NaiveDate) -> impl Iterator<Item = CaseRow<'_>> {
    let moment = end_of(on);
    book.accounts().flat_map(move |account| {
        account.cases().filter_map(move |(id, case)| {
            let (opened_at, record, opened) = case.opened().filter(|(at, ..)| *at <= moment)?;
            let resolved_at = resolved_at(case, moment);
            let minutes =
                |until: NaiveDateTime| u64::try_from((until - opened_at).num_minutes()).ok();
            let answered = case
                .events()
                .find(|(_, _, event)| **event == CaseEvent::Answered);
            let answered = answered.map(|(at, ..)| at).filter(|at| *at <= moment);
            Some(CaseRow {
                account: account.id().as_str(),
                case: id.as_str(),
                opened_on: opened_at.date(),
                kind: word(&opened.kind),
                topic: opened.topic.as_str(),
                contact: opened.contact.as_ref().map(|contact| contact.as_str()),
                state: word(&case.state_at(moment)?),
                priority: word(&case.priority_at(moment)?),
                role: case.role_at(moment)?.name(),
                escalation: case.escalation_at(moment).map(|(level, _)| word(&level)),
                first_answer_minutes: answered.and_then(minutes),
                resolved_on: resolved_at.map(|at| at.date()),
                resolution_minutes: resolved_at.and_then(minutes),
                times_reopened: case.reopened().iter().filter(|at| **at <= moment).count() as u64,
                record: record.get(),
            })
        })
    })
}

/// The rows of `survey`.
pub fn survey_rows(book: &Book) -> impl Iterator<Item = SurveyRow<'_>> {
    book.accounts().flat_map(|account| {
        account.survey_answers().map(move |entry| {
            let answered = &entry.value;
            let scale = answered.score.scale();
            let (lowest, highest) = scale.ends();
            SurveyRow {
                account: account.id().as_str(),
                response: answered.response.as_str(),
                contact: answered.contact.as_str(),
                on: entry.on,
                scale: word(&scale),
                lowest: i64::from(lowest),
                highest: i64::from(highest),
                score: i64::from(answered.score.value()),
                record: entry.by.get(),
            }
        })
    })
}

/// The rows of `commitment` on a day.
pub fn commitment_rows(book: &Book, on: NaiveDate) -> impl Iterator<Item = CommitmentRow<'_>> {
    book.accounts().flat_map(move |account| {
        account.commitments().filter_map(move |(id, commitment)| {
            let (made_on, record, made) =
                commitment.made().filter(|(made_on, ..)| *made_on <= on)?;
            let settled = commitment.settled().filter(|settled| settled.on <= on);
            Some(CommitmentRow {
                account: account.id().as_str(),
                commitment: id.as_str(),
                owner: made.owner.as_str(),
                made_on,
                due: made.due,
                interaction: match &made.origin {
                    Some(CommitmentOrigin::Interaction(interaction)) => Some(interaction.as_str()),
                    _ => None,
                },
                fit_review: match &made.origin {
                    Some(CommitmentOrigin::FitReview(review)) => Some(review.as_str()),
                    _ => None,
                },
                state: settled
                    .as_ref()
                    .map_or("open", |settled| word(&settled.value)),
                settled_on: settled.map(|settled| settled.on),
                overdue: commitment.is_overdue_on(on),
                record: record.get(),
            })
        })
    })
}

/// When nothing was left to do any more, where that is so.
fn resolved_at(case: &Case, moment: NaiveDateTime) -> Option<NaiveDateTime> {
    if case.state_at(moment).is_none_or(CaseState::is_unresolved) {
        return None;
    }
    let mut resolved: Option<NaiveDateTime> = None;
    for (at, ..) in case.events().take_while(|(at, ..)| *at <= moment) {
        if case.state_at(at).is_some_and(CaseState::is_unresolved) {
            resolved = None;
        } else if resolved.is_none() {
            resolved = Some(at);
        }
    }
    resolved
}

fn end_of(day: NaiveDate) -> NaiveDateTime {
    let midnight = NaiveTime::MIN;
    day.succ_opt().map_or(NaiveDateTime::MAX, |next| {
        next.and_time(midnight) - chrono::TimeDelta::nanoseconds(1)
    })
}

/// The stored name of a variant. Everything handed in is an enumeration, which always has one.
fn word(value: &impl serde::Serialize) -> &'static str {
    wire_name(value).unwrap_or_default()
}
