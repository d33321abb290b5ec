//! The suite of journals and their stores against the double that keeps every promise.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod service;

use tenure::journal::Journal;
use tenure_testkit::doubles::DoubleStore;
use tenure_testkit::store::{self, Store};

fn on_a_sound_double(behaviour: fn(&dyn Journal)) {
    behaviour(&*DoubleStore::sound().open().unwrap());
}

tenure_testkit::conformance!(on_a_sound_double);

#[test]
fn a_kill_loses_nothing() {
    store::a_kill_loses_nothing(&DoubleStore::sound());
}

#[test]
fn a_loss_of_power_loses_nothing() {
    store::a_loss_of_power_loses_nothing(&DoubleStore::sound());
}

#[test]
fn damage_is_found() {
    let damages = store::damage_is_found(&DoubleStore::sound());
    assert!(damages.noticed > damages.tried / 2, "{damages:?}");
}

#[test]
fn forgery_is_found() {
    store::forgery_is_found(&DoubleStore::sound());
}

#[test]
fn a_full_store_says_so_and_loses_nothing() {
    store::a_full_store_says_so_and_loses_nothing(&DoubleStore::sound());
}

#[test]
fn a_failing_device_is_never_taken_for_a_good_one() {
    store::a_failing_device_is_never_taken_for_a_good_one(&DoubleStore::sound());
}

#[test]
fn what_is_forgotten_is_nowhere() {
    store::what_is_forgotten_is_nowhere(&DoubleStore::sound());
}
