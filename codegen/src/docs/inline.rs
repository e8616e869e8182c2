//! Writes a line of the tree as Markdown, with [`FIXED`] and [`BREAK`] where [`wrap`](super::wrap) may not and must
//! break it.
//!
//! Text is escaped only where Markdown would take it for something else. Emphasis is written only where its marks
//! would count as such (`a*b c*d` does not), and otherwise left out.

use super::code::delimited;
use super::entity::is_reference;
use super::tree::{Inline, Target, is_space, plain};
use super::wrap::{BREAK, FIXED};

/// Renders one line. In a table, `|` within code needs a backslash of its own.
pub(super) fn line(parts: &[Inline], in_table: bool) -> String {
    let mut tokens = Tokens { out: Vec::with_capacity(2 * parts.len() + 2), ..Tokens::default() };
    tokens.parts(parts, Context::default());
    write(&settle(tokens.out), in_table)
}

/// A line taken apart. Spaces have moved out of marks, and never stand at either end or twice.
#[derive(Clone, Debug, PartialEq)]
enum Token<'t> {
    /// A word or a part of one, not escaped yet.
    Word(&'t str),
    /// [`plain_words`].
    Plain(&'t str),
    /// A code span or an automatic link: never broken, never escaped.
    Code(&'t str),
    Url(&'t str),
    Space,
    Break,
    /// Emphasis: how deep in other emphasis, how many marks.
    Open {
        level: usize,
        marks: usize,
    },
    Close {
        level: usize,
        marks: usize,
    },
    OpenLink,
    CloseLink {
        target: &'t Target,
        text: String,
    },
}

#[derive(Clone, Copy, Default)]
struct Context {
    /// The marks of the emphasis around: `*`, `**` or both.
    emphasis: [bool; 2],
    in_link: bool,
}

#[derive(Default)]
struct Tokens<'t> {
    out: Vec<Token<'t>>,
    /// Marks opened since the last word.
    opening: Vec<Token<'t>>,
    space: bool,
}

impl<'t> Tokens<'t> {
    fn parts(&mut self, parts: &'t [Inline], context: Context) {
        for part in parts {
            match part {
                Inline::Text(text) => self.text(text, context),
                Inline::Code(code) => self.push(Token::Code(code)),
                Inline::Strong(parts) => self.marked(2, parts, context),
                Inline::Emphasis(parts) => self.marked(1, parts, context),
                Inline::Link(Target::Url(url), parts) if is_own_address(url, parts) => {
                    self.push(Token::Url(url))
                }
                Inline::Link(target, parts) => {
                    self.opening.push(Token::OpenLink);
                    self.parts(parts, Context { in_link: true, ..context });
                    self.close(Token::CloseLink { target, text: plain(parts) });
                }
                Inline::Break => {
                    self.space = false;
                    if !matches!(self.out.last(), None | Some(Token::Break)) {
                        self.out.push(Token::Break);
                    }
                }
            }
        }
    }

    /// Emphasis of one kind within the other is told apart by `*` and `_`; within its own it adds nothing.
    fn marked(&mut self, marks: usize, parts: &'t [Inline], context: Context) {
        let mut inner = context;
        let level = context.emphasis.iter().filter(|is_around| **is_around).count();
        match inner.emphasis.get_mut(marks - 1) {
            Some(is_around @ false) => *is_around = true,
            _ => return self.parts(parts, context),
        }
        self.opening.push(Token::Open { level, marks });
        self.parts(parts, inner);
        self.close(Token::Close { level, marks });
    }

    fn text(&mut self, text: &'t str, context: Context) {
        let mut rest = text;
        while let Some(start) = rest.find(|c| !is_space(c)) {
            self.space |= start > 0;
            rest = rest.split_at(start).1;
            let words = plain_words(rest);
            let length = match words.len() {
                0 => rest.find(is_space).unwrap_or(rest.len()),
                length => length,
            };
            let (word, after) = rest.split_at(length);
            self.drop_space_before(word);
            if !words.is_empty() {
                self.push(Token::Plain(word));
            } else if !context.in_link && word.contains("://") {
                self.word(word);
            } else {
                self.push(Token::Word(word));
            }
            rest = after;
        }
        self.space |= !rest.is_empty();
    }

    /// The texts often have a space between a tag and the mark that ends the sentence or its part.
    fn drop_space_before(&mut self, words: &str) {
        let mut word = words.bytes().take_while(|byte| *byte != b' ');
        let is_mark = word.all(|byte| matches!(byte, b'.' | b',' | b';'));
        let after = self.out.last();
        if is_mark && matches!(after, Some(Token::Code(_) | Token::Close { .. } | Token::CloseLink { .. })) {
            self.space = false;
        }
    }

    /// A word, and the addresses in it.
    fn word(&mut self, word: &'t str) {
        let mut rest = word;
        while let Some((before, url, after)) = address(rest) {
            if !before.is_empty() {
                self.push(Token::Word(before));
            }
            self.push(url);
            rest = after;
        }
        if !rest.is_empty() {
            self.push(Token::Word(rest));
        }
    }

    fn push(&mut self, token: Token<'t>) {
        if std::mem::take(&mut self.space) && !matches!(self.out.last(), None | Some(Token::Break)) {
            self.out.push(Token::Space);
        }
        self.out.append(&mut self.opening);
        self.out.push(token);
    }

    fn close(&mut self, token: Token<'t>) {
        // Nothing has come since it was opened: neither is written.
        if self.opening.pop().is_none() {
            self.out.push(token);
        }
    }
}

/// The first words of a text where they are ASCII, a single space stands between them, and none needs a look: no address,
/// nothing to escape.
fn plain_words(text: &str) -> &str {
    let bytes = text.as_bytes();
    let (chunks, _) = bytes.as_chunks();
    let mut before = b' ';
    let plain = chunks.iter().take_while(|chunk| {
        let before = std::mem::replace(&mut before, chunk[chunk.len() - 1]);
        is_plain_chunk(chunk, before)
    });
    let start = plain.count() * CHUNK;
    let words = |end: usize| text.get(..end).unwrap_or_default();
    let last_space = |end: usize| bytes[..end].iter().rposition(|byte| *byte == b' ').unwrap_or(0);
    let mut before = start.checked_sub(1).map_or(b' ', |last| bytes[last]);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        if !is_plain_byte(*byte) || before == *byte && stands_once(*byte) {
            return words(if byte.is_ascii_whitespace() && before != b' ' { at } else { last_space(at) });
        }
        before = *byte;
    }
    if before == b' ' { words(bytes.len().saturating_sub(1)) } else { text }
}

/// How many bytes are looked at at once.
const CHUNK: usize = 16;

/// Whether no byte needs a look. Everything is a comparison of all bytes, which the compiler does at once.
fn is_plain_chunk(chunk: &[u8; CHUNK], before: u8) -> bool {
    let mut shifted = [before; CHUNK];
    shifted[1..].copy_from_slice(&chunk[..CHUNK - 1]);
    let mut looks = 0;
    for (byte, before) in chunk.iter().zip(shifted) {
        let is_twice = (*byte == before) & stands_once(*byte);
        looks |= u8::from(!is_plain_byte(*byte)) | u8::from(is_twice);
    }
    looks == 0
}

/// Whether a byte needs no look.
fn is_plain_byte(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte) & !may_mean_more(byte)
}

