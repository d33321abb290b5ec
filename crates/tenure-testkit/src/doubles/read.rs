//! How a double reads.

use std::collections::BTreeMap;

use tenure::journal::{
    ChainHash, JournalError, JournalErrorKind, Limit, Page, ProfileState, Receipt, ReceiptReader,
    RecordReader, StoredCommand, Verified, Verifier,
};
use tenure::{CommandId, Position, Record, StreamId, SubjectId, TenantId, Version};

use super::tables::{Known, Row, Tables};
use super::{Defect, Double};

impl Double {
    /// The tenant that a read is done for.
    fn tenant(&self, asked: &TenantId) -> TenantId {
        if !self.has(Defect::TenantOfTheSession) {
            return asked.clone();
        }
        let mut state = self.lock();
        state.session += 1;
        let connection = state.session % state.sessions.len();
        let session = state.sessions.get(connection).cloned().flatten();
        session.unwrap_or_else(|| asked.clone())
    }

    fn open(
        &self,
        reader: &mut RecordReader,
        position: u64,
        row: &Row,
    ) -> Result<Option<Record>, JournalError> {
        let checksum = if self.has(Defect::ChecksumSkipped) {
            row.fitting(position)
        } else {
            row.checksum
        };
        match reader.open(&row.stored(position), checksum) {
            Ok(record) => Ok(Some(record)),
            Err(_) if self.has(Defect::UnreadableSkipped) => Ok(None),
            Err(error) => Err(error.at(Position::new(position).unwrap_or(Position::FIRST))),
        }
    }

    /// The records of numbered rows, of which the ones after `after` up to `last` must all be there.
    fn page<'a>(
        &self,
        rows: impl Iterator<Item = (u64, u64, &'a Row)>,
        (after, last): (u64, u64),
        limit: Limit,
    ) -> Result<Page, JournalError> {
        let holes = [
            Defect::HolesUnnoticed,
            Defect::UnreadableSkipped,
            Defect::PositionFromSequence,
            Defect::PositionBeforeCommit,
            Defect::StreamsOfAllTenants,
            Defect::PagesOverlap,
        ]
        .iter()
        .any(|defect| self.has(*defect));
        let mut records = Vec::new();
        let mut reader = RecordReader::default();
        let mut seen = after;
        for (number, position, row) in rows.take(limit.get()) {
            if number != seen + 1 && !holes {
                return Err(missing(seen + 1));
            }
            records.extend(self.open(&mut reader, position, row)?);
            seen = number;
        }
        let due = after.saturating_add(limit.get() as u64).min(last);
        if seen < due && !holes {
            return Err(missing(seen + 1));
        }
        Ok(Page {
            records,
            end: seen >= last || self.has(Defect::EndsEarly),
        })
    }

    pub(super) fn read_tenant(
        &self,
        tenant: &TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        let tenant = self.tenant(tenant);
        let state = self.lock();
        let mut after = after.map_or(0, Position::get);
        let last = state.tables.head(&tenant).position.map_or(0, Position::get);
        if self.has(Defect::PagesOverlap) {
            after = after.saturating_sub(1);
        }
        let rows = state.tables.rows(&tenant, after);
        self.page(
            rows.take_while(|(position, _)| *position <= last)
                .map(|(position, row)| (position, position, row)),
            (after, last),
            limit,
        )
    }

    pub(super) fn read_stream(
        &self,
        tenant: &TenantId,
        stream: &StreamId,
        after: Version,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        let tenant = self.tenant(tenant);
        let state = self.lock();
        let mut name = stream.to_string();
        if self.has(Defect::CaseIgnored) {
            name = name.to_lowercase();
        }
        let last = state.tables.version(&tenant, &name).get();
        let everybody = self.has(Defect::StreamsOfAllTenants);
        let mut rows: BTreeMap<u64, (u64, &Row)> = BTreeMap::new();
        for ((of, position), row) in &state.tables.records {
            if (*of == tenant || everybody) && row.stream == name && row.version > after.get() {
                rows.insert(row.version, (*position, row));
            }
        }
        self.page(
            rows.into_iter()
                .map(|(version, (position, row))| (version, position, row)),
            (after.get(), last),
            limit,
        )
    }

