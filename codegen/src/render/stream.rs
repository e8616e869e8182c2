//! Tokens as emitters put them together.

use super::token::{Kind, Token};

/// Tokens, in their order.
///
/// A part is put into the whole by two copies, whatever it consists of.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenStream {
    pieces: Vec<Piece>,
    /// The texts of tokens that are not constant, one behind the other.
    texts: String,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    /// One that is the same wherever it comes from.
    Constant(&'static Token<'static>),
    /// One with so many bytes of the texts, behind those of the tokens before.
    Next(Kind, usize),
}

impl TokenStream {
    /// No tokens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Room for so many tokens, and bytes of those that are not constant.
    pub(crate) fn with_capacity(tokens: usize, bytes: usize) -> Self {
        Self { pieces: Vec::with_capacity(tokens), texts: String::with_capacity(bytes) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Adds a token.
    pub(crate) fn push(&mut self, token: Token) {
        self.push_written(token.kind, |texts| texts.push_str(token.text));
    }

    /// Adds a token whose text is written.
    pub(crate) fn push_written(&mut self, kind: Kind, write: impl FnOnce(&mut String)) {
        let start = self.texts.len();
        write(&mut self.texts);
        self.pieces.push(Piece::Next(kind, self.texts.len() - start));
    }

    /// Adds constant tokens.
    pub(crate) fn push_constants(&mut self, pieces: &[Piece]) {
        self.pieces.extend_from_slice(pieces);
    }

    /// Adds a part.
    pub(crate) fn push_all(&mut self, part: &Self) {
        self.pieces.extend_from_slice(&part.pieces);
        self.texts.push_str(&part.texts);
    }

    /// The tokens.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        let mut rest = self.texts.as_str();
        self.pieces.iter().map(move |piece| match *piece {
            Piece::Constant(token) => *token,
            Piece::Next(kind, length) => {
                let (text, behind) = rest.split_at(length);
                rest = behind;
                Token { kind, text }
            }
        })
    }
}

impl Extend<TokenStream> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenStream>>(&mut self, parts: I) {
        for part in parts {
            self.push_all(&part);
        }
    }
}

impl FromIterator<TokenStream> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenStream>>(parts: I) -> Self {
        let mut tokens = Self::new();
        tokens.extend(parts);
        tokens
    }
}
