#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
#![expect(missing_docs, reason = "tests")]

#[path = "../../../tenure-tables/tests/it/book.rs"]
mod book;
#[path = "../../../tenure-tables/tests/it/digests.rs"]
mod digests;
mod errors;
#[path = "../../../tenure-tables/tests/it/every_table.rs"]
mod every_table;
mod golden;
mod read_back;
mod rows;
#[path = "../../../tenure-tables/tests/it/samples.rs"]
mod samples;
