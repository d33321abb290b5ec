use std::collections::BTreeSet;
use std::fmt::Debug;

use tenure::journal::{
    Expected, Head, Journal, JournalError, JournalErrorKind, JournalExt, Profile, ProfileState,
    Receipt,
};
use tenure::{ActorId, CommandId, Name, Record, StreamId, SubjectId, TenantId};

use super::{Damaged, Store};
use crate::conformance::block_on;
use crate::conformance::make::*;
use crate::effort;

const TENANTS: [&str; 2] = ["acme", "globex"];

/// What came of damaging a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damages {
    /// How often something was changed.
    pub tried: u64,
    /// How often it was noticed; the other times it made no difference to anything.
    pub noticed: u64,
}

/// Everything that can be read of a tenant.
#[derive(Debug)]
struct Seen {
    tenant: TenantId,
    records: Vec<Record>,
    streams: Vec<(StreamId, Vec<Record>)>,
    head: Head,
    receipts: Vec<(CommandId, Receipt)>,
    profiles: Vec<(SubjectId, ProfileState)>,
}

fn fill(journal: &dyn Journal) {
    for name in TENANTS {
        let tenant = tenant(name);
        for nth in 0..8 {
            let (a, b) = (account("A"), account(&format!("B{}", nth % 3)));
            let mut append = request(&format!("c{nth}"))
                .at(nth)
                .expect(&a, Expected::Any)
                .expect(&b, Expected::Any)
                .record(&a, started(&format!("S{nth}"), "79.50 EUR"))
                .record(&b, opened());
            append.actor = Some(ActorId::new("importer").unwrap());
            if nth % 3 == 2 {
                append = append.correct(&a, withdrawn(), 1);
            }
            journal.write(&tenant, append);
            let profile =
                Profile::new([(Name::new("name").unwrap(), format!("Asha {nth}"))].into()).unwrap();
            let subject = SubjectId::new(format!("P{nth}")).unwrap();
            block_on(journal.put_profile(&tenant, &subject, profile)).unwrap();
        }
        block_on(journal.forget(&tenant, &SubjectId::new("P3").unwrap())).unwrap();
    }
}

impl Seen {
    fn of(journal: &dyn Journal, name: &str) -> Self {
        let tenant = tenant(name);
        let records = journal.all(&tenant);
        let streams: BTreeSet<StreamId> =
            records.iter().map(|record| record.stream.clone()).collect();
        let commands: BTreeSet<CommandId> = records
            .iter()
            .map(|record| record.command.clone())
            .collect();
        Self {
            streams: streams
                .into_iter()
                .map(|stream| {
                    let records = journal.stream(&tenant, &stream);
                    (stream, records)
                })
                .collect(),
            head: journal.end(&tenant),
            receipts: commands
                .into_iter()
                .map(|command| {
                    let receipt = block_on(journal.receipt(&tenant, &command)).unwrap();
                    (command, receipt.expect("it was recorded"))
                })
                .collect(),
            profiles: (0..8)
                .map(|nth| {
                    let subject = SubjectId::new(format!("P{nth}")).unwrap();
                    let state = block_on(journal.profile(&tenant, &subject)).unwrap();
                    (subject, state)
                })
                .collect(),
            records,
            tenant,
        }
    }

