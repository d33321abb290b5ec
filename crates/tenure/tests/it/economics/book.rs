//! The economics of a whole book: what serving it costs, and where the next hour is worth most.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use proptest::prelude::*;
use tenure::economics::{
    Chance, EconomicsError, ExactAmount, Extent, KeepOrReplace, ReplacementStep, ResponseCurve,
    Service, cost_to_serve, expected_loss, next_steps, value_at_risk,
};
use tenure::{AccountId, BasisPoints, ManagerId, Money, Name, Ratio};

use super::{cents, margin, of, usd};

const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/regressions/economics_of_a_book.txt"
);

fn service(account: u8, manager: Option<u8>, minutes: u64, hour: i128, direct: i128) -> Service {
    Service {
        account: AccountId::new(format!("a-{account}")).unwrap(),
        manager: manager.map(|manager| ManagerId::new(format!("m-{manager}")).unwrap()),
        segment: (account % 3 > 0).then(|| Name::new(format!("s-{}", account % 3)).unwrap()),
        minutes,
        cost_per_hour: cents(hour),
        direct_cost: cents(direct),
    }
}

/// A curve with these rises, sorted so that it never gets steeper.
fn curve(start: u16, mut rises: Vec<u16>, width: u32) -> ResponseCurve {
    rises.sort_unstable_by(|a, b| b.cmp(a));
    let mut kept = start;
    let mut points = vec![(0, BasisPoints::new(start).unwrap())];
    for (place, rise) in rises.into_iter().enumerate() {
        kept = (kept + rise).min(10_000);
        points.push(((place as u32 + 1) * width, BasisPoints::new(kept).unwrap()));
    }
    // Cut at the whole, the last rise is lower still.
    ResponseCurve::new(points).unwrap()
}

prop_compose! {
    fn chance()(
        value in 0_i128..1_000_000, start in 0_u16..9_000,
        rises in prop::collection::vec(0_u16..2_000, 0..4), width in 1_u32..90, spent in 0_u32..60,
    ) -> Chance {
        Chance {
            account: AccountId::new("a").unwrap(),
            value: ExactAmount::from(cents(value)),
            curve: curve(start, rises, width),
            spent_minutes: spent,
        }
    }
}

/// The most that so many steps can keep, tried out one way after the other.
fn most(book: &[Chance], steps: u32, step: u32) -> Ratio {
    let Some((first, rest)) = book.split_first() else {
        return of(0, 1);
    };
    (0..=steps)
        .map(|here| {
            let kept = |minutes| {
                let part = first.curve.kept_at(minutes);
                let value = first.value.minor_units();
                of(
                    part.numerator() * value.numerator(),
                    part.denominator() * value.denominator(),
                )
            };
            let (now, then) = (
                kept(first.spent_minutes),
                kept(first.spent_minutes + here * step),
            );
            let rest = most(rest, steps - here, step);
            add(add(then, of(-now.numerator(), now.denominator())), rest)
        })
        .max()
        .unwrap()
}

fn add(a: Ratio, b: Ratio) -> Ratio {
    // Denominators are products of ten thousand and a few widths, so they are small once reduced.
    let reduce = |ratio: Ratio| {
        let mut divisors = (
            ratio.numerator().unsigned_abs(),
            ratio.denominator().unsigned_abs(),
        );
        while divisors.1 != 0 {
            divisors = (divisors.1, divisors.0 % divisors.1);
        }
        let divisor = divisors.0.max(1) as i128;
        (ratio.numerator() / divisor, ratio.denominator() / divisor)
    };
    let ((a_top, a_bottom), (b_top, b_bottom)) = (reduce(a), reduce(b));
    of(a_top * b_bottom + b_top * a_bottom, a_bottom * b_bottom)
}

