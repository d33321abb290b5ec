//! How a double writes.

use std::sync::MutexGuard;

use tenure::journal::{
    Append, Expected, Head, JournalError, JournalErrorKind, Placed, PreparedAppend, Profile,
    Receipt,
};
use tenure::{Position, SubjectId, TenantId, Version};

use super::tables::{Change, Kept, Row, Tables};
use super::{Defect, Double, State, Told};

impl Double {
    pub(super) fn write(&self, tenant: &TenantId, append: Append) -> Result<Receipt, JournalError> {
        let mut append = append.prepare()?;
        self.distort(&mut append);

        let mut early = None;
        if self.has(Defect::CommandReadBeforeLock) {
            let known = self.replay(&self.lock().tables, tenant, &append)?;
            if let Some(receipt) = known {
                return Ok(receipt);
            }
            self.pause();
        }
        if self.has(Defect::VersionsReadBeforeLock) || self.has(Defect::DeferredBegin) {
            let state = self.lock();
            let versions = versions(&state.tables, tenant, &append);
            early = Some((state.tables.head(tenant), versions));
            drop(state);
            self.pause();
        }

        let mut state = self.lock();
        let connection = state.session % state.sessions.len();
        if let Some(session) = state.sessions.get_mut(connection) {
            *session = Some(tenant.clone());
        }
        if !self.has(Defect::CommandReadBeforeLock)
            && !self.has(Defect::CommandsForgotten)
            && let Some(receipt) = self.replay(&state.tables, tenant, &append)?
        {
            return Ok(receipt);
        }
        let mut head = state.tables.head(tenant);
        let present = versions(&state.tables, tenant, &append);
        let mut expected = present.clone();
        if let Some((then, versions)) = early {
            if self.has(Defect::DeferredBegin) && then != head {
                return Err(JournalError::new(
                    JournalErrorKind::Busy,
                    "database is locked",
                ));
            }
            expected = versions;
        }
        if self.has(Defect::PositionFromSequence) {
            let next = state.sequence.entry(tenant.clone()).or_default();
            head.position = Position::new(*next);
            *next += append.records.len() as u64;
        }
        let checked = self.check(&state.tables, tenant, &append, &head, &expected);
        if self.has(Defect::ConflictAfterWriting)
            && append.streams.len() > 1
            && let Err(conflict) = checked
        {
            let (changes, _) = self.place(tenant, &append, head, &present)?;
            self.commit(&mut state, vec![changes])?;
            return Err(conflict);
        }
        checked?;

        if self.has(Defect::ClockTrusted) {
            head.recorded_at = None;
        }
        let (changes, placed) = self.place(tenant, &append, head, &present)?;
        self.keep(state, changes)?;
        Ok(placed.receipt)
    }

    /// What a defect makes of a request before anything else.
    fn distort(&self, append: &mut PreparedAppend) {
        let written =
            |append: &PreparedAppend, nth| append.records.iter().any(|record| record.stream == nth);
        for nth in 0..append.streams.len() {
            let ignored = self.has(Defect::ExpectationsIgnored)
                || (self.has(Defect::ReadStreamsIgnored) && !written(append, nth));
            if let Some(stream) = append.streams.get_mut(nth) {
                if ignored {
                    stream.expected = Expected::Any;
                }
                if self.has(Defect::CaseIgnored) {
                    stream.name = stream.name.to_lowercase();
                }
            }
        }
        if self.has(Defect::Milliseconds) {
            let micros = append.at.timestamp_subsec_micros() % 1_000;
            append.at -= chrono::TimeDelta::microseconds(i64::from(micros));
        }
        if self.has(Defect::InstantIsContent) {
            let at = append.at.timestamp_micros().to_le_bytes();
            for (content, at) in append.content.iter_mut().zip(at) {
                *content ^= at;
            }
        }
    }

    fn check(
        &self,
        tables: &Tables,
        tenant: &TenantId,
        append: &PreparedAppend,
        head: &Head,
        versions: &[Version],
    ) -> Result<(), JournalError> {
        let mut asked = append.clone();
        if self.has(Defect::CorrectionsUnchecked) {
            for record in &mut asked.records {
                record.corrects = None;
            }
        }
        let checked = asked.check(head, versions, |position| {
            Ok(tables.stream_at(tenant, position))
        });
        if self.has(Defect::ConflictWithoutVersion)
            && let Err(error) = &checked
            && let JournalErrorKind::Conflict {
                stream, expected, ..
            } = error.kind()
        {
            return Err(JournalError::conflict(stream.clone(), *expected, *expected));
        }
        checked
    }