/// Whether such a byte needs one twice in succession: two spaces, an option of a program, an address.
fn stands_once(byte: u8) -> bool {
    (byte == b' ') | (byte == b'-') | (byte == b'/')
}

/// The text of a line that has nothing but [`plain_words`].
pub(super) fn plain_text(line: &[Inline]) -> Option<&str> {
    let [Inline::Text(text)] = line else { return None };
    Some(text.trim_matches(is_space)).filter(|text| is_plain(text))
}

/// Whether all of a text is [`plain_words`].
pub(super) fn is_plain(text: &str) -> bool {
    plain_words(text).len() == text.len()
}

/// Whether a link's text is the address that it leads to.
fn is_own_address(url: &str, parts: &[Inline]) -> bool {
    matches!(parts, [Inline::Text(text)] if text.trim_matches(is_space) == url) && !url.starts_with("mailto:")
}

/// Characters that end an address where it stands in text.
const ENDS_ADDRESS: &[char] = &['<', '>', '"', '`', '|', '\\', '^', '“', '”', '‘', '’'];

/// The first address of a word: what is before, it, what is after. One with placeholders in it leads nowhere and
/// becomes code.
fn address(word: &str) -> Option<(&str, Token<'_>, &str)> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min()?;
    let (before, from) = word.split_at(start);
    let end = from.find(ENDS_ADDRESS).unwrap_or(from.len());
    let mut address = from.get(..end)?;
    while let Some(last) = address.chars().next_back() {
        let unpaired = match last {
            ')' => address.matches('(').count() < address.matches(')').count(),
            ']' => address.matches('[').count() < address.matches(']').count(),
            '}' => address.matches('{').count() < address.matches('}').count(),
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' => true,
            _ => false,
        };
        if !unpaired {
            break;
        }
        address = address.get(..address.len() - last.len_utf8())?;
    }
    let (_, host) = address.split_once("://")?;
    if host.is_empty() {
        return None;
    }
    let placeholder =
        address.contains(['{', '}', '[', ']', '$', '*', '(', ')', '…']) || address.contains("...");
    let token = if placeholder { Token::Code(address) } else { Token::Url(address) };
    Some((before, token, from.get(address.len()..)?))
}

