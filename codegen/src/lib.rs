//! Turns Smithy models into Rust crates.
//!
//! A model goes in at the left, a crate comes out at the right, and each stage knows only its neighbour:
//! [`smithy`] loads, resolves and validates; `normalize` changes model to model; `lower` makes the [`ir`]; `emit`
//! makes tokens; `render` makes text. [`generate`] runs them. Nothing here touches the file system.

mod files;
pub mod names;
mod settings;
pub mod smithy;

pub use files::{Files, Summary};
pub use settings::{Roles, RuntimeSource, Settings};
