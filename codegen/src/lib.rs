//! Turns Smithy models into Rust crates.

pub mod emit;
pub mod pattern;
