//! Figures with the accounts behind them, differences of two, and changes as mix and rate.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::retention::{
    self, CohortMeasure, Column, Convention, Credit, Difference, ExplainError, Explanation, Figure,
    GrossMethod, LogoDenominator, MixAndRate, MovementGrain, NetMethod, Parts, Presence, Question,
    QuickRatio, Rate, RevenueHistory, Rule, SliceKey, Slicing, explain,
};
use tenure::{AccountId, Currency, Fraction, Grain, Known, Name, Periods, Position, Ratio};
use tenure_testkit::conventions::{self, REPORT};
use tenure_testkit::history::{self, Division, SampleBook};
use tenure_testkit::reference;

use super::cases;

fn divisions() -> impl Strategy<Value = Division> {
    prop_oneof![
        Just(Division::Whole),
        Just(Division::Segment),
        Just(Division::Holder)
    ]
}

fn plain_conventions() -> impl Strategy<Value = Convention> {
    let fields = (any::<[bool; 6]>(), 0_usize..3);
    fields.prop_map(|([grain, gross, logo, quick, credit, _], net)| Convention {
        grain: if grain {
            MovementGrain::Net
        } else {
            MovementGrain::Event
        },
        gross: if gross {
            GrossMethod::PerAccountMin
        } else {
            GrossMethod::Bridge
        },
        logo: if logo {
            LogoDenominator::Opening
        } else {
            LogoDenominator::OpeningPlusNew
        },
        quick: if quick {
            QuickRatio::WithReactivation
        } else {
            QuickRatio::WithoutReactivation
        },
        credit: if credit {
            Credit::HolderOnDay
        } else {
            Credit::HolderAtOpening
        },
        net: [
            NetMethod::CohortSnapshot,
            NetMethod::Bridge,
            NetMethod::BridgeWithReactivation,
        ][net],
        ..Convention::default()
    })
}

fn figures() -> Vec<Figure> {
    let columns = Column::ALL.into_iter();
    let columns = columns.flat_map(|column| [Figure::Amount(column), Figure::Accounts(column)]);
    columns.chain(Rate::ALL.map(Figure::Rate)).collect()
}

/// The sum of all contributions, and whether anybody is there twice or for nothing.
fn adds_up(explanation: &Explanation) -> bool {
    let parts = explanation
        .contributions
        .iter()
        .map(|contribution| contribution.parts);
    let (mut above, mut below) = (0, 0);
    for part in parts {
        above += part.numerator;
        below += part.denominator.unwrap_or(0);
    }
    let ids = explanation.contributions.windows(2);
    ids.into_iter()
        .all(|pair| pair[0].account < pair[1].account)
        && above == explanation.total.numerator
        && explanation
            .total
            .denominator
            .is_none_or(|whole| whole == below)
}

fn keys(slicing: &Slicing) -> Vec<Option<SliceKey>> {
    let keys = slicing.keys().iter().cloned().map(Some);
    keys.chain([None]).collect()
}

