//! The integration tests of the core, as one binary.

mod retention;
