//! Bridges and windows of shared accounts.

use std::collections::BTreeMap;

use crate::calendar::Periods;
use crate::money::{Money, MoneyError};
use crate::retention::RetentionError;
use crate::retention::bridge::{BridgeReport, BridgeRow, bridge};
use crate::retention::convention::{Convention, MovementGrain};
use crate::retention::history::RevenueHistory;
use crate::retention::slicing::{SliceKey, Slicing};
use crate::retention::trailing::{TrailingReport, TrailingRow, WindowMovements, trailing};

use super::parts::Weights;
use super::shared_accounts;

/// Puts the parts of shared accounts in the place of what their leads have, in a report by leads.
pub(in crate::retention) fn spread_bridge(
    report: &mut BridgeReport,
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
) -> Result<(), RetentionError> {
    let convention = report.convention.clone();
    for account in shared_accounts(history, slicing, &convention)? {
        let report_of = |by: &Slicing| bridge(&account.history, periods, by, convention.clone());
        let (by_lead, by_set) = (report_of(&account.by_lead)?, report_of(&account.by_set)?);
        let mut sums = Sums::default();
        for (key, slice) in &by_lead.slices {
            for (at, row) in slice.rows.iter().enumerate() {
                sums.lead(key, at, row);
            }
        }
        for (key, slice) in &by_set.slices {
            let Some(weights) = account.sets.get(key) else {
                continue;
            };
            for (at, row) in slice.rows.iter().enumerate() {
                sums.set(weights, slicing.keys(), at, row, &convention);
            }
        }
        sums.add_to(report)?;
    }
    Ok(())
}

/// What changes in one row of one slice: amounts in minor units.
#[derive(Clone, Copy, Debug, Default)]
struct Change {
    opening: i128,
    moved: [i128; 6],
    fx: i128,
    /// In less out: of one account's parts only the difference counts.
    transferred: i128,
    transfers_in: i128,
    transfers_out: i128,
    closing: i128,
    base: i128,
    gained: i128,
    lost: i128,
}

#[derive(Default)]
struct Sums(BTreeMap<(SliceKey, usize), Change>);

/// The movements of a row, gains first, with whether each raises the amount.
const GAINS: [bool; 6] = [true, true, true, true, false, false];

fn moved(row: &BridgeRow) -> [i128; 6] {
    let amounts = &row.amounts;
    [
        amounts.new,
        amounts.reactivation,
        amounts.unknown,
        amounts.expansion,
        amounts.contraction,
        amounts.churn,
    ]
    .map(|amount| amount.to_minor())
}

impl Sums {
    /// Takes away what the lead has.
    fn lead(&mut self, key: &SliceKey, at: usize, row: &BridgeRow) {
        let change = self.0.entry((key.clone(), at)).or_default();
        let amounts = &row.amounts;
        change.opening -= amounts.opening.to_minor();
        for (sum, amount) in change.moved.iter_mut().zip(moved(row)) {
            *sum -= amount;
        }
        change.fx -= amounts.fx.to_minor();
        change.transfers_in -= amounts.transfers_in.to_minor();
        change.transfers_out -= amounts.transfers_out.to_minor();
        change.closing -= amounts.closing.to_minor();
        change.base -= amounts.base.to_minor();
        change.gained -= row.base_change.gained.to_minor();
        change.lost -= row.base_change.lost.to_minor();
    }

    /// Adds the parts of what a set of shares has.
    fn set(
        &mut self,
        weights: &Weights,
        keys: &[SliceKey],
        at: usize,
        row: &BridgeRow,
        convention: &Convention,
    ) {
        let amounts = &row.amounts;
        let minor = |money: &Money| money.to_minor();
        let movements = moved(row);
        let way = |amount: i128, gain: bool| {
            // A net movement leads from the whole amount of the account before it to the whole after it.
            let base = minor(&amounts.base);
            let net = convention.grain == MovementGrain::Net && amounts.fx.is_zero();
            let parts = match gain {
                true if net => weights.split_way(base, base + amount),
                false if net && amount <= base => weights.split_way(base, base - amount),
                _ => weights.split(amount),
            };
            parts.into_iter().map(i128::abs).collect::<Vec<_>>()
        };
        let opening = weights.split(minor(&amounts.opening));
        let closing = weights.split(minor(&amounts.closing));
        let base = weights.split(minor(&amounts.base));
        let fx = weights.split(minor(&amounts.fx));
        let movements: Vec<Vec<i128>> = movements
            .into_iter()
            .zip(GAINS)
            .map(|(amount, gain)| way(amount, gain))
            .collect();
        let (gained, lost) = (
            way(minor(&row.base_change.gained), true),
            way(minor(&row.base_change.lost), false),
        );
        let part = |parts: &[i128], place: usize| parts.get(place).copied().unwrap_or_default();
        for (place, key) in weights.keys().iter().enumerate() {
            let Some(key) = keys.get(*key as usize) else {
                continue;
            };
            let change = self.0.entry((key.clone(), at)).or_default();
            let mut made = part(&opening, place) + part(&fx, place);
            for ((sum, parts), gain) in change.moved.iter_mut().zip(&movements).zip(GAINS) {
                let part = part(parts, place);
                *sum += part;
                made += if gain { part } else { -part };
            }
            change.opening += part(&opening, place);
            change.fx += part(&fx, place);
            change.closing += part(&closing, place);
            change.base += part(&base, place);
            change.gained += part(&gained, place);
            change.lost += part(&lost, place);
            // What the rest does not make was handed over, and what rounding left.
            change.transferred += part(&closing, place) - made;
        }
    }

