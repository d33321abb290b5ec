//! Every page of a made-up book of 10,000 accounts: seconds from what the core answers to HTML, and its bytes, beside the bar of one
//! second and 2 MB.
//!
//!     cargo bench -p tenure-benches --bench pages [-- ACCOUNTS]
#![allow(
    clippy::print_stdout,
    reason = "a program speaks through its standard streams"
)]

mod book;

use std::error::Error;
use std::time::Instant;

use chrono::{Days, Months, NaiveDate};
use tenure::agenda::{Agenda, AgendaPolicy, RenewalPipeline};
use tenure::focus::FocusPolicy;
use tenure::health::Scorecard;
use tenure::retention::survival::{ConfidenceLevel, FlatStretch, lifetimes_of, survival_curve};
use tenure::retention::{
    BookReport, Column, Convention, Difference, Figure, Question, Rate, RevenueHistory, Slicing,
    bridge, cohorts, explain, restatement, trailing,
};
use tenure::situation::Viewpoint;
use tenure::staffing::{StaffingPolicy, StaffingQuestion, loads};
use tenure::{Book, Currency, Grain, Known, ManagerId, Periods, Span};
use tenure_report::{
    AccountStanding, Heading, Language, ManagerReport, Names, RenewalReport, ReportError,
    RestatementReport, RetentionReport,
};
use tenure_tables::{
    ALL, bridge_rows, cohort_rows, survival_curve_rows, survival_summary_row, trailing_rows,
};

/// The most seconds and bytes of a page.
const BAR: (f64, usize) = (1.0, 2_000_000);
const ROUNDS: usize = 5;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let given = std::env::args().find_map(|argument| argument.parse().ok());
    let accounts = given.unwrap_or(10_000);
    println!("{accounts} accounts, all of one manager; the best of {ROUNDS} rounds");
    let made = book::make(accounts)?;
    let book = Book::fold(&made.records, Known::Now)?;
    retention(&book)?;
    manager(&book)?;
    renewals(&book)?;
    restated(&made)
}

fn heading(title: &str) -> Heading<'_> {
    Heading {
        title,
        subtitle: "",
        notes: &["Simulated data"],
        as_of: book::TODAY,
        language: Language::English,
    }
}

/// Times a page, the best of several rounds, and prints it beside the bar.
fn page(name: &str, figures: Instant, html: impl Fn() -> Result<String, ReportError>) -> Done {
    let figures = figures.elapsed().as_secs_f64();
    let mut best = f64::INFINITY;
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        bytes = html()?.len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let word = if best < BAR.0 && bytes < BAR.1 {
        "met"
    } else {
        "NOT met"
    };
    println!(
        "{name}: page {best:.4} s, {bytes} bytes (bar {} s, {} bytes: {word}); figures {figures:.3} s",
        BAR.0, BAR.1
    );
    Ok(())
}

fn retention(book: &Book) -> Done {
    let start = Instant::now();
    let history = RevenueHistory::from_book(book, Currency::USD)?;
    let first = history.first_in_force().ok_or("nothing in force")?;
    let covering = |grain| Periods::covering(grain, first, book::TODAY).ok_or("in range");
    let (months, quarters) = (covering(Grain::Month)?, covering(Grain::Quarter)?);
    let slicing = Slicing::by_class(&history, book, &"segment".parse()?, NaiveDate::MAX);
    let convention = Convention::default;
    let monthly = bridge(&history, &months, &slicing, convention())?;
    let quarterly = bridge(&history, &quarters, &slicing, convention())?;
    let trailing = trailing(&history, &months, 12, &slicing, convention())?;
    let cohorts = cohorts(&history, &months, &slicing, convention())?;
    let lifetimes = lifetimes_of(&history, None, months.end()).into_iter();
    let curve = survival_curve(lifetimes.map(|(_, lifetime)| lifetime))?;
    let median = curve.median(ConfidenceLevel::P95, FlatStretch::Midpoint);
    let mean = curve.restricted_mean(curve.last_time())?;
    let ask = |periods: &Periods, figure, on| {
        let question = Question {
            figure,
            slice: None,
            on,
        };
        explain(&history, periods, &Slicing::none(), convention(), &question)
    };
    let window = Figure::Trailing {
        window: 12,
        rate: Rate::NetRevenueRetention,
    };
    let earlier = ask(&months, window, book::TODAY - Months::new(3))?;
    let differences = [Difference::between(
        &earlier,
        &ask(&months, window, book::TODAY)?,
    )?];
    let explained = [
        Column::Churn,
        Column::Contraction,
        Column::Expansion,
        Column::New,
    ]
    .map(|column| ask(&quarters, Figure::Amount(column), book::TODAY));
    let explained = explained.into_iter().collect::<Result<Vec<_>, _>>()?;
    let monthly_rows = bridge_rows(&monthly)?;
    let quarterly_rows = bridge_rows(&quarterly)?;
    let trailing_rows = trailing_rows(&trailing)?;
    let cohort_rows = cohort_rows(&cohorts)?;
    let curve_rows: Vec<_> = survival_curve_rows(ALL, &curve, ConfidenceLevel::P95).collect();
    let names = Names::default();
    let report = RetentionReport {
        heading: heading("Retention"),
        convention: &convention().to_string(),
        currency: Currency::USD,
        monthly: &monthly_rows,
        quarterly: &quarterly_rows,
        trailing: &trailing_rows,
        cohorts: &cohort_rows,
        survival: &curve_rows,
        survival_summary: &[survival_summary_row(ALL, &curve, &median, &mean)],
        differences: &differences,
        explained: &explained,
        names: &names,
    };
    page("retention", start, || report.to_html())
}

fn manager(book: &Book) -> Done {
    let start = Instant::now();
    let (today, card) = (book::TODAY, Scorecard::default());
    let manager = ManagerId::new(book::MANAGER)?;
    let (now, before) = (
        Viewpoint::of(book, today),
        Viewpoint::of(book, today - Months::new(1)),
    );
    let week = Span::new(today, Some(today + Days::new(7)))?;
    let agenda = Agenda::of(&now, &manager, week, &card, &AgendaPolicy::default());
    let accounts = AccountStanding::of_manager(
        &now,
        Some(&before),
        &manager,
        &FocusPolicy::default(),
        &card,
    );
    let renewals = RenewalPipeline::of(book, today)?;
    let question = StaffingQuestion::whole_book(week);
    let loads = loads(book, &StaffingPolicy::default(), &question)?;
    let names = Names::default();
    let report = ManagerReport {
        heading: heading("A manager's book"),
        agenda: &agenda,
        accounts: &accounts,
        renewals: &renewals,
        load: loads.first(),
        names: &names,
    };
    page("manager", start, || report.to_html())
}

fn renewals(book: &Book) -> Done {
    let start = Instant::now();
    let pipeline = RenewalPipeline::of(book, book::TODAY)?;
    let names = Names::default();
    let report = RenewalReport {
        heading: heading("Renewals"),
        pipeline: &pipeline,
        names: &names,
    };
    page("renewals", start, || report.to_html())
}

fn restated(made: &book::Made) -> Done {
    let start = Instant::now();
    let first = book::TODAY - Months::new(11);
    let months = Periods::covering(Grain::Month, first, book::TODAY).ok_or("in range")?;
    let report = BookReport::of(Currency::USD, months);
    let then = Known::Through(made.closed);
    let restated = restatement(&made.records, &report, then, Known::Now)?;
    let names = Names::default();
    let report = RestatementReport {
        heading: heading("Restated"),
        restatement: &restated,
        names: &names,
    };
    page("restatement", start, || report.to_html())
}
