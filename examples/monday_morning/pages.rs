//! The same as pages to look at: the manager's book and its renewals.

use std::error::Error;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use tenure::agenda::{Agenda, RenewalPipeline};
use tenure::health::HealthChange;
use tenure::staffing::ManagerLoad;
use tenure_report::{AccountStanding, Heading, Language, ManagerReport, Names, RenewalReport};

use crate::words::Row;

/// What the pages are made of.
pub(crate) struct Pages<'a> {
    pub(crate) monday: NaiveDate,
    pub(crate) agenda: &'a Agenda<'a>,
    pub(crate) rows: Vec<Row<'a>>,
    pub(crate) renewals: &'a RenewalPipeline<'a>,
    pub(crate) load: Option<&'a ManagerLoad>,
}

impl Pages<'_> {
    /// Writes them into a folder, and gives their paths.
    pub(crate) fn write(self, out: &Path) -> Result<[PathBuf; 2], Box<dyn Error>> {
        let accounts = self.rows.into_iter().map(|row| AccountStanding {
            account: row.account,
            monthly: row.monthly,
            focus: row.focus,
            change: row
                .before
                .and_then(|before| HealthChange::between(&before, &row.health)),
            health: row.health,
        });
        let accounts: Vec<_> = accounts.collect();
        let (names, heading) = (Names::default(), |title| Heading {
            title,
            subtitle: "60 customers, held by amara",
            notes: &["Simulated data"],
            as_of: self.monday,
            language: Language::English,
        });
        let manager = ManagerReport {
            heading: heading("The week of amara"),
            agenda: self.agenda,
            accounts: &accounts,
            renewals: self.renewals,
            load: self.load,
            names: &names,
        };
        let renewals = RenewalReport {
            heading: heading("What comes up for renewal"),
            pipeline: self.renewals,
            names: &names,
        };
        std::fs::create_dir_all(out)?;
        let paths = ["manager.html", "renewals.html"].map(|name| out.join(name));
        for (path, page) in paths.iter().zip([manager.to_html()?, renewals.to_html()?]) {
            std::fs::write(path, page)?;
        }
        Ok(paths)
    }
}
