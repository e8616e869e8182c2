//! Values of members to the text of one part of a message.

use http::HeaderMap;

use super::{
    header,
    text::{Event, TextWriter},
    uri::encode_component,
};
use crate::{error::EncodeError, schema::Member, serde::SerializableShape, types::TimestampFormat};

pub(super) fn is_host_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

pub(super) fn push_label(
    member: &'static Member,
    value: &dyn SerializableShape,
    greedy: bool,
    path: &mut String,
) -> Result<(), EncodeError> {
    let before = path.len();
    let mut sink = |event: Event<'_>| match event {
        Event::String(text) | Event::Plain(text) => {
            encode_component(text, greedy, path);
            Ok(())
        }
        _ => Err(no_text(member)),
    };
    write_text(member, value, TimestampFormat::DateTime, false, &mut sink)?;
    if path.len() == before {
        return Err(EncodeError::new("a label of the URI must not be empty", member.name()));
    }
    Ok(())
}

pub(super) fn push_query(key: &str, value: &str, query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
    encode_component(key, false, query);
    query.push('=');
    encode_component(value, false, query);
}

#[cold]
pub(super) fn no_text(member: &Member) -> EncodeError {
    EncodeError::new("this shape has no text form", member.name())
}

pub(super) fn write_text(
    member: &'static Member,
    value: &dyn SerializableShape,
    timestamp: TimestampFormat,
    base64: bool,
    sink: &mut dyn FnMut(Event<'_>) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    value.serialize(member, &mut TextWriter { name: member.name(), timestamp, base64, sink })
}

pub(super) fn write_header(
    headers: &mut HeaderMap,
    name: &'static str,
    member: &'static Member,
    value: &dyn SerializableShape,
) -> Result<(), EncodeError> {
    let mut line = String::new();
    let (mut in_list, mut is_there) = (false, false);
    let mut sink = |event: Event<'_>| {
        is_there = true;
        if in_list && !line.is_empty() && matches!(event, Event::String(_) | Event::Plain(_)) {
            line.push_str(", ");
        }
        match event {
            Event::String(text) if in_list => header::push_element(text, &mut line),
            // An empty text in base64.
            Event::Plain("") if in_list => header::push_element("", &mut line),
            Event::String(text) | Event::Plain(text) => line.push_str(text),
            Event::List(_) => in_list = true,
            Event::EndList => {}
            Event::Blob(_) | Event::Key(_) => return Err(no_text(member)),
        }
        Ok(())
    };
    write_text(member, value, TimestampFormat::HttpDate, true, &mut sink)?;
    if is_there {
        headers.insert(header::name(member.name(), name)?, header::value(member.name(), &line)?);
    }
    Ok(())
}

pub(super) fn write_prefix_headers(
    headers: &mut HeaderMap,
    prefix: &'static str,
    member: &'static Member,
    value: &dyn SerializableShape,
) -> Result<(), EncodeError> {
    let mut current = None;
    let mut sink = |event: Event<'_>| {
        match event {
            Event::Key(key) => {
                let name = header::name(member.name(), &format!("{prefix}{key}"))?;
                current = (!headers.contains_key(&name)).then_some(name);
            }
            Event::String(text) | Event::Plain(text) => {
                if let Some(name) = current.take() {
                    headers.insert(name, header::value(member.name(), text)?);
                }
            }
            _ => return Err(no_text(member)),
        }
        Ok(())
    };
    write_text(member, value, TimestampFormat::HttpDate, true, &mut sink)
}
