//! The bridge of the whole on its side: a line for each part, a column for each period, and the last periods as a waterfall.

use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, ChartType, Color, Worksheet, XlsxError};
use tenure::{Currency, Money};
use tenure_tables::{BRIDGE, SliceBridgeRow};

use crate::WorkbookError;
use crate::formats::{Formats, exact_double, to_double};
use crate::sheet::page;

/// The periods of a sheet; the About sheet says when there were more.
pub(crate) const MAX_PERIODS: usize = 60;

type Part = (&'static str, Direction, fn(&SliceBridgeRow<'_>) -> Money);

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Level,
    Up,
    Down,
}

const PARTS: [Part; 11] = [
    ("opening", Direction::Level, |row| row.opening),
    ("+ new", Direction::Up, |row| row.new),
    ("+ reactivation", Direction::Up, |row| row.reactivation),
    ("+ unknown", Direction::Up, |row| row.unknown),
    ("+ expansion", Direction::Up, |row| row.expansion),
    ("- contraction", Direction::Down, |row| row.contraction),
    ("- churn", Direction::Down, |row| row.churn),
    ("+ fx", Direction::Up, |row| row.fx),
    ("+ transfers in", Direction::Up, |row| row.transfers_in),
    ("- transfers out", Direction::Down, |row| row.transfers_out),
    ("= closing", Direction::Level, |row| row.closing),
];

/// Two lines of text, in points.
const HEADING_HEIGHT: f64 = 30.0;

/// Fills a sheet with the rows of one slice, in the order of periods.
pub(crate) fn fill(
    worksheet: &mut Worksheet,
    name: &str,
    formats: &Formats,
    rows: &[SliceBridgeRow<'_>],
) -> Result<(), WorkbookError> {
    let rows = rows
        .get(rows.len().saturating_sub(MAX_PERIODS)..)
        .unwrap_or_default();
    let failed = || WorkbookError::sheet(name);
    // A period takes two lines, which not every program makes room for by itself.
    worksheet
        .set_row_height(0, HEADING_HEIGHT)
        .map_err(failed())?;
    worksheet
        .write_string_with_format(0, 0, "recurring a month", &formats.heading)
        .map_err(failed())?;
    let mut widest = 10;
    for (row, at) in rows.iter().zip(1_u16..) {
        let label = format!(
            "{} to {}",
            row.period_start,
            row.period_end.pred_opt().unwrap_or(row.period_end)
        );
        worksheet
            .write_string_with_format(0, at, label, &formats.heading)
            .map_err(failed())?;
        for ((_, _, part), line) in PARTS.iter().zip(1_u32..) {
            let amount = part(row);
            widest = widest.max(formats.amount_width(amount));
            let number = double(amount, line)?;
            worksheet
                .write_number_with_format(line, at, number, formats.amount(amount))
                .map_err(failed())?;
        }
        let below = 1 + PARTS.len() as u32;
        let write = |worksheet: &mut Worksheet| -> Result<(), XlsxError> {
            worksheet.write_number_with_format(
                below,
                at,
                whole(row.closing_accounts),
                &formats.whole,
            )?;
            for (rate, line) in [
                row.gross_revenue_retention,
                row.net_revenue_retention,
                row.logo_retention,
            ]
            .iter()
            .zip(below + 1..)
            {
                if let Some(rate) = rate {
                    worksheet.write_number_with_format(line, at, rate.to_f64(), &formats.rate)?;
                }
            }
            Ok(())
        };
        write(worksheet).map_err(failed())?;
    }
    let labels = PARTS.iter().map(|(label, ..)| *label);
    let more = [
        "accounts at the closing",
        "gross revenue retention",
        "net revenue retention",
        "logo retention",
    ];
    for (label, line) in labels.chain(more).zip(1_u32..) {
        worksheet
            .write_string_with_format(line, 0, label, &formats.bold)
            .map_err(failed())?;
    }
    worksheet.set_column_width(0, 26).map_err(failed())?;
    if let Ok(last) = u16::try_from(rows.len()) {
        let width = f64::from(u32::try_from(widest).unwrap_or(20)) + 3.0;
        worksheet
            .set_column_range_width(1, last.max(1), width)
            .map_err(failed())?;
    }
    worksheet.set_freeze_panes(1, 1).map_err(failed())?;
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        waterfall(worksheet, name, formats, rows, first, last)?;
    }
    page(worksheet, name)
}