proptest! {
    #![proptest_config(crate::config(CONFIG))]

    #[test]
    fn costs_to_serve_add_up_three_times(
        rows in prop::collection::vec((0_u8..9, prop::option::of(0_u8..4), 0_u64..10_000, 0_i128..20_000, 0_i128..100_000), 1..30),
    ) {
        let services: Vec<_> = rows.iter().map(|(account, manager, minutes, hour, direct)| {
            service(*account, *manager, *minutes, *hour, *direct)
        }).collect();
        let costs = cost_to_serve(&services).unwrap().unwrap();
        let expected: i128 = rows.iter().map(|(_, _, minutes, hour, direct)| i128::from(*minutes) * hour + 60 * direct).sum();
        prop_assert_eq!(costs.all.total.minor_units(), of(expected, 60));
        let sum = |parts: Vec<ExactAmount>| parts.iter().fold(of(0, 1), |sum, part| add(sum, part.minor_units()));
        prop_assert_eq!(sum(costs.by_account.values().map(|cost| cost.total).collect()), of(expected, 60));
        prop_assert_eq!(sum(costs.by_manager.values().map(|cost| cost.total).collect()), of(expected, 60));
        prop_assert_eq!(sum(costs.by_segment.values().map(|cost| cost.total).collect()), of(expected, 60));
        prop_assert_eq!(add(costs.all.time.minor_units(), costs.all.direct.minor_units()), of(expected, 60));
        let accounts: BTreeSet<_> = services.iter().map(|service| &service.account).collect();
        prop_assert!(accounts.into_iter().eq(costs.by_account.keys()));
    }

    #[test]
    fn no_other_way_to_spend_the_time_keeps_more(
        chances in prop::collection::vec(chance(), 0..4), step in 1_u32..70, steps in 0_u32..6,
    ) {
        let mut book = chances;
        for (place, chance) in book.iter_mut().enumerate() {
            chance.account = AccountId::new(format!("a-{place}")).unwrap();
        }
        let length = NonZeroU32::new(step).unwrap();
        let found = next_steps(&book, steps * step, length).unwrap();
        let kept = found.last().map_or(of(0, 1), |last| last.gain_so_far.minor_units());
        prop_assert_eq!(kept, most(&book, steps, step));
        prop_assert!(found.is_sorted_by(|a, b| a.gain >= b.gain));
        let sum = found.iter().fold(of(0, 1), |sum, step| add(sum, step.gain.minor_units()));
        prop_assert_eq!(sum, kept);
        book.reverse();
        prop_assert_eq!(next_steps(&book, steps * step, length).unwrap(), found);
    }

    #[test]
    fn a_curve_never_falls_and_never_gets_steeper(chance in chance(), minute in 0_u32..400) {
        let kept = |minute| chance.curve.kept_at(minute);
        let (a, b, c) = (kept(minute), kept(minute + 1), kept(minute + 2));
        prop_assert!(a <= b && b <= c && c <= of(1, 1));
        prop_assert!(add(a, c) <= add(b, b));
    }
}

#[test]
fn a_curve_that_is_none_says_where() {
    let curve = |json: &str| {
        serde_json::from_str::<ResponseCurve>(json)
            .unwrap_err()
            .to_string()
    };
    assert!(curve("[]").starts_with("the curve has no point at minute 0"));
    assert!(curve("[[5,100]]").starts_with("the curve has no point at minute 0"));
    assert!(curve("[[0,1],[0,2]]").starts_with("the point at minute 0 does not come after"));
    assert!(curve("[[0,9],[60,8]]").starts_with("less is kept at minute 60"));
    assert!(curve("[[0,0],[60,10],[120,21]]").starts_with("the curve gets steeper at minute 60"));
    assert!(curve("[[0,10001]]").starts_with("10001 basis points are more than a whole"));
    let flat: ResponseCurve = serde_json::from_str("[[0,0],[60,10],[120,20]]").unwrap();
    assert_eq!(
        serde_json::to_string(&flat).unwrap(),
        "[[0,0],[60,10],[120,20]]"
    );
}

#[test]
fn costs_and_values_are_refused_below_zero_and_in_two_currencies() {
    let negative = cost_to_serve(&[service(1, None, 1, -1, 0)]).unwrap_err();
    assert!(
        negative
            .to_string()
            .starts_with("the cost of an hour is -0.01 USD, below zero")
    );
    let mut foreign = service(1, None, 60, 100, 0);
    foreign.direct_cost = Money::zero(tenure::Currency::EUR);
    assert!(matches!(
        cost_to_serve(&[foreign]),
        Err(EconomicsError::Money(_))
    ));
    assert_eq!(cost_to_serve(&[]).unwrap(), None);
    let served = cost_to_serve(&[service(1, None, 60, 100, 0)])
        .unwrap()
        .unwrap();
    assert_eq!(served.all.part_of(usd("0")).unwrap(), None);
    assert_eq!(served.all.part_of(usd("4")).unwrap(), Some(of(1, 4)));
    assert!(value_at_risk(usd("-1"), margin(8_000), 1).is_err());
    let value = value_at_risk(usd("100"), margin(8_000), 0).unwrap();
    assert_eq!(value.to_string(), "0.00 USD");
    assert!(expected_loss(value, of(3, 2)).is_err());
    let hour = NonZeroU32::new(60).unwrap();
    assert_eq!(next_steps(&[], 600, hour).unwrap(), []);
}

#[test]
fn replacing_by_steps_of_what_acquisition_won() {
    let stake = KeepOrReplace {
        at_stake_monthly: usd("3000"),
        accounts_at_stake: 20,
        acquisition_cost: usd("90000"),
        acquired_monthly: usd("7500"),
    };
    let rows = stake
        .sensitivity(ReplacementStep::Acquired(usd("7500")), -1..=1)
        .unwrap();
    let spends: Vec<_> = rows.iter().map(|row| row.figure.unwrap()).collect();
    assert_eq!(spends[0], Extent::Unbounded); // nothing won
    assert_eq!(spends[1], Extent::Bounded(usd("1800").into()));
    assert_eq!(spends[2], Extent::Bounded(usd("900").into()));
    assert!(
        stake
            .sensitivity(ReplacementStep::Acquired(usd("7500")), -2..=0)
            .is_err()
    );
    let dearer = stake
        .sensitivity(ReplacementStep::AcquisitionCost(usd("45000")), 1..=1)
        .unwrap();
    assert_eq!(dearer[0].figure, Some(Extent::Bounded(usd("2700").into())));
}
