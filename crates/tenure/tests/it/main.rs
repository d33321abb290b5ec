//! Everything that the crate promises, checked from outside.

mod values;
