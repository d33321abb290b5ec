//! The book behind the pages: simulated subscriptions, with a little work beside them, all of one manager.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use tenure::decide::decide_all;
use tenure::fact::CommitmentMade;
use tenure::{
    AccountId, AssignmentCause, Book, Command, CommandId, Currency, ManagerId, Money, Name,
    Position, Record, Span, StreamId, SubscriptionId, Version,
};
use tenure_testkit::simulation::SimulatedBook;

pub(crate) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");
pub(crate) const MANAGER: &str = "grace";

/// Records, and the last of them that was known when the figures were reported.
pub(crate) struct Made {
    pub(crate) records: Vec<Record>,
    pub(crate) closed: Position,
}

/// Records in the order in which facts are decided.
#[derive(Default)]
struct Journal {
    book: Book,
    versions: BTreeMap<StreamId, u64>,
    records: Vec<Record>,
}

impl Journal {
    fn record(&mut self, commands: &[Command]) -> Result<Position, Box<dyn Error>> {
        let facts = decide_all(&mut self.book, commands).map_err(|(_, refused)| refused)?;
        for fact in facts {
            let version = self.versions.entry(fact.stream.clone()).or_default();
            *version += 1;
            let number = self.records.len() as u64 + 1;
            self.records.push(Record {
                position: Position::new(number).ok_or("positions begin with 1")?,
                stream: fact.stream,
                version: Version::new(*version),
                effective_on: fact.effective_on,
                recorded_at: DateTime::UNIX_EPOCH
                    + TimeDelta::days(20_453)
                    + TimeDelta::seconds(i64::try_from(number)?),
                command: CommandId::new("simulation")?,
                actor: None,
                corrects: fact.corrects,
                fact: fact.fact,
            });
        }
        let last = self.records.last().ok_or("something was recorded")?;
        Ok(last.position)
    }
}

/// A book of so many accounts, and fifty cancellations that came to light after it was reported.
pub(crate) fn make(accounts: u32) -> Result<Made, Box<dyn Error>> {
    let simulated =
        SimulatedBook::new(20_260_301, accounts, "2023-01".parse()?, "2025-12".parse()?);
    let manager = ManagerId::new(MANAGER)?;
    let since = NaiveDate::from_ymd_opt(2023, 1, 1).ok_or("a day")?;
    let mut journal = Journal::default();
    journal.record(&[Command::HireManager {
        manager: manager.clone(),
        on: since,
    }])?;
    let mut subscriptions: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for line in &simulated.subscriptions {
        subscriptions
            .entry(line.account.as_str())
            .or_default()
            .push(line);
    }
    let mut ending = Vec::new();
    for (number, row) in simulated.accounts.iter().enumerate() {
        let Some(lines) = subscriptions.get(row.id.as_str()) else {
            continue;
        };
        let Some(opened) = lines.iter().map(|line| line.start).min() else {
            continue;
        };
        let account = AccountId::new(&row.id)?;
        let mut commands = vec![
            Command::OpenAccount {
                account: account.clone(),
                on: opened,
            },
            Command::ClassifyAccount {
                account: account.clone(),
                dimension: Name::new("segment")?,
                class: Some(Name::new(row.segment)?),
                on: opened,
            },
            Command::AssignManager {
                account: account.clone(),
                manager: manager.clone(),
                cause: AssignmentCause::Import,
                on: opened,
            },
        ];
        for line in lines {
            // Some of what has no end yet is known to end within half a year.
            let known_end = TODAY + Days::new(1 + number as u64 % 180);
            let end = line.end.or((number % 3 == 0).then_some(known_end));
            commands.push(Command::StartSubscription {
                account: account.clone(),
                subscription: SubscriptionId::new(&line.id)?,
                span: Span::new(line.start, end)?,
                monthly: Money::from_minor(i128::from(line.monthly_minor), Currency::USD)?,
            });
            if end.is_none() && ending.len() < 50 && line.start < TODAY - Days::new(120) {
                ending.push((account.clone(), SubscriptionId::new(&line.id)?));
            }
        }
        commands.push(Command::MakeCommitment {
            account: account.clone(),
            on: TODAY - Days::new(20),
            commitment: CommitmentMade {
                commitment: format!("M-{number}").parse()?,
                origin: None,
                owner: manager.clone(),
                due: TODAY + Days::new(number as u64 % 9) - Days::new(6),
                notes: None,
            },
        });
        journal.record(&commands)?;
    }
    let closed = journal
        .records
        .last()
        .ok_or("accounts were given")?
        .position;
    let on = TODAY - Days::new(90);
    let late: Vec<Command> = ending
        .into_iter()
        .map(|(account, subscription)| Command::EndSubscription {
            account,
            subscription,
            on,
        })
        .collect();
    journal.record(&late)?;
    Ok(Made {
        records: journal.records,
        closed,
    })
}
