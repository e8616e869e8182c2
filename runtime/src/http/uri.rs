//! Paths, labels and query strings: percent-encoding by RFC 3986, section 2.

use std::borrow::Cow;

use crate::error::DecodeError;

const HEXADECIMAL: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `text` with every byte percent-encoded that is not unreserved (RFC 3986, section 2.3), save slashes when
/// `keep_slashes`.
pub(crate) fn encode_component(text: &str, keep_slashes: bool, out: &mut String) {
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'/' if keep_slashes => out.push('/'),
            _ => {
                out.push('%');
                out.push(hexadecimal(byte >> 4));
                out.push(hexadecimal(byte & 15));
            }
        }
    }
}

fn hexadecimal(nibble: u8) -> char {
    HEXADECIMAL.get(usize::from(nibble)).map_or('0', |&digit| char::from(digit))
}

/// Decodes the percent-encoding of `text`, borrowing where there is none. In a query, `+` stands for a space.
/// None when an escape is incomplete or the bytes are not UTF-8.
pub(crate) fn decode_component(text: &str, plus_is_space: bool) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| byte == b'%' || (plus_is_space && byte == b'+')) {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => (nibble(bytes.next()?)? << 4) | nibble(bytes.next()?)?,
            b'+' if plus_is_space => b' ',
            other => other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The labels of a matched URI pattern, by name, still percent-encoded.
///
/// Text is borrowed from the path; nothing is decoded until a label is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Labels<'a> {
    /// No labels.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds the label `name` with its text in the path. For a greedy label, the text holds several segments.
    pub fn push(&mut self, name: &'static str, text: &'a str) {
        self.0.push((name, text));
    }

    /// The text of the label `name`, percent-encoded as in the path.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(label, _)| *label == name).map(|&(_, text)| text)
    }

    /// The labels in the order of the pattern.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        self.0.iter().copied()
    }

    /// Matches `path` against one URI `pattern`, such as `/jobs/{id}/{key+}` (a query in it is ignored, and so is a
    /// slash at the end of either). None when the path is of another form. Servers use a
    /// [`Router`](crate::server::Router), which looks at every pattern.
    #[must_use]
    pub fn of(pattern: &'static str, path: &'a str) -> Option<Self> {
        let pattern = pattern.split_once('?').map_or(pattern, |(path, _)| path);
        let mut wanted = Some(without_ends(pattern)?);
        let mut given = Some(without_ends(path)?);
        let mut labels = Self::new();
        while let Some(pattern) = wanted {
            let path = given?;
            let (segment, patterns) = next_segment(pattern);
            let (text, after) = next_segment(path);
            (wanted, given) = (patterns, after);
            let Some(label) = segment.strip_prefix('{').and_then(|label| label.strip_suffix('}')) else {
                if segment == text {
                    continue;
                }
                return None;
            };
            let (label, text) = match label.strip_suffix('+') {
                None => (label, text),
                Some(label) => {
                    (wanted, given) = (None, None);
                    (label, greedy(path, patterns)?)
                }
            };
            if text.is_empty() {
                return None;
            }
            labels.push(label, text);
        }
        given.is_none().then_some(labels)
    }
}

/// A path without the slash that it must begin with and the one that it may end with.
fn without_ends(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    Some(path.strip_suffix('/').unwrap_or(path))
}

/// The first segment of a path without its leading slash, and what follows the slash behind it.
fn next_segment(path: &str) -> (&str, Option<&str>) {
    path.split_once('/').map_or((path, None), |(segment, rest)| (segment, Some(rest)))
}

/// The text of a greedy label: `path` without the literal segments that the pattern has behind the label.
fn greedy<'a>(path: &'a str, literals: Option<&str>) -> Option<&'a str> {
    match literals {
        None => Some(path),
        Some(literals) => path.strip_suffix(literals)?.strip_suffix('/'),
    }
}

/// The parameters of a query string, decoded, in their order.
#[derive(Debug, Default)]
pub(crate) struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    /// Parses `query`, which is what follows the `?`. A key without `=` has an empty value.
    pub(crate) fn parse(query: &'a str, max_parameters: usize) -> Result<Self, DecodeError> {
        let mut parameters = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if parameters.len() == max_parameters {
                return Err(DecodeError::new("the query has too many parameters", ""));
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode_component(key, true), decode_component(value, true)) {
                (Some(key), Some(value)) => parameters.push((key, value)),
                _ => return Err(DecodeError::new("the query is not percent-encoded UTF-8", "")),
            }
        }
        Ok(Self(parameters))
    }

    /// The parameters, each with its key.
    pub(crate) fn pairs(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        &self.0
    }
}
