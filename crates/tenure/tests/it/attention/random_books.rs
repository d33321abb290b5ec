//! Ten thousand random books looked through: nothing panics, no number is out of bounds, and the laws hold that the modules state.
//!
//! A book is made from its number alone: `TENURE_SEQUENCE=4711 cargo test -p tenure --test it random_books` looks through that one
//! again, `TENURE_CASES` sets how many there are. Most are random requests of every kind, as the model of the domain has them; one in
//! fifty is a piece of the simulated portfolio, which has more of what belongs together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use tenure::agenda::{Agenda, AgendaBuilder, AgendaPolicy, RenewalPipeline, actions_of};
use tenure::decide::decide_all;
use tenure::focus::{Focus, FocusPolicy, SalesAim};
use tenure::health::{Health, HealthChange, Scorecard};
use tenure::situation::{Renewing, Situation, Supplied, Viewpoint};
use tenure::{Account, BasisPoints, Book, Coverage, Currency, Ratio, RecurringRule, Role, Span};
use tenure_testkit::Dice;
use tenure_testkit::portfolio::Portfolio;

use crate::domain::day;
use crate::domain::model::{DAYS, Requests, number};

const BOOKS: u64 = 2_000;

#[test]
fn random_books_keep_every_law() {
    let first = number("TENURE_SEQUENCE");
    let numbers = first.map_or(0..number("TENURE_CASES").unwrap_or(BOOKS), |one| {
        one..one + 1
    });
    let requests = Requests::new();
    let mut seen = Seen::default();
    for number in numbers.clone() {
        let mut dice = Dice::new(number);
        let (book, days) = made(&requests, number, &mut dice);
        let look = std::panic::AssertUnwindSafe(|| look(&book, days, &mut dice, &mut seen));
        if let Err(panicked) = std::panic::catch_unwind(look) {
            eprintln!("book {number}: TENURE_SEQUENCE={number} looks through it again");
            std::panic::resume_unwind(panicked);
        }
    }
    // Laws about nothing would hold of everything.
    if first.is_none() && numbers.end >= BOOKS {
        assert!(seen.reasons > 3_000, "{seen:?}");
        assert!(seen.changes > 250, "{seen:?}");
        assert!(seen.actions > 2_000, "{seen:?}");
        assert!(seen.renewals > 250, "{seen:?}");
        assert!(seen.fitting > 500 && seen.not_fitting > 0, "{seen:?}");
    }
}

/// How much there was to look at.
#[derive(Debug, Default)]
struct Seen {
    reasons: usize,
    changes: usize,
    actions: usize,
    renewals: u64,
    fitting: usize,
    not_fitting: usize,
}

/// A book and two days to look at it, the earlier first.
fn made(requests: &Requests, number: u64, dice: &mut Dice) -> (Book, [NaiveDate; 2]) {
    let mut book = Book::default();
    if number % 50 == 49 {
        let portfolio = Portfolio::new(number, 2, day(3, 9));
        decide_all(&mut book, &portfolio.directory()).unwrap();
        for account in 0..6 {
            decide_all(&mut book, &portfolio.account(account)).unwrap();
        }
        let later = day(3, 9) + Days::new(dice.below(40));
        return (book, [later - Days::new(dice.below(200)), later]);
    }
    for request in requests.sequence(dice) {
        // What is refused changes nothing.
        let _ = decide_all(&mut book, std::slice::from_ref(&request));
    }
    let mut some_day = || {
        let day: NaiveDate = DAYS[dice.below(DAYS.len() as u64) as usize]
            .parse()
            .unwrap();
        day + Days::new(dice.below(60))
    };
    let mut days = [some_day(), some_day()];
    days.sort();
    (book, days)
}

