//! Where things stand in a JSON text.
//!
//! Comes in: the text's bytes and places in it. Goes out: a byte span a place, that of a scalar's text or of the key in
//! front of an object or array. Always holds: one pass over the text serves all places; where the text is malformed or
//! does not have all steps of a path, the span is that of the last step found.

use std::{borrow::Cow, ops::Range};

use crate::smithy::Place;

/// How deep the scanner follows objects and arrays; paths into a model are far shorter.
const MAX_DEPTH: usize = 128;

/// The spans of `places` in `text`, in their order. All spans lie within the text.
pub(super) fn locate(text: &[u8], places: &[&Place]) -> Vec<Range<usize>> {
    let mut spans = vec![0..0; places.len()];
    let mut wanted = Vec::new();
    for (order, place) in places.iter().enumerate() {
        match place {
            Place::Offset(offset) => spans[order] = one_character(text, *offset),
            Place::Pointer { path, occurrence } => {
                wanted.push(Wanted {
                    order,
                    path,
                    occurrence: *occurrence,
                    seen: 0,
                    steps_found: None,
                    span: 0..0,
                });
            }
        }
    }
    wanted.sort_by(|one, other| one.path.cmp(other.path));
    if !wanted.is_empty() {
        // What follows a fault in the text is not found: what was found before it stands.
        let _ = Scanner { text, at: 0 }.value(&mut wanted, 0, None);
    }
    for wanted in wanted {
        spans[wanted.order] = wanted.span;
    }
    spans
}

/// The span of the character at the byte, empty at the text's end.
fn one_character(text: &[u8], offset: usize) -> Range<usize> {
    let start = offset.min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let continued = rest.iter().skip(1).take(3).take_while(|byte| is_continuation(**byte)).count();
    start..start + rest.len().min(1 + continued)
}

/// Whether the byte is not the first of a character in UTF-8.
pub(super) fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// One path, and what was found of it so far.
struct Wanted<'a> {
    order: usize,
    path: &'a [String],
    occurrence: usize,
    /// How often the whole path was found.
    seen: usize,
    /// How many of its steps lead to the span.
    steps_found: Option<usize>,
    span: Range<usize>,
}

impl Wanted<'_> {
    /// Takes note of the value to which the first `steps` steps lead. Of equal keys the first counts, at the end of the
    /// path that of the wanted occurrence.
    fn found(&mut self, steps: usize, span: &Range<usize>) {
        let whole = steps == self.path.len();
        if self.steps_found < Some(steps) || (whole && self.seen <= self.occurrence) {
            self.span = span.clone();
            self.steps_found = Some(steps);
        }
        self.seen += usize::from(whole);
    }
}

