//! A customer with a history of facts and an end.

use std::error::Error;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;
use tenure::health::{Health, Scorecard};
use tenure::situation::{Supplied, Viewpoint};
use tenure::{AccountId, Book, Command, decide::decide_all};

/// Who left, and how the account stood before: its facts in a book of its own, looked at on a day.
pub(crate) struct Subject {
    account: AccountId,
    book: Book,
    on: NaiveDate,
    supplied: Supplied,
    pub(crate) left: bool,
}

impl Subject {
    /// A customer of whom these commands tell.
    pub(crate) fn new(
        account: &str,
        commands: Vec<Value>,
        on: NaiveDate,
        supplied: Supplied,
        left: bool,
    ) -> Result<Self, Box<dyn Error>> {
        let commands: Vec<Command> = commands
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()?;
        let mut book = Book::default();
        decide_all(&mut book, &commands)
            .map_err(|(place, why)| format!("{account}, command {place}: {why}"))?;
        Ok(Self {
            account: AccountId::new(account)?,
            book,
            on,
            supplied,
            left,
        })
    }

    fn health<'c>(&self, card: &'c Scorecard) -> Option<Health<'c>> {
        let account = self.book.account(&self.account)?;
        let situation = Viewpoint::of(&self.book, self.on).situation_of(account, &self.supplied);
        Some(Health::of(&situation, card))
    }

    /// The score, 0 to 100.
    pub(crate) fn score(&self, card: &Scorecard) -> Option<f64> {
        Some(self.health(card)?.score()?.to_f64())
    }

    /// The score of every measure in the order of the card, 0 to 1, where it has one.
    pub(crate) fn measures(&self, card: &Scorecard) -> Vec<Option<f64>> {
        let Some(health) = self.health(card) else {
            return Vec::new();
        };
        let measures = health.measures().iter();
        measures
            .map(|measured| Some(f64::from(measured.score?.get()) / 10_000.0))
            .collect()
    }

    /// What a regression can use: for every measure its score, half where it is missing, and whether it is there.
    pub(crate) fn features(&self, card: &Scorecard) -> Vec<f64> {
        let measures = self.measures(card).into_iter();
        measures
            .flat_map(|score| [score.unwrap_or(0.5), f64::from(u8::from(score.is_some()))])
            .collect()
    }
}

/// The rows of a CSV by column name.
pub(crate) fn rows(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let opened = csv::Reader::from_path(path);
    let mut reader = opened.map_err(|error| {
        format!(
            "{}: {error}; set TENURE_DATA to the folder of the data sets",
            path.display()
        )
    })?;
    let rows = reader.deserialize().collect::<Result<_, _>>();
    Ok(rows.map_err(|error| format!("{}: {error}", path.display()))?)
}

pub(crate) type Row = std::collections::BTreeMap<String, String>;

/// A cell, which must be there.
pub(crate) fn cell<'r>(row: &'r Row, column: &str) -> Result<&'r str, String> {
    let cell = row.get(column).map(String::as_str);
    cell.ok_or_else(|| format!("there is no column `{column}`"))
}