/// Drops the emphasis whose marks would not be taken for marks where they stand.
fn settle(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    if !tokens.iter().any(|token| matches!(token, Token::Open { .. })) {
        return tokens;
    }
    let mut open = Vec::new();
    let mut dropped = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open { .. } => open.push(at),
            Token::Close { level, .. } => {
                let Some(start) = open.pop() else { continue };
                let before = tokens.get(..start).unwrap_or_default().iter().rev();
                let after = tokens.get(at + 1..).unwrap_or_default().iter();
                let works = flanks(before, tokens.get(start + 1), *level, Side::Start)
                    && flanks(after, tokens.get(at - 1), *level, Side::End);
                for index in [start, at] {
                    if let Some(flag) = dropped.get_mut(index) {
                        *flag = !works;
                    }
                }
            }
            _ => {}
        }
    }
    let mut flags = dropped.into_iter();
    tokens.retain(|_| !flags.next().unwrap_or(false));
    tokens
}

#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// Whether a mark between `outside` (nearest first) and `inside` works: CommonMark 6.2, made a little stricter.
fn flanks<'s, 't: 's>(
    outside: impl Iterator<Item = &'s Token<'t>>,
    inside: Option<&Token<'t>>,
    level: usize,
    side: Side,
) -> bool {
    let mut outer = ' ';
    for token in outside {
        match (token, side) {
            // Marks that end where others begin would run together.
            (Token::Close { .. }, Side::Start) | (Token::Open { .. }, Side::End) => return false,
            // Marks around may be dropped themselves: what is beyond them counts.
            (Token::Open { .. } | Token::Close { .. }, _) => {}
            (token, Side::Start) => {
                outer = edge(token, Side::End);
                break;
            }
            (token, Side::End) => {
                outer = edge(token, Side::Start);
                break;
            }
        }
    }
    let inner = inside.map_or(' ', |token| edge(token, side));
    let free = outer == ' ' || outer.is_ascii_punctuation();
    free || (level == 0 && outer.is_alphanumeric() && inner.is_alphanumeric())
}

/// The first or last character of a token, as far as the rules for marks distinguish them.
fn edge(token: &Token<'_>, side: Side) -> char {
    match (token, side) {
        (Token::Word(word) | Token::Plain(word), Side::Start) => word.chars().next().unwrap_or(' '),
        (Token::Word(word) | Token::Plain(word), Side::End) => word.chars().next_back().unwrap_or(' '),
        (Token::Space | Token::Break, _) => ' ',
        _ => '(',
    }
}

