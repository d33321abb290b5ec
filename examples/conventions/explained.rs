//! Why two conventions differ in one figure: one definition after the other, and under each the accounts that it moves.

use std::error::Error;
use std::fmt::Write as _;

use tenure::retention::{Difference, Explanation, Question, RevenueHistory, Slicing, explain};
use tenure::{Book, Fraction, Grain, Periods, Rounding};

use crate::arguments::Arguments;
use crate::side_by_side::shown_rate;

/// So many accounts are told of under each definition; the rest are counted.
const TOLD: usize = 8;

pub(crate) fn difference(book: &Book, arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let ((from, first), (to, last)) = (&arguments.from, &arguments.to);
    let mut way = Vec::new();
    for convention in first.one_by_one(last) {
        way.push(explanation(book, arguments, &convention)?);
    }
    let (start, rest) = way
        .split_first()
        .ok_or("there is no way between the conventions")?;
    let difference = Difference::along(start, rest)?;
    let mut said = format!("Why {} differs from {from} to {to}\n\n", arguments.figure);
    let value = |parts: Option<&Explanation>| shown_rate(parts.and_then(Explanation::value));
    writeln!(said, "{from:<14}{:>10}", value(Some(start)))?;
    for (step, reached) in difference.steps.iter().zip(rest) {
        for rule in &step.rules {
            writeln!(said, "  {rule}")?;
        }
        let mut parts: Vec<_> = step.parts.iter().collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.change.as_ref().map(Fraction::size)));
        for part in parts.iter().take(TOLD) {
            writeln!(
                said,
                "    {:<14}{:>10}",
                part.account.as_str(),
                shown(part.change.as_ref())
            )?;
        }
        if parts.len() > TOLD {
            writeln!(said, "    and {} accounts more", parts.len() - TOLD)?;
        }
        writeln!(
            said,
            "    {:<14}{:>10}, to {}",
            "together",
            shown(step.change.as_ref()),
            value(Some(reached))
        )?;
    }
    writeln!(said, "{to:<14}{:>10}", value(rest.last().or(Some(start))))?;
    Ok(said)
}

fn explanation(
    book: &Book,
    arguments: &Arguments,
    convention: &tenure::retention::Convention,
) -> Result<Explanation, Box<dyn Error>> {
    let history = RevenueHistory::from_book_under(book, arguments.currency, convention)?;
    let month = Periods::covering(
        Grain::Month,
        arguments.month.first_day(),
        arguments.month.last_day(),
    );
    let month = month.ok_or("the month is out of range")?;
    let question = Question {
        figure: arguments.figure,
        slice: None,
        on: arguments.month.first_day(),
    };
    Ok(explain(
        &history,
        &month,
        &Slicing::none(),
        convention.clone(),
        &question,
    )?)
}

/// With its sign, and four digits.
fn shown(change: Option<&Fraction>) -> String {
    let change = change.and_then(|change| change.to_decimal(4, Rounding::HalfEven));
    change.map_or_else(|| "-".to_owned(), |change| format!("{change:+}"))
}
