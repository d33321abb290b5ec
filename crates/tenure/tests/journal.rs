//! The journal in memory against the conformance suite, and the suite against journals that are wrong.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::collections::{BTreeSet, HashMap};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tenure::journal::{
    Append, BoxFuture, Expected, Head, Journal, JournalError, Limit, MemoryJournal, Page, Profile,
    ProfileState, Receipt, Verified,
};
use tenure::{CommandId, Position, Record, StreamId, SubjectId, TenantId, Version};
use tenure_testkit::conformance::SUITE;

fn in_memory(behaviour: fn(&dyn Journal)) {
    behaviour(&MemoryJournal::new());
}

mod memory {
    tenure_testkit::conformance!(super::in_memory);

    fn archive_in_memory(behaviour: fn(&dyn tenure::journal::Archive)) {
        behaviour(&tenure::journal::MemoryJournal::new());
    }

    tenure_testkit::archive_conformance!(archive_in_memory);

    fn snapshots_in_memory(behaviour: fn(&dyn tenure::journal::Snapshots)) {
        behaviour(&tenure::journal::MemoryJournal::new());
    }

    tenure_testkit::snapshot_conformance!(snapshots_in_memory);
}

#[test]
fn all_behaviours_hold_on_one_journal() {
    let journal = MemoryJournal::new();
    for (_, behaviour) in SUITE {
        behaviour(&journal);
    }
    assert!(format!("{journal:?}").starts_with("MemoryJournal { tenants: "));
}

/// The behaviours that a journal does not have.
fn failures(journal: impl Fn() -> Box<dyn Journal>) -> BTreeSet<&'static str> {
    SUITE
        .iter()
        .filter(|(_, behaviour)| {
            let journal = journal();
            panic::catch_unwind(AssertUnwindSafe(|| behaviour(&*journal))).is_err()
        })
        .map(|(name, _)| *name)
        .collect()
}

/// What a wrong journal does otherwise than the one in memory under it.
trait Defect: std::fmt::Debug + Default + Send + Sync + 'static {
    fn request(&self, append: Append) -> Append {
        append
    }
    fn receipt(&self, receipt: Receipt) -> Receipt {
        receipt
    }
    fn command(&self, command: &CommandId) -> CommandId {
        command.clone()
    }
    fn page(&self, page: Page) -> Page {
        page
    }
    fn after(&self, after: Option<Position>) -> Option<Position> {
        after
    }
    fn head(&self, head: Head) -> Head {
        head
    }
}

#[derive(Debug, Default)]
struct Double<D> {
    memory: MemoryJournal,
    defect: D,
}

impl<D: Defect> Journal for Double<D> {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        Box::pin(async move {
            let append = self.defect.request(append);
            let receipt = self.memory.append(tenant, append).await?;
            Ok(self.defect.receipt(receipt))
        })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move {
            let page = self.memory.load(tenant, stream, after, limit).await?;
            Ok(self.defect.page(page))
        })
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move {
            let after = self.defect.after(after);
            let page = self.memory.scan(tenant, after, limit).await?;
            Ok(self.defect.page(page))
        })
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        Box::pin(async move { Ok(self.defect.head(self.memory.head(tenant).await?)) })
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        Box::pin(async move {
            let command = self.defect.command(command);
            let receipt = self.memory.receipt(tenant, &command).await?;
            Ok(receipt.map(|receipt| self.defect.receipt(receipt)))
        })
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        self.memory.profile(tenant, subject)
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.memory.put_profile(tenant, subject, profile)
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.memory.forget(tenant, subject)
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        self.memory.verify(tenant)
    }
}

/// No defect: a double differs from the journal under it by its defect alone.
#[derive(Debug, Default)]
struct Sound;

impl Defect for Sound {}

/// Positions as of a sequence that skips: only even ones.
#[derive(Debug, Default)]
struct Skipping;

fn doubled(position: Position) -> Position {
    Position::new(position.get() * 2).unwrap()
}

impl Defect for Skipping {
    fn receipt(&self, receipt: Receipt) -> Receipt {
        Receipt {
            first: doubled(receipt.first),
            last: doubled(receipt.last),
            ..receipt
        }
    }

    fn page(&self, mut page: Page) -> Page {
        for record in &mut page.records {
            record.position = doubled(record.position);
        }
        page
    }

