//! Random requests of every kind, against a model that only reads the recorded facts.
//!
//! A sequence is made from its number alone, which a failure prints together with the fewest requests that still fail:
//! `TENURE_SEQUENCE=4711 cargo test -p tenure --test it model` runs that one again, `TENURE_CASES` sets how many there are.

mod answers;
mod naive;
mod requests;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenure::decide::decide;
use tenure::{
    Book, Command, CommandId, Fact, Known, Position, Record, Rejection, StreamId, Version,
};
use tenure_testkit::Dice;

use self::naive::Said;
pub(crate) use self::requests::{DAYS, Requests};
use super::guide::command_names;

const SEQUENCES: u64 = 10_000;

/// A product may be offered on any day.
const NEVER_REFUSED: &str = "offer_product";

/// Every request is decided, taken in and checked; the laws hold of what was recorded.
#[test]
fn no_sequence_of_requests_breaks_a_law() {
    let first = number("TENURE_SEQUENCE");
    let sequences = first.map_or(0..number("TENURE_CASES").unwrap_or(SEQUENCES), |one| {
        one..one + 1
    });
    let requests = Requests::new();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get) as u64;
    let found: Vec<_> = std::thread::scope(|scope| {
        let working: Vec<_> = (0..workers)
            .map(|worker| {
                let (requests, mine) = (&requests, sequences.clone().skip(worker as usize));
                scope.spawn(move || run_all(requests, mine.step_by(workers as usize)))
            })
            .collect();
        working
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    });
    panic::set_hook(hook);
    let mut seen = Seen::default();
    for found in found {
        match found {
            Ok(more) => seen.add(more),
            Err(failure) => panic!("{failure}"),
        }
    }
    if first.is_none() && sequences.end >= SEQUENCES {
        // Every command was at some time recorded, and at some time refused if anything can stand against it.
        let names = command_names();
        let never = |these: &BTreeSet<String>| {
            let missing = names.difference(these).map(String::as_str);
            missing.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            (never(&seen.recorded), never(&seen.refused)),
            (String::new(), NEVER_REFUSED.to_owned())
        );
    }
}

pub(crate) fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().unwrap())
}

/// What became of the requests of all kinds.
#[derive(Default)]
struct Seen {
    recorded: BTreeSet<String>,
    refused: BTreeSet<String>,
}

impl Seen {
    fn add(&mut self, more: Self) {
        self.recorded.extend(more.recorded);
        self.refused.extend(more.refused);
    }
}

fn run_all(requests: &Requests, sequences: impl Iterator<Item = u64>) -> Result<Seen, String> {
    let mut seen = Seen::default();
    for sequence in sequences {
        let asked = requests.sequence(&mut Dice::new(sequence));
        if let Err(why) = caught(&asked, sequence, &mut seen) {
            let fewest = fewest(asked, sequence);
            let list: Vec<_> = fewest
                .iter()
                .map(|one| serde_json::to_string(one).unwrap())
                .collect();
            let still = caught(&fewest, sequence, &mut seen).err().unwrap_or(why);
            return Err(format!(
                "sequence {sequence}: {still}\n[\n{}\n]",
                list.join(",\n")
            ));
        }
    }
    Ok(seen)
}

/// The fewest requests that still fail: each is left out that need not be there.
fn fewest(mut asked: Vec<Command>, sequence: u64) -> Vec<Command> {
    let mut place = asked.len();
    while place > 0 {
        place -= 1;
        let left_out = asked.remove(place);
        if caught(&asked, sequence, &mut Seen::default()).is_ok() {
            asked.insert(place, left_out);
        }
    }
    asked
}

fn caught(asked: &[Command], sequence: u64, seen: &mut Seen) -> Result<(), String> {
    let run = AssertUnwindSafe(|| run(asked, sequence, seen));
    panic::catch_unwind(run).unwrap_or_else(|panicked| {
        let message = panicked.downcast_ref::<String>().cloned();
        let message = message.or_else(|| {
            panicked
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
        });
        Err(format!("panicked: {}", message.unwrap_or_default()))
    })
}

fn run(asked: &[Command], sequence: u64, seen: &mut Seen) -> Result<(), String> {
    let mut live = Book::default();
    let mut records: Vec<Record> = Vec::new();
    let mut said = Vec::new();
    for (number, request) in asked.iter().enumerate() {
        let json = serde_json::to_value(request).unwrap();
        let name = json.as_object().unwrap().keys().next().unwrap().clone();
        let expected = rules::accepts(&said, &json);
        match decide(&live, request) {
            Ok(facts) => {
                if expected == Some(false) {
                    return Err(format!("accepted against the rules: {json}"));
                }
                if !facts.is_empty() {
                    seen.recorded.insert(name);
                }
                for new in facts {
                    let record = recorded(&records, new, number);
                    // A journal hands the fact back as it was written.
                    let read = Fact::from_json(
                        record.fact.type_name(),
                        record.fact.schema(),
                        &record.fact.to_json().unwrap(),
                    );
                    if read.unwrap() != record.fact {
                        return Err(format!("{:?} is not read as it was written", record.fact));
                    }
                    if let Err(error) = live.apply(&record) {
                        return Err(format!("what was decided does not fold: {error}"));
                    }
                    naive::hear(&mut said, &record);
                    records.push(record);
                }
            }
            Err(rejection) => {
                if expected == Some(true) {
                    return Err(format!("refused against the rules: {json}: {rejection}"));
                }
                may_be_shown(&rejection)?;
                seen.refused.insert(name);
            }
        }
    }
    let mut dice = Dice::new(!sequence);
    laws(&live, &records, &said, &mut dice)
}

