//! Turns Smithy models into Rust crates.

pub mod docs;
pub mod names;
