//! Large lists in huge pages. Nothing depends on it but time.
//!
//! The system hands out new memory in pages of some kilobytes, each when it is first written to, and the processor has the places of a
//! few thousand pages at hand. A list of many megabytes in pages of two megabytes each is made sooner, and read sooner out of order.

use std::mem::size_of;
use std::ops::{Deref, DerefMut};

use kevy_madvise::advise_hugepage;

/// A list shorter than this, in bytes, may well have no huge page within it.
const LEAST_BYTES: usize = 1 << 22;

/// How many entries a list has room for when it gets its first.
const FIRST_ROOM: usize = 64;

/// Asks for huge pages for all that a list has room for. What has been written to before stays where it is.
fn advise<T>(list: &Vec<T>) {
    let bytes = list.capacity().saturating_mul(size_of::<T>());
    if bytes >= LEAST_BYTES {
        advise_hugepage(list.as_ptr().cast(), bytes);
    }
}

/// An empty list with room for so many entries.
pub(crate) fn with_room<T>(entries: usize) -> Vec<T> {
    let list = Vec::with_capacity(entries);
    advise(&list);
    list
}

/// So many zeros, or what else the default is. Zeros are not written: new memory has them.
pub(crate) fn zeros<T: Clone + Default>(entries: usize) -> Vec<T> {
    let list = vec![T::default(); entries];
    advise(&list);
    list
}

/// A list that grows and lies in huge pages once it is large. It is copied where it has no room left: what the system moves instead of
/// copying lies in small pages afterwards.
#[derive(Debug)]
pub(crate) struct HugePageVec<T>(Vec<T>);

impl<T: Copy> HugePageVec<T> {
    pub(crate) fn with_room(entries: usize) -> Self {
        Self(with_room(entries))
    }

    #[inline]
    pub(crate) fn push(&mut self, entry: T) {
        if self.0.len() == self.0.capacity() {
            self.make_room(self.0.len().saturating_mul(2).max(FIRST_ROOM));
        }
        self.0.push(entry);
    }

    /// Moves to where there is room for so many entries in all.
    #[cold]
    pub(crate) fn make_room(&mut self, entries: usize) {
        let mut roomier = with_room(entries);
        roomier.extend_from_slice(&self.0);
        self.0 = roomier;
    }
}

impl<T> Default for HugePageVec<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Clone for HugePageVec<T> {
    fn clone(&self) -> Self {
        let mut list = with_room(self.0.len());
        list.extend_from_slice(&self.0);
        Self(list)
    }
}

impl<T> Deref for HugePageVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for HugePageVec<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}
