use std::collections::BTreeMap;

use crate::as_of::AsOf;
use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::money::Money;
use crate::ratio::Ratio;

use super::RetentionError;
use super::axis::{Axis, Row};
use super::bridge::{Bridge, bridge};
use super::composed;
use super::convention::{Convention, GrossMethod, NetMethod};
use super::frame::Seen;
use super::history::{Changes, RevenueHistory};
use super::rates::Rate;
use super::sharing::spread_trailing;
use super::slicing::{Division, SliceKey, Slicing};
use super::tally::Tally;

/// Retention over a window of several periods, point to point, for the whole book and each slice.
///
/// # Laws
/// Slices add up to the whole in every column. Gross retained is at most net retained and at most the opening.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrailingReport {
    /// The definitions behind every figure.
    pub convention: Convention,
    /// The currency of every amount.
    pub currency: Currency,
    /// How many periods lie between the two snapshots.
    pub window: usize,
    /// The whole book.
    pub all: Trailing,
    /// Each slice, in the order of keys.
    pub slices: BTreeMap<SliceKey, Trailing>,
}

/// The rows of a trailing report, one for each period whose base lies in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trailing {
    /// One row for each period that has a base, in order.
    pub rows: Vec<TrailingRow>,
}

/// The closing of one period against the closing of the period a window earlier. For rates see the methods.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrailingRow {
    /// The period at whose end the window begins.
    pub base: Period,
    /// The period at whose end the window ends.
    pub period: Period,
    /// The definitions behind the figures.
    pub convention: Convention,
    /// The last day of the window, and what counted as known.
    pub as_of: AsOf,
    /// In force at the end of the base period.
    pub opening: Money,
    /// The smaller of both amounts, summed over the accounts of the opening.
    pub gross_retained: Money,
    /// What the accounts of the opening pay at the end of the window.
    pub net_retained: Money,
    /// Accounts that paid at the end of the base period.
    pub opening_accounts: u64,
    /// Those of them that pay at the end of the window. One that left and came back in between is one of them.
    pub retained_accounts: u64,
    /// What moved within the window, where the convention asks for it.
    pub moved: Option<WindowMovements>,
}

/// The movements of the periods of a window, added up. Accounts that came after the base count too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WindowMovements {
    /// Of accounts that pay again.
    pub reactivation: Money,
    /// By which accounts paid more.
    pub expansion: Money,
    /// By which accounts paid less.
    pub contraction: Money,
    /// What lost accounts had paid.
    pub churn: Money,
}

/// Point-to-point retention between the end of every period and the end of the period `window` places earlier.
///
/// There is a row only where the base lies in the run of periods: the first is that of the period at place `window`. Twelve over
/// months is the usual annual figure; it is not the product of twelve monthly rates, whose base changes every month. A window of
/// 0 compares a day with itself.
///
/// Where amounts are valued by the day or change units, the base is what belongs to a unit at the end of the window, at the rates of
/// that day: neither rates nor transfers count as gained or lost. A row whose period is not over when the
/// [observation](RevenueHistory::observed_until) ends is absent.
///
/// In a slice stand the accounts that were in it at the end of the base period, whoever holds them later. Under
/// [`NetMethod::Bridge`] and [`GrossMethod::Bridge`] the rates add up the movements of the window's periods instead, credited as
/// in [`bridge`](super::bridge()).
///
/// # Errors
/// [`RetentionError::ForeignSlicing`] when the slicing was made for another history; [`RetentionError::Money`] when the movements
/// of a window add up past the range of [`Money`].
pub fn trailing(
    history: &RevenueHistory,
    periods: &Periods,
    window: usize,
    slicing: &Slicing,
    convention: Convention,
) -> Result<TrailingReport, RetentionError> {
    let mut report = by_division(history, periods, window, slicing, convention)?;
    if !slicing.sets().is_empty() {
        spread_trailing(&mut report, history, periods, slicing)?;
    }
    Ok(report)
}

