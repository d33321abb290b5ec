//! What changes in reported figures when something is recorded late, and what stays as it was closed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use proptest::prelude::*;
use tenure::journal::{JournalExt, MemoryJournal};
use tenure::retention::{
    self, AccountGrain, BookReport, Column, Convention, MovementGrain, Reactivation, Restatement,
    RestatementError, SliceBy, closed_bridge, restatement,
};
use tenure::{
    AccountId, AssignmentCause, Command, CommandId, Currency, Desk, Grain, Known, ManagerId, Money,
    Name, Outcome, Periods, Position, Record, Request, Span, StreamId, SubscriptionId, TenantId,
};
use tenure_testkit::conformance::block_on;
use tenure_testkit::conventions::{self, REPORT};
use tenure_testkit::history;

use super::cases;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

fn dollars(amount: i64) -> Money {
    Money::from_minor(i128::from(amount) * 100, Currency::USD).unwrap()
}

/// A journal in which something is recorded on every day asked for.
struct Office {
    journal: Arc<MemoryJournal>,
    tenant: TenantId,
    requests: u32,
}

impl Office {
    fn new() -> Self {
        Self {
            journal: Arc::new(MemoryJournal::new()),
            tenant: TenantId::new("t").unwrap(),
            requests: 0,
        }
    }

    fn desk(&self) -> Desk {
        Desk::new(self.journal.clone(), self.tenant.clone())
    }

    /// Records commands at noon of a day; the position of the first record.
    fn try_record(&mut self, at: NaiveDate, commands: Vec<Command>) -> Option<Position> {
        self.requests += 1;
        let request = Request {
            id: CommandId::new(format!("request-{}", self.requests)).unwrap(),
            actor: None,
            at: at.and_hms_opt(12, 0, 0).unwrap().and_utc(),
            commands,
        };
        match block_on(self.desk().execute(&request)) {
            Ok(Outcome::Recorded(receipt)) => Some(receipt.first),
            _ => None,
        }
    }

    fn record(&mut self, at: NaiveDate, commands: Vec<Command>) -> Position {
        self.try_record(at, commands).unwrap()
    }

    fn records(&self) -> Vec<Record> {
        block_on(self.journal.scan_all(&self.tenant)).unwrap()
    }
}

fn open(id: &str) -> Command {
    Command::OpenAccount {
        account: account(id),
        on: day(1, 1),
    }
}

fn start(id: &str, from: NaiveDate, monthly: i64) -> Command {
    Command::StartSubscription {
        account: account(id),
        subscription: SubscriptionId::new("s").unwrap(),
        span: Span::from(from),
        monthly: dollars(monthly),
    }
}

fn end(id: &str, on: NaiveDate) -> Command {
    Command::EndSubscription {
        account: account(id),
        subscription: SubscriptionId::new("s").unwrap(),
        on,
    }
}

fn assign(id: &str, manager: &str, on: NaiveDate) -> Command {
    Command::AssignManager {
        account: account(id),
        manager: ManagerId::new(manager).unwrap(),
        cause: AssignmentCause::Manual,
        on,
    }
}

fn hire(manager: &str) -> Command {
    Command::HireManager {
        manager: ManagerId::new(manager).unwrap(),
        on: day(1, 1),
    }
}

/// Two customers, held by asha, all recorded in January.
fn two_customers() -> Office {
    let mut office = Office::new();
    office.record(day(1, 2), vec![hire("asha"), hire("bela")]);
    for (id, monthly) in [("a", 100), ("b", 40)] {
        let commands = vec![
            open(id),
            start(id, day(1, 5), monthly),
            assign(id, "asha", day(1, 5)),
        ];
        office.record(day(1, 6), commands);
    }
    office
}

fn months(last: u32) -> Periods {
    Periods::covering(Grain::Month, day(1, 1), day(last, 1)).unwrap()
}

fn report(last: u32) -> BookReport {
    BookReport::of(Currency::USD, months(last))
}

fn end_of_april() -> Known {
    Known::by_end_of(day(4, 30)).unwrap()
}

/// Reconciled, and every change the sum of its effects.
fn sound(restated: &Restatement) {
    restated.reconcile().unwrap();
    for change in &restated.changes {
        let amounts = change.effects.iter().map(|effect| effect.amount.to_minor());
        let moved = change.amount_after.to_minor() - change.amount_before.to_minor();
        assert_eq!(amounts.sum::<i128>(), moved, "{change:?}");
        let accounts = change.effects.iter().map(|effect| effect.accounts);
        assert_eq!(
            accounts.sum::<i64>(),
            change.accounts_after - change.accounts_before
        );
        let positions = change.effects.iter().map(|effect| effect.record.position);
        assert!(positions.is_sorted());
    }
}

