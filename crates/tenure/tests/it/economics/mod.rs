//! Unit economics: by cases small enough to work out by hand, and by their laws.

mod book;
mod by_hand;
mod laws;

use tenure::economics::GrossMargin;
use tenure::{Currency, Money, Ratio};

fn cents(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn usd(text: &str) -> Money {
    format!("{text} USD").parse().unwrap()
}

fn margin(basis_points: i64) -> GrossMargin {
    GrossMargin::from_basis_points(basis_points).unwrap()
}

fn of(numerator: i128, denominator: i128) -> Ratio {
    Ratio::of(numerator, denominator).unwrap()
}
