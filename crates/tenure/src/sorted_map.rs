//! A map for a handful of entries.

use std::borrow::Borrow;

/// Keys with their values, in the order of the keys.
///
/// An account has a few contacts, contracts and cases, and a tenant has many accounts: a map of them takes the room of its entries and
/// no more, where a node of a B-tree takes that of eleven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SortedMap<K, V> {
    /// Each key once, rising.
    entries: Vec<(K, V)>,
}

impl<K, V> SortedMap<K, V> {
    pub(crate) const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Changes every value, and drops those that are not to be kept.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut V) -> bool) {
        self.entries.retain_mut(|(_, value)| keep(value));
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.entries.get(place).map(|(_, value)| value)
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.entries
            .binary_search_by(|(other, _)| other.borrow().cmp(key))
    }
}

impl<K: Ord + Clone, V: Default> SortedMap<K, V> {
    /// The value of a key, which is a new one if there was none.
    pub(crate) fn get_or_default(&mut self, key: &K) -> &mut V {
        let place = match self.place(key) {
            Ok(place) => place,
            Err(place) => {
                make_room(&mut self.entries);
                self.entries.insert(place, (key.clone(), V::default()));
                place
            }
        };
        #[expect(
            clippy::indexing_slicing,
            reason = "the entry was found or put at this very place"
        )]
        &mut self.entries[place].1
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Room for one more: twice as much as there is, beginning with one. Most lists of an account stay at one or two entries, and there are a
/// great many of them.
pub(crate) fn make_room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len().max(1));
    }
}
