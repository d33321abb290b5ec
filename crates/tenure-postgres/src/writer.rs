//! One transaction for a group of appends of one tenant.
//!
//! The row of the tenant is the lock: whoever holds it hands out the next positions, so that they are dense and appear in order. One
//! statement moves the head, if it still is where the group was placed, and writes everything that depends on it. Usually it is sent
//! on its own, as a transaction by itself, on what is known of the tenant from the last time: one round trip. When somebody else wrote
//! meanwhile the head is elsewhere, nothing is written, and the group is placed again under the lock.

use std::collections::HashMap;

use deadpool_postgres::{ClientWrapper, Pool};
use futures_util::future::join4;
use tenure::journal::{
    ContentHash, Head, JournalError, JournalErrorKind, Placed, PreparedAppend, Receipt,
};
use tenure::{Position, StreamId, TenantId, Version};
use tokio_postgres::Statement;

use crate::batch::Rows;
use crate::error::Fault;
use crate::reader::{receipt_of, tenant};
use crate::rows::{self, Tenant, bigint};
use crate::session::{Session, begin, in_order};

/// How many streams of a tenant are remembered.
const REMEMBERED: usize = 10_000;
/// Past it no append is begun: a position is a `bigint`.
const MAX_POSITION: u64 = i64::MAX.unsigned_abs() - 10_000;

/// What every append of a group comes to.
pub(crate) type Outcomes = Vec<Result<Receipt, JournalError>>;

/// Why a group came to nothing.
pub(crate) enum Undone {
    /// Nothing was written.
    Nothing(Fault),
    /// It was sent, and what came of it is not known.
    Unknown(Fault),
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Nothing(fault)
    }
}

impl From<tokio_postgres::Error> for Undone {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Nothing(error.into())
    }
}

/// What was true of a tenant after the last transaction of this process: the head, and the versions of some streams at that head.
/// Whether it still is, the head tells: it moves with everything else.
#[derive(Debug)]
pub(crate) struct Remembered {
    head: Head,
    versions: HashMap<String, Version>,
}

impl Remembered {
    /// Together with what else is known of the tenant.
    fn besides(self, known: Option<Self>) -> Self {
        let mut versions = known.map(|known| known.versions).unwrap_or_default();
        if versions.len() > REMEMBERED {
            versions.clear();
        }
        versions.extend(self.versions);
        Self { versions, ..self }
    }
}

/// What came of a group that was placed under the lock.
struct Found {
    outcomes: Outcomes,
    before: Head,
    after: Remembered,
}

/// Writes the group in one transaction, each append on its own merits: one that is refused leaves the others alone.
pub(crate) async fn append(
    pool: &Pool,
    id: &TenantId,
    group: &[&PreparedAppend],
    remembered: &mut Option<Remembered>,
) -> Result<Outcomes, Undone> {
    let session = Session::new(pool).await.map_err(Undone::Nothing)?;
    let client = session.client()?;
    let known = remembered.take();
    let batch = known.as_ref();
    let batch = batch.and_then(|known| Batch::on_what_is_known(group, known));
    if let Some(batch) = batch {
        let write = batch.rows.statement(client).await?;
        // No transaction is open, so it is one by itself.
        match batch.rows.write(client, &write, id).await.map_err(doubtful) {
            Ok(true) => {
                session.end();
                *remembered = Some(batch.after.besides(known));
                return Ok(batch.outcomes);
            }
            Ok(false) => {}
            // A command that was recorded before: what came of it is looked up below.
            Err(Undone::Nothing(fault)) if fault.violated() == Some("command_pkey") => {}
            Err(undone) => return Err(undone),
        }
    }
    let found = place_under_lock(client, id, group).await?;
    session.end();
    let still_holds = known.filter(|known| known.head == found.before);
    *remembered = Some(found.after.besides(still_holds));
    Ok(found.outcomes)
}

fn doubtful(fault: Fault) -> Undone {
    if fault.leaves_doubt() {
        Undone::Unknown(fault)
    } else {
        Undone::Nothing(fault)
    }
}

