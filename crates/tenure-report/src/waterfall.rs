//! How an opening became a closing, as bars that begin where the one before ended.

use maud::{Markup, html};
use tenure::Currency;
use tenure_tables::BridgeRow;

use crate::movement::Movement;
use crate::reader::Reader;
use crate::scale::{Px, Scale, ticks};

const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 1036.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 282.0;
/// Room one character of a value takes, so that values that would touch are left to the table.
const CHARACTER_WIDTH: f64 = 6.4;

/// One column of the chart.
#[derive(Clone, Debug)]
struct Column {
    label: String,
    /// Columns the label stands under, this one first; 0 for none of its own.
    label_span: usize,
    bars: Bars,
    /// Where the column before ended, and where this one does, in minor units.
    start: i128,
    end: i128,
}

#[derive(Clone, Debug)]
enum Bars {
    /// A level, from the axis up.
    Total(&'static str),
    /// Movements, one on the end of the other, from the level before.
    Moves(Vec<Move>),
}

#[derive(Clone, Debug)]
struct Move {
    movement: Movement,
    start: i128,
    end: i128,
    accounts: Option<u64>,
}

/// Columns from left to right, and the level at which the next one begins.
#[derive(Debug, Default)]
struct Columns {
    level: i128,
    columns: Vec<Column>,
}

impl Columns {
    fn total(&mut self, name: &'static str, level: i128) {
        self.level = level;
        self.columns.push(Column {
            label: name.to_owned(),
            label_span: 1,
            bars: Bars::Total(name),
            start: level,
            end: level,
        });
    }

