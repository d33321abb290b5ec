//! The product's side: the same calls as a host would make.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;
use pollster::block_on;
use tenure::retention::{BridgeReport, Convention, RevenueHistory, Slicing, bridge};
use tenure::{
    CommandId, Currency, Desk, Grain, Known, Month, Periods, Request, SubscriptionId, TenantId,
};
use tenure_import::{AmountUnit, StatedSubscription, SubscriptionOptions, Subscriptions, plan};
use tenure_sqlite::SqliteJournal;

/// What one process took.
pub(crate) struct Measured {
    pub(crate) seconds: f64,
    pub(crate) peak_bytes: u64,
}

impl Measured {
    fn print(seconds: f64) -> Result<(), Box<dyn Error>> {
        println!("{seconds} {}", peak_bytes()?);
        Ok(())
    }

    pub(crate) fn read(line: &str) -> Result<Self, Box<dyn Error>> {
        let (seconds, peak_bytes) = line.trim().split_once(' ').ok_or("not two numbers")?;
        Ok(Self {
            seconds: seconds.parse()?,
            peak_bytes: peak_bytes.parse()?,
        })
    }
}

/// From the file to the monthly bridge, once for every line on standard input.
pub(crate) fn from_csv(file: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lines() {
        line?;
        let begun = Instant::now();
        let subscriptions = import(file)?;
        let lines = subscriptions.revenue_lines();
        let history =
            RevenueHistory::from_lines(Currency::USD, subscriptions.account_list(), lines)?;
        let report = monthly(&history, &subscriptions)?;
        let seconds = begun.elapsed().as_secs_f64();
        fs::write(out, csv(&report)?)?;
        Measured::print(seconds)?;
    }
    Ok(())
}

/// From the file through a new journal to the monthly bridge.
pub(crate) fn through_journal(file: &Path, path: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let subscriptions = import(file)?;
    let mut stated = Vec::with_capacity(subscriptions.len());
    for row in subscriptions.rows() {
        stated.push(StatedSubscription {
            account: row.account().clone(),
            subscription: SubscriptionId::new(row.id().ok_or("no id")?)?,
            span: row.span(),
            monthly: row.amount(),
        });
    }
    let journal = Arc::new(SqliteJournal::open_or_create(path)?);
    let desk = Desk::new(journal, TenantId::new("bench")?);
    let book = block_on(desk.book(Known::Now))?;
    let commands = plan(&book, &stated, &[])?.commands;
    drop(stated);
    let request = Request {
        id: CommandId::new("import")?,
        actor: None,
        at: Utc::now(),
        commands,
    };
    block_on(desk.execute_in_batches(book, request))?;
    let book = block_on(desk.book(Known::Now))?;
    let history = RevenueHistory::from_book(&book, Currency::USD)?;
    monthly(&history, &subscriptions)?;
    Measured::print(begun.elapsed().as_secs_f64())
}

fn import(file: &Path) -> Result<Subscriptions, Box<dyn Error>> {
    let options = SubscriptionOptions::new(AmountUnit::Major).in_currency(Currency::USD);
    Ok(Subscriptions::from_path(file, &options)?)
}

fn monthly(
    history: &RevenueHistory,
    subscriptions: &Subscriptions,
) -> Result<BridgeReport, Box<dyn Error>> {
    let first = history.first_in_force().ok_or("nothing in force")?;
    let last = Month::of(subscriptions.latest_date()).last_day();
    let months = Periods::covering(Grain::Month, first, last).ok_or("no months")?;
    Ok(bridge(
        history,
        &months,
        &Slicing::none(),
        Convention::default(),
    )?)
}

/// In the columns and the order of the peer.
fn csv(report: &BridgeReport) -> Result<String, std::fmt::Error> {
    let mut csv = String::from(
        "month,opening,new,reactivation,expansion,contraction,churn,closing,new_accounts,reactivated_accounts,expanded_accounts,\
         contracted_accounts,churned_accounts\n",
    );
    for row in &report.all.rows {
        let (amounts, accounts) = (&row.amounts, &row.accounts);
        write!(csv, "{}", row.period.start())?;
        for amount in [
            amounts.opening,
            amounts.new,
            amounts.reactivation,
            amounts.expansion,
            amounts.contraction,
            amounts.churn,
            amounts.closing,
        ] {
            write!(csv, ",{}", amount.to_minor())?;
        }
        for count in [
            accounts.new,
            accounts.reactivated,
            accounts.expanded,
            accounts.contracted,
            accounts.churned,
        ] {
            write!(csv, ",{count}")?;
        }
        csv.push('\n');
    }
    Ok(csv)
}

/// The most memory this process ever had, as Linux counts it.
fn peak_bytes() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .ok_or("no VmHWM")?;
    Ok(kib.parse::<u64>()? << 10)
}