/// The sum of the periods as a waterfall: stacked columns on an invisible base, which every spreadsheet draws.
fn waterfall(
    worksheet: &mut Worksheet,
    name: &str,
    formats: &Formats,
    rows: &[SliceBridgeRow<'_>],
    first: &SliceBridgeRow<'_>,
    last: &SliceBridgeRow<'_>,
) -> Result<(), WorkbookError> {
    let failed = || WorkbookError::sheet(name);
    let top = 35_u32;
    for (heading, at) in ["chart data", "base", "level", "up", "down"]
        .iter()
        .zip(0_u16..)
    {
        worksheet
            .write_string_with_format(top, at, *heading, &formats.heading)
            .map_err(failed())?;
    }
    let mut running: i128 = 0;
    let mut line = top;
    for (label, direction, part) in PARTS {
        let minor: i128 = match (direction, label) {
            (Direction::Level, "opening") => part(first).to_minor(),
            (Direction::Level, _) => part(last).to_minor(),
            _ => rows.iter().map(|row| part(row).to_minor()).sum(),
        };
        // Parts that nothing ever moved would only be gaps.
        if minor == 0 && direction != Direction::Level {
            continue;
        }
        line += 1;
        let down = (direction == Direction::Down) != (minor < 0);
        let size = minor.abs();
        let (base, level, up, fall) = match direction {
            Direction::Level => {
                running = minor;
                (0, minor, 0, 0)
            }
            _ if down => {
                running -= size;
                (running, 0, 0, size)
            }
            _ => {
                running += size;
                (running - size, 0, size, 0)
            }
        };
        worksheet.write_string(line, 0, label).map_err(failed())?;
        for (minor, at) in [base, level, up, fall].into_iter().zip(1_u16..) {
            let amount = money(minor, first.currency, line)?;
            let number = double(amount, line)?;
            worksheet
                .write_number_with_format(line, at, number, formats.amount(amount))
                .map_err(failed())?;
        }
    }
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let period = format!(
        "{} to {}",
        first.period_start,
        last.period_end.pred_opt().unwrap_or(last.period_end)
    );
    chart
        .title()
        .set_name(format!("Recurring a month, {period}, {}", first.currency).as_str());
    chart.legend().set_hidden();
    for (colour, at) in [
        (None, 1_u16),
        (Some(0x5B_6B_7B), 2),
        (Some(0x1B_7F_5C), 3),
        (Some(0xB3_3A_3A), 4),
    ] {
        let series = chart.add_series();
        series
            .set_categories((name, top + 1, 0, line, 0))
            .set_values((name, top + 1, at, line, at))
            .set_gap(40);
        let mut look = ChartFormat::new();
        match colour {
            Some(colour) => {
                look.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)))
            }
            None => look.set_no_fill(),
        };
        series.set_format(&mut look);
    }
    chart.set_width(900).set_height(340);
    worksheet.insert_chart(17, 0, &chart).map_err(failed())?;
    Ok(())
}

fn whole(count: u64) -> f64 {
    // Accounts are far fewer than a double holds.
    to_double(i64::try_from(count).unwrap_or(i64::MAX))
}

fn money(minor: i128, currency: Currency, row: u32) -> Result<Money, WorkbookError> {
    Money::from_minor(minor, currency).map_err(|_| WorkbookError::Whole {
        table: BRIDGE.name,
        row: u64::from(row),
        column: "closing",
        value: minor,
    })
}

fn double(amount: Money, row: u32) -> Result<f64, WorkbookError> {
    exact_double(amount).ok_or(WorkbookError::Amount {
        table: BRIDGE.name,
        row: u64::from(row),
        column: "closing",
        amount,
    })
}
