//! Turns Smithy models into Rust crates.
//!
//! A model goes in at the left, a crate comes out at the right, and each stage knows only its neighbour:
//! [`smithy`] loads, resolves and validates; `normalize` selects what a crate is made from; `lower` makes the
//! intermediate representation; `emit` makes tokens; `render` makes text. [`generate`] runs them. Nothing here
//! touches the file system.

pub mod docs;
mod emit;
mod files;
mod generate;
mod ir;
mod lower;
pub mod names;
mod near;
mod normalize;
pub mod pattern;
mod render;
mod settings;
pub mod smithy;

pub use files::{Files, Summary};
pub use generate::{Generated, generate, load};
pub use settings::{Docs, Roles, RuntimeSource, SettingProblem, SettingProblems, Settings};
