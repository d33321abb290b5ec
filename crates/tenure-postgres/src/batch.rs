//! The statements that write, and the columns they take.

use std::collections::BTreeMap;

use deadpool_postgres::ClientWrapper;
use tenure::journal::{ContentHash, Head, StoredCommand, StoredRecord};
use tenure::{CommandId, Position, TenantId, Version};
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use crate::error::Fault;
use crate::rows::bigint;

/// Moves the head if it is where the batch begins and none of the streams taken for new has a record, and writes what depends on it;
/// otherwise nothing. What it does stands with the tables, in `migrations/0003.sql`. Where no transaction is open it is one by itself.
const APPEND: &str = "SELECT tenure.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
     $21, $22, $23, $24, $25, $26)";

/// The same for one record, in `migrations/0004.sql`.
const APPEND_ONE: &str = "SELECT tenure.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
     $20)";

type Value<'a> = &'a (dyn ToSql + Sync);

/// The rows of a batch, a vector a column.
pub(crate) struct Rows {
    before: Head,
    head: Head,
    /// The streams that are taken to have no record yet.
    new: Vec<String>,
    /// The streams whose versions changed.
    streams: BTreeMap<String, Version>,
    commands: Vec<String>,
    contents: Vec<ContentHash>,
    firsts: Vec<i64>,
    lasts: Vec<i64>,
    command_checksums: Vec<i64>,
    position: Vec<i64>,
    version: Vec<i64>,
    recorded_us: Vec<i64>,
    corrects: Vec<Option<i64>>,
    checksum: Vec<i64>,
    effective_day: Vec<i32>,
    schema: Vec<i64>,
    stream: Vec<String>,
    command: Vec<String>,
    actor: Vec<Option<String>>,
    type_name: Vec<String>,
    payload: Vec<String>,
}

impl Rows {
    /// No rows yet; they will stand after this head.
    pub(crate) fn after(head: Head) -> Self {
        Self {
            before: head,
            head,
            new: Vec::new(),
            streams: BTreeMap::new(),
            commands: Vec::new(),
            contents: Vec::new(),
            firsts: Vec::new(),
            lasts: Vec::new(),
            command_checksums: Vec::new(),
            position: Vec::new(),
            version: Vec::new(),
            recorded_us: Vec::new(),
            corrects: Vec::new(),
            checksum: Vec::new(),
            effective_day: Vec::new(),
            schema: Vec::new(),
            stream: Vec::new(),
            command: Vec::new(),
            actor: Vec::new(),
            type_name: Vec::new(),
            payload: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    /// The place of the first of the rows.
    pub(crate) fn first(&self) -> u64 {
        self.before
            .position
            .map_or(0, Position::get)
            .saturating_add(1)
    }

    /// The stream of the nth row.
    pub(crate) fn stream(&self, nth: usize) -> Option<&str> {
        self.stream.get(nth).map(String::as_str)
    }

    pub(crate) fn record(&mut self, stored: &StoredRecord<'_>, checksum: u32) {
        self.position.push(bigint(stored.position));
        self.version.push(bigint(stored.version));
        self.recorded_us.push(stored.recorded_us);
        self.corrects.push(stored.corrects.map(bigint));
        self.checksum.push(i64::from(checksum));
        // Every date there is has its day in this range.
        let day = i32::try_from(stored.effective_day).unwrap_or(i32::MAX);
        self.effective_day.push(day);
        self.schema.push(i64::from(stored.schema));
        self.stream.push(stored.stream.to_owned());
        self.command.push(stored.command.to_owned());
        self.actor.push(stored.actor.map(str::to_owned));
        self.type_name.push(stored.type_name.to_owned());
        self.payload.push(stored.payload.to_owned());
    }

    pub(crate) fn command(
        &mut self,
        id: &CommandId,
        content: &ContentHash,
        first: Position,
        last: Position,
    ) {
        self.commands.push(id.as_str().to_owned());
        self.contents.push(*content);
        self.firsts.push(bigint(first.get()));
        self.lasts.push(bigint(last.get()));
        let stored = StoredCommand {
            command: id.as_str(),
            content: *content,
            first: first.get(),
            last: last.get(),
        };
        self.command_checksums.push(i64::from(stored.seal()));
    }

    /// Makes it a condition of writing that these streams have no record yet.
    pub(crate) fn new_streams(&mut self, names: Vec<String>) {
        self.new = names;
    }

    pub(crate) fn stream_at(&mut self, name: &str, version: Version) {
        self.streams.insert(name.to_owned(), version);
    }

    pub(crate) fn head_at(&mut self, head: Head) {
        self.head = head;
    }

    /// The statement that writes these rows.
    pub(crate) async fn statement(&self, client: &ClientWrapper) -> Result<Statement, Fault> {
        let one = self.one_begins_its_stream().is_some();
        let statement = if one { APPEND_ONE } else { APPEND };
        Ok(client.prepare_cached(statement).await?)
    }

    /// Sends the [statement](Self::statement). Whether it wrote: not, when the head is elsewhere, or a stream is not new.
    pub(crate) async fn write(
        &self,
        client: &ClientWrapper,
        statement: &Statement,
        tenant: &TenantId,
    ) -> Result<bool, Fault> {
        let contents: Vec<&[u8]> = self.contents.iter().map(<[u8; 32]>::as_slice).collect();
        let place = |head: &Head| bigint(head.position.map_or(0, Position::get));
        let recorded_us = self.head.recorded_at.map(|at| at.timestamp_micros());
        let streams: Vec<&str> = self.streams.keys().map(String::as_str).collect();
        let versions = self.streams.values();
        let versions: Vec<i64> = versions.map(|version| bigint(version.get())).collect();
        let head: [Value<'_>; 6] = [
            &tenant.as_str(),
            &place(&self.before),
            &self.before.chain.as_bytes().as_slice(),
            &place(&self.head),
            &self.head.chain.as_bytes().as_slice(),
            &recorded_us,
        ];
        let row = if let Some(begins) = self.one_begins_its_stream() {
            let one: [Value<'_>; 14] = [
                &begins,
                &self.commands.first(),
                &contents.first(),
                &self.command_checksums.first(),
                &self.stream.first(),
                &self.version.first(),
                &self.recorded_us.first(),
                &self.corrects.first(),
                &self.checksum.first(),
                &self.effective_day.first(),
                &self.schema.first(),
                &self.actor.first(),
                &self.type_name.first(),
                &self.payload.first(),
            ];
            let values = [head.as_slice(), &one].concat();
            client.query_one(statement, &values).await?
        } else {
            let lists: [Value<'_>; 20] = [
                &self.new,
                &streams,
                &versions,
                &self.commands,
                &contents,
                &self.firsts,
                &self.lasts,
                &self.command_checksums,
                &self.position,
                &self.version,
                &self.recorded_us,
                &self.corrects,
                &self.checksum,
                &self.effective_day,
                &self.schema,
                &self.stream,
                &self.command,
                &self.actor,
                &self.type_name,
                &self.payload,
            ];
            let values = [head.as_slice(), &lists].concat();
            client.query_one(statement, &values).await?
        };
        Ok(row.try_get(0)?)
    }

    /// Of one record that is all of its command: whether it is taken to be the first of its stream. `None` of every other batch.
    fn one_begins_its_stream(&self) -> Option<bool> {
        let [stream] = self.stream.as_slice() else {
            return None;
        };
        if self.firsts != self.position || self.lasts != self.position {
            return None;
        }
        match self.new.as_slice() {
            [] => Some(false),
            [new] if new == stream => Some(true),
            _ => None,
        }
    }
}
