//! What the passes of a bridge write, slice by slice, and the rows that it makes.

use crate::as_of::AsOf;
use crate::calendar::Periods;
use crate::money::Money;
use crate::ratio::Ratio;

use super::RetentionError;
use super::bridge::{BaseChange, Bridge, BridgeAccounts, BridgeAmounts, BridgeRow};
use super::convention::Convention;
use super::history::RevenueHistory;
use super::movement::Movement;
use super::tally::Tally;

/// One slice's figures as the pass writes them.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) opening: Tally,
    pub(super) moved: Vec<Moved>,
    /// As long as `moved` where accounts change hands, else empty.
    pub(super) handed: Vec<Handed>,
    /// As long as `moved` where movements are events, else empty: the movements tell the same then.
    pub(super) ends: Vec<Ends>,
    /// As long as `moved` where amounts are valued by the day or change units, else empty.
    pub(super) beyond: Vec<Beyond>,
}

/// The movements of one period, in the order of [`Movement::ALL`], and last the unknown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved([Tally; 6]);

/// What moved nobody's business in one period: rates, and what changed units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beyond {
    pub(super) fx: i128,
    pub(super) carried: Transfers,
    /// By how much the opening of what is here at the closing, at its rates, passes the opening itself.
    pub(super) base: Tally,
}

/// What changed hands in one period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Handed {
    /// Before the movements, with opening amounts; of events, all.
    pub(super) before: Transfers,
    /// After them, with closing amounts.
    pub(super) after: Transfers,
}

/// What came from and went to other slices.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Transfers {
    pub(super) incoming: Tally,
    pub(super) outgoing: Tally,
}

/// The end of a period against its opening, for the accounts of the opening.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) gained: Tally,
    /// With the accounts that pay nothing at the end, and only those.
    pub(super) lost: Tally,
    /// Opening amounts that count for another slice than the one they were in.
    pub(super) credited: Transfers,
}

impl Ends {
    /// Compares the two ends of an account; one that was not open is no concern.
    pub(super) fn compare(&mut self, opening: i64, closing: i64) {
        if opening > 0 {
            self.gained.amount += i128::from((closing - opening).max(0));
            self.lost.amount += i128::from((opening - closing).max(0));
            self.lost.accounts += i64::from(closing == 0);
        }
    }
}

impl Moved {
    pub(super) fn record(&mut self, movement: Movement, before: i64, after: i64) {
        if let Some(tally) = self.0.get_mut(movement as usize) {
            tally.count(if movement.is_gain() {
                after - before
            } else {
                before - after
            });
        }
    }
}

impl Book {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            opening: Tally::default(),
            moved: vec![Moved::default(); rows],
            handed: Vec::new(),
            ends: Vec::new(),
            beyond: Vec::new(),
        }
    }

    pub(super) fn add_without_transfers(&mut self, slice: &Self) {
        self.opening.add(slice.opening);
        for (sum, moved) in self.moved.iter_mut().zip(&slice.moved) {
            for (sum, tally) in sum.0.iter_mut().zip(moved.0) {
                sum.add(tally);
            }
        }
        for (sum, beyond) in self.beyond.iter_mut().zip(&slice.beyond) {
            sum.fx += beyond.fx;
            sum.carried.incoming.add(beyond.carried.incoming);
            sum.carried.outgoing.add(beyond.carried.outgoing);
            sum.base.add(beyond.base);
        }
        for (sum, ends) in self.ends.iter_mut().zip(&slice.ends) {
            sum.gained.add(ends.gained);
            sum.lost.add(ends.lost);
        }
    }

    /// Runs the openings through the periods.
    pub(super) fn finish(
        self,
        periods: &Periods,
        history: &RevenueHistory,
        convention: &Convention,
        daily: &[Option<Ratio>],
    ) -> Result<Bridge, RetentionError> {
        let currency = history.currency();
        let mut opening = self.opening;
        let mut rows = Vec::with_capacity(self.moved.len());
        for (at, (period, moved)) in periods.iter().zip(&self.moved).enumerate() {
            let [new, reactivation, expansion, contraction, churn, unknown] = moved.0;
            let beyond = self.beyond.get(at).copied().unwrap_or_default();
            let handed = self.handed.get(at).copied().unwrap_or_default();
            let mut lost = contraction;
            lost.add(churn);
            lost.accounts = churn.accounts;
            let net = Ends {
                gained: expansion,
                lost,
                credited: handed.before,
            };
            let ends = self.ends.get(at).copied().unwrap_or(net);
            let mut base = opening;
            base.add(ends.credited.incoming);
            base.subtract(ends.credited.outgoing);
            base.add(beyond.base);
            let mut transfers_in = handed.before.incoming;
            transfers_in.add(handed.after.incoming);
            transfers_in.add(beyond.carried.incoming);
            let mut transfers_out = handed.before.outgoing;
            transfers_out.add(handed.after.outgoing);
            transfers_out.add(beyond.carried.outgoing);
            let closing = Tally {
                amount: opening.amount
                    + new.amount
                    + reactivation.amount
                    + unknown.amount
                    + expansion.amount
                    - contraction.amount
                    - churn.amount
                    + beyond.fx
                    + transfers_in.amount
                    - transfers_out.amount,
                accounts: opening.accounts
                    + new.accounts
                    + reactivation.accounts
                    + unknown.accounts
                    - churn.accounts
                    + transfers_in.accounts
                    - transfers_out.accounts,
            };
            rows.push(BridgeRow {
                period,
                convention: convention.clone(),
                as_of: AsOf {
                    effective: period.last_day(),
                    known: history.known(),
                },
                amounts: BridgeAmounts {
                    opening: opening.money(currency)?,
                    new: new.money(currency)?,
                    reactivation: reactivation.money(currency)?,
                    unknown: unknown.money(currency)?,
                    expansion: expansion.money(currency)?,
                    contraction: contraction.money(currency)?,
                    churn: churn.money(currency)?,
                    fx: Money::from_minor(beyond.fx, currency)?,
                    transfers_in: transfers_in.money(currency)?,
                    transfers_out: transfers_out.money(currency)?,
                    closing: closing.money(currency)?,
                    base: base.money(currency)?,
                },
                accounts: BridgeAccounts {
                    opening: opening.accounts(),
                    new: new.accounts(),
                    reactivated: reactivation.accounts(),
                    unknown: unknown.accounts(),
                    expanded: expansion.accounts(),
                    contracted: contraction.accounts(),
                    churned: churn.accounts(),
                    transferred_in: transfers_in.accounts(),
                    transferred_out: transfers_out.accounts(),
                    closing: closing.accounts(),
                    base: base.accounts(),
                },
                base_change: BaseChange {
                    gained: ends.gained.money(currency)?,
                    lost: ends.lost.money(currency)?,
                    lost_accounts: ends.lost.accounts(),
                },
                daily_logo_churn: daily.get(at).copied().flatten(),
            });
            opening = closing;
        }
        Ok(Bridge { rows })
    }
}

/// Hands an account that pays `amount` from one slice to another.
pub(super) fn transfer(
    books: &mut [Book],
    from: u32,
    to: u32,
    amount: i64,
    of: impl Fn(&mut Book) -> Option<&mut Transfers>,
) {
    if from == to || amount == 0 {
        return;
    }
    if let Some(handed) = books.get_mut(from as usize).and_then(&of) {
        handed.outgoing.count(amount);
    }
    if let Some(handed) = books.get_mut(to as usize).and_then(&of) {
        handed.incoming.count(amount);
    }
}
