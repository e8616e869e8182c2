//! JSON's tokens, strictly by RFC 8259.
//!
//! `at` is the place of the next byte. A function that reads a token begins at its first byte and ends behind its
//! last; whitespace around tokens is the caller's to skip.

use std::borrow::Cow;

use super::deserialize::JsonDeserializer;
use crate::{
    codec::{
        escape::{hex4, unescape},
        swar::{find_special, find_special_near},
    },
    error::DecodeError,
};

/// A string of the input, without its quotes: valid UTF-8 with valid escapes.
///
/// All of it are whole words: a flag's padding would be copied beside it in pieces that overlap, for which a processor
/// waits.
#[derive(Clone, Copy, Debug)]
pub(in crate::codec) struct RawString<'a> {
    pub(super) text: &'a str,
    /// How many bytes come before the first escape.
    plain: usize,
}

impl<'a> RawString<'a> {
    /// The text, whose escapes are valid.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, plain: find_special::<false>(text.as_bytes(), 0) }
    }

    /// Whether there are escapes in it.
    #[inline]
    pub(super) fn is_escaped(self) -> bool {
        self.plain != self.text.len()
    }

    /// The characters of a text with escapes.
    #[inline]
    pub(super) fn unescaped(self) -> String {
        unescape(self.text, self.plain)
    }

    #[inline]
    pub(super) fn into_cow(self) -> Cow<'a, str> {
        if self.is_escaped() { Cow::Owned(self.unescaped()) } else { Cow::Borrowed(self.text) }
    }

    #[inline]
    pub(super) fn into_string(self) -> String {
        if self.is_escaped() {
            return self.unescaped();
        }
        self.text.to_owned()
    }
}

/// A number of the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawNumber<'a> {
    pub(super) text: &'a str,
    /// Whether it has neither fraction nor exponent.
    pub(super) integer: bool,
}

impl<'a> JsonDeserializer<'a> {
    /// The next byte; zero, which is no byte of JSON outside strings, at the end.
    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.input.get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn skip_whitespace(&mut self) {
        if self.peek() <= b' ' {
            self.skip_some_whitespace();
        }
    }

    /// The rest of [`skip_whitespace`](Self::skip_whitespace), which most messages have no use for.
    #[inline(never)]
    fn skip_some_whitespace(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Reads the rest of a literal, such as `null`.
    #[inline]
    pub(super) fn literal(&mut self, literal: &'static [u8]) -> Result<(), DecodeError> {
        match self.input.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            true => {
                self.at += literal.len();
                Ok(())
            }
            false => Err(self.unexpected("a value")),
        }
    }

