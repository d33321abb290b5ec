//! What a book says of every account on a day.

use std::error::Error;

use chrono::{Months, NaiveDate, NaiveTime};
use tenure::policy::{Policy, PolicyTopic};
use tenure::{
    Account, Book, Coverage, FitReviewReason, Money, RecurringRule, SlaClock, SlaClockState,
    SlaTarget,
};

pub(crate) fn print(book: &Book, day: NaiveDate) -> Result<(), Box<dyn Error>> {
    for account in book.accounts() {
        println!("{}", account.id());
        line(
            "stage",
            account.stage_on(day).map(|stage| stage.to_string()),
        );
        line("looked after by", Some(holder(book, account, day)));
        line("a month", monthly(account, day)?);
        line("last contact", last_contact(account, day));
        line("fit review", fit_review(book, account, day));
        for (id, commitment) in account.commitments() {
            if let Some((_, _, made)) = commitment.made().filter(|_| commitment.is_open_on(day)) {
                line("promised", Some(format!("{id}, due {}", made.due)));
            }
        }
        for (id, _) in account.cases() {
            line("case", clock(book, account, id.as_str(), day)?);
        }
        for renewal in account.renewals(day, day + Months::new(3), &RecurringRule::default())? {
            let (id, date) = (renewal.contract, renewal.date);
            let base = renewal
                .base
                .map_or("nothing".to_owned(), |base| base.to_string());
            line(
                "renewal",
                Some(format!(
                    "{id} on {}, {base} a month, notice by {}",
                    date.on, date.notice_by
                )),
            );
        }
    }
    Ok(())
}

fn line(what: &str, said: Option<String>) {
    if let Some(said) = said {
        println!("  {what:<16}{said}");
    }
}

fn holder(book: &Book, account: &Account, day: NaiveDate) -> String {
    let holder = match book.coverage_on(account.id(), day) {
        Coverage::Held(manager) => manager.to_string(),
        Coverage::Vacant => "nobody, by decision".to_owned(),
        Coverage::Unreviewed { .. } => "nobody has decided yet".to_owned(),
    };
    match account.assignments().cover_on(day) {
        Some(cover) => format!(
            "{holder}, for whom {} stands in until {}",
            cover.manager, cover.until
        ),
        None => holder,
    }
}

fn monthly(account: &Account, day: NaiveDate) -> Result<Option<String>, Box<dyn Error>> {
    let lines = account.recurring(&RecurringRule::default())?;
    let mut of_day = lines.into_iter().filter(|(_, span, _)| span.contains(day));
    let Some((_, _, first)) = of_day.next() else {
        return Ok(None);
    };
    let rest = of_day.map(|(_, _, monthly)| monthly);
    let sum = Money::sum(first.currency(), std::iter::once(first).chain(rest))?;
    Ok(Some(sum.to_string()))
}

fn last_contact(account: &Account, day: NaiveDate) -> Option<String> {
    let last = account.last_contact_on(day)?;
    Some(format!(
        "{}, {} as {}",
        last.on, last.value.manager, last.value.role
    ))
}

fn fit_review(book: &Book, account: &Account, day: NaiveDate) -> Option<String> {
    let Policy::FitReview(rules) = book.directory().policy_on(&PolicyTopic::FitReview, day)? else {
        return None;
    };
    let due = account.fit_review_due(day, rules)?;
    let why = match due.reason {
        FitReviewReason::Sale(on) => format!("the sale of {on}"),
        FitReviewReason::Renewal(on) => format!("the renewal of {on}"),
        FitReviewReason::Interval(on) => format!("the last one, of {on}"),
    };
    Some(format!("due by {}, for {why}", due.by))
}

/// The clock for the first answer of a case, at the end of the day.
fn clock(
    book: &Book,
    account: &Account,
    id: &str,
    day: NaiveDate,
) -> Result<Option<String>, Box<dyn Error>> {
    let night = day.and_time(NaiveTime::from_hms_opt(23, 59, 59).ok_or("no such time")?);
    let directory = book.directory();
    let case = account.case(&id.parse()?).ok_or("no such case")?;
    let (Some(state), Some(priority)) = (case.state_at(night), case.priority_at(night)) else {
        return Ok(None);
    };
    let Some(Policy::ServiceLevels(levels)) = directory.policy_on(&PolicyTopic::ServiceLevels, day)
    else {
        return Ok(None);
    };
    let calendar = directory
        .working_calendar_on(&levels.calendar, day)
        .ok_or("no calendar")?;
    let mut said = format!("{id}, {state:?}").to_lowercase();
    for (word, clock) in [
        ("answered", SlaClock::FirstResponse),
        ("resolved", SlaClock::Resolution),
    ] {
        let target = SlaTarget::of(levels, priority, clock, 30);
        let Some(reading) = case.sla(target, calendar, night).pop() else {
            continue;
        };
        let minutes = reading.elapsed.num_minutes();
        let verdict = if reading.is_breached() {
            "too late"
        } else {
            "in time"
        };
        match reading.state {
            SlaClockState::Stopped(_) => {
                said += &format!(
                    "; {word} after {minutes} working minutes of {}, {verdict}",
                    target.minutes
                );
            }
            _ => {
                said += &format!(
                    "; not {word} after {minutes} working minutes of {}",
                    target.minutes
                )
            }
        }
    }
    Ok(Some(said))
}
