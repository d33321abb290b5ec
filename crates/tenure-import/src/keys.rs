//! Columns of short texts without an allocation each, and what stands in them more than once.

use std::hash::{BuildHasher, Hasher};
use std::thread;

use foldhash::quality::RandomState;

/// No text: for an entry without one.
pub(crate) const NONE: u32 = u32::MAX;

/// Hashes texts. Keyed anew for every import, so that no file can be written to collide; no result depends on the key.
#[derive(Debug, Default)]
pub(crate) struct KeyHasher(RandomState);

impl KeyHasher {
    /// Half a hash: enough to tell texts apart that are then compared, at half the memory.
    fn hash(&self, text: &str) -> u32 {
        let mut hasher = self.0.build_hasher();
        hasher.write(text.as_bytes());
        (hasher.finish() >> 32) as u32
    }
}

/// A column of texts in one piece of memory. A text is never empty; an empty entry has none.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    text: String,
    ends: Vec<u32>,
    /// Kept until texts are compared, then dropped.
    hashes: Vec<u32>,
}

impl Keys {
    /// Makes room for this many further entries.
    pub(crate) fn reserve(&mut self, entries: usize) {
        self.ends.reserve(entries);
        self.hashes.reserve(entries);
    }

    pub(crate) fn push(&mut self, hasher: &KeyHasher, text: &str) {
        self.text.push_str(text);
        self.hashes.push(hasher.hash(text));
        self.end_entry();
    }

    pub(crate) fn push_none(&mut self) {
        self.hashes.push(0);
        self.end_entry();
    }

    fn end_entry(&mut self) {
        // A block holds a few MiB, far below 4 GiB.
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn get(&self, entry: usize) -> Option<&str> {
        let end = *self.ends.get(entry)?;
        let start = match entry.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let text = self.text.get(start as usize..end as usize)?;
        (!text.is_empty()).then_some(text)
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives back what only comparing needed.
    pub(crate) fn settle(&mut self) {
        self.hashes = Vec::new();
        self.text.shrink_to_fit();
    }
}

/// An entry of a column that is cut into blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) block: usize,
    pub(crate) row: usize,
}

/// One column over all blocks, in the order of the file. At most [`MAX_ENTRIES`] entries.
pub(crate) struct Column<'a> {
    blocks: &'a [&'a Keys],
    /// How many entries stand before each block.
    bases: Vec<u32>,
    threads: usize,
}

/// The most entries of a column: entries are numbered in 32 bits, and [`NONE`] is no number.
pub(crate) const MAX_ENTRIES: u32 = u32::MAX - 1;

/// An entry on the way through a column.
struct Visit<'a> {
    entry: Entry,
    /// Counted from 0 over the whole column.
    number: u32,
    hash: u32,
    text: &'a str,
}

/// An entry whose text stood in the column before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    pub(crate) first: Entry,
    pub(crate) again: Entry,
}

/// A column as numbers of its distinct texts.
pub(crate) struct Interned<T> {
    /// The distinct texts, as values, in order of first appearance.
    pub(crate) values: Vec<T>,
    /// The number of every entry's text, block by block; [`NONE`] where there is none.
    pub(crate) numbers: Vec<Vec<u32>>,
}