    /// Reads a string if one comes next that is ASCII without escapes.
    #[inline(always)]
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        let [b'"', rest @ ..] = self.input.get(self.at..)? else { return None };
        let (text, [b'"', ..]) = rest.split_at_checked(find_special_near::<true>(rest))? else { return None };
        self.at += text.len() + 2;
        // SAFETY: `find_special_near::<true>` stops at the first byte that is not ASCII, so that all before are.
        Some(unsafe { std::str::from_utf8_unchecked(text) })
    }

    /// Reads a string, which begins at its quote.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<RawString<'a>, DecodeError> {
        match self.plain_string() {
            Some(text) => Ok(RawString { text, plain: text.len() }),
            None => self.uncommon_string(),
        }
    }

    /// [`string`](Self::string) for those with escapes or beyond ASCII.
    #[inline(never)]
    pub(super) fn uncommon_string(&mut self) -> Result<RawString<'a>, DecodeError> {
        let from = self.at + 1;
        let mut at = find_special::<true>(self.input, from);
        let (mut escape, mut ascii) = (None, true);
        loop {
            match self.input.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escape.get_or_insert(at);
                    at = self.check_escape(at)?;
                }
                Some(0x80..) => ascii = false,
                Some(_) => return Err(self.fail("a control character in a string must be escaped", at)),
                None => return Err(self.fail("the input ends inside a string", at)),
            }
            at = if ascii {
                find_special::<true>(self.input, at)
            } else {
                find_special::<false>(self.input, at)
            };
        }
        self.at = at + 1;
        let bytes = self.input.get(from..at).unwrap_or_default();
        let plain = escape.unwrap_or(at) - from;
        if ascii {
            // SAFETY: as in `string`; escapes are ASCII too.
            return Ok(RawString { text: unsafe { std::str::from_utf8_unchecked(bytes) }, plain });
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(RawString { text, plain }),
            Err(error) => Err(self.fail("invalid UTF-8", from + error.valid_up_to())),
        }
    }

    /// Checks the escape at `at` and returns the place behind it.
    fn check_escape(&self, at: usize) -> Result<usize, DecodeError> {
        match self.input.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => match hex4(self.input, at + 2) {
                Some(0xD800..=0xDBFF) => {
                    let low = match self.input.get(at + 6..at + 8) {
                        Some(b"\\u") => hex4(self.input, at + 8),
                        _ => None,
                    };
                    match low {
                        Some(0xDC00..=0xDFFF) => Ok(at + 12),
                        _ => Err(self.fail("a lone surrogate escape", at)),
                    }
                }
                Some(0xDC00..=0xDFFF) => Err(self.fail("a lone surrogate escape", at)),
                Some(_) => Ok(at + 6),
                None => Err(self.fail("expected four hexadecimal digits behind \\u", at)),
            },
            Some(_) => Err(self.fail("an escape that JSON does not have", at)),
            None => Err(self.fail("the input ends inside a string", at + 1)),
        }
    }

    /// Reads a number, which begins at its sign or first digit.
    pub(super) fn number(&mut self) -> Result<RawNumber<'a>, DecodeError> {
        let from = self.at;
        let mut at = from + usize::from(self.peek() == b'-');
        at = match self.input.get(at) {
            Some(b'0') => at + 1,
            _ => self.some_digits(at)?,
        };
        if self.input.get(at).is_some_and(u8::is_ascii_digit) {
            return Err(self.fail("a number with a leading zero", from));
        }
        let mut integer = true;
        if self.input.get(at) == Some(&b'.') {
            integer = false;
            at = self.some_digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = self.input.get(at) {
            integer = false;
            at += 1;
            at = self.some_digits(at + usize::from(matches!(self.input.get(at), Some(b'+' | b'-'))))?;
        }
        self.at = at;
        // SAFETY: each byte between was compared with an ASCII one.
        let text = unsafe { std::str::from_utf8_unchecked(self.input.get(from..at).unwrap_or_default()) };
        Ok(RawNumber { text, integer })
    }

    /// The place behind the digits at `at`, of which there must be one.
    #[inline]
    fn some_digits(&self, at: usize) -> Result<usize, DecodeError> {
        let mut end = at;
        while self.input.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        if end == at { Err(self.fail("expected a digit", at)) } else { Ok(end) }
    }

    /// Checks and skips the value that begins at the next byte, inside of `depth` open containers.
    pub(super) fn skip_value(&mut self, depth: usize) -> Result<(), DecodeError> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            b'n' => self.literal(b"null"),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'{' => self.skip_container(depth, b'}'),
            b'[' => self.skip_container(depth, b']'),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn skip_container(&mut self, depth: usize, closing: u8) -> Result<(), DecodeError> {
        if depth >= self.limits.max_depth {
            return Err(self.too_deep());
        }
        self.at += 1;
        self.skip_whitespace();
        if self.peek() == closing {
            self.at += 1;
            return Ok(());
        }
        loop {
            if closing == b'}' {
                self.object_key()?;
            }
            self.skip_value(depth + 1)?;
            if !self.next(closing)? {
                return Ok(());
            }
        }
    }

    /// Reads an object's key and the colon, up to the first byte of the value.
    #[inline(always)]
    pub(super) fn object_key(&mut self) -> Result<RawString<'a>, DecodeError> {
        if self.peek() != b'"' {
            return Err(self.unexpected("a string as key"));
        }
        let key = self.string()?;
        self.skip_whitespace();
        if self.peek() != b':' {
            return Err(self.unexpected("':' behind the key"));
        }
        self.at += 1;
        self.skip_whitespace();
        Ok(key)
    }

    /// Behind an entry: reads the comma up to the first byte of the next entry, or the closing bracket.
    #[inline]
    pub(super) fn next(&mut self, closing: u8) -> Result<bool, DecodeError> {
        self.skip_whitespace();
        let byte = self.peek();
        if byte == b',' {
            self.at += 1;
            self.skip_whitespace();
            Ok(true)
        } else if byte == closing {
            self.at += 1;
            Ok(false)
        } else {
            Err(self.unexpected(if closing == b']' { "',' or ']'" } else { "',' or '}'" }))
        }
    }
}

/// The string that begins with the quote at `at`, for paths. It was read without error.
pub(super) fn unescaped_at(input: &[u8], at: usize) -> Cow<'_, str> {
    let from = at + 1;
    let mut end = from;
    while let Some(b'\\') = input.get(plain_end(input, &mut end)) {
        end += 2;
    }
    let text = input.get(from..end).unwrap_or_default();
    match std::str::from_utf8(text) {
        Ok(text) if text.contains('\\') => Cow::Owned(unescape(text, 0)),
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Borrowed(""),
    }
}

fn plain_end(input: &[u8], at: &mut usize) -> usize {
    *at = find_special::<false>(input, *at);
    *at
}
