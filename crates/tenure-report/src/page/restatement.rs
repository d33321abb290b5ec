//! The restatement page: what stands where.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use tenure::Position;
use tenure::retention::{BridgeRow, ChangingRecord, Column, Restated, Restatement};

use super::moved::key;
use super::{Head, card, document, figure, folded, meanings};
use crate::bar_chart::{self, Bar, Tone};
use crate::reader::{ABSENT, Reader};
use crate::{Names, RestatementReport, tables};

/// Records with a bar of their own.
const DRAWN: usize = 10;
/// Records, and changes of accounts, shown one by one.
const ONE_BY_ONE: usize = 40;

pub(crate) fn render(report: &RestatementReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    let (restated, names) = (report.restatement, report.names);
    let known = (reader.words.moved.known_against)(
        &reader.known(restated.to),
        &reader.known(restated.from),
    );
    let head = Head {
        kind: words.page,
        heading: &report.heading,
        as_of: (words.as_of)(&known, restated.currency.code()),
        remark: None,
    };
    let main = html! {
        (cards(restated, reader))
        @if restated.is_empty() {
            section { p.nothing { (words.nothing_changed) } }
        } @else {
            section {
                h2 { (words.figures) }
                p.lead { (words.figures_lead) }
                (closings(restated, reader))
                (columns(restated, reader))
            }
            section {
                h2 { (words.records) }
                p.lead { (words.records_lead) }
                (records(restated, reader))
            }
            section {
                h2 { (words.accounts) }
                p.lead { (words.accounts_lead) }
                (accounts(restated, reader, names))
            }
            (slices(restated, reader, names))
        }
    };
    document(reader, &head, main, meanings(reader, words.definitions))
}

/// The rows of the whole in both reports, by period; a period that one of them has no row for is left out.
fn rows(restated: &Restatement) -> Vec<(&BridgeRow, &BridgeRow)> {
    let after = restated.after.all.rows.iter();
    let pairs = after.filter_map(|after| {
        let mut before = restated.before.all.rows.iter();
        let before = before.find(|before| before.period == after.period)?;
        Some((before, after))
    });
    pairs.collect()
}

fn cards(restated: &Restatement, reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    let rows = rows(restated);
    let last = rows.last();
    let basis = last.map_or_else(
        || reader.words.no_month.to_owned(),
        |(_, after)| (reader.words.end_of)(&reader.period(after.period)),
    );
    let closing = |row: Option<&BridgeRow>| {
        row.map_or_else(
            || ABSENT.to_owned(),
            |row| reader.amount(row.amounts.closing),
        )
    };
    let change = last.map(|(before, after)| change(before, after, Column::Closing));
    let touched: BTreeSet<_> = restated
        .changes
        .iter()
        .map(|change| &change.account)
        .collect();
    html! {
        dl.cards aria-label=(reader.words.headline_figures) {
            (card(words.reported, &closing(last.map(|(before, _)| *before)), &basis))
            (card(words.known_now, &closing(last.map(|(_, after)| *after)), &basis))
            (card(
                words.difference,
                &change.map_or_else(|| ABSENT.to_owned(), |change| reader.signed_minor(change, restated.currency)),
                &basis,
            ))
            (card(words.records_card, &reader.count(restated.records().len() as u64), words.records_basis))
            (card(reader.words.accounts_head, &reader.count(touched.len() as u64), words.accounts_basis))
        }
    }
}

/// By how much the closing of each period is another one.
fn closings(restated: &Restatement, reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    let rows = rows(restated);
    let bars = rows.iter().map(|(before, after)| {
        let change = change(before, after, Column::Closing);
        bar(
            reader,
            restated,
            reader.period(after.period),
            change,
            Tone::of(change),
        )
    });
    let bars: Vec<Bar> = bars.collect();
    let head = html! {
        tr {
            th scope="col" { (words.period) }
            th.words scope="col" { (words.column) }
            (compared_heads(reader))
        }
    };
    let body = html! {
        @for (before, after) in &rows {
            @for column in shown(before, after) {
                tr {
                    th scope="row" { (reader.period(after.period)) }
                    td.words { (reader.column(column)) }
                    (compared(reader, restated, amount(column, before), amount(column, after)))
                }
            }
        }
    };
    let below = tables::framed(words.closings_caption, head, body);
    let chart = bar_chart::draw(reader, &bars, words.closings_chart, &largest(reader, &bars));
    figure(
        reader,
        words.closings,
        words.closings_lead,
        chart,
        folded(words.numbers_by_period, below),
    )
}

