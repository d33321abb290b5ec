//! The documented defaults are the ones in the code.

use serde_json::Value;
use tenure::staffing::StaffingPolicy;

/// Every leaf as `path value`.
fn leaves(prefix: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let path = if prefix.is_empty() {
                    field.clone()
                } else {
                    format!("{prefix}.{field}")
                };
                leaves(&path, value, found);
            }
        }
        Value::String(text) => found.push(format!("| `{prefix}` | {text} |")),
        other => found.push(format!("| `{prefix}` | {other} |")),
    }
}

#[test]
fn the_documented_default_is_the_default() {
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/staffing.md"
    ))
    .unwrap();
    let default = serde_json::to_value(StaffingPolicy::default()).unwrap();
    let mut rows = Vec::new();
    leaves("", &default, &mut rows);
    assert!(rows.len() > 30, "{}", rows.len());
    let missing: Vec<_> = rows
        .iter()
        .filter(|row| !page.contains(row.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "not in docs/staffing.md:\n{}",
        missing
            .iter()
            .map(|row| format!("{row}\n"))
            .collect::<String>()
    );
    let again: StaffingPolicy = serde_json::from_value(default).unwrap();
    assert_eq!(again, StaffingPolicy::default());
    assert_eq!(serde_json::from_str::<StaffingPolicy>("{}").unwrap(), again);
}

#[test]
fn policies_out_of_range_are_refused() {
    for (json, reason) in [
        (
            r#"{"costs":{"load_step":99}}"#,
            "`load_step` is 99; give from 100 to 10000",
        ),
        (
            r#"{"costs":{"value_points_per_millionth":10001}}"#,
            "give from 0 to 10000",
        ),
        (r#"{"costs":{"familiar_from_accounts":0}}"#, "nonzero"),
        (
            r#"{"shape":{"few_up_to":30,"many_from":30}}"#,
            "let many begin above few",
        ),
        (r#"{"surprise":1}"#, "unknown field"),
        (
            r#"{"effort":{"contact_every_days":{"otherwise":0,"segments":{}}}}"#,
            "nonzero",
        ),
    ] {
        let error = serde_json::from_str::<StaffingPolicy>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(reason), "{json}: {error}");
    }
}
