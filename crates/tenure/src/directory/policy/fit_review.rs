use serde::{Deserialize, Serialize};

use super::BySegment;

/// When it is due to review with sales whether what a customer bought is clear and fits, for
/// [`Account::fit_review_due`](crate::Account::fit_review_due).
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::policy::FitReviewRules;
/// use tenure::{AccountId, Book, FitReviewReason, decide::decide_all};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"start_subscription": {"account": "A-17", "subscription": "S-1",
///         "span": {"start": "2026-03-01", "end": null}, "monthly": "49.90 EUR"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let account = book.account(&AccountId::new("A-17")?).expect("opened above");
/// let rules = FitReviewRules { days_after_sale: 30, days_before_renewal: 60, days_between: None };
/// let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
/// let due = account.fit_review_due(day(10), &rules).expect("nothing was reviewed");
/// assert_eq!((due.by, due.reason), (day(31), FitReviewReason::Sale(day(1))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitReviewRules {
    /// Within this many days after a sale.
    pub days_after_sale: u16,
    /// Within this many days before a renewal; none is due for it at 0.
    pub days_before_renewal: u16,
    /// The most days from one review to the next while anything is in force; `None` where only sales and renewals ask for one.
    pub days_between: Option<BySegment>,
}
