//! A made-up software company: subscriptions, tickets with satisfaction, use of features.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::{Value, json};
use tenure::situation::Supplied;

use crate::subject::{Row, Subject, cell, rows};

pub(crate) const WORDS: &str = "Made-up accounts on 30 September 2024, and whether one of their churn events lies in the three months after. As facts:\n\
                                subscriptions, tickets as cases with priority and escalation, satisfaction as answers to surveys; supplied: the use of\n\
                                features in 90 days against the 90 before.";

pub(crate) fn subjects(folder: &Path) -> Result<Vec<Subject>, Box<dyn Error>> {
    let on = NaiveDate::from_ymd_opt(2024, 9, 30).ok_or("a day")?;
    let left = left(&rows(&folder.join("churn_events.csv"))?, on)?;
    let subscriptions = rows(&folder.join("subscriptions.csv"))?;
    let mut use_of = usage(
        &rows(&folder.join("feature_usage.csv"))?,
        &subscriptions,
        on,
    )?;
    let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in &subscriptions {
        let account = cell(row, "account_id")?;
        let commands = subscription(account, row)?;
        told.entry(account.to_owned()).or_default().extend(commands);
    }
    for row in rows(&folder.join("support_tickets.csv"))? {
        let account = cell(&row, "account_id")?;
        let commands = ticket(account, &row)?;
        told.entry(account.to_owned()).or_default().extend(commands);
    }
    let mut subjects = Vec::new();
    for row in rows(&folder.join("accounts.csv"))? {
        let account = cell(&row, "account_id")?;
        let signed_up: NaiveDate = cell(&row, "signup_date")?.parse()?;
        if on < signed_up {
            continue;
        }
        let mut commands = vec![
            json!({"open_account": {"account": account, "on": signed_up}}),
            json!({"add_contact": {"account": account, "contact": "contact", "subject": account, "on": "2023-01-01"}}),
        ];
        commands.extend(told.remove(account).unwrap_or_default());
        let supplied = Supplied {
            usage_change: use_of.remove(account),
            ..Supplied::default()
        };
        subjects.push(Subject::new(
            account,
            commands,
            on,
            supplied,
            left.contains(account),
        )?);
    }
    Ok(subjects)
}

fn left(events: &[Row], on: NaiveDate) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut left = BTreeSet::new();
    for row in events {
        let day: NaiveDate = cell(row, "churn_date")?.parse()?;
        if on < day && cell(row, "is_reactivation")? == "FALSE" {
            left.insert(cell(row, "account_id")?.to_owned());
        }
    }
    Ok(left)
}

fn subscription(account: &str, row: &Row) -> Result<Vec<Value>, Box<dyn Error>> {
    let (start, end) = (cell(row, "start_date")?, cell(row, "end_date")?);
    if start == end {
        // Never in force.
        return Ok(Vec::new());
    }
    let end = if end.is_empty() {
        Value::Null
    } else {
        json!(end)
    };
    let monthly = format!("{}.00 USD", cell(row, "mrr_amount")?);
    let id = cell(row, "subscription_id")?;
    Ok(vec![
        json!({"start_subscription": {"account": account, "subscription": id, "span": {"start": start, "end": end}, "monthly": monthly}}),
    ])
}

fn ticket(account: &str, row: &Row) -> Result<Vec<Value>, Box<dyn Error>> {
    let id = cell(row, "ticket_id")?;
    let opened: NaiveDate = cell(row, "submitted_at")?.parse()?;
    let solved = NaiveDateTime::parse_from_str(cell(row, "closed_at")?, "%Y-%m-%d %H:%M")?;
    let priority = match cell(row, "priority")? {
        "medium" => "normal",
        other => other,
    };
    let minutes: i64 = cell(row, "first_response_time_minutes")?.parse()?;
    let answered = opened.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes);
    let mut commands = vec![
        json!({"open_case": {"account": account, "on": opened, "case": {"case": id, "at": "00:00:00", "kind": "problem",
            "role": "support", "priority": priority, "topic": "ticket", "contact": "contact", "notes": null}}}),
    ];
    let mut tell = |name: &str, at: NaiveDateTime, more: Value| {
        let mut what = json!({"account": account, "case": id, "on": at.date(), "at": at.time()});
        if let (Value::Object(what), Value::Object(more)) = (&mut what, more) {
            what.extend(more);
        }
        commands.push(json!({ name: what }));
    };
    if answered < solved {
        tell("answer_case", answered, json!({}));
    }
    if cell(row, "escalation_flag")? == "TRUE" {
        let more = json!({"to": "management", "reason": "escalated"});
        tell("escalate_case", answered.min(solved), more);
    }
    tell("move_case", solved, json!({"to": "resolved"}));
    let score = cell(row, "satisfaction_score")?;
    if !score.is_empty() {
        let value: f64 = score.parse()?;
        let answer = json!({"response": id, "contact": "contact", "score": {"scale": "csat", "value": value as i16}, "comment": null});
        commands.push(json!({"record_survey_answer": {"account": account, "on": solved.date(), "answer": answer}}));
    }
    Ok(commands)
}

/// By account, by how many basis points use changed against the 90 days before.
fn usage(
    uses: &[Row],
    subscriptions: &[Row],
    on: NaiveDate,
) -> Result<BTreeMap<String, i32>, Box<dyn Error>> {
    let mut owner = BTreeMap::new();
    for row in subscriptions {
        owner.insert(cell(row, "subscription_id")?, cell(row, "account_id")?);
    }
    let mut sums: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for row in uses {
        let day: NaiveDate = cell(row, "usage_date")?.parse()?;
        let age = on.signed_duration_since(day).num_days();
        let place = match age {
            0..90 => 1,
            90..180 => 0,
            _ => continue,
        };
        if let Some(account) = owner.get(cell(row, "subscription_id")?) {
            let count: i64 = cell(row, "usage_count")?.parse()?;
            if let Some(sum) = sums.entry(*account).or_default().get_mut(place) {
                *sum += count;
            }
        }
    }
    let changes = sums.into_iter().filter_map(|(account, [before, now])| {
        let change = ((now - before) * 10_000).checked_div(before)?;
        Some((account.to_owned(), i32::try_from(change).ok()?))
    });
    Ok(changes.collect())
}
