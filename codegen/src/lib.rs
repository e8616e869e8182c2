//! Turns Smithy models into Rust crates.

pub mod names;
