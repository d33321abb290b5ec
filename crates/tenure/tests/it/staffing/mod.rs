//! Who should hold which account: by hand, by laws, and against a search through everything.

mod by_hand;
mod division;
mod laws;
mod plan;
mod policy;

use tenure::Book;
use tenure::decide::decide_all;
use tenure::staffing::{Proposal, StaffingError, propose};
use tenure_testkit::staffing::StaffedBook;

/// The book of a sample.
fn book_of(sample: &StaffedBook) -> Book {
    let mut book = Book::default();
    decide_all(&mut book, &sample.commands).unwrap();
    book
}

fn proposal(book: &Book, sample: &StaffedBook) -> Result<Proposal, StaffingError> {
    propose(book, &sample.policy, &sample.question)
}
