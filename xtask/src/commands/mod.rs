//! The commands, one module each.

pub mod bench;
pub mod interop;
pub mod patterns;
pub mod soak;

use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Runs Cargo with its output where it goes by itself, or nowhere.
fn cargo(arguments: &[&str], output: Stdio) -> Result<(), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).stdout(output).status();
    let what = format!("cargo {}", arguments.join(" "));
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`{what}` failed: {status}"))),
        Err(error) => {
            Err(Failure::new(format!("`{what}` could not be run: {error}")).help("is Cargo installed?"))
        }
    }
}
