//! What changed in figures after they were reported, and which records changed it.

use tenure::retention::{Restated, Restatement};

use super::declare::table;
use super::slices::slice_name;
use super::units::{ACCOUNT_ID, CODE, DAY, ID, ISO_4217, POSITION};
use super::{ACCOUNTS, ALL, MAJOR_UNITS};
use crate::TableError;

table! {
    /// One account's change in one column of one row.
    RESTATEMENT, RestatementRow, "restatement":
    "What changed in the figures of periods between two states of knowledge, account by account. In every column of every period and \
     slice the changes add up to the difference of the two reports.",
    key ["slice", "period_start", "account", "column"],
    order "`all` first, then by slice; within one by period, account and column of `bridge`",
    slice: [id] "name", "The part of the book; `all` is the whole.";
    period_start: [date] DAY, "The first day of the period.";
    period_end: [date] DAY, "The first day after it.";
    account: [id] ACCOUNT_ID, "The account.";
    column: [id] CODE, "The column of `bridge`, by the name of its amounts.";
    currency: [currency] ISO_4217, "The currency of the amounts.";
    amount_before: [amount] MAJOR_UNITS, "What the account had in it as it was known at first.";
    amount_after: [amount] MAJOR_UNITS, "What it has in it as it was known later.";
    amount_change: [amount] MAJOR_UNITS, "After less before.";
    accounts_before: [integer] ACCOUNTS, "The account's part of the number of accounts, as it was known at first.";
    accounts_after: [integer] ACCOUNTS, "The same as it was known later.";
    records: [count] "records", "How many records changed it: its rows in `restatement_record`.";
}

table! {
    /// What one record did to one account's part of one column of one row.
    RESTATEMENT_RECORD, RestatementRecordRow, "restatement_record":
    "Which records changed the figures of `restatement`, and by how much. The effects of its records add up to every change.",
    key ["slice", "period_start", "account", "column", "record"],
    order "as `restatement`, then by record",
    slice: [id] "name", "The part of the book; `all` is the whole.";
    period_start: [date] DAY, "The first day of the period.";
    account: [id] ACCOUNT_ID, "The account.";
    column: [id] CODE, "The column of `bridge`, by the name of its amounts.";
    record: [count] POSITION, "The record.";
    fact: [id] "type of fact", "What it says happened, by the name under which it is stored.";
    effective_on: [date] DAY, "The business day from which it holds.";
    recorded_at: [moment] "UTC", "When it was written.";
    command: [id] ID, "The request that caused it.";
    corrects: [count opt] POSITION, "The record that no longer holds because of it.";
    currency: [currency] ISO_4217, "The currency of the amount.";
    amount: [amount] MAJOR_UNITS, "By how much it changed the amount.";
    accounts: [integer] ACCOUNTS, "By how much it changed the number of accounts.";
}

/// The rows of `restatement`.
///
/// # Errors
/// [`TableError::Unsuited`] at a slice whose name a row could not tell from the whole, and where a change is past the range.
pub fn restatement_rows(restatement: &Restatement) -> Result<Vec<RestatementRow<'_>>, TableError> {
    let rows = restatement.changes.iter();
    rows.map(|change| {
        let slice = slice_of(change)?;
        Ok(RestatementRow {
            slice,
            period_start: change.period.start(),
            period_end: change.period.end(),
            account: change.account.as_str(),
            column: change.column.name(),
            currency: restatement.currency,
            amount_before: change.amount_before,
            amount_after: change.amount_after,
            amount_change: change
                .amount_after
                .checked_sub(change.amount_before)
                .map_err(|_| super::unsuited(slice, "a change of an amount is past the range"))?,
            accounts_before: change.accounts_before,
            accounts_after: change.accounts_after,
            records: change.effects.len() as u64,
        })
    })
    .collect()
}

/// The rows of `restatement_record`.
///
/// # Errors
/// [`TableError::Unsuited`] at a slice whose name a row could not tell from the whole.
pub fn restatement_record_rows(
    restatement: &Restatement,
) -> Result<Vec<RestatementRecordRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for change in &restatement.changes {
        let slice = slice_of(change)?;
        rows.extend(change.effects.iter().map(|effect| {
            let record = &effect.record;
            RestatementRecordRow {
                slice,
                period_start: change.period.start(),
                account: change.account.as_str(),
                column: change.column.name(),
                record: record.position.get(),
                fact: record.type_name,
                effective_on: record.effective_on,
                recorded_at: record.recorded_at,
                command: record.command.as_str(),
                corrects: record.corrects.map(|corrected| corrected.get()),
                currency: restatement.currency,
                amount: effect.amount,
                accounts: effect.accounts,
            }
        }));
    }
    Ok(rows)
}

fn slice_of(change: &Restated) -> Result<&str, TableError> {
    match &change.slice {
        None => Ok(ALL),
        Some(key) => slice_name(key),
    }
}