impl<'a> Column<'a> {
    pub(crate) fn new(blocks: &'a [&'a Keys], threads: usize) -> Self {
        /// Below this many entries another thread takes longer to start than it saves.
        const WORTH_A_THREAD: usize = 20_000;
        let mut base = 0_u32;
        let bases = blocks.iter().map(|keys| {
            let before = base;
            base = base.saturating_add(u32::try_from(keys.len()).unwrap_or(u32::MAX));
            before
        });
        let bases = bases.collect();
        let threads = threads.min(base as usize / WORTH_A_THREAD).max(1);
        Self {
            blocks,
            bases,
            threads,
        }
    }

    /// The entries whose text stood before: how many, and the first `kept` of them.
    pub(crate) fn repeats(&self, kept: usize) -> (u64, Vec<Repeat>) {
        let parts = self.each_part(|part| {
            let mut seen = Seen::with_capacity(self.count(part));
            let mut total = 0_u64;
            let mut repeats = Vec::new();
            self.visit(part, |batch| {
                seen.warm(batch, |other| other as u8);
                for visit in batch {
                    let same = |other| self.text(other) == Some(visit.text);
                    if let Some(first) = seen.insert(visit.hash, visit.number, same) {
                        total += 1;
                        if repeats.len() < kept {
                            repeats.push(Repeat {
                                first: self.entry(first),
                                again: visit.entry,
                            });
                        }
                    }
                }
            });
            (total, repeats)
        });
        let total = parts.iter().map(|(total, _)| total).sum();
        let mut repeats: Vec<Repeat> = parts.into_iter().flat_map(|(_, part)| part).collect();
        repeats.sort_by_key(|repeat| (repeat.again.block, repeat.again.row));
        repeats.truncate(kept);
        (total, repeats)
    }

    /// Numbers the distinct texts, made into values.
    ///
    /// # Errors
    /// The first text that is no value, and why.
    pub(crate) fn intern<T: Send, E: Send>(
        &self,
        make: impl Fn(&'a str) -> Result<T, E> + Sync,
    ) -> Result<Interned<T>, (Entry, E)> {
        struct Part<T, E> {
            failed: Option<(Entry, E)>,
            values: std::vec::IntoIter<T>,
            /// The part's own number of every text visited.
            numbers: std::vec::IntoIter<u32>,
            /// The number in the whole column of each of the part's own.
            whole: Vec<u32>,
        }
        let mut parts = self.each_part(|part| {
            // Most texts stand more than once: the table grows with the distinct ones.
            let mut seen = Seen::with_capacity(1 << 10);
            let mut numbers = Vec::with_capacity(self.count(part));
            let mut values = Vec::new();
            let mut firsts: Vec<&str> = Vec::new();
            let mut failed = None;
            self.visit(part, |batch| {
                seen.warm(batch, |other| {
                    let first = firsts.get(other as usize);
                    first.and_then(|text| text.bytes().next()).unwrap_or(0)
                });
                for visit in batch {
                    let own = u32::try_from(firsts.len()).unwrap_or(NONE);
                    let same = |other: u32| firsts.get(other as usize) == Some(&visit.text);
                    let known = seen.insert(visit.hash, own, same);
                    if known.is_none() {
                        firsts.push(visit.text);
                        match make(visit.text) {
                            Ok(value) => values.push(value),
                            Err(error) => failed = failed.take().or(Some((visit.entry, error))),
                        }
                    }
                    numbers.push(known.unwrap_or(own));
                }
            });
            Part {
                failed,
                values: values.into_iter(),
                numbers: numbers.into_iter(),
                whole: Vec::with_capacity(firsts.len()),
            }
        });
        let failed = parts.iter_mut().filter_map(|part| part.failed.take());
        if let Some(failed) = failed.min_by_key(|(entry, _)| (entry.block, entry.row)) {
            return Err(failed);
        }
        let distinct = parts.iter().map(|part| part.values.len()).sum();
        let mut values = Vec::with_capacity(distinct);
        let mut numbers = Vec::with_capacity(self.blocks.len());
        // In each part a text's own number is the next one where the text appears first, so that walking the column in order
        // numbers the texts of all parts by first appearance.
        for keys in self.blocks {
            let block = keys.hashes.iter().enumerate().map(|(row, hash)| {
                let part = parts.get_mut(self.part_of(*hash));
                let Some(part) = part.filter(|_| keys.get(row).is_some()) else {
                    return NONE;
                };
                let own = part.numbers.next().unwrap_or(NONE);
                if own as usize == part.whole.len() {
                    part.whole.push(u32::try_from(values.len()).unwrap_or(NONE));
                    values.extend(part.values.next());
                }
                part.whole.get(own as usize).copied().unwrap_or(NONE)
            });
            numbers.push(block.collect());
        }
        Ok(Interned { values, numbers })
    }

    /// Runs `work` for every part at once; the results in the order of the parts.
    fn each_part<T: Send>(&self, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let work = &work;
        thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads)
                .map(|part| scope.spawn(move || work(part)))
                .collect();
            let first = work(0);
            let others = others.into_iter().map(|other| match other.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            std::iter::once(first).chain(others).collect()
        })
    }

    /// Equal texts fall into the same part.
    fn part_of(&self, hash: u32) -> usize {
        ((u64::from(hash) * self.threads as u64) >> 32) as usize
    }

    fn count(&self, part: usize) -> usize {
        let hashes = self.blocks.iter().flat_map(|keys| &keys.hashes);
        hashes.filter(|hash| self.part_of(**hash) == part).count()
    }

    /// Visits the entries of one part that have a text, in order, some hundred at a time.
    fn visit(&self, part: usize, mut each: impl FnMut(&[Visit<'a>])) {
        const BATCH: usize = 256;
        let mut rows = [0_usize; BATCH];
        let mut batch = Vec::with_capacity(BATCH);
        for (block, (keys, base)) in self.blocks.iter().zip(&self.bases).enumerate() {
            for (chunk, hashes) in keys.hashes.chunks(BATCH).enumerate() {
                // Written for every row and kept for those of this part: no branch that the processor would guess wrong.
                let mut kept = 0;
                for (at, hash) in hashes.iter().enumerate() {
                    if let Some(row) = rows.get_mut(kept) {
                        *row = at;
                    }
                    kept += usize::from(self.part_of(*hash) == part);
                }
                batch.clear();
                batch.extend(rows.iter().take(kept).filter_map(|at| {
                    let row = chunk * BATCH + at;
                    Some(Visit {
                        entry: Entry { block, row },
                        // The number of entries was checked to fit.
                        number: base.saturating_add(u32::try_from(row).unwrap_or(NONE)),
                        hash: *hashes.get(*at)?,
                        text: keys.get(row)?,
                    })
                }));
                each(&batch);
            }
        }
    }

    fn entry(&self, number: u32) -> Entry {
        let block = self.bases.partition_point(|base| *base <= number);
        let block = block.saturating_sub(1);
        let base = self.bases.get(block).copied().unwrap_or_default();
        Entry {
            block,
            row: number.saturating_sub(base) as usize,
        }
    }

    fn text(&self, number: u32) -> Option<&'a str> {
        let Entry { block, row } = self.entry(number);
        self.blocks.get(block).and_then(|keys| keys.get(row))
    }
}