/// Where every account is in one slice on every day.
fn by_division(
    history: &RevenueHistory,
    periods: &Periods,
    window: usize,
    slicing: &Slicing,
    convention: Convention,
) -> Result<TrailingReport, RetentionError> {
    let division = slicing.division(history)?;
    let currency = history.currency();
    let Seen {
        history: seen,
        periods,
    } = history.seen(periods, &convention)?;
    let Some(periods) = periods.as_deref() else {
        let none = || Trailing { rows: Vec::new() };
        return Ok(TrailingReport {
            convention,
            currency,
            window,
            all: none(),
            slices: slicing.name(slicing.keys().iter().map(|_| none()).collect()),
        });
    };
    let axis = Axis::new(periods, seen.first_change(), seen.whole_columns().days);
    let rows = axis.rows().saturating_sub(window);
    let mut books = vec![vec![Comparison::default(); rows]; slicing.books()];
    if let Some(composition) = seen.composition() {
        composed::trailing::compare(&seen, composition, periods, window, division, &mut books)?;
    } else {
        let mut points = Points::default();
        for (account, changes) in seen.all_columns().enumerate() {
            if changes.days.is_empty() {
                continue;
            }
            points.read(&axis, changes, division, account);
            points.compare(window, rows, &mut books);
        }
    }
    for book in &mut books {
        let mut running = Comparison::default();
        for row in book {
            running.add(*row);
            *row = running;
        }
    }
    let mut whole = vec![Comparison::default(); rows];
    for book in &books {
        for (sum, row) in whole.iter_mut().zip(book) {
            sum.add(*row);
        }
    }
    let by_bridge =
        convention.gross == GrossMethod::Bridge || convention.net != NetMethod::CohortSnapshot;
    let moved = by_bridge
        .then(|| bridge(history, periods, &slicing.by_leads(), convention.clone()))
        .transpose()?;
    let finish = |book: Vec<Comparison>, moved: Option<&Bridge>| -> Result<_, RetentionError> {
        let moved = moved
            .map(|bridge| windows(bridge, window, currency))
            .transpose()?;
        let mut moved = moved.into_iter().flatten();
        let pairs = periods.iter().zip(periods.iter().skip(window));
        let rows = pairs.zip(book).map(|((base, period), row)| {
            Ok(TrailingRow {
                base,
                period,
                convention: convention.clone(),
                as_of: AsOf {
                    effective: period.last_day(),
                    known: history.known(),
                },
                opening: row.opening.money(currency)?,
                gross_retained: Money::from_minor(row.gross, currency)?,
                net_retained: row.retained.money(currency)?,
                opening_accounts: row.opening.accounts(),
                retained_accounts: row.retained.accounts(),
                moved: moved.next(),
            })
        });
        let rows = rows.collect::<Result<_, RetentionError>>()?;
        Ok(Trailing { rows })
    };
    let all = finish(whole, moved.as_ref().map(|moved| &moved.all))?;
    let mut slices = BTreeMap::new();
    for (key, book) in slicing.keys().iter().zip(books) {
        let moved = moved.as_ref().and_then(|moved| moved.slices.get(key));
        slices.insert(key.clone(), finish(book, moved)?);
    }
    Ok(TrailingReport {
        convention,
        currency,
        window,
        all,
        slices,
    })
}

/// The movements of each window of this many rows, from the one after the first row on.
fn windows(
    bridge: &Bridge,
    window: usize,
    currency: Currency,
) -> Result<Vec<WindowMovements>, RetentionError> {
    let mut sums = [0_i128; 4];
    let mut found = Vec::new();
    let columns = |at: usize| {
        bridge.rows.get(at).map(|row| {
            let amounts = &row.amounts;
            [
                amounts.reactivation.to_minor(),
                amounts.expansion.to_minor(),
                amounts.contraction.to_minor(),
                amounts.churn.to_minor(),
            ]
        })
    };
    for at in 0..bridge.rows.len() {
        // Row `at` comes in; once the window is past row 0, which lies before the first base, the oldest goes out.
        for (sum, amount) in sums.iter_mut().zip(columns(at).unwrap_or_default()) {
            *sum += amount;
        }
        let Some(base) = at.checked_sub(window) else {
            continue;
        };
        for (sum, amount) in sums.iter_mut().zip(columns(base).unwrap_or_default()) {
            *sum -= amount;
        }
        let [reactivation, expansion, contraction, churn] = sums;
        found.push(WindowMovements {
            reactivation: Money::from_minor(reactivation, currency)?,
            expansion: Money::from_minor(expansion, currency)?,
            contraction: Money::from_minor(contraction, currency)?,
            churn: Money::from_minor(churn, currency)?,
        });
    }
    Ok(found)
}