async fn place_under_lock(
    client: &ClientWrapper,
    id: &TenantId,
    group: &[&PreparedAppend],
) -> Result<Found, Undone> {
    begin(client, id).await?;
    let state = State::lock(client, id, group).await?;
    let before = state.tenant.head;
    let mut batch = Batch::new(state.tenant.head, state.versions);
    for append in group {
        let outcome = match state.commands.get(append.command.as_str()) {
            Some((content, _)) if *content != append.content => {
                Err(JournalError::command_reused(&append.command))
            }
            Some((_, places)) => receipt_of(client, id, &append.command, *places)
                .await
                .map(Ok)?,
            None => batch.place(append, |position| state.corrected.get(&position).cloned()),
        };
        batch.outcomes.push(outcome);
    }
    if batch.rows.is_empty() {
        client.batch_execute("ROLLBACK").await?;
        return Ok(batch.found(before));
    }
    let write = batch.rows.statement(client).await?;
    let (wrote, committed) = in_order(
        batch.rows.write(client, &write, id),
        client.batch_execute("COMMIT"),
    )
    .await;
    let wrote = wrote.map_err(doubtful)?;
    committed.map_err(|error| doubtful(error.into()))?;
    if !wrote {
        // It was locked, so it cannot have moved.
        return Err(Undone::Nothing(rows::damaged("tenant").into()));
    }
    Ok(batch.found(before))
}

/// Locks the row of a tenant, making it if there is none.
pub(crate) async fn lock(client: &ClientWrapper, id: &TenantId) -> Result<Tenant, Fault> {
    let statement = lock_statement(client).await?;
    if let Some(found) = tenant(client, &statement, id).await? {
        return Ok(found);
    }
    make_tenant(client, id).await?;
    let made = tenant(client, &statement, id).await?;
    Ok(made.ok_or_else(|| rows::damaged("tenant"))?)
}

async fn lock_statement(client: &ClientWrapper) -> Result<Statement, Fault> {
    Ok(client
        .prepare_cached(
            "SELECT no, position, chain, recorded_us FROM tenure.tenant WHERE id = $1 FOR UPDATE",
        )
        .await?)
}

/// Makes the row of a tenant if there is none.
pub(crate) async fn make_tenant(client: &ClientWrapper, id: &TenantId) -> Result<(), Fault> {
    let make = client
        .prepare_cached(
            "INSERT INTO tenure.tenant (id, position, chain) \
             SELECT $1, 0, $2 WHERE NOT EXISTS (SELECT FROM tenure.tenant WHERE id = $1) \
             ON CONFLICT DO NOTHING",
        )
        .await?;
    let genesis = rows::genesis(id).chain;
    client
        .execute(&make, &[&id.as_str(), &genesis.as_bytes().as_slice()])
        .await?;
    Ok(())
}

/// What a group depends on, read once the tenant's row is locked.
struct State {
    tenant: Tenant,
    versions: HashMap<String, Version>,
    commands: HashMap<String, (ContentHash, (u64, u64))>,
    corrected: HashMap<Position, StreamId>,
}

impl State {
    async fn lock(
        client: &ClientWrapper,
        id: &TenantId,
        group: &[&PreparedAppend],
    ) -> Result<Self, Fault> {
        let lock = lock_statement(client).await?;
        let versions = client
            .prepare_cached(
                "SELECT id, version FROM tenure.stream \
                 WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND id = ANY($2)",
            )
            .await?;
        let commands = client
            .prepare_cached(
                "SELECT content, first, last, checksum, id FROM tenure.command \
                 WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND id = ANY($2)",
            )
            .await?;
        let corrected = client
            .prepare_cached(
                "SELECT position, stream FROM tenure.record \
                 WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND position = ANY($2)",
            )
            .await?;
        let name = id.as_str();
        let streams: Vec<&str> = group
            .iter()
            .flat_map(|append| &append.streams)
            .map(|stream| stream.name.as_str())
            .collect();
        let ids: Vec<&str> = group.iter().map(|append| append.command.as_str()).collect();
        let corrects: Vec<i64> = group
            .iter()
            .flat_map(|append| &append.records)
            .filter_map(|record| record.corrects)
            .map(|position| bigint(position.get()))
            .collect();

        let mut made = false;
        loop {
            // Sent together and run one after the other: what follows the lock sees what was committed before it was given.
            let (tenant, versions, commands, corrected) = join4(
                tenant(client, &lock, id),
                client.query(&versions, &[&name, &streams]),
                client.query(&commands, &[&name, &ids]),
                client.query(&corrected, &[&name, &corrects]),
            )
            .await;
            let Some(tenant) = tenant? else {
                if made {
                    return Err(rows::damaged("tenant").into());
                }
                made = true;
                make_tenant(client, id).await?;
                continue;
            };
            let mut state = Self {
                tenant,
                versions: streams
                    .iter()
                    .map(|name| ((*name).to_owned(), Version::EMPTY))
                    .collect(),
                commands: HashMap::new(),
                corrected: HashMap::new(),
            };
            for row in versions? {
                let version = Version::new(rows::count(row.try_get(1)?, "stream")?);
                state.versions.insert(row.try_get(0)?, version);
            }
            for row in commands? {
                let id: String = row.try_get(4)?;
                let stored = rows::checked_command(&row, 0, &id)?;
                let found = (stored.content, (stored.first, stored.last));
                state.commands.insert(id, found);
            }
            for row in corrected? {
                let position = rows::place(rows::count(row.try_get(0)?, "record")?);
                let stream: &str = row.try_get(1)?;
                let stream = stream.parse().map_err(|_| rows::damaged("record"))?;
                state.corrected.insert(position, stream);
            }
            return Ok(state);
        }
    }
}

