use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tenure::journal::{Expected, Profile, ProfileState, Receipt};
use tenure::{Name, Record, SubjectId, TenantId};

use super::{Interrupted, Store};
use crate::conformance::block_on;
use crate::conformance::make::*;
use crate::{Dice, effort};

const WRITERS: usize = 3;
const TENANTS: [&str; 2] = ["acme", "globex"];

/// What was told to whoever asked.
#[derive(Debug)]
enum Told {
    Recorded(TenantId, Receipt),
    Kept(TenantId, SubjectId),
    Forgotten(TenantId, SubjectId),
}

/// What a store was made to do while its device took notes.
#[derive(Debug)]
struct History {
    /// What was told, with a moment by which the device knew of it.
    told: Vec<(u64, Told)>,
    /// Everything that came to be recorded.
    records: BTreeMap<TenantId, Vec<Record>>,
    /// The moment after the last.
    end: u64,
}

fn profile() -> Profile {
    Profile::new([(Name::new("name").unwrap(), "Asha".to_owned())].into()).unwrap()
}

impl History {
    /// Several writers for two tenants: appends of one to seven records over two streams, personal data kept and forgotten. Then
    /// the journal is closed, opened again, written once, and closed.
    fn write(store: &dyn Interrupted) -> Self {
        let told = Mutex::new(Vec::new());
        let tell = |what| {
            let moment = store.moment();
            told.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((moment, what));
        };
        let journal = store.open().expect("a new store opens");
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (journal, tell) = (&*journal, &tell);
                scope.spawn(move || {
                    let tenant = tenant(TENANTS[writer % TENANTS.len()]);
                    let (own, shared) = (account(&format!("W{writer}")), account("shared"));
                    for nth in 0..effort::times("TENURE_HISTORY", 20, 60) {
                        let records = 1 + (nth * 5 + writer as u64) % 7;
                        let append = (0..records).fold(
                            request(&format!("{writer}-{nth}"))
                                .expect(&own, Expected::Any)
                                .expect(&shared, Expected::Any),
                            |append, record| {
                                let stream = if record % 2 == 0 { &own } else { &shared };
                                append.record(stream, started(&format!("S{nth}"), "12.50 EUR"))
                            },
                        );
                        tell(Told::Recorded(
                            tenant.clone(),
                            journal.write(&tenant, append),
                        ));
                        let subject = |nth| SubjectId::new(format!("P{writer}-{nth}")).unwrap();
                        if nth % 5 == 1 {
                            block_on(journal.put_profile(&tenant, &subject(nth), profile()))
                                .unwrap();
                            tell(Told::Kept(tenant.clone(), subject(nth)));
                        }
                        if nth % 10 == 9 {
                            // Kept eight appends ago.
                            block_on(journal.forget(&tenant, &subject(nth - 8))).unwrap();
                            tell(Told::Forgotten(tenant.clone(), subject(nth - 8)));
                        }
                    }
                });
            }
        });
        drop(journal);
        let journal = store.open().expect("a closed store opens");
        let records = TENANTS.map(|name| {
            let tenant = tenant(name);
            let append = request("last")
                .expect(&account("W0"), Expected::Any)
                .record(&account("W0"), opened());
            tell(Told::Recorded(
                tenant.clone(),
                journal.write(&tenant, append),
            ));
            let records = journal.all(&tenant);
            (tenant, records)
        });
        drop(journal);
        Self {
            told: told.into_inner().unwrap_or_else(PoisonError::into_inner),
            records: records.into(),
            end: store.moment(),
        }
    }

    /// Panics unless the store has everything that was told before the moment, and beyond that only whole appends in their order.
    fn check(&self, store: &dyn Store, moment: u64, which: &str, goes_on: bool) {
        let journal = store
            .open()
            .unwrap_or_else(|error| panic!("{which}: the store does not open: {error}"));
        store
            .check()
            .unwrap_or_else(|error| panic!("{which}: the store is not in order: {error}"));
        for (tenant, all) in &self.records {
            let verified = block_on(journal.verify(tenant))
                .unwrap_or_else(|error| panic!("{which}: verification fails: {error}"));
            let records = journal.all(tenant);
            assert_eq!(
                verified.head.position,
                records.last().map(|record| record.position),
                "{which}: the head is elsewhere"
            );
            assert!(
                all.starts_with(&records),
                "{which}: the {} records of `{tenant}` are not the first of those that were written",
                records.len()
            );
            if let (Some(last), Some(next)) = (records.last(), all.get(records.len())) {
                assert_ne!(last.command, next.command, "{which}: an append is torn");
            }
            for record in &records {
                let receipt = block_on(journal.receipt(tenant, &record.command)).unwrap();
                assert!(
                    receipt.is_some_and(|receipt| receipt.first <= record.position
                        && record.position <= receipt.last),
                    "{which}: a record has no receipt"
                );
            }
        }
        // Whether a request to forget came through before its answer is not known.
        let asked: BTreeSet<_> = self
            .told
            .iter()
            .filter_map(|(_, told)| match told {
                Told::Forgotten(tenant, subject) => Some((tenant, subject)),
                _ => None,
            })
            .collect();
        // What was forgotten is told later than what was kept.
        let mut profiles = BTreeMap::new();
        for (_, told) in self.told.iter().filter(|(told, _)| *told <= moment) {
            match told {
                Told::Recorded(tenant, receipt) => {
                    let found = block_on(journal.receipt(tenant, &receipt.command)).unwrap();
                    assert_eq!(
                        found.map(|found| (found.first, found.last, found.recorded_at)),
                        Some((receipt.first, receipt.last, receipt.recorded_at)),
                        "{which}: `{}` was acknowledged",
                        receipt.command
                    );
                }
                Told::Kept(tenant, subject) => {
                    profiles.insert((tenant, subject), false);
                }
                Told::Forgotten(tenant, subject) => {
                    profiles.insert((tenant, subject), true);
                }
            }
        }
        for ((tenant, subject), forgotten) in profiles {
            let state = block_on(journal.profile(tenant, subject)).unwrap();
            let kept = !forgotten && state == ProfileState::Present(profile());
            let gone = state == ProfileState::Forgotten && asked.contains(&(tenant, subject));
            assert!(kept || gone, "{which}: {subject} is {state:?}");
        }
        if goes_on {
            for name in TENANTS {
                let tenant = tenant(name);
                let append = request("afterwards")
                    .expect(&account("W0"), Expected::Any)
                    .record(&account("W0"), opened());
                journal.write(&tenant, append);
                block_on(journal.verify(&tenant)).unwrap();
            }
        }
    }
}

