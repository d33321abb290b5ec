//! What a journal does, step by step: open, append, conflict, retry, as-of, correct, forget, verify, back up, restore.
//!
//!     cargo run --release --example journal_tour
//!     cargo run --release --example journal_tour -- SERVICE_ADDRESS OWNER_ADDRESS
//!
//! runs on SQLite, in a folder of its own; with two addresses on PostgreSQL, as the role of the service and as the owner of the tables. Both
//! print the same but for the name of the tenant and what follows from it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod tour;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Utc;
use tenure::TenantId;
use tenure::journal::{Archive, Journal};
use tenure_postgres::PostgresJournal;
use tenure_sqlite::SqliteJournal;

use crate::tour::Tour;

/// Where the tour leaves its files: a folder that version control ignores.
const OUT: &str = "target/journal_tour";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => on_sqlite(),
        [service, owner] => on_postgres(service, owner),
        _ => Err(
            "give no argument, or the address of the service's role and that of the owner".into(),
        ),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("journal_tour: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// An empty folder.
fn folder() -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new(OUT);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn on_sqlite() -> Result<(), Box<dyn Error>> {
    let folder = folder()?;
    let file = folder.join("journal.db");
    println!("1. Open. A file is made only when asked for.");
    println!("   before: {:?}", tenure_sqlite::check(&file)?);
    tenure_sqlite::migrate(&file)?;
    println!("   after:  {:?}", tenure_sqlite::check(&file)?);
    let journal = std::sync::Arc::new(SqliteJournal::open(&file)?);
    let tour = Tour {
        tenant: TenantId::new("journal-tour")?,
        journal: journal.clone(),
        archive: journal.clone(),
    };
    pollster::block_on(tour.records())?;
    println!("\n10. Back up, while it is in use, and check the copy.");
    let copy = folder.join("backup.db");
    pollster::block_on(journal.backup(&copy))?;
    let copy = SqliteJournal::open(&copy)?;
    copy.check_integrity_blocking()?;
    let verified = copy.verify_blocking(&tour.tenant)?;
    println!(
        "   the copy has {} records, and its pages are whole",
        tour::count(&verified.head)
    );
    pollster::block_on(tour.restore(&folder))
}

fn on_postgres(service: &str, owner: &str) -> Result<(), Box<dyn Error>> {
    let folder = folder()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let service = tenure_postgres::Options::new(service)?;
        let owner = tenure_postgres::Options::new(owner)?;
        println!("1. Open. Tables are made only when asked for.");
        println!("   before: {:?}", tenure_postgres::check(&owner).await?);
        let role = std::env::var("TENURE_SERVICE_ROLE").unwrap_or_else(|_| "tenure_service".to_owned());
        tenure_postgres::migrate(&owner, &role).await?;
        println!("   after:  {:?}", tenure_postgres::check(&owner).await?);
        let journal = std::sync::Arc::new(PostgresJournal::open(service).await?);
        let tour = Tour {
            // A tenant of its own each time: nothing is ever removed from a journal.
            tenant: TenantId::new(format!("journal-tour-{}", Utc::now().timestamp_micros()))?,
            journal: journal.clone() as std::sync::Arc<dyn Journal>,
            archive: journal as std::sync::Arc<dyn Archive>,
        };
        tour.records().await?;
        println!("\n10. Back up: the server's own tools do, and a tenant moves whole, here into a file of SQLite.");
        let copy = SqliteJournal::open_or_create(folder.join("backup.db"))?;
        let verified = tenure::journal::copy(tour.archive.as_ref(), &copy, &tour.tenant).await?;
        println!("   the copy has {} records, and the same hash", tour::count(&verified.head));
        tour.restore(&folder).await
    })
}
