//! The parts of a report by name.

use std::collections::BTreeMap;

use tenure::Month;
use tenure::retention::{self, SliceKey};

use super::{ALL, UNASSIGNED};
use crate::TableError;

/// The whole, then the slices by name. Fails where two of them would bear one name.
pub(crate) fn named<'a, T>(
    all: &'a T,
    slices: &'a BTreeMap<SliceKey, T>,
) -> Result<impl Iterator<Item = (&'a str, &'a T)>, TableError> {
    let mut by_name = BTreeMap::new();
    for (key, slice) in slices {
        let name = slice_name(key)?;
        if by_name.insert(name, slice).is_some() {
            return Err(unsuited(name, "another slice has this name; rename it"));
        }
    }
    Ok(std::iter::once((ALL, all)).chain(by_name))
}

/// A slice by its name. Fails where it is that of the whole.
pub(crate) fn slice_name(key: &SliceKey) -> Result<&str, TableError> {
    let name = match key {
        SliceKey::Manager(manager) => manager.as_str(),
        SliceKey::Segment(segment) => segment.as_str(),
        SliceKey::Unassigned => UNASSIGNED,
        _ => {
            return Err(unsuited(
                "",
                "a kind of slice that these tables cannot name",
            ));
        }
    };
    if name == ALL {
        return Err(unsuited(name, "it has the name of the whole; rename it"));
    }
    Ok(name)
}

/// Whole months from the beginning of a window to its end.
pub(crate) fn trailing_window(row: &retention::TrailingRow) -> i32 {
    Month::of(row.period.end()).months_since(Month::of(row.base.end()))
}

pub(crate) fn unsuited(slice: &str, reason: &'static str) -> TableError {
    TableError::Unsuited {
        slice: slice.to_owned(),
        reason,
    }
}
