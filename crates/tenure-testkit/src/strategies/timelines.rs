use proptest::prelude::*;
use proptest::sample::Index;
use tenure::{Entry, Position, Timeline};

use super::day;

/// Any place of a record, most often one of the first.
pub fn position() -> impl Strategy<Value = Position> {
    prop_oneof![4 => 1..1_000_u64, 1 => 1..=u64::MAX]
        .prop_map(|number| Position::new(number).unwrap_or(Position::FIRST))
}

/// Up to `max` entries with the given values, each of a record of its own, in no order of days. Some share a day.
pub fn entries<T: Clone + std::fmt::Debug>(
    values: impl Strategy<Value = T>,
    max: usize,
) -> impl Strategy<Value = Vec<Entry<T>>> {
    let days = proptest::collection::vec(day(), 1..12);
    let drawn = proptest::collection::vec((any::<Index>(), values), 0..=max);
    (days, drawn).prop_map(|(days, drawn)| {
        (1..)
            .filter_map(Position::new)
            .zip(drawn)
            .map(|(by, (day, value))| Entry {
                on: *day.get(&days),
                by,
                value,
            })
            .collect()
    })
}

/// A timeline of up to `max` entries with the given values, each of a record of its own.
pub fn timeline<T: Clone + std::fmt::Debug>(
    values: impl Strategy<Value = T>,
    max: usize,
) -> impl Strategy<Value = Timeline<T>> {
    entries(values, max).prop_map(|entries| {
        let mut timeline = Timeline::new();
        for Entry { on, by, value } in entries {
            timeline.insert(on, by, value);
        }
        timeline
    })
}