fn look(book: &Book, [before, on]: [NaiveDate; 2], dice: &mut Dice, seen: &mut Seen) {
    let card = Scorecard::default();
    let (earlier, now) = (Viewpoint::of(book, before), Viewpoint::of(book, on));
    let policy = AgendaPolicy::default();
    let mut building = AgendaBuilder::new(&now, &policy);
    let mut of_accounts = 0;
    let mut known = || Supplied {
        usage_change: (dice.below(2) == 0).then(|| dice.below(12_000) as i32 - 10_000),
        ..Supplied::default()
    };
    let supplied: Vec<_> = book.accounts().map(|_| known()).collect();
    let mut together = now.situations_of(book.accounts().zip(&supplied));
    for (account, supplied) in book.accounts().zip(&supplied) {
        let situation = now.situation_of(account, supplied);
        assert_eq!(
            together.next().as_ref(),
            Some(&(account, situation.clone()))
        );
        seen.reasons += focus_laws(&situation, account, book);
        let health = health_laws(&situation, &card);
        let was = earlier.situation_of(account, &Supplied::default());
        // Of one account alone only its own managers are read.
        assert_eq!(earlier.situation(account.id()).as_ref(), Some(&was));
        let holder = match book.coverage_on(account.id(), before) {
            Coverage::Held(manager) => Some(manager),
            _ => None,
        };
        assert_eq!(was.holder, holder);
        seen.changes += change_laws(&health_laws(&was, &card), &health);
        of_accounts += actions_of(account, &situation, &health, &policy).len();
        building.add(account, &situation, &health);
    }
    assert_eq!(together.next(), None);
    seen.actions += of_accounts;
    let week = Span::new(on, on.checked_add_days(Days::new(7))).unwrap();
    let agendas = building.build(week);
    let mut owned = 0;
    for (manager, agenda) in agendas.iter() {
        let whose = agenda.actions().iter().map(|ranked| ranked.action.owner);
        assert!(whose.clone().all(|owner| owner == Some(manager)));
        owned += agenda
            .actions()
            .iter()
            .filter(|ranked| ranked.action.account.is_some())
            .count();
        agenda_laws(agenda, seen);
    }
    assert!(
        agendas
            .unowned()
            .iter()
            .all(|action| action.owner.is_none())
    );
    assert_eq!(
        owned + agendas.unowned().len(),
        of_accounts,
        "each action has one place"
    );
    pipeline_laws(book, on, seen);
}

/// How many reasons there are.
fn focus_laws(situation: &Situation<'_>, account: &Account, book: &Book) -> usize {
    let focus = Focus::of(situation, &FocusPolicy::default());
    let parts = Role::ALL.map(|role| {
        let effects = focus.reasons().iter().map(|reason| reason.effect_on(role));
        let part = i64::from(focus.part(role).get());
        assert_eq!(
            i64::from(focus.base_part(role).get()) + effects.sum::<i64>(),
            part
        );
        part
    });
    assert_eq!(parts.iter().sum::<i64>(), 10_000);
    let aims = SalesAim::ALL.map(|aim| focus.sales_for(aim).get());
    assert_eq!(aims.iter().sum::<u16>(), focus.part(Role::Sales).get());
    if situation.advice_refused.is_some() {
        assert_eq!(
            focus.managers_part(Role::FinancialAdvisory),
            BasisPoints::ZERO
        );
    }
    if situation
        .fit
        .as_ref()
        .is_some_and(|fit| fit.value.needs_action())
    {
        assert_eq!(focus.sales_for(SalesAim::Upsell), BasisPoints::ZERO);
    }
    // Evidence is of the account's own records.
    let stream = tenure::StreamId::Account(account.id().clone());
    let last = book.version(&stream).get();
    for reason in focus.reasons() {
        assert!(reason.evidence.records().all(|record| record.get() <= last));
    }
    focus.reasons().len()
}

fn health_laws<'c>(situation: &Situation<'_>, card: &'c Scorecard) -> Health<'c> {
    let health = Health::of(situation, card);
    if let Some(score) = health.score() {
        let whole = |points| Ratio::of(points, 1).unwrap();
        assert!(whole(0) <= score && score <= whole(100));
        assert!(score.to_f64().is_finite());
        assert!(health.band().is_some());
        let points: i128 = health
            .measures()
            .iter()
            .filter_map(|measured| Some(measured.points()?.numerator()))
            .sum();
        let over = health
            .measures()
            .iter()
            .find_map(|measured| Some(measured.points()?.denominator()));
        assert_eq!(Ratio::of(points, over.unwrap()).unwrap(), score);
    }
    health
}

/// 1 where both have a score.
fn change_laws(before: &Health<'_>, after: &Health<'_>) -> usize {
    let scores = before.score().zip(after.score());
    let change = HealthChange::between(before, after);
    assert_eq!(scores.is_some(), change.is_some());
    let Some(((from, to), change)) = scores.zip(change) else {
        return 0;
    };
    let difference = to.numerator() * from.denominator() - from.numerator() * to.denominator();
    assert_eq!(
        Ratio::of(difference, from.denominator() * to.denominator()),
        Some(change.total)
    );
    let whole = change
        .causes
        .first()
        .map_or(1, |cause| cause.points.denominator());
    assert!(
        change
            .causes
            .iter()
            .all(|cause| cause.points.denominator() == whole)
    );
    let sum: i128 = change
        .causes
        .iter()
        .map(|cause| cause.points.numerator())
        .sum();
    assert_eq!(Ratio::of(sum, whole), Some(change.total));
    1
}

