//! Breaks a rendered paragraph into lines.
//!
//! In comes one line that may be broken at its spaces, must be at each [`BREAK`] and has [`FIXED`] for spaces that stay;
//! out go lines that mean the same: a word that would start a block at the start of a line is escaped there.

use std::borrow::Cow;

/// Columns that a line should not pass, the comment's own marks not counted.
pub(super) const WIDTH: usize = 100;

/// A space where a line is not broken. (No text contains it: whitespace has been made spaces before.)
pub(super) const FIXED: char = '\n';

/// The end of a line that has to stay.
pub(super) const BREAK: char = '\r';

/// Adds the lines of a paragraph that starts at column `indent`, each with its end.
pub(super) fn wrap(text: &str, indent: usize, out: &mut String) {
    let width = WIDTH.saturating_sub(indent).max(WIDTH / 3);
    let start = out.len();
    out.reserve(text.len() + text.len() / 32 + 8);
    // As most texts are.
    if memchr::memchr2(FIXED as u8, BREAK as u8, text.as_bytes()).is_none() {
        return fill(text, width, false, out);
    }
    let mut pieces = text.split(BREAK).peekable();
    while let Some(piece) = pieces.next() {
        fill(piece, width, true, out);
        if out.len() > start && pieces.peek().is_some() {
            out.pop();
            out.push_str("\\\n");
        }
    }
}

/// The same on a single line, for headings and cells.
pub(super) fn single_line(text: &str) -> String {
    text.replace([FIXED, BREAK], " ")
}

/// Adds the lines of a text, which may have [`FIXED`] spaces.
fn fill(text: &str, width: usize, has_fixed: bool, out: &mut String) {
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let (line, after) = first_line(rest, width);
        let line = match has_fixed {
            true => Cow::Owned(line.replace(FIXED, " ")),
            false => Cow::Borrowed(line),
        };
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // No letter begins a block.
            out.extend([&line, "\n"]);
        } else {
            let (word, others) = line.split_at(line.find(' ').unwrap_or(line.len()));
            out.extend([&start_of_line(word), others, "\n"]);
        }
        rest = after.trim_start_matches(' ');
    }
}

/// The words that fit on a line, one at least, and what is behind them.
fn first_line(text: &str, width: usize) -> (&str, &str) {
    // A space behind the last column ends a line, too.
    let last = match text.as_bytes().get(..=width) {
        Some(columns) if columns.is_ascii() => Some(width),
        Some(_) => text.char_indices().nth(width).map(|(at, _)| at),
        None => None,
    };
    let Some(last) = last else { return (text, "") };
    let space = memchr::memrchr(b' ', &text.as_bytes()[..=last]);
    text.split_at(space.or_else(|| text.find(' ')).unwrap_or(text.len()))
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
