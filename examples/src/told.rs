//! How the programs tell of what stopped them.

use std::{error::Error, process::ExitCode};

/// Prints an error, which says what caused it, and with what the program ends.
pub fn told(result: Result<(), Box<dyn Error + Send + Sync>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
