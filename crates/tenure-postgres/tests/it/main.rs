//! The journal on PostgreSQL: the conformance suite, and what only a server can do.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod damage;
mod outcomes;
mod schema;
mod store;
mod suite;
mod support;
mod tenants;
