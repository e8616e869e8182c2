//! What emitters quote, and what can be interpolated.

use std::{borrow::Cow, fmt, fmt::Write as _};

use proc_macro2::Literal;

pub(crate) use self::template::{Mark, Template, each_name, name, quote, quote_into};
pub(crate) use crate::render::TokenStream;
use crate::render::{Kind, Token};

mod flat;
mod template;

/// What can be interpolated.
pub(crate) trait ToTokens {
    /// Adds its tokens.
    fn to_tokens(&self, tokens: &mut TokenStream);
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_stream(self.as_str());
    }
}

/// See [`written`].
pub(crate) struct Written<F>(F);

/// Tokens that are written where they belong, without a stream of their own.
pub(crate) fn written<F: Fn(&mut TokenStream)>(write: F) -> Written<F> {
    Written(write)
}

impl<F: Fn(&mut TokenStream)> ToTokens for Written<F> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (self.0)(tokens);
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(value) = self {
            value.to_tokens(tokens);
        }
    }
}

impl<T: ToTokens> ToTokens for Box<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let is_plain = self.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
        if is_plain {
            tokens.push_written(Kind::Literal, |texts| {
                texts.push('"');
                texts.push_str(self);
                texts.push('"');
            });
        } else {
            Literal::string(self).to_tokens(tokens);
        }
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Token::word(if *self { "true" } else { "false" }));
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        push_literal(self, tokens);
    }
}

/// As a literal without a suffix.
impl ToTokens for usize {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        push_literal(self, tokens);
    }
}

fn push_literal(literal: &dyn fmt::Display, tokens: &mut TokenStream) {
    tokens.push_written(Kind::Literal, |texts| {
        // Writing to a string cannot fail.
        let _ = write!(texts, "{literal}");
    });
}

/// A byte string, as `Literal::byte_string` writes it, but that no byte of it is formatted: tables of patterns are such
/// strings, and formatting them was a fiftieth of the instructions of a generation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<T>(pub(crate) T);

impl<T: AsRef<[u8]>> ToTokens for Bytes<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let bytes = self.0.as_ref();
        tokens.push_written(Kind::Literal, |texts| {
            texts.push_str("b\"");
            for (at, byte) in bytes.iter().enumerate() {
                match byte {
                    // A digit behind it would read as part of an octal number.
                    b'\0' if !matches!(bytes.get(at + 1), Some(b'0'..=b'7')) => texts.push_str("\\0"),
                    b'\t' => texts.push_str("\\t"),
                    b'\n' => texts.push_str("\\n"),
                    b'\r' => texts.push_str("\\r"),
                    b'"' | b'\\' => {
                        texts.push('\\');
                        texts.push(char::from(*byte));
                    }
                    b' '..=b'~' => texts.push(char::from(*byte)),
                    _ => {
                        let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
                        texts.push_str("\\x");
                        texts.push(digit(byte >> 4));
                        texts.push(digit(byte & 15));
                    }
                }
            }
            texts.push('"');
        });
    }
}

/// An identifier, raw ones with their `r#`.
#[derive(Clone, Debug)]
pub(crate) struct Ident<'a>(Cow<'a, str>);

/// An identifier of the representation as a token.
pub(crate) fn ident<'a>(name: impl Into<Cow<'a, str>>) -> Ident<'a> {
    Ident(name.into())
}

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Token::word(&self.0));
    }
}

/// An absolute path, by its module with the separator behind it and the name in it.
pub(crate) fn absolute(module: &'static str, name: &str) -> impl ToTokens {
    written(move |tokens| {
        tokens.push_written(Kind::Path, |text| text.extend([module, name]));
    })
}

/// Documentation: nothing where the text is empty.
#[derive(Clone, Debug)]
pub(crate) struct Docs<'a> {
    kind: Kind,
    text: Cow<'a, str>,
}

/// Documentation of what follows, in Markdown.
pub(crate) fn docs<'a>(text: impl Into<Cow<'a, str>>) -> Docs<'a> {
    Docs { kind: Kind::Docs, text: text.into() }
}

/// Documentation of the module that holds it.
pub(crate) fn inner_docs<'a>(text: impl Into<Cow<'a, str>>) -> Docs<'a> {
    Docs { kind: Kind::InnerDocs, text: text.into() }
}

impl ToTokens for Docs<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (kind, text) = (self.kind, self.text.trim_end());
        if memchr::memchr(b'\t', text.as_bytes()).is_some() {
            // In comments a tab is as wide as whoever reads it likes.
            tokens.push(Token::new(kind, &text.replace('\t', "    ")));
        } else if !text.is_empty() {
            tokens.push(Token::new(kind, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Literal;
    use proptest::prelude::*;

    use super::{Bytes, TokenStream, docs, quote};
    use crate::render::{Kind, Token};

    proptest! {
        #[test]
        fn byte_strings_are_as_literals_write_them(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let (own, other) = (Bytes(&bytes), Literal::byte_string(&bytes));
            let (own, other) = (quote!(#own), quote!(#other));
            prop_assert_eq!(own.as_str(), other.as_str());
        }

        #[test]
        fn any_text_is_one_literal(text in any::<String>(), controls in "[\u{0}-\u{1f}\"\\\\]{0,8}") {
            let text = text + &controls;
            let tokens = quote!(#text);
            let found: Vec<_> = tokens.iter().map(|token| syn::parse_str::<syn::LitStr>(token.text)).collect();
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].as_ref().expect("a string").value(), text);
        }

        #[test]
        fn documentation_loses_nothing_but_marks(text in "[a-z\u{0}-\u{1f}]{0,40}\\.") {
            let docs = docs(text.as_str());
            let tokens = quote!(a #docs b);
            let shown: String = text.chars().filter(|c| *c > '\u{8}').collect();
            let expected = [(Kind::Word, "a"), (Kind::Docs, &shown.replace('\t', "    ")), (Kind::Word, "b")];
            let found: Vec<_> = tokens.iter().map(|Token { kind, text, .. }| (kind, text)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn names_that_are_words_of_rust_are_no_signs() {
        let tokens = TokenStream::from_iter([quote!(fn), {
            let name = super::ident("or");
            quote!(#name)
        }]);
        let signs: Vec<_> = tokens.iter().map(|token| token.sign.is_some()).collect();
        assert_eq!(signs, [true, false]);
    }
}
