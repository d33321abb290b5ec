//! Two conventions field by field, through their serialised form: whatever a convention has, it is compared.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::convention::Convention;

type Fields = serde_json::Map<String, Value>;

/// A definition in which two conventions differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) field: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// The part of a convention that has fields of its own; each of them is a definition, named `recurring.churn` and so on.
const WHOLE: &str = "recurring";

fn fields(convention: &Convention) -> Fields {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(convention) else {
        // Every convention is an object.
        return Fields::new();
    };
    if let Some(Value::Object(parts)) = fields.remove(WHOLE) {
        fields.extend(
            parts
                .into_iter()
                .map(|(name, value)| (format!("{WHOLE}.{name}"), value)),
        );
    }
    fields
}

fn convention(fields: &Fields) -> Option<Convention> {
    let (mut whole, mut parts) = (Fields::new(), Fields::new());
    for (name, value) in fields {
        match name
            .strip_prefix(WHOLE)
            .and_then(|part| part.strip_prefix('.'))
        {
            Some(part) => parts.insert(part.to_owned(), value.clone()),
            None => whole.insert(name.clone(), value.clone()),
        };
    }
    whole.insert(WHOLE.to_owned(), Value::Object(parts));
    // Fields stand for themselves, so any mixture is a convention.
    serde_json::from_value(Value::Object(whole)).ok()
}

/// As it would be written, a name without its quotes.
fn written(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        other => other.to_string(),
    }
}

/// The definitions that differ, by the names of their fields.
pub(super) fn changed(from: &Convention, to: &Convention) -> Vec<Changed> {
    let (from, to) = (fields(from), fields(to));
    let names: BTreeMap<&String, ()> = from.keys().chain(to.keys()).map(|key| (key, ())).collect();
    let differing = names.into_keys().filter_map(|name| {
        let (before, after) = (
            from.get(name).unwrap_or(&Value::Null),
            to.get(name).unwrap_or(&Value::Null),
        );
        (before != after).then(|| Changed {
            field: name.clone(),
            from: written(before),
            to: written(after),
        })
    });
    differing.collect()
}

impl Convention {
    /// The way from this convention to another, one definition at a time, by the names of their fields: this one first, the
    /// other last, each differing from the one before in one definition.
    ///
    /// Explaining a figure under each of them, and then the [difference along](super::Difference::along) these, tells how much of it
    /// every single definition makes. What a definition makes depends on those before it, so the order is part of the answer.
    ///
    /// ```
    /// use tenure::retention::{Convention, Credit, NetMethod};
    ///
    /// let to = Convention { net: NetMethod::Bridge, credit: Credit::HolderAtOpening, ..Convention::default() };
    /// let way = Convention::default().one_by_one(&to);
    /// assert_eq!(way.len(), 3);
    /// assert_eq!(way[1], Convention { credit: Credit::HolderAtOpening, ..Convention::default() });
    /// assert_eq!(way[2], to);
    /// ```
    #[must_use]
    pub fn one_by_one(&self, to: &Self) -> Vec<Self> {
        let target = fields(to);
        let mut at = fields(self);
        let mut way = vec![self.clone()];
        for changed in changed(self, to) {
            match target.get(&changed.field) {
                Some(value) => at.insert(changed.field, value.clone()),
                None => at.remove(&changed.field),
            };
            way.extend(convention(&at).filter(|step| way.last() != Some(step)));
        }
        if way.last() != Some(to) {
            way.push(to.clone());
        }
        way
    }
}