/// What made the last closing another one, column by column: from the first opening on, all differences add up to it.
fn columns(restated: &Restatement, reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    let rows = rows(restated);
    let Some(((first_before, first_after), (last_before, last_after))) =
        rows.first().zip(rows.last())
    else {
        return html! {};
    };
    let mut parts = vec![(
        Column::Opening,
        change(first_before, first_after, Column::Opening),
    )];
    for column in Column::ALL.into_iter().filter(|column| sign(*column) != 0) {
        let moved: i128 = rows
            .iter()
            .map(|(before, after)| change(before, after, column))
            .sum();
        parts.push((column, moved * sign(column)));
    }
    parts.retain(|(_, effect)| *effect != 0);
    let total = change(last_before, last_after, Column::Closing);
    let mut bars: Vec<Bar> = parts
        .iter()
        .map(|(column, effect)| {
            bar(
                reader,
                restated,
                reader.column(*column).to_owned(),
                *effect,
                Tone::of(*effect),
            )
        })
        .collect();
    bars.push(bar(
        reader,
        restated,
        reader.column(Column::Closing).to_owned(),
        total,
        Tone::Rest,
    ));
    let head = html! {
        tr { th scope="col" { (words.column) } th scope="col" { (words.difference) } }
    };
    let body = html! {
        @for (column, effect) in &parts {
            tr { th scope="row" { (reader.column(*column)) } td { (reader.signed_minor(*effect, restated.currency)) } }
        }
        tr.whole-row {
            th scope="row" { (reader.column(Column::Closing)) }
            td { (reader.signed_minor(total, restated.currency)) }
        }
    };
    let chart = bar_chart::draw(reader, &bars, words.columns_chart, &largest(reader, &bars));
    let below = tables::table("narrow", words.columns_caption, head, body);
    figure(
        reader,
        words.columns,
        words.columns_lead,
        chart,
        folded(words.numbers_by_column, below),
    )
}

/// What one record did.
struct Moved<'a> {
    record: &'a ChangingRecord,
    /// To the closing of the last period of the whole, in minor units.
    closing: i128,
    accounts: BTreeSet<&'a str>,
    figures: u64,
}

fn by_record(restated: &Restatement) -> Vec<Moved<'_>> {
    let last = rows(restated).last().map(|(_, after)| after.period);
    let mut by_position: BTreeMap<Position, Moved<'_>> = BTreeMap::new();
    for change in &restated.changes {
        for effect in &change.effects {
            let moved = by_position.entry(effect.record.position).or_insert(Moved {
                record: &effect.record,
                closing: 0,
                accounts: BTreeSet::new(),
                figures: 0,
            });
            moved.accounts.insert(change.account.as_str());
            moved.figures += 1;
            if is_of(change, Column::Closing) && Some(change.period) == last {
                moved.closing += effect.amount.to_minor();
            }
        }
    }
    by_position.into_values().collect()
}

fn is_of(change: &Restated, column: Column) -> bool {
    change.slice.is_none() && change.column == column
}

