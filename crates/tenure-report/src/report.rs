use tenure::retention::{Difference, Explanation};
use tenure::{Currency, Money, Month};
use tenure_tables::{ALL, BridgeRow, CohortRow, SurvivalCurveRow, SurvivalSummaryRow, TrailingRow};

use crate::reader::Reader;
use crate::{Heading, Names, ReportError, page};

/// What the page shows: the rows of the tables, and what to say about them.
///
/// Rows are those of `tenure-tables`, in the order of their tables, so that the page and the files show the same figures. Rows of
/// the slice [`ALL`] make the cards and charts; every other slice is a row of the comparison of slices. A table without rows
/// leaves its part of the page saying that there is nothing to show.
#[derive(Clone, Copy, Debug)]
pub struct RetentionReport<'a> {
    /// What stands at its head.
    pub heading: Heading<'a>,
    /// The convention behind the figures, in words.
    pub convention: &'a str,
    /// The currency of every amount.
    pub currency: Currency,
    /// `bridge_monthly`; the last twelve months of the whole are drawn, and rates of the last thirty-six.
    pub monthly: &'a [BridgeRow<'a>],
    /// `bridge_quarterly`; the last four quarters of the whole are drawn.
    pub quarterly: &'a [BridgeRow<'a>],
    /// `trailing_12`.
    pub trailing: &'a [TrailingRow<'a>],
    /// `cohort_retention`; the last twenty-four cohorts of the whole are drawn.
    pub cohorts: &'a [CohortRow<'a>],
    /// `survival_curve`, with times in days; the curve of the group [`ALL`] is drawn.
    pub survival: &'a [SurvivalCurveRow<'a>],
    /// `survival_summary`, with times in days.
    pub survival_summary: &'a [SurvivalSummaryRow<'a>],
    /// Why figures are others than before, account by account: the largest parts are drawn, all others as one.
    pub differences: &'a [Difference],
    /// Which accounts make figures, such as the churn of the last quarter, alike.
    pub explained: &'a [Explanation],
    /// What the accounts of these two are called.
    pub names: &'a Names<'a>,
}

impl<'a> RetentionReport<'a> {
    /// The page: one HTML document that needs no other file, no script and no network. The same report makes the same bytes.
    ///
    /// # Errors
    /// [`ReportError::Currency`], [`ReportError::Unbalanced`], [`ReportError::Language`].
    pub fn to_html(&self) -> Result<String, ReportError> {
        self.check_currency()?;
        check_balance(self.last_quarters())?;
        check_balance(self.last_months())?;
        let reader = Reader::new(self.heading.language)?;
        Ok(page::retention::render(self, &reader).into_string())
    }

    /// The last four quarters of the whole.
    pub(crate) fn last_quarters(&self) -> Vec<&'a BridgeRow<'a>> {
        last(self.quarterly.iter().filter(|row| row.slice == ALL), 4)
    }

    /// The last twelve months of the whole.
    pub(crate) fn last_months(&self) -> Vec<&'a BridgeRow<'a>> {
        last(self.monthly.iter().filter(|row| row.slice == ALL), 12)
    }

    /// Whether the last month shown lies whole before the end of the day the figures are of. So does a book without months.
    pub(crate) fn last_month_is_over(&self) -> bool {
        let last = self.monthly.iter().rfind(|row| row.slice == ALL);
        last.is_none_or(|row| Month::of(row.period).last_day() <= self.heading.as_of)
    }

    fn check_currency(&self) -> Result<(), ReportError> {
        let bridges =
            |table, rows: &'a [BridgeRow<'a>]| rows.iter().map(move |row| (table, row.opening));
        let amounts = bridges("bridge_monthly", self.monthly)
            .chain(bridges("bridge_quarterly", self.quarterly))
            .chain(self.trailing.iter().map(|row| ("trailing_12", row.opening)))
            .chain(
                self.cohorts
                    .iter()
                    .map(|row| ("cohort_retention", row.revenue)),
            )
            .map(|(table, amount)| (table, amount.currency()));
        let explained = self.explained.iter();
        let explained = explained.map(|explained| ("explain", explained.currency));
        let differences = self.differences.iter();
        let differences = differences.map(|difference| ("explain", difference.currency));
        for (table, found) in amounts.chain(explained).chain(differences) {
            if found != self.currency {
                return Err(ReportError::Currency {
                    table,
                    expected: self.currency,
                    found,
                });
            }
        }
        Ok(())
    }
}

/// The last `count` of many, in their order.
pub(crate) fn last<T>(all: impl Iterator<Item = T>, count: usize) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.drain(..all.len().saturating_sub(count));
    all
}

fn check_balance(rows: Vec<&BridgeRow<'_>>) -> Result<(), ReportError> {
    let mut before: Option<Money> = None;
    for row in rows {
        let gains = [
            row.opening,
            row.new,
            row.reactivation,
            row.expansion,
            row.fx,
        ];
        let losses = [row.contraction, row.churn];
        let closing = Money::sum(row.currency, gains)
            .and_then(|sum| losses.into_iter().try_fold(sum, Money::checked_sub));
        let follows = before.is_none_or(|closing| closing == row.opening);
        if !follows || closing != Ok(row.closing) {
            return Err(ReportError::Unbalanced { period: row.period });
        }
        before = Some(row.closing);
    }
    Ok(())
}
