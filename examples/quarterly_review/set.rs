//! The whole set: every further table that a run can fill, the workbook and the calendar.
//!
//! Figures are filled from the history alone; what tells of accounts and managers comes from the journal's book, and is left out
//! without one. So is the table `record` always: it would be the journal again, with the instants of recording in it, and the same
//! input would not make the same bytes.

use std::error::Error;

use chrono::{Days, NaiveDate};
use tenure::agenda::RenewalPipeline;
use tenure::health::Scorecard;
use tenure::retention::{
    BookReport, BridgeReport, ExplainError, Explanation, Figure, Question, Rate, Restatement,
    Slicing, bridge, explain, restatement,
};
use tenure::situation::{SituationPolicy, Viewpoint};
use tenure::staffing::{ManagerLoad, StaffingPolicy, StaffingQuestion, loads};
use tenure::{Book, Known, RecurringRule, Span};
use tenure_report::Language;
use tenure_tables::{
    AccountRow, AgendaRow, AssignmentRow, CalendarOptions, CohortRow, ContractLineRow, ExplainRow,
    ManagerRow, ManagerScoreboardRow, Profiles, Provenance, RenewalRow, RestatementRecordRow,
    RestatementRow, RetentionRow, SliceBridgeRow, account_class_rows, account_month_rows,
    account_rows, agenda_events, agenda_rows, agenda_unowned_rows, assignment_rows,
    contract_line_rows, explain_rows, focus_reason_rows, focus_rows, health_measure_rows,
    health_rows, manager_load_rows, manager_rows, manager_scoreboard_rows, movement_rows,
    renewal_events, renewal_rows, renewal_total_rows, restatement_record_rows, restatement_rows,
    retention_rows, slice_bridge_rows, write_calendar,
};
use tenure_xlsx::{Grouping, ManagerWorkbook, Workbook, WorkbookOptions};

use crate::Review;
use crate::attention::Attention;
use crate::figures::{Calendar, Figures};
use crate::files::Files;
use crate::words;

/// How far ahead renewals are looked for, and the week of an agenda.
const AHEAD_DAYS: u16 = 365;
const WEEK: Days = Days::new(7);

/// What the calendar's ids end with. A host takes a domain of its own.
const DOMAIN: &str = "quarterly-review.example.com";

/// What is computed for the set alone, and what its rows borrow from.
pub(crate) struct Reports<'a> {
    explained: Vec<Explanation>,
    /// What changed since the figures were known as they are shown, where they are shown as they were known.
    restated: Option<Restatement>,
    book: Option<OfBook<'a>>,
    card: &'a Scorecard,
}

/// What only a book has.
struct OfBook<'a> {
    book: &'a Book,
    /// The quarters by whoever held the account at the time.
    managers: BridgeReport,
    attention: Attention<'a>,
    pipeline: RenewalPipeline<'a>,
    /// Over the week that begins with the day of the figures, as is the time on the agendas.
    loads: Vec<ManagerLoad>,
    profiles: Profiles,
}

impl<'a> Reports<'a> {
    pub(crate) fn of(
        review: &Review<'a>,
        calendar: &Calendar,
        card: &'a Scorecard,
    ) -> Result<Self, Box<dyn Error>> {
        let book = match review.book {
            Some(book) => Some(OfBook::of(book, review, calendar, card)?),
            None => None,
        };
        Ok(Self {
            explained: explained(review, calendar)?,
            restated: restated(review, calendar)?,
            book,
            card,
        })
    }
}

impl<'a> OfBook<'a> {
    fn of(
        book: &'a Book,
        review: &Review<'a>,
        calendar: &Calendar,
        card: &'a Scorecard,
    ) -> Result<Self, Box<dyn Error>> {
        let slicing = Slicing::by_manager(review.history, book)?;
        let convention = review.convention.clone();
        let managers = bridge(review.history, &calendar.quarters, &slicing, convention)?;
        managers.reconcile()?;
        let on = review.until.last_day();
        let adopted = Viewpoint::of(book, on);
        let policy = SituationPolicy {
            look_ahead_days: AHEAD_DAYS,
            ..adopted.policy().clone()
        };
        let ahead = Viewpoint::by(book, on, policy);
        let week = Span::new(on, on.checked_add_days(WEEK))?;
        let question = StaffingQuestion::whole_book(week);
        Ok(Self {
            book,
            attention: Attention::of(&adopted, card, week),
            managers,
            pipeline: RenewalPipeline::from_situations(ahead.situations())?,
            loads: loads(book, &StaffingPolicy::default(), &question)?,
            profiles: Profiles::new(),
        })
    }
}