fn records(restated: &Restatement, reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    let moved = by_record(restated);
    let mut largest_first: Vec<&Moved<'_>> =
        moved.iter().filter(|moved| moved.closing != 0).collect();
    largest_first
        .sort_by_key(|moved| (Reverse(moved.closing.unsigned_abs()), moved.record.position));
    let rest = largest_first.split_off(largest_first.len().min(DRAWN));
    let rest_closing: i128 = rest.iter().map(|moved| moved.closing).sum();
    let mut bars: Vec<Bar> = largest_first
        .iter()
        .map(|moved| {
            let name = (words.record_named)(
                &reader.count(moved.record.position.get()),
                &fact(reader, moved.record.type_name),
            );
            bar(
                reader,
                restated,
                name,
                moved.closing,
                Tone::of(moved.closing),
            )
        })
        .collect();
    if !rest.is_empty() {
        let name = reader.counted(words.more_records, rest.len() as u64);
        bars.push(bar(reader, restated, name, rest_closing, Tone::Rest));
    }
    let (listed, later) = moved.split_at(moved.len().min(ONE_BY_ONE));
    let head = html! {
        tr {
            th scope="col" { (words.record) }
            th.words scope="col" { (words.what) }
            th scope="col" { (words.effective) }
            th scope="col" { (words.recorded) }
            th.words scope="col" { (words.request) }
            th scope="col" { (words.corrects) }
            th scope="col" { (reader.words.accounts_head) }
            th scope="col" { (words.figures_moved) }
            th scope="col" { (words.on_closing) }
        }
    };
    let body = html! {
        @for moved in listed {
            @let record = moved.record;
            tr {
                th scope="row" { (reader.count(record.position.get())) }
                td.words { (fact(reader, record.type_name)) small.id { (record.type_name) } }
                td { (reader.day(record.effective_on)) }
                td { (reader.instant(record.recorded_at)) }
                td.words { bdi { (reader.name(record.command.as_str())) } }
                td { (record.corrects.map_or_else(|| ABSENT.to_owned(), |corrects| reader.count(corrects.get()))) }
                td { (reader.count(moved.accounts.len() as u64)) }
                td { (reader.count(moved.figures)) }
                td { (reader.signed_minor(moved.closing, restated.currency)) }
            }
        }
        @if !later.is_empty() {
            @let accounts: BTreeSet<_> = later.iter().flat_map(|moved| &moved.accounts).collect();
            tr.whole-row {
                th scope="row" { (reader.counted(words.more_records, later.len() as u64)) }
                td {} td {} td {} td {} td {}
                td { (reader.count(accounts.len() as u64)) }
                td { (reader.count(later.iter().map(|moved| moved.figures).sum())) }
                td { (reader.signed_minor(later.iter().map(|moved| moved.closing).sum(), restated.currency)) }
            }
        }
    };
    let chart = bar_chart::draw(reader, &bars, words.records_chart, &largest(reader, &bars));
    figure(
        reader,
        words.records_title,
        words.records_title_lead,
        chart,
        tables::framed(words.records_caption, head, body),
    )
}

/// Every figure of an account in the whole that is another one, with the records that made it so.
fn accounts(restated: &Restatement, reader: &Reader, names: &Names<'_>) -> Markup {
    let words = &reader.words.restated;
    let of_whole = restated
        .changes
        .iter()
        .filter(|change| change.slice.is_none());
    let mut changes: Vec<&Restated> = of_whole
        .filter(|change| change.column != Column::Base)
        .collect();
    changes.sort_by_key(|change| Reverse(difference(change).unsigned_abs()));
    let rest = changes.split_off(changes.len().min(ONE_BY_ONE));
    let head = html! {
        tr {
            th scope="col" { (reader.words.moved.account) }
            th.words scope="col" { (words.period) }
            th.words scope="col" { (words.column) }
            (compared_heads(reader))
            th.words scope="col" { (words.records_card) }
        }
    };
    let body = html! {
        @for change in &changes {
            tr {
                th scope="row" { (names.account(reader, &change.account)) }
                td.words { (reader.period(change.period)) }
                td.words { (reader.column(change.column)) }
                (compared(reader, restated, change.amount_before.to_minor(), change.amount_after.to_minor()))
                td.words {
                    @let numbers: Vec<String> = change.effects.iter().map(|effect| reader.count(effect.record.position.get())).collect();
                    (numbers.join(", "))
                }
            }
        }
        @if !rest.is_empty() {
            tr.whole-row { th scope="row" colspan="7" { (reader.counted(words.more_changes, rest.len() as u64)) } }
        }
    };
    tables::framed(words.accounts_caption, head, body)
}