/// A place where the text is not JSON.
struct Malformed;

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// Reads the value to which the first `depth` steps of all of `wanted` lead; `key` is the span of its key.
    fn value(
        &mut self,
        wanted: &mut [Wanted<'_>],
        depth: usize,
        key: Option<Range<usize>>,
    ) -> Result<(), Malformed> {
        self.skip_space();
        let start = self.at;
        let opening = self.peek().ok_or(Malformed)?;
        if !matches!(opening, b'{' | b'[') {
            let read = self.skip_value();
            let span = start..self.at.min(self.text.len());
            wanted.iter_mut().for_each(|wanted| wanted.found(depth, &span));
            return read;
        }
        let span = key.unwrap_or(start..start + 1);
        wanted.iter_mut().for_each(|wanted| wanted.found(depth, &span));
        // A path sorts before those that go on from it.
        let ended = wanted.partition_point(|wanted| wanted.path.len() <= depth);
        let (_, deeper) = wanted.split_at_mut(ended);
        if deeper.is_empty() || depth >= MAX_DEPTH {
            return self.skip_value();
        }
        self.at += 1;
        if opening == b'{' { self.object(deeper, depth) } else { self.array(deeper, depth) }
    }

    fn object(&mut self, wanted: &mut [Wanted<'_>], depth: usize) -> Result<(), Malformed> {
        loop {
            self.skip_space();
            match self.peek().ok_or(Malformed)? {
                b'}' => break,
                b',' => self.at += 1,
                b'"' => {
                    let key = self.string()?;
                    let name = self.unescape(&key);
                    self.skip_space();
                    if self.peek() != Some(b':') {
                        return Err(Malformed);
                    }
                    self.at += 1;
                    self.entry(group(wanted, depth, &name), depth, Some(key))?;
                }
                _ => return Err(Malformed),
            }
        }
        self.at += 1;
        Ok(())
    }

    fn array(&mut self, wanted: &mut [Wanted<'_>], depth: usize) -> Result<(), Malformed> {
        let mut index = 0_usize;
        loop {
            self.skip_space();
            match self.peek().ok_or(Malformed)? {
                b']' => break,
                b',' => self.at += 1,
                _ => {
                    self.entry(group(wanted, depth, &index.to_string()), depth, None)?;
                    index += 1;
                }
            }
        }
        self.at += 1;
        Ok(())
    }

    /// Reads the value of a key or index that is the next step of `inside`.
    fn entry(
        &mut self,
        inside: &mut [Wanted<'_>],
        depth: usize,
        key: Option<Range<usize>>,
    ) -> Result<(), Malformed> {
        if inside.is_empty() {
            self.skip_space();
            return self.skip_value();
        }
        self.value(inside, depth + 1, key)
    }

    /// Steps over a value of which no part is wanted.
    fn skip_value(&mut self) -> Result<(), Malformed> {
        let mut open = 0_usize;
        loop {
            match self.peek().ok_or(Malformed)? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1).ok_or(Malformed)?;
                    self.at += 1;
                }
                b',' | b':' if open == 0 => return Err(Malformed),
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {
                    self.at += 1;
                    continue;
                }
                _ => self.skip_word(),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// Steps over a number, a literal, or what stands in its place.
    fn skip_word(&mut self) {
        while self.peek().is_some_and(|byte| !b",:}]{[\" \t\n\r".contains(&byte)) {
            self.at += 1;
        }
    }

    /// Steps over a string and gives its span with the quotes.
    fn string(&mut self) -> Result<Range<usize>, Malformed> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek().ok_or(Malformed)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Ok(start..self.at)
    }

    /// The text of a string; one with broken escapes is taken as it stands.
    fn unescape(&self, quoted: &Range<usize>) -> Cow<'a, str> {
        let bytes = self.text.get(quoted.clone()).unwrap_or_default();
        let inner = bytes.get(1..bytes.len().saturating_sub(1)).unwrap_or_default();
        let unescaped =
            inner.contains(&b'\\').then(|| serde_json::from_slice::<String>(bytes).ok()).flatten();
        unescaped.map_or_else(|| String::from_utf8_lossy(inner), Cow::Owned)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

/// The part of the sorted `wanted`, which agree up to `depth`, that has `step` there.
fn group<'s, 'a>(wanted: &'s mut [Wanted<'a>], depth: usize, step: &str) -> &'s mut [Wanted<'a>] {
    let next = |wanted: &Wanted<'a>| wanted.path.get(depth).map_or("", String::as_str);
    let start = wanted.partition_point(|wanted| next(wanted) < step);
    let (_, rest) = wanted.split_at_mut(start);
    let length = rest.partition_point(|wanted| next(wanted) <= step);
    rest.split_at_mut(length).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_at(text: &str, path: &[&str], occurrence: usize) -> String {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        let place = Place::Pointer { path, occurrence };
        let span = locate(text.as_bytes(), &[&place]).remove(0);
        text[span].to_owned()
    }

    const TEXT: &str = r#"{"a": {"b": [10, {"c\u0064": true}, "x"]}, "é": -1.5e3, "a b": {}}"#;

    #[test]
    fn scalars_are_shown_by_their_text_and_containers_by_their_key() {
        assert_eq!(text_at(TEXT, &["a", "b", "0"], 0), "10");
        assert_eq!(text_at(TEXT, &["a", "b", "2"], 0), "\"x\"");
        assert_eq!(text_at(TEXT, &["a", "b", "1"], 0), "{");
        assert_eq!(text_at(TEXT, &["a", "b"], 0), "\"b\"");
        assert_eq!(text_at(TEXT, &["é"], 0), "-1.5e3");
        assert_eq!(text_at(TEXT, &["a b"], 0), "\"a b\"");
        assert_eq!(text_at(TEXT, &[], 0), "{");
    }

    #[test]
    fn escaped_keys_are_found_by_their_text() {
        assert_eq!(text_at(TEXT, &["a", "b", "1", "cd"], 0), "true");
    }

    #[test]
    fn a_path_that_ends_too_early_gives_the_last_step_found() {
        assert_eq!(text_at(TEXT, &["a", "b", "7", "y"], 0), "\"b\"");
        assert_eq!(text_at(TEXT, &["nothing"], 0), "{");
    }

    #[test]
    fn equal_keys_are_told_apart_at_the_end_of_a_path_and_the_first_counts_before() {
        let text = r#"{"k": {"x": 1}, "k": {"x": 2}, "s": 3, "s": 4}"#;
        assert_eq!(text_at(text, &["s"], 0), "3");
        assert_eq!(text_at(text, &["s"], 1), "4");
        assert_eq!(text_at(text, &["k", "x"], 0), "1");
    }

    #[test]
    fn what_stands_before_a_fault_is_found() {
        for text in [
            "{\"a\": {\"b\": 1, ",
            "{\"a\": {\"b\": 1 }",
            "{\"a\": {\"b\": 1 ] nonsense",
            "{\"a\": {\"b\": 1, \"c\": \"\\",
        ] {
            assert_eq!(text_at(text, &["a", "b"], 0), "1", "{text}");
            assert_eq!(text_at(text, &["a", "z"], 0), "\"a\"", "{text}");
        }
        assert_eq!(text_at("", &["a"], 0), "");
        assert_eq!(text_at("}", &["a"], 0), "");
    }

    #[test]
    fn one_pass_finds_many_places() {
        let path = |steps: &[&str]| Place::Pointer {
            path: steps.iter().map(|s| (*s).to_owned()).collect(),
            occurrence: 0,
        };
        let places =
            [path(&["é"]), Place::Offset(3), path(&["a", "b", "0"]), path(&["a"]), Place::Offset(9999)];
        let spans = locate(TEXT.as_bytes(), &places.iter().collect::<Vec<_>>());
        let found: Vec<&str> = spans.into_iter().map(|span| &TEXT[span]).collect();
        assert_eq!(found, ["-1.5e3", "\"", "10", "\"a\"", ""]);
    }

    #[test]
    fn a_byte_offset_covers_its_whole_character() {
        assert_eq!(one_character("aé".as_bytes(), 1), 1..3);
        assert_eq!(one_character(&[0xFF, 0xFF], 0), 0..1);
    }
}
