//! The first sheet: what this is, of which day, by which definitions, and what is on the other sheets.

use rust_xlsxwriter::Worksheet;
use tenure_tables::TableSchema;

use crate::WorkbookError;
use crate::formats::Formats;
use crate::text::cell_text;

pub(crate) const NAME: &str = "About";

/// What the About sheet says of one other sheet.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) sheet: String,
    pub(crate) table: &'static TableSchema,
    pub(crate) rows: u64,
    /// What else a reader has to know.
    pub(crate) remark: String,
}

pub(crate) fn fill(
    worksheet: &mut Worksheet,
    formats: &Formats,
    title: &str,
    pairs: &[(&'static str, String)],
    notes: &[Note],
) -> Result<(), WorkbookError> {
    let write = || -> Result<(), rust_xlsxwriter::XlsxError> {
        worksheet.write_string_with_format(0, 0, cell_text(title).0, &formats.title)?;
        let mut line = 2;
        for (name, value) in pairs {
            worksheet.write_string_with_format(line, 0, *name, &formats.bold)?;
            worksheet.write_string_with_format(line, 1, cell_text(value).0, &formats.wrapped)?;
            line += 1;
        }
        line += 1;
        for (heading, at) in ["sheet", "rows", "what a row is", "remark"]
            .iter()
            .zip(0_u16..)
        {
            worksheet.write_string_with_format(line, at, *heading, &formats.heading)?;
        }
        for note in notes {
            line += 1;
            worksheet.write_string(line, 0, note.sheet.as_str())?;
            // Fewer than fit a workbook.
            worksheet.write_number_with_format(
                line,
                1,
                u32::try_from(note.rows).unwrap_or(u32::MAX),
                &formats.whole,
            )?;
            worksheet.write_string_with_format(line, 2, note.table.meaning, &formats.wrapped)?;
            worksheet.write_string_with_format(line, 3, note.remark.as_str(), &formats.wrapped)?;
        }
        line += 2;
        for (heading, at) in ["sheet", "column", "meaning", "unit"].iter().zip(0_u16..) {
            worksheet.write_string_with_format(line, at, *heading, &formats.heading)?;
        }
        for note in notes {
            for column in note.table.columns {
                line += 1;
                worksheet.write_string(line, 0, note.sheet.as_str())?;
                worksheet.write_string(line, 1, column.name)?;
                worksheet.write_string_with_format(line, 2, column.meaning, &formats.wrapped)?;
                worksheet.write_string(line, 3, column.unit)?;
            }
        }
        for (width, at) in [24, 30, 80, 40].iter().zip(0_u16..) {
            worksheet.set_column_width(at, *width)?;
        }
        Ok(())
    };
    let mut write = write;
    write().map_err(WorkbookError::sheet(NAME))?;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    worksheet.set_footer("&L&A&RPage &P of &N");
    Ok(())
}
