use std::collections::BTreeMap;

use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::money::Money;

use super::axis::{Axis, Row};
use super::convention::{Convention, Credit, MovementGrain};
use super::event_bridge;
use super::history::RevenueHistory;
use super::movement::Movement;
use super::slicing::{Division, Held, SliceKey, Slicing};
use super::tally::Tally;
use super::{RetentionError, Unreconciled};

/// What moved recurring revenue, period by period, for the whole book and for each slice.
///
/// # Laws
/// In every row of every bridge, exactly: opening + new + reactivation + expansion - contraction - churn + fx + transfers in -
/// transfers out = closing; the same for accounts, where expansion and contraction move none. The closing of a row is the opening
/// of the next. The slices add up to the whole in every column but the transfers; those net to nothing over the slices, and the
/// whole has none. [`reconcile`](BridgeReport::reconcile) checks all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeReport {
    /// The definitions behind every figure.
    pub convention: Convention,
    /// The currency of every amount.
    pub currency: Currency,
    /// The whole book.
    pub all: Bridge,
    /// Each slice, in the order of keys.
    pub slices: BTreeMap<SliceKey, Bridge>,
}

/// The rows of a bridge, one for each period in order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bridge {
    /// One row for each period, in order.
    pub rows: Vec<BridgeRow>,
}

/// One period of a bridge: what it opened with, what moved, what it closed with. For rates see the methods.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeRow {
    /// The period.
    pub period: Period,
    /// The definitions behind the figures.
    pub convention: Convention,
    /// Recurring amounts per month.
    pub amounts: BridgeAmounts,
    /// Numbers of paying accounts.
    pub accounts: BridgeAccounts,
    /// What became of the accounts of the opening: what retention is made of.
    pub base_change: BaseChange,
}

/// What the accounts behind [`BridgeAmounts::base`] pay on the last day of the period against what they paid at the opening.
///
/// Under [`MovementGrain::Net`] these are the movements themselves: expansion, contraction with churn, and the churned accounts.
/// Under [`MovementGrain::Event`] movements also tell of what came and went within the period; this does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaseChange {
    /// By which those who pay more pay more.
    pub gained: Money,
    /// By which those who pay less, or nothing, pay less.
    pub lost: Money,
    /// Those who pay nothing.
    pub lost_accounts: u64,
}

/// The amounts of one row of a bridge: recurring revenue per month, none below zero but `fx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeAmounts {
    /// In force on the day before the period.
    pub opening: Money,
    /// Of accounts that pay for the first time.
    pub new: Money,
    /// Of accounts that pay again.
    pub reactivation: Money,
    /// By which accounts pay more.
    pub expansion: Money,
    /// By which accounts pay less.
    pub contraction: Money,
    /// What lost accounts had paid.
    pub churn: Money,
    /// Change due to exchange rates alone: zero, as a history has one currency.
    pub fx: Money,
    /// Handed over to this slice.
    pub transfers_in: Money,
    /// Handed over from this slice.
    pub transfers_out: Money,
    /// In force on the last day of the period.
    pub closing: Money,
    /// What retention in this row is a rate of: the opening amounts of the accounts whose movements are credited here. It is the
    /// opening itself, except in slices where accounts changed hands. Over all slices it adds up to the opening of the whole.
    pub base: Money,
}

/// The accounts of one row of a bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeAccounts {
    /// Paying on the day before the period.
    pub opening: u64,
    /// That pay for the first time.
    pub new: u64,
    /// That pay again.
    pub reactivated: u64,
    /// That pay more.
    pub expanded: u64,
    /// That pay less.
    pub contracted: u64,
    /// That stopped paying.
    pub churned: u64,
    /// Handed over to this slice while paying.
    pub transferred_in: u64,
    /// Handed over from this slice while paying.
    pub transferred_out: u64,
    /// Paying on the last day of the period.
    pub closing: u64,
    /// The accounts behind [`BridgeAmounts::base`].
    pub base: u64,
}

