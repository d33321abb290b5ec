//! The retention figures of a book of subscriptions: imported, recorded in an embedded journal, computed from it, and written as
//! files.
//!
//!     cargo run --release --example quarterly_review
//!
//! runs on a simulated book. With arguments it reads a host's own files; `--help` says which.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod arguments;
mod figures;
mod journal;
mod output;
mod sample;
mod summary;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use chrono::Utc;
use tenure::retention::{
    AccountIndex, Convention, RevenueHistory, RevenueLine, SliceKey, Slicing, bridge,
};
use tenure::{AccountId, Currency, Month, Name, SubscriptionId};
use tenure_import::{
    AccountColumns, AccountOptions, Accounts, AmountUnit, StatedClass, StatedSubscription,
    SubscriptionColumns, SubscriptionOptions, Subscriptions, plan,
};

use crate::arguments::{Arguments, Invocation, USAGE};
use crate::figures::{Calendar, Figures};
use crate::journal::Recorder;
use crate::output::Heading;

/// Where the simulated review goes: a folder that version control ignores.
const SAMPLE_OUT: &str = "target/quarterly_review";

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args().skip(1)) {
        Ok(Invocation::Help) => {
            print!("{USAGE}");
            Ok(())
        }
        Ok(Invocation::Sample) => review_sample(),
        Ok(Invocation::Review(arguments)) => review(&arguments),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quarterly_review: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// A host's own files.
fn review(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let input = Input::read(arguments)?;
    let until = arguments
        .until
        .unwrap_or_else(|| Month::of(input.subscriptions.latest_date()));
    println!(
        "{} subscriptions of {} accounts in {}, amounts in {}.",
        input.subscriptions.len(),
        input.subscriptions.accounts().len(),
        arguments.subscriptions.display(),
        input.subscriptions.currency(),
    );
    // Everything that can be wrong with the input or its dates shows before anything is written.
    let stated = input.history()?;
    Calendar::new(&stated, until)?;

    if arguments.no_journal {
        fs::create_dir_all(&arguments.out)?;
        let slicing = input.slicing(&stated);
        return finish(&arguments.out, &stated, &slicing, until, &input.notes, None);
    }
    let recorder = record(&input, &arguments.out, arguments.journal.as_deref())?;
    let book = recorder.book()?;
    let history = RevenueHistory::from_book(&book, input.subscriptions.currency())?;
    let slicing = input
        .dimension
        .as_ref()
        .map_or_else(Slicing::none, |dimension| {
            Slicing::by_class(&history, &book, dimension, until.last_day())
        });
    finish(
        &arguments.out,
        &history,
        &slicing,
        until,
        &input.notes,
        None,
    )
}

/// The simulated book: its files are written, read and recorded like a host's own, and its managers with it.
fn review_sample() -> Result<(), Box<dyn Error>> {
    let out = Path::new(SAMPLE_OUT);
    fs::create_dir_all(out)?;
    let simulated = sample::simulate()?;
    sample::write(&simulated, out)?;
    let arguments = Arguments {
        subscriptions: out.join("sample_subscriptions.csv"),
        accounts: Some(out.join("sample_accounts.csv")),
        by: Some("segment".to_owned()),
        ..Arguments::default()
    };
    let mut input = Input::read(&arguments)?;
    input.notes.insert(
        0,
        "A simulated book: made up, seeded, no customer is in it.".to_owned(),
    );
    let recorder = record(&input, out, None)?;
    let book = recorder.book()?;
    let assignments = sample::assignments(&simulated, &book)?;
    recorder.record(book, assignments)?;

    let book = recorder.book()?;
    let until = Month::of(input.subscriptions.latest_date());
    let history = RevenueHistory::from_book(&book, input.subscriptions.currency())?;
    let slicing = input
        .dimension
        .as_ref()
        .map_or_else(Slicing::none, |dimension| {
            Slicing::by_class(&history, &book, dimension, until.last_day())
        });
    let by_manager = Slicing::by_manager(&history, &book)?;
    finish(
        out,
        &history,
        &slicing,
        until,
        &input.notes,
        Some(&by_manager),
    )
}

/// What the files say.
struct Input {
    subscriptions: Subscriptions,
    accounts: Option<Accounts>,
    /// The column to slice by.
    dimension: Option<Name>,
    /// What a reader of the figures should know.
    notes: Vec<String>,
}

impl Input {
    fn read(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let columns: SubscriptionColumns =
            arguments.columns.as_deref().unwrap_or_default().parse()?;
        let mut options =
            SubscriptionOptions::new(arguments.amount_unit.unwrap_or(AmountUnit::Major))
                .with_columns(columns.clone())
                .in_currency_unless_stated(Currency::USD);
        if let Some(currency) = arguments.currency {
            options = options.in_currency(currency);
        }
        let subscriptions = Subscriptions::from_path(&arguments.subscriptions, &options)?;
        let accounts = match &arguments.accounts {
            None => None,
            Some(path) => {
                let options = AccountOptions::new()
                    .with_columns(AccountColumns::from(&columns))
                    .by(arguments.by.clone())
                    .reserve([tenure_tables::ALL]);
                Some(Accounts::from_path(path, &options)?)
            }
        };
        let dimension = arguments.by.as_deref().map(Name::new).transpose()?;
        Ok(Self {
            subscriptions,
            accounts,
            dimension,
            notes: Vec::new(),
        })
    }

    fn class(&self, account: &AccountId) -> Option<&Name> {
        self.accounts.as_ref()?.get(account.as_str())?.class(0)
    }

    /// Straight from the rows.
    fn history(&self) -> Result<RevenueHistory, Box<dyn Error>> {
        let lines: Vec<RevenueLine> = self
            .subscriptions
            .rows()
            .map(|row| RevenueLine {
                account: AccountIndex::new(row.account_index()),
                span: row.span(),
                monthly: row.amount(),
            })
            .collect();
        let accounts = self.subscriptions.accounts().to_vec();
        Ok(RevenueHistory::from_lines(
            self.subscriptions.currency(),
            accounts,
            &lines,
        )?)
    }

    fn slicing(&self, history: &RevenueHistory) -> Slicing {
        if self.dimension.is_none() {
            return Slicing::none();
        }
        Slicing::by_account(history, |account| {
            self.class(account).map_or(SliceKey::Unassigned, |class| {
                SliceKey::Segment(class.clone())
            })
        })
    }

    /// As statements for the journal. A row without an id gets its start as one, numbered where an account has several of a day.
    fn stated(&self) -> Result<Vec<StatedSubscription>, Box<dyn Error>> {
        let mut same_start = HashMap::new();
        let mut stated = Vec::with_capacity(self.subscriptions.len());
        for row in self.subscriptions.rows() {
            let subscription = match row.id() {
                Some(id) => SubscriptionId::new(id)?,
                None => {
                    let start = row.span().start();
                    let count = same_start
                        .entry((row.account_index(), start))
                        .or_insert(0_u32);
                    *count += 1;
                    match *count {
                        1 => SubscriptionId::new(start.to_string())?,
                        n => SubscriptionId::new(format!("{start}/{n}"))?,
                    }
                }
            };
            stated.push(StatedSubscription {
                account: row.account().clone(),
                subscription,
                span: row.span(),
                monthly: row.amount(),
            });
        }
        Ok(stated)
    }

    fn classes(&self) -> Vec<StatedClass> {
        let Some(dimension) = &self.dimension else {
            return Vec::new();
        };
        self.subscriptions
            .accounts()
            .iter()
            .map(|account| StatedClass {
                account: account.clone(),
                dimension: dimension.clone(),
                class: self.class(account).cloned(),
            })
            .collect()
    }
}

/// Brings the journal up to what the files state.
fn record(input: &Input, out: &Path, journal: Option<&Path>) -> Result<Recorder, Box<dyn Error>> {
    let (stated, classes) = (input.stated()?, input.classes());
    let path = match journal {
        Some(path) => path.to_owned(),
        None => {
            fs::create_dir_all(out)?;
            out.join("journal.sqlite")
        }
    };
    let recorder = Recorder::open(&path, Utc::now())?;
    let book = recorder.book()?;
    let mut plan = plan(&book, &stated, &classes)?;
    fs::create_dir_all(out)?;
    recorder.record(book, std::mem::take(&mut plan.commands))?;
    println!(
        "Recorded in {}: {} new, {} ended, {} corrected, {} unchanged.",
        path.display(),
        plan.new_subscriptions,
        plan.ended_subscriptions,
        plan.corrected_subscriptions,
        plan.unchanged_subscriptions,
    );
    if plan.absent_subscriptions > 0 {
        println!(
            "The journal has {} more subscriptions that are not in this file. They are kept and counted; use another --journal to leave \
             them out.",
            plan.absent_subscriptions
        );
    }
    Ok(recorder)
}

/// Computes, writes and shows.
fn finish(
    out: &Path,
    history: &RevenueHistory,
    slicing: &Slicing,
    until: Month,
    notes: &[String],
    by_manager: Option<&Slicing>,
) -> Result<(), Box<dyn Error>> {
    let calendar = Calendar::new(history, until)?;
    let figures = Figures::compute(history, slicing, &calendar)?;
    let notes_text: Vec<&str> = notes.iter().map(String::as_str).collect();
    let heading = Heading {
        subtitle: "All subscriptions",
        notes: &notes_text,
        as_of: until.last_day(),
    };
    let written = output::write(out, &figures, &heading)?;
    for note in notes {
        println!("{note}");
    }
    println!("\n{}", summary::quarters(&figures.quarterly)?);
    if let Some(by_manager) = by_manager {
        let report = bridge(
            history,
            &calendar.quarters,
            by_manager,
            Convention::default(),
        )?;
        report.reconcile()?;
        println!(
            "The managers whose books moved most in these quarters:\n\n{}",
            summary::managers(&report)?
        );
    }
    println!("Written:");
    for path in written {
        println!("  {}", path.display());
    }
    Ok(())
}
