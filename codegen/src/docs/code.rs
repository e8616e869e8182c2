//! Code in Markdown: what delimits it, whatever backticks it has.

use std::borrow::Cow;

/// A text as inline code. Control characters become escapes, so that all of it is seen.
pub fn code(text: &str) -> String {
    delimited(&match text.contains(char::is_control) {
        true => Cow::Owned(printable(text)),
        false => Cow::Borrowed(text),
    })
}

/// A text that prints as inline code.
pub(super) fn delimited(text: &str) -> String {
    if !text.is_empty() && !text.contains('`') {
        return ["`", text, "`"].concat();
    }
    let fence = fence(text, 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// More backticks than any run in the text has, and not fewer than `least`.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

/// A text with control characters as escapes.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_control() {
            true => printable.extend(character.escape_default()),
            false => printable.push(character),
        }
    }
    printable
}
