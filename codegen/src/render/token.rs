//! Tokens as a flat list, which import and layout go over.
//!
//! Their texts stand in an arena, one a file: a token is as cheap to copy as a reference.

use std::fmt::Write as _;

use bumpalo::Bump;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

/// What a token is, as far as its surroundings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier, keyword or lifetime.
    Word,
    Literal,
    /// One operator, of one to three signs.
    Operator,
    Open,
    Close,
    /// Documentation of what follows: the text of `#[doc = "…"]`, of one line or more.
    Docs,
    /// Documentation of what it stands in.
    InnerDocs,
}

impl Kind {
    /// A word for units that are nothing else.
    pub(super) fn sort(self) -> &'static str {
        if self == Self::InnerDocs { "//!" } else { "#!" }
    }
}

impl<'a> Token<'a> {
    pub(super) fn word(text: &'a str) -> Self {
        Self { kind: Kind::Word, text }
    }

    pub(super) fn operator(text: &'static str) -> Self {
        Self { kind: Kind::Operator, text }
    }

    pub(super) fn open(text: &'static str) -> Self {
        Self { kind: Kind::Open, text }
    }

    pub(super) fn close(text: &'static str) -> Self {
        Self { kind: Kind::Close, text }
    }

    /// Whether it is this operator, bracket or keyword.
    #[inline]
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Literal && self.text == text
    }

    #[inline]
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// The operators; of those that begin alike, the longest comes first. A generic argument's `>` never joins what follows
/// it but `=`.
const OPERATORS: &[&str] = &[
    "::", ",", "=>", "->", "...", "..=", "..", ".", ";", ":", "#", "==", "=", "<=", "<", ">=", ">", "&&",
    "&=", "&", "!=", "!", "?", "||", "|=", "|", "/=", "/", "+=", "+", "-=", "-", "*=", "*", "^=", "^", "%=",
    "%", "$", "@", "~",
];

/// The tokens of a stream, groups opened.
pub(super) fn flatten(stream: TokenStream, arena: &Bump) -> Vec<Token<'_>> {
    let mut flat = Flat { arena, tokens: Vec::with_capacity(256), text: String::new(), signs: String::new() };
    flat.push_all(stream);
    flat.tokens
}

/// The list that is being made.
struct Flat<'a> {
    arena: &'a Bump,
    tokens: Vec<Token<'a>>,
    /// Room for the text of the next token.
    text: String,
    /// Signs that may belong to one operator.
    signs: String,
}

impl<'a> Flat<'a> {
    fn push_all(&mut self, stream: TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Punct(punct) => {
                    self.signs.push(punct.as_char());
                    if punct.spacing() == Spacing::Alone {
                        self.push_operators();
                    }
                }
                TokenTree::Ident(word) => {
                    self.text.clear();
                    // A lifetime's sign comes as one before its word.
                    if self.signs.ends_with('\'') {
                        self.signs.pop();
                        self.text.push('\'');
                    }
                    self.push_operators();
                    // Writing to a string cannot fail.
                    let _ = write!(self.text, "{word}");
                    self.tokens.push(Token::word(self.arena.alloc_str(&self.text)));
                }
                TokenTree::Literal(literal) => {
                    self.push_operators();
                    self.text.clear();
                    let _ = write!(self.text, "{literal}");
                    self.tokens.push(Token { kind: Kind::Literal, text: self.arena.alloc_str(&self.text) });
                }
                TokenTree::Group(group) => {
                    self.push_operators();
                    let (delimiter, stream) = (group.delimiter(), group.stream());
                    // A stream that something else still holds would be copied when it is taken apart.
                    drop(group);
                    self.push_group(delimiter, stream);
                }
            }
        }
        self.push_operators();
    }

    fn push_group(&mut self, delimiter: Delimiter, stream: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.push_all(stream),
        };
        let last = self.tokens.last();
        let called = last.is_some_and(|last| last.is_word() || last.is(">") || last.is("!"));
        let imports = open == "{" && last.is_some_and(|last| last.is("::"));
        let start = self.tokens.len();
        self.tokens.push(Token::open(open));
        self.push_all(stream);
        let tokens = &mut self.tokens;
        // Layout puts it where it belongs; a tuple of one element needs it.
        let ends_in_comma = tokens.last().is_some_and(|last| last.is(","));
        if ends_in_comma && (called || open != "(" || commas(&tokens[start + 1..]) > 1) {
            tokens.pop();
        }
        // One import needs no braces.
        if imports && !tokens[start..].iter().any(|token| token.is(",")) {
            tokens.remove(start);
            return;
        }
        tokens.push(Token::close(close));
        if close == "]" {
            self.take_docs();
        }
    }

    /// The signs as operators, the longest first.
    fn push_operators(&mut self) {
        let mut rest = self.signs.as_str();
        while !rest.is_empty() {
            let known = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
            let Some(operator) = known else { break };
            self.tokens.push(Token::operator(operator));
            rest = &rest[operator.len()..];
        }
        self.signs.clear();
    }

    /// Replaces `#[doc = "…"]` at the end by its text.
    fn take_docs(&mut self) {
        let [.., pound, open, doc, equals, text, _] = self.tokens.as_slice() else { return };
        if !(open.is("[") && doc.is("doc") && equals.is("=") && text.kind == Kind::Literal) {
            return;
        }
        let Some(text) = unquoted(text.text, self.arena) else { return };
        let kind = if pound.is("!") { Kind::InnerDocs } else { Kind::Docs };
        let length = if pound.is("!") { 7 } else { 6 };
        self.tokens.truncate(self.tokens.len().saturating_sub(length));
        self.tokens.push(Token { kind, text });
    }
}

/// How many commas stand in no bracket.
fn commas(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let outside = tokens.iter().filter(|token| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is(",")
    });
    outside.count()
}

/// What a string literal stands for.
fn unquoted<'a>(literal: &'a str, arena: &'a Bump) -> Option<&'a str> {
    if let Some(raw) = literal.strip_prefix('r') {
        return raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"');
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !rest.contains('\\') {
        return Some(rest);
    }
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let mut escape = rest[at + 1..].chars();
        let character = match escape.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                let code = escape.as_str().strip_prefix('{')?.split('}').next()?;
                escape = escape.as_str().get(code.len() + 2..)?.chars();
                char::from_u32(u32::from_str_radix(code, 16).ok()?)?
            }
            other => other,
        };
        text.push(character);
        rest = escape.as_str();
    }
    text.push_str(rest);
    Some(arena.alloc_str(&text))
}
