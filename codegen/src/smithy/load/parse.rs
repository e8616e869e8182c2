//! Text to JSON.

use super::{context::Context, exact};
use crate::smithy::{Location, Problem, node::Node};

/// Reads a file as JSON; none, and a problem, if it is not.
pub(super) fn parse<'a>(source: usize, bytes: &'a [u8], context: &mut Context<'a, '_>) -> Option<Node<'a>> {
    match read(bytes) {
        Ok(node) => Some(node),
        Err((offset, message, help)) => {
            context.report(Problem::error(Location::offset(source, offset), message).help(help));
            None
        }
    }
}

/// The JSON, or the offset of the fault, what is wrong and the mend.
fn read(bytes: &[u8]) -> Result<Node<'_>, (usize, String, &'static str)> {
    const SAVE: &str = "save the file as UTF-8 without a byte order mark";
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err((0, "the file starts with a byte order mark, which is not JSON".to_owned(), SAVE));
    }
    if bytes.starts_with(b"\xFE\xFF") || bytes.starts_with(b"\xFF\xFE") {
        return Err((0, "the file is UTF-16, not UTF-8".to_owned(), SAVE));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| (error.valid_up_to(), "the file is not UTF-8 from here on".to_owned(), SAVE))?;
    if let Some(node) = exact::marked(text)
        .and_then(|marked| Some(serde_json::from_str::<Node<'_>>(&marked).ok()?.into_owned()))
    {
        return Ok(node);
    }
    serde_json::from_str(text).map_err(|error| {
        let offset = offset(text, error.line(), error.column());
        let (message, help) = explain(&error);
        let is_idl = text.trim_start().starts_with(['$', '/']) || text.trim_start().starts_with("namespace");
        (offset, message, if is_idl { IDL } else { help })
    })
}

/// Where a model is written in Smithy's own language.
const IDL: &str = "models are read as JSON: `smithy ast` writes one from files in the Smithy IDL";

fn explain(error: &serde_json::Error) -> (String, &'static str) {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match message {
        "recursion limit exceeded" => (
            "the JSON is nested more than 127 levels deep".to_owned(),
            "flatten the value: no model needs this",
        ),
        "number out of range" => ("the number is too great".to_owned(), "write a number below 1.8e308"),
        _ if error.is_eof() => {
            (format!("the JSON ends too early: {message}"), "check that the file is complete")
        }
        _ => (format!("malformed JSON: {message}"), "mend the JSON here"),
    }
}

/// The offset of a line and column as [`serde_json`] counts them: lines from 1; columns in bytes, from 1, where 0 is the
/// line's end before.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}
