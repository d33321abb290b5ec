use tenure::agenda::RenewalPipeline;

use crate::reader::Reader;
use crate::{Heading, Names, ReportError, page};

/// The renewals page: what comes up within 30, 60, 90 and 180 days, month by month, one by one, and by manager.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::agenda::RenewalPipeline;
/// use tenure::{Book, decide::decide_all};
/// use tenure_report::{Heading, Language, Names, RenewalReport};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"start_subscription": {"account": "A-17", "subscription": "S-1",
///         "span": {"start": "2026-01-01", "end": "2026-06-01"}, "monthly": "1234567.50 INR"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let as_of = NaiveDate::from_ymd_opt(2026, 4, 15).expect("a day");
/// let report = RenewalReport {
///     heading: Heading { title: "పునరుద్ధరణలు", subtitle: "", notes: &[], as_of, language: Language::Telugu },
///     pipeline: &RenewalPipeline::of(&book, as_of)?,
///     names: &Names::default(),
/// };
/// assert!(report.to_html()?.contains("12,34,567.50"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RenewalReport<'a> {
    /// What stands at its head; the day is that of the pipeline.
    pub heading: Heading<'a>,
    /// What comes up.
    pub pipeline: &'a RenewalPipeline<'a>,
    /// What accounts and managers are called.
    pub names: &'a Names<'a>,
}

impl RenewalReport<'_> {
    /// The page: one HTML document that needs no other file, no script and no network. The same report makes the same bytes.
    ///
    /// # Errors
    /// [`ReportError::Language`], [`ReportError::Money`].
    pub fn to_html(&self) -> Result<String, ReportError> {
        let reader = Reader::new(self.heading.language)?;
        Ok(page::renewals::render(self, &reader)?.into_string())
    }
}