/// The accounts behind the rates of the last quarter and of the twelve months until the last one.
fn explained(review: &Review<'_>, calendar: &Calendar) -> Result<Vec<Explanation>, Box<dyn Error>> {
    let rates = [
        Rate::GrossRevenueRetention,
        Rate::NetRevenueRetention,
        Rate::LogoRetention,
    ];
    let on = review.until.last_day();
    let quarter = rates.map(|rate| (&calendar.quarters, Figure::Rate(rate)));
    let window = 12;
    let year = rates.map(|rate| (&calendar.months, Figure::Trailing { window, rate }));
    let mut explained = Vec::new();
    for (periods, figure) in quarter.into_iter().chain(year) {
        let question = Question {
            figure,
            slice: None,
            on,
        };
        let convention = review.convention.clone();
        let (history, whole) = (review.history, Slicing::none());
        match explain(history, periods, &whole, convention, &question) {
            Ok(explanation) => explained.push(explanation),
            // A book younger than a year has no trailing figures, and not every convention makes its rates of sums.
            Err(ExplainError::PastTheRun { .. } | ExplainError::NotAdditive { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(explained)
}

/// What was recorded since, quarter by quarter.
fn restated(
    review: &Review<'_>,
    calendar: &Calendar,
) -> Result<Option<Restatement>, Box<dyn Error>> {
    let Some((records, known)) = review.since else {
        return Ok(None);
    };
    let report = BookReport::of(review.history.currency(), calendar.quarters.clone())
        .under(review.convention.clone());
    let restated = restatement(records, &report, known, Known::Now)?;
    restated.reconcile()?;
    Ok(Some(restated))
}

/// The rows.
pub(crate) struct Set<'a> {
    review: &'a Review<'a>,
    calendar: &'a Calendar,
    card: &'a Scorecard,
    bridge: Vec<SliceBridgeRow<'a>>,
    retention: Vec<RetentionRow<'a>>,
    explain: Vec<ExplainRow<'a>>,
    restatement: Option<(Vec<RestatementRow<'a>>, Vec<RestatementRecordRow<'a>>)>,
    book: Option<BookRows<'a>>,
}

/// The rows that only a book has.
struct BookRows<'a> {
    of: &'a OfBook<'a>,
    accounts: Vec<AccountRow<'a>>,
    assignments: Vec<AssignmentRow<'a>>,
    lines: Vec<ContractLineRow<'a>>,
    managers: Vec<ManagerRow<'a>>,
    scoreboard: Vec<ManagerScoreboardRow<'a>>,
    renewals: Vec<RenewalRow<'a>>,
    agenda: Vec<AgendaRow<'a>>,
}

impl<'a> BookRows<'a> {
    fn of(of: &'a OfBook<'a>, on: NaiveDate) -> Result<Self, Box<dyn Error>> {
        let book = of.book;
        Ok(Self {
            of,
            accounts: account_rows(book, on),
            assignments: assignment_rows(book),
            lines: contract_line_rows(book, &RecurringRule::default())?,
            managers: manager_rows(book, &of.profiles, on),
            scoreboard: manager_scoreboard_rows(&of.managers, book)?,
            renewals: renewal_rows(book, &of.pipeline).collect(),
            agenda: agenda_rows(on, &of.attention.agendas).collect(),
        })
    }
}

impl<'a> Set<'a> {
    pub(crate) fn of(
        review: &'a Review<'a>,
        calendar: &'a Calendar,
        figures: &'a Figures,
        reports: &'a Reports<'a>,
    ) -> Result<Self, Box<dyn Error>> {
        // The rows of months are made anew for each format; what is wrong with them shows here.
        drop(account_month_rows(
            review.history,
            None,
            &calendar.months,
            None,
        )?);
        Ok(Self {
            review,
            calendar,
            card: reports.card,
            bridge: slice_bridge_rows(&figures.quarterly)?,
            retention: retention_rows(&figures.trailing)?,
            explain: explain_rows(&reports.explained)?,
            restatement: match &reports.restated {
                Some(restated) => Some((
                    restatement_rows(restated)?,
                    restatement_record_rows(restated)?,
                )),
                None => None,
            },
            book: match &reports.book {
                Some(of) => Some(BookRows::of(of, review.until.last_day())?),
                None => None,
            },
        })
    }

    pub(crate) fn tables(&self, files: &mut Files<'_>) -> Result<(), Box<dyn Error>> {
        let review = self.review;
        files.table(|| self.bridge.iter())?;
        files.table(|| self.retention.iter())?;
        files.table(|| self.explain.iter())?;
        let months = &self.calendar.months;
        files.table(|| {
            account_month_rows(review.history, review.book, months, Some(self.card))
                .into_iter()
                .flatten()
        })?;
        files.table(|| movement_rows(review.history, review.book))?;
        if let Some((changes, records)) = &self.restatement {
            files.table(|| changes.iter())?;
            files.table(|| records.iter())?;
        }
        let Some(rows) = &self.book else {
            return Ok(());
        };
        files.table(|| rows.accounts.iter())?;
        files.table(|| account_class_rows(rows.of.book))?;
        files.table(|| rows.assignments.iter())?;
        files.table(|| rows.lines.iter())?;
        files.table(|| rows.managers.iter())?;
        files.table(|| rows.scoreboard.iter())?;
        files.table(|| manager_load_rows(&rows.of.loads))?;
        files.table(|| rows.renewals.iter())?;
        files.table(|| renewal_total_rows(&rows.of.pipeline))?;
        files.table(|| rows.agenda.iter())?;
        files.table(|| agenda_unowned_rows(review.until.last_day(), &rows.of.attention.agendas))?;
        files.table(|| focus_rows(rows.of.attention.focuses()))?;
        files.table(|| focus_reason_rows(rows.of.attention.focuses()))?;
        files.table(|| health_rows(rows.of.attention.healths()))?;
        files.table(|| health_measure_rows(rows.of.attention.healths()))
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
        let rows = self.book.as_ref();
        let mut workbook = Workbook::new(words::title(language), options)?;
        workbook.usual(&ManagerWorkbook {
            bridge: &self.bridge,
            retention: &self.retention,
            cohorts,
            scoreboard: rows.map_or(&[], |rows| &rows.scoreboard),
            agenda: rows.map_or(&[], |rows| &rows.agenda),
            commitments: &[],
            renewals: rows.map_or(&[], |rows| &rows.renewals),
        })?;
        Ok(workbook)
    }

    /// What comes up for renewal, and what the agendas have with a day.
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
        let rows = || self.book.iter();
        let renewals = rows().flat_map(|rows| rows.renewals.iter().copied());
        let actions = rows().flat_map(|rows| rows.agenda.iter().copied());
        let events = renewal_events(renewals).chain(agenda_events(actions));
        files.file("review.ics", |file| {
            Ok(write_calendar(file, &options, events).map(drop)?)
        })
    }
}
