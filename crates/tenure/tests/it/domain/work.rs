//! What holds for all day-to-day work, whatever is asked for in whatever order.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tenure::decide::{decide, decide_all};
use tenure::{
    Account, Book, CaseState, Command, CommandId, CommitmentOrigin, CommitmentOutcome, ContactId,
    Discipline, InteractionId, InteractionKind, Known, Needs, OpportunityKind, OpportunityOutcome,
    OpportunityStage, Position, ProductId, Record, Role, SubjectId, SurveyScale, TeamId, Version,
};

use super::{
    account, cases, commitments, day, given, interactions, liaison, manager, name, open_account,
    opportunities, surveys, withdraw_from,
};

/// Account `a` after these commands, with managers `maria` and `arjun`, teams `platform` and `sales`, and products `p` and `q`, all there
/// from the first of January.
pub(super) fn working(commands: &[Command]) -> Book {
    let hire = |who| Command::HireManager {
        manager: manager(who),
        on: day(1, 1),
    };
    let form = |team: &str| Command::FormTeam {
        team: TeamId::new(team).unwrap(),
        name: name(team),
        discipline: Discipline::Sales,
        on: day(1, 1),
    };
    let offer = |product: &str| Command::OfferProduct {
        product: ProductId::new(product).unwrap(),
        needs: Needs::new(BTreeSet::from([name("storage")])).unwrap(),
        on: day(1, 1),
    };
    let there = [
        hire("maria"),
        hire("arjun"),
        form("platform"),
        form("sales"),
        offer("p"),
        offer("q"),
        open_account("a"),
    ];
    let requests: Vec<_> = there.iter().chain(commands).cloned().collect();
    given(&requests)
}

pub(super) fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

/// Takes a record of account `a` back; its opening is record 1.
pub(super) fn withdraw(record: u64) -> Command {
    withdraw_from("a", record)
}

pub(super) fn add_contact(id: &str, month: u32) -> Command {
    Command::AddContact {
        account: account("a"),
        contact: ContactId::new(id).unwrap(),
        subject: SubjectId::new(id).unwrap(),
        on: day(month, 1),
    }
}

/// That everything is so already.
pub(super) fn is_so(book: &Book, command: &Command) {
    assert_eq!(decide(book, command), Ok(vec![]));
}

fn any_case_command() -> impl Strategy<Value = Command> {
    let moment = (2_u32..=6, 0_u32..24).prop_map(|(d, hour)| cases::march(d, hour, 0));
    (0..8, moment).prop_map(|(event, at): (i32, NaiveDateTime)| match event {
        0 => cases::open(at),
        1 => cases::to(CaseState::Open, at),
        2 => cases::to(CaseState::WaitingForCustomer, at),
        3 => cases::to(CaseState::Resolved, at),
        4 => cases::to(CaseState::Closed, at),
        5 => cases::reply(at),
        _ => cases::answer(at),
    })
}

