#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
#![expect(missing_docs, reason = "tests")]

mod errors;
mod read_back;
mod rows;
