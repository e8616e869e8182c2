//! The first sentence of a documentation text, for tables of contents.

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "approx.", "no.", "Inc.", "U.S.", "St."];

/// The first sentence of the first paragraph of Markdown that [`to_markdown`](super::to_markdown) has written, on
/// one line and with its full stop. Empty where the text has no paragraph outside lists, quotes, code and tables.
pub fn summary(markdown: &str) -> String {
    let paragraph = first_paragraph(markdown);
    let line = paragraph.iter().map(|line| without_break(line)).collect::<Vec<_>>().join(" ");
    match sentence_end(&line) {
        Some(end) => line.get(..end).unwrap_or(&line).to_owned(),
        None => line,
    }
}

/// The lines of the first block that is a paragraph.
fn first_paragraph(markdown: &str) -> Vec<&str> {
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(fence) = line.strip_suffix("text").filter(|fence| fence.bytes().all(|byte| byte == b'`'))
        {
            lines.find(|line| *line == fence);
        } else if is_prose(line) {
            let others = lines.take_while(|line| !line.is_empty());
            return std::iter::once(line).chain(others).collect();
        } else {
            lines.find(|line| line.is_empty());
        }
    }
    Vec::new()
}

/// A line without the backslash of a hard break: one that is not escaped itself.
fn without_break(line: &str) -> &str {
    let backslashes = line.len() - line.trim_end_matches('\\').len();
    if backslashes % 2 == 1 { line.strip_suffix('\\').unwrap_or(line) } else { line }
}

/// Whether a block that starts with this line is a paragraph.
fn is_prose(line: &str) -> bool {
    let numbered = line.split_once(['.', ')']).is_some_and(|(number, rest)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(' ')
    });
    let marked = ["#", ">", "- ", "|", "___", " "].iter().any(|mark| line.starts_with(mark));
    !line.is_empty() && !marked && !numbered
}

/// Where the first sentence ends: after `.`, `!` or `?` outside code, links and emphasis, before a space.
fn sentence_end(line: &str) -> Option<usize> {
    let mut fence = None;
    let mut brackets = 0_usize;
    let mut emphasis = false;
    let mut escaped = false;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let plain = !std::mem::take(&mut escaped);
        if c == '`' && plain {
            let mut run = 1;
            while chars.next_if(|(_, next)| *next == '`').is_some() {
                run += 1;
            }
            match fence {
                None => fence = Some(run),
                Some(open) if open == run => fence = None,
                Some(_) => {}
            }
            continue;
        }
        if fence.is_some() {
            continue;
        }
        match c {
            '\\' => escaped = plain,
            '[' | '<' if plain => brackets += 1,
            ']' | '>' if plain => brackets = brackets.saturating_sub(1),
            '*' if plain => {
                while chars.next_if(|(_, next)| *next == '*').is_some() {}
                emphasis = !emphasis;
            }
            '.' | '!' | '?'
                if brackets == 0 && !emphasis && chars.peek().is_some_and(|(_, next)| *next == ' ') =>
            {
                let end = at + c.len_utf8();
                if !ends_in_abbreviation(line.get(..end)?) && !next_is_small(line.get(end..)?) {
                    return Some(end);
                }
            }
            _ => {}
        }
    }
    None
}

fn ends_in_abbreviation(text: &str) -> bool {
    let word = text.rsplit(' ').next().unwrap_or_default().trim_start_matches('(');
    ABBREVIATIONS.iter().any(|abbreviation| word.eq_ignore_ascii_case(abbreviation))
}

fn next_is_small(rest: &str) -> bool {
    rest.trim_start().starts_with(char::is_lowercase)
}
