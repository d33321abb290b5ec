//! Random books of recurring revenue with everything awkward in them, and how to feed them to the engine.
//!
//! Days crowd at the first and last of months and at the leap day, so that ends meet starts and boundaries are hit; amounts are
//! often zero or equal; lines overlap, abut, hold no day or never end; accounts change hands often, also twice on a day and to
//! nobody.

use chrono::{Days, Months, NaiveDate, Weekday};
use proptest::prelude::*;
use tenure::retention::{Handover, RevenueHistory, RevenueLine, SliceKey, Slicing};
use tenure::{AccountId, Currency, FiscalCalendar, Grain, ManagerId, Money, Name, Periods, Span};

/// The currency of every sample.
pub const CURRENCY: Currency = Currency::USD;

/// A book as its owner would write it down.
#[derive(Clone, Debug)]
pub struct SampleBook {
    /// The accounts; ids are unique.
    pub accounts: Vec<SampleAccount>,
}

/// One account of a book.
#[derive(Clone, Debug)]
pub struct SampleAccount {
    /// Its id.
    pub id: AccountId,
    /// What it pays.
    pub rows: Rows,
    /// The segment it belongs to for all time.
    pub segment: SliceKey,
    /// Who holds it from a day on, in the order given: the last given for a day holds. Nobody before the first.
    pub handovers: Vec<(NaiveDate, SliceKey)>,
}

/// What an account pays a month, in minor units.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Amounts that add up, each on the days of its span.
    Lines(Vec<(Span, i64)>),
    /// Totals from a day on; the last given for a day holds.
    Levels(Vec<(NaiveDate, i64)>),
}

/// How to slice a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// Not at all.
    Whole,
    /// By the segment of each account.
    Segment,
    /// By the holder at the time.
    Holder,
}

impl SampleBook {
    /// The engine's history of this book, through the builder.
    ///
    /// # Panics
    /// Where the engine refuses the book.
    #[must_use]
    #[allow(clippy::unwrap_used, reason = "samples are valid")]
    pub fn history(&self) -> RevenueHistory {
        let mut builder = RevenueHistory::builder(CURRENCY);
        for account in &self.accounts {
            let index = builder.account(&account.id).unwrap();
            match &account.rows {
                Rows::Lines(lines) => {
                    for (span, minor) in lines {
                        let line = RevenueLine {
                            account: index,
                            span: *span,
                            monthly: money(*minor),
                        };
                        builder.line(line).unwrap();
                    }
                }
                Rows::Levels(levels) => {
                    for (on, minor) in levels {
                        builder.level(index, *on, money(*minor)).unwrap();
                    }
                }
            }
        }
        builder.build().unwrap()
    }

    /// The engine's slicing of this book's history.
    ///
    /// # Panics
    /// Where the engine refuses the slicing.
    #[must_use]
    #[allow(clippy::unwrap_used, reason = "samples are valid")]
    pub fn slicing(&self, history: &RevenueHistory, division: Division) -> Slicing {
        let account = |id: &AccountId| self.accounts.iter().find(|account| account.id == *id);
        match division {
            Division::Whole => Slicing::none(),
            Division::Segment => {
                Slicing::by_account(history, |id| account(id).unwrap().segment.clone())
            }
            Division::Holder => {
                let indices = (0..).map(tenure::retention::AccountIndex::new);
                let accounts = indices.zip(history.accounts());
                let handovers = accounts.flat_map(|(index, id)| {
                    let handovers = account(id).unwrap().handovers.iter();
                    handovers.map(move |(on, to)| Handover {
                        account: index,
                        on: *on,
                        to: to.clone(),
                    })
                });
                Slicing::by_holder(history, handovers).unwrap()
            }
        }
    }
}

/// This many minor units.
///
/// # Panics
/// Never: 64 bits fit.
#[must_use]
#[allow(clippy::unwrap_used, reason = "64 bits of minor units are in range")]
pub fn money(minor: i64) -> Money {
    Money::from_minor(i128::from(minor), CURRENCY).unwrap()
}

/// The first day that samples use.
#[allow(clippy::unwrap_used, reason = "a date")]
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).unwrap()
}

/// Days of 2023 to mid 2025, crowded where months meet.
pub fn days() -> impl Strategy<Value = NaiveDate> + Clone {
    let month = |months| first_day() + Months::new(months);
    prop_oneof![
        3 => (0_u64..900).prop_map(|days| first_day() + Days::new(days)),
        3 => (0_u32..30).prop_map(month),
        3 => (1_u32..30).prop_map(move |months| month(months) - Days::new(1)),
        1 => Just(month(13) + Days::new(28)), // 29 February 2024
    ]
}

/// Amounts in minor units: often nothing, often one of a few, seldom large.
pub fn amounts() -> impl Strategy<Value = i64> + Clone {
    prop_oneof![
        2 => Just(0),
        5 => (1_i64..4).prop_map(|n| n * 1000),
        3 => 1_i64..100_000,
        1 => (i64::MAX / 100)..(i64::MAX / 50),
    ]
}

