//! Tokens of `proc_macro2` as those of rendering: quotations when they become templates, and paths of settings.

use std::{ops::Range, str::FromStr};

use proc_macro2::{Delimiter, Group, LexError, Spacing, TokenTree};

use super::Mark;
use crate::render::{Kind, Sign, Token, TokenStream};

/// Tokens of `proc_macro2` as a flat list.
#[derive(Default)]
pub(super) struct Flat {
    pub(super) tokens: Vec<(Kind, String)>,
    /// The marks, by how many tokens stand before them.
    pub(super) marks: Vec<(usize, Mark)>,
    /// Signs that may belong to one operator.
    signs: String,
}

impl FromStr for TokenStream {
    type Err = LexError;

    fn from_str(text: &str) -> Result<Self, LexError> {
        let mut tokens = Self::new();
        for (kind, text) in &Flat::new(text.parse()?).tokens {
            tokens.push(token(*kind, text));
        }
        Ok(tokens)
    }
}

/// A token with its sign.
pub(super) fn token(kind: Kind, text: &str) -> Token<'_> {
    Token { kind, sign: Sign::of(kind, text), text }
}

/// The absolute path of two segments or more at the start of the range, and how many tokens it is.
pub(super) fn path(tokens: &[(Kind, String)], range: Range<usize>) -> Option<(String, usize)> {
    let before = range.start.checked_sub(1).and_then(|before| tokens.get(before));
    let tokens = tokens.get(range)?;
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|(_, token)| token == text);
    let (is_leading, is_own) = (is(0, "::"), is(0, "crate"));
    // Behind these a path goes on, or stays as it is.
    let goes_on = before.is_some_and(|(kind, text)| match kind {
        Kind::Word => text == "use" || is_leading && Sign::of(*kind, text).is_none(),
        _ => text == "::" || is_leading && text == ">",
    });
    if goes_on || !is_leading && !is_own {
        return None;
    }
    let mut length = usize::from(is_leading);
    while tokens.get(length).is_some_and(|(kind, _)| *kind == Kind::Word) {
        length += 1;
        if !is(length, "::") || tokens.get(length + 1).is_none_or(|(kind, _)| *kind != Kind::Word) {
            break;
        }
        length += 1;
    }
    let path: String = tokens.get(..length)?.iter().map(|(_, text)| text.as_str()).collect();
    (length > 2).then_some((path, length))
}

impl Flat {
    pub(super) fn new(stream: proc_macro2::TokenStream) -> Self {
        let mut flat = Self::default();
        flat.push_all(stream);
        flat
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>) {
        self.tokens.push((kind, text.into()));
    }

    fn push_all(&mut self, stream: proc_macro2::TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Punct(punct) => {
                    self.signs.push(punct.as_char());
                    if punct.spacing() == Spacing::Alone {
                        self.push_operators();
                    }
                }
                TokenTree::Ident(word) => {
                    // A lifetime's sign comes as one before its word.
                    let lifetime = if self.signs.ends_with('\'') { self.signs.pop() } else { None };
                    self.push_operators();
                    self.push(
                        Kind::Word,
                        lifetime.map_or_else(String::new, String::from) + &word.to_string(),
                    );
                }
                TokenTree::Literal(literal) => {
                    self.push_operators();
                    self.push(Kind::Literal, literal.to_string());
                }
                TokenTree::Group(group) => {
                    self.push_operators();
                    self.push_group(&group);
                }
            }
        }
        self.push_operators();
    }

    fn push_group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.push_mark(group),
        };
        self.push(Kind::Open, open);
        self.push_all(group.stream());
        self.push(Kind::Close, close);
        self.take_docs();
    }

    fn push_mark(&mut self, group: &Group) {
        let text = group.stream().to_string();
        let mark = [Mark::Value, Mark::First, Mark::Last].into_iter().find(|mark| mark.text() == text);
        self.marks.extend(mark.map(|mark| (self.tokens.len(), mark)));
    }

    /// The signs as operators, the longest first.
    fn push_operators(&mut self) {
        let signs = std::mem::take(&mut self.signs);
        let mut rest = signs.as_str();
        // A generic argument's `>` never joins what follows it but `=`.
        while let Some(operator) = Sign::operator_at(rest) {
            self.push(Kind::Operator, operator.text);
            rest = &rest[operator.text.len()..];
        }
    }

    /// Replaces `#[doc = r" …"]` at the end, which a comment becomes, by its text.
    fn take_docs(&mut self) {
        let [.., (_, sign), (Kind::Open, _), (_, doc), (_, equals), (Kind::Literal, text), (Kind::Close, _)] =
            self.tokens.as_slice()
        else {
            return;
        };
        if doc != "doc" || equals != "=" {
            return;
        }
        let text = text.strip_prefix('r').map(|raw| raw.trim_matches('#'));
        let Some(text) = text.and_then(|text| text.strip_prefix('"')?.strip_suffix('"')) else { return };
        let (kind, length) = if sign == "!" { (Kind::InnerDocs, 7) } else { (Kind::Docs, 6) };
        let text = text.strip_prefix(' ').unwrap_or(text).to_owned();
        self.tokens.truncate(self.tokens.len().saturating_sub(length));
        self.tokens.push((kind, text));
    }
}
