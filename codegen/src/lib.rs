//! Turns Smithy models into Rust crates.

mod files;
mod settings;

pub use files::{Files, Summary};
pub use settings::{Roles, RuntimeSource, Settings};
