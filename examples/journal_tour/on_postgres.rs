//! The tour on a PostgreSQL server: how a database becomes a journal, who may do what, and how it is backed up.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process;
use std::sync::Arc;

use tenure::journal;
use tenure_postgres::{Options, PostgresJournal};
use tenure_sqlite::SqliteJournal;
use tokio::runtime::Builder;
use tokio_postgres::{Client, NoTls};

use crate::tour::{Tour, count, schema, yes};

pub(crate) fn run(folder: &Path, address: &str) -> Result<String, Box<dyn Error>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
        // Ends with the client.
        tokio::spawn(connection);
        let own = Own::new(&client, address);
        own.make().await?;
        let said = visit(folder, &own).await;
        let removed = own.remove().await;
        let said = said?;
        removed?;
        Ok(said)
    })
}

async fn visit(folder: &Path, own: &Own<'_>) -> Result<String, Box<dyn Error>> {
    let owner = Options::new(&own.address(&own.owner))?;
    let before = tenure_postgres::check(&owner).await?;
    tenure_postgres::migrate(&owner, &own.service).await?;
    let after = tenure_postgres::check(&owner).await?;
    let service = Options::new(&own.address(&own.service))?;
    let journal = Arc::new(PostgresJournal::open(service).await?);

    let mut tour = Tour::new(journal.clone(), journal.clone())?;
    tour.step("1. Open. A journal is made only when that is asked for; here it is a schema in PostgreSQL.");
    tour.say(format_args!("before: {}", schema(before)));
    tour.say(format_args!("after:  {}", schema(after)));
    let refused = match PostgresJournal::open(owner).await {
        Ok(_) => return Err("the owner of the tables was let in".into()),
        Err(error) => error.to_string().replace(&own.owner, "owner"),
    };
    tour.say(format_args!("as the owner of the tables: {refused}"));
    tour.records().await?;

    tour.step(
        "10. Back up. The server's own tools do, or a tenant moves whole; here into a file of SQLite.",
    );
    let copy = SqliteJournal::open_or_create(folder.join("backup.db"))?;
    let copied = journal::copy(journal.as_ref(), &copy, &tour.tenant).await?;
    let same = copied.head == copy.verify_blocking(&tour.tenant)?.head;
    tour.say(format_args!(
        "the copy has {} records; the same hash: {}",
        count(&copied.head),
        yes(same)
    ));
    tour.restore(folder).await?;
    Ok(tour.said())
}

/// The database and the roles of this run.
struct Own<'a> {
    client: &'a Client,
    server: &'a str,
    /// Of the roles, for as long as they are there.
    password: String,
    database: String,
    owner: String,
    service: String,
}

impl<'a> Own<'a> {
    fn new(client: &'a Client, server: &'a str) -> Self {
        let run = process::id();
        let now = chrono::Utc::now().timestamp_micros();
        Self {
            client,
            server,
            password: format!("tour-{run}-{now}"),
            database: format!("tenure_tour_{run}"),
            owner: format!("tenure_tour_owner_{run}"),
            service: format!("tenure_tour_service_{run}"),
        }
    }

    async fn make(&self) -> Result<(), tokio_postgres::Error> {
        // Of a run with the same number that was stopped.
        self.remove().await?;
        let Self {
            password,
            database,
            owner,
            service,
            ..
        } = self;
        // Nothing in it comes from outside.
        self.client
            .batch_execute(&format!(
                "CREATE ROLE {owner} LOGIN PASSWORD '{password}'; CREATE ROLE {service} LOGIN PASSWORD '{password}'; \
                 GRANT {owner} TO CURRENT_USER"
            ))
            .await?;
        self.client
            .batch_execute(&format!("CREATE DATABASE {database} OWNER {owner}"))
            .await
    }

    async fn remove(&self) -> Result<(), tokio_postgres::Error> {
        let Self {
            database,
            owner,
            service,
            ..
        } = self;
        for statement in [
            format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"),
            format!("DROP ROLE IF EXISTS {owner}"),
            format!("DROP ROLE IF EXISTS {service}"),
        ] {
            self.client.batch_execute(&statement).await?;
        }
        Ok(())
    }

    /// The server's address with another role and database: of two values for one setting the last counts.
    fn address(&self, role: &str) -> String {
        let (first, next) = match self.server {
            pairs if !pairs.contains("://") => (' ', ' '),
            url if url.contains('?') => ('&', '&'),
            _ => ('?', '&'),
        };
        let mut address = self.server.to_owned();
        let settings = [
            ("user", role),
            ("password", &self.password),
            ("dbname", &self.database),
        ];
        for (nth, (name, value)) in settings.into_iter().enumerate() {
            let mark = if nth == 0 { first } else { next };
            let _ = write!(address, "{mark}{name}={value}");
        }
        address
    }
}
