//! Proofs for `tenure`: what the engines are checked against, kept so simple that it can be believed by reading.
//!
//! For tests only: where something is wrong the functions here panic with what, where and how to go on.

pub mod data;
pub mod history;
pub mod reference;