fn agenda_laws(agenda: &Agenda<'_>, seen: &mut Seen) {
    let actions = agenda.actions();
    assert!(actions.is_sorted_by(|a, b| a.points >= b.points));
    let mut taken = 0;
    let mut once = BTreeSet::new();
    for ranked in actions {
        let why = ranked.why;
        assert_eq!(ranked.points, why.kind + why.due + why.value + why.risk);
        assert!(
            [why.kind, why.due, why.value, why.risk]
                .iter()
                .all(|part| (0..=65_535).contains(part))
        );
        let what = (
            ranked.action.account,
            ranked.action.kind,
            &ranked.action.subject,
        );
        assert!(once.insert(what), "{what:?} stands twice");
        assert_eq!(ranked.fits.is_some(), agenda.available_minutes().is_some());
        if ranked.fits == Some(true) {
            taken += i128::from(ranked.action.minutes);
        }
    }
    let fits = |ranked: &&tenure::agenda::Ranked<'_>| ranked.fits == Some(true);
    seen.fitting += actions.iter().filter(fits).count();
    seen.not_fitting += agenda.not_fitting().count();
    if let Some(available) = agenda.available_minutes() {
        let left = Ratio::of(
            available.numerator() - taken * available.denominator(),
            available.denominator(),
        )
        .unwrap();
        assert!(
            Ratio::of(0, 1).unwrap() <= left,
            "more fits than there is time"
        );
        // Nothing that is left out would have fitted in the end.
        for ranked in agenda.not_fitting() {
            assert!(left < Ratio::of(ranked.action.minutes.into(), 1).unwrap());
        }
    }
}

/// Terms and amounts counted once more, account by account, from what accounts say of themselves.
fn pipeline_laws(book: &Book, on: NaiveDate, seen: &mut Seen) {
    let pipeline = RenewalPipeline::of(book, on).unwrap();
    let cancelled = |account: &Account| {
        account
            .contracts()
            .any(|(_, contract)| contract.cancellation().is_some())
    };
    // A cancellation of a later day is not known to the pipeline, and the account knows of no earlier state.
    if book.accounts().any(cancelled) {
        return;
    }
    let tomorrow = on.succ_opt().unwrap();
    for within in RenewalPipeline::WITHIN_DAYS {
        let until = tomorrow + Days::new(within.into());
        let mut naive: BTreeMap<Currency, (u64, i128)> = BTreeMap::new();
        for account in book.accounts() {
            let mut counted = BTreeSet::new();
            for renewal in account
                .renewals(tomorrow, until, &RecurringRule::default())
                .unwrap()
            {
                if let Some(base) = renewal.base.filter(|_| counted.insert(renewal.contract)) {
                    let (count, sum) = naive.entry(base.currency()).or_default();
                    (*count, *sum) = (*count + 1, *sum + base.to_minor());
                }
            }
            for (_, subscription) in account.subscriptions() {
                let ends = subscription
                    .end()
                    .is_some_and(|end| tomorrow <= end.on && end.on < until);
                if let Some(base) = subscription.monthly_on(on).filter(|_| ends) {
                    let (count, sum) = naive.entry(base.currency()).or_default();
                    (*count, *sum) = (*count + 1, *sum + base.to_minor());
                }
            }
        }
        let totals = pipeline
            .totals()
            .iter()
            .filter(|total| total.within_days == within);
        let totals: BTreeMap<_, _> = totals
            .map(|total| (total.base.currency(), (total.count, total.base.to_minor())))
            .collect();
        assert_eq!(totals, naive, "within {within} days of {on}");
        seen.renewals += totals.values().map(|(count, _)| count).sum::<u64>();
    }
    for total in pipeline.totals() {
        let share = total.share();
        assert!(share.is_none_or(|share| share.to_f64().is_finite() && share >= Ratio::of(0, 1).unwrap()));
    }
    let rows = pipeline.rows().iter();
    assert!(
        rows.clone()
            .is_sorted_by_key(|row| (row.on, row.account, row.what))
    );
    for row in rows {
        assert!(on < row.on && row.notice_by < row.on);
        assert!(matches!(
            row.what,
            Renewing::Contract(_) | Renewing::Subscription(_)
        ));
    }
}
