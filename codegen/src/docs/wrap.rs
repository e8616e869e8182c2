//! Breaks a rendered paragraph into lines.
//!
//! In comes one line in which [`SPACE`] marks the spaces where it may be broken and [`BREAK`] where it must be;
//! out go lines that mean the same: a word that would start a block at the start of a line is escaped there.

use std::borrow::Cow;

/// Columns that a line should not pass, the comment's own marks not counted.
pub(super) const WIDTH: usize = 100;

/// A space that may become the end of a line. (No text contains it: whitespace has been made spaces before.)
pub(super) const SPACE: char = '\n';

/// The end of a line that has to stay.
pub(super) const BREAK: char = '\r';

/// Adds the lines of a paragraph that starts at column `indent`, each with its end.
pub(super) fn wrap(text: &str, indent: usize, out: &mut String) {
    let width = WIDTH.saturating_sub(indent).max(WIDTH / 3);
    let start = out.len();
    out.reserve(text.len() + 8);
    let mut pieces = text.split(BREAK).peekable();
    while let Some(piece) = pieces.next() {
        fill(piece, width, out);
        if out.len() > start && pieces.peek().is_some() {
            out.pop();
            out.push_str("\\\n");
        }
    }
}

/// The same on a single line, for headings and cells.
pub(super) fn single_line(text: &str) -> String {
    text.replace([SPACE, BREAK], " ")
}

fn fill(text: &str, width: usize, out: &mut String) {
    let mut columns = None;
    for word in text.split(SPACE).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match columns {
            Some(before) if before + 1 + length <= width => {
                out.push(' ');
                out.push_str(word);
                columns = Some(before + 1 + length);
            }
            _ => {
                if columns.is_some() {
                    out.push('\n');
                }
                out.push_str(&start_of_line(word));
                columns = Some(length);
            }
        }
    }
    if columns.is_some() {
        out.push('\n');
    }
}

/// Escapes what would begin a heading, quote, list or underline at the start of a line.
fn start_of_line(word: &str) -> Cow<'_, str> {
    let (number, rest) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
    if !number.is_empty() && matches!(rest, "." | ")") {
        return Cow::Owned(format!("{number}\\{rest}"));
    }
    let only = |marks: &str| !word.is_empty() && word.chars().all(|c| marks.contains(c));
    let begins_block = word.starts_with('>') || word == "+" || ["#", "=", "-:"].into_iter().any(only);
    if begins_block { Cow::Owned(format!("\\{word}")) } else { Cow::Borrowed(word) }
}
