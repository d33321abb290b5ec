//! Plans and loads as text.

use std::error::Error;
use std::fmt::Write as _;

use tenure::staffing::{ManagerLoad, PlacementOutcome, Proposal, ShapeKind};
use tenure::{Currency, Money, MoneyError, Ratio, Rounding};

/// What a plan costs and changes, manager by manager.
pub(crate) fn plan(name: &str, plan: &Proposal) -> Result<(), Box<dyn Error>> {
    let count = |outcome| {
        let rows = plan.placements().iter();
        rows.filter(|row| row.outcome == outcome).count()
    };
    let moved = plan
        .placements()
        .iter()
        .filter(|row| row.outcome == PlacementOutcome::Moves);
    let amount = sum(moved.filter_map(|row| row.monthly))?;
    println!(
        "{name}: {} move ({amount} a month), {} stay, {} without a manager; at most {} above the best there can be",
        count(PlacementOutcome::Moves),
        count(PlacementOutcome::Stays),
        plan.unplaced().count(),
        percent(plan.gap())?,
    );
    println!(
        "  manager     in    minutes         amount    out    minutes         amount     full"
    );
    for change in plan.managers() {
        let (taken, handed) = (&change.taken_over, &change.handed_over);
        println!(
            "  {:8} {:5} {:10} {:>14} {:6} {:10} {:>14} {:>8}",
            change.after.manager.as_str(),
            taken.accounts,
            taken.minutes,
            sum(taken.monthly)?,
            handed.accounts,
            handed.minutes,
            sum(handed.monthly)?,
            full(&change.after)?,
        );
    }
    println!();
    Ok(())
}

/// The loads of managers, with the kind of book of each.
pub(crate) fn loads(loads: &[ManagerLoad]) -> Result<String, Box<dyn Error>> {
    let mut text = String::from("  manager  accounts    minutes     full         amount  book\n");
    for load in loads {
        let kind = match load.shape.kind {
            Some(ShapeKind::ManySmall) => "many small accounts",
            Some(ShapeKind::FewLarge) => "a few large accounts",
            Some(_) => "mixed",
            None => "none",
        };
        writeln!(
            text,
            "  {:8} {:8} {:10} {:>8} {:>14}  {kind}",
            load.manager.as_str(),
            load.accounts,
            load.minutes(),
            full(load)?,
            sum(load.monthly)?,
        )?;
    }
    Ok(text)
}

/// The minutes as a part of those up to which accounts are taken.
fn full(load: &ManagerLoad) -> Result<String, Box<dyn Error>> {
    let full = Ratio::of(load.minutes().into(), load.limit_minutes.into());
    percent(full)
}

fn percent(ratio: Option<Ratio>) -> Result<String, Box<dyn Error>> {
    let Some(ratio) = ratio else {
        return Ok("-".to_owned());
    };
    let hundredfold = Ratio::of(ratio.numerator() * 100, ratio.denominator());
    let percent = hundredfold.and_then(|ratio| ratio.to_decimal(1, Rounding::HalfEven));
    Ok(format!("{} %", percent.ok_or("out of range")?))
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
    let mut amounts = amounts.into_iter();
    amounts.try_fold(Money::zero(Currency::USD), |sum, amount| {
        sum.checked_add(amount)
    })
}
