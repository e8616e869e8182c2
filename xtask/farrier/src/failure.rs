//! Why a command stopped: one message, and how to mend it.
//!
//! Commands return a [`Failure`] as a value; `main` alone prints it.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a command stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    help: Option<String>,
    rendered: bool,
}

impl Failure {
    /// A failure with its message: what is wrong and where, without a full stop at the end.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, rendered: false }
    }

    /// The same, with a sentence that says how to mend it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// A text that a diagnostics library rendered: it is shown as it is.
    pub fn rendered(text: String) -> Self {
        Self { message: text, help: None, rendered: true }
    }

    /// The text to print: with `error: ` before it, unless it was rendered elsewhere.
    pub fn report(&self) -> String {
        if self.rendered { self.message.trim_end().to_owned() } else { format!("error: {self}") }
    }

    /// A failed operation on a file or folder: `cannot {action} {path}: {error}`.
    pub fn io(action: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot {action} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
