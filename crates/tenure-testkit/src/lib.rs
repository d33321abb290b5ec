#![doc = include_str!("../README.md")]

pub mod conformance;
pub mod conventions;
pub mod data;
pub mod history;
pub mod reference;
pub mod simulation;
pub mod strategies;