/// One row of one slice; during the pass the difference to the row before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    opening: Tally,
    retained: Tally,
    gross: i128,
}

/// What one account contributes to a row: its amount at the base, and now if it paid at the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) base: i64,
    pub(super) now: i64,
}

impl Comparison {
    pub(super) fn replace(&mut self, before: Kept, after: Kept) {
        self.opening.replace(before.base, after.base);
        self.retained.replace(before.now, after.now);
        self.gross +=
            i128::from(after.base.min(after.now)) - i128::from(before.base.min(before.now));
    }

    fn add(&mut self, other: Self) {
        self.opening.add(other.opening);
        self.retained.add(other.retained);
        self.gross += other.gross;
    }
}

/// One account's amounts and keys at the ends of the rows where they change; the first of each stands for row 0.
#[derive(Debug, Default)]
struct Points {
    levels: Vec<(usize, i64)>,
    keys: Vec<(usize, u32)>,
}

impl Points {
    fn read(&mut self, axis: &Axis, changes: Changes<'_>, division: &Division, account: usize) {
        self.levels.clear();
        self.levels.push((0, 0));
        for snapshot in axis.snapshots(changes) {
            if !put(&mut self.levels, axis.row(snapshot.place), snapshot.level) {
                break;
            }
        }
        self.keys.clear();
        match division {
            Division::Whole => self.keys.push((0, 0)),
            Division::Fixed(keys) => {
                self.keys
                    .push((0, keys.get(account).copied().unwrap_or_default()));
            }
            Division::Held(held) => {
                let holders = held.holders(account);
                self.keys.push((0, holders.unassigned));
                for (day, key) in holders.days.iter().zip(holders.keys) {
                    if !put(&mut self.keys, axis.row(axis.place_of(*day)), *key) {
                        break;
                    }
                }
            }
        }
    }

    /// Writes what changes from row to row, each row `window` after its base.
    fn compare(&self, window: usize, rows: usize, books: &mut [Vec<Comparison>]) {
        // Counted in base rows: base `at` is compared with row `at + window`.
        let mut nows = Steps::new(&self.levels, window);
        let mut bases = Steps::new(&self.levels, 0);
        let mut keys = Steps::new(&self.keys, 0);
        let mut written = (0, Kept::default());
        let mut at = 0;
        while at < rows {
            let (base, now, key) = (bases.at(at), nows.at(at), keys.at(at));
            let kept = Kept {
                base,
                now: if base > 0 { now } else { 0 },
            };
            if (key, kept) != written {
                let (key_before, before) = std::mem::replace(&mut written, (key, kept));
                let mut write = |key: u32, before, after| {
                    let book = books.get_mut(key as usize);
                    if let Some(row) = book.and_then(|book| book.get_mut(at)) {
                        row.replace(before, after);
                    }
                };
                if key == key_before {
                    write(key, before, kept);
                } else {
                    write(key_before, before, Kept::default());
                    write(key, Kept::default(), kept);
                }
            }
            at = bases.next.min(nows.next).min(keys.next);
        }
    }
}

/// Notes the value at the end of a row; `false` past the run.
fn put<T: Copy>(points: &mut Vec<(usize, T)>, row: Row, value: T) -> bool {
    let row = match row {
        Row::Before => 0,
        Row::In(row) => row,
        Row::After => return false,
    };
    match points.last_mut() {
        Some(last) if last.0 == row => last.1 = value,
        _ => points.push((row, value)),
    }
    true
}

/// A value that changes at known rows, seen from `ahead` rows before.
struct Steps<'a, T> {
    rest: &'a [(usize, T)],
    ahead: usize,
    value: T,
    /// The row at which the rest begins, the first at row 0; past every row when there is none.
    next: usize,
}

