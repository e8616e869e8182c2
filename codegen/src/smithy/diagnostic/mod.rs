//! Problems as text for people.
//!
//! Comes in: problems and the files they stand in. Goes out: one text with a paragraph a problem (what is wrong, file,
//! line and column, an excerpt, the shape, the mend), ordered by file and position, and a closing line with the counts.
//! Always holds: lines and columns are looked up here and only here, by a second scan of the files; and any bytes can be
//! rendered, JSON or not.

mod position;

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet, Title};

use super::{Location, Place, Problem, Problems, Severity, Source};

/// How many characters of a long line are shown before the place, and how many from it.
const BEFORE: usize = 40;
const AFTER: usize = 80;
/// The longest line that is shown whole, in bytes.
const WHOLE_LINE: usize = 140;

/// Renders all problems, in colours for a terminal or as plain text. Lines and columns count from 1, columns in
/// characters. Without problems the text is empty.
#[must_use]
pub fn render(problems: &Problems, colours: bool) -> String {
    if problems.problems.is_empty() {
        return String::new();
    }
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let index = Index::new(problems);
    let mut text = String::new();
    for shown in index.ordered(problems) {
        text.push_str(&renderer.render(&report(&shown)));
        text.push_str("\n\n");
    }
    text.push_str(&summary(&problems.problems));
    text.push('\n');
    text
}

/// Each problem in one line, `file:line:column: what (shape): mend`, for tools that show problems one by one.
#[must_use]
pub fn lines(problems: &Problems) -> Vec<(Severity, String)> {
    let index = Index::new(problems);
    index.ordered(problems).iter().map(|shown| (shown.problem.severity, shown.line())).collect()
}

/// How many problems there are, and in how many files.
fn summary(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let mut files: Vec<usize> = problems.iter().map(|problem| problem.location.source).collect();
    files.sort_unstable();
    files.dedup();
    let counts = [(errors, "error"), (warnings, "warning")];
    let mut counts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
    if counts.is_empty() {
        counts.push(count(0, "problem"));
    }
    format!("{} in {}", counts.join(", "), count(files.len(), "file"))
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The paragraph of one problem.
fn report<'a>(Shown { problem, at, related }: &'a Shown<'a>) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let shape = problem.shape.as_ref().map(|shape| Level::NOTE.with_name("shape").message(shape.as_str()));
    let help = (!problem.help.is_empty()).then(|| Level::HELP.message(problem.help.as_str()));
    let notes = shape.into_iter().chain(help).collect();
    let mut groups = at.show(level.clone(), level.primary_title(problem.message.as_str()), notes);
    if let Some(other) = related {
        groups.extend(other.show(
            Level::NOTE,
            Level::NOTE.secondary_title("the other place is here"),
            Vec::new(),
        ));
    }
    groups
}

/// The files, with what is needed to find lines in them.
struct Index<'a> {
    files: Vec<(&'a Source, Lines)>,
}

/// Offsets at which the lines of a file start.
struct Lines(Vec<usize>);

impl Lines {
    fn new(bytes: &[u8]) -> Self {
        let after_newline =
            bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after_newline).collect())
    }

    /// The line's number, from 1, and its start.
    fn of(&self, offset: usize) -> (usize, usize) {
        let number = self.0.partition_point(|start| *start <= offset).max(1);
        (number, self.0.get(number - 1).copied().unwrap_or_default())
    }
}

impl<'a> Index<'a> {
    fn new(problems: &'a Problems) -> Self {
        Self { files: problems.sources.iter().map(|source| (source, Lines::new(&source.bytes))).collect() }
    }

    /// The problems by file and position, with their places.
    fn ordered(&self, problems: &'a Problems) -> Vec<Shown<'a>> {
        let locations =
            problems.problems.iter().flat_map(|problem| [Some(&problem.location), problem.related.as_ref()]);
        let locations: Vec<&Location> = locations.flatten().collect();
        let mut spans = self.spans(&locations).into_iter().map(Option::unwrap_or_default);
        let mut shown: Vec<(usize, usize, Shown<'_>)> = Vec::new();
        for problem in &problems.problems {
            let span = spans.next().unwrap_or_default();
            let at = self.spot(problem.location.source, &span);
            let mut related_spot =
                |related: &Location| self.spot(related.source, &spans.next().unwrap_or_default());
            let related = problem.related.as_ref().map(&mut related_spot);
            shown.push((problem.location.source, span.start, Shown { problem, at, related }));
        }
        shown.sort_by_key(|(source, start, _)| (*source, *start));
        shown.into_iter().map(|(_, _, shown)| shown).collect()
    }

    /// The spans of the locations, in their order, with one scan a file; none for one in an unknown file.
    fn spans(&self, locations: &[&Location]) -> Vec<Option<Range<usize>>> {
        let mut spans = vec![None; locations.len()];
        for (index, (source, _)) in self.files.iter().enumerate() {
            let here = || locations.iter().enumerate().filter(|(_, location)| location.source == index);
            let places: Vec<&Place> = here().map(|(_, location)| &location.place).collect();
            if places.is_empty() {
                continue;
            }
            for ((order, _), span) in here().zip(position::locate(&source.bytes, &places)) {
                if let Some(slot) = spans.get_mut(order) {
                    *slot = Some(span);
                }
            }
        }
        spans
    }

    /// The start of nothing for an unknown file.
    fn spot(&self, source: usize, span: &Range<usize>) -> Spot<'a> {
        match self.files.get(source) {
            Some((source, lines)) => Spot::new(source, lines, span),
            None => Spot { file: "", line: 1, column: 1, excerpt: String::new(), marked: 0..0, cut: false },
        }
    }
}

/// A problem with its places.
struct Shown<'a> {
    problem: &'a Problem,
    at: Spot<'a>,
    related: Option<Spot<'a>>,
}