    pub(super) fn command(
        &self,
        tables: &Tables,
        tenant: &TenantId,
        command: &CommandId,
    ) -> Option<Known> {
        if self.has(Defect::CommandsOfAllTenants) {
            let mut known = tables.commands.iter();
            return known
                .find(|((_, other), _)| other == command)
                .map(|(_, known)| *known);
        }
        let key = (tenant.clone(), command.clone());
        tables.commands.get(&key).copied()
    }

    pub(super) fn find_receipt(
        &self,
        tables: &Tables,
        tenant: &TenantId,
        command: &CommandId,
    ) -> Result<Option<Receipt>, JournalError> {
        let Some((_, first, last)) = self.command(tables, tenant, command) else {
            return Ok(None);
        };
        let mut owner = tenant.clone();
        if self.has(Defect::CommandsOfAllTenants) {
            let mut known = tables.commands.keys();
            if let Some((other, _)) = known.find(|(_, other)| other == command) {
                owner = other.clone();
            }
        }
        let mut receipt = ReceiptReader::new(command, first, last);
        for (position, row) in tables.rows(&owner, first.saturating_sub(1)) {
            if position > last {
                break;
            }
            receipt.next(&row.stored(position), row.checksum)?;
        }
        let mut receipt = receipt.finish()?;
        if self.has(Defect::ReplayNotMarked) {
            receipt.replayed = false;
        }
        if self.has(Defect::ReceiptOfNow) {
            for (stream, version) in &mut receipt.versions {
                *version = tables.version(tenant, &stream.to_string());
            }
        }
        Ok(Some(receipt))
    }

    pub(super) fn read_profile(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<ProfileState, JournalError> {
        let tenant = self.tenant(tenant);
        let state = self.lock();
        let everybody = self.has(Defect::ProfilesOfAllTenants);
        let mut profiles = state.tables.profiles.iter();
        let found =
            profiles.find(|((of, whom), _)| whom == subject && (*of == tenant || everybody));
        let Some((_, kept)) = found else {
            return Ok(ProfileState::Absent);
        };
        match &kept.fields {
            Some((fields, checksum)) if !kept.forgotten => {
                ProfileState::open(subject, Some(fields), *checksum)
            }
            _ => Ok(ProfileState::Forgotten),
        }
    }

    pub(super) fn verify_tenant(&self, tenant: &TenantId) -> Result<Verified, JournalError> {
        let state = self.lock();
        let tables = &state.tables;
        let mut head = tables.head(tenant);
        let streams: Vec<(&str, Version)> = tables
            .streams
            .iter()
            .filter(|((of, _), version)| of == tenant && version.get() > 0)
            .map(|((_, name), version)| (name.as_str(), *version))
            .collect();
        if self.has(Defect::VerifiesNothing) {
            return Ok(Verified {
                head,
                streams: streams.len(),
            });
        }
        if self.has(Defect::ChainNotCompared) || self.has(Defect::ChainWithoutActor) {
            head.chain = tables
                .rows(tenant, 0)
                .fold(ChainHash::genesis(tenant), |chain, (position, row)| {
                    row.stored(position).seal(&chain, &mut Vec::new()).1
                });
        }
        let mut verifier = Verifier::new(tenant, head);
        for (position, row) in tables.rows(tenant, 0) {
            verifier.next(&row.stored(position), row.checksum)?;
        }
        let mut verified = verifier.finish()?;
        let misfit = streams
            .iter()
            .any(|(name, version)| verifier.version(name) != *version);
        if misfit || streams.len() != verified.streams {
            return Err(damaged("a stream is not at the version of its records"));
        }
        for ((of, command), (content, first, last)) in &tables.commands {
            if of == tenant {
                let stored = StoredCommand {
                    command: command.as_str(),
                    content: *content,
                    first: *first,
                    last: *last,
                };
                verifier.command(&stored, None)?;
            }
        }
        verifier.finish_commands()?;
        verified.head = tables.head(tenant);
        Ok(verified)
    }
}

fn missing(number: u64) -> JournalError {
    JournalError::new(
        JournalErrorKind::Corrupt { position: None },
        format!("number {number} is missing"),
    )
}

fn damaged(what: &str) -> JournalError {
    JournalError::new(JournalErrorKind::Corrupt { position: None }, what)
}
