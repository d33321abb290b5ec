//! What tables of the attention that accounts get promise: parts that add up, over the sample book.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use tenure::agenda::RenewalPipeline;
use tenure::health::Scorecard;
use tenure::retention::{self, BookReport, Convention, Figure, Question, Rate, Slicing};
use tenure::situation::{SituationPolicy, Viewpoint};
use tenure::{Currency, Grain, Known, Money, Periods, Position, Ratio, Span};
use tenure_tables::{
    account_month_rows, agenda_events, agenda_rows, agenda_unowned_rows, explain_rows,
    focus_reason_rows, focus_rows, health_measure_rows, health_rows, renewal_events, renewal_rows,
    restatement_record_rows, restatement_rows, slice_bridge_rows,
};

use crate::book;
use crate::every_table::Read;
use crate::samples::day;

fn sum(parts: impl IntoIterator<Item = Option<Ratio>>) -> Ratio {
    let parts = parts.into_iter().flatten();
    let (top, bottom) = parts.fold((0, 1), |(top, bottom), part| {
        let (n, d) = (part.numerator(), part.denominator());
        let common = gcd(bottom, d);
        (
            top * (d / common) + n * (bottom / common),
            bottom / common * d,
        )
    });
    Ratio::of(top, bottom).unwrap()
}

fn ratio(number: i128) -> Ratio {
    Ratio::of(number, 1).unwrap()
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

#[test]
fn shares_of_a_focus_add_up_and_reasons_lead_from_the_base_to_them() {
    let book = book::book();
    let (viewpoint, card) = (Viewpoint::of(&book, book::today()), Scorecard::default());
    let read = Read::of(&viewpoint, &card);
    let rows: Vec<_> = focus_rows(read.focuses()).collect();
    assert_eq!(rows.len(), book.accounts().count());
    let shares = |row: &tenure_tables::FocusRow<'_>| {
        [
            row.sales,
            row.support,
            row.technical,
            row.financial_advisory,
            row.relationship,
        ]
    };
    let plain = rows.iter().find(|row| row.reasons == 0).unwrap();
    for row in &rows {
        assert_eq!(sum(shares(row)), ratio(1), "{row:?}");
        let aims = [
            row.sales_as_usual,
            row.sales_fit,
            row.sales_renewal,
            row.sales_upsell,
        ];
        assert_eq!(Some(sum(aims)), row.sales, "{row:?}");
        let reasons: Vec<_> = focus_reason_rows(read.focuses())
            .filter(|reason| reason.account == row.account)
            .collect();
        assert_eq!(reasons.len() as u64, row.reasons);
        // Without any reason an account has the base mix.
        let led = reasons
            .iter()
            .map(|reason| reason.sales)
            .chain([plain.sales]);
        assert_eq!(Some(sum(led)), row.sales, "{row:?}");
        for reason in reasons {
            let effects = [
                reason.sales,
                reason.support,
                reason.technical,
                reason.financial_advisory,
                reason.relationship,
            ];
            assert_eq!(sum(effects), ratio(0), "{reason:?}");
            assert!(!reason.records.is_empty(), "{reason:?}");
        }
    }
    assert!(rows.iter().any(|row| row.reasons > 0));
}

#[test]
fn points_of_measures_add_up_to_the_score_that_the_month_shows_too() {
    let (book, card) = (book::book(), Scorecard::default());
    let viewpoint = Viewpoint::of(&book, book::today());
    let read = Read::of(&viewpoint, &card);
    let mut scored = 0;
    for row in health_rows(read.healths()) {
        let measures =
            || health_measure_rows(read.healths()).filter(|one| one.account == row.account);
        assert_eq!(row.score.is_some(), row.band.is_some());
        if let Some(score) = row.score {
            scored += 1;
            assert_eq!(sum(measures().map(|one| one.points)), score);
            assert_eq!(sum(measures().map(|one| one.weight)), ratio(1));
        }
    }
    assert!(scored > 0);
    let history = book::history(&book);
    let months = Periods::covering(Grain::Month, day(2026, 5), book::today()).unwrap();
    let rows = account_month_rows(&history, Some(&book), &months, Some(&card)).unwrap();
    let june: Vec<_> = rows.filter(|row| row.month == day(2026, 6)).collect();
    assert!(june.len() > 1);
    for row in june {
        let whole = health_rows(read.healths()).find(|one| one.account == row.account);
        assert_eq!(row.health, whole.unwrap().score, "{row:?}");
    }
    let none = account_month_rows(&history, Some(&book), &months, None).unwrap();
    assert!(none.into_iter().all(|row| row.health.is_none()));
}

