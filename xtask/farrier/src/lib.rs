//! The commands of Farrier, as a library.
//!
//! Comes in: the arguments of a program, or what a build script says. Goes out: files, a report, an exit code. Always
//! holds: this crate reads and writes files, prints and draws; results go to stdout, everything else to stderr; paths
//! count from where the command runs or from `codegen.toml`, never from where Farrier lies.
//!
//! A team's own `xtask` is a `main` of three lines, to which its own commands may be added (see [`Command`]); the
//! program `cargo-farrier` of this package is the same:
//!
//! ```no_run
//! # #[cfg(feature = "cli")]
//! fn main() -> std::process::ExitCode {
//!     farrier::main()
//! }
//! # #[cfg(not(feature = "cli"))]
//! # fn main() {}
//! ```
//!
//! A build script generates a module instead of a crate: see [`build`].

pub mod build;
#[cfg(feature = "cli")]
pub mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
pub mod commands;
#[cfg(feature = "cli")]
pub mod config;
pub mod failure;
#[cfg(feature = "cli")]
mod generate;
#[cfg(feature = "cli")]
pub mod hint;
#[cfg(feature = "cli")]
pub mod job;
#[cfg(feature = "cli")]
pub mod runtime;
#[cfg(feature = "cli")]
pub mod scratch;
pub mod write;

#[cfg(feature = "cli")]
pub use cli::{Command, in_place_of_rustc, main, parse, program, report};
pub use farrier_codegen::{Docs, Roles, Settings};
#[cfg(feature = "cli")]
pub use generate::{Output, generate};
