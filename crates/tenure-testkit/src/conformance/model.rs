use std::fmt::Debug;

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tenure::journal::{
    Append, Expected, Journal, JournalError, JournalErrorKind, Limit, MemoryJournal, NewRecord,
    Profile,
};
use tenure::{ActorId, CommandId, Fact, Name, Position, StreamId, SubjectId, TenantId, Version};

use super::block_on;
use super::make::*;
use crate::effort;

/// One request, with small numbers for ids so that they meet often.
#[derive(Clone, Debug)]
enum Step {
    Append {
        command: u8,
        actor: Option<u8>,
        at: i64,
        /// For each stream: what to expect of it, if anything.
        expect: Vec<(u8, Guess)>,
        records: Vec<(u8, u8, Option<u64>)>,
    },
    /// Sends an earlier append again.
    Again(usize),
    Load(u8, u64, usize),
    Scan(u64, usize),
    Head,
    Receipt(u8),
    Profile(u8),
    PutProfile(u8, String),
    Forget(u8),
    Verify,
}

#[derive(Clone, Copy, Debug)]
enum Guess {
    Any,
    /// What the stream has by now.
    Right,
    Exactly(u64),
}

fn guess() -> impl Strategy<Value = Guess> {
    prop_oneof![
        3 => Just(Guess::Any),
        6 => Just(Guess::Right),
        1 => (0..6_u64).prop_map(Guess::Exactly),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let append = (
        0..40_u8,
        proptest::option::of(0..2_u8),
        -5..50_i64,
        // Mostly one for each stream; sometimes one is missing or doubled.
        (
            vec(guess(), 4),
            proptest::option::weighted(0.1, (0..4_u8, guess())),
            0..20_u8,
        ),
        vec(
            (0..4_u8, 0..6_u8, proptest::option::weighted(0.2, 1..30_u64)),
            0..6,
        ),
    )
        .prop_map(
            |(command, actor, at, (guesses, extra, left_out), records)| {
                let expect = (0..4)
                    .zip(guesses)
                    .filter(|(stream, _)| *stream != left_out)
                    .chain(extra)
                    .collect();
                Step::Append {
                    command,
                    actor,
                    at,
                    expect,
                    records,
                }
            },
        );
    prop_oneof![
        8 => append,
        2 => (0..8_usize).prop_map(Step::Again),
        2 => (0..4_u8, 0..8_u64, 1..5_usize).prop_map(|(s, after, limit)| Step::Load(s, after, limit)),
        2 => (0..30_u64, 1..9_usize).prop_map(|(after, limit)| Step::Scan(after, limit)),
        1 => Just(Step::Head),
        1 => (0..40_u8).prop_map(Step::Receipt),
        1 => (0..3_u8).prop_map(Step::Profile),
        1 => (0..3_u8, any::<String>()).prop_map(|(who, value)| Step::PutProfile(who, value)),
        1 => (0..9_u8).prop_map(Step::Forget),
        1 => Just(Step::Verify),
    ]
}

fn stream(number: u8) -> StreamId {
    match number {
        0 => StreamId::Directory,
        nth => account(&format!("A-{nth}")),
    }
}

fn fact(stream: u8, kind: u8, correcting: bool) -> Fact {
    match (stream, kind) {
        (_, 0) if correcting => withdrawn(),
        (0, 1..) | (1, 5) => hired(&format!("M{kind}")),
        (_, 0 | 1) => opened(),
        (_, 2) => started("S", "12.34 EUR"),
        (_, 3) => started("S", "12 JPY"),
        (_, _) => ended("S"),
    }
}

fn subject(number: u8) -> SubjectId {
    SubjectId::new(format!("P{number}")).unwrap()
}

/// Both answers must be the same, errors by their kind.
fn same<T: PartialEq + Debug>(
    actual: Result<T, JournalError>,
    expected: Result<T, JournalError>,
) -> Result<(), TestCaseError> {
    let kind = |error: JournalError| -> JournalErrorKind { error.kind().clone() };
    prop_assert_eq!(actual.map_err(kind), expected.map_err(kind));
    Ok(())
}

fn both(
    journal: &dyn Journal,
    memory: &dyn Journal,
    tenant: &TenantId,
    steps: Vec<Step>,
) -> Result<(), TestCaseError> {
    let mut sent: Vec<Append> = Vec::new();
    for step in steps {
        match step {
            Step::Append {
                command,
                actor,
                at,
                expect,
                records,
            } => {
                let expect = expect
                    .into_iter()
                    .map(|(number, guess)| {
                        let expected = match guess {
                            Guess::Any => Expected::Any,
                            Guess::Right => Expected::Exactly(Version::new(
                                memory.stream(tenant, &stream(number)).len() as u64,
                            )),
                            Guess::Exactly(version) => exactly(version),
                        };
                        (stream(number), expected)
                    })
                    .collect();
                let append = Append {
                    command: CommandId::new(format!("c{command}")).unwrap(),
                    actor: actor.map(|actor| ActorId::new(format!("a{actor}")).unwrap()),
                    at: instant(at),
                    expect,
                    records: records
                        .into_iter()
                        .map(|(number, kind, corrects)| NewRecord {
                            stream: stream(number),
                            effective_on: day() + Days::new(u64::from(kind)),
                            corrects: corrects.and_then(Position::new),
                            fact: fact(number, kind, corrects.is_some()),
                        })
                        .collect(),
                };
                sent.push(append.clone());
                same(
                    journal.try_write(tenant, append.clone()),
                    memory.try_write(tenant, append),
                )?;
            }
            Step::Again(nth) => {
                if let Some(append) = sent.get(nth) {
                    same(
                        journal.try_write(tenant, append.clone()),
                        memory.try_write(tenant, append.clone()),
                    )?;
                }
            }
            Step::Load(number, after, limit) => {
                let (stream, after) = (stream(number), Version::new(after));
                let limit = Limit::new(limit);
                same(
                    block_on(journal.load(tenant, &stream, after, limit)),
                    block_on(memory.load(tenant, &stream, after, limit)),
                )?;
            }
            Step::Scan(after, limit) => {
                let (after, limit) = (Position::new(after), Limit::new(limit));
                same(
                    block_on(journal.scan(tenant, after, limit)),
                    block_on(memory.scan(tenant, after, limit)),
                )?;
            }
            Step::Head => same(
                block_on(journal.head(tenant)),
                block_on(memory.head(tenant)),
            )?,
            Step::Receipt(number) => {
                let command = CommandId::new(format!("c{number}")).unwrap();
                same(
                    block_on(journal.receipt(tenant, &command)),
                    block_on(memory.receipt(tenant, &command)),
                )?;
            }
            Step::Profile(who) => same(
                block_on(journal.profile(tenant, &subject(who))),
                block_on(memory.profile(tenant, &subject(who))),
            )?,
            Step::PutProfile(who, value) => {
                let fields = [(Name::new("note").unwrap(), value)];
                let profile = Profile::new(fields.into()).unwrap();
                same(
                    block_on(journal.put_profile(tenant, &subject(who), profile.clone())),
                    block_on(memory.put_profile(tenant, &subject(who), profile)),
                )?;
            }
            Step::Forget(who) => same(
                block_on(journal.forget(tenant, &subject(who))),
                block_on(memory.forget(tenant, &subject(who))),
            )?,
            Step::Verify => same(
                block_on(journal.verify(tenant)),
                block_on(memory.verify(tenant)),
            )?,
        }
    }
    prop_assert_eq!(journal.all(tenant), memory.all(tenant));
    prop_assert_eq!(journal.end(tenant), memory.end(tenant));
    same(
        block_on(journal.verify(tenant)),
        block_on(memory.verify(tenant)),
    )
}

/// Any sequence of requests, in order and not, is answered as by the journal in memory.
pub fn any_sequence_goes_as_in_memory(journal: &dyn Journal) {
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(effort::times("TENURE_SEQUENCES", 64, 2_000)).unwrap(),
        failure_persistence: None,
        ..Config::default()
    });
    let memory = MemoryJournal::new();
    // A tenant for each case, also while a failing one is made smaller.
    let cases = std::cell::Cell::new(0_u64);
    let outcome = runner.run(&vec(step(), 1..40), |steps| {
        cases.set(cases.get() + 1);
        let tenant = tenant(&format!("any_sequence_goes_as_in_memory {}", cases.get()));
        both(journal, &memory, &tenant, steps)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
