//! Whether what was sold fits.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use super::work::{available, employed, is_new};
use crate::book::Book;
use crate::fact::FitReviewHeld;
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::work_item::WorkItem;

pub(super) fn hold(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    held: &FitReviewHeld,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.fit_review(&held.review);
    let item = || WorkItem::FitReview(held.review.clone());
    if !is_new(known, item, on, held)? {
        return Ok(Vec::new());
    }
    if held.products.is_empty() {
        return Err(Rejection::NothingReviewed {
            review: held.review.clone(),
        });
    }
    employed(book, &held.manager, on)?;
    available(book, &held.sales, on)?;
    for product in held.products.keys() {
        let known = book.directory().product(product);
        if known.is_none_or(|known| known.offers().at(on).is_none()) {
            return Err(Rejection::NeverOffered {
                product: product.clone(),
                on,
            });
        }
    }
    Ok(vec![of_account(account, on, held.clone())])
}
