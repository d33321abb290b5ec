//! What every manager's book did, and what was done for it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tenure::retention::{BridgeReport, SliceKey};
use tenure::{Account, Book, CommitmentOutcome, Money, SurveyScale, SurveyScore};

use super::account::manager_on;
use super::declare::table;
use super::units::{DAY, ISO_4217, MANAGER_ID};
use super::{ACCOUNTS, MAJOR_UNITS};
use crate::TableError;

table! {
    /// One manager in one period.
    MANAGER_SCOREBOARD, ManagerScoreboardRow, "manager_scoreboard":
    "What every manager's book did in every period, and what was done for it. Accounts count for whoever held them at the time; what is \
     handed over is neither won nor lost.",
    key ["manager", "period_start", "period_end", "currency"], order "by manager in byte order, then by period",
    manager: [id] MANAGER_ID, "The manager.";
    period_start: [date] DAY, "The first day of the period.";
    period_end: [date] DAY, "The first day after the period.";
    currency: [currency] ISO_4217, "The currency of every amount of the row.";
    opening: [amount] MAJOR_UNITS, "Recurring monthly amount held on the last day before the period.";
    won: [amount] MAJOR_UNITS, "New, reactivation and expansion.";
    lost: [amount] MAJOR_UNITS, "Contraction and churn; written without a minus.";
    transfers_in: [amount] MAJOR_UNITS, "Taken over from others.";
    transfers_out: [amount] MAJOR_UNITS, "Handed over to others; written without a minus.";
    closing: [amount] MAJOR_UNITS, "Held on the last day of the period.";
    opening_accounts: [count] ACCOUNTS, "Paying accounts held before the period.";
    churned_accounts: [count] ACCOUNTS, "Accounts that stopped paying.";
    closing_accounts: [count] ACCOUNTS, "Paying accounts held on the last day of the period.";
    gross_revenue_retention: [rate] "", "Gross revenue retention of the accounts credited to the manager. Absent when nothing opened.";
    net_revenue_retention: [rate] "", "Net revenue retention of the accounts credited to the manager. Absent when nothing opened.";
    logo_retention: [rate] "", "Logo retention of the accounts credited to the manager. Absent when none opened.";
    contacts_made: [count] "interactions", "Interactions of the manager in the period in which a customer had a part.";
    commitments_kept: [count] "commitments", "Commitments of the manager that were kept in the period.";
    commitments_broken: [count] "commitments", "Commitments of the manager that were broken in the period.";
    cases_opened: [count] "cases", "Cases brought up in the period by accounts that the manager held on that day.";
    survey_answers: [count] "answers", "Answers in the period on the scale of the net promoter score, of accounts that the manager held on that day.";
    net_promoter_score: [number opt] "points from -100 to 100", "The net promoter score of those answers. Absent without answers.";
}

