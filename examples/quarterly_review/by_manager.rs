//! The bridge files of a review by manager: those of any review with four columns more, at the end, for what changed hands.

use tenure::Money;
use tenure::retention::{Bridge, BridgeReport, SliceKey};
use tenure_tables::{
    ALL, BRIDGE_MONTHLY, BRIDGE_QUARTERLY, BridgeMonthly, BridgeQuarterly, BridgeRow, CellSink,
    Column, Kind, Privacy, Row, TableSchema, UNASSIGNED,
};

/// A row of a bridge and what changed hands in it.
#[derive(Clone, Copy)]
pub(crate) struct Transferred<'a> {
    pub(crate) bridge: BridgeRow<'a>,
    transfers_in: Money,
    transfers_out: Money,
    transferred_in: u64,
    transferred_out: u64,
}

/// A [`Transferred`] row of a month.
pub(crate) struct MonthlyByManager<'a>(pub(crate) Transferred<'a>);

/// A [`Transferred`] row of a quarter.
pub(crate) struct QuarterlyByManager<'a>(pub(crate) Transferred<'a>);

/// The whole, then the managers by id, then what nobody held.
pub(crate) fn transferred_rows(report: &BridgeReport) -> Vec<Transferred<'_>> {
    let slices = report.slices.iter().filter_map(|(key, bridge)| match key {
        SliceKey::Manager(manager) => Some((manager.as_str(), bridge)),
        SliceKey::Unassigned => Some((UNASSIGNED, bridge)),
        _ => None,
    });
    let mut slices: Vec<_> = slices.collect();
    slices.sort_by_key(|(name, _)| *name);
    let all = std::iter::once((ALL, &report.all));
    let rows = all.chain(slices);
    rows.flat_map(|(slice, bridge)| of_slice(report, slice, bridge))
        .collect()
}

fn of_slice<'a>(
    report: &BridgeReport,
    slice: &'a str,
    bridge: &'a Bridge,
) -> impl Iterator<Item = Transferred<'a>> {
    let currency = report.currency;
    bridge.rows.iter().map(move |row| {
        let (amounts, accounts) = (&row.amounts, &row.accounts);
        Transferred {
            bridge: BridgeRow {
                slice,
                period: row.period.start(),
                currency,
                opening: amounts.opening,
                new: amounts.new,
                reactivation: amounts.reactivation,
                expansion: amounts.expansion,
                contraction: amounts.contraction,
                churn: amounts.churn,
                fx: amounts.fx,
                closing: amounts.closing,
                opening_accounts: accounts.opening,
                new_accounts: accounts.new,
                reactivated_accounts: accounts.reactivated,
                expanded_accounts: accounts.expanded,
                contracted_accounts: accounts.contracted,
                churned_accounts: accounts.churned,
                closing_accounts: accounts.closing,
                gross_revenue_retention: row.gross_revenue_retention(),
                net_revenue_retention: row.net_revenue_retention(),
                logo_retention: row.logo_retention(),
            },
            transfers_in: amounts.transfers_in,
            transfers_out: amounts.transfers_out,
            transferred_in: accounts.transferred_in,
            transferred_out: accounts.transferred_out,
        }
    })
}

impl Transferred<'_> {
    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.amount(self.transfers_in)?;
        sink.amount(self.transfers_out)?;
        sink.count(self.transferred_in)?;
        sink.count(self.transferred_out)
    }
}

impl Row for MonthlyByManager<'_> {
    const SCHEMA: &'static TableSchema = &TableSchema {
        meaning: MEANING,
        columns: &with_transfers(BRIDGE_MONTHLY.columns),
        ..BRIDGE_MONTHLY
    };

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        BridgeMonthly(self.0.bridge).cells(sink)?;
        self.0.cells(sink)
    }
}

impl Row for QuarterlyByManager<'_> {
    const SCHEMA: &'static TableSchema = &TableSchema {
        meaning: MEANING,
        columns: &with_transfers(BRIDGE_QUARTERLY.columns),
        ..BRIDGE_QUARTERLY
    };

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        BridgeQuarterly(self.0.bridge).cells(sink)?;
        self.0.cells(sink)
    }
}

const MEANING: &str = "How the recurring monthly amount that one manager held went from the opening to the closing of one period: \
                       opening + new + reactivation + expansion - contraction - churn + fx + transfers_in - transfers_out = closing.";

/// What changed hands, at the end, so that the columns before it stay where they are.
const TRANSFERS: [Column; 4] = [
    transfer(
        "transfers_in",
        Kind::Amount,
        "major units",
        "Recurring monthly amount of accounts handed over to this manager.",
    ),
    transfer(
        "transfers_out",
        Kind::Amount,
        "major units",
        "Recurring monthly amount of accounts handed over from this manager; written without a minus.",
    ),
    transfer(
        "transferred_in_accounts",
        Kind::Count,
        "accounts",
        "Accounts handed over to this manager while paying.",
    ),
    transfer(
        "transferred_out_accounts",
        Kind::Count,
        "accounts",
        "Accounts handed over from this manager while paying.",
    ),
];

const fn transfer(
    name: &'static str,
    kind: Kind,
    unit: &'static str,
    meaning: &'static str,
) -> Column {
    Column {
        name,
        kind,
        unit,
        nullable: false,
        meaning,
        privacy: Privacy::Open,
    }
}

/// How many columns a bridge has with those for what changed hands.
const COLUMNS: usize = BRIDGE_MONTHLY.columns.len() + TRANSFERS.len();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a place out of range is an error"
)]
const fn with_transfers(columns: &[Column]) -> [Column; COLUMNS] {
    let mut all = [TRANSFERS[0]; COLUMNS];
    let mut at = 0;
    while at < COLUMNS {
        all[at] = if at < columns.len() {
            columns[at]
        } else {
            TRANSFERS[at - columns.len()]
        };
        at += 1;
    }
    all
}