impl Shown<'_> {
    fn line(&self) -> String {
        let Spot { file, line, column, .. } = self.at;
        let Problem { message, shape, help, .. } = self.problem;
        let shape = shape.as_ref().map(|shape| format!(" ({shape})")).unwrap_or_default();
        let help = if help.is_empty() { String::new() } else { format!(": {help}") };
        format!("{file}:{line}:{column}: {message}{shape}{help}").replace('\n', " ")
    }
}

/// A place, ready to be shown.
struct Spot<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    /// The line, or a part of it.
    excerpt: String,
    /// What of the excerpt is meant.
    marked: Range<usize>,
    /// Whether the excerpt leaves out the line's start or end.
    cut: bool,
}

impl<'a> Spot<'a> {
    fn new(source: &'a Source, lines: &Lines, span: &Range<usize>) -> Self {
        let bytes = source.bytes.as_slice();
        let (line, line_start) = lines.of(span.start);
        let before = part(bytes, line_start..span.start);
        let rest = part(bytes, span.start..bytes.len());
        let rest = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let (marked, after) = rest.split_at(span.len().min(rest.len()));
        let cut = before.len() + rest.len() > WHOLE_LINE;
        let (excerpt, marked) =
            if cut { cut_line(before, marked, after) } else { whole_line(before, marked, after) };
        let column = 1 + before.iter().filter(|byte| !position::is_continuation(**byte)).count();
        Self { file: &source.name, line, column, excerpt, marked, cut }
    }

    /// A title with the place, its excerpt, and notes below.
    fn show<'s>(&'s self, level: Level<'s>, title: Title<'s>, notes: Vec<Message<'s>>) -> Vec<Group<'s>> {
        let origin = Origin::path(self.file).line(self.line).char_column(self.column);
        if self.excerpt.is_empty() {
            return vec![title.element(origin).elements(notes)];
        }
        let annotation = AnnotationKind::Primary.span(self.marked.clone());
        let snippet = Snippet::source(self.excerpt.as_str()).line_start(self.line).annotation(annotation);
        if self.cut {
            // The library counts columns in what it is given, hence the place and the excerpt by themselves.
            return vec![title.element(origin), Group::with_level(level).element(snippet).elements(notes)];
        }
        vec![title.element(snippet.path(self.file)).elements(notes)]
    }
}

fn part(bytes: &[u8], range: Range<usize>) -> &[u8] {
    bytes.get(range).unwrap_or_default()
}

/// A line, and the span of its marked part.
fn whole_line(before: &[u8], marked: &[u8], after: &[u8]) -> (String, Range<usize>) {
    let mut text = String::from_utf8_lossy(before).into_owned();
    let start = text.len();
    text.push_str(&String::from_utf8_lossy(marked));
    let end = text.len();
    text.push_str(&String::from_utf8_lossy(after));
    (text, start..end)
}

/// A line around its marked part, and the span of that.
fn cut_line(before: &[u8], marked: &[u8], after: &[u8]) -> (String, Range<usize>) {
    let mut text = last(before, BEFORE);
    let start = text.len();
    let (shown, mut cut) = first(marked, AFTER);
    text.push_str(&shown);
    let end = text.len();
    if !cut {
        let rest;
        (rest, cut) = first(after, AFTER.saturating_sub(shown.chars().count()));
        text.push_str(&rest);
    }
    text.push_str(if cut { "…" } else { "" });
    (text, start..end)
}