    fn add_to(self, report: &mut BridgeReport) -> Result<(), RetentionError> {
        for ((key, at), change) in self.0 {
            let row = report
                .slices
                .get_mut(&key)
                .and_then(|slice| slice.rows.get_mut(at));
            if let Some(row) = row {
                change.add_to(row)?;
            }
        }
        Ok(())
    }
}

impl Change {
    fn add_to(self, row: &mut BridgeRow) -> Result<(), MoneyError> {
        let currency = row.amounts.opening.currency();
        let add = |to: &mut Money, by: i128| {
            *to = Money::from_minor(to.to_minor() + by, currency)?;
            Ok(())
        };
        let amounts = &mut row.amounts;
        add(&mut amounts.opening, self.opening)?;
        let columns = [
            &mut amounts.new,
            &mut amounts.reactivation,
            &mut amounts.unknown,
            &mut amounts.expansion,
            &mut amounts.contraction,
            &mut amounts.churn,
        ];
        for (column, by) in columns.into_iter().zip(self.moved) {
            add(column, by)?;
        }
        add(&mut amounts.fx, self.fx)?;
        add(
            &mut amounts.transfers_in,
            self.transfers_in + self.transferred.max(0),
        )?;
        add(
            &mut amounts.transfers_out,
            self.transfers_out - self.transferred.min(0),
        )?;
        add(&mut amounts.closing, self.closing)?;
        add(&mut amounts.base, self.base)?;
        add(&mut row.base_change.gained, self.gained)?;
        add(&mut row.base_change.lost, self.lost)
    }
}

/// The same for windows.
pub(in crate::retention) fn spread_trailing(
    report: &mut TrailingReport,
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
) -> Result<(), RetentionError> {
    let (convention, window) = (report.convention.clone(), report.window);
    for account in shared_accounts(history, slicing, &convention)? {
        let report_of =
            |by: &Slicing| trailing(&account.history, periods, window, by, convention.clone());
        let (by_lead, by_set) = (report_of(&account.by_lead)?, report_of(&account.by_set)?);
        for (key, slice) in &by_lead.slices {
            let Some(whole) = report.slices.get_mut(key) else {
                continue;
            };
            for (row, lead) in whole.rows.iter_mut().zip(&slice.rows) {
                let minus = columns(lead).map(|column| -column);
                add_columns(row, &minus)?;
            }
        }
        for (key, slice) in &by_set.slices {
            let Some(weights) = account.sets.get(key) else {
                continue;
            };
            for (at, row) in slice.rows.iter().enumerate() {
                let parts = columns(row).map(|column| weights.split(column));
                for (place, key) in weights.keys().iter().enumerate() {
                    let key = slicing.keys().get(*key as usize);
                    let slice = key.and_then(|key| report.slices.get_mut(key));
                    if let Some(row) = slice.and_then(|slice| slice.rows.get_mut(at)) {
                        let part = |parts: &Vec<i128>| parts.get(place).copied().unwrap_or(0);
                        add_columns(row, &parts.each_ref().map(part))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Opening, both retained, and what moved in the window.
fn columns(row: &TrailingRow) -> [i128; 7] {
    let moved = row.moved.map(|moved| {
        let WindowMovements {
            reactivation,
            expansion,
            contraction,
            churn,
        } = moved;
        [reactivation, expansion, contraction, churn].map(|amount| amount.to_minor())
    });
    let [reactivation, expansion, contraction, churn] = moved.unwrap_or_default();
    [
        row.opening.to_minor(),
        row.gross_retained.to_minor(),
        row.net_retained.to_minor(),
        reactivation,
        expansion,
        contraction,
        churn,
    ]
}

fn add_columns(row: &mut TrailingRow, by: &[i128; 7]) -> Result<(), MoneyError> {
    let currency = row.opening.currency();
    let [opening, gross, net, moved @ ..] = by;
    let add = |to: &mut Money, by: &i128| {
        *to = Money::from_minor(to.to_minor() + by, currency)?;
        Ok::<_, MoneyError>(())
    };
    add(&mut row.opening, opening)?;
    add(&mut row.gross_retained, gross)?;
    add(&mut row.net_retained, net)?;
    if let Some(movements) = &mut row.moved {
        let columns = [
            &mut movements.reactivation,
            &mut movements.expansion,
            &mut movements.contraction,
            &mut movements.churn,
        ];
        for (column, by) in columns.into_iter().zip(moved) {
            add(column, by)?;
        }
    }
    Ok(())
}
