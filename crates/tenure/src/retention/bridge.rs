use std::collections::BTreeMap;

use crate::as_of::AsOf;
use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::money::Money;
use crate::ratio::Ratio;

use super::axis::Axis;
use super::bridge_book::{Beyond, Book, Ends, Handed};
use super::convention::{Convention, LogoDenominator, MovementGrain};
use super::daily::daily_churn;
use super::frame::Seen;
use super::history::RevenueHistory;
use super::returning::Returning;
use super::sharing::spread_bridge;
use super::slicing::{Division, SliceKey, Slicing};
use super::{RetentionError, Unreconciled, composed, event_bridge, net_bridge};

/// What moved recurring revenue, period by period, for the whole book and for each slice.
///
/// # Laws
/// In every row of every bridge, exactly: opening + new + reactivation + unknown + expansion - contraction - churn + fx + transfers
/// in - transfers out = closing; the same for accounts, where expansion and contraction move none. The closing of a row is the opening
/// of the next. The slices add up to the whole in every column but the transfers; those net to nothing over the slices; the
/// whole has only those between units. [`reconcile`](BridgeReport::reconcile) checks all of it.
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
    /// The last day of the period, and what counted as known.
    pub as_of: AsOf,
    /// Recurring amounts per month.
    pub amounts: BridgeAmounts,
    /// Numbers of paying accounts.
    pub accounts: BridgeAccounts,
    /// What became of the accounts of the opening: what retention is made of.
    pub base_change: BaseChange,
    /// The sum of every day's logo churn, by [`LogoDenominator::DailySum`](super::LogoDenominator::DailySum) only; `None` also when
    /// nothing was open on any day.
    pub daily_logo_churn: Option<Ratio>,
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
    /// Of accounts that were there before the history begins: see [`RevenueHistory::known_from`].
    pub unknown: Money,
    /// By which accounts pay more.
    pub expansion: Money,
    /// By which accounts pay less.
    pub contraction: Money,
    /// What lost accounts had paid.
    pub churn: Money,
    /// Change due to exchange rates alone, by [`Fx::AsOf`](super::Fx::AsOf); below zero where they took away.
    pub fx: Money,
    /// Handed over to this slice; and, in the whole too, what came to another unit: with an acquisition, a merge, the end of a time
    /// out of the book.
    pub transfers_in: Money,
    /// Handed over from this slice, and what went from one unit to another or out of the book.
    pub transfers_out: Money,
    /// In force on the last day of the period.
    pub closing: Money,
    /// What retention in this row is a rate of: the opening amounts of the accounts whose movements are credited here. It is the
    /// opening itself, except in slices where accounts changed hands; and except where amounts are valued by the day or change units:
    /// then it is the opening of what belongs here at the closing, at the rates of the closing. Over all slices it adds up to the base
    /// of the whole.
    pub base: Money,
}

/// The accounts of one row of a bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeAccounts {
    /// Paying on the day before the period.
    pub opening: u64,
    /// That pay for the first time.
    pub new: u64,
    /// That pay again.
    pub reactivated: u64,
    /// That were there before the history begins.
    pub unknown: u64,
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
/// Under [`MovementGrain::Event`] every change is a movement of its day. With [`HolderOnDay`](super::Credit::HolderOnDay) an account that changes hands
/// leaves one slice and comes to the other on that day, with what it paid the day before, and what changes that day is the new
/// holder's; with [`HolderAtOpening`](super::Credit::HolderAtOpening) all movements of the period go to one slice, as above.
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
    let mut report = by_division(history, periods, slicing, convention)?;
    if !slicing.sets().is_empty() {
        spread_bridge(&mut report, history, periods, slicing)?;
    }
    Ok(report)
}