/// The bridge of every period, for the whole book and every slice.
///
/// Under a division by holder and [`MovementGrain::Net`] an account's whole movement of a period goes to one slice, by [`Convention::credit`]. The account
/// comes to that slice with its opening amount, if another held it at the opening, and leaves it with its closing amount, if
/// another holds it at the closing: so every slice's bridge closes, and a slice opens with what it closed with. An account that
/// does not move goes from the holder at the opening straight to the one at the closing.
///
/// Under [`MovementGrain::Event`] every change is a movement of its day. With [`Credit::HolderOnDay`] an account that changes hands
/// leaves one slice and comes to the other on that day, with what it paid the day before, and what changes that day is the new
/// holder's; with [`Credit::HolderAtOpening`] all movements of the period go to one slice, as above.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
/// use tenure::{AccountId, Currency, Grain, Periods, Span};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::EUR);
/// let account = builder.account(&AccountId::new("A-1")?)?;
/// let span = Span::new(day(1, 10), Some(day(3, 1)))?;
/// builder.line(RevenueLine { account, span, monthly: "80.00 EUR".parse()? })?;
/// let months = Periods::covering(Grain::Month, day(1, 1), day(3, 31)).expect("in range");
/// let report = retention::bridge(&builder.build()?, &months, &Slicing::none(), Convention::default())?;
/// let churn: Vec<_> = report.all.rows.iter().map(|row| row.amounts.churn.to_string()).collect();
/// assert_eq!(churn, ["0.00 EUR", "0.00 EUR", "80.00 EUR"]); // not in force on 1 March: lost in March
/// report.reconcile()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RetentionError::ForeignSlicing`] when the slicing was made for another history.
pub fn bridge(
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
    convention: Convention,
) -> Result<BridgeReport, RetentionError> {
    let axis = Axis::new(
        periods,
        history.first_change(),
        history.whole_columns().days,
    );
    let division = slicing.division(history)?;
    let mut books = vec![Book::new(axis.rows()); slicing.books()];
    let mut whole = Book::new(axis.rows());
    let event = convention.grain == MovementGrain::Event;
    if event {
        for book in books.iter_mut().chain([&mut whole]) {
            book.ends = vec![Ends::default(); axis.rows()];
        }
    }
    match division {
        Division::Whole if event => {
            event_bridge::keep(history, &axis, std::iter::repeat(&0), &mut books);
        }
        Division::Fixed(keys) if event => event_bridge::keep(history, &axis, keys, &mut books),
        Division::Whole => keep(history, &axis, std::iter::repeat(&0), &mut books),
        Division::Fixed(keys) => keep(history, &axis, keys, &mut books),
        Division::Held(held) => {
            for book in &mut books {
                book.handed = vec![Handed::default(); axis.rows()];
            }
            if event {
                event_bridge::keep_held(history, &axis, held, convention.credit, &mut books);
            } else {
                keep_held(history, &axis, held, convention.credit, &mut books);
            }
        }
    }
    for book in &books {
        whole.add_without_transfers(book);
    }
    let currency = history.currency();
    let finish = |book: Book| book.finish(periods, currency, convention);
    let all = finish(whole)?;
    let slices = books.into_iter().take(slicing.keys().len()).map(finish);
    Ok(BridgeReport {
        convention,
        currency,
        all,
        slices: slicing.name(slices.collect::<Result<_, _>>()?),
    })
}

/// One slice's figures as the pass writes them.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) opening: Tally,
    pub(super) moved: Vec<Moved>,
    /// As long as `moved` where accounts change hands, else empty.
    pub(super) handed: Vec<Handed>,
    /// As long as `moved` where movements are events, else empty: the movements tell the same then.
    pub(super) ends: Vec<Ends>,
}

