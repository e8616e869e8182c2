//! Turns Smithy models into Rust crates.
