//! Whether what was sold fits, and when that has to be asked.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use chrono::NaiveDate;
use tenure::decide::decide_all;
use tenure::fact::FitReviewHeld;
use tenure::policy::{BySegment, FitReviewRules};
use tenure::{
    Book, Clarity, Command, CommitmentOrigin, FitReviewDue, FitReviewId, FitReviewReason, Liaison,
    OpportunityKind, OpportunityOutcome, OpportunityStage, ProductFit, ProductId, Span,
    Suitability, TeamId, dimension,
};

use super::commitments::promise;
use super::opportunities::{close, move_to, opportunity};
use super::work::{held, withdraw, working};
use super::{account, day, dollars, manager, name, refused, subscription};

const RULES: FitReviewRules = FitReviewRules {
    days_after_sale: 30,
    days_before_renewal: 60,
    days_between: None,
};

fn fit(clarity: Clarity, suitability: Suitability, gaps: &[&str]) -> ProductFit {
    ProductFit {
        clarity,
        suitability,
        gaps: gaps.iter().map(|gap| name(gap)).collect::<BTreeSet<_>>(),
    }
}

fn review(id: &str, on: NaiveDate, products: &[&str]) -> Command {
    let found = fit(Clarity::Clear, Suitability::Suits, &[]);
    let products = products
        .iter()
        .map(|product| (ProductId::new(product).unwrap(), found.clone()));
    Command::RecordFitReview {
        account: account("a"),
        on,
        review: FitReviewHeld {
            review: FitReviewId::new(id).unwrap(),
            manager: manager("maria"),
            sales: Liaison::Team(TeamId::new("sales").unwrap()),
            products: products.collect::<BTreeMap<_, _>>(),
            notes: None,
        },
    }
}

fn start(from: u32, end: Option<u32>) -> Command {
    Command::StartSubscription {
        account: account("a"),
        subscription: subscription("s"),
        span: Span::new(day(from, 1), end.map(|month| day(month, 1))).unwrap(),
        monthly: dollars(100),
    }
}

fn due(book: &Book, on: NaiveDate) -> Option<FitReviewDue> {
    held(book).fit_review_due(on, &RULES)
}

#[test]
fn a_review_is_due_after_a_sale_until_one_is_held() {
    let book = working(&[start(2, None)]);
    let after_sale = Some(FitReviewDue {
        by: day(3, 3),
        reason: FitReviewReason::Sale(day(2, 1)),
    });
    assert_eq!(due(&book, day(1, 31)), None);
    assert_eq!(due(&book, day(2, 1)), after_sale);
    assert_eq!(due(&book, day(6, 1)), after_sale);
    for held_on in [day(2, 1), day(5, 1)] {
        let book = working(&[start(2, None), review("f", held_on, &["p"])]);
        assert_eq!(due(&book, held_on), None);
        assert_eq!(due(&book, day(12, 1)), None);
    }
    let before = working(&[start(2, None), review("f", day(1, 31), &["p"])]);
    assert_eq!(due(&before, day(2, 1)), after_sale);
}

#[test]
fn a_review_is_due_before_a_renewal_until_one_is_held() {
    let book = working(&[start(1, Some(8)), review("f", day(1, 5), &["p"])]);
    let before_renewal = Some(FitReviewDue {
        by: day(7, 31),
        reason: FitReviewReason::Renewal(day(8, 1)),
    });
    assert_eq!(due(&book, day(6, 1)), None);
    assert_eq!(due(&book, day(6, 2)), before_renewal);
    assert_eq!(due(&book, day(7, 31)), before_renewal);
    assert_eq!(due(&book, day(8, 1)), None);
    let mut book = book;
    decide_all(&mut book, &[review("g", day(6, 2), &["p"])]).unwrap();
    assert_eq!(due(&book, day(7, 1)), None);
}

#[test]
fn a_review_is_due_again_after_the_days_of_the_segment_while_anything_is_in_force() {
    let days = |days| NonZeroU16::new(days).unwrap();
    let rules = FitReviewRules {
        days_between: Some(BySegment {
            otherwise: days(180),
            segments: BTreeMap::from([(name("enterprise"), days(30))]),
        }),
        ..RULES
    };
    let enterprise = Command::ClassifyAccount {
        account: account("a"),
        dimension: name(dimension::SEGMENT),
        class: Some(name("enterprise")),
        on: day(6, 1),
    };
    let book = working(&[start(1, None), review("f", day(1, 11), &["p"]), enterprise]);
    let due = |on| held(&book).fit_review_due(on, &rules);
    let again = |by| {
        Some(FitReviewDue {
            by,
            reason: FitReviewReason::Interval(day(1, 11)),
        })
    };
    assert_eq!(due(day(5, 31)), None, "180 days are not over");
    assert_eq!(due(day(6, 1)), again(day(2, 10)), "30 days are");
    let book = working(&[start(1, Some(6)), review("f", day(4, 20), &["p"])]);
    let due = |on| held(&book).fit_review_due(on, &rules);
    assert_eq!(due(day(12, 1)), None, "nothing is in force");
}

#[test]
fn opportunities_are_sales_and_renewals_too() {
    let won = |id: &str, kind| {
        [
            opportunity(id, kind, 2, 9),
            move_to(id, OpportunityStage::Proposed, 3),
            close(id, OpportunityOutcome::Won, 4),
        ]
    };
    let book = working(&won("o", OpportunityKind::CrossSell));
    assert_eq!(due(&book, day(3, 31)), None);
    assert_eq!(
        due(&book, day(4, 1)).unwrap().reason,
        FitReviewReason::Sale(day(4, 1))
    );
    // A renewal sells nothing new.
    let book = working(&won("o", OpportunityKind::Renewal));
    assert_eq!(due(&book, day(8, 1)), None);
    let book = working(&[opportunity("o", OpportunityKind::Renewal, 2, 9)]);
    assert_eq!(due(&book, day(7, 2)), None);
    assert_eq!(
        due(&book, day(7, 3)).unwrap().reason,
        FitReviewReason::Renewal(day(9, 1))
    );
}

#[test]
fn a_review_has_a_product_and_carries_the_actions_agreed() {
    let book = working(&[]);
    assert_eq!(
        refused(&book, &review("f", day(2, 1), &[])),
        "fit review `f` has no product; give at least one"
    );
    assert_eq!(
        refused(&book, &review("f", day(2, 1), &["p", "x"])),
        "product `x` was never on sale before 2026-02-01; offer it first"
    );
    let origin = CommitmentOrigin::FitReview(FitReviewId::new("f").unwrap());
    let book = working(&[
        review("f", day(2, 1), &["p", "q"]),
        promise("m", 2, 4, Some(origin.clone())),
    ]);
    assert_eq!(held(&book).commitments_from(&origin).count(), 1);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
}

#[test]
fn what_was_not_asked_needs_no_action() {
    assert!(!fit(Clarity::NotAsked, Suitability::NotAsked, &[]).needs_action());
    assert!(!fit(Clarity::Clear, Suitability::Suits, &[]).needs_action());
    assert!(fit(Clarity::Unclear, Suitability::Suits, &[]).needs_action());
    assert!(fit(Clarity::Clear, Suitability::Partly, &[]).needs_action());
    assert!(fit(Clarity::Clear, Suitability::Suits, &["offline use"]).needs_action());
}
