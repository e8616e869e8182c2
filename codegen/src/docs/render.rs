//! Writes the tree as Markdown.

use super::tree::{Block, Inline, List};
use super::{code::fence, inline, wrap};

/// The blocks as one text, without a newline at its end.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    lines(blocks, 0, true, &mut out);
    out.truncate(out.trim_end().len());
    out
}

/// [`markdown`] of a paragraph, if its text is such that it needs no look.
pub(super) fn plain_paragraph(text: &str) -> Option<String> {
    inline::is_plain(text).then(|| {
        // With room for a sentence about constraints.
        let mut out = String::with_capacity(text.len() + 64);
        wrap::wrap(text, 0, &mut out);
        out.truncate(out.trim_end().len());
        out
    })
}

/// Adds the lines of blocks that start at column `indent`, each with its end; `loose` puts an empty line between them.
fn lines(blocks: &[Block], indent: usize, loose: bool, out: &mut String) {
    // Two numbered lists in succession would be one if their marks were the same.
    let mut other_mark = false;
    let mut before: Option<&Block> = None;
    for block in blocks {
        other_mark = match (before, block) {
            (Some(Block::List(List { start: Some(_), .. })), Block::List(List { start: Some(_), .. })) => {
                !other_mark
            }
            _ => false,
        };
        if before.is_some() && loose {
            out.push('\n');
        }
        block_lines(block, indent, other_mark, out);
        before = Some(block);
    }
}

fn block_lines(block: &Block, indent: usize, other_mark: bool, out: &mut String) {
    match block {
        Block::Paragraph(line) => match inline::plain_text(line) {
            Some(text) => wrap::wrap(text, indent, out),
            None => wrap::wrap(&inline::line(line, false), indent, out),
        },
        Block::Heading(level, line) => out.extend([heading(*level, line).as_str(), "\n"]),
        Block::List(list) => list_lines(list, indent, other_mark, out),
        Block::Quote(blocks) => {
            let mut content = String::new();
            lines(blocks, indent + 2, true, &mut content);
            prefixed(&content, "> ", "> ", out);
        }
        Block::Code(text) => code_lines(text, out),
        Block::Table(rows) => table_lines(rows, indent, out),
        // Neither `-` nor `*`: after a list's mark those would rule off the whole line.
        Block::Rule => out.push_str("___\n"),
    }
}

fn heading(level: usize, line: &[Inline]) -> String {
    let text = wrap::single_line(&inline::line(line, false));
    let marks = "#".repeat(level.clamp(1, 6));
    // A mark at the end would be taken for the closing one.
    match text.strip_suffix('#') {
        Some(text) => format!("{marks} {text}\\#"),
        None => format!("{marks} {text}"),
    }
}

fn code_lines(text: &str, out: &mut String) {
    let fence = fence(text, 3);
    out.extend([fence.as_str(), "text\n"]);
    for line in text.lines().map(printable) {
        out.extend([line.as_str(), "\n"]);
    }
    out.extend([fence.as_str(), "\n"]);
}

/// A line without the characters that rustc refuses in literals; tabs stay.
fn printable(line: &str) -> String {
    let refused = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    line.chars().filter(|c| *c == '\t' || !refused(*c)).collect()
}

fn list_lines(list: &List, indent: usize, other_mark: bool, out: &mut String) {
    let tight = list.items.iter().all(|item| is_tight(item));
    let start = out.len();
    let mut content = String::new();
    for (number, item) in list.items.iter().enumerate() {
        if out.len() > start && !tight {
            out.push('\n');
        }
        let mark = match (list.start, other_mark) {
            (None, _) => "- ".to_owned(),
            (Some(start), false) => format!("{}. ", ordinal(start, number)),
            (Some(start), true) => format!("{}) ", ordinal(start, number)),
        };
        content.clear();
        lines(item, indent + mark.len(), !tight, &mut content);
        prefixed(&content, &mark, &" ".repeat(mark.len()), out);
    }
}

/// The number of an item, of nine digits at most, as CommonMark allows.
fn ordinal(start: u64, number: usize) -> u64 {
    start.saturating_add(number as u64).min(999_999_999)
}

/// Items without empty lines: a paragraph, perhaps with a list under it.
fn is_tight(item: &[Block]) -> bool {
    match item {
        [Block::Paragraph(_) | Block::List(_)] => true,
        // A numbered list that does not start at 1 cannot follow a paragraph's line at once.
        [Block::Paragraph(_), Block::List(list)] => list.start.is_none_or(|start| start == 1),
        _ => false,
    }
}

/// Adds lines with something before them.
fn prefixed(lines: &str, first: &str, others: &str, out: &mut String) {
    for (number, line) in lines.split_terminator('\n').enumerate() {
        let prefix = if number == 0 { first } else { others };
        let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
        out.extend([prefix, line, "\n"]);
    }
}

/// A table where every cell is a line of its own; otherwise a list of the rows.
fn table_lines(rows: &[Vec<Vec<Block>>], indent: usize, out: &mut String) {
    let simple = rows.iter().flatten().all(|cell| matches!(cell.as_slice(), [] | [Block::Paragraph(_)]));
    if !simple {
        let items = rows.iter().map(|row| row.iter().flatten().cloned().collect()).collect();
        return list_lines(&List { start: None, items }, indent, false, out);
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let (head, body) = rows.split_at(1.min(rows.len()));
    head.iter().for_each(|row| row_line(row, columns, out));
    out.extend(["|", &" --- |".repeat(columns), "\n"]);
    body.iter().for_each(|row| row_line(row, columns, out));
}

fn row_line(row: &[Vec<Block>], columns: usize, out: &mut String) {
    out.push('|');
    for column in 0..columns {
        let text = match row.get(column).map(Vec::as_slice) {
            Some([Block::Paragraph(line)]) => wrap::single_line(&inline::line(line, true)),
            _ => String::new(),
        };
        out.extend([" ", &text, " |"]);
    }
    out.push('\n');
}