#[test]
fn an_agenda_is_ranked_and_its_days_make_a_calendar_without_doubles() {
    let (book, card) = (book::book(), Scorecard::default());
    let viewpoint = Viewpoint::of(&book, book::today());
    let week = Span::new(book::today(), Some(day(2026, 7) + chrono::Days::new(6))).unwrap();
    let agendas = Read::of(&viewpoint, &card).agendas(&viewpoint, week);
    let rows: Vec<_> = agenda_rows(book::today(), &agendas).collect();
    assert!(rows.is_sorted_by_key(|row| (row.manager, row.place)));
    let mut points: BTreeMap<&str, (u64, i64)> = BTreeMap::new();
    let mut fitting = 0;
    for row in &rows {
        let parts = row.points_for_kind + row.points_for_due + row.points_for_value;
        assert_eq!(parts + row.points_for_risk, row.points);
        let before = points.insert(row.manager, (row.place, row.points));
        let (place, most) = before.unwrap_or((0, i64::MAX));
        assert!(row.place == place + 1 && row.points <= most, "{row:?}");
        assert_eq!(row.value.is_some(), row.currency.is_some());
        // Of the two one agreed on the minutes there are.
        assert_eq!(row.fits.is_some(), row.manager == "maria", "{row:?}");
        fitting += if row.fits == Some(true) {
            row.minutes
        } else {
            0
        };
    }
    assert!(
        (1..=80).contains(&fitting),
        "80 % of 100 minutes, not {fitting}"
    );
    assert!(rows.iter().any(|row| row.fits == Some(false)));
    let events: Vec<_> = agenda_events(rows.iter().copied()).collect();
    let with_a_day = rows.iter().filter(|row| {
        let elsewhere = matches!(row.about, "contract" | "subscription" | "commitment");
        row.due.is_some() && row.account.is_some() && !elsewhere
    });
    assert_eq!(events.len(), with_a_day.count());
    assert!(!events.is_empty());
    let about: BTreeSet<_> = events
        .iter()
        .map(|event| (event.account, &event.about))
        .collect();
    assert_eq!(about.len(), events.len());
    // What nobody does is on no agenda.
    let unowned: Vec<_> = agenda_unowned_rows(book::today(), &agendas).collect();
    assert!(!unowned.is_empty());
    for (row, place) in unowned.iter().zip(1..) {
        assert_eq!(row.place, place);
        let on_an_agenda = rows.iter().any(|owned| {
            (owned.account, owned.action, owned.subject, owned.step)
                == (row.account, row.action, row.subject, row.step)
        });
        assert!(!on_an_agenda, "{row:?}");
    }
}

#[test]
fn what_renews_and_what_ends_comes_up_together() {
    let book = book::book();
    let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
    let policy = SituationPolicy {
        look_ahead_days: 365,
        ..Viewpoint::of(&book, today).policy().clone()
    };
    let viewpoint = Viewpoint::by(&book, today, policy);
    let pipeline = RenewalPipeline::from_situations(viewpoint.situations()).unwrap();
    let rows: Vec<_> = renewal_rows(&book, &pipeline).collect();
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.account,
                row.kind,
                row.contract,
                row.renews_on.to_string(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("007", "subscription", "S-2", "2026-02-01".to_owned()),
            ("acme, \"Ltd\"", "contract", "K-1", "2027-01-01".to_owned()),
        ]
    );
    assert_eq!(
        (rows[0].days, rows[0].automatic, rows[1].automatic),
        (17, false, true)
    );
    assert_eq!(rows[0].base.unwrap().to_string(), "19.99 USD");
    // A subscription has no notice to give; a contract has a day for it.
    let events: Vec<_> = renewal_events(rows.iter().copied())
        .map(|event| (event.kind, event.on.to_string()))
        .collect();
    use tenure_tables::EventKind::{End, Notice, Renewal};
    assert_eq!(
        events,
        [
            (End, "2026-02-01".to_owned()),
            (Renewal, "2027-01-01".to_owned()),
            (Notice, rows[1].notice_by.to_string()),
        ]
    );
    let cancelled = tenure_tables::RenewalRow {
        cancelled: true,
        ..rows[1]
    };
    assert_eq!(renewal_events([cancelled]).count(), 0);
}

