//! What the command line says.

use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
How long accounts stay, those still there included.

    survival                              on a simulated book
    survival --lifetimes FILE --duration COLUMN --event COLUMN --out DIR [options]

  --lifetimes FILE    CSV, one row an account
  --duration COLUMN   how long it was there, in any unit, when it left or was last seen
  --event COLUMN      whether it left: 1, true or yes; 0, false or no where it was still there
  --out DIR           where survival_curve.csv and survival_summary.csv go
  --entry COLUMN      how old it was when it came under observation; an empty field is 0
  --group COLUMN      divide the accounts by this column, and compare the groups
  --horizon TIME      up to when restricted means count; by default the largest time that all groups reach
";

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) lifetimes: PathBuf,
    pub(crate) duration: String,
    pub(crate) event: String,
    pub(crate) out: PathBuf,
    pub(crate) entry: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) horizon: Option<f64>,
}

pub(crate) enum Invocation {
    Help,
    Sample,
    Survival(Arguments),
}

/// The options, each with the place of its value.
const OPTIONS: [&str; 7] = [
    "--lifetimes",
    "--duration",
    "--event",
    "--out",
    "--entry",
    "--group",
    "--horizon",
];

impl Invocation {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        if arguments.peek().is_none() {
            return Ok(Self::Sample);
        }
        let mut values: [Option<String>; OPTIONS.len()] = Default::default();
        while let Some(argument) = arguments.next() {
            let (option, attached) = match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => {
                    (option, Some(value.to_owned()))
                }
                _ => (argument.as_str(), None),
            };
            if ["--help", "-h"].contains(&option) {
                return Ok(Self::Help);
            }
            let mut places = OPTIONS.iter().zip(&mut values);
            let (_, place) = places
                .find(|(known, _)| **known == option)
                .ok_or_else(|| format!("`{argument}` is no option; see --help"))?;
            let value = attached
                .or_else(|| arguments.next())
                .ok_or_else(|| format!("{option} needs a value; see --help"))?;
            if place.replace(value).is_some() {
                return Err(format!("{option} is given twice"));
            }
        }
        let [lifetimes, duration, event, out, entry, group, horizon] = values;
        let required = |option: &str, value: Option<String>| {
            value.ok_or_else(|| format!("{option} is missing; see --help"))
        };
        let horizon = horizon.map(|text| {
            let time = text
                .parse()
                .ok()
                .filter(|time: &f64| time.is_finite() && *time > 0.0);
            time.ok_or_else(|| {
                format!("--horizon is a time above zero, like 72 or 12.5, not `{text}`")
            })
        });
        Ok(Self::Survival(Arguments {
            lifetimes: required("--lifetimes", lifetimes)?.into(),
            duration: required("--duration", duration)?,
            event: required("--event", event)?,
            out: required("--out", out)?.into(),
            entry,
            group,
            horizon: horizon.transpose()?,
        }))
    }
}
