use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::select;
use tenure::{FiscalCalendar, Grain, Month, MonthSteps, Periods, Quarter, Span};

/// 2000-01-01 as days since 1970-01-01.
const MILLENNIUM: i32 = 10_957;

fn day_numbered(days_since_1970: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(days_since_1970).unwrap_or_default()
}

/// A day of the years 2000 to 2050; every second one is the first, the last or the last but one of a month.
pub fn day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        (MILLENNIUM..MILLENNIUM + 51 * 365).prop_map(day_numbered),
        (month(), 0..3).prop_map(|(month, place)| match place {
            0 => month.first_day(),
            1 => month.last_day(),
            _ => month.last_day() - Days::new(1),
        }),
    ]
}

/// Any day that a date can hold, from year -262143 to +262142; often one of the first or last few hundred, or a leap day.
pub fn any_day() -> impl Strategy<Value = NaiveDate> {
    let (first, last) = (
        NaiveDate::MIN.to_epoch_days(),
        NaiveDate::MAX.to_epoch_days(),
    );
    prop_oneof![
        4 => day(),
        3 => (first..=last).prop_map(day_numbered),
        1 => (0..800).prop_map(move |after| day_numbered(first + after)),
        1 => (0..800).prop_map(move |before| day_numbered(last - before)),
        1 => (-500..500).prop_map(|leap| {
            NaiveDate::from_ymd_opt(4 * leap, 2, 29).unwrap_or_default()
        }),
    ]
}

/// A month of the years 2000 to 2050.
pub fn month() -> impl Strategy<Value = Month> {
    (2000..=2050_i32, 1..=12_u32)
        .prop_map(|(year, month)| Month::new(year, month).unwrap_or(Month::of(NaiveDate::MIN)))
}

/// Any month that a date can lie in.
pub fn any_month() -> impl Strategy<Value = Month> {
    any_day().prop_map(Month::of)
}

/// Any quarter that a date can lie in.
pub fn quarter() -> impl Strategy<Value = Quarter> {
    any_day().prop_map(Quarter::of)
}

/// A span that begins in the years 2000 to 2050: empty, short, long or open.
pub fn span() -> impl Strategy<Value = Span> {
    let length = prop_oneof![
        1 => Just(Some(0)),
        3 => (1..90_u64).prop_map(Some),
        2 => (90..4_000_u64).prop_map(Some),
        1 => Just(None),
    ];
    (day(), length).prop_map(|(start, length)| {
        let end = length.map(|length| start + Days::new(length));
        Span::new(start, end).unwrap_or(Span::from(start))
    })
}

/// Any fiscal calendar, the one of the calendar year included.
pub fn fiscal_calendar() -> impl Strategy<Value = FiscalCalendar> {
    select(
        (1..=12)
            .filter_map(FiscalCalendar::starting_in)
            .collect::<Vec<_>>(),
    )
}

/// Any grain.
pub fn grain() -> impl Strategy<Value = Grain> {
    prop_oneof![
        Just(Grain::Month),
        Just(Grain::Quarter),
        Just(Grain::Year),
        fiscal_calendar().prop_map(Grain::FiscalQuarter),
        fiscal_calendar().prop_map(Grain::FiscalYear),
    ]
}

/// A run of periods of any grain that begins in the years 2000 to 2050 and covers at most eight years.
pub fn periods() -> impl Strategy<Value = Periods> {
    (grain(), day(), 0..8 * 365_u64).prop_filter_map(
        "every run of these years is in range",
        |(grain, first, more)| Periods::covering(grain, first, first + Days::new(more)),
    )
}

/// Monthly steps from an anchor of the years 2000 to 2050, often from the last days of a month.
pub fn month_steps() -> impl Strategy<Value = MonthSteps> {
    day().prop_map(MonthSteps::from)
}
