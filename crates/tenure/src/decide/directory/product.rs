//! What is on sale.

use chrono::NaiveDate;

use super::said_for;
use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::{Needs, Product};
use crate::fact::{ProductOffered, ProductWithdrawn};
use crate::id::ProductId;
use crate::journal::NewRecord;
use crate::rejection::Rejection;

pub(in crate::decide) fn offer(
    book: &Book,
    product: &ProductId,
    needs: &Needs,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let offers = book.directory().product(product).map(Product::offers);
    if said_for(offers, on, &Some(needs.clone())) {
        return Ok(Vec::new());
    }
    let fact = ProductOffered {
        product: product.clone(),
        needs: needs.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn withdraw(
    book: &Book,
    product: &ProductId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let offers = book.directory().product(product).map(Product::offers);
    if offers.is_none_or(|offers| offers.at(on).is_none()) {
        return Err(Rejection::NeverOffered {
            product: product.clone(),
            on,
        });
    }
    if said_for(offers, on, &None) {
        return Ok(Vec::new());
    }
    let fact = ProductWithdrawn {
        product: product.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}