/// The last characters of a text, after an ellipsis if there are more.
fn last(bytes: &[u8], characters: usize) -> String {
    let mut starts = bytes.iter().enumerate().rev().filter(|(_, byte)| !position::is_continuation(**byte));
    match starts.nth(characters.saturating_sub(1)) {
        Some((start, _)) if start > 0 => {
            format!("…{}", String::from_utf8_lossy(part(bytes, start..bytes.len())))
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The first characters of a text, and whether there are more.
fn first(bytes: &[u8], characters: usize) -> (String, bool) {
    let mut starts =
        bytes.iter().enumerate().filter(|(_, byte)| !position::is_continuation(**byte)).map(|(at, _)| at);
    let end = starts.nth(characters);
    (String::from_utf8_lossy(part(bytes, 0..end.unwrap_or(bytes.len()))).into_owned(), end.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smithy::ShapeId;

    fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
        Source { name: name.to_owned(), bytes: bytes.into() }
    }

    fn at(source: usize, path: &[&str]) -> Location {
        Location::pointer(source, path.iter().map(|step| (*step).to_owned()).collect())
    }

    fn text(sources: Vec<Source>, problems: Vec<Problem>) -> String {
        render(&Problems { problems, sources }, false)
    }

    #[test]
    fn a_paragraph_has_place_excerpt_shape_and_mend() {
        let bytes = "{\n  \"shapes\": {\n    \"ns#Größe\": { \"x\": 7 }\n  }\n}\n";
        let shape = ShapeId::parse("ns#Size$x").expect("a shape ID");
        let problem =
            Problem::error(at(0, &["shapes", "ns#Größe", "x"]), "`x` is 7").of(&shape).help("write 8");
        let expected = "\
error: `x` is 7
 --> model/a.json:3:24
  |
3 |     \"ns#Größe\": { \"x\": 7 }
  |                        ^
  |
  = shape: ns#Size$x
  = help: write 8

1 error in 1 file
";
        assert_eq!(text(vec![source("model/a.json", bytes)], vec![problem]), expected);
    }

    #[test]
    fn problems_come_by_file_and_position_with_their_counts() {
        let sources = vec![source("a.json", "{\"p\": 1,\n\"q\": 2}"), source("b.json", "{\"r\": 3}")];
        let problems = vec![
            Problem::error(at(1, &["r"]), "third"),
            Problem::warning(at(0, &["q"]), "second"),
            Problem::error(at(0, &["p"]), "first"),
        ];
        let text = text(sources, problems);
        let heads: Vec<&str> =
            text.lines().filter(|line| line.contains("rror") || line.contains("arning")).collect();
        assert_eq!(
            heads,
            ["error: first", "warning: second", "error: third", "2 errors, 1 warning in 2 files"]
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place_and_columns_count_characters_of_the_whole_line() {
        let line = format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}", "é".repeat(5000), "x".repeat(5000));
        let text = text(vec![source("one-line.json", line)], vec![Problem::error(at(0, &["b"]), "no")]);
        assert!(text.contains("--> one-line.json:1:5016\n"), "{text}");
        assert!(text.contains("é\", \"b\": 1, \"c\": \"xxx"), "{text}");
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest < Some(BEFORE + AFTER + 10), "{text}");
        let rows: Vec<&str> = text.lines().collect();
        let caret = rows.iter().find_map(|row| row.find('^').map(|at| row[..at].chars().count()));
        let excerpt = rows.iter().find(|row| row.contains("\"b\"")).expect("the excerpt");
        assert_eq!(caret.and_then(|caret| excerpt.chars().nth(caret)), Some('1'), "{text}");
    }

    #[test]
    fn the_related_place_has_its_own_excerpt() {
        let sources = vec![source("a.json", "{\"p\": 1}"), source("b.json", "{\n\"q\": 2}")];
        let problem = Problem::error(at(1, &["q"]), "again").related(at(0, &["p"]));
        let text = text(sources, vec![problem]);
        assert!(text.contains("--> b.json:2:6\n") && text.contains("--> a.json:1:7\n"), "{text}");
    }

    #[test]
    fn any_bytes_and_places_are_rendered() {
        let texts: [&[u8]; 6] =
            [b"", b"\n", b"{\"a\xFF\": 1}", b"{\"a\": \"\x1B[31m\"", b"\xFF\xFE\n\n", b"{\"a\":\r\n1}"];
        for bytes in texts {
            for offset in 0..bytes.len() + 2 {
                let text =
                    text(vec![source("x", bytes)], vec![Problem::error(Location::offset(0, offset), "no")]);
                assert!(text.contains("--> x:"), "{text}");
                assert!(!text.contains('\u{1B}'), "{text}");
            }
            let nowhere = [at(0, &["a", "b", "0"]), at(7, &["a"])];
            let problems = nowhere.into_iter().map(|location| Problem::error(location, "no")).collect();
            assert!(text(vec![source("x", bytes)], problems).contains("2 errors"));
        }
    }

    #[test]
    fn a_byte_offset_at_the_end_of_the_text_is_shown_on_its_last_line() {
        let text = text(vec![source("x", "{\n\"a\"")], vec![Problem::error(Location::offset(0, 5), "no")]);
        assert!(text.contains("--> x:2:4\n"), "{text}");
    }

    #[test]
    fn colours_change_nothing_but_the_colours() {
        let problems = Problems {
            problems: vec![Problem::error(at(0, &["a"]), "no").help("yes")],
            sources: vec![source("a.json", "{\"a\": 1}")],
        };
        let coloured = render(&problems, true);
        assert!(coloured.contains('\u{1B}'));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1B}') {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        plain.push_str(rest);
        assert_eq!(plain, render(&problems, false));
    }

    #[test]
    fn nothing_is_said_without_problems() {
        assert_eq!(render(&Problems::default(), false), "");
    }
}