/// One account of a book alone.
fn alone(book: &SampleBook, account: &AccountId) -> SampleBook {
    let accounts = book.accounts.iter().filter(|known| known.id == *account);
    SampleBook {
        accounts: accounts.cloned().collect(),
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn contributions_add_up_to_every_figure_of_the_bridge(
        book in history::books(5), periods in history::periods(), division in divisions(),
        convention in plain_conventions(), at in any::<prop::sample::Index>(),
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, division);
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        let at = at.index(periods.len());
        for slice in keys(&slicing) {
            let row = slice.as_ref().map_or(&report.all, |key| &report.slices[key]).rows[at].clone();
            for figure in figures() {
                let question = Question { figure, slice: slice.clone(), on: row.period.last_day() };
                let explanation = explain(&history, &periods, &slicing, convention.clone(), &question).unwrap();
                prop_assert!(adds_up(&explanation), "{} {:?}", figure, explanation);
                prop_assert_eq!(explanation.as_of, row.as_of);
                match figure {
                    Figure::Rate(rate) => prop_assert_eq!(explanation.value(), row.rate(rate)),
                    Figure::Amount(column) => {
                        let (_, amount) = *row.amounts.columns().iter()
                            .find(|(name, _)| *name == column.name()).unwrap();
                        prop_assert_eq!(explanation.total, Parts::whole(amount.to_minor()));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Against the reference, which knows nothing of explanations: an account's part is the figure of a book without the others.
    #[test]
    fn a_contribution_is_the_references_for_that_account_alone(
        book in history::books(4), periods in history::periods(), at in any::<prop::sample::Index>(),
    ) {
        let history = book.history();
        let slicing = book.slicing(&history, Division::Holder);
        let at = at.index(periods.len());
        let on = periods.get(at).unwrap().start();
        for slice in keys(&slicing) {
            for column in [Column::Opening, Column::Churn, Column::TransfersIn, Column::Closing] {
                let question = Question { figure: Figure::Amount(column), slice: slice.clone(), on };
                let explanation =
                    explain(&history, &periods, &slicing, Convention::default(), &question).unwrap();
                for account in history.accounts() {
                    let book = alone(&book, account);
                    let report =
                        reference::bridge(&book, &periods, Division::Holder, Credit::HolderOnDay);
                    let name = format!("amount.{}", column.name());
                    let row = report.get(&slice).map(|rows| &rows[at]);
                    let expected = row.and_then(|row| row.get(&name)).copied().unwrap_or(0);
                    let mut found = explanation.contributions.iter();
                    let found = found.find(|contribution| contribution.account == *account);
                    prop_assert_eq!(found.map_or(0, |found| found.parts.numerator), expected);
                }
            }
        }
    }

    #[test]
    fn contributions_add_up_to_trailing_rates_and_cohort_cells(
        book in history::books(5), division in divisions(), convention in plain_conventions(),
        at in 0_usize..36, window in 0_usize..13,
    ) {
        let (history, months) = (book.history(), history::all_months());
        let slicing = book.slicing(&history, division);
        let on = months.get(at).unwrap().start();
        let trailing = retention::trailing(&history, &months, window, &slicing, convention.clone()).unwrap();
        let cohorts = retention::cohorts(&history, &months, &slicing, convention.clone()).unwrap();
        for slice in keys(&slicing) {
            let ask = |figure| {
                let question = Question { figure, slice: slice.clone(), on };
                explain(&history, &months, &slicing, convention.clone(), &question)
            };
            for rate in Rate::ALL {
                let answer = ask(Figure::Trailing { window, rate });
                match (rate, at.checked_sub(window)) {
                    (_, None) => {
                        let refused = matches!(answer, Err(ExplainError::PastTheRun { .. }));
                        prop_assert!(refused);
                    }
                    (Rate::QuickRatio | Rate::RevenuePerAccount, _) => {
                        let refused = matches!(answer, Err(ExplainError::NoSuchFigure { .. }));
                        prop_assert!(refused);
                    }
                    (_, Some(base)) => {
                        let report = slice.as_ref().map_or(&trailing.all, |key| &trailing.slices[key]);
                        let answer = answer.unwrap();
                        prop_assert!(adds_up(&answer));
                        prop_assert_eq!(answer.value(), report.rows[base].rate(rate));
                    }
                }
            }
            let report = slice.as_ref().map_or(&cohorts.all, |key| &cohorts.slices[key]);
            let cohort = report.rows.iter().find(|cohort| cohort.period.start() == on);
            let measures = [CohortMeasure::LogoRetention, CohortMeasure::RevenueRetention, CohortMeasure::Revenue];
            let both = [Presence::ActiveInPeriod, Presence::NotYetChurned];
            for (measure, presence) in measures.into_iter().flat_map(|m| both.map(|p| (m, p))) {
                let answer = ask(Figure::Cohort { age: window, presence, measure });
                if at + window >= months.len() {
                    let refused = matches!(answer, Err(ExplainError::PastTheRun { .. }));
                    prop_assert!(refused);
                    continue;
                }
                let answer = answer.unwrap();
                prop_assert!(adds_up(&answer));
                let expected = cohort.and_then(|cohort| match measure {
                    CohortMeasure::LogoRetention => cohort.logo_retention_by(presence, window),
                    CohortMeasure::RevenueRetention => cohort.revenue_retention_by(presence, window),
                    _ => Ratio::of(cohort.cells[window].revenue_by(presence).to_minor(), 1),
                });
                let nothing = (measure == CohortMeasure::Revenue).then(|| Ratio::of(0, 1).unwrap());
                prop_assert_eq!(answer.value(), expected.or(nothing));
            }
        }
    }

    #[test]
    fn the_parts_of_a_difference_add_up_to_it_and_turn_with_it(
        book in history::books(5), convention in plain_conventions(), other in plain_conventions(),
        at in 0_usize..48, later in 0_usize..48, rate in prop::sample::select(Rate::ALL.to_vec()),
    ) {
        let (history, months) = (book.history(), history::all_months());
        let slicing = book.slicing(&history, Division::Holder);
        let explained = |figure, at, convention| {
            let question = Question { figure, slice: None, on: months.get(at).unwrap().start() };
            explain(&history, &months, &slicing, convention, &question).unwrap()
        };
        for figure in [Figure::Rate(rate), Figure::Amount(Column::Closing), Figure::Amount(Column::Churn)] {
            let (from, to) = (explained(figure, at, convention.clone()), explained(figure, later, other.clone()));
            let exact = |explanation: &Explanation| explanation.value().map(Fraction::from);
            let change = exact(&to).zip(exact(&from)).map(|(to, from)| to.minus(&from));
            let difference = Difference::between(&from, &to).unwrap();
            prop_assert_eq!(&difference.change(), &change);
            let parts = |difference: &Difference| {
                let parts = difference.steps[0].parts.iter();
                parts.map(|part| part.change.clone()).sum::<Option<Fraction>>()
            };
            if change.is_some() {
                prop_assert_eq!(&parts(&difference), &change);
                let back = Difference::between(&to, &from).unwrap();
                for (there, back) in difference.steps[0].parts.iter().zip(&back.steps[0].parts) {
                    prop_assert_eq!(there.change.clone().unwrap(), back.change.clone().unwrap().negated());
                }
            }
            let none = Difference::between(&from, &from).unwrap();
            prop_assert!(none.steps[0].parts.is_empty() && none.steps[0].rules.is_empty());

            // One definition after the other: each step has one rule, and the steps add up.
            let way = convention.one_by_one(&other);
            let way: Vec<_> = way.into_iter().map(|convention| explained(figure, at, convention)).collect();
            let along = Difference::along(&way[0], &way[1..]).unwrap();
            let one_each = |step: &retention::DifferenceStep| {
                matches!(step.rules.as_slice(), [Rule::Definition { .. }])
            };
            prop_assert!(along.steps.iter().all(one_each));
            let ends = exact(way.last().unwrap()).zip(exact(&way[0]));
            if let (Some((to, from)), Some(change)) = (ends, along.change()) {
                prop_assert_eq!(change, to.minus(&from));
            }
        }
    }

    #[test]
    fn mix_and_rate_add_up_to_the_change(
        book in history::books(6), convention in plain_conventions(), division in divisions(),
        at in 0_usize..48, later in 0_usize..48,
    ) {
        let (history, months) = (book.history(), history::all_months());
        let slicing = book.slicing(&history, division);
        let report = retention::bridge(&history, &months, &slicing, convention.clone()).unwrap();
        let days = [at, later].map(|at| months.get(at).unwrap().last_day());
        for rate in Rate::ALL {
            let mix = report.mix_and_rate(rate, days[0], days[1]).unwrap();
            let ends = [at, later].map(|at| report.all.rows[at].rate(rate));
            let [Some(from), Some(to)] = ends else {
                prop_assert!(mix.is_none());
                continue;
            };
            let Some(mix) = mix else {
                prop_assert!(division == Division::Whole);
                continue;
            };
            let change = Fraction::from(to).minus(&from.into());
            prop_assert_eq!((mix.from, mix.to), (from, to));
            prop_assert_eq!(mix.rate().plus(&mix.mix()), change.clone());
            let back = report.mix_and_rate(rate, days[1], days[0]).unwrap().unwrap();
            prop_assert_eq!(back.rate(), mix.rate().negated());
            prop_assert_eq!(mix.change(), change);
        }
    }
}

proptest! {
    #![proptest_config(cases(500))]

    /// With several currencies, acquisitions, pauses, subscriptions as units, gaps that are none, and histories that begin and end.
    #[test]
    fn contributions_add_up_under_any_convention(
        ledger in conventions::ledgers(4), convention in conventions::conventions(),
        periods in history::short_periods(), at in any::<prop::sample::Index>(), until in proptest::option::of(history::days()),
    ) {
        let belongings = ledger.belongings(convention.account);
        let history = RevenueHistory::from_host_rows(REPORT, ledger.rows(), belongings, &convention).unwrap();
        let history = match until {
            Some(day) => history.observed_until(day),
            None => history,
        };
        let slicing = ledger.slicing(&history);
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        let at = at.index(periods.len());
        let on = periods.get(at).unwrap().start();
        for slice in keys(&slicing) {
            let bridge = slice.as_ref().map_or(&report.all, |key| &report.slices[key]);
            for figure in figures() {
                let question = Question { figure, slice: slice.clone(), on };
                let answer = explain(&history, &periods, &slicing, convention.clone(), &question);
                let Some(row) = bridge.rows.get(at) else {
                    let refused = matches!(answer, Err(ExplainError::NoSuchPeriod { .. }));
                    prop_assert!(refused);
                    continue;
                };
                let by_day = convention.logo == LogoDenominator::DailySum;
                match (figure, answer) {
                    (Figure::Rate(Rate::LogoChurn | Rate::LogoRetention), Err(ExplainError::NotAdditive { .. })) => {
                        prop_assert!(by_day);
                    }
                    (Figure::Rate(rate), answer) => prop_assert_eq!(answer.unwrap().value(), row.rate(rate)),
                    (_, answer) => prop_assert!(adds_up(&answer.unwrap())),
                }
            }
        }
    }
}

fn segment(name: &str) -> SliceKey {
    SliceKey::Segment(Name::new(name).unwrap())
}

/// Charig and others, "Comparison of treatment of renal calculi", BMJ 292 (1986), <https://doi.org/10.1136/bmj.292.6524.879>:
/// the textbook case of Simpson's paradox. Both groups do better, and the whole does worse.
#[test]
fn the_whole_falls_while_every_part_rises() {
    let mix = MixAndRate::of([
        (segment("small"), Parts::rate(234, 270), Parts::rate(81, 87)),
        (segment("large"), Parts::rate(55, 80), Parts::rate(192, 263)),
    ])
    .unwrap();
    assert_eq!(
        (mix.from, mix.to),
        (Ratio::of(289, 350).unwrap(), Ratio::of(273, 350).unwrap())
    );
    let fraction = |numerator, denominator| Fraction::of(numerator, denominator).unwrap();
    assert_eq!(mix.change(), fraction(-16, 350));
    assert!(
        mix.slices
            .values()
            .all(|slice| !slice.rate.is_negative() && slice.mix.is_negative())
    );
    // By hand, from the formula.
    let small = &mix.slices[&segment("small")];
    let (w, w2) = (fraction(270, 350), fraction(87, 350));
    let (r, r2) = (fraction(234, 270), fraction(81, 87));
    let half = fraction(1, 2);
    assert_eq!(small.rate, w.plus(&w2).times(&half).times(&r2.minus(&r)));
    let mean = fraction(289 + 273, 700);
    assert_eq!(
        small.mix,
        w2.minus(&w).times(&r.plus(&r2).times(&half).minus(&mean))
    );
    assert_eq!(mix.rate().plus(&mix.mix()), fraction(-16, 350));
}

#[test]
fn a_slice_that_is_there_only_once_is_mix() {
    let mix = MixAndRate::of([
        (segment("old"), Parts::rate(90, 100), Parts::rate(90, 100)),
        (segment("new"), Parts::rate(0, 0), Parts::rate(50, 100)),
    ])
    .unwrap();
    assert!(mix.rate().is_zero());
    assert_eq!(mix.mix(), Fraction::of(-1, 5).unwrap());
    assert_eq!(
        MixAndRate::of([(segment("x"), Parts::rate(0, 0), Parts::rate(1, 1))]),
        None
    );
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A pays 100 throughout; B pays 50 until its day.
fn two_accounts(b_ends: NaiveDate, known: Known) -> RevenueHistory {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let levels = [
        ("A", day(1, 1), 100),
        ("B", day(1, 1), 50),
        ("B", b_ends, 0),
    ];
    for (id, on, dollars) in levels {
        let account = builder.account(&AccountId::new(id).unwrap()).unwrap();
        builder
            .level(account, on, format!("{dollars} USD").parse().unwrap())
            .unwrap();
    }
    builder.build().unwrap().known_at(known)
}

#[test]
fn a_difference_names_what_differs() {
    let months = Periods::covering(Grain::Month, day(1, 1), day(4, 30)).unwrap();
    let then = two_accounts(day(4, 10), Known::Through(Position::FIRST));
    let now = two_accounts(day(3, 10), Known::Now);
    let question = Question {
        figure: Figure::Rate(Rate::NetRevenueRetention),
        slice: None,
        on: day(3, 31),
    };
    let explained = |history, question: &Question| {
        explain(
            history,
            &months,
            &Slicing::none(),
            Convention::default(),
            question,
        )
        .unwrap()
    };
    let (from, to) = (explained(&then, &question), explained(&now, &question));
    let difference = Difference::between(&from, &to).unwrap();
    assert_eq!(difference.change(), Fraction::of(-1, 3));
    let step = &difference.steps[0];
    assert_eq!(step.rules[0].to_string(), "known: record 1 -> now");
    // A follows the mean of 1 and 2/3: what it is above it is the other's.
    let parts: Vec<_> = step
        .parts
        .iter()
        .map(|part| part.account.as_str())
        .collect();
    assert_eq!(parts, ["B"], "A pays what it paid, and has no part in it");

    let april = Question {
        on: day(4, 1),
        ..question.clone()
    };
    let difference = Difference::between(&from, &explained(&now, &april)).unwrap();
    assert_eq!(difference.steps[0].rules.len(), 2, "known and period");

    let other = Question {
        figure: Figure::Rate(Rate::LogoChurn),
        ..question
    };
    let refused = Difference::between(&from, &explained(&now, &other)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`net_revenue_retention` and `logo_churn` are different figures; compare two of one name"
    );
}

#[test]
fn what_weighs_most_comes_first() {
    let months = Periods::covering(Grain::Month, day(1, 1), day(4, 30)).unwrap();
    let history = two_accounts(day(3, 10), Known::Now);
    let question = |figure| Question {
        figure,
        slice: None,
        on: day(3, 1),
    };
    let explained = |figure| {
        let convention = Convention::default();
        explain(
            &history,
            &months,
            &Slicing::none(),
            convention,
            &question(figure),
        )
        .unwrap()
    };
    let opening = explained(Figure::Amount(Column::Opening));
    assert_eq!(opening.largest(1)[0].account.as_str(), "A");
    assert_eq!(opening.largest(9).len(), 2);
    let b = &opening.contributions[1];
    assert_eq!(
        (b.opening.to_string(), b.closing.to_string()),
        ("50.00 USD".to_owned(), "0.00 USD".to_owned())
    );
    assert!(matches!(
        explain(
            &history,
            &months,
            &Slicing::none(),
            Convention::default(),
            &Question {
                on: day(6, 1),
                ..question(Figure::Amount(Column::New))
            }
        ),
        Err(ExplainError::NoSuchPeriod { .. })
    ));
    assert!(matches!(
        explain(
            &history,
            &months,
            &Slicing::none(),
            Convention::default(),
            &Question {
                slice: Some(segment("x")),
                ..question(Figure::Amount(Column::New))
            }
        ),
        Err(ExplainError::NoSuchSlice { .. })
    ));
}
