//! Tokens as emitters make them: a list of parts.
//!
//! What an emitter's source has between two interpolations is one part, a reference to constant tokens; what is
//! interpolated is a text, short ones in place. So a stream is cheap to make and to put into another.

use smol_str::SmolStr;

use super::token::{Kind, Token};

/// Tokens of a part of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenStream {
    parts: Vec<Part>,
}

/// One part of a stream.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Tokens of an emitter's source.
    Fixed(&'static [Token<'static>]),
    /// One token.
    Text(Kind, SmolStr),
}

impl TokenStream {
    /// No tokens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The parts, in their order.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Adds tokens of an emitter's source.
    pub(crate) fn push_fixed(&mut self, tokens: &'static [Token<'static>]) {
        self.parts.push(Part::Fixed(tokens));
    }

    /// Adds one token.
    pub(crate) fn push(&mut self, kind: Kind, text: SmolStr) {
        self.parts.push(Part::Text(kind, text));
    }

    /// Adds the tokens of another stream.
    pub(crate) fn push_all(&mut self, other: &Self) {
        self.parts.extend_from_slice(&other.parts);
    }
}

impl Extend<TokenStream> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenStream>>(&mut self, streams: I) {
        for mut stream in streams {
            self.parts.append(&mut stream.parts);
        }
    }
}

impl FromIterator<TokenStream> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenStream>>(streams: I) -> Self {
        let mut all = Self::new();
        all.extend(streams);
        all
    }
}
