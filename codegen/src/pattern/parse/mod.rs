//! Reads a pattern's text.
//!
//! In comes the text, out goes a tree that means the same in every dialect. Which dialect a pattern is written in is
//! found by trying, in the order that Smithy's definition of the trait suggests: ECMAScript with the flag `u`, then
//! what ECMAScript's Annex B adds without it, then `java.util.regex`, which AWS's models lapse into.

mod ecma;
mod java;
mod property;

use super::ast::Node;
use super::set::CharSet;
use super::{Dialect, PatternError};

/// A pattern that was read.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) dialect: Dialect,
}

/// Reads a pattern in the first dialect that accepts it.
pub(super) fn parse(source: &str) -> Result<Parsed, PatternError> {
    let refused = match ecma::parse(source, true) {
        Ok(node) => return Ok(Parsed { node, dialect: Dialect::EcmaUnicode }),
        Err(refused) => refused,
    };
    let annex_b = || Some(Parsed { node: ecma::parse(source, false).ok()?, dialect: Dialect::EcmaAnnexB });
    let java = || Some(Parsed { node: java::parse(source).ok()?, dialect: Dialect::Java });
    // Annex B would read `\p{Alnum}` as the letter p and what follows, which is never what the author meant.
    let parsed = match has_property(source) {
        true => java().or_else(annex_b),
        false => annex_b().or_else(java),
    };
    parsed.ok_or(refused)
}

/// Reads a pattern in one dialect.
pub(super) fn parse_as(source: &str, dialect: Dialect) -> Result<Parsed, PatternError> {
    let node = match dialect {
        Dialect::EcmaUnicode => ecma::parse(source, true),
        Dialect::EcmaAnnexB => ecma::parse(source, false),
        Dialect::Java => java::parse(source),
    }?;
    Ok(Parsed { node, dialect })
}

/// Whether an escape of the pattern is `\p` or `\P`.
fn has_property(source: &str) -> bool {
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && matches!(characters.next(), Some('p' | 'P')) {
            return true;
        }
    }
    false
}

/// The units of a pattern's text, each with its byte offset, and how far they have been read.
struct Cursor {
    units: Vec<(usize, u32)>,
    at: usize,
    length: usize,
}

impl Cursor {
    /// Reads the text as characters, or as UTF-16 code units.
    fn new(source: &str, utf16: bool) -> Self {
        let mut units = Vec::with_capacity(source.len());
        for (offset, character) in source.char_indices() {
            if utf16 {
                let mut buffer = [0; 2];
                units.extend(
                    character.encode_utf16(&mut buffer).iter().map(|unit| (offset, u32::from(*unit))),
                );
            } else {
                units.push((offset, u32::from(character)));
            }
        }
        Self { units, at: 0, length: source.len() }
    }

    fn unit(&self, ahead: usize) -> Option<u32> {
        self.units.get(self.at + ahead).map(|(_, unit)| *unit)
    }

    /// The character that comes next, where it is one.
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        // A lone code unit is no character; no syntax asks for one.
        self.unit(ahead).map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn next_unit(&mut self) -> Option<u32> {
        let unit = self.unit(0)?;
        self.at += 1;
        Some(unit)
    }

    fn at_end(&self) -> bool {
        self.at >= self.units.len()
    }

    /// Reads the text if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        let comes_next = text.chars().enumerate().all(|(ahead, wanted)| self.peek_at(ahead) == Some(wanted));
        if comes_next {
            self.at += text.chars().count();
        }
        comes_next
    }

    /// Reads characters while they pass the test.
    fn take_while(&mut self, test: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(character) = self.peek().filter(|character| test(*character)) {
            taken.push(character);
            self.at += 1;
        }
        taken
    }

    /// Reads just so many hexadecimal digits, or nothing.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut value = 0;
        for ahead in 0..digits {
            value = value * 16 + self.peek_at(ahead)?.to_digit(16)?;
        }
        self.at += digits;
        Some(value)
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, PatternError> {
        self.error_at(self.at, message)
    }

    fn error_at<T>(&self, at: usize, message: impl Into<String>) -> Result<T, PatternError> {
        let offset = self.units.get(at).map_or(self.length, |(offset, _)| *offset);
        Err(PatternError { offset, message: message.into() })
    }

    /// Reads `*`, `+`, `?` or a quantifier in braces.
    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        let bounds = match self.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => return self.braces(),
        };
        self.at += 1;
        Some(bounds)
    }

    /// Reads a quantifier's `{n}`, `{n,}` or `{n,m}`; nothing is read where it is none of these. A number beyond
    /// `u32` counts as the greatest one.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        let bounds = self.braces_inside();
        if bounds.is_none() {
            self.at = start;
        }
        bounds
    }

    fn braces_inside(&mut self) -> Option<(u32, Option<u32>)> {
        if !self.eat("{") {
            return None;
        }
        let min = self.number()?;
        let max = match self.eat(",") {
            false => Some(min),
            true if self.peek() == Some('}') => None,
            true => Some(self.number()?),
        };
        self.eat("}").then_some((min, max.filter(|max| *max != u32::MAX)))
    }

    fn number(&mut self) -> Option<u32> {
        let digits = self.take_while(|c| c.is_ascii_digit());
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    }
}

/// `\d`, and the ASCII meaning of it everywhere.
fn digits() -> CharSet {
    CharSet::chars(&[('0', '9')])
}

/// `\w`.
fn word() -> CharSet {
    CharSet::chars(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')])
}

/// Between a word character and none: `\b`, or `\B` where `inside`.
fn word_boundary(word: &CharSet, inside: bool) -> Node {
    let word = || Node::Set(word.clone());
    let (after_same, after_other) = match inside {
        true => (Node::ahead(word()), Node::not_ahead(word())),
        false => (Node::not_ahead(word()), Node::ahead(word())),
    };
    Node::alternation(vec![
        Node::concat(vec![Node::behind(word()), after_same]),
        Node::concat(vec![Node::not_behind(word()), after_other]),
    ])
}