/// The bridge where every account is in one slice on every day.
fn by_division(
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
    convention: Convention,
) -> Result<BridgeReport, RetentionError> {
    let division = slicing.division(history)?;
    let currency = history.currency();
    let Seen { history, periods } = history.seen(periods, &convention)?;
    let Some(periods) = periods.as_deref() else {
        let none = || Bridge { rows: Vec::new() };
        return Ok(BridgeReport {
            convention,
            currency,
            all: none(),
            slices: slicing.name(slicing.keys().iter().map(|_| none()).collect()),
        });
    };
    let history = &*history;
    let returning = Returning::new(history, &convention);
    let axis = Axis::new(
        periods,
        history.first_change(),
        history.whole_columns().days,
    );
    let mut books = vec![Book::new(axis.rows()); slicing.books()];
    let mut whole = Book::new(axis.rows());
    let event = convention.grain == MovementGrain::Event;
    if event {
        for book in books.iter_mut().chain([&mut whole]) {
            book.ends = vec![Ends::default(); axis.rows()];
        }
    }
    if matches!(division, Division::Held(_)) {
        for book in &mut books {
            book.handed = vec![Handed::default(); axis.rows()];
        }
    }
    let credit = convention.credit;
    match division {
        _ if let Some(composition) = history.composition() => {
            for book in books.iter_mut().chain([&mut whole]) {
                book.beyond = vec![Beyond::default(); axis.rows()];
            }
            let pass = composed::bridge::Pass {
                history,
                composition,
                periods,
                division,
                credit,
                returning,
            };
            pass.keep(event, &mut books)?;
        }
        Division::Whole if event => {
            event_bridge::keep(history, &axis, std::iter::repeat(&0), returning, &mut books);
        }
        Division::Fixed(keys) if event => {
            event_bridge::keep(history, &axis, keys, returning, &mut books);
        }
        Division::Whole => {
            net_bridge::keep(history, &axis, std::iter::repeat(&0), returning, &mut books)
        }
        Division::Fixed(keys) => net_bridge::keep(history, &axis, keys, returning, &mut books),
        Division::Held(held) if event => {
            event_bridge::keep_held(history, &axis, held, credit, returning, &mut books);
        }
        Division::Held(held) => {
            net_bridge::keep_held(history, &axis, held, credit, returning, &mut books)
        }
    }
    for book in &books {
        whole.add_without_transfers(book);
    }
    let daily = match convention.logo {
        LogoDenominator::DailySum => {
            Some(daily_churn(history, periods, division, slicing.books())?)
        }
        _ => None,
    };
    let finish = |book: Book, daily: Option<&Vec<Option<Ratio>>>| {
        book.finish(
            periods,
            history,
            &convention,
            daily.map_or(&[], Vec::as_slice),
        )
    };
    let all = finish(whole, daily.as_ref().map(|daily| &daily.whole))?;
    let slices = (0..).zip(books).take(slicing.keys().len());
    let slices = slices.map(|(at, book): (usize, Book)| {
        finish(book, daily.as_ref().and_then(|daily| daily.books.get(at)))
    });
    let slices = slicing.name(slices.collect::<Result<_, _>>()?);
    Ok(BridgeReport {
        convention,
        currency,
        all,
        slices,
    })
}

impl BridgeAmounts {
    /// Every column with its name, as it stands in a table.
    #[must_use]
    pub const fn columns(&self) -> [(&'static str, Money); 12] {
        [
            ("opening", self.opening),
            ("new", self.new),
            ("reactivation", self.reactivation),
            ("unknown", self.unknown),
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
    pub const fn columns(&self) -> [(&'static str, u64); 11] {
        [
            ("opening", self.opening),
            ("new", self.new),
            ("reactivated", self.reactivated),
            ("unknown", self.unknown),
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
            + minor(&amounts.unknown)
            + minor(&amounts.expansion)
            - minor(&amounts.contraction)
            - minor(&amounts.churn)
            + minor(&amounts.fx)
            + minor(&amounts.transfers_in)
            - minor(&amounts.transfers_out);
        self.same("closing amount", made, minor(&amounts.closing))?;
        let accounts = &self.accounts;
        let number = i128::from;
        let made = number(accounts.opening)
            + number(accounts.new)
            + number(accounts.reactivated)
            + number(accounts.unknown)
            - number(accounts.churned)
            + number(accounts.transferred_in)
            - number(accounts.transferred_out);
        self.same("closing accounts", made, number(accounts.closing))
    }

    /// The same row of a slice that has nothing.
    pub(super) fn emptied(&self) -> Self {
        let none = Money::zero(self.amounts.opening.currency());
        Self {
            amounts: BridgeAmounts {
                opening: none,
                new: none,
                reactivation: none,
                unknown: none,
                expansion: none,
                contraction: none,
                churn: none,
                fx: none,
                transfers_in: none,
                transfers_out: none,
                closing: none,
                base: none,
            },
            accounts: BridgeAccounts::default(),
            base_change: BaseChange {
                gained: none,
                lost: none,
                lost_accounts: 0,
            },
            daily_logo_churn: None,
            ..self.clone()
        }
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
