//! The book and what is recorded of it, each on its day.

use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use pollster::block_on;
use tenure::journal::{JournalExt, MemoryJournal};
use tenure::{
    AccountId, AssignmentCause, Book, Command, CommandId, Currency, Desk, Known, ManagerId, Money,
    Month, Outcome, Position, Record, Request, Span, StreamId, SubscriptionId, TenantId, Term,
};
use tenure_import::{StatedSubscription, plan};
use tenure_testkit::simulation::{SimulatedBook, SimulatedSubscription};

use crate::day;

/// Any other number makes another book.
const SEED: u64 = 20_260_216;
const ACCOUNTS: u32 = 80;

pub(crate) struct Office {
    journal: Arc<MemoryJournal>,
    tenant: TenantId,
    simulated: SimulatedBook,
    requests: u32,
}

/// What was recorded after the closing, in words, with the first record of each.
pub(crate) type Late = Vec<(Position, String)>;

impl Office {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let months: (Month, Month) = ("2025-01".parse()?, "2025-12".parse()?);
        Ok(Self {
            journal: Arc::new(MemoryJournal::new()),
            tenant: TenantId::new("restatement")?,
            simulated: SimulatedBook::new(SEED, ACCOUNTS, months.0, months.1),
            requests: 0,
        })
    }

    pub(crate) fn records(&self) -> Result<Vec<Record>, Box<dyn Error>> {
        Ok(block_on(self.journal.scan_all(&self.tenant))?)
    }

    /// All of the year, as it is known on 5 January.
    pub(crate) fn import(&mut self) -> Result<(), Box<dyn Error>> {
        let mut stated = Vec::new();
        for row in &self.simulated.subscriptions {
            stated.push(StatedSubscription {
                account: AccountId::new(&row.account)?,
                subscription: SubscriptionId::new(&row.id)?,
                span: Span::new(row.start, row.end)?,
                monthly: Money::from_minor(row.monthly_minor.into(), Currency::USD)?,
            });
        }
        let mut commands = plan(&Book::default(), &stated, &[])?.commands;
        for (name, on) in &self.simulated.managers {
            let manager = ManagerId::new(name)?;
            commands.push(Command::HireManager { manager, on: *on });
        }
        for row in &self.simulated.assignments {
            let account = AccountId::new(&row.account)?;
            if stated.iter().any(|stated| stated.account == account) {
                commands.push(assign(&row.account, &row.manager, row.from)?);
            }
        }
        let request = self.request(day(2026, 1, 5)?, commands)?;
        block_on(self.desk().execute_in_batches(Book::default(), request))?;
        Ok(())
    }

    /// The books are closed on 12 January.
    pub(crate) fn close_the_year(&mut self) -> Result<Position, Box<dyn Error>> {
        let on = day(2025, 12, 31)?;
        self.record(day(2026, 1, 12)?, vec![Command::ClosePeriod { on }])
    }

    /// What comes to light in February.
    pub(crate) fn record_late(&mut self) -> Result<Late, Box<dyn Error>> {
        let mut late = Late::new();
        let (gone, dearer, handed) = self.chosen()?;

        let on = day(2025, 11, 20)?;
        let cancelled = Command::EndSubscription {
            account: AccountId::new(&gone.account)?,
            subscription: SubscriptionId::new(&gone.id)?,
            on,
        };
        let at = day(2026, 2, 16)?;
        let record = self.record(at, vec![cancelled])?;
        late.push((
            record,
            format!(
                "{at}: {} had cancelled {} from {on} on",
                gone.account, gone.id
            ),
        ));

        let at = day(2026, 2, 17)?;
        let commands = self.corrected(&dearer)?;
        let record = self.record(at, commands)?;
        late.push((
            record,
            format!(
                "{at}: {} had been recorded at ten times its price from {} on",
                dearer.id, dearer.start
            ),
        ));

        let (on, at) = (day(2025, 12, 15)?, day(2026, 2, 18)?);
        let to = self.other_manager(&handed.account)?;
        let record = self.record(at, vec![assign(&handed.account, &to, on)?])?;
        late.push((
            record,
            format!(
                "{at}: {} had been handed over to {to} on {on}",
                handed.account
            ),
        ));
        Ok(late)
    }

    /// The dearest running subscription, and the two after it, of different accounts.
    fn chosen(
        &self,
    ) -> Result<
        (
            SimulatedSubscription,
            SimulatedSubscription,
            SimulatedSubscription,
        ),
        String,
    > {
        let before = NaiveDate::from_ymd_opt(2025, 10, 1).unwrap_or_default();
        let running = self.simulated.subscriptions.iter();
        let mut running: Vec<_> = running
            .filter(|row| row.end.is_none() && row.start < before)
            .cloned()
            .collect();
        running.sort_by(|a, b| (b.monthly_minor, &a.id).cmp(&(a.monthly_minor, &b.id)));
        match running.as_slice() {
            [first, second, third, ..] => Ok((first.clone(), second.clone(), third.clone())),
            _ => Err("the simulated book has too few running subscriptions".to_owned()),
        }
    }

    /// The start of a subscription withdrawn, and started again at a tenth.
    fn corrected(&self, row: &SimulatedSubscription) -> Result<Vec<Command>, Box<dyn Error>> {
        let (account, subscription) =
            (AccountId::new(&row.account)?, SubscriptionId::new(&row.id)?);
        let book = block_on(self.desk().book(Known::Now))?;
        let held = book
            .account(&account)
            .and_then(|held| held.subscription(&subscription));
        let started = held
            .and_then(|held| held.start())
            .ok_or("it was imported")?;
        let Term::Started(monthly) = started.value else {
            return Err("a start is a start".into());
        };
        Ok(vec![
            Command::WithdrawRecord {
                stream: StreamId::Account(account.clone()),
                record: started.by,
            },
            Command::StartSubscription {
                account,
                subscription,
                span: Span::from(row.start),
                monthly: Money::from_minor(monthly.to_minor() / 10, Currency::USD)?,
            },
        ])
    }

    /// A manager who does not hold the account.
    fn other_manager(&self, account: &str) -> Result<String, String> {
        let mut holders = self.simulated.assignments.iter();
        let holder = holders.rfind(|row| row.account == account);
        let managers = self.simulated.managers.iter().map(|(name, _)| name);
        managers
            .into_iter()
            .find(|name| holder.is_none_or(|holder| holder.manager != **name))
            .cloned()
            .ok_or_else(|| "there is only one manager".to_owned())
    }

    fn record(
        &mut self,
        on: NaiveDate,
        commands: Vec<Command>,
    ) -> Result<Position, Box<dyn Error>> {
        let request = self.request(on, commands)?;
        match block_on(self.desk().execute(&request))? {
            Outcome::Recorded(receipt) => Ok(receipt.first),
            _ => Err("there was nothing to record".into()),
        }
    }

    fn request(
        &mut self,
        on: NaiveDate,
        commands: Vec<Command>,
    ) -> Result<Request, Box<dyn Error>> {
        self.requests += 1;
        Ok(Request {
            id: CommandId::new(format!("request-{}", self.requests))?,
            actor: None,
            at: noon(on)?,
            commands,
        })
    }

    fn desk(&self) -> Desk {
        Desk::new(self.journal.clone(), self.tenant.clone())
    }
}

fn assign(account: &str, manager: &str, on: NaiveDate) -> Result<Command, Box<dyn Error>> {
    Ok(Command::AssignManager {
        account: AccountId::new(account)?,
        manager: ManagerId::new(manager)?,
        cause: AssignmentCause::Import,
        on,
    })
}

fn noon(on: NaiveDate) -> Result<DateTime<Utc>, Box<dyn Error>> {
    let noon = on.and_hms_opt(12, 0, 0).ok_or("there is a noon")?;
    Ok(noon.and_utc())
}
