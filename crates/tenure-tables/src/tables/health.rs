//! How healthy every account is, and what of.

use tenure::Ratio;
use tenure::health::Health;
use tenure::situation::Situation;

use super::declare::table;
use super::focus::share;
use super::units::{ACCOUNT_ID, DAY, MANAGER_ID, NAME};

table! {
    /// How healthy one account is.
    HEALTH, HealthRow, "health":
    "How healthy every account is on one day, by one scorecard. What of is in `health_measure`.",
    key ["account"], order "by account in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    manager: [id opt] MANAGER_ID, "Who acts for it on the day: whoever covers, else the holder. Absent when nobody does.";
    segment: [id opt] NAME, "Its class in the dimension `segment` on the day.";
    score: [rate] "", "The score over the best there is: 76 of 100 points are 0.76. Absent when too little is known, by the scorecard's rule for what is missing.";
    band: [id opt] NAME, "The band of the score, by the name that the scorecard gives it. Absent without a score.";
    known: [rate] "", "The part of all weight for which there is a number; 0 when nothing is known.";
}

table! {
    /// What one measure says of one account.
    HEALTH_MEASURE, HealthMeasureRow, "health_measure":
    "What every measure of the scorecard says of every account. The points of an account add up to its score.",
    key ["account", "group", "measure"], order "by account in byte order, then as the scorecard lists them",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    group: [id] NAME, "The group of the scorecard.";
    measure: [id] NAME, "The measure.";
    number: [integer opt] "unit of the measure", "The number it was read as: basis points, days or cases, as the core lists at `MeasureKind`. Absent when it is missing.";
    score: [rate] "", "The score of that number over the best there is. Absent when it is missing.";
    weight: [rate] "", "Its weight among the measures that are not missing: 0 for one that is, and the weights of an account add up to one. Absent when all are.";
    points: [rate] "", "What of the account's score comes from it: weight times score. Absent when it is missing.";
    records: [records] "", "The records behind it. Absent when it is missing, and for what a host supplied or only time brought about.";
}

/// The rows of `health`, of situations with the health of each. Hand them over by account.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::health::{Health, Scorecard};
/// use tenure::situation::Viewpoint;
/// use tenure::{Book, decide::decide_all};
/// use tenure_tables::{health_measure_rows, health_rows};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[{"open_account": {"account": "A-17", "on": "2026-01-01"}}]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let (viewpoint, card) = (Viewpoint::of(&book, NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day")), Scorecard::default());
/// let read: Vec<_> = viewpoint.situations().map(|now| { let health = Health::of(&now, &card); (now, health) }).collect();
/// let read = || read.iter().map(|(now, health)| (now, health));
/// let [row] = health_rows(read()).collect::<Vec<_>>()[..] else { panic!("one account") };
/// assert_eq!((row.account, row.score), ("A-17", None)); // nothing is known, and that is not zero
/// assert!(health_measure_rows(read()).all(|measure| measure.number.is_none()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn health_rows<'a>(
    healths: impl IntoIterator<Item = (&'a Situation<'a>, &'a Health<'a>)>,
) -> impl Iterator<Item = HealthRow<'a>> {
    healths.into_iter().map(|(situation, health)| HealthRow {
        account: situation.account.as_str(),
        on: situation.on,
        manager: situation.acting.map(|manager| manager.as_str()),
        segment: situation.segment.map(|segment| segment.as_str()),
        score: of_the_best(health.score()),
        band: health.band().map(|band| band.name.as_str()),
        known: Some(health.known()),
    })
}

/// The rows of `health_measure`, of the same.
pub fn health_measure_rows<'a>(
    healths: impl IntoIterator<Item = (&'a Situation<'a>, &'a Health<'a>)>,
) -> impl Iterator<Item = HealthMeasureRow<'a>> {
    healths.into_iter().flat_map(|(situation, health)| {
        let measures = health.measures().iter();
        measures.map(move |measured| HealthMeasureRow {
            account: situation.account.as_str(),
            on: situation.on,
            group: measured.group.as_str(),
            measure: measured.kind.name(),
            number: measured.number,
            score: measured.score.and_then(share),
            weight: measured.weight(),
            points: of_the_best(measured.points()),
            records: &measured.evidence,
        })
    })
}

/// Points of a hundred as a part of one.
pub(super) fn of_the_best(points: Option<Ratio>) -> Option<Ratio> {
    let points = points?;
    Ratio::of(points.numerator(), points.denominator().checked_mul(100)?)
}
