//! The looks of cells.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use tenure::Money;

use crate::Grouping;

/// A crore and a lakh, in major units: where grouping by lakh takes another form.
const CRORE: i128 = 10_000_000;
const LAKH: i128 = 100_000;

/// Every look a sheet uses, made once.
#[derive(Debug)]
pub(crate) struct Formats {
    pub(crate) title: Format,
    pub(crate) heading: Format,
    pub(crate) bold: Format,
    pub(crate) wrapped: Format,
    pub(crate) date: Format,
    pub(crate) moment: Format,
    pub(crate) whole: Format,
    pub(crate) rate: Format,
    pub(crate) number: Format,
    /// By digits after the point, 0 to 4; each below a lakh, below a crore, and above.
    amounts: Vec<[Format; 3]>,
    grouping: Grouping,
}

impl Formats {
    pub(crate) fn new(grouping: Grouping) -> Self {
        let numbers = |format: &str| Format::new().set_num_format(format);
        let amounts = (0..=4_usize)
            .map(|digits| {
                let point = if digits == 0 {
                    String::new()
                } else {
                    format!(".{}", "0".repeat(digits))
                };
                let pair =
                    |positive: &str| numbers(&format!("{positive}{point};-{positive}{point}"));
                let small = pair("#,##0");
                match grouping {
                    Grouping::Thousands => [small.clone(), small.clone(), small],
                    Grouping::Lakh => [small, pair(r"##\,##\,##0"), pair(r"##\,##\,##\,##0")],
                }
            })
            .collect();
        Self {
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0xE8_EE_F4))
                .set_border_bottom(FormatBorder::Thin),
            bold: Format::new().set_bold(),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            date: numbers("yyyy-mm-dd"),
            moment: numbers("yyyy-mm-dd hh:mm:ss"),
            whole: numbers("0"),
            rate: numbers("0.0%"),
            number: Format::new(),
            amounts,
            grouping,
        }
    }

    /// The look of an amount: its currency's digits, grouped as asked for.
    pub(crate) fn amount(&self, amount: Money) -> &Format {
        let digits = amount.currency().minor_digits();
        let major = amount.to_minor().abs() / 10_i128.pow(digits);
        let size = usize::from(major >= LAKH) + usize::from(major >= CRORE);
        let looks = self.amounts.get(digits as usize);
        looks
            .and_then(|looks| looks.get(size))
            .unwrap_or(&self.number)
    }

    /// How many characters an amount takes.
    pub(crate) fn amount_width(&self, amount: Money) -> usize {
        let digits = amount.currency().minor_digits() as usize;
        let whole = (amount.to_minor().abs() / 10_i128.pow(amount.currency().minor_digits()))
            .to_string()
            .len();
        let groups = match self.grouping {
            Grouping::Thousands => whole.saturating_sub(1) / 3,
            Grouping::Lakh => whole.saturating_sub(2) / 2,
        };
        whole + groups + digits + usize::from(digits > 0) + usize::from(amount.is_negative())
    }
}

/// An amount as the double nearest to it; `None` where fifteen digits do not hold it.
pub(crate) fn exact_double(amount: Money) -> Option<f64> {
    let minor = amount.to_minor();
    if minor.unsigned_abs() >= 10_u128.pow(15) {
        return None;
    }
    // Both are whole and below 2^53, so the quotient is the double nearest to the decimal.
    let minor = i64::try_from(minor).ok()?;
    let unit = 10_i64.pow(amount.currency().minor_digits());
    Some(to_double(minor) / to_double(unit))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "callers keep below fifteen digits, which a double holds"
)]
pub(crate) const fn to_double(whole: i64) -> f64 {
    whole as f64
}
