//! Plays: a version is kept, steps are settled once, and a play ends by one of its exits.

use tenure::decide::decide;
use tenure::{Book, Command, PlayRunId};

use super::{commands, held, withdraw, working};
use crate::domain::{day, name, refused};

const ADOPT: &str = r#"{"adopt_policy": {"on": "2026-01-01", "policy": {"play": {"name": "save", "version": 1, "steps": [
    {"name": "listen", "role": "relationship", "after_days": 2, "minutes": 60},
    {"name": "repair", "role": "technical", "after_days": 10, "minutes": 90}], "exits": ["lost", "saved"]}}}}"#;
const START: &str =
    r#"{"start_play": {"account": "a", "run": "R", "play": "save", "on": "2026-03-02"}}"#;

fn with(more: &[&str]) -> Book {
    let mut all = vec![ADOPT, START];
    all.extend_from_slice(more);
    working(&commands(&format!("[{}]", all.join(","))))
}

fn one(json: &str) -> Command {
    serde_json::from_str(json).unwrap()
}

fn step(what: &str, on: &str) -> String {
    format!(r#"{{"do_play_step": {{"account": "a", "run": "R", "step": "{what}", "on": "{on}"}}}}"#)
}

#[test]
fn a_play_shows_its_progress_and_what_is_due() {
    let book = with(&[
        &step("listen", "2026-03-05"),
        r#"{"end_play": {"account": "a", "run": "R", "exit": "saved", "on": "2026-03-09"}}"#,
    ]);
    let run = held(&book).play(&PlayRunId::new("R").unwrap()).unwrap();
    let open = |date| {
        let steps = run.open_steps_on(date);
        steps
            .map(|(step, due)| (step.name.to_string(), due))
            .collect::<Vec<_>>()
    };
    let repair = ("repair".to_owned(), day(3, 12));
    assert_eq!(run.progress_on(day(3, 1)), None);
    assert_eq!(
        open(day(3, 4)),
        [("listen".to_owned(), day(3, 4)), repair.clone()]
    );
    assert_eq!(
        (run.progress_on(day(3, 5)), open(day(3, 5))),
        (Some((1, 2)), vec![repair])
    );
    assert!(run.is_running_on(day(3, 8)) && !run.is_running_on(day(3, 9)));
    assert!(open(day(3, 9)).is_empty());
    assert_eq!(run.ended().unwrap().value, &name("saved"));
}

#[test]
fn a_running_play_keeps_its_version() {
    let next = ADOPT
        .replace("\"version\": 1", "\"version\": 2")
        .replace("2026-01-01", "2026-03-03")
        .replace("repair", "replace");
    let book = with(&[&next]);
    let run = held(&book).play(&PlayRunId::new("R").unwrap()).unwrap();
    assert_eq!(run.started().unwrap().value.version().get(), 1);
    assert_eq!(
        refused(&book, &one(&step("replace", "2026-03-05"))),
        "play `R` has no step or exit `replace`; name one of those that it was started with"
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let listened = step("listen", "2026-03-05");
    let book = with(&[&listened]);
    assert_eq!(decide(&book, &one(&listened)), Ok(vec![]));
    assert_eq!(decide(&book, &one(START)), Ok(vec![]));
    assert_eq!(
        refused(&book, &one(&step("listen", "2026-03-06"))),
        "the step `listen` of play `R` was settled on 2026-03-05, by record 3; withdraw that first"
    );
    assert!(refused(&book, &one(&step("repair", "2026-03-01"))).contains("2026-03-02"));
    let unknown = START.replace("\"R\"", "\"S\"").replace("save", "win back");
    assert_eq!(
        refused(&book, &one(&unknown)),
        "no play `win back` is adopted on 2026-03-02; adopt it first"
    );
    let nowhere = step("listen", "2026-03-05").replace("\"R\"", "\"S\"");
    assert!(refused(&book, &one(&nowhere)).contains("play `S` is not recorded"));
    let odd_exit =
        r#"{"end_play": {"account": "a", "run": "R", "exit": "bored", "on": "2026-03-09"}}"#;
    assert!(refused(&book, &one(odd_exit)).contains("`bored`"));
    // The start carries the step.
    assert!(refused(&book, &withdraw(2)).contains('3'));
}
