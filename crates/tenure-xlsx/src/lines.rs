//! Retention over time as lines.

use rust_xlsxwriter::{Chart, ChartFormat, ChartLine, ChartType, Color, Worksheet};

use crate::WorkbookError;

/// Puts a chart of three rates beside a table, over its first rows: the columns of the rates stand side by side.
pub(crate) fn insert(
    worksheet: &mut Worksheet,
    name: &str,
    rows: u32,
    label_column: u16,
    first_rate_column: u16,
    beside: u16,
) -> Result<(), WorkbookError> {
    if rows == 0 {
        return Ok(());
    }
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name("Retention of the whole book");
    let lines = [
        ("gross revenue", 0x1F_5A_8A),
        ("net revenue", 0x1B_7F_5C),
        ("logo", 0x8A_5A_1F),
    ];
    for ((label, colour), at) in lines.into_iter().zip(first_rate_column..) {
        let mut look = ChartFormat::new();
        look.set_line(
            ChartLine::new()
                .set_color(Color::RGB(colour))
                .set_width(2.25),
        );
        chart
            .add_series()
            .set_name(label)
            .set_categories((name, 1, label_column, rows, label_column))
            .set_values((name, 1, at, rows, at))
            .set_format(&mut look);
    }
    chart.y_axis().set_num_format("0%");
    chart.set_width(760).set_height(380);
    worksheet
        .insert_chart(1, beside, &chart)
        .map_err(WorkbookError::sheet(name))?;
    Ok(())
}
