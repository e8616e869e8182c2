//! Generated files in memory.
//!
//! Comes in: one path and one text a file, in any order. Goes out: the same, ordered by path. Always holds: paths
//! are relative to the crate's folder and separated by `/` on every platform, and no path stands twice.

use std::collections::BTreeMap;

/// The files of one generated crate, ordered by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    texts: BTreeMap<String, String>,
}

impl Files {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the file at `path` (relative, separated by `/`, without `.` and `..`), and gives back the text that
    /// stood there before, which is replaced.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) -> Option<String> {
        self.texts.insert(path.into(), text.into())
    }

    /// The text of the file at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Every file as path and text, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// How many lines the files have together.
    pub fn lines(&self) -> usize {
        let lines = |text: &String| {
            let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
            ends + usize::from(!text.is_empty() && !text.ends_with('\n'))
        };
        self.texts.values().map(lines).sum()
    }
}

/// What one generation covered; the numbers of the line that a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Services that were generated: 0 for a model of types only.
    pub services: usize,
    /// Operations that were generated.
    pub operations: usize,
    /// Shapes that became Rust types or functions; the prelude's do not count.
    pub shapes: usize,
    /// Lines of the generated files, without a vendored runtime.
    pub lines: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.services += other.services;
        self.operations += other.operations;
        self.shapes += other.shapes;
        self.lines += other.lines;
    }
}
