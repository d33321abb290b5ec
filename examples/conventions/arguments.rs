//! What the command line says.

use std::path::PathBuf;

use tenure::retention::{Convention, Figure, Rate};
use tenure::{Currency, Month};

pub(crate) const USAGE: &str = "\
One book under five conventions, and why two of them differ: account by account, with the rule that made it.

    conventions                            on a simulated book
    conventions --commands FILE --currency CODE --month YYYY-MM [options]

  --commands FILE     JSON, a list of commands that make the book
  --currency CODE     the currency of its amounts
  --month YYYY-MM     the month to report
  --from NAME         the convention to explain from: default, chartmogul, stripe, recurly, maxio or profitwell; by default stripe
  --to NAME           the convention to explain to; by default profitwell
  --figure NAME       what to explain: net_revenue_retention, gross_revenue_retention or logo_retention; by default the first
";

#[derive(Debug)]
pub(crate) struct Arguments {
    /// The book's commands; the simulated one's when absent.
    pub(crate) commands: Option<PathBuf>,
    pub(crate) currency: Currency,
    pub(crate) month: Month,
    pub(crate) from: (String, Convention),
    pub(crate) to: (String, Convention),
    pub(crate) figure: Figure,
}

pub(crate) enum Invocation {
    Help,
    Compare(Box<Arguments>),
}

/// The options, each with the place of its value.
const OPTIONS: [&str; 6] = [
    "--commands",
    "--currency",
    "--month",
    "--from",
    "--to",
    "--figure",
];

impl Invocation {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments;
        let mut values: [Option<String>; OPTIONS.len()] = Default::default();
        while let Some(option) = arguments.next() {
            if ["--help", "-h"].contains(&option.as_str()) {
                return Ok(Self::Help);
            }
            let mut places = OPTIONS.iter().zip(&mut values);
            let (_, place) = places
                .find(|(known, _)| **known == option)
                .ok_or_else(|| format!("`{option}` is no option; see --help"))?;
            let value = arguments
                .next()
                .ok_or_else(|| format!("{option} needs a value; see --help"))?;
            if place.replace(value).is_some() {
                return Err(format!("{option} is given twice"));
            }
        }
        let [commands, currency, month, from, to, figure] = values;
        let given = commands.is_some();
        let required = |option: &str, value: Option<String>, sample: &str| match value {
            None if given => Err(format!("{option} is missing; see --help")),
            value => Ok(value.unwrap_or_else(|| sample.to_owned())),
        };
        let currency = required("--currency", currency, "EUR")?;
        let month = required("--month", month, "2025-06")?;
        Ok(Self::Compare(Box::new(Arguments {
            commands: commands.map(PathBuf::from),
            currency: currency
                .parse()
                .map_err(|error| format!("--currency: {error}"))?,
            month: month.parse().map_err(|error| format!("--month: {error}"))?,
            from: convention("--from", from.unwrap_or_else(|| "stripe".to_owned()))?,
            to: convention("--to", to.unwrap_or_else(|| "profitwell".to_owned()))?,
            figure: match figure.as_deref() {
                None | Some("net_revenue_retention") => Figure::Rate(Rate::NetRevenueRetention),
                Some("gross_revenue_retention") => Figure::Rate(Rate::GrossRevenueRetention),
                Some("logo_retention") => Figure::Rate(Rate::LogoRetention),
                Some(other) => return Err(format!("`{other}` is no --figure; see --help")),
            },
        })))
    }
}

fn convention(option: &str, name: String) -> Result<(String, Convention), String> {
    let known = Convention::named().into_iter();
    let found = known.into_iter().find(|(known, _)| *known == name);
    let (_, convention) =
        found.ok_or_else(|| format!("{option}: there is no convention `{name}`; see --help"))?;
    Ok((name, convention))
}
