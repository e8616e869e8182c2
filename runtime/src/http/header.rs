//! Headers: names, values and lists (RFC 9110, section 5).

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, header::GetAll};

use crate::error::EncodeError;

/// Makes a header's value of `text`.
pub(super) fn value(name: &'static str, text: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| EncodeError::new("a header cannot hold control characters", name))
}

/// Makes a header's name of `text`.
pub(super) fn name(member: &'static str, text: &str) -> Result<HeaderName, EncodeError> {
    HeaderName::from_bytes(text.as_bytes())
        .map_err(|_| EncodeError::new("a header's name must be a token", member))
}

/// Appends a string as an element of a list: quoted where it would otherwise not read back as the same.
pub(super) fn push_element(text: &str, list: &mut String) {
    let bare = !text.is_empty() && text.trim_matches([' ', '\t']).len() == text.len();
    if bare && !text.contains([',', '"']) {
        list.push_str(text);
        return;
    }
    list.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            list.push('\\');
        }
        list.push(character);
    }
    list.push('"');
}

/// The lines of one header, read as one value or as the elements of a list.
pub(super) struct Elements<'a> {
    rest: &'a [u8],
    lines: http::header::ValueIter<'a, HeaderValue>,
}

impl<'a> Elements<'a> {
    /// The header `name`; none when the message does not have it.
    pub(super) fn of(headers: &'a HeaderMap, name: &str) -> Option<Self> {
        headers.contains_key(name).then(|| Self::new(headers.get_all(name)))
    }

    /// The lines of one header.
    pub(super) fn new(lines: GetAll<'a, HeaderValue>) -> Self {
        let mut lines = lines.iter();
        Self { rest: lines.next().map_or(&[], HeaderValue::as_bytes), lines }
    }

    /// Goes to the first element of a list.
    pub(super) fn begin_list(&mut self) {
        self.skip_blank();
    }

    /// The lines joined by commas, without the white space around them. None when they are not UTF-8.
    pub(super) fn whole(&mut self) -> Option<Cow<'a, str>> {
        let first = text(std::mem::take(&mut self.rest))?;
        let mut joined = Cow::Borrowed(first);
        for line in self.lines.by_ref() {
            let joined = joined.to_mut();
            joined.push_str(", ");
            joined.push_str(text(line.as_bytes())?);
        }
        Some(joined)
    }

    /// Whether no element is left.
    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, with its quotes resolved. None when it is not UTF-8 or its quotes do not match.
    pub(super) fn next_element(&mut self) -> Option<Cow<'a, str>> {
        let element = match self.rest.strip_prefix(b"\"") {
            Some(quoted) => self.quoted(quoted)?,
            None => {
                let end = self.rest.iter().position(|&byte| byte == b',').unwrap_or(self.rest.len());
                Cow::Borrowed(text(self.advance(end))?)
            }
        };
        self.end_element()?;
        Some(element)
    }

    /// The next element as a date of RFC 9110, section 5.6.7, which has one comma of its own.
    pub(super) fn next_date(&mut self) -> Option<Cow<'a, str>> {
        if self.rest.starts_with(b"\"") {
            return self.next_element();
        }
        let mut commas = self.rest.iter().enumerate().filter(|(_, byte)| **byte == b',').map(|(at, _)| at);
        let end = commas.nth(1).unwrap_or(self.rest.len());
        let element = text(self.advance(end))?;
        self.end_element()?;
        Some(Cow::Borrowed(element))
    }

    fn quoted(&mut self, quoted: &'a [u8]) -> Option<Cow<'a, str>> {
        let mut text = Vec::new();
        let mut bytes = quoted.iter().enumerate();
        loop {
            match bytes.next()? {
                (_, b'\\') => text.push(*bytes.next()?.1),
                (at, b'"') => {
                    self.rest = quoted.get(at + 1..)?;
                    return String::from_utf8(text).ok().map(Cow::Owned);
                }
                (_, &byte) => text.push(byte),
            }
        }
    }

    fn advance(&mut self, count: usize) -> &'a [u8] {
        let (passed, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        passed
    }

    /// Passes the comma behind an element. None when something else is there.
    fn end_element(&mut self) -> Option<()> {
        self.rest = self.rest.trim_ascii_start();
        match self.rest.split_first() {
            None | Some((b',', _)) => {
                self.skip_blank();
                Some(())
            }
            Some(_) => None,
        }
    }

    /// Passes empty elements, which a list may have (RFC 9110, section 5.6.1), and goes to the next line.
    fn skip_blank(&mut self) {
        loop {
            let blank = self.rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b','));
            self.advance(blank.unwrap_or(self.rest.len()));
            if !self.rest.is_empty() {
                return;
            }
            match self.lines.next() {
                Some(line) => self.rest = line.as_bytes(),
                None => return,
            }
        }
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes.trim_ascii()).ok()
}
