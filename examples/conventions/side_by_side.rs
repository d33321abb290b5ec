//! The figures of one month under every preset, a column each.

use std::error::Error;
use std::fmt::Write as _;

use tenure::retention::{self, BridgeRow, Convention, RevenueHistory, Slicing, TrailingRow};
use tenure::{Book, Grain, Periods, Ratio, Rounding};

use crate::arguments::Arguments;

type RateOf = fn(&BridgeRow) -> Option<Ratio>;

/// What stands in one column.
struct Figures {
    name: &'static str,
    row: BridgeRow,
    trailing: Option<TrailingRow>,
}

pub(crate) fn table(book: &Book, arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut columns = Vec::new();
    for (name, convention) in Convention::named().into_iter().skip(1) {
        columns.push(figures(book, arguments, name, convention)?);
    }
    let amounts = columns.iter().map(|column| column.row.amounts.columns());
    let amounts: Vec<_> = amounts.collect();
    let accounts = columns.iter().map(|column| column.row.accounts.columns());
    let accounts: Vec<_> = accounts.collect();
    let mut said = format!(
        "Recurring revenue of {}, in {}, by convention\n\n",
        arguments.month, arguments.currency
    );
    let mut line = |label: &str, cells: Vec<String>| -> std::fmt::Result {
        write!(said, "{label:<26}")?;
        for cell in cells {
            write!(said, "{cell:>13}")?;
        }
        said.push('\n');
        Ok(())
    };
    line(
        "",
        columns
            .iter()
            .map(|column| column.name.to_owned())
            .collect(),
    )?;
    let shown = [
        "opening",
        "new",
        "reactivation",
        "expansion",
        "contraction",
        "churn",
        "closing",
    ];
    for name in shown {
        let cells = amounts.iter().map(|amounts| {
            let found = amounts.iter().find(|(column, _)| *column == name);
            found.map_or_else(String::new, |(_, money)| money.amount().to_string())
        });
        line(name, cells.collect())?;
    }
    for name in ["opening", "churned", "closing"] {
        let cells = accounts.iter().map(|accounts| {
            let found = accounts.iter().find(|(column, _)| *column == name);
            found.map_or_else(String::new, |(_, number)| number.to_string())
        });
        line(&format!("{name} accounts"), cells.collect())?;
    }
    let rates: [(&str, RateOf); 4] = [
        (
            "gross revenue retention",
            BridgeRow::gross_revenue_retention,
        ),
        ("net revenue retention", BridgeRow::net_revenue_retention),
        ("logo churn", BridgeRow::logo_churn),
        ("quick ratio", BridgeRow::quick_ratio),
    ];
    for (label, rate) in rates {
        let cells = columns.iter().map(|column| shown_rate(rate(&column.row)));
        line(label, cells.collect())?;
    }
    let yearly = columns.iter().map(|column| {
        let row = column.trailing.as_ref();
        shown_rate(row.and_then(TrailingRow::net_revenue_retention))
    });
    line("net retention, 12 months", yearly.collect())?;
    said.push('\n');
    for column in &columns {
        writeln!(said, "{}: {}", column.name, column.row.convention)?;
    }
    Ok(said)
}

fn figures(
    book: &Book,
    arguments: &Arguments,
    name: &'static str,
    convention: Convention,
) -> Result<Figures, Box<dyn Error>> {
    let history = RevenueHistory::from_book_under(book, arguments.currency, &convention)?;
    let first = arguments
        .month
        .checked_add(-12)
        .ok_or("the month is too early")?;
    let months = Periods::covering(Grain::Month, first.first_day(), arguments.month.last_day());
    let months = months.ok_or("the month is out of range")?;
    let whole = Slicing::none();
    let bridge = retention::bridge(&history, &months, &whole, convention.clone())?;
    bridge.reconcile()?;
    let trailing = retention::trailing(&history, &months, 12, &whole, convention)?;
    Ok(Figures {
        name,
        row: bridge
            .all
            .rows
            .last()
            .cloned()
            .ok_or("the month has no row")?,
        trailing: trailing.all.rows.last().cloned(),
    })
}

/// Four digits, or nothing over nothing.
pub(crate) fn shown_rate(rate: Option<Ratio>) -> String {
    rate.and_then(|rate| rate.to_decimal(4, Rounding::HalfEven))
        .map_or_else(|| "-".to_owned(), |rate| rate.to_string())
}