/// What changed of the whole, as text.
fn of_the_whole(restated: &Restatement) -> Vec<String> {
    let whole = restated
        .changes
        .iter()
        .filter(|change| change.slice.is_none());
    whole
        .map(|change| {
            format!(
                "{} {} {}: {} -> {}",
                change.period.start(),
                change.account,
                change.column.name(),
                change.amount_before.amount(),
                change.amount_after.amount()
            )
        })
        .collect()
}

#[test]
fn a_backdated_cancellation() {
    let mut office = two_customers();
    let cancelled = office.record(day(5, 10), vec![end("b", day(3, 15))]);
    let restated = restatement(&office.records(), &report(4), end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert_eq!(
        of_the_whole(&restated),
        [
            "2026-03-01 b churn: 0.00 -> 40.00",
            "2026-03-01 b closing: 40.00 -> 0.00",
            "2026-04-01 b opening: 40.00 -> 0.00",
            "2026-04-01 b closing: 40.00 -> 0.00",
            "2026-04-01 b base: 40.00 -> 0.00",
        ]
    );
    let records = restated.records();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].position, cancelled);
    assert_eq!(
        (records[0].type_name, records[0].effective_on),
        ("subscription_ended", day(3, 15))
    );
    // Rates of both, as any report has them.
    let march = |report: &retention::BridgeReport| report.all.rows[2].net_revenue_retention();
    assert_eq!(march(&restated.before), tenure::Ratio::of(1, 1));
    assert_eq!(march(&restated.after), tenure::Ratio::of(100, 140));
    assert_eq!(restated.before.all.rows[2].as_of.known, end_of_april());
    assert_eq!(restated.after.all.rows[2].as_of.known, Known::Now);
}

