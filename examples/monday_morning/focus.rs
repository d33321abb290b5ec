//! Which role to wear for whom.

use tenure::focus::Focus;
use tenure::{BasisPoints, Role};

use crate::words::{Row, records, spaced};

/// For each of three roles the customer that asks for it the most.
pub(crate) fn print(rows: &[Row<'_>]) {
    println!("WHICH ROLE TO WEAR");
    println!("{:52}{}", "", heads());
    for role in [Role::Support, Role::Technical, Role::Sales] {
        let led = rows.iter().filter(|row| row.focus.leading() == role);
        if let Some(row) = led.max_by_key(|row| row.focus.part(role)) {
            println!("\n{}, {} first", row.account, spaced(role.name()));
            explain(&row.focus);
        }
    }
    let leading = Role::ALL.map(|role| {
        let led = rows.iter().filter(|row| row.focus.leading() == role);
        format!("{} {}", spaced(role.name()), led.count())
    });
    println!("\nleading among all: {}\n", leading.join(", "));
}

fn heads() -> String {
    let heads = ["sales", "support", "technical", "advice", "relation"];
    heads.map(|head| format!("{head:>10}")).concat()
}

/// From the base mix, reason by reason, to the mix: every column adds up.
fn explain(focus: &Focus) {
    let line = |what: &str, parts: [i64; 5]| {
        let parts = parts.map(|part| format!("{:>10}", hundredths(part)));
        println!("  {what:50}{}", parts.concat());
    };
    line(
        "as usual, in percent",
        Role::ALL.map(|role| focus.base_part(role).get().into()),
    );
    for reason in focus.reasons() {
        let held_back = if reason.left == BasisPoints::ZERO {
            ", held back"
        } else {
            ""
        };
        let what = format!(
            "{} {}{held_back} {}",
            spaced(reason.signal.name()),
            reason.number,
            records(&reason.evidence)
        );
        let parts = Role::ALL.map(|role| {
            let effect = reason.effect_on(role);
            let sign = if effect > 0 { "+" } else { "" };
            format!("{:>10}", format!("{sign}{}", hundredths(effect)))
        });
        println!("  {what:50}{}", parts.concat());
    }
    line("now", Role::ALL.map(|role| focus.part(role).get().into()));
    if let Some(referral) = focus.referral() {
        println!(
            "  advice goes to somebody qualified: {} %",
            hundredths(referral.share.get().into())
        );
    }
}

/// Basis points as percent.
fn hundredths(points: i64) -> String {
    let sign = if points < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", points.abs() / 100, points.abs() % 100)
}
