//! What is recorded: subscriptions of accounts.

use chrono::{DateTime, NaiveDate};
use tenure::fact::SubscriptionStarted;
use tenure::journal::{Append, ChainHash, Expected, Head, NewRecord, PreparedAppend, StoredRecord};
use tenure::{AccountId, CommandId, StreamId, SubscriptionId, TenantId, Version};

pub(crate) fn tenant() -> TenantId {
    TenantId::new("acme").expect("an id")
}

pub(crate) fn account(nth: usize) -> StreamId {
    StreamId::Account(AccountId::new(format!("A-{nth:07}")).expect("an id"))
}

/// An append of so many records, to accounts in turn from this one on; `per` records an account.
pub(crate) fn append(command: &str, from: usize, records: usize, per: usize) -> Append {
    let streams: Vec<StreamId> = (0..records.div_ceil(per))
        .map(|nth| account(from + nth))
        .collect();
    Append {
        command: CommandId::new(command).expect("an id"),
        actor: None,
        at: DateTime::from_timestamp(1_790_000_000, 0).expect("an instant"),
        expect: streams
            .iter()
            .map(|stream| (stream.clone(), Expected::Any))
            .collect(),
        records: (0..records)
            .map(|nth| NewRecord {
                stream: streams[nth / per].clone(),
                effective_on: NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day"),
                corrects: None,
                fact: SubscriptionStarted {
                    subscription: SubscriptionId::new(format!("S-{command}-{nth}")).expect("an id"),
                    monthly: "1249.50 USD".parse().expect("money"),
                }
                .into(),
            })
            .collect(),
    }
}

/// A row as the drivers are given it, everything computed.
pub(crate) struct RawRow {
    pub(crate) position: i64,
    pub(crate) version: i64,
    pub(crate) day: i64,
    pub(crate) us: i64,
    pub(crate) schema: i64,
    pub(crate) checksum: i64,
    pub(crate) stream_no: i64,
    pub(crate) stream: String,
    pub(crate) command: String,
    pub(crate) type_name: String,
    pub(crate) payload: String,
}

/// The rows that an append would make after this position, each in a stream that has no record yet.
pub(crate) fn rows(append: Append, after: u64) -> Vec<RawRow> {
    let prepared: PreparedAppend = append.prepare().expect("it is in order");
    let head = Head {
        position: tenure::Position::new(after),
        chain: ChainHash::genesis(&tenant()),
        recorded_at: None,
    };
    let versions = vec![Version::EMPTY; prepared.streams.len()];
    let mut rows = Vec::new();
    prepared
        .place(
            &head,
            &versions,
            |record, stored: &StoredRecord<'_>, checksum| {
                rows.push(RawRow {
                    position: stored.position.cast_signed(),
                    version: stored.version.cast_signed(),
                    day: stored.effective_day,
                    us: stored.recorded_us,
                    schema: i64::from(stored.schema),
                    checksum: i64::from(checksum),
                    stream_no: after.cast_signed()
                        + i64::try_from(record.stream).expect("few streams"),
                    stream: stored.stream.to_owned(),
                    command: stored.command.to_owned(),
                    type_name: stored.type_name.to_owned(),
                    payload: stored.payload.to_owned(),
                });
                Ok(())
            },
        )
        .expect("it is placed");
    rows
}
