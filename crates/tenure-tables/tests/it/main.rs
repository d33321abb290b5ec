#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]
#![expect(missing_docs, reason = "tests")]

mod attention;
mod book;
mod conversions;
mod errors;
mod every_table;
mod files;
mod golden;
mod hostile;
mod laws;
mod promises;
mod read_back;
mod samples;
