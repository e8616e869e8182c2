//! The tokens that emitters make, with `quote!` for them.
//!
//! What `quote` interpolates it copies token by token, once for every emitter that a token goes through. Here a part is
//! put into the whole as a group without delimiters, which is one reference; rendering opens it.

use proc_macro2::{Delimiter, Group, LexError};
use quote::{ToTokens, TokenStreamExt as _};

/// Tokens of a part of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenStream(proc_macro2::TokenStream);

impl TokenStream {
    /// No tokens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As rendering takes them.
    pub(crate) fn into_inner(self) -> proc_macro2::TokenStream {
        self.0
    }
}

impl From<proc_macro2::TokenStream> for TokenStream {
    fn from(tokens: proc_macro2::TokenStream) -> Self {
        Self(tokens)
    }
}

impl std::str::FromStr for TokenStream {
    type Err = LexError;

    fn from_str(text: &str) -> Result<Self, LexError> {
        text.parse().map(Self)
    }
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        if !self.0.is_empty() {
            tokens.append(Group::new(Delimiter::None, self.0.clone()));
        }
    }
}

impl Extend<TokenStream> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenStream>>(&mut self, parts: I) {
        for part in parts {
            part.to_tokens(&mut self.0);
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

/// As `quote::quote!`.
macro_rules! quote {
    ($($tokens:tt)*) => { $crate::emit::tokens::TokenStream::from(::quote::quote!($($tokens)*)) };
}

pub(crate) use quote;
