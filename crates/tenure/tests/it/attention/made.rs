//! Situations and policies made up at random, within what can be.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tenure::focus::{CaseSeverity, FocusPolicy, Pull, SalesAim, Signal};
use tenure::situation::{
    AdviceRefusal, EndingDiscount, Evidence, FitFindings, LastContact, ManagerRating, OpenCase,
    OpenCommitment, OpenOpportunity, Promises, Reading, Renewing, Satisfaction, SatisfactionTrend,
    Situation, SlaStanding, Sponsor, StageHeld, Upcoming, Value,
};
use tenure::{
    AccountId, BasisPoints, CaseId, CaseKind, CasePriority, CaseState, CommitmentId, ContactId,
    ContractId, DiscountId, EscalationLevel, FitReviewId, ManagerId, Money, OpportunityId,
    OpportunityKind, OpportunityStage, Position, Ramp, Role, RoleMix, SlaClock, SponsorLoss, Stage,
};

/// The ids that made-up situations speak of.
pub(crate) struct Ids {
    pub(crate) account: AccountId,
    pub(crate) manager: ManagerId,
    case: CaseId,
    contact: ContactId,
    contract: ContractId,
    commitment: CommitmentId,
    discount: DiscountId,
    opportunity: OpportunityId,
    review: FitReviewId,
}

pub(crate) static IDS: LazyLock<Ids> = LazyLock::new(|| Ids {
    account: AccountId::new("a").unwrap(),
    manager: ManagerId::new("maria").unwrap(),
    case: CaseId::new("c").unwrap(),
    contact: ContactId::new("p").unwrap(),
    contract: ContractId::new("k").unwrap(),
    commitment: CommitmentId::new("m").unwrap(),
    discount: DiscountId::new("d").unwrap(),
    opportunity: OpportunityId::new("o").unwrap(),
    review: FitReviewId::new("f").unwrap(),
});

pub(crate) fn on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 15).unwrap()
}

pub(crate) fn days_off(days: i32) -> NaiveDate {
    let step = Days::new(days.unsigned_abs().into());
    if days < 0 {
        on().checked_sub_days(step).unwrap()
    } else {
        on().checked_add_days(step).unwrap()
    }
}

pub(crate) fn points(value: u16) -> BasisPoints {
    BasisPoints::new(value).unwrap()
}

fn evidence() -> impl Strategy<Value = Evidence> {
    prop::collection::vec(1_u64..50, 1..4)
        .prop_map(|records| records.into_iter().filter_map(Position::new).collect())
}

/// A reading of a value, with some records behind it.
fn reading<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<Reading<T>>> {
    prop::option::of((value, evidence()).prop_map(|(value, evidence)| Reading { value, evidence }))
}

fn any_points() -> impl Strategy<Value = BasisPoints> {
    (0_u16..=10_000).prop_map(points)
}

pub(crate) fn satisfaction() -> impl Strategy<Value = Satisfaction> {
    let trend = (-10_000_i32..=10_000, any_points())
        .prop_map(|(change, confidence)| SatisfactionTrend { change, confidence });
    (any_points(), any_points(), prop::option::of(trend)).prop_map(|(score, freshness, trend)| {
        Satisfaction {
            score,
            freshness,
            trend,
            sources: Vec::new(),
        }
    })
}

pub(crate) fn case() -> impl Strategy<Value = Reading<OpenCase<'static>>> {
    let priority = prop::sample::select(vec![
        CasePriority::Low,
        CasePriority::Normal,
        CasePriority::High,
        CasePriority::Urgent,
    ]);
    let escalation = prop::option::weighted(0.2, Just(EscalationLevel::Management));
    let kind = prop::sample::select(vec![CaseKind::Need, CaseKind::Problem]);
    let sla = prop::option::of((0_u32..40_000).prop_map(|used| SlaStanding {
        clock: SlaClock::Resolution,
        used,
        due_at: None,
    }));
    let what = (kind, prop::sample::select(Role::ALL.to_vec()), priority);
    (what, escalation, 0_i64..90, sla, evidence()).prop_map(
        |((kind, role, priority), escalation, age_days, sla, evidence)| Reading {
            value: OpenCase {
                case: &IDS.case,
                kind,
                role,
                priority,
                escalation,
                state: CaseState::Open,
                age_days,
                sla,
            },
            evidence,
        },
    )
}

