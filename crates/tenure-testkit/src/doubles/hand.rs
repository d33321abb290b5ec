//! The hand inside a double's store.

use tenure::Position;
use tenure::journal::{Journal, JournalError};

use super::tables::{Change, Row, Tables};
use super::{Double, DoubleStore, Told};
use crate::Dice;
use crate::store::{Damaged, Failing, Interrupted, Searched, Store};

impl Store for DoubleStore {
    fn open(&self) -> Result<Box<dyn Journal>, JournalError> {
        Ok(Box::new(Double {
            defect: self.defect,
            state: self.state.clone(),
        }))
    }
}

impl DoubleStore {
    /// The store that a device has which was told this.
    fn after<'a>(&self, told: impl Iterator<Item = &'a Told>) -> Self {
        let mut tables = Tables::default();
        for told in told {
            if let Told::Write(changes) = told {
                for change in changes {
                    tables.apply(change);
                }
            }
        }
        Self::on(self.defect, tables)
    }
}

impl Interrupted for DoubleStore {
    fn moment(&self) -> u64 {
        self.lock().log.len() as u64
    }

    fn killed(&self, moment: u64) -> Box<dyn Store> {
        let moment = usize::try_from(moment).unwrap_or(usize::MAX);
        Box::new(self.after(self.lock().log.iter().take(moment)))
    }

    fn unpowered(&self, moment: u64, seed: u64) -> Box<dyn Store> {
        let moment = usize::try_from(moment).unwrap_or(usize::MAX);
        let state = self.lock();
        let told: Vec<&Told> = state.log.iter().take(moment).collect();
        let flushed = told
            .iter()
            .rposition(|told| matches!(told, Told::Flush))
            .map_or(0, |last| last + 1);
        // A log that is read back ends with the first transaction that is not whole.
        let kept = flushed + Dice::new(seed).index(told.len() - flushed + 1);
        Box::new(self.after(told.into_iter().take(kept)))
    }
}

impl Damaged for DoubleStore {
    fn damaged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let mut tables = self.lock().tables.clone();
        let mut dice = Dice::new(seed);
        let nth = dice.index(tables.records.len());
        let place = tables.records.keys().nth(nth).cloned();
        let mut what = "nothing".to_owned();
        if let Some((tenant, position)) = place {
            let key = (tenant.clone(), position);
            let at = dice.below(10);
            what = format!("change {at} to record {position} of {tenant}");
            match at {
                0 => {
                    tables.records.remove(&key);
                }
                1 => {
                    if let Some(head) = tables.heads.get_mut(&tenant) {
                        head.position = Position::new(position);
                    }
                }
                2 => {
                    if let Some(row) = tables.records.get(&key)
                        && let Some(version) = tables.streams.get_mut(&(tenant, row.stream.clone()))
                    {
                        *version = tenure::Version::new(version.get() - 1);
                    }
                }
                3 => {
                    let command = tables.commands.keys().nth(nth / 2).cloned();
                    if let Some(command) = command {
                        tables.commands.remove(&command);
                    }
                }
                column => {
                    if let Some(row) = tables.records.get_mut(&key) {
                        change(row, column, &mut dice);
                    }
                }
            }
        }
        (what, Box::new(Self::on(self.defect, tables)))
    }

    fn forged(&self, seed: u64) -> (String, Box<dyn Store>) {
        let mut tables = self.lock().tables.clone();
        let nth = Dice::new(seed).index(tables.records.len());
        let mut what = "nothing".to_owned();
        if let Some(((tenant, position), row)) = tables.records.iter_mut().nth(nth) {
            what = format!("record {position} of {tenant}, forged");
            row.effective_day += 1;
            row.checksum = row.fitting(*position);
        }
        (what, Box::new(Self::on(self.defect, tables)))
    }
}

/// Changes a column of a row, by a bit where it is a number or a letter.
fn change(row: &mut Row, column: u64, dice: &mut Dice) {
    let bit = 1_u64 << dice.below(20);
    match column {
        4 => row.effective_day ^= bit.cast_signed(),
        5 => row.recorded_us ^= bit.cast_signed(),
        6 => row.version ^= bit,
        7 => {
            row.payload =
                row.payload.replacen('9', "8", 1) + if dice.percent(50) { " " } else { "" }
        }
        8 => row.actor = Some("somebody".to_owned()),
        _ => row.stream.push('x'),
    }
}

impl Failing for DoubleStore {
    fn room(&self, bytes: Option<u64>) {
        self.lock().room = bytes;
    }

    fn fail_after(&self, operations: Option<u64>) {
        let mut state = self.lock();
        state.fails_after = operations;
        state.failed = false;
    }

    fn has_failed(&self) -> bool {
        self.lock().failed
    }
}

impl Searched for DoubleStore {
    fn holds(&self, bytes: &[u8]) -> bool {
        let found = |text: &str| {
            text.as_bytes()
                .windows(bytes.len())
                .any(|window| window == bytes)
        };
        let state = self.lock();
        let logged = state.log.iter().any(|told| match told {
            Told::Flush => false,
            Told::Write(changes) => changes.iter().any(|change| match change {
                Change::Profile(_, _, kept) => kept
                    .fields
                    .as_ref()
                    .is_some_and(|(fields, _)| found(fields)),
                Change::Record(_, _, row) => found(&row.payload),
                _ => false,
            }),
        });
        let kept = state.tables.profiles.values();
        logged
            || kept
                .filter_map(|kept| kept.fields.as_ref())
                .any(|(fields, _)| found(fields))
    }
}
