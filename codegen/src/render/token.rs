//! Tokens as a flat list, which import and layout go over.

use super::{
    TokenStream,
    sign::{Sign, sign},
};

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// Which one it is, of those that have a sign.
    pub(crate) sign: Option<Sign>,
    pub(crate) text: &'a str,
}

/// What a token is, as far as its surroundings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, keyword or lifetime.
    Word,
    /// An absolute path of two segments or more, which imports take apart.
    Path,
    Literal,
    /// One operator, of one to three signs.
    Operator,
    Open,
    Close,
    /// Documentation of what follows: one line or more, without the space that they begin with in comments.
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
    /// A token without a sign.
    pub(crate) fn new(kind: Kind, text: &'a str) -> Self {
        Self { kind, sign: None, text }
    }

    /// A name.
    pub(crate) fn word(text: &'a str) -> Self {
        Self::new(Kind::Word, text)
    }

    /// Whether it is this operator, bracket or word.
    #[inline]
    pub(crate) fn is(&self, sign: Sign) -> bool {
        self.sign == Some(sign)
    }

    #[inline]
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// Whether it is a word or ends in one.
    #[inline]
    pub(super) fn ends_in_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Path)
    }
}

/// The tokens of a file: without commas behind last elements, which layout puts where they belong, and braces around one
/// import.
pub(super) fn tokens(stream: &TokenStream) -> Vec<Token<'_>> {
    // About as many as there are.
    let mut tokens: Vec<Token> = Vec::with_capacity(stream.as_str().len() / 5);
    let mut groups = Vec::new();
    for token in stream.iter() {
        match token.kind {
            Kind::Open => groups.push(Group::new(token, &tokens)),
            Kind::Close => {
                if let Some(group) = groups.pop()
                    && group.end(&mut tokens)
                {
                    continue;
                }
            }
            _ => {}
        }
        tokens.push(token);
    }
    tokens
}

/// A pair of brackets that is still open.
struct Group {
    /// Where the opening one is.
    start: usize,
    /// Whether it can be no tuple, which needs the comma behind its only element.
    has_free_comma: bool,
    /// Whether it holds imports.
    imports: bool,
}

impl Group {
    fn new(open: Token, before: &[Token]) -> Self {
        let last = before.last();
        let called = last.is_some_and(|last| last.ends_in_word() || last.is(sign!(>)) || last.is(sign!(!)));
        Self {
            start: before.len(),
            has_free_comma: called || !open.is(sign!("(")),
            imports: open.is(sign!("{")) && last.is_some_and(|last| last.is(sign!(::))),
        }
    }

    /// Drops what is not needed; whether the closing bracket is not.
    fn end(self, tokens: &mut Vec<Token>) -> bool {
        let inside = tokens.get(self.start + 1..).unwrap_or_default();
        let ends_in_comma = inside.last().is_some_and(|last| last.is(sign!(,)));
        if ends_in_comma && (self.has_free_comma || commas(inside) > 1) {
            tokens.pop();
        }
        let is_one = self.imports && !tokens[self.start..].iter().any(|token| token.is(sign!(,)));
        if is_one {
            tokens.remove(self.start);
        }
        is_one
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
        depth == 0 && token.is(sign!(,))
    });
    outside.count()
}
