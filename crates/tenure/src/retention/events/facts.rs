//! The facts of many accounts that grow in any order, those of one account close together.

/// How many facts fill one line of the cache, together with the way to those before them.
const BLOCK: usize = 5;

/// No block.
pub(super) const NONE: u32 = u32::MAX;

/// An amount, or below zero the complement of a holder, from a day on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) value: i64,
    pub(super) day: i32,
}

/// The blocks of all accounts. Those of one account are a chain from its latest back, and all but the latest are full: to append
/// writes one line of the cache and reads none, and to read back takes one for five facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    blocks: Vec<Block>,
    /// Blocks that no account has.
    free: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Block {
    values: [i64; BLOCK],
    days: [i32; BLOCK],
    earlier: u32,
}

/// Where the latest facts of an account are: its latest block and how many that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    pub(super) block: u32,
    pub(super) count: usize,
}

/// The facts of one account in order, taken out to be corrected.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    pub(super) facts: Vec<Fact>,
    blocks: Vec<u32>,
}

impl Fact {
    /// Rises with the order of the facts of an account: by day, and on one day a handover before an amount.
    #[inline]
    pub(super) const fn order(self) -> i32 {
        // No date is within a factor of ten of the ends of the range.
        self.day * 2 + (self.value >= 0) as i32
    }
}

impl Latest {
    /// Of an account without facts.
    pub(super) const NOWHERE: Self = Self {
        block: NONE,
        count: 0,
    };
}

impl Facts {
    /// Whether there is no room for a fact that needs a block of its own.
    pub(super) fn is_full(&self) -> bool {
        self.free.is_empty() && self.blocks.len() >= NONE as usize
    }

    /// Appends the latest fact of an account.
    #[inline]
    pub(super) fn push(&mut self, latest: Latest, fact: Fact) -> Latest {
        let Latest { mut block, count } = latest;
        let mut place = count;
        if block == NONE || count == BLOCK {
            block = self.take_block(block);
            place = 0;
        }
        self.write(block, place, fact);
        Latest {
            block,
            count: place + 1,
        }
    }

    /// A block that goes on where another ends.
    fn take_block(&mut self, earlier: u32) -> u32 {
        let block = Block {
            values: [0; BLOCK],
            days: [0; BLOCK],
            earlier,
        };
        if let Some(free) = self.free.pop() {
            if let Some(slot) = self.blocks.get_mut(free as usize) {
                *slot = block;
            }
            return free;
        }
        self.blocks.push(block);
        // Whoever appends asks first whether there is room.
        (self.blocks.len() - 1) as u32
    }

    #[inline]
    fn write(&mut self, block: u32, place: usize, fact: Fact) {
        if let Some(block) = self.blocks.get_mut(block as usize)
            && let Some(value) = block.values.get_mut(place)
            && let Some(day) = block.days.get_mut(place)
        {
            (*value, *day) = (fact.value, fact.day);
        }
    }

    /// Reads the facts of an account in order.
    pub(super) fn read(&self, latest: Latest, taken: &mut Taken) {
        taken.facts.clear();
        taken.blocks.clear();
        let (mut block, mut count) = (latest.block, latest.count);
        while let Some(held) = self.blocks.get(block as usize) {
            taken.blocks.push(block);
            let facts = held.values.iter().zip(&held.days).take(count);
            let facts = facts.rev().map(|(value, day)| Fact {
                value: *value,
                day: *day,
            });
            taken.facts.extend(facts);
            (block, count) = (held.earlier, BLOCK);
        }
        taken.facts.reverse();
        taken.blocks.reverse();
    }

    /// Writes corrected facts back, those before a place being as they were.
    pub(super) fn put_back(&mut self, taken: &mut Taken, from: usize) -> Latest {
        let wanted = taken.facts.len().div_ceil(BLOCK);
        while taken.blocks.len() < wanted {
            let earlier = taken.blocks.last().copied().unwrap_or(NONE);
            taken.blocks.push(self.take_block(earlier));
        }
        while taken.blocks.len() > wanted {
            self.free.extend(taken.blocks.pop());
        }
        for (at, fact) in taken.facts.iter().enumerate().skip(from) {
            if let Some(block) = taken.blocks.get(at / BLOCK) {
                self.write(*block, at % BLOCK, *fact);
            }
        }
        match taken.blocks.last() {
            None => Latest::NOWHERE,
            Some(block) => Latest {
                block: *block,
                count: taken.facts.len() - (wanted - 1) * BLOCK,
            },
        }
    }
}
