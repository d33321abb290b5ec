//! How healthy every account is, and what of.

use chrono::NaiveDate;
use tenure::health::{Health, Scorecard};
use tenure::situation::Viewpoint;
use tenure::{AccountId, ManagerId, Name, Ratio};

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
    score: [rate] "", "The score over the best there is. Absent when too little is known, by the scorecard's rule for what is missing.";
    band: [id opt] NAME, "The band of the score, by the name that the scorecard gives it. Absent without a score.";
    known: [rate] "", "The part of all weight for which there is a number.";
}

table! {
    /// What one measure says of one account.
    HEALTH_MEASURE, HealthMeasureRow, "health_measure":
    "What every measure of the scorecard says of every account. The points of an account add up to its score, exactly.",
    key ["account", "group", "measure"], order "by account in byte order, then as the scorecard lists them",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    group: [id] NAME, "The group of the scorecard.";
    measure: [id] NAME, "The measure.";
    number: [integer opt] "unit of the measure", "The number it was read as. Absent when it is missing.";
    score: [rate] "", "The score of that number over the best there is. Absent when it is missing.";
    weight: [rate] "", "Its weight among the measures that are not missing; the weights of an account add up to one.";
    points: [rate] "", "What of the account's score comes from it: weight times score. Absent when it is missing.";
    records: [records] "", "The records behind it.";
}

/// The health of one account on the day of a viewpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountHealth<'a> {
    account: &'a AccountId,
    on: NaiveDate,
    acting: Option<&'a ManagerId>,
    segment: Option<&'a Name>,
    health: Health<'a>,
}

/// The health of every account of a viewpoint, by account: what the rows of `health` and `health_measure` are made of.
#[must_use]
pub fn account_healths<'a>(
    viewpoint: &Viewpoint<'a>,
    card: &'a Scorecard,
) -> Vec<AccountHealth<'a>> {
    let situations = viewpoint.situations();
    situations
        .map(|situation| AccountHealth {
            account: situation.account,
            on: situation.on,
            acting: situation.acting,
            segment: situation.segment,
            health: Health::of(&situation, card),
        })
        .collect()
}

/// The rows of `health`.
pub fn health_rows<'a>(
    healths: &'a [AccountHealth<'a>],
) -> impl ExactSizeIterator<Item = HealthRow<'a>> + Clone {
    healths.iter().map(|of| HealthRow {
        account: of.account.as_str(),
        on: of.on,
        manager: of.acting.map(|manager| manager.as_str()),
        segment: of.segment.map(|segment| segment.as_str()),
        score: of_the_best(of.health.score()),
        band: of.health.band().map(|band| band.name.as_str()),
        known: Some(of.health.known()),
    })
}

/// The rows of `health_measure`.
pub fn health_measure_rows<'a>(
    healths: &'a [AccountHealth<'a>],
) -> impl Iterator<Item = HealthMeasureRow<'a>> + Clone {
    healths.iter().flat_map(|of| {
        of.health
            .measures()
            .iter()
            .map(move |measured| HealthMeasureRow {
                account: of.account.as_str(),
                on: of.on,
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