fn fit() -> impl Strategy<Value = FitFindings<'static>> {
    (0_u32..3, 0_u32..3, 0_u32..3, 0_u32..3).prop_map(|(unclear, partly, unsuitable, gaps)| {
        FitFindings {
            review: &IDS.review,
            on: days_off(-40),
            products: 3,
            asked: (3, 3),
            unclear,
            partly,
            unsuitable,
            gaps,
        }
    })
}

fn sponsor() -> impl Strategy<Value = Sponsor<'static>> {
    any::<bool>().prop_map(|there| {
        if there {
            Sponsor::There(&IDS.contact)
        } else {
            Sponsor::Lost {
                contact: &IDS.contact,
                on: days_off(-9),
                how: SponsorLoss::Left,
            }
        }
    })
}

fn promises() -> impl Strategy<Value = Promises<'static>> {
    (
        0_u32..5,
        0_u32..5,
        0_u32..60_000,
        prop::option::of(-30_i32..30),
    )
        .prop_map(|(kept, broken, broken_weight, open)| Promises {
            kept,
            broken,
            broken_weight,
            open: open
                .map(|due| OpenCommitment {
                    commitment: &IDS.commitment,
                    owner: &IDS.manager,
                    due: days_off(due),
                    record: Position::FIRST,
                })
                .into_iter()
                .collect(),
        })
}

fn value() -> impl Strategy<Value = Value> {
    (0_i128..1_000_000, prop::option::of(-10_000_i32..30_000)).prop_map(|(minor, growth)| {
        let monthly = Money::from_minor(minor, tenure::Currency::USD).unwrap();
        Value {
            monthly: vec![monthly],
            before: Vec::new(),
            growth,
        }
    })
}

fn upcoming() -> impl Strategy<Value = Upcoming<'static>> {
    (1_i32..200, 0_i32..90, any::<bool>(), any::<bool>()).prop_map(
        |(days, notice, automatic, cancelled)| Upcoming {
            what: Renewing::Contract(&IDS.contract),
            on: days_off(days),
            notice_by: days_off(days - 1 - notice),
            automatic,
            cancelled,
            base: None,
        },
    )
}

fn opportunity() -> impl Strategy<Value = Reading<OpenOpportunity<'static>>> {
    let kind = prop::sample::select(vec![
        OpportunityKind::Upsell,
        OpportunityKind::CrossSell,
        OpportunityKind::Renewal,
    ]);
    let stage = prop::sample::select(vec![
        OpportunityStage::Identified,
        OpportunityStage::Qualified,
        OpportunityStage::Proposed,
        OpportunityStage::Negotiating,
    ]);
    (kind, stage, -30_i32..90, evidence()).prop_map(|(kind, stage, close, evidence)| Reading {
        value: OpenOpportunity {
            opportunity: &IDS.opportunity,
            kind,
            stage,
            monthly: "100.00 USD".parse().unwrap(),
            expected_close: days_off(close),
        },
        evidence,
    })
}

fn stage() -> impl Strategy<Value = StageHeld> {
    let stages = vec![
        Stage::Onboarding,
        Stage::Active,
        Stage::AtRisk,
        Stage::PastDue,
        Stage::PendingCancellation,
    ];
    (prop::sample::select(stages), 0_i32..200).prop_map(|(stage, days)| StageHeld {
        stage,
        since: days_off(-days),
    })
}

