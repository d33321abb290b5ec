//! Roles and how much of each.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tenure::{BasisPoints, Role, RoleMix, RoleMixError};

fn points(given: u16) -> BasisPoints {
    BasisPoints::new(given).unwrap()
}

fn any_weights() -> impl Strategy<Value = BTreeMap<Role, u32>> {
    prop::collection::btree_map(prop::sample::select(Role::ALL.to_vec()), 0_u32.., 1..=5)
        .prop_filter("no weight", |weights| {
            weights.values().any(|weight| *weight > 0)
        })
}

#[test]
fn parts_that_are_no_whole_are_no_mix() {
    let short = RoleMix::new([(Role::Sales, points(9_999))]);
    assert_eq!(short, Err(RoleMixError::NotWhole { sum: 9_999 }));
    let long = RoleMix::new([(Role::Sales, points(10_000)), (Role::Support, points(1))]);
    assert_eq!(long, Err(RoleMixError::NotWhole { sum: 10_001 }));
    let twice = RoleMix::new([(Role::Sales, points(5_000)), (Role::Sales, points(5_000))]);
    assert_eq!(twice, Err(RoleMixError::Repeated { role: Role::Sales }));
    assert_eq!(
        RoleMix::from_weights([(Role::Sales, 0)]),
        Err(RoleMixError::NoWeight)
    );
}

#[test]
fn the_wire_form_goes_through_the_constructor() {
    let json = r#"{"sales":2500,"relationship":7500}"#;
    let mix: RoleMix = serde_json::from_str(json).unwrap();
    assert_eq!(mix.part(Role::Relationship), points(7_500));
    assert_eq!(serde_json::to_string(&mix).unwrap(), json);
    let error = serde_json::from_str::<RoleMix>(r#"{"sales":2500}"#).unwrap_err();
    assert!(error.to_string().contains("add up to 2500"), "{error}");
    assert!(serde_json::from_str::<RoleMix>(r#"{"sales":10001}"#).is_err());
    assert!(serde_json::from_str::<RoleMix>(r#"{"juggler":10000}"#).is_err());
}

#[test]
fn a_role_with_no_part_is_not_in_the_mix() {
    let with_nothing = RoleMix::new([
        (Role::Sales, BasisPoints::WHOLE),
        (Role::Support, BasisPoints::ZERO),
    ]);
    assert_eq!(with_nothing, Ok(RoleMix::only(Role::Sales)));
}

#[test]
fn the_wire_name_is_the_shown_name() {
    for role in Role::ALL {
        let json = serde_json::to_string(&role).unwrap();
        assert_eq!(json, format!("\"{role}\""));
    }
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/role.txt")))]

    /// The parts add up, and each is within one basis point of its exact share.
    #[test]
    fn weights_give_a_whole(weights in any_weights()) {
        let mix = RoleMix::from_weights(weights.clone()).unwrap();
        let total: u128 = weights.values().map(|weight| u128::from(*weight)).sum();
        prop_assert_eq!(mix.parts().map(|(_, part)| u32::from(part.get())).sum::<u32>(), 10_000);
        for (role, weight) in &weights {
            let exact = u128::from(*weight) * 10_000;
            let given = u128::from(mix.part(*role).get()) * total;
            prop_assert!(exact.abs_diff(given) < total, "{role} of {mix:?}");
        }
    }

    #[test]
    fn only_the_proportion_of_weights_matters(weights in any_weights(), times in 1_u32..1_000) {
        let small: BTreeMap<_, _> = weights.iter().map(|(role, weight)| (*role, weight / 1_000)).collect();
        prop_assume!(small.values().any(|weight| *weight > 0));
        let large: BTreeMap<_, _> = small.iter().map(|(role, weight)| (*role, weight * times)).collect();
        prop_assert_eq!(RoleMix::from_weights(small), RoleMix::from_weights(large));
    }

    #[test]
    fn a_mix_is_the_mix_of_its_parts(weights in any_weights()) {
        let mix = RoleMix::from_weights(weights).unwrap();
        let again = RoleMix::from_weights(mix.parts().map(|(role, part)| (role, u32::from(part.get()))));
        prop_assert_eq!(again.as_ref(), Ok(&mix));
        prop_assert_eq!(RoleMix::new(mix.parts()), Ok(mix.clone()));
        let json = serde_json::to_string(&mix).unwrap();
        prop_assert_eq!(serde_json::from_str::<RoleMix>(&json).unwrap(), mix);
    }
}