#[test]
fn the_accounts_behind_a_figure_add_up_to_it() {
    let book = book::book();
    let history = book::history(&book);
    let quarters = Periods::covering(Grain::Quarter, day(2026, 1), book::today()).unwrap();
    let by_manager = Slicing::by_manager(&history, &book).unwrap();
    let convention = Convention::default;
    let bridge = retention::bridge(&history, &quarters, &by_manager, convention()).unwrap();
    let questions = by_manager.keys().iter().cloned().map(Some).chain([None]);
    let mut explained = Vec::new();
    for slice in questions {
        let question = Question {
            figure: Figure::Rate(Rate::NetRevenueRetention),
            slice,
            on: book::today(),
        };
        let explanation =
            retention::explain(&history, &quarters, &by_manager, convention(), &question);
        explained.push(explanation.unwrap());
    }
    let rows = explain_rows(&explained).unwrap();
    for whole in slice_bridge_rows(&bridge).unwrap() {
        if whole.period_start != day(2026, 4) {
            continue;
        }
        let of_slice = || rows.iter().filter(|row| row.slice == whole.slice);
        let rate = whole.net_revenue_retention;
        let parts = sum(of_slice().map(|row| row.part_of_rate));
        assert_eq!(rate.unwrap_or(ratio(0)), parts, "{}", whole.slice);
        assert!(of_slice().all(|row| row.unit == "minor_units" && row.distance == 0));
    }
    assert!(rows.iter().filter(|row| row.slice == "all").count() > 1);
}

#[test]
fn changes_of_a_restatement_add_up_to_the_difference_and_records_to_changes() {
    let records = book::records();
    let before = records
        .iter()
        .find(|record| record.fact.type_name() == "subscription_repriced");
    let before = Position::new(before.unwrap().position.get() - 1).unwrap();
    let months = Periods::covering(Grain::Month, day(2026, 1), book::today()).unwrap();
    let report = BookReport::of(Currency::USD, months);
    let known = Known::Through(before);
    let restated = retention::restatement(&records, &report, known, Known::Now).unwrap();
    let rows = restatement_rows(&restated).unwrap();
    let effects = restatement_record_rows(&restated).unwrap();
    for row in &rows {
        let own = effects.iter().filter(|effect| {
            (
                effect.slice,
                effect.period_start,
                effect.account,
                effect.column,
            ) == (row.slice, row.period_start, row.account, row.column)
        });
        let own: Vec<_> = own.collect();
        assert_eq!(own.len() as u64, row.records);
        let amounts = own.iter().map(|effect| effect.amount);
        assert_eq!(
            Money::sum(Currency::USD, amounts).unwrap(),
            row.amount_change
        );
        let accounts: i64 = own.iter().map(|effect| effect.accounts).sum();
        assert_eq!(row.accounts_before + accounts, row.accounts_after);
    }
    let closings = |report: &retention::BridgeReport| {
        let rows = report.all.rows.iter();
        let amounts = rows.map(|row| row.amounts.closing);
        Money::sum(Currency::USD, amounts).unwrap().to_minor()
    };
    let changed = rows.iter().filter(|row| row.column == "closing");
    let changed: i128 = changed.map(|row| row.amount_change.to_minor()).sum();
    assert!(changed != 0);
    assert_eq!(
        changed,
        closings(&restated.after) - closings(&restated.before)
    );
}