    /// Reads everything again. Panics when a record is another than was written; adds what else is another.
    fn compare(&self, journal: &dyn Journal, what: &str, reading: &mut Reading) {
        let tenant = &self.tenant;
        let prefix = |read: &[Record], written: &[Record]| {
            assert!(
                written.starts_with(read),
                "{what}: what was read of `{tenant}` without an error was never written"
            );
            read.len() == written.len()
        };
        let scanned = block_on(journal.scan_all(tenant));
        reading.of("records", scanned, |read| prefix(read, &self.records));
        for (stream, written) in &self.streams {
            let loaded = block_on(journal.load_all(tenant, stream));
            reading.of("a stream", loaded, |read| prefix(read, written));
        }
        let head = block_on(journal.head(tenant));
        reading.of("the head", head, |head| *head == self.head);
        for (command, receipt) in &self.receipts {
            let found = block_on(journal.receipt(tenant, command));
            reading.of("a receipt", found, |found| found.as_ref() == Some(receipt));
        }
        for (subject, state) in &self.profiles {
            let found = block_on(journal.profile(tenant, subject));
            if let Ok(ProfileState::Present(_)) = &found {
                assert_eq!(found.as_ref().ok(), Some(state), "{what}: {subject}");
            }
            // Nothing counts what is kept beside the records: that somebody is no longer found is not told.
            reading.of("a profile", found, |found| {
                *found == ProfileState::Absent || found == state
            });
        }
    }
}

#[derive(Debug, Default)]
struct Reading {
    told: bool,
    different: BTreeSet<&'static str>,
}

impl Reading {
    fn of<T: Debug>(
        &mut self,
        what: &'static str,
        read: Result<T, JournalError>,
        same: impl FnOnce(&T) -> bool,
    ) {
        match read {
            Ok(read) => {
                if !same(&read) {
                    self.different.insert(what);
                }
            }
            Err(error) => {
                assert!(is_of_damage(&error), "{what}: {error}");
                self.told = true;
            }
        }
    }
}

fn is_of_damage(error: &JournalError) -> bool {
    matches!(
        error.kind(),
        JournalErrorKind::Corrupt { .. }
            | JournalErrorKind::NewerSchema { .. }
            | JournalErrorKind::Invalid
            | JournalErrorKind::Unavailable
    )
}

/// Whatever of the store is changed, nobody reads a record or personal data that was never written, and whatever else is read otherwise
/// than before is told: by the read, by verification, or by the store's own check. Wants a store without a record.
///
/// A change that no read, no verification and no check can tell from what was written is counted as harmless.
pub fn damage_is_found(store: &dyn Damaged) -> Damages {
    let journal = store.open().expect("a new store opens");
    fill(&*journal);
    let written = TENANTS.map(|name| Seen::of(&*journal, name));
    drop(journal);
    let mut damages = Damages {
        tried: effort::times("TENURE_FLIPS", 300, 2_000),
        noticed: 0,
    };
    for seed in 0..damages.tried {
        let (what, damaged) = store.damaged(seed);
        let what = format!("seed {seed}, {what}");
        if is_noticed(&*damaged, &written, &what) {
            damages.noticed += 1;
        }
    }
    damages
}

fn is_noticed(store: &dyn Store, written: &[Seen], what: &str) -> bool {
    let journal = match store.open() {
        Ok(journal) => journal,
        Err(error) => {
            assert!(is_of_damage(&error), "{what}: {error}");
            return true;
        }
    };
    let mut reading = Reading::default();
    for seen in written {
        seen.compare(&*journal, what, &mut reading);
        if block_on(journal.verify(&seen.tenant)).is_err() {
            reading.told = true;
        }
    }
    if store.check().is_err() {
        reading.told = true;
    }
    assert!(
        reading.told || reading.different.is_empty(),
        "{what}: {:?} changed and nothing tells",
        reading.different
    );
    reading.told
}

/// A record that somebody has changed together with its checksum is found by verification. Wants a store without a record.
pub fn forgery_is_found(store: &dyn Damaged) {
    let journal = store.open().expect("a new store opens");
    fill(&*journal);
    drop(journal);
    for seed in 0..effort::times("TENURE_FORGERIES", 20, 200) {
        let (what, forged) = store.forged(seed);
        let journal = forged.open().unwrap();
        let found = TENANTS
            .iter()
            .any(|name| block_on(journal.verify(&tenant(name))).is_err());
        assert!(found, "seed {seed}, {what}: verification finds nothing");
    }
}