fn write(tokens: &[Token<'_>], in_table: bool) -> String {
    let mut out = String::with_capacity(tokens.iter().map(room).sum());
    // Whether what stands before is a link that a following bracket or colon would extend.
    let mut after_short_link = false;
    for (at, token) in tokens.iter().enumerate() {
        let last = at + 1 == tokens.len();
        match token {
            Token::Word(word) | Token::Plain(word) => {
                if after_short_link && word.starts_with(['(', ':']) {
                    out.push('\\');
                }
                match token {
                    Token::Plain(_) => out.push_str(word),
                    _ => escape(word, &mut out),
                }
            }
            Token::Code(code) => code_span(code, in_table, &mut out),
            Token::Url(url) => {
                out.push('<');
                out.push_str(url);
                out.push('>');
            }
            Token::Space => out.push(' '),
            Token::Break if last => {}
            Token::Break => out.push(BREAK),
            Token::Open { level, marks } | Token::Close { level, marks } => {
                let mark = if *level == 0 { "*" } else { "_" };
                out.push_str(&mark.repeat(*marks));
            }
            Token::OpenLink => {
                // `[a][b]` would be one link.
                if after_short_link {
                    out.push_str("[]");
                }
                // `![` would be an image.
                if out.ends_with('!') {
                    out.insert(out.len() - 1, '\\');
                }
                out.push('[');
            }
            Token::CloseLink { target, text } => close_link(target, text, &mut out),
        }
        after_short_link =
            matches!(token, Token::CloseLink { target: Target::Item(path), text } if path == text);
    }
    out
}

/// How many bytes a token is likely to take.
fn room(token: &Token<'_>) -> usize {
    match token {
        Token::Word(text) | Token::Plain(text) | Token::Code(text) | Token::Url(text) => text.len() + 2,
        Token::CloseLink { target: Target::Item(target) | Target::Url(target), .. } => target.len() + 3,
        _ => 2,
    }
}

/// Where the text is the path itself rustdoc wants the short form.
fn close_link(target: &Target, text: &str, out: &mut String) {
    out.push(']');
    match target {
        Target::Item(path) if path == text => {}
        Target::Item(target) | Target::Url(target) => {
            out.push('(');
            out.push_str(target);
            out.push(')');
        }
    }
}

/// A code span, its marks longer than any run of backticks in it.
fn code_span(code: &str, in_table: bool, out: &mut String) {
    // Two spans that meet would become one.
    if out.ends_with('`') {
        out.push(' ');
    }
    if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'`' | b'|')) {
        return out.extend(["`", code, "`"]);
    }
    let words: Vec<&str> = code.split(is_space).filter(|word| !word.is_empty()).collect();
    let mut code = words.join(" ");
    if in_table {
        code = code.replace('|', "\\|");
    }
    out.push_str(&delimited(&code).replace(' ', FIXED.encode_utf8(&mut [0; 4])));
}

/// Escapes a word (or part of one) wherever in a line it may come to stand, but for the start, see
/// [`wrap`](super::wrap).
fn escape(word: &str, out: &mut String) {
    if !word.bytes().any(may_mean_more) && !word.contains("--") {
        out.push_str(word);
        return;
    }
    let mut before = None;
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !(alphanumeric(before) && alphanumeric(next)),
            '&' => next.is_none() || is_reference(word.get(at..).unwrap_or_default()),
            // `--option` would be set with a dash.
            '-' => next == Some('-') && is_option(word.get(at..).unwrap_or_default()),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether Markdown may take the character for something else, wherever it stands.
fn may_mean_more(byte: u8) -> bool {
    const MARKS: &[u8] = b"\\`*[]<~|_&";
    // Compared with each, which for many bytes at once is faster than a look into a table.
    MARKS.iter().fold(false, |found, mark| found | (byte == *mark))
}

/// Whether hyphens are followed at once by a letter.
fn is_option(text: &str) -> bool {
    text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{may_mean_more, plain_words};

    #[test]
    fn what_needs_a_look_is_found_at_every_place_of_a_chunk() {
        for length in 1..40 {
            let word = "a".repeat(length);
            for rest in ["--x", "//x", " x", "*"] {
                let text = format!("{word} b{rest}{word}{word}");
                let plain = if rest == " x" { text.as_str() } else { word.as_str() };
                assert_eq!(plain_words(&text), plain, "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn plain_words_are_the_same_byte_by_byte(
            words in prop::collection::vec("[a-z]{0,9}|[a-z]{8,30}|[-/.:]{1,2}|[*_`é\u{7f}]", 0..12),
            separator in "[ \n]|  ",
            (start, last) in (" ?", "[ \n]?"),
        ) {
            let text = start + &words.join(&separator) + &last;
            let (mut end, mut before) = (0, ' ');
            for (at, c) in text.char_indices() {
                if c.is_ascii_whitespace() && before != ' ' {
                    end = at;
                }
                let is_plain = matches!(c, ' '..='~') && !may_mean_more(c as u8);
                if !is_plain || before == c && " -/".contains(c) {
                    before = ' ';
                    break;
                }
                before = c;
            }
            let end = if before == ' ' { end } else { text.len() };
            prop_assert_eq!(plain_words(&text), &text[..end]);
        }
    }
}
