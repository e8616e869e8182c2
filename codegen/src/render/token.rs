//! Tokens as a flat list, which import and layout go over.

use std::borrow::Cow;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: Cow<'static, str>,
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

impl Token {
    pub(super) fn word(text: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: Kind::Word, text: text.into() }
    }

    pub(super) fn operator(text: &'static str) -> Self {
        Self { kind: Kind::Operator, text: Cow::Borrowed(text) }
    }

    pub(super) fn open(text: &'static str) -> Self {
        Self { kind: Kind::Open, text: Cow::Borrowed(text) }
    }

    pub(super) fn close(text: &'static str) -> Self {
        Self { kind: Kind::Close, text: Cow::Borrowed(text) }
    }

    /// Whether it is this operator, bracket or keyword.
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Literal && self.text == text
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// The operators of more than one sign; a generic argument's `>` never joins what follows it but `=`.
const OPERATORS: &[&str] = &[
    "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "|=", "&=", "^=", "%=",
    "...", "..=", "..",
];

const SIGNS: &[&str] = &[
    "!", "#", "$", "%", "&", "*", "+", ",", "-", ".", "/", ":", ";", "<", "=", ">", "?", "@", "^", "|", "~",
];

/// The tokens of a stream, groups opened.
pub(super) fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    push_all(stream, &mut tokens);
    tokens
}

fn push_all(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut signs = String::new();
    let mut lifetime = false;
    for tree in stream {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => lifetime = true,
            TokenTree::Punct(punct) => {
                signs.push(punct.as_char());
                if punct.spacing() == Spacing::Alone {
                    push_operators(&mut signs, tokens);
                }
            }
            TokenTree::Ident(word) => {
                push_operators(&mut signs, tokens);
                let word = if lifetime { format!("'{word}") } else { word.to_string() };
                lifetime = false;
                tokens.push(Token::word(word));
            }
            TokenTree::Literal(literal) => {
                push_operators(&mut signs, tokens);
                tokens.push(Token { kind: Kind::Literal, text: literal.to_string().into() });
            }
            TokenTree::Group(group) => {
                push_operators(&mut signs, tokens);
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => {
                        push_all(group.stream(), tokens);
                        continue;
                    }
                };
                let called = tokens.last().is_some_and(|last| last.is_word() || last.is(">") || last.is("!"));
                let start = tokens.len();
                let imports = open == "{" && tokens.last().is_some_and(|last| last.is("::"));
                tokens.push(Token::open(open));
                push_all(group.stream(), tokens);
                // Layout puts it where it belongs; a tuple of one element needs it.
                let ends_in_comma = tokens.last().is_some_and(|last| last.is(","));
                if ends_in_comma && (called || open != "(" || commas(&tokens[start + 1..]) > 1) {
                    tokens.pop();
                }
                // One import needs no braces.
                if imports && !tokens[start..].iter().any(|token| token.is(",")) {
                    tokens.remove(start);
                    continue;
                }
                tokens.push(Token::close(close));
                if close == "]" {
                    take_docs(tokens);
                }
            }
        }
    }
    push_operators(&mut signs, tokens);
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

/// The signs as operators, the longest first.
fn push_operators(signs: &mut String, tokens: &mut Vec<Token>) {
    let mut rest = signs.as_str();
    while !rest.is_empty() {
        let known = OPERATORS.iter().chain(SIGNS).find(|operator| rest.starts_with(**operator));
        let Some(operator) = known else { break };
        tokens.push(Token::operator(operator));
        rest = &rest[operator.len()..];
    }
    signs.clear();
}

/// Replaces `#[doc = "…"]` at the end by its text.
fn take_docs(tokens: &mut Vec<Token>) {
    let [.., pound, open, doc, equals, text, _] = tokens.as_slice() else { return };
    if !(open.is("[") && doc.is("doc") && equals.is("=") && text.kind == Kind::Literal) {
        return;
    }
    let Some(text) = unquoted(&text.text) else { return };
    let kind = if pound.is("!") { Kind::InnerDocs } else { Kind::Docs };
    let length = if pound.is("!") { 7 } else { 6 };
    tokens.truncate(tokens.len().saturating_sub(length));
    tokens.push(Token { kind, text: text.into() });
}

/// What a string literal stands for.
fn unquoted(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
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
    Some(text)
}
