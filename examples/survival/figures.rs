//! From lifetimes to figures, their files, and what is worth saying of them.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Lifetime, Quantile, QuantileTime, RestrictedMean, SurvivalCurve,
    SurvivalError, TestWeight, compare_groups, survival_curve,
};
use tenure_tables::{
    Row, TableError, survival_curve_rows, survival_summary_row, write_csv, write_file,
};

const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

/// Named groups of lifetimes, by name in byte order.
pub(crate) type Groups = Vec<(String, Vec<Lifetime>)>;

/// The figures of every group, and what compares them.
pub(crate) struct Figures {
    groups: Vec<Group>,
    tests: Option<String>,
}

struct Group {
    name: String,
    curve: SurvivalCurve,
    median: Quantile,
    mean: RestrictedMean,
}

impl Figures {
    /// Restricted means count up to the horizon or, without one, the smallest of the groups' last times: the largest time that
    /// every group was observed at.
    pub(crate) fn compute(groups: Groups, horizon: Option<f64>) -> Result<Self, Box<dyn Error>> {
        let (names, lifetimes): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
        let curves = lifetimes
            .iter()
            .map(|group| survival_curve(group.iter().copied()));
        let curves: Vec<SurvivalCurve> = curves.collect::<Result<_, _>>()?;
        let last = curves.iter().map(SurvivalCurve::last_time);
        let common = last.min_by(f64::total_cmp).ok_or(SurvivalError::Empty)?;
        let horizon = horizon.unwrap_or(common);
        let groups = names.into_iter().zip(curves).map(|(name, curve)| {
            let mean = curve.restricted_mean(horizon);
            Ok(Group {
                median: curve.median(LEVEL, FlatStretch::Midpoint),
                mean: mean.map_err(|error| format!("group `{name}`: {error}"))?,
                name,
                curve,
            })
        });
        Ok(Self {
            groups: groups.collect::<Result<_, String>>()?,
            tests: (lifetimes.len() > 1).then(|| tests(&lifetimes)),
        })
    }

    /// Writes both tables, each whole or not at all.
    pub(crate) fn write(&self, out: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
        fs::create_dir_all(out)
            .map_err(|error| format!("{} cannot be made: {error}", out.display()))?;
        let curves = self
            .groups
            .iter()
            .flat_map(|group| survival_curve_rows(&group.name, &group.curve, LEVEL));
        let summaries = self.groups.iter().map(|group| {
            survival_summary_row(&group.name, &group.curve, &group.median, &group.mean)
        });
        Ok(vec![table(out, curves)?, table(out, summaries)?])
    }

    /// A line a group, then the tests.
    pub(crate) fn summary(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        let horizon = self.groups.first().map_or(0.0, |group| group.mean.horizon);
        let width = self.groups.iter().map(|group| group.name.chars().count());
        let width = width.max().unwrap_or_default().max(5);
        writeln!(
            text,
            "{:<width$}  {:>9}  {:>9}  {:<24}  mean up to {horizon} (standard error)",
            "group", "accounts", "left", "median (95 % limits)"
        )?;
        for group in &self.groups {
            let limit = |limit: QuantileTime| {
                let reached = limit.reached().map(|time| time.to_string());
                reached.unwrap_or_else(|| "-".to_owned())
            };
            let (lower, upper) = (limit(group.median.lower), limit(group.median.upper));
            let median = format!("{} ({lower} to {upper})", group.median.time);
            writeln!(
                text,
                "{:<width$}  {:>9}  {:>9}  {median:<24}  {:.4} ({:.4})",
                group.name,
                group.curve.lifetimes,
                group.curve.events,
                group.mean.mean,
                group.mean.std_error
            )?;
        }
        for group in &self.groups {
            if group.curve.observed_from > 0.0 {
                let from = group.curve.observed_from;
                writeln!(
                    text,
                    "{}: nobody was under observation before {from}; the curve tells of those who reached that age.",
                    group.name
                )?;
            }
            for gap in &group.curve.gaps {
                writeln!(
                    text,
                    "{}: after {} nobody was at risk until {}; the curve past it rests on little.",
                    group.name, gap.from, gap.until
                )?;
            }
        }
        if let Some(tests) = &self.tests {
            write!(text, "\nThe groups have the same survival?\n{tests}")?;
        }
        Ok(text)
    }
}

/// One line a test.
fn tests(groups: &[Vec<Lifetime>]) -> String {
    let named = [
        ("log-rank", TestWeight::LogRank),
        ("Peto-Peto", TestWeight::PetoPeto),
    ];
    let lines = named.map(|(name, weight)| match compare_groups(groups, weight) {
        Ok(test) => {
            let p = match test.p_value {
                0.0 => "below 1e-300".to_owned(),
                small @ ..1e-5 => format!("{small:e}"),
                p => p.to_string(),
            };
            let (chi_square, freedom) = (test.chi_square, test.degrees_of_freedom);
            format!(
                "{name:<9}  chi-square {chi_square}, degrees of freedom {freedom}, p-value {p}\n"
            )
        }
        Err(error) => format!("{name:<9}  {error}\n"),
    });
    lines.concat()
}

fn table<R: Row>(out: &Path, rows: impl Iterator<Item = R>) -> Result<PathBuf, TableError> {
    let path = out.join(format!("{}.csv", R::SCHEMA.name));
    write_file(&path, |file| write_csv(file, rows))?;
    Ok(path)
}
