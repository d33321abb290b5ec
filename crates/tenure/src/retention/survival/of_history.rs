use chrono::NaiveDate;

use crate::retention::history::Changes;
use crate::retention::{AccountIndex, RevenueHistory};

use super::Lifetime;

/// The lifetime of every account of a history, in days: from the first day on which it paid to the first day on which it paid
/// nothing any more, censored on `as_of` where that day lies later or never came.
///
/// `as_of` is the first day of which nothing is known: the day after the last one of an extract. `since` is the first day from
/// which the history is complete, `None` for always: an account that first paid before it is at risk only from then on, and one
/// that left by then is not in the answer, for of its like the history does not know them all.
///
/// An account that came back has one lifetime, the first. One that never paid before `as_of` has none. Accounts come in the
/// order of the history.
///
/// ```
/// use tenure::retention::survival::{FlatStretch, ConfidenceLevel, lifetimes_of, survival_curve};
/// use tenure::retention::{RevenueHistory, RevenueLine};
/// use tenure::{AccountId, Currency, Span};
///
/// let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::USD);
/// for (id, from, until) in [("left", day(1, 1), Some(day(1, 31))), ("stays", day(1, 11), None)] {
///     let account = builder.account(&AccountId::new(id)?)?;
///     builder.line(RevenueLine { account, span: Span::new(from, until)?, monthly: "10.00 USD".parse()? })?;
/// }
/// let lifetimes = lifetimes_of(&builder.build()?, None, day(3, 1));
/// let days: Vec<_> = lifetimes.iter().map(|(_, life)| (life.duration(), life.has_ended())).collect();
/// assert_eq!(days, [(30.0, true), (49.0, false)]);
/// let curve = survival_curve(lifetimes.into_iter().map(|(_, lifetime)| lifetime))?;
/// assert_eq!(curve.survival_at(40.0), Some(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn lifetimes_of(
    history: &RevenueHistory,
    since: Option<NaiveDate>,
    as_of: NaiveDate,
) -> Vec<(AccountIndex, Lifetime)> {
    let as_of = as_of.to_epoch_days();
    let since = since.map(|since| since.to_epoch_days());
    let accounts = (0_u32..).map(AccountIndex::new);
    accounts
        .zip(history.all_columns())
        .filter_map(|(account, changes)| Some((account, lifetime(changes, since, as_of)?)))
        .collect()
}

fn lifetime(changes: Changes<'_>, since: Option<i32>, as_of: i32) -> Option<Lifetime> {
    let Changes { days, levels } = changes;
    // The first change is one to an amount above zero: nothing was paid before it, and each change is a change.
    let first = *days.first()?;
    let left = days
        .iter()
        .zip(levels)
        .find(|(day, level)| **level == 0 && **day < as_of);
    let until = left.map_or(as_of, |(day, _)| *day);
    // Days of the calendar are far fewer than 2^31 apart.
    let length = f64::from(until.checked_sub(first)?);
    let lifetime = match left {
        Some(_) => Lifetime::ended(length),
        None => Lifetime::censored(length),
    };
    match since.and_then(|since| since.checked_sub(first)) {
        Some(entry) if entry > 0 => lifetime.and_then(|life| life.entered(f64::from(entry))),
        _ => lifetime,
    }
    // A lifetime that was never under observation is none.
    .ok()
}