    fn after(&self, after: Option<Position>) -> Option<Position> {
        after.and_then(|after| Position::new(after.get() / 2))
    }

    fn head(&self, head: Head) -> Head {
        Head {
            position: head.position.map(doubled),
            ..head
        }
    }
}

/// Takes every expectation for `Any`.
#[derive(Debug, Default)]
struct Careless;

impl Defect for Careless {
    fn request(&self, mut append: Append) -> Append {
        for (_, expected) in &mut append.expect {
            *expected = Expected::Any;
        }
        append
    }
}

/// Knows no command again: each append is a new one, although receipts and records show the id that was given.
#[derive(Debug, Default)]
struct Unmindful {
    appends: AtomicU64,
    /// What each command was last sent on as.
    sent: Mutex<HashMap<CommandId, CommandId>>,
}

fn given(command: &CommandId) -> CommandId {
    let (given, _) = command.as_str().rsplit_once('~').unwrap();
    CommandId::new(given).unwrap()
}

impl Defect for Unmindful {
    fn request(&self, append: Append) -> Append {
        let nth = self.appends.fetch_add(1, Ordering::Relaxed);
        let command = CommandId::new(format!("{}~{nth}", append.command)).unwrap();
        let mut sent = self.sent.lock().unwrap();
        sent.insert(append.command.clone(), command.clone());
        Append { command, ..append }
    }

    fn receipt(&self, receipt: Receipt) -> Receipt {
        Receipt {
            command: given(&receipt.command),
            ..receipt
        }
    }

    fn command(&self, command: &CommandId) -> CommandId {
        let sent = self.sent.lock().unwrap();
        sent.get(command).unwrap_or(command).clone()
    }

    fn page(&self, mut page: Page) -> Page {
        for record in &mut page.records {
            record.command = given(&record.command);
        }
        page
    }
}

/// Says after every page that it was the last, as a reader does that takes an error for the end.
#[derive(Debug, Default)]
struct Hasty;

impl Defect for Hasty {
    fn page(&self, page: Page) -> Page {
        Page { end: true, ..page }
    }
}

/// Leaves out what it does not understand.
#[derive(Debug, Default)]
struct Lenient;

impl Defect for Lenient {
    fn page(&self, mut page: Page) -> Page {
        page.records
            .retain(|record: &Record| record.corrects.is_none());
        page
    }
}

#[test]
fn a_double_without_a_defect_passes() {
    assert_eq!(
        failures(|| Box::new(Double::<Sound>::default())),
        BTreeSet::new()
    );
}

#[test]
fn positions_with_holes_are_found() {
    let failures = failures(|| Box::new(Double::<Skipping>::default()));
    for name in [
        "positions_are_dense",
        "a_receipt_says_where_the_records_stand",
        "a_tailing_reader_misses_nothing",
        "one_of_many_writers_wins_each_round",
        "any_sequence_goes_as_in_memory",
    ] {
        assert!(failures.contains(name), "{name}");
    }
}

#[test]
fn a_journal_that_ignores_expectations_is_found() {
    let failures = failures(|| Box::new(Double::<Careless>::default()));
    for name in [
        "a_conflict_tells_the_true_version",
        "a_conflict_on_one_stream_writes_nothing",
        "a_stream_that_was_only_read_is_guarded",
        "any_sequence_goes_as_in_memory",
    ] {
        assert!(failures.contains(name), "{name}");
    }
}

#[test]
fn a_journal_without_idempotency_is_found() {
    let failures = failures(|| Box::new(Double::<Unmindful>::default()));
    for name in [
        "a_retry_writes_nothing_and_gets_the_first_receipt",
        "a_command_id_is_used_once",
        "any_sequence_goes_as_in_memory",
    ] {
        assert!(failures.contains(name), "{name}");
    }
}

#[test]
fn a_reader_that_ends_early_is_found() {
    let failures = failures(|| Box::new(Double::<Hasty>::default()));
    for name in ["pages_of_any_size_join_up", "pages_of_a_stream_join_up"] {
        assert!(failures.contains(name), "{name}");
    }
}

#[test]
fn a_reader_that_skips_is_found() {
    let failures = failures(|| Box::new(Double::<Lenient>::default()));
    assert!(failures.contains("records_come_back_as_they_were_appended"));
}
