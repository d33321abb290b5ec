use tenure::retention::Restatement;

use crate::reader::Reader;
use crate::{Heading, Names, ReportError, page};

/// The restatement page: what was reported, what is known now, and which records moved it.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{BookReport, restatement};
/// use tenure::{Currency, Grain, Known, Periods};
/// use tenure_report::{Heading, Language, Names, RestatementReport};
///
/// let as_of = NaiveDate::from_ymd_opt(2026, 3, 31).expect("a day");
/// let months = Periods::covering(Grain::Month, as_of, as_of).expect("in range");
/// let records = []; // of a whole tenant, as a scan of its journal gives them
/// let then = Known::by_end_of(as_of).expect("in range");
/// let restated = restatement(&records, &BookReport::of(Currency::USD, months), then, Known::Now)?;
/// let report = RestatementReport {
///     heading: Heading { title: "Restated", subtitle: "", notes: &[], as_of, language: Language::English },
///     restatement: &restated,
///     names: &Names::default(),
/// };
/// assert!(report.to_html()?.contains("Nothing changed"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RestatementReport<'a> {
    /// What stands at its head.
    pub heading: Heading<'a>,
    /// What changed.
    pub restatement: &'a Restatement,
    /// What accounts and managers are called.
    pub names: &'a Names<'a>,
}

impl RestatementReport<'_> {
    /// The page: one HTML document that needs no other file, no script and no network. The same report makes the same bytes.
    ///
    /// # Errors
    /// [`ReportError::Language`]; [`ReportError::Restatement`] when the changes do not lead from the first report to the second.
    pub fn to_html(&self) -> Result<String, ReportError> {
        self.restatement.reconcile()?;
        let reader = Reader::new(self.heading.language)?;
        Ok(page::restatement::render(self, &reader).into_string())
    }
}
