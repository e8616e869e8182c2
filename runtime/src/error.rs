//! Errors of encoding and decoding. Each is one pointer wide, so that the functions that return them stay small.

use std::{borrow::Cow, fmt};

/// Why bytes could not be decoded into a shape: where, and what was wrong.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<DecodeErrorInner>);

#[derive(Clone, PartialEq, Eq)]
struct DecodeErrorInner {
    message: Cow<'static, str>,
    path: String,
    offset: Option<usize>,
}

impl DecodeError {
    /// An error at `path`, such as `/status/queuedPosition` (empty for the message as a whole).
    #[cold]
    #[must_use]
    pub fn new(message: impl Into<Cow<'static, str>>, path: impl Into<String>) -> Self {
        Self(Box::new(DecodeErrorInner { message: message.into(), path: path.into(), offset: None }))
    }

    /// Adds the place in the body, in bytes from its start.
    #[cold]
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// What was wrong, without its place. Never contains a value of the input.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The path of the value in question, such as `/status/queuedPosition`; empty for the message as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The place in the body, in bytes from its start; none for headers, labels and query parameters.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if !self.0.path.is_empty() {
            write!(f, " at '{}'", self.0.path)?;
        }
        if let Some(offset) = self.0.offset {
            write!(f, " (byte {offset})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("message", &self.0.message)
            .field("path", &self.0.path)
            .field("offset", &self.0.offset)
            .finish()
    }
}

impl std::error::Error for DecodeError {}

/// Why a shape could not be encoded: a value that the protocol cannot express.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<EncodeErrorInner>);

#[derive(Clone, PartialEq, Eq)]
struct EncodeErrorInner {
    message: Cow<'static, str>,
    member: Cow<'static, str>,
}

impl EncodeError {
    /// An error about the member named `member` (empty for the message as a whole).
    #[cold]
    #[must_use]
    pub fn new(message: impl Into<Cow<'static, str>>, member: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(EncodeErrorInner { message: message.into(), member: member.into() }))
    }

    /// A value of the union `name` has a variant that its model does not have, which nothing can be written of.
    #[cold]
    #[must_use]
    pub fn unknown_variant(name: &str) -> Self {
        Self::new(format!("a variant of {name} that the model does not have"), "")
    }

    /// What was wrong. Never contains the value.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The name of the member in question; empty for the message as a whole.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.0.member
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if !self.0.member.is_empty() {
            write!(f, " in member '{}'", self.0.member)?;
        }
        Ok(())
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError")
            .field("message", &self.0.message)
            .field("member", &self.0.member)
            .finish()
    }
}

impl std::error::Error for EncodeError {}
