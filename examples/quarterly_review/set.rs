//! The whole set: every further table that a run can fill, the workbook and the calendar.
//!
//! Figures are filled from the history alone; what tells of accounts and managers comes from the journal's book, and is left out
//! without one. So is the table `record` always: it would be the journal again, with the instants of recording in it, and the same
//! input would not make the same bytes.

use std::error::Error;

use chrono::{Days, NaiveDate};
use tenure::RecurringRule;
use tenure::retention::{BridgeReport, Slicing, bridge};
use tenure_report::Language;
use tenure_tables::{
    AccountRow, AssignmentRow, CalendarOptions, CohortRow, ContractLineRow, ManagerRow,
    ManagerScoreboardRow, Profiles, Provenance, RenewalRow, RetentionRow, SliceBridgeRow,
    account_class_rows, account_month_rows, account_rows, assignment_rows, contract_line_rows,
    manager_rows, manager_scoreboard_rows, movement_rows, renewal_events, renewal_rows,
    retention_rows, slice_bridge_rows, write_calendar,
};
use tenure_xlsx::{Grouping, ManagerWorkbook, Workbook, WorkbookOptions};

use crate::Review;
use crate::figures::{Calendar, Figures};
use crate::files::Files;
use crate::words;

/// How far ahead renewals are looked for.
const AHEAD: Days = Days::new(365);

/// What the calendar's ids end with. A host takes a domain of its own.
const DOMAIN: &str = "quarterly-review.example.com";

fn ahead_of(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(AHEAD).unwrap_or(NaiveDate::MAX)
}

/// Reports that rows of the set borrow from.
pub(crate) struct Reports {
    /// The quarters by whoever held the account at the time.
    managers: Option<BridgeReport>,
    profiles: Profiles,
}

impl Reports {
    pub(crate) fn of(review: &Review<'_>, calendar: &Calendar) -> Result<Self, Box<dyn Error>> {
        let managers = match review.book {
            Some(book) => {
                let slicing = Slicing::by_manager(review.history, book)?;
                let convention = review.convention.clone();
                let report = bridge(review.history, &calendar.quarters, &slicing, convention)?;
                report.reconcile()?;
                Some(report)
            }
            None => None,
        };
        Ok(Self {
            managers,
            profiles: Profiles::new(),
        })
    }
}

/// The rows.
pub(crate) struct Set<'a> {
    review: &'a Review<'a>,
    calendar: &'a Calendar,
    bridge: Vec<SliceBridgeRow<'a>>,
    retention: Vec<RetentionRow<'a>>,
    book: Option<OfBook<'a>>,
}

/// The rows that only a book has.
struct OfBook<'a> {
    book: &'a tenure::Book,
    accounts: Vec<AccountRow<'a>>,
    assignments: Vec<AssignmentRow<'a>>,
    lines: Vec<ContractLineRow<'a>>,
    managers: Vec<ManagerRow<'a>>,
    scoreboard: Vec<ManagerScoreboardRow<'a>>,
    renewals: Vec<RenewalRow<'a>>,
}

impl<'a> Set<'a> {
    pub(crate) fn of(
        review: &'a Review<'a>,
        calendar: &'a Calendar,
        figures: &'a Figures,
        reports: &'a Reports,
    ) -> Result<Self, Box<dyn Error>> {
        // The rows of months are made anew for each format; what is wrong with them shows here.
        drop(account_month_rows(
            review.history,
            review.book,
            &calendar.months,
        )?);
        let book = match (review.book, &reports.managers) {
            (Some(book), Some(managers)) => {
                let (on, rule) = (review.until.last_day(), RecurringRule::default());
                Some(OfBook {
                    book,
                    accounts: account_rows(book, on),
                    assignments: assignment_rows(book),
                    lines: contract_line_rows(book, &rule)?,
                    managers: manager_rows(book, &reports.profiles, on),
                    scoreboard: manager_scoreboard_rows(managers, book)?,
                    renewals: renewal_rows(book, on, ahead_of(on), &rule)?,
                })
            }
            _ => None,
        };
        Ok(Self {
            review,
            calendar,
            bridge: slice_bridge_rows(&figures.quarterly)?,
            retention: retention_rows(&figures.trailing)?,
            book,
        })
    }

    pub(crate) fn tables(&self, files: &mut Files<'_>) -> Result<(), Box<dyn Error>> {
        let review = self.review;
        files.table(|| self.bridge.iter())?;
        files.table(|| self.retention.iter())?;
        files.table(|| {
            account_month_rows(review.history, review.book, &self.calendar.months)
                .into_iter()
                .flatten()
        })?;
        files.table(|| movement_rows(review.history, review.book))?;
        let Some(of) = &self.book else {
            return Ok(());
        };
        files.table(|| of.accounts.iter())?;
        files.table(|| account_class_rows(of.book))?;
        files.table(|| of.assignments.iter())?;
        files.table(|| of.lines.iter())?;
        files.table(|| of.managers.iter())?;
        files.table(|| of.scoreboard.iter())?;
        files.table(|| of.renewals.iter())
    }

    /// The workbook with the sheets that a manager looks at, before those of the tables.
    pub(crate) fn workbook<'p>(
        &self,
        language: Language,
        provenance: Provenance<'p>,
        cohorts: &[CohortRow<'_>],
    ) -> Result<Workbook<'p>, Box<dyn Error>> {
        let options = WorkbookOptions {
            grouping: match language {
                Language::IndianEnglish | Language::Telugu => Grouping::Lakh,
                _ => Grouping::Thousands,
            },
            split: true,
            ..WorkbookOptions::new(provenance)
        };
        let of = self.book.as_ref();
        let mut workbook = Workbook::new(words::title(language), options)?;
        workbook.usual(&ManagerWorkbook {
            bridge: &self.bridge,
            retention: &self.retention,
            cohorts,
            scoreboard: of.map_or(&[], |of| &of.scoreboard),
            commitments: &[],
            renewals: of.map_or(&[], |of| &of.renewals),
        })?;
        Ok(workbook)
    }

    pub(crate) fn calendar(
        &self,
        files: &mut Files<'_>,
        as_of: NaiveDate,
    ) -> Result<(), Box<dyn Error>> {
        let options = CalendarOptions {
            domain: DOMAIN,
            name: words::title(Language::English),
            as_of,
            reminders: &[30, 7],
        };
        let renewals = self.book.iter().flat_map(|of| of.renewals.iter().copied());
        files.file("review.ics", |file| {
            Ok(write_calendar(file, &options, renewal_events(renewals)).map(drop)?)
        })
    }
}