/// Whenever the process is killed, everything that was acknowledged is there, and of the rest whole appends in their order or
/// nothing. Wants a store without a record.
pub fn a_kill_loses_nothing(store: &dyn Interrupted) {
    let history = History::write(store);
    let images = effort::times("TENURE_IMAGES", 120, 2_000).min(history.end);
    let mut dice = Dice::new(images);
    for nth in 0..=images {
        // Every moment, when there are few; else one of each stretch.
        let stretch = history.end / images.max(1);
        let moment = (nth * stretch + dice.below(stretch)).min(history.end);
        let which = format!("killed at moment {moment} of {}", history.end);
        let found = store.killed(moment);
        history.check(&*found, moment, &which, nth % 8 == 0);
    }
}

/// The same whenever the power fails, whatever the device has kept of what it was not told to flush. Wants a store without a record.
pub fn a_loss_of_power_loses_nothing(store: &dyn Interrupted) {
    let history = History::write(store);
    let images = effort::times("TENURE_IMAGES", 240, 5_000);
    let mut dice = Dice::new(images);
    for seed in 0..images {
        let moment = dice.below(history.end + 1);
        let which = format!(
            "without power at moment {moment} of {}, seed {seed}",
            history.end
        );
        let found = store.unpowered(moment, seed);
        history.check(&*found, moment, &which, seed % 8 == 0);
    }
}
