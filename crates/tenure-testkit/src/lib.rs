#![doc = include_str!("../README.md")]

pub mod conformance;
pub mod conventions;
pub mod data;
mod dice;
pub mod division;
pub mod doubles;
pub mod effort;
pub mod history;
#[cfg(unix)]
pub mod postgres;
pub mod reference;
pub mod simulation;
pub mod sql;
pub mod staffing;
pub mod store;
pub mod strategies;

pub use dice::Dice;
