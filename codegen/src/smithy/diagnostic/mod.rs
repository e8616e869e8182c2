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
    for (problem, at, related) in index.ordered(problems) {
        text.push_str(&renderer.render(&report(problem, &at, related.as_ref())));
        text.push_str("\n\n");
    }
    text.push_str(&summary(&problems.problems));
    text.push('\n');
    text
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
fn report<'a>(problem: &'a Problem, at: &'a Spot<'a>, related: Option<&'a Spot<'a>>) -> Vec<Group<'a>> {
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
    fn ordered(&self, problems: &'a Problems) -> Vec<(&'a Problem, Spot<'a>, Option<Spot<'a>>)> {
        let locations: Vec<&Location> = problems
            .problems
            .iter()
            .flat_map(|problem| [Some(&problem.location), problem.related.as_ref()])
            .flatten()
            .collect();
        let mut spans = self.spans(&locations).into_iter();
        let mut found: Vec<(usize, usize, &Problem, Option<Range<usize>>, Option<(usize, Range<usize>)>)> =
            Vec::new();
        for problem in &problems.problems {
            let span = spans.next().flatten();
            let related =
                problem.related.as_ref().and_then(|related| Some((related.source, spans.next().flatten()?)));
            let start = span.as_ref().map_or(0, |span| span.start);
            found.push((problem.location.source, start, problem, span, related));
        }
        found.sort_by_key(|(source, start, ..)| (*source, *start));
        let spot = |source, span| self.spot(source, span);
        found
            .into_iter()
            .map(|(source, _, problem, span, related)| {
                (problem, spot(source, span), related.map(|(source, span)| spot(source, Some(span))))
            })
            .collect()
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

    fn spot(&self, source: usize, span: Option<Range<usize>>) -> Spot<'a> {
        match (self.files.get(source), span) {
            (Some((source, lines)), Some(span)) => Spot::new(source, lines, &span),
            _ => Spot { file: "", line: 1, column: 1, excerpt: String::new(), marked: 0..0, cut: false },
        }
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
