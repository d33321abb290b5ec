//! What the command line says.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::NaiveDate;
use tenure::retention::Convention;
use tenure::{Currency, Month};
use tenure_import::AmountUnit;
use tenure_report::Language;

use crate::formats::{Format, Formats};

pub(crate) const USAGE: &str = "\
The retention figures of a book of subscriptions.

    quarterly_review [--formats ..] [--language CODE]       on a simulated book
    quarterly_review --subscriptions FILE --out DIR [options]

  --subscriptions FILE   CSV, one row a subscription: account, start, end (empty while it runs), monthly amount
  --out DIR              where the figures go
  --accounts FILE        CSV, one row an account
  --by COLUMN            slice the figures by this column of the accounts file
  --by manager           with --assignments: slice them by whoever held the account at the time
  --assignments FILE     CSV, one row an assignment: account, manager, from and, if it has one, to (the first day no longer held)
  --columns ROLE=NAME,.. which columns to read, for the roles account, start, end, amount, id and currency
  --amount-unit UNIT     major (the default: 49.90) or minor (4990)
  --currency CODE        of amounts without a currency column; USD when not given
  --convention NAME      the definitions behind the figures: default, chartmogul, stripe, recurly, maxio or profitwell
  --known YYYY-MM-DD     the figures as they were known in the journal at the end of this day (UTC)
  --until YYYY-MM        the last month; by default that of the latest start or end in the file
  --journal FILE         the SQLite journal to record in; DIR/journal.sqlite when not given
  --no-journal           only the figures, nothing recorded
  --formats NAME,..      the whole set, in these formats: csv, jsonl, parquet, xlsx, html, ics
  --language CODE        of the page, and how the workbook groups digits: en (the default), en-IN or te

Without --formats DIR gets bridge_monthly, bridge_quarterly, trailing_12 and cohort_retention, each as .csv and .jsonl, and the page
report.html. With it DIR gets the whole set:

  csv                    TABLE.csv with TABLE.schema.json for every table; load.sql, load_pandas.py and load_polars.py load them exactly
  jsonl, parquet         TABLE.jsonl, TABLE.parquet for every table
  xlsx                   review.xlsx: bridge, retention, cohorts, managers, agenda and renewals to look at, and a sheet for every other table
  html                   report.html: the page
  ics                    review.ics: a calendar of renewals and of what else is due

The tables are the four above, bridge, retention, explain, survival_curve, survival_summary, account_month and movement; and from the
journal account, account_class, assignment, contract_line, renewal, renewal_total, manager, manager_scoreboard, manager_load, agenda,
agenda_unowned, focus, focus_reason, health and health_measure, as of the end of the last month; and with --known restatement and restatement_record.
docs/tables.md says what is in their columns. A table without rows is a file with its header alone. The same input makes the same bytes.
";

/// The formats of the whole set.
const FORMATS: [Format; 6] = [
    Format::Csv,
    Format::Jsonl,
    Format::Parquet,
    Format::Xlsx,
    Format::Html,
    Format::Ics,
];

/// How the figures are written.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// The whole set in these formats; the usual files without.
    pub(crate) formats: Option<Formats>,
    pub(crate) language: Language,
}

#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) subscriptions: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) accounts: Option<PathBuf>,
    pub(crate) by: Option<String>,
    pub(crate) assignments: Option<PathBuf>,
    pub(crate) convention: Convention,
    pub(crate) known: Option<NaiveDate>,
    pub(crate) columns: Option<String>,
    pub(crate) amount_unit: Option<AmountUnit>,
    pub(crate) currency: Option<Currency>,
    pub(crate) until: Option<Month>,
    pub(crate) journal: Option<PathBuf>,
    pub(crate) no_journal: bool,
    pub(crate) wanted: Wanted,
}

pub(crate) enum Invocation {
    Help,
    Sample(Wanted),
    Review(Box<Arguments>),
}