/// The movements of one period, in the order of [`Movement::ALL`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved([Tally; 5]);

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
    fn new(rows: usize) -> Self {
        Self {
            opening: Tally::default(),
            moved: vec![Moved::default(); rows],
            handed: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn add_without_transfers(&mut self, slice: &Self) {
        self.opening.add(slice.opening);
        for (sum, moved) in self.moved.iter_mut().zip(&slice.moved) {
            for (sum, tally) in sum.0.iter_mut().zip(moved.0) {
                sum.add(tally);
            }
        }
        for (sum, ends) in self.ends.iter_mut().zip(&slice.ends) {
            sum.gained.add(ends.gained);
            sum.lost.add(ends.lost);
        }
    }

    /// Runs the openings through the periods.
    fn finish(
        self,
        periods: &Periods,
        currency: Currency,
        convention: Convention,
    ) -> Result<Bridge, RetentionError> {
        let mut opening = self.opening;
        let mut rows = Vec::with_capacity(self.moved.len());
        for (at, (period, moved)) in periods.iter().zip(&self.moved).enumerate() {
            let [new, reactivation, expansion, contraction, churn] = moved.0;
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
            let mut transfers_in = handed.before.incoming;
            transfers_in.add(handed.after.incoming);
            let mut transfers_out = handed.before.outgoing;
            transfers_out.add(handed.after.outgoing);
            let closing = Tally {
                amount: opening.amount + new.amount + reactivation.amount + expansion.amount
                    - contraction.amount
                    - churn.amount
                    + transfers_in.amount
                    - transfers_out.amount,
                accounts: opening.accounts + new.accounts + reactivation.accounts - churn.accounts
                    + transfers_in.accounts
                    - transfers_out.accounts,
            };
            rows.push(BridgeRow {
                period,
                convention,
                amounts: BridgeAmounts {
                    opening: opening.money(currency)?,
                    new: new.money(currency)?,
                    reactivation: reactivation.money(currency)?,
                    expansion: expansion.money(currency)?,
                    contraction: contraction.money(currency)?,
                    churn: churn.money(currency)?,
                    fx: Money::zero(currency),
                    transfers_in: transfers_in.money(currency)?,
                    transfers_out: transfers_out.money(currency)?,
                    closing: closing.money(currency)?,
                    base: base.money(currency)?,
                },
                accounts: BridgeAccounts {
                    opening: opening.accounts(),
                    new: new.accounts(),
                    reactivated: reactivation.accounts(),
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
            });
            opening = closing;
        }
        Ok(Bridge { rows })
    }
}

/// One pass where every account stays in its slice.
fn keep<'k>(
    history: &RevenueHistory,
    axis: &Axis,
    keys: impl IntoIterator<Item = &'k u32>,
    books: &mut [Book],
) {
    for (changes, key) in history.all_columns().zip(keys) {
        let Some(book) = books.get_mut(*key as usize) else {
            continue;
        };
        let (mut before, mut ever) = (0, false);
        for snapshot in axis.snapshots(changes) {
            let after = snapshot.level;
            match axis.row(snapshot.place) {
                Row::Before => book.opening.replace(before, after),
                Row::In(row) => {
                    if let Some(movement) = Movement::classify(before, after, ever)
                        && let Some(moved) = book.moved.get_mut(row)
                    {
                        moved.record(movement, before, after);
                    }
                }
                Row::After => break,
            }
            ever |= after > 0;
            before = after;
        }
    }
}

/// One pass over changes of amounts and of holders together.
fn keep_held(
    history: &RevenueHistory,
    axis: &Axis,
    held: &Held,
    credit: Credit,
    books: &mut [Book],
) {
    for (account, changes) in history.all_columns().enumerate() {
        if changes.days.is_empty() {
            continue;
        }
        let holders = held.holders(account);
        let mut snapshots = axis.snapshots(changes).peekable();
        let mut handed = 0;
        let mut opened = false;
        let (mut before, mut ever) = (0, false);
        loop {
            let handover = holders.days.get(handed).map(|day| axis.place_of(*day));
            let change = snapshots.peek().map(|snapshot| snapshot.place);
            let Some(place) = handover.into_iter().chain(change).min() else {
                break;
            };
            let row = axis.row(place);
            let at_opening = holders.after(handed);
            if row != Row::Before && !opened {
                opened = true;
                if let Some(book) = books.get_mut(at_opening as usize) {
                    book.opening.replace(0, before);
                }
            }
            if row == Row::After {
                break;
            }
            let days = holders.days.get(handed..).unwrap_or_default();
            handed += days.partition_point(|day| axis.place_of(*day) <= place);
            let at_closing = holders.after(handed);
            let snapshot = snapshots.next_if(|snapshot| snapshot.place == place);
            let after = snapshot.map_or(before, |snapshot| snapshot.level);
            if let Row::In(row) = row {
                let movement = Movement::classify(before, after, ever).zip(snapshot);
                let credited = movement.map_or(at_opening, |(_, snapshot)| match credit {
                    Credit::HolderOnDay => holders.on(snapshot.last_change),
                    Credit::HolderAtOpening if before == 0 && at_opening == holders.unassigned => {
                        let from = snapshot.first_paying.unwrap_or(snapshot.last_change);
                        holders.on(from)
                    }
                    Credit::HolderAtOpening => at_opening,
                });
                transfer(books, at_opening, credited, before, |book| {
                    Some(&mut book.handed.get_mut(row)?.before)
                });
                if let Some((movement, _)) = movement
                    && let Some(book) = books.get_mut(credited as usize)
                    && let Some(moved) = book.moved.get_mut(row)
                {
                    moved.record(movement, before, after);
                }
                transfer(books, credited, at_closing, after, |book| {
                    Some(&mut book.handed.get_mut(row)?.after)
                });
            }
            ever |= after > 0;
            before = after;
        }
        if !opened && let Some(book) = books.get_mut(holders.after(handed) as usize) {
            book.opening.replace(0, before);
        }
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

impl BridgeAmounts {
    /// Every column with its name, as it stands in a table.
    #[must_use]
    pub const fn columns(&self) -> [(&'static str, Money); 11] {
        [
            ("opening", self.opening),
            ("new", self.new),
            ("reactivation", self.reactivation),
            ("expansion", self.expansion),
            ("contraction", self.contraction),
            ("churn", self.churn),
            ("fx", self.fx),
            ("transfers_in", self.transfers_in),
            ("transfers_out", self.transfers_out),
            ("closing", self.closing),
            ("base", self.base),
        ]
    }
}

impl BridgeAccounts {
    /// Every column with its name, as it stands in a table.
    #[must_use]
    pub const fn columns(&self) -> [(&'static str, u64); 10] {
        [
            ("opening", self.opening),
            ("new", self.new),
            ("reactivated", self.reactivated),
            ("expanded", self.expanded),
            ("contracted", self.contracted),
            ("churned", self.churned),
            ("transferred_in", self.transferred_in),
            ("transferred_out", self.transferred_out),
            ("closing", self.closing),
            ("base", self.base),
        ]
    }
}

/// Columns as whole numbers, for checks that add them up.
type Column = (&'static str, i128);

impl BridgeRow {
    /// Checks that opening and movements make the closing, in amounts and in accounts.
    ///
    /// # Errors
    /// [`Unreconciled`] with the two numbers that differ.
    pub fn reconcile(&self) -> Result<(), Unreconciled> {
        let minor = Money::to_minor;
        let amounts = &self.amounts;
        let made = minor(&amounts.opening)
            + minor(&amounts.new)
            + minor(&amounts.reactivation)
            + minor(&amounts.expansion)
            - minor(&amounts.contraction)
            - minor(&amounts.churn)
            + minor(&amounts.fx)
            + minor(&amounts.transfers_in)
            - minor(&amounts.transfers_out);
        self.same("closing amount", made, minor(&amounts.closing))?;
        let accounts = &self.accounts;
        let number = i128::from;
        let made = number(accounts.opening) + number(accounts.new) + number(accounts.reactivated)
            - number(accounts.churned)
            + number(accounts.transferred_in)
            - number(accounts.transferred_out);
        self.same("closing accounts", made, number(accounts.closing))
    }

    fn same(&self, what: &'static str, expected: i128, found: i128) -> Result<(), Unreconciled> {
        if expected == found {
            return Ok(());
        }
        Err(Unreconciled {
            period: self.period,
            what,
            expected,
            found,
        })
    }

    /// Amounts in minor units, then accounts; with what must add up to nothing over slices folded into one.
    fn additive(&self) -> impl Iterator<Item = Column> + use<> {
        let transfers = |name: &str| name.starts_with("transfer");
        let amounts = self
            .amounts
            .columns()
            .map(|(name, money)| (name, money.to_minor()));
        let accounts = self
            .accounts
            .columns()
            .map(|(name, n)| (name, i128::from(n)));
        let net = [
            (
                "net transfers",
                self.amounts.transfers_in.to_minor() - self.amounts.transfers_out.to_minor(),
            ),
            (
                "net transferred accounts",
                i128::from(self.accounts.transferred_in)
                    - i128::from(self.accounts.transferred_out),
            ),
        ];
        amounts
            .into_iter()
            .chain(accounts)
            .filter(move |(name, _)| !transfers(name))
            .chain(net)
    }
}

impl Bridge {
    /// Checks every row, and that each opens with what the one before closed with.
    ///
    /// # Errors
    /// [`Unreconciled`] at the first difference.
    pub fn reconcile(&self) -> Result<(), Unreconciled> {
        for row in &self.rows {
            row.reconcile()?;
        }
        for (earlier, later) in self.rows.iter().zip(self.rows.iter().skip(1)) {
            let closing = (earlier.amounts.closing, earlier.accounts.closing);
            let opening = (later.amounts.opening, later.accounts.opening);
            later.same("opening amount", closing.0.to_minor(), opening.0.to_minor())?;
            later.same("opening accounts", closing.1.into(), opening.1.into())?;
        }
        Ok(())
    }
}

impl BridgeReport {
    /// Checks the whole and every slice, and that the slices add up to the whole in every column.
    ///
    /// # Errors
    /// [`Unreconciled`] at the first difference.
    pub fn reconcile(&self) -> Result<(), Unreconciled> {
        self.all.reconcile()?;
        for slice in self.slices.values() {
            slice.reconcile()?;
        }
        if self.slices.is_empty() {
            return Ok(());
        }
        for (at, row) in self.all.rows.iter().enumerate() {
            let mut sums: Vec<Column> = row.additive().map(|(name, _)| (name, 0)).collect();
            for slice in self.slices.values().filter_map(|slice| slice.rows.get(at)) {
                for ((_, sum), (_, part)) in sums.iter_mut().zip(slice.additive()) {
                    *sum += part;
                }
            }
            for ((name, sum), (_, whole)) in sums.into_iter().zip(row.additive()) {
                row.same(name, whole, sum)?;
            }
        }
        Ok(())
    }
}
