#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
#![expect(missing_docs, reason = "tests")]

mod book;
mod golden;
mod hostile;
mod html;
mod moved;
mod office;
mod refused;
mod restated;
mod simulated;
mod work;