/// A rejection speaks of something and stands on one line.
fn may_be_shown(rejection: &Rejection) -> Result<(), String> {
    let words = rejection.to_string();
    if words.len() < 20 || words.contains('\n') {
        return Err(format!("nobody can be shown `{words}`"));
    }
    Ok(())
}

/// The record that a journal makes of a decided fact.
fn recorded(records: &[Record], new: tenure::journal::NewRecord, request: usize) -> Record {
    let position = records.len() as u64 + 1;
    let of_stream = records.iter().filter(|record| record.stream == new.stream);
    Record {
        position: Position::new(position).unwrap(),
        version: Version::new(of_stream.count() as u64 + 1),
        stream: new.stream,
        effective_on: new.effective_on,
        recorded_at: instant(position),
        command: CommandId::new(format!("r-{request}")).unwrap(),
        actor: None,
        corrects: new.corrects,
        fact: new.fact,
    }
}

fn instant(position: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(i64::try_from(position).unwrap())
}

fn laws(live: &Book, records: &[Record], said: &[Said], dice: &mut Dice) -> Result<(), String> {
    let fold = |records: &[Record], known| {
        Book::fold(records, known).map_err(|error| format!("does not fold: {error}"))
    };
    // A replay is the live state, in whatever order the streams arrive.
    if fold(records, Known::Now)? != *live {
        return Err("a replay is not the live state".into());
    }
    if fold(&shuffled(records, dice), Known::Now)? != *live {
        return Err("streams in another order of arrival fold to something else".into());
    }
    // What was known at an instant is what a book of that time held.
    let cut = dice.below(records.len() as u64 + 1);
    let then = Known::At(instant(cut));
    let known: Vec<_> = records.iter().take(cut as usize).cloned().collect();
    if fold(records, then)? != fold(&known, Known::Now)? {
        return Err(format!("what was known after record {cut} has changed"));
    }
    // What the model reads from the facts is what the book answers; and so it is when all was recorded in order.
    let in_order = fold(&in_order(records, said), Known::Now)?;
    rules::check(said)?;
    let some_day = DAYS[dice.below(DAYS.len() as u64) as usize];
    for day in [some_day, DAYS[DAYS.len() - 1]] {
        let day: NaiveDate = day.parse().unwrap();
        let model = naive::answers(said, day);
        differences(
            "the facts say",
            &model,
            "the book says",
            &answers::of(live, day),
            day,
        )?;
        differences(
            "the facts say",
            &model,
            "recorded in order, the book says",
            &answers::of(&in_order, day),
            day,
        )?;
    }
    Ok(())
}

fn differences(
    one: &str,
    left: &BTreeSet<String>,
    other: &str,
    right: &BTreeSet<String>,
    day: NaiveDate,
) -> Result<(), String> {
    if left == right {
        return Ok(());
    }
    let only = |these: &BTreeSet<String>, not: &BTreeSet<String>| {
        these
            .difference(not)
            .cloned()
            .collect::<Vec<_>>()
            .join("; ")
    };
    Err(format!(
        "on {day} {one} [{}], but {other} [{}]",
        only(left, right),
        only(right, left)
    ))
}

/// The streams woven into each other in another way; each keeps its own order.
fn shuffled(records: &[Record], dice: &mut Dice) -> Vec<Record> {
    let mut streams: BTreeMap<&StreamId, Vec<&Record>> = BTreeMap::new();
    for record in records.iter().rev() {
        streams.entry(&record.stream).or_default().push(record);
    }
    let mut woven = Vec::new();
    while !streams.is_empty() {
        let place = dice.below(streams.len() as u64) as usize;
        let stream = *streams.keys().nth(place).unwrap();
        match streams.get_mut(stream).and_then(Vec::pop) {
            Some(record) => woven.push(record.clone()),
            None => {
                streams.remove(stream);
            }
        }
    }
    woven
}

/// The facts that still hold, as if each had been recorded on its day.
fn in_order(records: &[Record], said: &[Said]) -> Vec<Record> {
    let said: BTreeSet<_> = said.iter().map(Said::position).collect();
    let mut kept: Vec<_> = records
        .iter()
        .filter(|record| said.contains(&record.position))
        .collect();
    kept.sort_by_key(|record| record.effective_on);
    let mut told: Vec<Record> = Vec::new();
    for (number, record) in (1..).zip(kept) {
        let of_stream = told.iter().filter(|other| other.stream == record.stream);
        told.push(Record {
            position: Position::new(number).unwrap(),
            version: Version::new(of_stream.count() as u64 + 1),
            recorded_at: instant(number),
            ..record.clone()
        });
    }
    told
}

/// The model finds what is wrong: a book that forgot one fact no longer answers like the facts.
#[test]
fn a_book_that_forgets_a_fact_is_found_out() {
    let requests = Requests::new();
    let mut found = 0;
    for sequence in 0..200 {
        let mut book = Book::default();
        let (mut records, mut said) = (Vec::new(), Vec::new());
        for request in requests.sequence(&mut Dice::new(sequence)) {
            for new in decide(&book, &request).unwrap_or_default() {
                let record = recorded(&records, new, 0);
                book.apply(&record).unwrap();
                naive::hear(&mut said, &record);
                records.push(record);
            }
        }
        let day = DAYS[DAYS.len() - 1].parse().unwrap();
        let without: Vec<_> = said.iter().take(said.len() - 1).cloned().collect();
        if naive::answers(&without, day) != answers::of(&book, day) {
            found += 1;
        }
    }
    assert!(found > 100, "only {found} of 200 were found out");
}