    /// The changes that an append comes to, records first, and where they stand.
    fn place(
        &self,
        tenant: &TenantId,
        append: &PreparedAppend,
        head: Head,
        versions: &[Version],
    ) -> Result<(Vec<Change>, Placed), JournalError> {
        let mut changes = Vec::new();
        let mut chain = head.chain;
        let mut placed = append.place(&head, versions, |_, stored, checksum| {
            let mut row = Row::of(stored, checksum);
            if self.has(Defect::LongLettersLost) {
                row.actor = row.actor.map(|actor| {
                    let short = |letter: char| if letter.len_utf8() > 3 { '?' } else { letter };
                    actor.chars().map(short).collect()
                });
                row.checksum = row.fitting(stored.position);
            }
            let mut hashed = *stored;
            if self.has(Defect::ChainWithoutActor) {
                hashed.actor = None;
            }
            chain = hashed.seal(&chain, &mut Vec::new()).1;
            changes.push(Change::Record(tenant.clone(), stored.position, row));
            Ok(())
        })?;
        placed.head.chain = chain;
        for (stream, version) in append.streams.iter().zip(&placed.versions) {
            changes.push(Change::Stream(
                tenant.clone(),
                stream.name.clone(),
                *version,
            ));
        }
        changes.push(Change::Head(tenant.clone(), placed.head));
        let places = (placed.receipt.first.get(), placed.receipt.last.get());
        changes.push(Change::Command(
            tenant.clone(),
            append.command.clone(),
            (append.content, places.0, places.1),
        ));
        Ok((changes, placed))
    }

    /// Commits an append, in one transaction unless a defect makes several of it.
    fn keep(
        &self,
        mut state: MutexGuard<'_, State>,
        mut changes: Vec<Change>,
    ) -> Result<(), JournalError> {
        let is_record = |change: &Change| matches!(change, Change::Record(..));
        if self.has(Defect::PositionBeforeCommit) {
            let (records, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_record);
            self.commit(&mut state, vec![rest])?;
            drop(state);
            self.pause();
            return self.commit(&mut self.lock(), vec![records]);
        }
        let transactions = if self.has(Defect::RecordByRecord) {
            changes.into_iter().map(|change| vec![change]).collect()
        } else if self.has(Defect::CommandApart) {
            let command = changes.pop();
            vec![changes, command.into_iter().collect()]
        } else {
            vec![changes]
        };
        self.commit(&mut state, transactions)
    }

    /// The receipt of a command that is known.
    fn replay(
        &self,
        tables: &Tables,
        tenant: &TenantId,
        append: &PreparedAppend,
    ) -> Result<Option<Receipt>, JournalError> {
        let Some((content, ..)) = self.command(tables, tenant, &append.command) else {
            return Ok(None);
        };
        if content != append.content && !self.has(Defect::ContentNotCompared) {
            return Err(JournalError::command_reused(&append.command));
        }
        self.find_receipt(tables, tenant, &append.command)
    }

    pub(super) fn keep_profile(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
        profile: &Profile,
    ) -> Result<(), JournalError> {
        let sealed = profile.seal(subject).map_err(|source| {
            JournalError::new(JournalErrorKind::Invalid, "a profile cannot be encoded")
                .with_source(source)
        })?;
        let mut state = self.lock();
        let before = state
            .tables
            .profiles
            .get(&(tenant.clone(), subject.clone()));
        if before.is_some_and(|kept| kept.forgotten) && !self.has(Defect::ForgottenComesBack) {
            return Err(JournalError::forgotten(subject));
        }
        let kept = Kept {
            fields: Some(sealed),
            forgotten: false,
        };
        let change = Change::Profile(tenant.clone(), subject.clone(), kept);
        self.commit(&mut state, vec![vec![change]])
    }

    pub(super) fn erase_profile(
        &self,
        tenant: &TenantId,
        subject: &SubjectId,
    ) -> Result<(), JournalError> {
        let mut state = self.lock();
        let mut forgotten = vec![tenant.clone()];
        if self.has(Defect::ForgetsForAllTenants) {
            let others = state.tables.profiles.keys();
            forgotten.extend(
                others
                    .filter(|(_, other)| other == subject)
                    .map(|(tenant, _)| tenant.clone()),
            );
        }
        let mut changes = Vec::new();
        for tenant in forgotten {
            let key = (tenant.clone(), subject.clone());
            let before = state.tables.profiles.get(&key);
            let hidden = before.and_then(|kept| kept.fields.clone());
            let kept = Kept {
                fields: hidden.filter(|_| self.has(Defect::ForgottenIsHidden)),
                forgotten: true,
            };
            changes.push(Change::Profile(tenant, subject.clone(), kept));
        }
        self.commit(&mut state, vec![changes])?;
        if !self.has(Defect::ForgottenInTheLog) && !self.has(Defect::ForgottenIsHidden) {
            clear(&mut state.log, tenant, subject);
        }
        Ok(())
    }
}

/// Takes what was kept of a subject out of the log.
fn clear(log: &mut [Told], of: &TenantId, whom: &SubjectId) {
    for told in log {
        let Told::Write(changes) = told else { continue };
        for change in changes {
            if let Change::Profile(tenant, subject, kept) = change
                && tenant == of
                && subject == whom
            {
                kept.fields = None;
            }
        }
    }
}

fn versions(tables: &Tables, tenant: &TenantId, append: &PreparedAppend) -> Vec<Version> {
    append
        .streams
        .iter()
        .map(|stream| tables.version(tenant, &stream.name))
        .collect()
}
