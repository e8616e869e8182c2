//! Tokens as a flat list, which import and layout go over.

use super::stream::{Part, TokenStream};

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
}

/// What a token is, as far as its surroundings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, keyword or lifetime.
    Word,
    Literal,
    /// One operator, of one to three signs.
    Operator,
    Open,
    Close,
    /// Documentation of what follows, of one line or more.
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
    pub(crate) const fn word(text: &'a str) -> Self {
        Self { kind: Kind::Word, text }
    }

    pub(crate) const fn literal(text: &'a str) -> Self {
        Self { kind: Kind::Literal, text }
    }

    pub(crate) const fn operator(text: &'a str) -> Self {
        Self { kind: Kind::Operator, text }
    }

    pub(crate) const fn open(text: &'a str) -> Self {
        Self { kind: Kind::Open, text }
    }

    pub(crate) const fn close(text: &'a str) -> Self {
        Self { kind: Kind::Close, text }
    }

    /// The text of a comment's line, without the space that separates it from the sign.
    pub(crate) const fn docs(line: &'a str) -> Self {
        Self { kind: Kind::Docs, text: without_space(line) }
    }

    /// The same of the comment of a file.
    pub(crate) const fn inner_docs(line: &'a str) -> Self {
        Self { kind: Kind::InnerDocs, text: without_space(line) }
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

const fn without_space(line: &str) -> &str {
    match line.as_bytes() {
        [b' ', ..] => line.split_at(1).1,
        _ => line,
    }
}

/// The tokens of a stream.
pub(super) fn flatten(stream: &TokenStream) -> Vec<Token<'_>> {
    let parts = stream.parts().iter();
    let length = parts.map(|part| if let Part::Fixed(tokens) = part { tokens.len() } else { 1 }).sum();
    let mut flat = Flat { tokens: Vec::with_capacity(length), open: Vec::new() };
    for part in stream.parts() {
        match part {
            Part::Fixed(tokens) => tokens.iter().for_each(|token| flat.push(*token)),
            Part::Text(kind, text) => flat.tokens.push(Token { kind: *kind, text }),
        }
    }
    flat.tokens
}

/// The list that is being made.
struct Flat<'a> {
    tokens: Vec<Token<'a>>,
    /// Where the brackets stand that are not closed yet.
    open: Vec<usize>,
}

impl<'a> Flat<'a> {
    fn push(&mut self, token: Token<'a>) {
        match token.kind {
            Kind::Open => self.open.push(self.tokens.len()),
            Kind::Close => {
                if let Some(start) = self.open.pop() {
                    return self.close(start, token);
                }
            }
            _ => {}
        }
        self.tokens.push(token);
    }

    /// Closes the bracket that was opened at `start`, without what is not needed in it.
    fn close(&mut self, start: usize, close: Token<'a>) {
        let tokens = &mut self.tokens;
        let (before, inside) = tokens.split_at(start);
        let (open, last) = (inside[0], before.last());
        // Layout puts it where it belongs; a tuple of one element needs it.
        let ends_in_comma = inside.last().is_some_and(|last| last.is(","));
        let called = last.is_some_and(|last| last.is_word() || last.is(">") || last.is("!"));
        let imports = open.is("{") && last.is_some_and(|last| last.is("::"));
        if ends_in_comma && (called || !open.is("(") || commas(&inside[1..]) > 1) {
            tokens.pop();
        }
        // One import needs no braces.
        if imports && !tokens[start..].iter().any(|token| token.is(",")) {
            tokens.remove(start);
            return;
        }
        tokens.push(close);
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
