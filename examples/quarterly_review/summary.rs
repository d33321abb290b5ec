//! The review on one screen.

use std::fmt::{self, Write as _};

use tenure::retention::{Bridge, BridgeReport, BridgeRow, SliceKey};
use tenure::{Money, Quarter, Ratio, Rounding};

/// How many quarters, and how many managers.
const QUARTERS: usize = 4;
const MANAGERS: usize = 3;

/// The last quarters of the whole book: the bridge and its rates, one column a quarter.
pub(crate) fn quarters(report: &BridgeReport) -> Result<String, fmt::Error> {
    let rows = last(&report.all);
    let mut text = String::new();
    let mut line = |label: &str, cells: Vec<String>| {
        write!(text, "{label:<26}")?;
        cells
            .iter()
            .try_for_each(|cell| write!(text, "{cell:>16}"))?;
        writeln!(text)
    };
    let each = |cell: fn(&BridgeRow) -> String| rows.iter().map(cell).collect::<Vec<_>>();
    line(
        report.currency.code(),
        each(|row| Quarter::of(row.period.start()).to_string()),
    )?;
    line("opening", each(|row| amount(row.amounts.opening)))?;
    line("+ new", each(|row| amount(row.amounts.new)))?;
    line(
        "+ reactivation",
        each(|row| amount(row.amounts.reactivation)),
    )?;
    line("+ expansion", each(|row| amount(row.amounts.expansion)))?;
    line("- contraction", each(|row| amount(row.amounts.contraction)))?;
    line("- churn", each(|row| amount(row.amounts.churn)))?;
    line("= closing", each(|row| amount(row.amounts.closing)))?;
    line(
        "accounts at the closing",
        each(|row| row.accounts.closing.to_string()),
    )?;
    line(
        "gross revenue retention",
        each(|row| percent(row.gross_revenue_retention())),
    )?;
    line(
        "net revenue retention",
        each(|row| percent(row.net_revenue_retention())),
    )?;
    line("logo retention", each(|row| percent(row.logo_retention())))?;
    Ok(text)
}

/// The managers whose books moved most in the last quarters, by what was won and lost while they held it.
pub(crate) fn managers(report: &BridgeReport) -> Result<String, fmt::Error> {
    let mut books: Vec<_> = report
        .slices
        .iter()
        .filter(|(key, _)| matches!(key, SliceKey::Manager(_)))
        .map(|(key, bridge)| (key, Moved::over(last(bridge))))
        .collect();
    books.sort_by_key(|(key, moved)| (std::cmp::Reverse(moved.won + moved.lost), *key));
    let mut text = String::new();
    writeln!(
        text,
        "{:<26}{:>16}{:>16}{:>16}{:>16}{:>16}",
        "manager", "opening", "won", "lost", "handed over", "closing"
    )?;
    for (key, moved) in books.iter().take(MANAGERS) {
        let cells = [
            moved.opening,
            moved.won,
            -moved.lost,
            moved.handed_over,
            moved.closing,
        ];
        write!(text, "{:<26}", key.to_string())?;
        for minor in cells {
            let money = Money::from_minor(minor, report.currency).map_err(|_| fmt::Error)?;
            write!(text, "{:>16}", amount(money))?;
        }
        writeln!(text)?;
    }
    Ok(text)
}

fn last(bridge: &Bridge) -> &[BridgeRow] {
    let skipped = bridge.rows.len().saturating_sub(QUARTERS);
    bridge.rows.get(skipped..).unwrap_or_default()
}

/// A bridge over several periods in one, in minor units.
#[derive(Default)]
struct Moved {
    opening: i128,
    won: i128,
    lost: i128,
    handed_over: i128,
    closing: i128,
}

impl Moved {
    fn over(rows: &[BridgeRow]) -> Self {
        let mut moved = Self::default();
        for row in rows {
            let amounts = &row.amounts;
            let minor = |amounts: &[Money]| amounts.iter().map(Money::to_minor).sum::<i128>();
            moved.won += minor(&[amounts.new, amounts.reactivation, amounts.expansion]);
            moved.lost += minor(&[amounts.contraction, amounts.churn]);
            moved.handed_over += amounts.transfers_in.to_minor() - amounts.transfers_out.to_minor();
        }
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            moved.opening = first.amounts.opening.to_minor();
            moved.closing = last.amounts.closing.to_minor();
        }
        moved
    }
}

/// With separators between thousands: for people, never for files.
fn amount(money: Money) -> String {
    let text = money.amount().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.trim_start_matches('-');
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if money.is_negative() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

fn percent(rate: Option<Ratio>) -> String {
    let of_hundred = rate.and_then(|rate| {
        Ratio::of(rate.numerator().checked_mul(100)?, rate.denominator())?
            .to_decimal(1, Rounding::HalfEven)
    });
    of_hundred.map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"))
}