#[test]
fn a_correction_shows_what_was_withdrawn_and_what_holds_instead() {
    let mut office = two_customers();
    let book = block_on(office.desk().book(Known::Now)).unwrap();
    let subscription = SubscriptionId::new("s").unwrap();
    let started = book
        .account(&account("a"))
        .unwrap()
        .subscription(&subscription)
        .unwrap();
    let withdrawn = started.start().unwrap().by;
    let withdraw = Command::WithdrawRecord {
        stream: StreamId::Account(account("a")),
        record: withdrawn,
    };
    office.record(day(5, 10), vec![withdraw, start("a", day(1, 5), 90)]);
    let restated = restatement(&office.records(), &report(1), end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert_eq!(
        of_the_whole(&restated),
        [
            "2026-01-01 a new: 100.00 -> 90.00",
            "2026-01-01 a closing: 100.00 -> 90.00",
        ]
    );
    let effects = &restated.changes[0].effects;
    let told: Vec<_> = effects
        .iter()
        .map(|effect| {
            (
                effect.record.type_name,
                effect.amount,
                effect.record.corrects,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("record_withdrawn", dollars(-100), Some(withdrawn)),
            ("subscription_started", dollars(90), None),
        ]
    );
}

#[test]
fn a_reassignment_moves_accounts_between_managers_only() {
    let mut office = two_customers();
    office.record(day(5, 10), vec![assign("a", "bela", day(2, 15))]);
    let by_manager = report(3).by(SliceBy::Manager);
    let restated = restatement(&office.records(), &by_manager, end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert!(
        of_the_whole(&restated).is_empty(),
        "nothing was won or lost"
    );
    let february: Vec<_> = restated
        .changes
        .iter()
        .filter(|change| change.period.start() == day(2, 1))
        .map(|change| {
            let slice = change.slice.as_ref().unwrap();
            format!("{slice} {} {}", change.column.name(), change.amount_after)
        })
        .collect();
    assert_eq!(
        february,
        [
            "asha transfers_out 100.00 USD",
            "asha closing 0.00 USD",
            "bela transfers_in 100.00 USD",
            "bela closing 100.00 USD",
        ]
    );
}

#[test]
fn who_had_left_held_nothing_any_more() {
    let mut office = two_customers();
    let left = office.record(
        day(5, 10),
        vec![Command::ReleaseManager {
            manager: ManagerId::new("asha").unwrap(),
            on: day(2, 15),
        }],
    );
    let by_manager = report(3).by(SliceBy::Manager);
    let restated = restatement(&office.records(), &by_manager, end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert!(of_the_whole(&restated).is_empty());
    let records = restated.records();
    assert_eq!(
        (records.len(), records[0].position, records[0].type_name),
        (1, left, "manager_left")
    );
    let unassigned = &restated.after.slices[&retention::SliceKey::Unassigned];
    assert_eq!(unassigned.rows[1].amounts.transfers_in, dollars(140));
}

#[test]
fn a_merge_moves_what_the_merged_account_paid() {
    let mut office = two_customers();
    let merge = Command::MergeAccount {
        account: account("b"),
        into: account("a"),
        on: day(3, 10),
    };
    let merged = office.record(day(5, 10), vec![merge]);
    let by_parent = report(4).by(SliceBy::UltimateParent);
    let restated = restatement(&office.records(), &by_parent, end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert!(!restated.is_empty());
    assert!(
        restated
            .records()
            .iter()
            .all(|record| { record.position == merged && record.type_name == "account_merged" })
    );
    let churn = restated
        .changes
        .iter()
        .filter(|change| change.column == Column::Churn);
    assert_eq!(churn.count(), 0, "a merge loses nobody");
    let closing = |report: &retention::BridgeReport| report.all.rows[3].amounts.closing;
    assert_eq!(closing(&restated.before), closing(&restated.after));
}

/// Two branches of a group pause for nine days. On the day on which both go on, one of them comes under another group: to the first group
/// it was never away, so the other one acquires what was paid all along. Which account moved what can only be told when gaps are closed before
/// accounts are looked at alone.
#[test]
fn a_gap_that_is_none_is_closed_before_an_account_changes_hands() {
    let mut office = Office::new();
    let accounts = ["p", "q", "a", "b"].map(open).into();
    office.record(day(1, 2), accounts);
    let under = |id: &str, parent: &str, on| Command::PlaceAccountUnder {
        account: account(id),
        parent: account(parent),
        on,
    };
    let again = |id: &str, on, monthly| Command::StartSubscription {
        account: account(id),
        subscription: SubscriptionId::new("t").unwrap(),
        span: Span::from(on),
        monthly: dollars(monthly),
    };
    for (id, monthly) in [("a", 100), ("b", 40)] {
        let commands = vec![
            under(id, "p", day(1, 1)),
            start(id, day(1, 5), monthly),
            end(id, day(3, 1)),
            again(id, day(3, 10), monthly),
        ];
        office.record(day(3, 10), commands);
    }
    let moved = office.record(day(5, 10), vec![under("a", "q", day(3, 10))]);
    let convention = Convention {
        account: AccountGrain::UltimateParent,
        reactivation: Reactivation::BridgeGaps(10.try_into().unwrap()),
        grain: MovementGrain::Event,
        ..Convention::default()
    };
    let report = report(4).under(convention);
    let restated = restatement(&office.records(), &report, end_of_april(), Known::Now).unwrap();
    sound(&restated);
    let march = of_the_whole(&restated);
    let march: Vec<_> = march
        .iter()
        .filter(|change| change.starts_with("2026-03"))
        .collect();
    assert_eq!(
        march,
        [
            "2026-03-01 p transfers_out: 0.00 -> 100.00",
            "2026-03-01 p closing: 140.00 -> 40.00",
            "2026-03-01 p base: 140.00 -> 40.00",
            "2026-03-01 q transfers_in: 0.00 -> 100.00",
            "2026-03-01 q closing: 0.00 -> 100.00",
            "2026-03-01 q base: 0.00 -> 100.00",
        ]
    );
    assert!(
        restated
            .records()
            .iter()
            .all(|record| record.position == moved)
    );
}

#[test]
fn a_class_put_right_moves_between_segments_only() {
    let mut office = two_customers();
    let classify = |class: &str, on| Command::ClassifyAccount {
        account: account("a"),
        dimension: Name::new("segment").unwrap(),
        class: Some(Name::new(class).unwrap()),
        on,
    };
    office.record(day(1, 7), vec![classify("small", day(1, 1))]);
    office.record(day(5, 10), vec![classify("large", day(2, 15))]);
    let by_segment = report(3).by(SliceBy::Class(Name::new("segment").unwrap()));
    let restated = restatement(&office.records(), &by_segment, end_of_april(), Known::Now).unwrap();
    sound(&restated);
    assert!(of_the_whole(&restated).is_empty());
    let february = &restated.after.slices;
    let large = february
        .iter()
        .find(|(key, _)| key.to_string() == "large")
        .unwrap()
        .1;
    assert_eq!(large.rows[1].amounts.transfers_in, dollars(100));
}

#[test]
fn what_undoes_itself_is_no_change_and_the_earlier_state_comes_first() {
    let mut office = two_customers();
    let cancelled = office.record(day(5, 10), vec![end("b", day(3, 15))]);
    let undo = Command::WithdrawRecord {
        stream: StreamId::Account(account("b")),
        record: cancelled,
    };
    office.record(day(5, 11), vec![undo]);
    let records = office.records();
    assert!(
        restatement(&records, &report(4), end_of_april(), Known::Now)
            .unwrap()
            .is_empty()
    );
    let backwards = restatement(&records, &report(4), Known::Now, end_of_april()).unwrap_err();
    assert!(matches!(backwards, RestatementError::NotLater { record } if record == cancelled));
}

#[test]
fn a_closed_period_stays_as_it_was_closed_and_is_adjusted_later() {
    let mut office = two_customers();
    let close = |on| vec![Command::ClosePeriod { on }];
    let january = office.record(day(2, 3), close(day(1, 31)));
    let march = office.record(day(4, 3), close(day(3, 31)));
    let before = closed_bridge(&office.records(), &report(4)).unwrap();
    office.record(day(4, 20), vec![end("b", day(2, 15))]);
    let after = closed_bridge(&office.records(), &report(4)).unwrap();

    let closed_by: Vec<_> = after.all.rows.iter().map(|row| row.closed_by).collect();
    assert_eq!(closed_by, [Some(january), Some(march), Some(march), None]);
    assert_eq!(
        before.all.rows[..3],
        after.all.rows[..3],
        "closed rows never change"
    );
    let april = &after.all.rows[3];
    assert_eq!(
        (april.adjustment, april.adjusted_accounts),
        (dollars(-40), -1)
    );
    assert_eq!(april.row.amounts.opening, dollars(100));
    assert_eq!(april.row.as_of.known, Known::Now);
    assert_eq!(after.all.rows[2].row.as_of.known, Known::Through(march));

    // Opened again from the last, it shows what is known now.
    let withdraw = |record| Command::WithdrawRecord {
        stream: StreamId::Directory,
        record,
    };
    assert!(
        office
            .try_record(day(4, 21), vec![withdraw(january)])
            .is_none()
    );
    office.record(day(4, 21), vec![withdraw(march)]);
    let opened = closed_bridge(&office.records(), &report(4)).unwrap();
    assert_eq!(opened.all.rows[1].row.amounts.churn, dollars(40));
    assert_eq!(opened.all.rows[3].adjustment, dollars(0));
    assert!(
        office.try_record(day(4, 22), close(day(1, 15))).is_none(),
        "January is closed"
    );
    assert!(
        office.try_record(day(4, 22), close(day(1, 31))).is_none(),
        "and need not be again"
    );
}

/// Commands on three accounts, each recorded some days after the one before, effective on any day.
fn histories() -> impl Strategy<Value = Vec<(u64, Command)>> {
    let id = || prop::sample::select(vec!["a", "b", "c"]);
    let on = || (1_u32..8, 1_u32..28).prop_map(|(month, of_month)| day(month, of_month));
    let manager = prop::sample::select(vec!["asha", "bela"]);
    let command = prop_oneof![
        2 => id().prop_map(open),
        4 => (id(), on(), 1_i64..5).prop_map(|(id, on, amount)| start(id, on, amount * 10)),
        4 => (id(), on()).prop_map(|(id, on)| end(id, on)),
        3 => (id(), on(), 1_i64..9).prop_map(|(id, on, amount)| Command::RepriceSubscription {
            account: account(id),
            subscription: SubscriptionId::new("s").unwrap(),
            monthly: dollars(amount * 10),
            on,
        }),
        3 => (id(), manager, on()).prop_map(|(id, manager, on)| assign(id, manager, on)),
        1 => (id(), id(), on()).prop_map(|(id, parent, on)| Command::PlaceAccountUnder {
            account: account(id),
            parent: account(parent),
            on,
        }),
        1 => (id(), id(), on()).prop_map(|(id, into, on)| Command::MergeAccount {
            account: account(id),
            into: account(into),
            on,
        }),
        2 => (id(), 1_u64..30).prop_map(|(id, record)| Command::WithdrawRecord {
            stream: StreamId::Account(account(id)),
            record: Position::new(record).unwrap(),
        }),
        1 => on().prop_map(|on| Command::ClosePeriod { on }),
        1 => on().prop_map(|on| Command::ReleaseManager {
            manager: ManagerId::new("asha").unwrap(),
            on,
        }),
    ];
    prop::collection::vec((0_u64..6, command), 5..40)
}

/// Everything accepted, with the records.
fn carried_out(commands: Vec<(u64, Command)>) -> Vec<Record> {
    let mut office = two_customers();
    office.record(day(1, 6), vec![open("c")]);
    let mut today = day(1, 8);
    for (later, command) in commands {
        today = today + Days::new(later);
        office.try_record(today, vec![command]);
    }
    office.records()
}

fn instants(records: &[Record]) -> Vec<DateTime<Utc>> {
    records.iter().map(|record| record.recorded_at).collect()
}

fn dimensions() -> impl Strategy<Value = SliceBy> {
    prop_oneof![
        Just(SliceBy::Nothing),
        Just(SliceBy::Manager),
        Just(SliceBy::UltimateParent)
    ]
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn changes_make_one_report_of_the_other(
        commands in histories(), by in dimensions(),
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        let records = carried_out(commands);
        let instants = instants(&records);
        let [from, to] = [from, to].map(|at| instants[at.index(instants.len())]);
        let (from, to) = (Known::At(from.min(to)), Known::At(from.max(to)));
        let report = report(8).by(by);
        let restated = restatement(&records, &report, from, to).unwrap();
        sound(&restated);
        let same = restatement(&records, &report, to, to).unwrap();
        prop_assert!(same.is_empty());
    }

    /// A report as known in the past is the same whatever is recorded later.
    #[test]
    fn the_past_as_it_was_known_never_changes(
        commands in histories(), by in dimensions(), cut in any::<prop::sample::Index>(),
    ) {
        let records = carried_out(commands);
        let cut = cut.index(records.len());
        let known = Known::Through(records[cut].position);
        let report = report(8).by(by);
        let bridge = |records: &[Record]| {
            report.bridge(&tenure::Book::fold(records, known).unwrap()).unwrap()
        };
        prop_assert_eq!(bridge(&records[..=cut]), bridge(&records));
    }

    #[test]
    fn closed_rows_never_change_and_adjustments_lead_on(
        commands in histories(), by in dimensions(), cut in any::<prop::sample::Index>(),
    ) {
        let records = carried_out(commands);
        let report = report(8).by(by);
        let whole = closed_bridge(&records, &report).unwrap();
        for bridge in whole.slices.values().chain([&whole.all]) {
            for pair in bridge.rows.windows(2) {
                let (before, after) = (&pair[0], &pair[1]);
                prop_assert_eq!(
                    before.row.amounts.closing.to_minor() + after.adjustment.to_minor(),
                    after.row.amounts.opening.to_minor()
                );
                prop_assert_eq!(
                    i128::from(before.row.accounts.closing) + i128::from(after.adjusted_accounts),
                    i128::from(after.row.accounts.opening)
                );
            }
        }
        // No closing is withdrawn here, so what was closed then is closed now, with the same figures.
        let then = closed_bridge(&records[..=cut.index(records.len())], &report).unwrap();
        for (then, now) in then.all.rows.iter().zip(&whole.all.rows) {
            if then.closed_by.is_some() {
                prop_assert_eq!(then, now);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// With contracts, trials, pauses and days past due, several currencies, groups and mergers, and commands that come late.
    #[test]
    fn changes_make_one_report_of_the_other_under_any_convention(
        ledger in conventions::ledgers(3), convention in conventions::conventions(), periods in history::short_periods(),
        late in prop::collection::vec(any::<bool>(), 64), of_groups in any::<bool>(),
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        let commands = ledger.commands().into_iter().zip(late.iter().cycle());
        let (late, in_time): (Vec<_>, Vec<_>) = commands.partition(|(_, late)| **late);
        let mut office = Office::new();
        for (command, _) in in_time.into_iter().chain(late) {
            // What stands on something that comes later is refused.
            office.try_record(day(1, 2), vec![command]);
        }
        let records = office.records();
        let [from, to] = [from, to].map(|at| records[at.index(records.len())].position);
        let (from, to) = (Known::Through(from.min(to)), Known::Through(from.max(to)));
        let by = if of_groups { SliceBy::UltimateParent } else { SliceBy::Nothing };
        let report = BookReport::of(REPORT, periods).by(by).under(convention);
        sound(&restatement(&records, &report, from, to).unwrap());
    }
}
