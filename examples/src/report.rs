//! How the programs end.

use std::{error::Error, process::ExitCode};

/// Prints the error that stopped a program, if one did, and gives the program's exit code: 0, or 1 after an error.
pub fn report(result: Result<(), Box<dyn Error + Send + Sync>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
