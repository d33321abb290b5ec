//! Cohorts on their side: a line for each month in which accounts began, a column for each age, coloured by what is left.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, ConditionalFormat3ColorScale, ConditionalFormatType, Worksheet};
use tenure::Ratio;
use tenure_tables::CohortRow;

use crate::WorkbookError;
use crate::formats::{Formats, to_double};
use crate::sheet::page;

/// The ages of a sheet; the About sheet says when there were more.
pub(crate) const MAX_AGES: u64 = 120;

/// Which retention a sheet shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    Revenue,
    Accounts,
}

impl Of {
    const fn rate(self, row: &CohortRow<'_>) -> Option<Ratio> {
        match self {
            Self::Revenue => row.revenue_retention,
            Self::Accounts => row.logo_retention,
        }
    }
}

/// Fills a sheet with the rows of one slice.
pub(crate) fn fill(
    worksheet: &mut Worksheet,
    name: &str,
    formats: &Formats,
    rows: &[CohortRow<'_>],
    of: Of,
) -> Result<(), WorkbookError> {
    let failed = || WorkbookError::sheet(name);
    let mut cohorts: BTreeMap<NaiveDate, Vec<&CohortRow<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.age_months < MAX_AGES) {
        cohorts.entry(row.cohort_month).or_default().push(row);
    }
    for (heading, at) in ["cohort month", "accounts"].iter().zip(0_u16..) {
        worksheet
            .write_string_with_format(0, at, *heading, &formats.heading)
            .map_err(failed())?;
    }
    let mut last_age = 0;
    for (rows, line) in cohorts.values().zip(1_u32..) {
        for row in rows {
            let Ok(age) = u16::try_from(row.age_months) else {
                continue;
            };
            last_age = last_age.max(age);
            if age == 0 {
                let month = row.cohort_month.format("%Y-%m").to_string();
                worksheet
                    .write_string_with_format(line, 0, month, &formats.bold)
                    .map_err(failed())?;
                let size = to_double(i64::try_from(row.active_accounts).unwrap_or(i64::MAX));
                worksheet
                    .write_number_with_format(line, 1, size, &formats.whole)
                    .map_err(failed())?;
            }
            if let Some(rate) = of.rate(row) {
                worksheet
                    .write_number_with_format(line, age + 2, rate.to_f64(), &formats.rate)
                    .map_err(failed())?;
            }
        }
    }
    for age in 0..=last_age {
        worksheet
            .write_number_with_format(0, age + 2, age, &formats.heading)
            .map_err(failed())?;
    }
    let last_line = u32::try_from(cohorts.len()).unwrap_or(u32::MAX).max(1);
    let scale = ConditionalFormat3ColorScale::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_midpoint(ConditionalFormatType::Number, 0.8)
        .set_maximum(ConditionalFormatType::Number, 1.2)
        .set_minimum_color(Color::RGB(0xF4_B6_A6))
        .set_midpoint_color(Color::RGB(0xFF_F7_DC))
        .set_maximum_color(Color::RGB(0x8F_CF_B0));
    worksheet
        .add_conditional_format(1, 2, last_line, last_age + 2, &scale)
        .map_err(failed())?;
    worksheet.set_column_width(0, 14).map_err(failed())?;
    worksheet
        .set_column_range_width(1, last_age + 2, 8)
        .map_err(failed())?;
    worksheet.set_freeze_panes(1, 2).map_err(failed())?;
    page(worksheet, name)
}
