//! The first sentence of a documentation text, for tables of contents.

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "approx.", "no.", "Inc.", "U.S.", "St."];

/// The first sentence of the first paragraph of Markdown that [`to_markdown`](super::to_markdown) has written, on
/// one line and with its full stop. Empty where the text has no paragraph outside lists, quotes, code and tables.
pub fn summary(markdown: &str) -> String {
    let paragraph = markdown.split("\n\n").find(|block| is_prose(block)).unwrap_or_default();
    let line = paragraph.lines().map(|line| line.trim_end_matches('\\').trim()).collect::<Vec<_>>().join(" ");
    match sentence_end(&line) {
        Some(end) => line.get(..end).unwrap_or(&line).to_owned(),
        None => line,
    }
}

fn is_prose(block: &str) -> bool {
    let numbered = block.split_once(['.', ')']).is_some_and(|(number, rest)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(' ')
    });
    let marked = ["#", ">", "- ", "* ", "```", "|", "___", " "].iter().any(|mark| block.starts_with(mark));
    !block.is_empty() && !marked && !numbered
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
