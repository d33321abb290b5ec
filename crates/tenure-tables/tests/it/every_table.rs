//! Every table of the catalogue with rows in it: hand-made ones, and those of the sample book.

use std::collections::BTreeSet;

use tenure::agenda::{AgendaBuilder, AgendaPolicy, Agendas, RenewalPipeline};
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, Scorecard};
use tenure::retention::{
    self, BookReport, Column, Convention, Figure, Question, Rate, SliceBy, Slicing,
};
use tenure::situation::{Situation, SituationPolicy, Viewpoint};
use tenure::staffing::{StaffingPolicy, StaffingQuestion, propose};
use tenure::{Currency, Grain, Known, Periods, Position, RecurringRule, Span};
use tenure_tables::{
    BridgeMonthly, BridgeQuarterly, CATALOGUE, RecordCells, Row, account_class_rows,
    account_month_rows, account_rows, agenda_rows, agenda_unowned_rows, assignment_rows, case_rows,
    commitment_rows, contact_rows, contract_line_rows, explain_rows, focus_reason_rows, focus_rows,
    health_measure_rows, health_rows, interaction_rows, manager_rows, manager_scoreboard_rows,
    movement_rows, proposal_load_rows, renewal_rows, renewal_total_rows, restatement_record_rows,
    restatement_rows, retention_rows, slice_bridge_rows, staffing_proposal_rows, survey_rows,
};

use crate::samples::day;
use crate::{book, samples};

/// Takes the rows of one table after the other.
pub(crate) trait Tables {
    fn table<R: Row>(&mut self, rows: &[R]);
}

/// Hands over every table of the catalogue, each once.
pub(crate) fn every_table(tables: &mut impl Tables) {
    let mut seen = Seen {
        tables,
        names: BTreeSet::new(),
    };
    hand_made(&mut seen);
    of_the_book(&mut seen);
    let expected: BTreeSet<_> = CATALOGUE.iter().map(|table| table.name).collect();
    assert_eq!(seen.names, expected);
}

/// What there is to say of every account of a viewpoint, by account.
pub(crate) struct Read<'a>(Vec<(Situation<'a>, Focus, Health<'a>)>);

impl<'a> Read<'a> {
    pub(crate) fn of(viewpoint: &Viewpoint<'a>, card: &'a Scorecard) -> Self {
        let policy = FocusPolicy::default();
        let situations = viewpoint.situations();
        let read = situations.map(|situation| {
            let (focus, health) = (Focus::of(&situation, &policy), Health::of(&situation, card));
            (situation, focus, health)
        });
        Self(read.collect())
    }

    pub(crate) fn focuses(&self) -> impl Iterator<Item = (&Situation<'a>, &Focus)> {
        self.0
            .iter()
            .map(|(situation, focus, _)| (situation, focus))
    }

    pub(crate) fn healths(&self) -> impl Iterator<Item = (&Situation<'a>, &Health<'a>)> {
        self.0
            .iter()
            .map(|(situation, _, health)| (situation, health))
    }

    pub(crate) fn agendas(&self, viewpoint: &Viewpoint<'a>, span: Span) -> Agendas<'a> {
        let policy = AgendaPolicy::default();
        let mut agendas = AgendaBuilder::new(viewpoint, &policy);
        for ((situation, _, health), account) in self.0.iter().zip(viewpoint.book().accounts()) {
            agendas.add(account, situation, health);
        }
        agendas.build(span)
    }
}

/// Notes what went by, and refuses what has too little to show.
struct Seen<'t, T> {
    tables: &'t mut T,
    names: BTreeSet<&'static str>,
}

impl<T: Tables> Seen<'_, T> {
    fn table<R: Row>(&mut self, rows: impl IntoIterator<Item = R>) {
        let rows: Vec<R> = rows.into_iter().collect();
        assert!(rows.len() > 1, "{} has too little to show", R::SCHEMA.name);
        assert!(self.names.insert(R::SCHEMA.name), "{}", R::SCHEMA.name);
        self.tables.table(&rows);
    }
}

fn hand_made(seen: &mut Seen<'_, impl Tables>) {
    seen.table(samples::bridge().into_iter().map(BridgeMonthly));
    seen.table(samples::bridge().into_iter().map(BridgeQuarterly));
    seen.table(samples::trailing());
    seen.table(samples::cohorts());
    seen.table(samples::survival_curves());
    seen.table(samples::survival_summaries());
}