/// Lines that may overlap, hold no day, or never end; and chains of lines that abut.
fn lines() -> impl Strategy<Value = Vec<(Span, i64)>> {
    let line = (
        days(),
        proptest::option::weighted(0.8, 0_u64..500),
        amounts(),
    )
        .prop_map(|(start, length, minor)| {
            let end = length.map(|days| start + Days::new(days));
            (span(start, end), minor)
        });
    let loose = proptest::collection::vec(line, 0..6);
    let chain = (
        proptest::collection::vec((days(), amounts()), 2..7),
        any::<bool>(),
    )
        .prop_map(|(mut stops, open)| {
            stops.sort_by_key(|(day, _)| *day);
            let ends = stops.iter().skip(1).map(|(day, _)| Some(*day));
            let ends: Vec<_> = ends.chain(open.then_some(None)).collect();
            let lines = stops.into_iter().zip(ends);
            lines
                .map(|((start, minor), end)| (span(start, end), minor))
                .collect::<Vec<_>>()
        });
    prop_oneof![
        loose.clone(),
        chain.clone(),
        (loose, chain).prop_map(|(a, b)| [a, b].concat())
    ]
}

#[allow(clippy::unwrap_used, reason = "the end is never before the start here")]
fn span(start: NaiveDate, end: Option<NaiveDate>) -> Span {
    Span::new(start, end).unwrap()
}

fn rows() -> impl Strategy<Value = Rows> {
    prop_oneof![
        3 => lines().prop_map(Rows::Lines),
        1 => proptest::collection::vec((days(), amounts()), 0..8).prop_map(Rows::Levels),
    ]
}

/// A few holders, and nobody.
pub fn holders() -> impl Strategy<Value = SliceKey> {
    prop_oneof![
        Just(manager("asha")),
        Just(manager("bela")),
        Just(manager("chen")),
        Just(SliceKey::Unassigned),
    ]
}

#[allow(clippy::unwrap_used, reason = "valid ids")]
fn manager(id: &str) -> SliceKey {
    SliceKey::Manager(ManagerId::new(id).unwrap())
}

#[allow(clippy::unwrap_used, reason = "valid names")]
fn segments() -> impl Strategy<Value = SliceKey> {
    let segment = |name| SliceKey::Segment(Name::new(name).unwrap());
    prop_oneof![
        Just(segment("north")),
        Just(segment("south")),
        Just(SliceKey::Unassigned),
    ]
}

/// Books of up to `most` accounts.
#[allow(clippy::unwrap_used, reason = "valid ids")]
pub fn books(most: usize) -> impl Strategy<Value = SampleBook> {
    let handovers = proptest::collection::vec((days(), holders()), 0..6);
    let account = (rows(), segments(), handovers);
    proptest::collection::vec(account, 0..=most).prop_map(|accounts| SampleBook {
        accounts: (1..)
            .zip(accounts)
            .map(|(number, (rows, segment, handovers))| SampleAccount {
                id: AccountId::new(format!("A-{number}")).unwrap(),
                rows,
                segment,
                handovers,
            })
            .collect(),
    })
}

/// Grains of every kind.
#[allow(clippy::unwrap_used, reason = "months")]
pub fn grains() -> impl Strategy<Value = Grain> {
    let fiscal = |month| FiscalCalendar::starting_in(month).unwrap();
    prop_oneof![
        4 => Just(Grain::Month),
        2 => Just(Grain::Quarter),
        1 => Just(Grain::Year),
        1 => (1_u32..=12).prop_map(move |month| Grain::FiscalQuarter(fiscal(month))),
        1 => (1_u32..=12).prop_map(move |month| Grain::FiscalYear(fiscal(month))),
        1 => (0_u8..7).prop_map(|day| Grain::Week(Weekday::try_from(day).unwrap())),
    ]
}

/// Runs of periods that may begin before, within or after the days of a sample.
#[allow(clippy::unwrap_used, reason = "days in range and in order")]
pub fn periods() -> impl Strategy<Value = Periods> {
    (grains(), 0_u64..1300, 0_u64..900).prop_map(|(grain, from, length)| {
        let first = first_day() - Days::new(200) + Days::new(from);
        Periods::covering(grain, first, first + Days::new(length)).unwrap()
    })
}

/// Runs of up to half a year, of every grain.
#[allow(clippy::unwrap_used, reason = "days in range and in order")]
pub fn short_periods() -> impl Strategy<Value = Periods> {
    (grains(), 0_u64..1000, 0_u64..180).prop_map(|(grain, from, length)| {
        let first = first_day() - Days::new(60) + Days::new(from);
        Periods::covering(grain, first, first + Days::new(length)).unwrap()
    })
}

/// December 2022 to December 2026: the months that hold every day of a sample.
///
/// # Panics
/// Never.
#[must_use]
#[allow(clippy::unwrap_used, reason = "days in range and in order")]
pub fn all_months() -> Periods {
    let last = first_day() + Months::new(47);
    Periods::covering(Grain::Month, first_day() - Days::new(1), last).unwrap()
}
