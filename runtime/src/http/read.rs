//! The text of headers to values of members.

use http::HeaderMap;

use super::{
    header,
    text::{TextReader, TextRules, Texts},
};
use crate::{error::DecodeError, schema::Member, serde::DeserializableShape};

/// Reads a header; false when it is not there.
pub(super) fn read_header(
    headers: &HeaderMap,
    name: &'static str,
    member: &'static Member,
    value: &mut dyn DeserializableShape,
    rules: TextRules,
) -> Result<bool, DecodeError> {
    let Some(elements) = header::Elements::of(headers, name) else {
        return Ok(false);
    };
    value.deserialize(member, &mut TextReader::value(member.name(), Texts::Header(elements), rules))?;
    Ok(true)
}

/// Reads the headers whose name starts with `prefix`.
pub(super) fn read_prefix_headers(
    headers: &HeaderMap,
    prefix: &'static str,
    member: &'static Member,
    value: &mut dyn DeserializableShape,
    rules: TextRules,
) -> Result<(), DecodeError> {
    let mut entries = Vec::new();
    for name in headers.keys() {
        let Some((start, key)) = name.as_str().split_at_checked(prefix.len()) else { continue };
        if start.eq_ignore_ascii_case(prefix) {
            let elements = header::Elements::new(headers.get_all(name));
            entries.push((key.to_owned(), Texts::Header(elements)));
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    value.deserialize(member, &mut TextReader::map(member.name(), entries, rules))
}
