//! The settings of a host.

use tenure::policy::{
    ContactCadence, FitReviewRules, Policy, PolicyTopic, RoleRequirements, ServiceLevels,
    ServiceTarget, Workload,
};
use tenure::{Command, Role};

use super::capacity::adopt_calendar;
use super::directory::{also, given, refused, withdraw};
use super::{day, name};

fn adopt(policy: &str, month: u32) -> Command {
    Command::AdoptPolicy {
        policy: serde_json::from_str(policy).unwrap(),
        on: day(month, 1),
    }
}

fn cadence(days: u16) -> String {
    format!(r#"{{"contact_cadence":{{"days":{{"otherwise":{days},"segments":{{}}}}}}}}"#)
}

const SERVICE_LEVELS: &str = r#"{"service_levels":{"calendar":"office",
    "low":{"first_response_minutes":960,"next_response_minutes":960,"resolution_minutes":9600},
    "normal":{"first_response_minutes":480,"next_response_minutes":480,"resolution_minutes":4800},
    "high":{"first_response_minutes":120,"next_response_minutes":120,"resolution_minutes":960},
    "urgent":{"first_response_minutes":30,"next_response_minutes":60,"resolution_minutes":480}}}"#;

#[test]
fn a_past_day_is_judged_by_the_policy_of_that_day() {
    let book = given(&[adopt(&cadence(90), 2), adopt(&cadence(30), 6)]);
    let days = |month| match book
        .directory()
        .policy_on(&PolicyTopic::ContactCadence, day(month, 1))
    {
        Some(Policy::ContactCadence(cadence)) => Some(cadence.days.of(None).get()),
        _ => None,
    };
    assert_eq!([1, 2, 5, 6].map(days), [None, Some(90), Some(90), Some(30)]);
}

#[test]
fn service_levels_name_a_calendar_that_is_known() {
    let mut book = given(&[]);
    assert_eq!(
        refused(&book, &adopt(SERVICE_LEVELS, 2)),
        "the working calendar `office` is not adopted on 2026-02-01; adopt it from that day or earlier"
    );
    also(
        &mut book,
        &[
            adopt_calendar("office", 1, r#"{"monday":["09:00-17:00"]}"#),
            adopt(SERVICE_LEVELS, 2),
        ],
    );
    assert_eq!(
        refused(&book, &withdraw(1)),
        "record 2 builds on record 1; withdraw it first"
    );
    let calendar = book
        .directory()
        .working_calendar_on(&name("office"), day(2, 1));
    assert_eq!(calendar.unwrap().minutes_of_week(), 480);
}

#[test]
fn a_policy_said_again_for_another_day_is_another_fact() {
    let mut book = given(&[adopt(&cadence(90), 1)]);
    let again = adopt(&cadence(90), 1);
    assert!(
        tenure::decide::decide(&book, &again).unwrap().is_empty(),
        "for the same day it is so already"
    );
    // Confirmed for March, and only then something else was recorded for February: March stands.
    also(&mut book, &[adopt(&cadence(90), 3), adopt(&cadence(30), 2)]);
    let in_order = given(&[
        adopt(&cadence(90), 1),
        adopt(&cadence(30), 2),
        adopt(&cadence(90), 3),
    ]);
    for month in 1..=4 {
        let policy = |book: &tenure::Book| {
            let policies = book.directory();
            policies
                .policy_on(&PolicyTopic::ContactCadence, day(month, 1))
                .cloned()
        };
        assert_eq!(policy(&book), policy(&in_order));
    }
}

#[test]
fn what_is_no_policy_is_refused_where_it_enters() {
    fn refuses<T: serde::de::DeserializeOwned>(json: &str) {
        assert!(serde_json::from_str::<T>(json).is_err(), "{json}");
    }
    refuses::<ContactCadence>(r#"{"days":{"otherwise":0,"segments":{}}}"#);
    refuses::<ContactCadence>(r#"{"days":{"otherwise":9,"segments":{"a":0}}}"#);
    refuses::<Workload>(
        r#"{"minutes_per_week":{"otherwise":9,"segments":{}},"full_at_basis_points":10001}"#,
    );
    refuses::<FitReviewRules>(r#"{"days_after_sale":30}"#);
    refuses::<ServiceLevels>(r#"{"calendar":"office"}"#);
    refuses::<ServiceTarget>(
        r#"{"first_response_minutes":60,"next_response_minutes":0,"resolution_minutes":960}"#,
    );
    refuses::<RoleRequirements>(
        r#"{"role":"financial_advisory","proficiency":"expert","qualifications":[],"verified":true}"#,
    );
    let target =
        r#"{"first_response_minutes":60,"next_response_minutes":60,"resolution_minutes":59}"#;
    let error = serde_json::from_str::<ServiceTarget>(target).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the resolution is due after 59 minutes, before the first response after 60"),
        "{error}"
    );
}

#[test]
fn policies_of_different_topics_stand_beside_each_other() {
    let requires = |role: &str| {
        format!(
            r#"{{"role_requirements":{{"role":"{role}","proficiency":"competent","qualifications":[],"verified":false}}}}"#
        )
    };
    let book = given(&[adopt(&requires("sales"), 1), adopt(&requires("support"), 2)]);
    let required = |role| {
        book.directory()
            .role_requirements_on(role, day(3, 1))
            .is_some()
    };
    assert_eq!(
        [Role::Sales, Role::Support, Role::Technical].map(required),
        [true, true, false]
    );
}