impl<'a, T: Copy + Default> Steps<'a, T> {
    fn new(points: &'a [(usize, T)], ahead: usize) -> Self {
        Self {
            rest: points,
            ahead,
            value: T::default(),
            next: 0,
        }
    }

    /// The value at this row; rows are asked in rising order.
    fn at(&mut self, row: usize) -> T {
        while self.next <= row {
            if let [(_, value), rest @ ..] = self.rest {
                self.value = *value;
                self.rest = rest;
            }
            let next = self.rest.first();
            self.next = next.map_or(usize::MAX, |(from, _)| from.saturating_sub(self.ahead));
        }
        self.value
    }
}

impl TrailingRow {
    /// A rate by its name; `None` over nothing, and for a rate that is one of single periods only.
    #[must_use]
    pub fn rate(&self, rate: Rate) -> Option<Ratio> {
        let (numerator, denominator) = self.rate_parts(rate)?;
        Ratio::of(numerator, denominator)
    }

    /// What stands above and below the line of a rate, also where nothing stands below it; `None` for a rate of single periods.
    pub(super) fn rate_parts(&self, rate: Rate) -> Option<(i128, i128)> {
        let opening = self.opening.to_minor();
        let (logos, kept_logos) = (
            i128::from(self.opening_accounts),
            i128::from(self.retained_accounts),
        );
        Some(match rate {
            Rate::GrossRevenueRetention => (self.gross_kept(), opening),
            Rate::GrossRevenueChurn => (opening - self.gross_kept(), opening),
            Rate::NetRevenueRetention => (self.net_kept(), opening),
            Rate::NetRevenueChurn => (opening - self.net_kept(), opening),
            Rate::LogoRetention => (kept_logos, logos),
            Rate::LogoChurn => (logos - kept_logos, logos),
            Rate::QuickRatio | Rate::RevenuePerAccount => return None,
        })
    }

    /// By [`GrossMethod`]: the accounts' smaller amounts over the opening, or what the window's contraction and churn left of the
    /// opening. `None` when nothing was open.
    #[must_use]
    pub fn gross_revenue_retention(&self) -> Option<Ratio> {
        self.rate(Rate::GrossRevenueRetention)
    }

    /// By [`NetMethod`]: what the accounts of the opening pay now over what they paid, or what the window's movements made of the
    /// opening. `None` when nothing was open.
    #[must_use]
    pub fn net_revenue_retention(&self) -> Option<Ratio> {
        self.rate(Rate::NetRevenueRetention)
    }

    /// The complement of gross revenue retention.
    #[must_use]
    pub fn gross_revenue_churn(&self) -> Option<Ratio> {
        self.rate(Rate::GrossRevenueChurn)
    }

    /// The complement of net revenue retention.
    #[must_use]
    pub fn net_revenue_churn(&self) -> Option<Ratio> {
        self.rate(Rate::NetRevenueChurn)
    }

    /// Accounts of the opening that pay now, over accounts of the opening.
    #[must_use]
    pub fn logo_retention(&self) -> Option<Ratio> {
        self.rate(Rate::LogoRetention)
    }

    /// The complement of logo retention.
    #[must_use]
    pub fn logo_churn(&self) -> Option<Ratio> {
        self.rate(Rate::LogoChurn)
    }

    fn gross_kept(&self) -> i128 {
        match (self.convention.gross, &self.moved) {
            (GrossMethod::Bridge, Some(moved)) => self.opening.to_minor() - moved.lost(),
            _ => self.gross_retained.to_minor(),
        }
    }

    fn net_kept(&self) -> i128 {
        let opening = self.opening.to_minor();
        match (self.convention.net, &self.moved) {
            (NetMethod::Bridge, Some(moved)) => opening + moved.expansion.to_minor() - moved.lost(),
            (NetMethod::BridgeWithReactivation, Some(moved)) => {
                opening + moved.expansion.to_minor() + moved.reactivation.to_minor() - moved.lost()
            }
            _ => self.net_retained.to_minor(),
        }
    }
}

impl WindowMovements {
    fn lost(&self) -> i128 {
        self.contraction.to_minor() + self.churn.to_minor()
    }
}