/// A hash table of numbers, open addressing, at most half full. A slot holds the hash, which also places it, and the number; a text is only looked at when the hashes agree.
struct Seen {
    slots: Vec<u64>,
    taken: usize,
}

/// No number is [`NONE`], so no slot in use looks like this. Not zero: memory that is zero on loan costs a second page fault,
/// and a stop of every other core, when it is first written.
const EMPTY: u64 = u64::MAX;

const UPPER: u64 = !0 << 32;

impl Seen {
    fn with_capacity(count: usize) -> Self {
        let slots = count.saturating_mul(2).next_power_of_two().max(2);
        Self {
            slots: vec![EMPTY; slots],
            taken: 0,
        }
    }

    /// The number under which the same text stands already, else takes up this one.
    #[inline]
    fn insert(&mut self, hash: u32, number: u32, same: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let wanted = u64::from(hash) << 32;
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == EMPTY {
                *slot = wanted | u64::from(number);
                self.taken += 1;
                if self.taken * 2 > self.slots.len() {
                    self.grow();
                }
                return None;
            }
            if *slot & UPPER == wanted {
                let other = (*slot & !UPPER) as u32;
                if same(other) {
                    return Some(other);
                }
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// Brings the slots of these entries, and through `text` the texts they lead to, into the cache all at once: one after the
    /// other, waiting for memory would be most of the work.
    fn warm(&self, batch: &[Visit<'_>], text: impl Fn(u32) -> u8) {
        let mask = self.slots.len() - 1;
        let touched = batch.iter().fold(0, |touched, visit| {
            let slot = self.slots.get(visit.hash as usize & mask);
            touched ^ text(slot.map_or(NONE, |slot| (*slot & !UPPER) as u32))
        });
        std::hint::black_box(touched);
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![EMPTY; self.slots.len() * 2];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger) {
            let mut at = (slot >> 32) as usize & mask;
            while let Some(free) = self.slots.get_mut(at).filter(|_| slot != EMPTY) {
                if *free == EMPTY {
                    *free = slot;
                    break;
                }
                at = (at + 1) & mask;
            }
        }
    }
}
