#![doc = include_str!("../README.md")]

pub mod conformance;
pub mod data;
pub mod division;
pub mod history;
pub mod reference;
pub mod simulation;
pub mod staffing;
pub mod strategies;