fn any_daily_command() -> impl Strategy<Value = Command> {
    (0..16, 1_u32..=12, 1_u32..=12).prop_map(|(what, month, other): (i32, u32, u32)| {
        let origin = CommitmentOrigin::Interaction(InteractionId::new("i").unwrap());
        match what {
            0 => interactions::interaction("i", month, InteractionKind::Call, Role::Sales),
            1 => commitments::promise("m", month, other, None),
            2 => commitments::promise("n", month, other, Some(origin)),
            3 => commitments::settle("m", month, CommitmentOutcome::Kept),
            4 => commitments::settle("n", month, CommitmentOutcome::Broken),
            5 => liaison::tie(liaison::team(), "x", month),
            6 => liaison::untie(liaison::team(), month),
            7 => liaison::ask("q", month, other),
            8 => liaison::answer("q", month),
            9 => opportunities::opportunity("o", OpportunityKind::Upsell, month, other),
            10 => opportunities::move_to("o", OpportunityStage::Proposed, month),
            11 => opportunities::move_to("o", OpportunityStage::Identified, month),
            12 => opportunities::revise("o", i64::from(other), 12, month),
            13 => add_contact("c", month),
            14 => surveys::answer("r", "c", month, SurveyScale::Nps, 9),
            _ => opportunities::close("o", OpportunityOutcome::Won, month),
        }
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => any_case_command(),
        5 => any_daily_command(),
        1 => (2_u64..20).prop_map(withdraw),
    ]
}

/// A case that was brought up, and whatever else.
fn any_work(most: usize) -> impl Strategy<Value = Vec<Command>> {
    prop::collection::vec(any_command(), 1..most).prop_map(|mut commands| {
        commands.insert(0, cases::open(cases::march(2, 0, 0)));
        commands
    })
}

/// What an account says of its work on every first of a month and in every hour of the first week of March.
fn view(held: &Account) -> Vec<String> {
    let daily = (1..=12).map(|month| {
        let on = day(month, 1);
        let contact = held.last_contact_on(on).map(|last| &last.value);
        let commitments: Vec<_> = held
            .commitments()
            .map(|(id, found)| (id, found.is_open_on(on), found.is_overdue_on(on)))
            .filter(|(_, open, _)| *open)
            .collect();
        let requests: Vec<_> = held
            .liaison_requests()
            .map(|(id, found)| (id, found.is_open_on(on)))
            .filter(|(_, open)| *open)
            .collect();
        let opportunities: Vec<_> = held
            .opportunities()
            .map(|(id, found)| (id, found.state_on(on), found.terms_on(on)))
            .filter(|(_, state, _)| state.is_some())
            .collect();
        let liaisons = held.liaisons_on(on);
        format!("{on} {contact:?} {commitments:?} {liaisons:?} {requests:?} {opportunities:?}")
    });
    let hourly = (0..24 * 6).map(|hour| {
        let at = cases::march(1, 0, 0) + TimeDelta::hours(hour);
        let states: Vec<_> = held
            .cases()
            .filter_map(|(id, case)| Some((id, case.state_at(at)?)))
            .collect();
        format!("{at} {states:?}")
    });
    daily.chain(hourly).collect()
}

/// The records of the account as a journal would hand them out, one a minute.
fn recorded(commands: &[Command]) -> (Book, Vec<Record>) {
    let mut book = working(&[]);
    let first = book.version(&tenure::StreamId::Account(account("a"))).get();
    let mut records = Vec::new();
    for command in commands {
        for new in decide_all(&mut book, std::slice::from_ref(command)).unwrap_or_default() {
            let number = first + 1 + records.len() as u64;
            records.push(Record {
                position: Position::new(number).unwrap(),
                stream: new.stream,
                version: Version::new(number),
                effective_on: new.effective_on,
                recorded_at: instant(number),
                command: CommandId::new("c").unwrap(),
                actor: None,
                corrects: new.corrects,
                fact: new.fact,
            });
        }
    }
    (book, records)
}

fn instant(number: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(number.try_into().unwrap())
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/work.txt")))]

    /// What was accepted folds; what was refused changes nothing; and every thing begins once, before all else about it.
    #[test]
    fn accepted_work_never_makes_an_impossible_state(commands in any_work(40)) {
        let mut book = working(&[]);
        for command in &commands {
            let before = book.clone();
            if decide_all(&mut book, std::slice::from_ref(command)).is_err() {
                prop_assert_eq!(&book, &before, "a refused command changed the book");
            } else if !matches!(command, Command::WithdrawRecord { .. } | Command::AddContact { .. }) {
                // Sent again, it is so already or may be said again.
                prop_assert!(decide(&book, command).is_ok());
            }
        }
        let held = held(&book);
        for (_, case) in held.cases() {
            let mut state = None;
            for (place, (at, ..)) in case.events().enumerate() {
                prop_assert_eq!(place == 0, state.is_none());
                state = case.state_at(at);
                prop_assert!(state.is_some());
            }
            prop_assert!(case.opened().is_some());
        }
        for answer in held.survey_answers() {
            let known = held.contact(&answer.value.contact).expect("an answer by nobody");
            prop_assert!(known.presence().at(answer.on).is_some());
        }
        for (_, commitment) in held.commitments() {
            let (made, _, promised) = commitment.made().expect("a commitment nobody made");
            prop_assert!(made <= promised.due);
            prop_assert!(commitment.settled().is_none_or(|settled| made <= settled.on));
            if let Some(CommitmentOrigin::Interaction(origin)) = &promised.origin {
                prop_assert!(held.interaction(origin).is_some_and(|held| held.on <= made));
            }
        }
        for (_, request) in held.liaison_requests() {
            let (asked, ..) = request.asked().expect("a request nobody made");
            prop_assert!(request.answered().is_none_or(|(answered, _)| asked <= answered));
        }
        for (_, opportunity) in held.opportunities() {
            let (opened, ..) = opportunity.opened().expect("an opportunity nobody saw");
            prop_assert!(opportunity.closed().is_none_or(|closed| opened <= closed.on));
        }
    }

    /// Taking a record back leaves what there was before it.
    #[test]
    fn withdrawing_work_undoes(commands in any_work(20), last in any_command()) {
        let mut book = working(&[]);
        for command in &commands {
            let _ = decide_all(&mut book, std::slice::from_ref(command));
        }
        let before = view(held(&book));
        let ahead = held(&book).version().get();
        let withdraws = matches!(last, Command::WithdrawRecord { .. });
        if withdraws || decide_all(&mut book, &[last]).is_err() {
            return Ok(());
        }
        for record in (ahead + 1..=held(&book).version().get()).rev() {
            decide_all(&mut book, &[withdraw(record)]).unwrap();
        }
        prop_assert_eq!(before, view(held(&book)));
    }

    /// Trap 13: facts of different moments fold to the same whatever the order in which they were recorded.
    #[test]
    fn backdating_equals_recording_in_order(
        commands in prop::collection::vec(prop_oneof![any_case_command(), any_daily_command()], 1..25),
        seed in prop::collection::vec(any::<u32>(), 25),
    ) {
        let (_, mut records) = recorded(&commands);
        // Two records of the same moment go by the order in which they were recorded, so only one of them takes part.
        let moment = |record: &Record| {
            let json = record.fact.to_json().unwrap();
            let at = json.split_once("\"at\":").map(|(_, rest)| rest.chars().take(10).collect::<String>());
            (record.effective_on, at)
        };
        records.sort_by_key(moment);
        records.dedup_by_key(|record| moment(record));
        let fold = |records: &[Record]| {
            let mut book = working(&[]);
            for (number, record) in (2..).zip(records) {
                let mut record = record.clone();
                record.position = Position::new(number).unwrap();
                record.version = Version::new(number);
                book.apply(&record).unwrap();
            }
            view(held(&book))
        };
        let in_order = fold(&records);
        let mut shuffled: Vec<_> = records.into_iter().zip(seed).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(record, _)| record).collect();
        prop_assert_eq!(in_order, fold(&shuffled));
    }

    /// The fold of what was recorded is the state that was decided on, and what was known then stays as it was.
    #[test]
    fn replay_equals_the_live_state_and_the_past_stays(commands in any_work(30), cut in 0_usize..30) {
        let (live, records) = recorded(&commands);
        let replay = |records: &[Record], known: Known| {
            let mut book = working(&[]);
            for record in records.iter().filter(|record| known.includes(record)) {
                book.apply(record).unwrap();
            }
            book
        };
        prop_assert_eq!(&replay(&records, Known::Now), &live);
        let cut = cut.min(records.len());
        let then = Known::At(instant(1 + cut as u64));
        prop_assert_eq!(replay(&records[..cut], Known::Now), replay(&records, then));
    }
}
