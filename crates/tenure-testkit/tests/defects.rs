//! The suite is as good as the defects it finds: each of those seeded into a double costs the double some behaviour.
//!
//! In a program of its own, because it silences panics.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that prints what found what"
)]

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tenure_testkit::conformance::SUITE;
use tenure_testkit::doubles::{Defect, DoubleStore};
use tenure_testkit::store::{self, Store};

/// A behaviour of a store, by its name.
type Tried = (&'static str, fn(&DoubleStore));

const STORES: &[Tried] = &[
    ("a_kill_loses_nothing", |store| {
        store::a_kill_loses_nothing(store);
    }),
    ("a_loss_of_power_loses_nothing", |store| {
        store::a_loss_of_power_loses_nothing(store);
    }),
    ("damage_is_found", |store| {
        store::damage_is_found(store);
    }),
    ("forgery_is_found", |store| store::forgery_is_found(store)),
    ("a_full_store_says_so_and_loses_nothing", |store| {
        store::a_full_store_says_so_and_loses_nothing(store);
    }),
    ("a_failing_device_is_never_taken_for_a_good_one", |store| {
        store::a_failing_device_is_never_taken_for_a_good_one(store);
    }),
    ("what_is_forgotten_is_nowhere", |store| {
        store::what_is_forgotten_is_nowhere(store);
    }),
];

/// Tried only where nothing quicker has found the defect.
const SLOW: &[&str] = &[
    "the_largest_append_fits",
    "an_append_past_the_limits_is_too_large",
    "the_largest_profile_fits",
    "any_sequence_goes_as_in_memory",
    "any_text_is_only_text",
    "nobody_finds_what_is_anothers",
    "one_of_many_writers_wins_each_round",
    "the_same_command_at_once_has_one_effect",
    "a_tailing_reader_misses_nothing",
    "lost_answers_are_settled_by_sending_again",
    "a_kill_loses_nothing",
    "a_loss_of_power_loses_nothing",
    "damage_is_found",
    "a_full_store_says_so_and_loses_nothing",
    "a_failing_device_is_never_taken_for_a_good_one",
];

/// What must find a defect, whatever else does: the behaviour that was written against it.
const MEANT: &[(Defect, &str)] = &[
    (
        Defect::PositionFromSequence,
        "a_tailing_reader_misses_nothing",
    ),
    (
        Defect::PositionBeforeCommit,
        "a_tailing_reader_misses_nothing",
    ),
    (
        Defect::CommandsForgotten,
        "lost_answers_are_settled_by_sending_again",
    ),
    (Defect::TenantOfTheSession, "nobody_finds_what_is_anothers"),
    (Defect::StreamsOfAllTenants, "nobody_finds_what_is_anothers"),
    (
        Defect::ProfilesOfAllTenants,
        "nobody_finds_what_is_anothers",
    ),
    (Defect::LongLettersLost, "any_text_is_only_text"),
    (Defect::RecordByRecord, "a_kill_loses_nothing"),
    (Defect::CommandApart, "a_kill_loses_nothing"),
    (
        Defect::AcknowledgedUnflushed,
        "a_loss_of_power_loses_nothing",
    ),
    (Defect::VerifiesNothing, "damage_is_found"),
];

/// Whether a store with this defect lacks the behaviour of this name.
fn lacks(defect: Defect, behaviour: &str) -> bool {
    let of_journals = SUITE.iter().find(|(name, _)| *name == behaviour);
    let of_stores = STORES.iter().find(|(name, _)| *name == behaviour);
    match (of_journals, of_stores) {
        (Some((_, run)), _) => fails(|| run(&*DoubleStore::with(defect).open().unwrap())),
        (_, Some((_, run))) => fails(|| run(&DoubleStore::with(defect))),
        _ => panic!("there is no behaviour `{behaviour}`"),
    }
}

fn fails(run: impl FnOnce()) -> bool {
    panic::catch_unwind(AssertUnwindSafe(run)).is_err()
}

/// The behaviours that a store with this defect has not, quick ones first.
fn found_by(defect: Defect) -> Vec<&'static str> {
    let mut found = Vec::new();
    for slow in [false, true] {
        let names = SUITE.iter().map(|(name, _)| *name);
        for name in names.chain(STORES.iter().map(|(name, _)| *name)) {
            let meant = MEANT.contains(&(defect, name));
            let due = SLOW.contains(&name) == slow && (!slow || found.is_empty());
            if (due || meant) && !found.contains(&name) && lacks(defect, name) {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn every_defect_is_found() {
    panic::set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let mut table: Vec<(Defect, Vec<&str>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut table = Vec::new();
                    while let Some(defect) = Defect::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                        table.push((*defect, found_by(*defect)));
                    }
                    table
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let _ = panic::take_hook();
    table.sort();
    println!("| defect | found by | others |");
    println!("| --- | --- | --- |");
    for (defect, found) in &table {
        let first = found.first().unwrap_or(&"NOTHING");
        let others = found.len().saturating_sub(1);
        println!("| {defect:?} | {first} | {others} |");
    }
    assert_eq!(table.len(), Defect::ALL.len());
    for (defect, behaviour) in MEANT {
        let finds = table
            .iter()
            .any(|(of, found)| of == defect && found.contains(behaviour));
        assert!(finds, "`{behaviour}` does not find {defect:?}");
    }
    let survivors: Vec<&Defect> = table
        .iter()
        .filter(|(_, found)| found.is_empty())
        .map(|(defect, _)| defect)
        .collect();
    assert!(survivors.is_empty(), "nothing finds {survivors:?}");
}