/// Appends placed one after the other, and the rows they make.
struct Batch {
    /// The head, and the versions of the streams of the group.
    after: Remembered,
    rows: Rows,
    outcomes: Outcomes,
}

impl Batch {
    fn new(head: Head, versions: HashMap<String, Version>) -> Self {
        Self {
            after: Remembered { head, versions },
            rows: Rows::after(head),
            outcomes: Vec::new(),
        }
    }

    fn found(self, before: Head) -> Found {
        Found {
            outcomes: self.outcomes,
            before,
            after: self.after,
        }
    }

    /// The group as it would come to stand if what is known still holds, and streams of which nothing is known have no record yet, which
    /// is checked as it is written; `None` when that is not enough to tell, or when one of the group would be refused, which has to be told
    /// from what is certain.
    fn on_what_is_known(group: &[&PreparedAppend], known: &Remembered) -> Option<Self> {
        let head = known.head.position;
        let mut versions = HashMap::new();
        let mut new = Vec::new();
        for append in group {
            let corrects_earlier = append.records.iter().any(|record| {
                record
                    .corrects
                    .is_some_and(|corrects| head >= Some(corrects))
            });
            if corrects_earlier {
                return None;
            }
            for stream in &append.streams {
                if versions.contains_key(&stream.name) {
                    continue;
                }
                let version = known.versions.get(&stream.name).copied();
                if version.is_none() {
                    new.push(stream.name.clone());
                }
                versions.insert(stream.name.clone(), version.unwrap_or(Version::EMPTY));
            }
        }
        let mut batch = Self::new(known.head, versions);
        batch.rows.new_streams(new);
        for append in group {
            let receipt = batch.place(append, |_| None).ok()?;
            batch.outcomes.push(Ok(receipt));
        }
        Some(batch)
    }

    fn place(
        &mut self,
        append: &PreparedAppend,
        stored_at: impl Fn(Position) -> Option<StreamId>,
    ) -> Result<Receipt, JournalError> {
        let versions: Vec<Version> = append
            .streams
            .iter()
            .map(|stream| {
                self.after
                    .versions
                    .get(&stream.name)
                    .copied()
                    .unwrap_or_default()
            })
            .collect();
        append.check(&self.after.head, &versions, |position| {
            // What it corrects may stand in the same group.
            let nth = position.get().checked_sub(self.rows.first());
            Ok(match nth.and_then(|nth| usize::try_from(nth).ok()) {
                None => stored_at(position),
                Some(nth) => self.rows.stream(nth).and_then(|name| name.parse().ok()),
            })
        })?;
        if self.after.head.position.map_or(0, Position::get) > MAX_POSITION {
            return Err(JournalError::new(
                JournalErrorKind::Full,
                "no position is left for the tenant; begin another database",
            ));
        }
        let rows = &mut self.rows;
        let placed = append.place(&self.after.head, &versions, |_, stored, checksum| {
            rows.record(stored, checksum);
            Ok(())
        })?;
        let Placed {
            receipt,
            head,
            versions: after,
        } = placed;
        self.rows.command(
            &receipt.command,
            &append.content,
            receipt.first,
            receipt.last,
        );
        for ((stream, before), after) in append.streams.iter().zip(&versions).zip(after) {
            if *before != after {
                self.rows.stream_at(&stream.name, after);
            }
            self.after.versions.insert(stream.name.clone(), after);
        }
        self.rows.head_at(head);
        self.after.head = head;
        Ok(receipt)
    }
}