fn of_the_book(seen: &mut Seen<'_, impl Tables>) {
    let (book, profiles) = (book::book(), book::profiles());
    let history = book::history(&book);
    let today = book::today();
    let months = Periods::covering(Grain::Month, day(2025, 12), today).unwrap();
    let quarters = Periods::covering(Grain::Quarter, day(2026, 1), today).unwrap();
    let convention = Convention::default;
    let by_manager = Slicing::by_manager(&history, &book).unwrap();
    let bridge = retention::bridge(&history, &quarters, &by_manager, convention()).unwrap();
    let trailing = retention::trailing(&history, &months, 6, &by_manager, convention()).unwrap();
    let records = book::records();
    let cells: Vec<_> = records
        .iter()
        .map(|record| RecordCells::of(record).unwrap())
        .collect();
    let card = Scorecard::default();

    seen.table(account_rows(&book, today));
    seen.table(account_class_rows(&book));
    seen.table(account_month_rows(&history, Some(&book), &months, Some(&card)).unwrap());
    seen.table(assignment_rows(&book));
    seen.table(slice_bridge_rows(&bridge).unwrap());
    seen.table(case_rows(&book, today));
    seen.table(commitment_rows(&book, today));
    seen.table(contact_rows(&book, &profiles, today));
    seen.table(contract_line_rows(&book, &RecurringRule::default()).unwrap());
    seen.table(interaction_rows(&book));
    seen.table(manager_rows(&book, &profiles, today));
    seen.table(manager_scoreboard_rows(&bridge, &book).unwrap());
    seen.table(movement_rows(&history, Some(&book)));
    seen.table(cells.iter().map(RecordCells::row));
    seen.table(retention_rows(&trailing).unwrap());
    seen.table(survey_rows(&book));

    let viewpoint = Viewpoint::of(&book, today);
    // The autumn before, when both kinds come up within some months.
    let two_years = SituationPolicy {
        look_ahead_days: 730,
        ..viewpoint.policy().clone()
    };
    let autumn = chrono::NaiveDate::from_ymd_opt(2025, 11, 15).unwrap();
    let ahead = Viewpoint::by(&book, autumn, two_years);
    let pipeline = RenewalPipeline::from_situations(ahead.situations()).unwrap();
    seen.table(renewal_rows(&book, &pipeline));
    seen.table(renewal_total_rows(&pipeline));
    let week = Span::new(today, today.checked_add_days(chrono::Days::new(7))).unwrap();
    let read = Read::of(&viewpoint, &card);
    let agendas = read.agendas(&viewpoint, week);
    seen.table(agenda_rows(today, &agendas));
    seen.table(agenda_unowned_rows(today, &agendas));
    seen.table(focus_rows(read.focuses()));
    seen.table(focus_reason_rows(read.focuses()));
    seen.table(health_rows(read.healths()));
    seen.table(health_measure_rows(read.healths()));

    let figures = [
        Figure::Amount(Column::Contraction),
        Figure::Accounts(Column::Closing),
        Figure::Rate(Rate::NetRevenueRetention),
        Figure::Trailing {
            window: 6,
            rate: Rate::LogoRetention,
        },
    ];
    let explained = figures.map(|figure| {
        let question = Question {
            figure,
            slice: None,
            on: today,
        };
        let periods = match figure {
            Figure::Trailing { .. } => &months,
            _ => &quarters,
        };
        retention::explain(&history, periods, &Slicing::none(), convention(), &question).unwrap()
    });
    seen.table(explain_rows(&explained).unwrap());

    // As it was known before the last repricing, and now.
    let before = records
        .iter()
        .find(|record| record.fact.type_name() == "subscription_repriced");
    let before = before.unwrap().position.get() - 1;
    let known = Known::Through(Position::new(before).unwrap());
    let report = BookReport::of(Currency::USD, quarters.clone()).by(SliceBy::Manager);
    let restated = retention::restatement(&records, &report, known, Known::Now).unwrap();
    seen.table(restatement_rows(&restated).unwrap());
    seen.table(restatement_record_rows(&restated).unwrap());

    let question = StaffingQuestion::whole_book(week);
    let proposal = propose(&book, &StaffingPolicy::default(), &question).unwrap();
    seen.table(proposal_load_rows(&proposal));
    seen.table(staffing_proposal_rows(&proposal));
}