/// The rows of `manager_scoreboard`, from a bridge by manager and the book it was made of. Slices that are no managers are left out.
///
/// # Errors
/// [`TableError::Unsuited`] when amounts of a slice add up past the range.
pub fn manager_scoreboard_rows<'a>(
    report: &'a BridgeReport,
    book: &'a Book,
) -> Result<Vec<ManagerScoreboardRow<'a>>, TableError> {
    let work = WorkDone::of(book, report);
    let mut rows = Vec::new();
    for (key, bridge) in &report.slices {
        let SliceKey::Manager(manager) = key else {
            continue;
        };
        for row in &bridge.rows {
            let amounts = &row.amounts;
            let sum = |parts: &[Money]| {
                Money::sum(report.currency, parts.iter().copied()).map_err(|_| {
                    TableError::Unsuited {
                        slice: manager.as_str().to_owned(),
                        reason: "its amounts add up past the range; ask for fewer accounts",
                    }
                })
            };
            let done = work.by(manager.as_str(), row.period.start());
            rows.push(ManagerScoreboardRow {
                manager: manager.as_str(),
                period_start: row.period.start(),
                period_end: row.period.end(),
                currency: report.currency,
                opening: amounts.opening,
                won: sum(&[amounts.new, amounts.reactivation, amounts.expansion])?,
                lost: sum(&[amounts.contraction, amounts.churn])?,
                transfers_in: amounts.transfers_in,
                transfers_out: amounts.transfers_out,
                closing: amounts.closing,
                opening_accounts: row.accounts.opening,
                churned_accounts: row.accounts.churned,
                closing_accounts: row.accounts.closing,
                gross_revenue_retention: row.gross_revenue_retention(),
                net_revenue_retention: row.net_revenue_retention(),
                logo_retention: row.logo_retention(),
                contacts_made: done.contacts_made,
                commitments_kept: done.kept,
                commitments_broken: done.broken,
                cases_opened: done.cases_opened,
                survey_answers: done.scores.len() as u64,
                net_promoter_score: SurveyScore::net_promoter(done.scores.iter().copied())
                    .map(|score| score.to_f64()),
            });
        }
    }
    Ok(rows)
}

/// What managers did, and what happened in the accounts they held, period by period.
struct WorkDone<'a> {
    /// The first day of each period, with the first day after it.
    periods: Vec<(NaiveDate, NaiveDate)>,
    by: BTreeMap<(&'a str, NaiveDate), Work<'a>>,
}

#[derive(Clone, Default)]
struct Work<'a> {
    contacts_made: u64,
    kept: u64,
    broken: u64,
    cases_opened: u64,
    scores: Vec<&'a SurveyScore>,
}

impl<'a> WorkDone<'a> {
    fn of(book: &'a Book, report: &BridgeReport) -> Self {
        let periods = report.all.rows.iter();
        let mut done = Self {
            periods: periods
                .map(|row| (row.period.start(), row.period.end()))
                .collect(),
            by: BTreeMap::new(),
        };
        for account in book.accounts() {
            done.account(account);
        }
        done
    }

    fn by(&self, manager: &'a str, period: NaiveDate) -> Work<'a> {
        self.by.get(&(manager, period)).cloned().unwrap_or_default()
    }

    fn account(&mut self, account: &'a Account) {
        for held in account
            .interactions()
            .filter(|held| held.value.kind.is_contact())
        {
            self.note(Some(held.value.manager.as_str()), held.on, |work| {
                work.contacts_made += 1
            });
        }
        for (_, commitment) in account.commitments() {
            if let (Some((_, _, made)), Some(settled)) = (commitment.made(), commitment.settled()) {
                self.note(
                    Some(made.owner.as_str()),
                    settled.on,
                    |work| match settled.value {
                        CommitmentOutcome::Kept => work.kept += 1,
                        CommitmentOutcome::Broken => work.broken += 1,
                        CommitmentOutcome::Released => {}
                    },
                );
            }
        }
        for (opened_at, ..) in account.cases().filter_map(|(_, case)| case.opened()) {
            let on = opened_at.date();
            self.note(manager_on(account, on), on, |work| work.cases_opened += 1);
        }
        for answer in account
            .survey_answers()
            .filter(|answer| answer.value.score.scale() == SurveyScale::Nps)
        {
            self.note(manager_on(account, answer.on), answer.on, |work| {
                work.scores.push(&answer.value.score)
            });
        }
    }

    /// Counts something for a manager in the period in which its day lies, if there is one.
    fn note(&mut self, manager: Option<&'a str>, on: NaiveDate, count: impl FnOnce(&mut Work<'a>)) {
        let after = self.periods.partition_point(|(start, _)| *start <= on);
        let period = after.checked_sub(1).and_then(|at| self.periods.get(at));
        if let (Some(manager), Some((start, end))) = (manager, period)
            && on < *end
        {
            count(self.by.entry((manager, *start)).or_default());
        }
    }
}
