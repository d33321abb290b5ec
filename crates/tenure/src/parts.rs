//! Parts of one kind by their key.

use std::borrow::Borrow;

use crate::fetch::{self, Fetch};
use crate::timeline::make_room;

/// How many parts stand in one row: what an insertion may have to move.
const ROW: usize = 64;

/// A map in the order of its keys, for the many kinds of things that belong to an account or to the directory.
///
/// It does what they need of a [`BTreeMap`](std::collections::BTreeMap) with a sixth of the code, and that code is there once for
/// each kind of part. Most accounts have a handful of each, which then stand side by side.
#[derive(Clone, Debug)]
pub(crate) struct Parts<K, P> {
    /// The first row, which for most is the only one: it is read without going by way of a list of rows. Empty only where there is no
    /// part at all.
    first: Vec<(K, P)>,
    /// Further rows by their keys, none of them empty.
    more: Option<Box<Rows<K, P>>>,
}

type Row<K, P> = Vec<(K, P)>;

#[derive(Clone, Debug)]
struct Rows<K, P>(Vec<Row<K, P>>);

impl<K, P> Parts<K, P> {
    /// Without any part.
    pub(crate) const fn new() -> Self {
        Self {
            first: Vec::new(),
            more: None,
        }
    }

    /// Every part by its key, in the order of the keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &P)> {
        self.all().map(|(key, part)| (key, part))
    }

    /// The keys in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.all().map(|(key, _)| key)
    }

    /// The parts in the order of their keys.
    pub(crate) fn values(&self) -> impl Iterator<Item = &P> + Clone {
        self.all().map(|(_, part)| part)
    }

    /// Keeps the parts for which this holds.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&mut P) -> bool) {
        self.first.retain_mut(|(_, part)| keeps(part));
        let Some(Rows(more)) = self.more.as_deref_mut() else {
            return;
        };
        for row in &mut *more {
            row.retain_mut(|(_, part)| keeps(part));
        }
        more.retain(|row| !row.is_empty());
        if self.first.is_empty() && !more.is_empty() {
            self.first = more.remove(0);
        }
    }

    fn all(&self) -> impl Iterator<Item = &(K, P)> + Clone {
        self.first.iter().chain(self.further().iter().flatten())
    }

    /// The rows after the first.
    fn further(&self) -> &[Row<K, P>] {
        self.more.as_deref().map_or(&[], |Rows(more)| more)
    }
}

impl<K: Ord, P> Parts<K, P> {
    /// The part with a key.
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&P>
    where
        K: Borrow<Q>,
    {
        let (row, at) = self.place(key);
        Some(&self.row(row)?.get(at.ok()?)?.1)
    }

    /// Whether there is a part with a key.
    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).1.is_ok()
    }

    /// The part with a key, there or new.
    #[expect(
        clippy::indexing_slicing,
        reason = "the place was found or filled just above"
    )]
    pub(crate) fn or_default(&mut self, key: K) -> &mut P
    where
        P: Default,
    {
        let (row, at) = match self.place(&key) {
            (row, Ok(at)) => (row, at),
            (row, Err(at)) => {
                let (row, at) = self.split_where_full(row, at);
                let parts = self.row_mut(row);
                make_room(parts);
                parts.insert(at, (key, P::default()));
                (row, at)
            }
        };
        &mut self.row_mut(row)[at].1
    }

    /// A row that there is.
    #[expect(
        clippy::indexing_slicing,
        reason = "only asked for rows that there are"
    )]
    fn row_mut(&mut self, row: usize) -> &mut Row<K, P> {
        match (row.checked_sub(1), &mut self.more) {
            (Some(later), Some(more)) => &mut more.0[later],
            _ => &mut self.first,
        }
    }

    /// A row by its number.
    fn row(&self, row: usize) -> Option<&Row<K, P>> {
        match row.checked_sub(1) {
            None => Some(&self.first),
            Some(later) => self.further().get(later),
        }
    }

    /// The row in which a key stands or belongs, and its place there: found, or where it belongs.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: Borrow<Q>,
    {
        let begins_before = |parts: &Row<K, P>| {
            parts
                .first()
                .is_some_and(|(first, _)| first.borrow() <= key)
        };
        // Before the first row there is none, so that row needs no comparison.
        let row = self.further().partition_point(begins_before);
        let at = match self.row(row) {
            Some(parts) => parts.binary_search_by(|(other, _)| other.borrow().cmp(key)),
            None => Err(0),
        };
        (row, at)
    }

    /// Where the place is once there is room in its row: a row that is full passes its end on to a new one.
    fn split_where_full(&mut self, row: usize, at: usize) -> (usize, usize) {
        let parts = self.row_mut(row);
        if parts.len() < ROW {
            return (row, at);
        }
        // What comes in order leaves full rows behind it, not half full ones.
        let kept = if at == ROW { ROW } else { ROW / 2 };
        let rest = parts.split_off(kept);
        // The row after this one is that of this number among the further ones.
        let more = self.more.get_or_insert_with(|| Box::new(Rows(Vec::new())));
        more.0.insert(row, rest);
        match at.checked_sub(kept) {
            Some(at) => (row.saturating_add(1), at),
            None => (row, at),
        }
    }
}

impl<K, P> Default for Parts<K, P> {
    fn default() -> Self {
        Self::new()
    }
}

/// Equal parts under equal keys, in whatever rows they stand.
impl<K: PartialEq, P: PartialEq> PartialEq for Parts<K, P> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Eq, P: Eq> Eq for Parts<K, P> {}

/// The first row, which for most is the only one.
impl<K, P: Fetch> Fetch for Parts<K, P> {
    #[inline]
    fn fetch(&self, steps: usize) {
        match steps {
            0 => fetch::place(self),
            1 => fetch::list(&self.first),
            // The place of each is in the list.
            _ => self
                .first
                .iter()
                .for_each(|(_, part)| part.fetch(steps - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equals_an_ordered_map(keys in proptest::collection::vec(0_u16..700, 0..600), gone in 1_u16..9) {
            let mut parts: Parts<u16, Vec<u16>> = Parts::new();
            let mut model: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
            for (at, key) in (0_u16..).zip(&keys) {
                parts.or_default(*key).push(at);
                model.entry(*key).or_default().push(at);
            }
            let same = |parts: &Parts<u16, Vec<u16>>, model: &BTreeMap<u16, Vec<u16>>| {
                parts.iter().eq(model.iter()) && parts.keys().eq(model.keys()) && parts.values().eq(model.values())
            };
            prop_assert!(same(&parts, &model));
            for key in 0..=700 {
                prop_assert_eq!(parts.get(&key), model.get(&key));
                prop_assert_eq!(parts.contains_key(&key), model.contains_key(&key));
            }
            let rows: Vec<_> = std::iter::once(&parts.first).chain(parts.further()).map(Vec::len).collect();
            prop_assert!(rows == [0] || rows.iter().all(|length| (1..=ROW).contains(length)));

            let mut sorted: Parts<u16, Vec<u16>> = Parts::new();
            for (key, part) in &model {
                sorted.or_default(*key).clone_from(part);
            }
            prop_assert_eq!(&sorted, &parts);

            parts.retain(|part| part.first().is_some_and(|at| at % gone != 0));
            model.retain(|_, part| part.first().is_some_and(|at| at % gone != 0));
            prop_assert!(same(&parts, &model));
            prop_assert_eq!(parts == sorted, keys.is_empty());
            for key in keys {
                parts.or_default(key).push(0);
                model.entry(key).or_default().push(0);
            }
            prop_assert!(same(&parts, &model));
        }
    }
}
