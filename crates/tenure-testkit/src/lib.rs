#![doc = include_str!("../README.md")]

pub mod conformance;
pub mod conventions;
pub mod data;
pub mod division;
pub mod history;
pub mod portfolio;
#[cfg(unix)]
pub mod postgres;
pub mod reference;
pub mod simulation;
pub mod staffing;
pub mod strategies;
