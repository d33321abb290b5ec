//! IBM's sample of telephone customers. Of what a scorecard measures it knows only what was paid.

use std::error::Error;
use std::path::Path;

use chrono::{Months, NaiveDate};
use serde_json::json;
use tenure::situation::Supplied;

use crate::subject::{Subject, cell, rows};

pub(crate) const WORDS: &str = "Customers by tenure, what they paid in all and what they pay now. As facts: a subscription at the mean \
                                amount so far,\nrepriced to today's amount; the stage is active. There is no word of satisfaction, use, cases or contacts.";

pub(crate) fn subjects(path: &Path) -> Result<Vec<Subject>, Box<dyn Error>> {
    let on = NaiveDate::from_ymd_opt(2020, 1, 1).ok_or("a day")?;
    let mut subjects = Vec::new();
    for row in rows(path)? {
        let account = cell(&row, "customerID")?;
        let months: u32 = cell(&row, "tenure")?.parse()?;
        if months == 0 {
            // Not a customer yet, and nothing was paid.
            continue;
        }
        let paid: f64 = cell(&row, "TotalCharges")?.trim().parse()?;
        let monthly: f64 = cell(&row, "MonthlyCharges")?.parse()?;
        let since = on.checked_sub_months(Months::new(months)).ok_or("a day")?;
        let mean = paid / f64::from(months);
        let span = json!({"start": since, "end": null});
        let commands = vec![
            json!({"open_account": {"account": account, "on": since}}),
            json!({"move_account": {"account": account, "to": "active", "on": since}}),
            json!({"start_subscription": {"account": account, "subscription": "S", "span": span, "monthly": format!("{mean:.2} USD")}}),
            json!({"reprice_subscription": {"account": account, "subscription": "S", "monthly": format!("{monthly:.2} USD"), "on": on}}),
        ];
        let left = cell(&row, "Churn")? == "Yes";
        subjects.push(Subject::new(
            account,
            commands,
            on,
            Supplied::default(),
            left,
        )?);
    }
    Ok(subjects)
}
