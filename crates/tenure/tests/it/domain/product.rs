//! What is on sale, and for which needs.

use std::collections::BTreeSet;

use tenure::{Command, Needs, ProductId};

use super::directory::{also, given, refused, withdraw};
use super::{day, name};

pub(super) fn offer(needs: &[&str], month: u32) -> Command {
    let needs = needs.iter().map(|need| name(need)).collect();
    Command::OfferProduct {
        product: ProductId::new("ledger").unwrap(),
        needs: Needs::new(needs).unwrap(),
        on: day(month, 1),
    }
}

pub(super) fn take_off_sale(month: u32) -> Command {
    Command::WithdrawProduct {
        product: ProductId::new("ledger").unwrap(),
        on: day(month, 1),
    }
}

#[test]
fn a_product_meets_needs_while_it_is_on_sale() {
    let book = given(&[
        offer(&["close the books"], 2),
        offer(&["close the books", "pay suppliers"], 4),
        take_off_sale(6),
        offer(&["pay suppliers"], 8),
    ]);
    let ledger = ProductId::new("ledger").unwrap();
    let known = book.directory().product(&ledger).unwrap();
    let needs = |month| {
        known
            .needs_on(day(month, 1))
            .map(|needs| needs.names().len())
    };
    assert_eq!(
        [1, 2, 4, 6, 8].map(needs),
        [None, Some(1), Some(2), None, Some(1)]
    );
}

#[test]
fn what_was_never_on_sale_cannot_go_off_it() {
    let mut book = given(&[]);
    let never = "product `ledger` was never on sale before 2026-03-01; offer it first";
    assert_eq!(refused(&book, &take_off_sale(3)), never);
    also(&mut book, &[offer(&["pay suppliers"], 4)]);
    assert_eq!(refused(&book, &take_off_sale(3)), never);
    also(&mut book, &[take_off_sale(5)]);
    assert_eq!(
        refused(&book, &withdraw(1)),
        "record 2 builds on record 1; withdraw it first"
    );
}

#[test]
fn a_product_meets_one_need_to_a_hundred() {
    assert_eq!(
        Needs::new(BTreeSet::new()).unwrap_err().to_string(),
        "a product meets 0 needs; name 1 to 100"
    );
    let many = |count: u32| (0..count).map(|number| name(&number.to_string())).collect();
    assert!(Needs::new(many(100)).is_ok());
    assert!(Needs::new(many(101)).is_err());
    assert!(serde_json::from_str::<Needs>("[]").is_err());
}