impl Invocation {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments;
        let mut parsed = Arguments::default();
        let (mut subscriptions, mut out, mut convention) = (None, None, None);
        let (mut formats, mut language) = (None, None);
        // Whether anything is said of files of the host's own.
        let mut own_files = false;
        while let Some(argument) = arguments.next() {
            let (option, attached) = match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => {
                    (option, Some(value.to_owned()))
                }
                _ => (argument.as_str(), None),
            };
            let flag = |attached: Option<String>| match attached {
                None => Ok(true),
                Some(value) => Err(format!("{option} takes no value, but has `{value}`")),
            };
            let mut value = || {
                attached
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| format!("{option} needs a value; see --help"))
            };
            own_files |= !matches!(option, "--formats" | "--language");
            match option {
                "--help" | "-h" => return Ok(Self::Help),
                "--subscriptions" => once(option, &mut subscriptions, value()?.into())?,
                "--out" => once(option, &mut out, value()?.into())?,
                "--accounts" => once(option, &mut parsed.accounts, value()?.into())?,
                "--by" => once(option, &mut parsed.by, value()?)?,
                "--assignments" => once(option, &mut parsed.assignments, value()?.into())?,
                "--convention" => once(option, &mut convention, named(&value()?)?)?,
                "--known" => once(option, &mut parsed.known, day(option, &value()?)?)?,
                "--columns" => once(option, &mut parsed.columns, value()?)?,
                "--journal" => once(option, &mut parsed.journal, value()?.into())?,
                "--no-journal" => parsed.no_journal = flag(attached)?,
                "--amount-unit" => {
                    let unit = match value()?.as_str() {
                        "major" => AmountUnit::Major,
                        "minor" => AmountUnit::Minor,
                        other => {
                            return Err(format!(
                                "--amount-unit is `major` or `minor`, not `{other}`"
                            ));
                        }
                    };
                    once(option, &mut parsed.amount_unit, unit)?;
                }
                "--currency" => once(option, &mut parsed.currency, read(option, &value()?)?)?,
                "--until" => once(option, &mut parsed.until, read(option, &value()?)?)?,
                "--formats" => {
                    let named = Formats::parse(&value()?, &FORMATS)
                        .map_err(|error| format!("{option}: {error}"))?;
                    once(option, &mut formats, named)?;
                }
                "--language" => once(option, &mut language, spoken(option, &value()?)?)?,
                _ => return Err(format!("`{argument}` is no option; see --help")),
            }
        }
        let wanted = Wanted {
            formats,
            language: language.unwrap_or_default(),
        };
        if !own_files {
            return Ok(Self::Sample(wanted));
        }
        parsed.wanted = wanted;
        let required = |option: &str, value: Option<PathBuf>| {
            value.ok_or_else(|| format!("{option} is missing; see --help"))
        };
        parsed.subscriptions = required("--subscriptions", subscriptions)?;
        parsed.out = required("--out", out)?;
        parsed.convention = convention.unwrap_or_default();
        if parsed.assignments.is_some() && parsed.by.as_deref() != Some("manager") {
            return Err(
                "--assignments says who held which account; slice by that with --by manager"
                    .to_owned(),
            );
        }
        if parsed.by.is_some() && parsed.accounts.is_none() && parsed.assignments.is_none() {
            let mut error =
                "--by names a column of the accounts file; give that file with --accounts"
                    .to_owned();
            if parsed.by.as_deref() == Some("manager") {
                error += ", or for --by manager an assignments file with --assignments";
            }
            return Err(error);
        }
        if parsed.no_journal && parsed.known.is_some() {
            return Err(
                "--known asks the journal what it held then, and --no-journal leaves it out; give one of them"
                    .to_owned(),
            );
        }
        if parsed.no_journal && parsed.journal.is_some() {
            return Err(
                "--journal and --no-journal exclude each other; give one of them".to_owned(),
            );
        }
        Ok(Self::Review(Box::new(parsed)))
    }
}

fn once<T>(option: &str, place: &mut Option<T>, value: T) -> Result<(), String> {
    if place.replace(value).is_some() {
        return Err(format!("{option} is given twice"));
    }
    Ok(())
}

/// A convention by its name.
fn named(name: &str) -> Result<Convention, String> {
    let known = Convention::named();
    if let Some((_, convention)) = known.iter().find(|(known, _)| *known == name) {
        return Ok(convention.clone());
    }
    let known: Vec<_> = known.iter().map(|(name, _)| *name).collect();
    Err(format!(
        "--convention: there is no convention `{name}`; the known ones are {}",
        known.join(", ")
    ))
}

fn spoken(option: &str, code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| {
        let known: Vec<_> = Language::ALL.iter().map(|known| known.code()).collect();
        format!(
            "{option}: there is no page in `{code}`; the languages are {}",
            known.join(", ")
        )
    })
}

fn day(option: &str, text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    // The parser is lenient about digits; what is shown again must be what was written.
    day.filter(|day| day.to_string() == text)
        .ok_or_else(|| format!("{option}: `{text}` is not a day; write it like 2026-01-31"))
}

fn read<T: FromStr<Err: std::fmt::Display>>(option: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("{option}: {error}"))
}
