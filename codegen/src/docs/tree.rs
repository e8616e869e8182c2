//! What both readers produce and the renderer writes. Nesting is bounded by [`build`](super::build), so that
//! walking (and dropping) a tree by recursion is safe.

/// A block: stands on lines of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    /// Level 1 to 6.
    Heading(usize, Vec<Inline>),
    List(List),
    Quote(Vec<Block>),
    /// Literal text, lines kept.
    Code(String),
    /// Rows of cells of blocks; the first row is the header.
    Table(Vec<Vec<Vec<Block>>>),
    Rule,
}

/// A bulleted list, or one that counts from `start`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    pub(super) start: Option<u64>,
    pub(super) items: Vec<Vec<Block>>,
}

/// A part of a line. Whitespace in text means a single space, wherever the parts meet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inline {
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Link(Target, Vec<Inline>),
    Break,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// Percent-encoded as far as Markdown needs it.
    Url(String),
    /// A Rust path.
    Item(String),
}

/// Adds text to a line, joined to text before it, so that words torn apart by tags are whole again.
pub(super) fn push_text(line: &mut Vec<Inline>, text: &str) {
    match line.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => line.push(Inline::Text(text.to_owned())),
    }
}

/// Only the text, for places that cannot hold anything else.
pub(super) fn plain(line: &[Inline]) -> String {
    let mut out = String::new();
    collect(line, &mut out);
    out
}

fn collect(line: &[Inline], out: &mut String) {
    for part in line {
        match part {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Link(_, parts) => collect(parts, out),
            Inline::Break => out.push(' '),
        }
    }
}

/// The text of blocks, on one line, with code in backticks.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    words(blocks, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => line.iter().for_each(|part| match part {
                Inline::Code(code) => out.push_str(&format!("`{code}`")),
                part => collect(std::slice::from_ref(part), out),
            }),
            Block::List(list) => list.items.iter().for_each(|item| words(item, out)),
            Block::Quote(blocks) => words(blocks, out),
            Block::Code(code) => out.push_str(code),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| words(cell, out)),
            Block::Rule => {}
        }
        out.push(' ');
    }
}

/// Whether a line shows nothing.
pub(super) fn is_blank(line: &[Inline]) -> bool {
    line.iter().all(|part| match part {
        Inline::Text(text) | Inline::Code(text) => text.chars().all(is_space),
        Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Link(_, parts) => is_blank(parts),
        Inline::Break => true,
    })
}

/// Whitespace, and characters that show nothing or that rustc refuses in literals (direction overrides).
pub(super) fn is_space(c: char) -> bool {
    if c.is_ascii() {
        return c <= ' ' || c == '\u{7f}';
    }
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
