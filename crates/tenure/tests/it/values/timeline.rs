use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tenure::{Entry, Position, Timeline};
use tenure_testkit::strategies::{day, entries, position, timeline};

use super::{date, laws};

fn of(entries: impl IntoIterator<Item = Entry<u8>>) -> Timeline<u8> {
    let mut timeline = Timeline::new();
    for Entry { on, by, value } in entries {
        assert_eq!(timeline.insert(on, by, value), None);
    }
    timeline
}

/// The rule read aloud: of the entries up to the day, the one of the latest day and there of the highest position.
fn naive(entries: &[Entry<u8>], day: NaiveDate) -> Option<Entry<u8>> {
    entries
        .iter()
        .filter(|entry| entry.on <= day)
        .max_by_key(|entry| (entry.on, entry.by))
        .copied()
}

/// Every day of the entries with its neighbours, and one that may lie anywhere.
fn probes(entries: &[Entry<u8>], anywhere: NaiveDate) -> Vec<NaiveDate> {
    let around = |entry: &Entry<u8>| [entry.on - Days::new(1), entry.on, entry.on + Days::new(1)];
    entries.iter().flat_map(around).chain([anywhere]).collect()
}

laws! { "timeline";
    #[test]
    fn the_order_of_insertion_does_not_matter(
        entries in entries(any::<u8>(), 20).prop_flat_map(|entries| {
            (Just(entries.clone()), Just(entries).prop_shuffle())
        }),
    ) {
        let (recorded, shuffled) = entries;
        prop_assert_eq!(of(recorded), of(shuffled));
    }

    #[test]
    fn withdrawing_undoes_what_a_new_record_brought(
        known in timeline(any::<u8>(), 20), on in proptest::collection::vec(day(), 1..4), value in any::<u8>(),
    ) {
        let mut after = known.clone();
        let by = Position::new(1_000).unwrap();
        for on in on {
            after.insert(on, by, value);
        }
        prop_assert_ne!(&after, &known);
        prop_assert!(after.withdraw(by));
        prop_assert_eq!(&after, &known);
        prop_assert!(!after.withdraw(by));
        prop_assert_eq!(after, known);
    }

    #[test]
    fn withdrawing_is_never_having_inserted(entries in entries(any::<u8>(), 20), gone in position()) {
        let mut timeline = of(entries.clone());
        let withdrawn = timeline.withdraw(gone);
        prop_assert_eq!(withdrawn, entries.iter().any(|entry| entry.by == gone));
        prop_assert_eq!(timeline, of(entries.into_iter().filter(|entry| entry.by != gone)));
    }

    #[test]
    fn at_agrees_with_the_rule_read_aloud(entries in entries(any::<u8>(), 20), anywhere in day()) {
        let timeline = of(entries.clone());
        for day in probes(&entries, anywhere) {
            let expected = naive(&entries, day);
            prop_assert_eq!(timeline.entry_at(day).copied(), expected);
            prop_assert_eq!(timeline.at(day).copied(), expected.map(|entry| entry.value));
        }
    }

    #[test]
    fn at_agrees_on_every_day_of_a_window(
        within in proptest::collection::vec((0..40_u64, any::<u8>()), 0..15),
    ) {
        let first = date("2024-02-10");
        let entries: Vec<Entry<u8>> = (1..)
            .filter_map(Position::new)
            .zip(within)
            .map(|(by, (after, value))| Entry { on: first + Days::new(after), by, value })
            .collect();
        let timeline = of(entries.clone());
        for day in (first - Days::new(1)).iter_days().take(45) {
            prop_assert_eq!(timeline.entry_at(day).copied(), naive(&entries, day));
            let holding: Vec<u8> = timeline
                .spans()
                .filter(|(span, _)| span.contains(day))
                .map(|(_, value)| *value)
                .collect();
            prop_assert_eq!(holding, Vec::from_iter(timeline.at(day).copied()));
        }
    }

    #[test]
    fn spans_follow_each_other_and_only_the_last_is_open(timeline in timeline(any::<u8>(), 20)) {
        let spans: Vec<_> = timeline.spans().collect();
        prop_assert_eq!(spans.is_empty(), timeline.is_empty());
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].0.end(), Some(pair[1].0.start()));
        }
        for (span, value) in &spans {
            prop_assert!(!span.is_empty());
            prop_assert_eq!(timeline.at(span.start()), Some(*value));
        }
        prop_assert_eq!(spans.iter().filter(|(span, _)| span.end().is_none()).count(), usize::from(!spans.is_empty()));
        prop_assert!(spans.last().is_none_or(|(span, _)| span.end().is_none()));
    }

    #[test]
    fn effective_is_the_last_recorded_of_each_day(entries in entries(any::<u8>(), 20)) {
        let timeline = of(entries.clone());
        let last: BTreeMap<NaiveDate, Entry<u8>> =
            timeline.entries().iter().map(|entry| (entry.on, *entry)).collect();
        let effective: Vec<Entry<u8>> = timeline.effective().copied().collect();
        prop_assert_eq!(&effective, &last.into_values().collect::<Vec<_>>());
        for entry in &effective {
            prop_assert_eq!(naive(&entries, entry.on), Some(*entry));
        }
        let mut backwards: Vec<Entry<u8>> = timeline.effective().rev().copied().collect();
        backwards.reverse();
        prop_assert_eq!(backwards, effective);
    }

    #[test]
    fn next_after_is_the_first_effective_entry_after(entries in entries(any::<u8>(), 20), anywhere in day()) {
        let timeline = of(entries.clone());
        for day in probes(&entries, anywhere) {
            prop_assert_eq!(timeline.next_after(day), timeline.effective().find(|entry| entry.on > day));
        }
    }

    #[test]
    fn entries_are_all_there_by_day_and_then_as_recorded(entries in entries(any::<u8>(), 20)) {
        let timeline = of(entries.clone());
        let mut sorted = entries;
        sorted.sort_by_key(|entry| (entry.on, entry.by));
        prop_assert_eq!(timeline.entries(), &sorted);
    }
}

#[test]
fn a_record_says_one_thing_about_a_day() {
    let (on, by) = (date("2026-01-01"), Position::FIRST);
    let mut timeline = Timeline::new();
    assert_eq!(timeline.insert(on, by, "first"), None);
    assert_eq!(timeline.insert(on, by, "second"), Some("first"));
    assert_eq!(timeline.entries().len(), 1);
    assert_eq!(timeline.at(on), Some(&"second"));
}

#[test]
fn the_ends_of_the_range_of_dates_hold_values() {
    let mut timeline = Timeline::default();
    timeline.insert(NaiveDate::MIN, Position::FIRST, 1);
    timeline.insert(NaiveDate::MAX, Position::new(2).unwrap(), 2);
    assert_eq!(timeline.at(NaiveDate::MIN), Some(&1));
    assert_eq!(timeline.at(NaiveDate::MAX), Some(&2));
    assert_eq!(timeline.next_after(NaiveDate::MAX), None);
    assert_eq!(timeline.spans().count(), 2);
}
