use std::collections::VecDeque;

use crate::account::Account;
use crate::fetch::Fetch;

/// From an account to the entries that are furthest from it: over its list of contracts and a contract's list of lines.
const MOST_STEPS: usize = 3;

/// How many accounts are asked for before they are read: what was asked for last has a turn to arrive.
const ACCOUNTS: usize = MOST_STEPS + 3;

/// Accounts in their order, each asked of the memory some turns before its own.
///
/// The lists of an account lie scattered over memory, one leading to the next, and of a large book hardly any is in the caches. Read where
/// they are needed, each is waited for in turn. Here every turn asks for one account's own place, for the lists that another leads to, for
/// those that a third one's lists lead to, and so on: until its turn comes, all of an account has arrived.
pub(super) struct Ahead<I: Iterator> {
    accounts: I,
    coming: VecDeque<I::Item>,
}

impl<I: Iterator> Ahead<I> {
    pub(super) fn new(accounts: I) -> Self {
        Self {
            accounts,
            coming: VecDeque::with_capacity(ACCOUNTS),
        }
    }
}

impl<'a, T, I: Iterator<Item = (&'a Account, T)>> Iterator for Ahead<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<Self::Item> {
        while self.coming.len() < ACCOUNTS {
            let Some(next) = self.accounts.next() else {
                break;
            };
            self.coming.push_back(next);
        }
        for (steps, (account, _)) in self.coming.iter().rev().take(MOST_STEPS + 1).enumerate() {
            account.fetch(steps);
        }
        self.coming.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.accounts.size_hint();
        let coming = self.coming.len();
        let most = most.and_then(|most| most.checked_add(coming));
        (least.saturating_add(coming), most)
    }
}
