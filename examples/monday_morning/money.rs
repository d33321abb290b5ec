//! What comes up for renewal, and how full the books are.

use std::error::Error;

use chrono::{Months, NaiveDate};
use tenure::agenda::{PipelineRow, RenewalPipeline};
use tenure::situation::Renewing;
use tenure::staffing::{ManagerLoad, ShapeKind, StaffingPolicy, StaffingQuestion};
use tenure::{Book, Span};

use crate::words::{day, hours, monthly, percent, records};

pub(crate) fn renewals(
    pipeline: &RenewalPipeline<'_>,
    today: NaiveDate,
) -> Result<(), Box<dyn Error>> {
    println!("WHAT COMES UP FOR RENEWAL");
    for within_days in RenewalPipeline::WITHIN_DAYS {
        let mut totals = pipeline.totals().iter();
        let Some(total) = totals.find(|total| total.within_days == within_days) else {
            println!("  within {within_days:3} days nothing");
            continue;
        };
        println!(
            "  within {:3} days {:3} terms {:>16} a month, {:>6} of all",
            within_days,
            total.count,
            monthly(Some(total.base)),
            percent(total.share())?,
        );
    }
    println!();
    for row in pipeline.rows().iter().take(8) {
        println!("  {}", renewal(row, today));
    }
    println!();
    Ok(())
}

fn renewal(row: &PipelineRow<'_>, today: NaiveDate) -> String {
    let what = match row.what {
        Renewing::Contract(contract) => contract.to_string(),
        Renewing::Subscription(line) => line.to_string(),
    };
    let how = match (row.cancelled, row.automatic) {
        (true, _) => "is cancelled".to_owned(),
        (false, true) if row.notice_by < today => {
            "goes on by itself, too late for notice".to_owned()
        }
        (false, true) => format!("goes on by itself without notice by {}", day(row.notice_by)),
        (false, false) => "lapses unless it is renewed".to_owned(),
    };
    format!(
        "{:10} {:22} {what:4} {:>12} a month, {how} {}",
        day(row.on),
        row.account.as_str(),
        monthly(row.base),
        records(&row.evidence)
    )
}

/// Prints the load of every manager over a quarter, and gives it.
pub(crate) fn loads(book: &Book, monday: NaiveDate) -> Result<Vec<ManagerLoad>, Box<dyn Error>> {
    let quarter = Span::new(monday, monday.checked_add_months(Months::new(3)))?;
    println!(
        "HOW FULL THE BOOKS ARE, until {}",
        day(quarter.end().ok_or("an end")?)
    );
    let question = StaffingQuestion::whole_book(quarter);
    let loads = tenure::staffing::loads(book, &StaffingPolicy::default(), &question)?;
    for load in &loads {
        let kind = match load.shape.kind {
            Some(ShapeKind::ManySmall) => "many small accounts",
            Some(ShapeKind::FewLarge) => "a few large accounts",
            Some(_) => "a mixed book",
            None => "no account",
        };
        println!(
            "  {:8} {:3} accounts {:>9} of {:>9}, {:>7}; {kind}",
            load.manager.as_str(),
            load.accounts,
            hours(load.minutes()),
            hours(load.limit_minutes),
            percent(load.utilisation())?,
        );
    }
    Ok(loads)
}