/// Any situation: every part there or not, and any number where it is.
pub(crate) fn any_situation() -> impl Strategy<Value = Situation<'static>> {
    let people = (
        reading(satisfaction()),
        reading(sponsor()),
        reading(promises()),
        reading(fit()),
    );
    let work = (
        prop::collection::vec(case(), 0..4),
        prop::collection::vec(opportunity(), 0..3),
        reading((0_i64..400).prop_map(|days| LastContact {
            on: days_off(-i32::try_from(days).unwrap()),
            days,
        })),
        prop::option::of(1_u16..120),
    );
    let money = (
        reading(value()),
        prop::collection::vec((upcoming(), evidence()), 0..2),
        prop::option::of(-10_000_i32..10_000),
        reading((1_i32..180).prop_map(|days| EndingDiscount {
            contract: &IDS.contract,
            discount: &IDS.discount,
            on: days_off(days),
        })),
    );
    let rest = (
        reading(stage()),
        reading((-60_i32..90).prop_map(days_off)),
        reading((-60_i32..90).prop_map(days_off)),
        any::<bool>(),
        reading((1_u8..=5).prop_map(|rating| ManagerRating {
            rating,
            by: &IDS.manager,
            on: days_off(-20),
        })),
    );
    (people, work, money, rest).prop_map(|(people, work, money, rest)| {
        let mut situation = Situation::blank(&IDS.account, on());
        (
            situation.satisfaction,
            situation.sponsor,
            situation.promises,
            situation.fit,
        ) = people;
        (
            situation.cases,
            situation.opportunities,
            situation.last_contact,
            situation.cadence_days,
        ) = work;
        situation.has_cases = !situation.cases.is_empty();
        let (value, upcoming, usage, discount) = money;
        situation.value = value;
        situation.upcoming = upcoming
            .into_iter()
            .map(|(value, evidence)| Reading { value, evidence })
            .collect();
        situation.usage_change = usage;
        situation.discount_ending = discount;
        let (stage, fit_review_due, advice_review_due, qualified, rating) = rest;
        situation.stage = stage;
        situation.fit_review_due = fit_review_due;
        situation.advice_review_due = advice_review_due;
        situation.advice_refused = (!qualified).then_some(AdviceRefusal::Nobody);
        situation.acting = Some(&IDS.manager);
        situation.rating = rating;
        situation
    })
}

fn mix(sales: bool) -> impl Strategy<Value = RoleMix> {
    let sales = if sales { 1_u32..50 } else { 0..1 };
    (sales, 0_u32..50, 1_u32..50, 0_u32..50, 0_u32..50).prop_map(|(a, b, c, d, e)| {
        RoleMix::from_weights(Role::ALL.into_iter().zip([a, b, c, d, e])).unwrap()
    })
}

/// Any policy that exists: any base, ramps, votes and targets within its rules.
pub(crate) fn any_policy() -> impl Strategy<Value = FocusPolicy> {
    let pulls: Vec<_> = Signal::ALL
        .into_iter()
        .map(|signal| {
            let ends = (-20_000_i32..20_000, 1_i32..20_000).prop_map(move |(from, width)| {
                let (low, high) = (from, from + width);
                let (zero, full) = if signal.rises() {
                    (low, high)
                } else {
                    (high, low)
                };
                Ramp::new(zero, full).unwrap()
            });
            // What sells more pulls to sales the most.
            let selling = RoleMix::from_weights([(Role::Sales, 99), (Role::Technical, 1)]).unwrap();
            let toward = if signal.aim() == SalesAim::Upsell {
                Just(selling).boxed()
            } else {
                mix(!signal.never_sells()).boxed()
            };
            let pull = (ends, 0_u16..40_000, toward);
            prop::option::weighted(0.8, pull).prop_map(move |pull| {
                pull.map(|(ramp, vote, toward)| (signal, Pull { ramp, vote, toward }))
            })
        })
        .collect();
    (mix(true), pulls).prop_map(|(base, pulls)| {
        let pulls = pulls.into_iter().flatten().collect();
        FocusPolicy::new(base, pulls, CaseSeverity::default()).unwrap()
    })
}
