use chrono::{DateTime, NaiveDate, Utc};
use tenure::journal::{Expected, Journal};

use super::make::*;

/// With a clock that goes back, stands still or jumps, the instants of a tenant stay or rise; other tenants do not matter.
pub fn instants_never_go_back(journal: &dyn Journal) {
    let own = tenant("instants_never_go_back");
    let other = tenant("instants_never_go_back 2");
    let a = account("A");
    journal.write(
        &other,
        request("c")
            .at(1_000_000_000)
            .expect(&a, Expected::Any)
            .record(&a, opened()),
    );
    let hour = 3_600_000_000;
    let decade = 87_660 * hour;
    for (nth, (at, expected)) in [
        (0, 0),
        (-hour, 0),
        (0, 0),
        (1, 1),
        (-1, 1),
        (hour, hour),
        (2, hour),
        // A clock that is ten years ahead for a moment, and one that stands still.
        (decade, decade),
        (2 * hour, decade),
        (2 * hour, decade),
        (decade, decade),
    ]
    .into_iter()
    .enumerate()
    {
        let receipt = journal.write(
            &own,
            request(&format!("c{nth}"))
                .at(at)
                .expect(&a, Expected::Any)
                .record(&a, opened()),
        );
        assert_eq!(receipt.recorded_at, instant(expected));
        assert_eq!(journal.end(&own).recorded_at, Some(instant(expected)));
        assert_eq!(
            journal.all(&own).last().unwrap().recorded_at,
            instant(expected)
        );
    }
}

/// Instants are cut to microseconds, towards the past, in receipts as in records; a leap second is the second it begins.
pub fn instants_are_whole_microseconds(journal: &dyn Journal) {
    let leap = NaiveDate::from_ymd_opt(2016, 12, 31)
        .unwrap()
        .and_hms_nano_opt(23, 59, 59, 1_999_999_999)
        .unwrap()
        .and_utc();
    let cases: [(DateTime<Utc>, i64); 6] = [
        (
            DateTime::from_timestamp_nanos(1_700_000_000_123_456_789),
            1_700_000_000_123_456,
        ),
        (DateTime::from_timestamp_nanos(-1), -1),
        (DateTime::from_timestamp_nanos(0), 0),
        (leap, 1_483_228_800_999_999),
        (
            DateTime::<Utc>::MIN_UTC,
            DateTime::<Utc>::MIN_UTC.timestamp_micros(),
        ),
        (
            DateTime::<Utc>::MAX_UTC,
            DateTime::<Utc>::MAX_UTC.timestamp_micros(),
        ),
    ];
    for (nth, (at, micros)) in cases.into_iter().enumerate() {
        let tenant = tenant(&format!("instants_are_whole_microseconds {nth}"));
        let a = account("A");
        let mut append = request("c").expect(&a, Expected::Any).record(&a, opened());
        append.at = at;
        let receipt = journal.write(&tenant, append.clone());
        assert_eq!(receipt.recorded_at.timestamp_micros(), micros);
        let record = journal.all(&tenant).remove(0);
        assert_eq!(record.recorded_at, receipt.recorded_at);
        assert_eq!(
            record.recorded_at,
            DateTime::from_timestamp_micros(micros).unwrap()
        );
        assert_eq!(
            journal.write(&tenant, append).recorded_at,
            receipt.recorded_at
        );
    }
}
