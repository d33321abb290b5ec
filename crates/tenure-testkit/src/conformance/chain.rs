use tenure::journal::{Append, ChainHash, Expected, Journal, MemoryJournal, Verified};
use tenure::{ActorId, Record, StreamId, TenantId};

use super::block_on;
use super::make::*;

/// A few appends with everything in them.
fn appends() -> Vec<Append> {
    let (a, b) = (account("A"), account("Ä"));
    vec![
        Append {
            actor: Some(ActorId::new("importer").unwrap()),
            ..request("c1")
                .expect(&a, exactly(0))
                .expect(&b, exactly(0))
                .record(&a, opened())
                .record(&b, started("S", "12.50 EUR"))
                .record(&a, started("S", "99.99 USD"))
        },
        request("c2")
            .at(-5)
            .expect(&StreamId::Directory, Expected::Any)
            .record(&StreamId::Directory, hired("M")),
        request("c3")
            .at(9)
            .expect(&a, exactly(2))
            .correct(&a, withdrawn(), 3)
            .record(&a, ended("S")),
    ]
}

/// The hash as its documentation has it, written a second time.
fn recompute(tenant: &TenantId, records: &[Record]) -> ChainHash {
    records
        .iter()
        .fold(ChainHash::genesis(tenant), |chain, record| {
            let mut bytes = Vec::new();
            for text in [
                record.stream.to_string(),
                record.command.to_string(),
                record
                    .actor
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                record.fact.type_name().to_owned(),
                record.fact.to_json().unwrap(),
            ] {
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.into_bytes());
            }
            let day = (record.effective_on - chrono::NaiveDate::default()).num_days();
            bytes.extend(record.position.get().to_le_bytes());
            bytes.extend(record.version.get().to_le_bytes());
            bytes.extend(day.to_le_bytes());
            bytes.extend(record.recorded_at.timestamp_micros().to_le_bytes());
            bytes.extend(
                record
                    .corrects
                    .map_or(0, |corrects| corrects.get())
                    .to_le_bytes(),
            );
            bytes.extend(u64::from(record.fact.schema()).to_le_bytes());
            chain.extend(&bytes)
        })
}

/// The hash of the head is that over every column of every record, computed independently, after each append.
pub fn the_chain_covers_every_column(journal: &dyn Journal) {
    let tenant = tenant("the_chain_covers_every_column");
    for append in appends() {
        journal.write(&tenant, append);
        let records = journal.all(&tenant);
        let head = journal.end(&tenant);
        assert_eq!(head.chain, recompute(&tenant, &records));
        assert_eq!(head.position, records.last().map(|record| record.position));
        assert_eq!(
            head.recorded_at,
            records.last().map(|record| record.recorded_at)
        );
    }
}

/// The same records have had the same hash since the first version, or an anchor kept elsewhere would lose its worth. The hash
/// below was computed outside of this project.
pub fn the_chain_is_the_same_for_ever(journal: &dyn Journal) {
    let tenant = tenant("the_chain_is_the_same_for_ever");
    for append in appends() {
        journal.write(&tenant, append);
    }
    assert_eq!(
        journal.end(&tenant).chain.to_string(),
        "b1790dc137d06985a4d4ad1606ea89e4b1ab8def5eeaa508a225d3717c9d49c1"
    );
}

/// The same appends make the same receipts, records and head in every journal; for another tenant the hash is another.
pub fn equal_appends_make_equal_heads(journal: &dyn Journal) {
    let own = tenant("equal_appends_make_equal_heads");
    let other = tenant("equal_appends_make_equal_heads 2");
    let memory: &dyn Journal = &MemoryJournal::new();
    for append in appends() {
        let receipt = journal.write(&own, append.clone());
        assert_eq!(receipt, memory.write(&own, append.clone()));
        assert_eq!(receipt, journal.write(&other, append));
    }
    assert_eq!(journal.all(&own), memory.all(&own));
    assert_eq!(journal.all(&own), journal.all(&other));
    assert_eq!(journal.end(&own), memory.end(&own));
    assert_ne!(journal.end(&own).chain, journal.end(&other).chain);
}

/// Verification walks up to the head and counts what it saw; a tenant without records is in order.
pub fn verification_goes_over_everything(journal: &dyn Journal) {
    let tenant = tenant("verification_goes_over_everything");
    let mut streams = 0;
    for append in std::iter::once(None).chain(appends().into_iter().map(Some)) {
        if let Some(append) = append {
            let receipt = journal.write(&tenant, append);
            streams += receipt
                .versions
                .iter()
                .filter(|(stream, _)| journal.stream(&tenant, stream)[0].position >= receipt.first)
                .count();
        }
        assert_eq!(
            block_on(journal.verify(&tenant)).unwrap(),
            Verified {
                head: journal.end(&tenant),
                streams,
            }
        );
    }
}
