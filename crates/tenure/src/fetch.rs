//! Asks the memory for what will be read soon, so that it need not be waited for. Nothing depends on it but time.

use std::mem::size_of;
use std::slice;

use prefetch_index::prefetch_index;

/// What comes from memory at once, in bytes.
const LINE: usize = 64;

/// The most that is asked for of one list, in lines: a longer one is hardly read whole, and would drive out what was asked for before.
const MOST: usize = 16;

/// What lies in several places, one leading to the next.
pub(crate) trait Fetch {
    /// Asks for what this many steps lead to: none for its own place, one for its list, two for the lists of what is in that list. What is
    /// on the way is read, and should have been asked for some time before.
    fn fetch(&self, steps: usize);
}

/// Asks for the place where something small lies.
#[inline]
pub(crate) fn place<T>(of: &T) {
    prefetch_index(slice::from_ref(of), 0);
}

/// What [`Fetch`] does for something that leads to a list of its own and no further.
#[inline]
pub(crate) fn listed<P, T>(of: &P, entries: &[T], steps: usize) {
    match steps {
        0 => place(of),
        1 => list(entries),
        _ => {}
    }
}

/// Asks for an entry of a list.
#[inline]
pub(crate) fn entry<T>(entries: &[T], at: usize) {
    prefetch_index(entries, at);
}

/// Asks for the beginning of a text.
#[inline]
pub(crate) fn text(of: &str) {
    entry(of.as_bytes(), 0);
}

/// Asks for a list, of a long one for its end: most questions are about the latest entries.
#[inline]
pub(crate) fn list<T>(entries: &[T]) {
    let a_line = LINE.checked_div(size_of::<T>()).unwrap_or(LINE).max(1);
    let backwards = (0..entries.len()).rev().step_by(a_line).take(MOST);
    backwards.for_each(|at| prefetch_index(entries, at));
}