/// What the last closing of each slice was and is, where it is another one.
fn slices(restated: &Restatement, reader: &Reader, names: &Names<'_>) -> Markup {
    let words = &reader.words.restated;
    let closing = |row: Option<&BridgeRow>| row.map_or(0, |row| amount(Column::Closing, row));
    let keys: BTreeSet<_> = restated
        .before
        .slices
        .keys()
        .chain(restated.after.slices.keys())
        .collect();
    let last = |slices: &BTreeMap<_, tenure::retention::Bridge>, slice| {
        closing(slices.get(slice).and_then(|bridge| bridge.rows.last()))
    };
    let mut lines: Vec<_> = keys
        .into_iter()
        .map(|slice| {
            (
                slice,
                last(&restated.before.slices, slice),
                last(&restated.after.slices, slice),
            )
        })
        .filter(|(_, before, after)| before != after)
        .collect();
    if lines.is_empty() {
        return html! {};
    }
    lines.sort_by_key(|(slice, before, after)| (Reverse((after - before).unsigned_abs()), *slice));
    let rest = lines.split_off(lines.len().min(ONE_BY_ONE));
    let head = html! {
        tr { th scope="col" { (reader.words.slice) } (compared_heads(reader)) }
    };
    let body = html! {
        @for (slice, before, after) in &lines {
            tr { th scope="row" { (key(reader, names, slice)) } (compared(reader, restated, *before, *after)) }
        }
        @if !rest.is_empty() {
            @let before = rest.iter().map(|(_, before, _)| before).sum();
            @let after = rest.iter().map(|(_, _, after)| after).sum();
            tr { th scope="row" { (reader.counted(reader.words.more_slices, rest.len() as u64)) } (compared(reader, restated, before, after)) }
        }
    };
    html! {
        section {
            h2 { (reader.words.slices) }
            p.lead { (words.slices_lead) }
            (tables::table("narrow", words.slices_caption, head, body))
        }
    }
}

fn bar(reader: &Reader, restated: &Restatement, name: String, change: i128, tone: Tone) -> Bar {
    Bar {
        name,
        value: change,
        shown: reader.signed_minor(change, restated.currency),
        tone,
    }
}

/// The largest bar in words.
fn largest(reader: &Reader, bars: &[Bar]) -> String {
    let largest = bars.iter().max_by_key(|bar| bar.value.unsigned_abs());
    largest.map_or_else(String::new, |bar| {
        (reader.words.restated.description)(&reader.isolated(&bar.name), &bar.shown)
    })
}

fn compared_heads(reader: &Reader) -> Markup {
    let words = &reader.words.restated;
    html! {
        th scope="col" { (words.reported) }
        th scope="col" { (words.known_now) }
        th scope="col" { (words.difference) }
    }
}

fn compared(reader: &Reader, restated: &Restatement, before: i128, after: i128) -> Markup {
    html! {
        td { (reader.minor(before, restated.currency)) }
        td { (reader.minor(after, restated.currency)) }
        td { (reader.signed_minor(after - before, restated.currency)) }
    }
}

/// The columns of a period that are told: opening and closing, and what is another one.
fn shown(before: &BridgeRow, after: &BridgeRow) -> Vec<Column> {
    let told = Column::ALL.into_iter().filter(|column| match column {
        Column::Opening | Column::Closing => true,
        Column::Base => false,
        column => change(before, after, *column) != 0,
    });
    told.collect()
}

fn difference(change: &Restated) -> i128 {
    change.amount_after.to_minor() - change.amount_before.to_minor()
}

fn change(before: &BridgeRow, after: &BridgeRow, column: Column) -> i128 {
    amount(column, after) - amount(column, before)
}

/// How a column counts on the way from an opening to a closing; nothing for those that stand beside it.
const fn sign(column: Column) -> i128 {
    match column {
        Column::New
        | Column::Reactivation
        | Column::Unknown
        | Column::Expansion
        | Column::Fx
        | Column::TransfersIn => 1,
        Column::Contraction | Column::Churn | Column::TransfersOut => -1,
        _ => 0,
    }
}

const fn amount(column: Column, row: &BridgeRow) -> i128 {
    let amounts = &row.amounts;
    let amount = match column {
        Column::Opening => amounts.opening,
        Column::New => amounts.new,
        Column::Reactivation => amounts.reactivation,
        Column::Unknown => amounts.unknown,
        Column::Expansion => amounts.expansion,
        Column::Contraction => amounts.contraction,
        Column::Churn => amounts.churn,
        Column::Fx => amounts.fx,
        Column::TransfersIn => amounts.transfers_in,
        Column::TransfersOut => amounts.transfers_out,
        Column::Closing => amounts.closing,
        _ => amounts.base,
    };
    amount.to_minor()
}

/// What a record says happened; its stored name where the language has no words for it.
fn fact(reader: &Reader, type_name: &'static str) -> String {
    let mut facts = reader.words.restated.facts.iter();
    let fact = facts.find(|(known, _)| *known == type_name);
    fact.map_or_else(
        || type_name.replace('_', " "),
        |(_, name)| (*name).to_owned(),
    )
}