    fn moves(
        &mut self,
        label: String,
        label_span: usize,
        moves: impl Iterator<Item = (Movement, i128, Option<u64>)>,
    ) {
        let start = self.level;
        let moves = moves
            .map(|(movement, effect, accounts)| {
                let start = self.level;
                self.level += effect;
                Move {
                    movement,
                    start,
                    end: self.level,
                    accounts,
                }
            })
            .collect();
        self.columns.push(Column {
            label,
            label_span,
            bars: Bars::Moves(moves),
            start,
            end: self.level,
        });
    }
}

/// All rows as one bridge: an opening, the sum of each movement, a closing. Nothing for no rows.
pub(crate) fn summed(
    reader: &Reader,
    rows: &[&BridgeRow<'_>],
    currency: Currency,
    label: &str,
) -> Option<Markup> {
    let (first, last) = (rows.first()?, rows.last()?);
    let mut columns = Columns::default();
    columns.total(reader.words.opening, first.opening.to_minor());
    for movement in Movement::shown(rows) {
        let effect = rows.iter().map(|row| movement.effect(row)).sum();
        let accounts = rows.iter().map(|row| movement.accounts(row)).sum();
        columns.moves(
            movement.name(reader.words).to_owned(),
            1,
            std::iter::once((movement, effect, accounts)),
        );
    }
    columns.total(reader.words.closing, last.closing.to_minor());
    Some(draw(reader, &columns.columns, currency, label))
}

/// The rows one after the other: gains, then losses, of each. With `totals`, each closing stands between them.
pub(crate) fn by_period(
    reader: &Reader,
    rows: &[&BridgeRow<'_>],
    currency: Currency,
    label: &str,
    period: impl Fn(&BridgeRow<'_>) -> String,
    totals: bool,
) -> Option<Markup> {
    let (first, last) = (rows.first()?, rows.last()?);
    let movements = Movement::shown(rows);
    let mut columns = Columns::default();
    columns.total(reader.words.opening, first.opening.to_minor());
    for row in rows {
        let moves = |gains: bool| {
            let moves = movements
                .iter()
                .map(|movement| (*movement, movement.effect(row), movement.accounts(row)));
            moves.filter(move |(_, effect, _)| *effect != 0 && (*effect > 0) == gains)
        };
        columns.moves(period(row), 2, moves(true));
        columns.moves(String::new(), 0, moves(false));
        if totals {
            columns.total(reader.words.closing, row.closing.to_minor());
        }
    }
    if !totals {
        columns.total(reader.words.closing, last.closing.to_minor());
    }
    Some(draw(reader, &columns.columns, currency, label))
}

/// The colours and their names, for the charts that stack them.
pub(crate) fn legend(reader: &Reader, rows: &[&BridgeRow<'_>]) -> Markup {
    html! {
        ul.legend aria-hidden="true" {
            @for movement in Movement::shown(rows) {
                li { span class={ "swatch " (movement.class()) } {} (movement.name(reader.words)) }
            }
        }
    }
}

fn draw(reader: &Reader, columns: &[Column], currency: Currency, label: &str) -> Markup {
    let levels = || columns.iter().flat_map(Column::levels);
    let highest = levels().max().unwrap_or_default().max(0);
    let lowest = levels().min().unwrap_or_default();
    // Against a large total, movements would be slivers: then the axis begins near the lowest level, and says so.
    let cut = lowest > 0 && (highest - lowest).saturating_mul(3) < highest;
    let from = if cut {
        lowest - (highest - lowest) / 3
    } else {
        lowest.min(0)
    };
    let mut ticks = ticks(from, highest, 6);
    let floor = ticks.first().copied().unwrap_or(from);
    // The last tick may lie far above: a little room for the values is enough.
    let ceiling = highest + (highest - floor) / 16;
    ticks.retain(|tick| *tick <= ceiling);
    let cut = cut && floor > 0;
    let y = Scale::new(floor, ceiling, BOTTOM, TOP);
    let base = y.at(floor.max(0));
    let step = (RIGHT - LEFT) / columns.len().max(1) as f64;
    let bar = (step * 0.68).min(72.0);
    html! {
        svg.chart viewBox={ "0 0 " (Px(WIDTH)) " " (Px(HEIGHT)) } role="img" aria-label=(label) {
            @for tick in &ticks {
                line.grid x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(y.at(*tick))) y2=(Px(y.at(*tick))) {}
                text.tick x=(Px(LEFT - 8.0)) y=(Px(y.at(*tick) + 4.0)) text-anchor="end" {
                    (reader.axis_amount(*tick, ceiling, currency))
                }
            }
            line.axis x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(base)) y2=(Px(base)) {}
            @for (place, column) in columns.iter().enumerate() {
                @let left = LEFT + step * place as f64 + (step - bar) / 2.0;
                @let above = y.at(column.start.max(column.end)) - 6.0;
                @match &column.bars {
                    Bars::Total(name) => {
                        g {
                            title { (name) ": " (reader.minor(column.end, currency)) " " (currency) }
                            (rect("total", left, bar, y.at(column.end), base))
                            @if cut { (break_mark(left, bar, base)) }
                        }
                        (value(reader.minor(column.end, currency), left + bar / 2.0, above, step))
                    }
                    Bars::Moves(moves) => {
                        @for part in moves {
                            g {
                                title {
                                    (part.movement.name(reader.words)) ": " (reader.signed_minor(part.end - part.start, currency)) " " (currency)
                                    @if let Some(accounts) = part.accounts { ", " (reader.accounts(accounts)) }
                                }
                                (rect(part.movement.class(), left, bar, y.at(part.start), y.at(part.end)))
                            }
                        }
                        @if !moves.is_empty() {
                            (value(reader.signed_minor(column.end - column.start, currency), left + bar / 2.0, above, step))
                        }
                    }
                }
                @if place + 1 < columns.len() {
                    @let from = if column.is_empty() { left } else { left + bar };
                    line.link x1=(Px(from)) x2=(Px(left + step)) y1=(Px(y.at(column.end))) y2=(Px(y.at(column.end))) {}
                }
                @if column.label_span > 0 {
                    text.label x=(Px(left + bar / 2.0 + step * (column.label_span - 1) as f64 / 2.0)) y=(Px(BOTTOM + 20.0))
                        text-anchor="middle" { (column.label) }
                }
            }
            @if cut {
                text.remark x=(Px(LEFT)) y=(Px(HEIGHT - 6.0)) {
                    @let begins_at = format!("{} {currency}", reader.axis_amount(floor, ceiling, currency));
                    ((reader.words.axis_begins_at)(&begins_at))
                }
            }
        }
    }
}

impl Column {
    /// Whether it has no bar, so that the line between its neighbours runs through.
    fn is_empty(&self) -> bool {
        matches!(&self.bars, Bars::Moves(moves) if moves.is_empty())
    }

    /// Every level a bar of it begins or ends at.
    fn levels(&self) -> impl Iterator<Item = i128> + '_ {
        let moves = match &self.bars {
            Bars::Total(_) => [].as_slice(),
            Bars::Moves(moves) => moves,
        };
        moves
            .iter()
            .map(|part| part.end)
            .chain([self.start, self.end])
    }
}

fn rect(class: &str, left: f64, width: f64, one_end: f64, other_end: f64) -> Markup {
    let (top, bottom) = (one_end.min(other_end), one_end.max(other_end));
    html! {
        rect class=(class) x=(Px(left)) y=(Px(top)) width=(Px(width)) height=(Px((bottom - top).max(0.6))) {}
    }
}

/// Two slanted strokes across the foot of a bar that does not begin at zero.
fn break_mark(left: f64, width: f64, base: f64) -> Markup {
    let (low, high) = (base - 12.0, base - 17.0);
    html! {
        path.break d={ "M" (Px(left - 3.0)) " " (Px(low)) "L" (Px(left + width + 3.0)) " " (Px(high))
            "V" (Px(high + 4.0)) "L" (Px(left - 3.0)) " " (Px(low + 4.0)) "Z" } {}
    }
}

/// A value above its bar, where there is room for it.
fn value(text: String, middle: f64, y: f64, room: f64) -> Markup {
    let fits = text.chars().count() as f64 * CHARACTER_WIDTH <= room;
    html! {
        @if fits {
            text.value x=(Px(middle)) y=(Px(y)) text-anchor="middle" { (text) }
        }
    }
}
