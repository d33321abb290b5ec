//! From rows to the requests that say the same.
//!
//! What a table states by a row, facts state by the day from which something holds. So the end of one row is the beginning of the next;
//! where there is a gap in between, the account was nobody's, which is said; and two rows that overlap are a contradiction.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::NaiveDate;
use tenure::{
    AccountId, AssignmentCause, Command, ManagerId, Name, Span, SubscriptionId, dimension,
};

use crate::tables::{AccountRow, AssignmentRow, ContractRow};

/// In an order in which each can be decided: managers, then every account with what it has.
pub(crate) fn commands(
    accounts: &[AccountRow],
    assignments: &[AssignmentRow],
    contracts: &[ContractRow],
) -> Result<Vec<Command>, Box<dyn Error>> {
    let mut commands = managers(assignments)?;
    for row in accounts {
        let account = AccountId::new(row.account)?;
        let on = day(row.since)?;
        commands.push(Command::OpenAccount {
            account: account.clone(),
            on,
        });
        commands.push(Command::ClassifyAccount {
            account: account.clone(),
            dimension: Name::new(dimension::SEGMENT)?,
            class: Some(Name::new(row.segment)?),
            on,
        });
        let of_account = assignments
            .iter()
            .filter(|held| held.account == row.account);
        commands.extend(holders(&account, of_account.collect())?);
        for row in contracts.iter().filter(|paid| paid.account == row.account) {
            commands.push(Command::StartSubscription {
                account: account.clone(),
                subscription: SubscriptionId::new(row.contract)?,
                span: span(row.from, row.to)?,
                monthly: row.monthly.parse()?,
            });
        }
    }
    Ok(commands)
}

/// The table of assignments is all that tells of managers: each was there from the first row on.
fn managers(assignments: &[AssignmentRow]) -> Result<Vec<Command>, Box<dyn Error>> {
    let mut first_days: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for row in assignments {
        let from = day(row.from)?;
        let first = first_days.entry(row.manager).or_insert(from);
        *first = from.min(*first);
    }
    first_days
        .into_iter()
        .map(|(manager, on)| {
            Ok(Command::HireManager {
                manager: ManagerId::new(manager)?,
                on,
            })
        })
        .collect()
}

fn holders(account: &AccountId, rows: Vec<&AssignmentRow>) -> Result<Vec<Command>, Box<dyn Error>> {
    let mut spans = Vec::new();
    for row in rows {
        spans.push((span(row.from, row.to)?, row.manager));
    }
    spans.sort_by_key(|(span, _)| span.start());
    let mut commands = Vec::new();
    let mut nexts = spans.iter().skip(1);
    for (span, manager) in &spans {
        commands.push(Command::AssignManager {
            account: account.clone(),
            manager: ManagerId::new(manager)?,
            cause: AssignmentCause::Import,
            on: span.start(),
        });
        let next = nexts.next();
        if let Some((next, other)) = next.filter(|(next, _)| span.contains(next.start())) {
            return Err(format!(
                "account `{account}` is held by `{manager}` for {span} and by `{other}` for {next}; let one end where the other begins"
            )
            .into());
        }
        // Nobody, until the next row begins.
        if let Some(end) = span
            .end()
            .filter(|end| next.is_none_or(|(next, _)| next.start() > *end))
        {
            commands.push(Command::LeaveVacant {
                account: account.clone(),
                on: end,
            });
        }
    }
    Ok(commands)
}

fn span(from: &str, to: &str) -> Result<Span, Box<dyn Error>> {
    let end = if to.is_empty() { None } else { Some(day(to)?) };
    Ok(Span::new(day(from)?, end)?)
}

fn day(text: &str) -> Result<NaiveDate, Box<dyn Error>> {
    text.parse()
        .map_err(|error| format!("`{text}` is no day such as 2026-03-01: {error}").into())
}
