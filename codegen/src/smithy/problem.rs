//! Problems: what is wrong with a model and where, as plain data. The diagnostics renderer turns them into text.

use std::fmt;

use super::ShapeId;

/// A file that a model is loaded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name that problems show, usually the path.
    pub name: String,
    /// The file's content: a Smithy JSON AST in UTF-8.
    pub bytes: Vec<u8>,
}

/// All problems that were found, with the files that they stand in.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The problems: by file, then in the order in which they were found. Never empty in an error.
    pub problems: Vec<Problem>,
    /// The files; [`Location::source`] is an index into them.
    pub sources: Vec<Source>,
}

/// One thing that is wrong with a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub location: Location,
    /// Another place that belongs to it: the first of two conflicting definitions, say.
    pub related: Option<Location>,
    /// The shape or member.
    pub shape: Option<ShapeId>,
    /// What is wrong: a sentence without a full stop.
    pub message: String,
    /// How to mend it: a sentence without a full stop. Empty where there is nothing to say.
    pub help: String,
    /// Whether the model can be used in spite of it.
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The model can be used.
    Warning,
    /// The model cannot be used.
    Error,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Index into [`Problems::sources`].
    pub source: usize,
    /// The place in that file.
    pub place: Place,
}

/// A place in a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A byte, counted from 0: for text that is not JSON.
    Offset(usize),
    /// A value, by the keys and indices (in decimal) that lead to it from the root; the root without any.
    Pointer {
        /// The keys and indices.
        path: Vec<String>,
        /// Which of several equal keys the last step means, counted from 0.
        occurrence: usize,
    },
}

impl Location {
    /// The place of a value.
    #[must_use]
    pub fn pointer(source: usize, path: Vec<String>) -> Self {
        Self { source, place: Place::Pointer { path, occurrence: 0 } }
    }

    /// The place of a byte.
    #[must_use]
    pub fn offset(source: usize, offset: usize) -> Self {
        Self { source, place: Place::Offset(offset) }
    }

    /// A place further inside: the same place if this is no pointer.
    #[must_use]
    pub fn inside<S: Into<String>>(mut self, steps: impl IntoIterator<Item = S>) -> Self {
        if let Place::Pointer { path, .. } = &mut self.place {
            path.extend(steps.into_iter().map(Into::into));
        }
        self
    }
}

impl Problem {
    /// An error at a place, with neither shape nor help.
    #[must_use]
    pub fn error(location: Location, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { location, related: None, shape: None, message, help: String::new(), severity: Severity::Error }
    }

    /// A warning at a place, with neither shape nor help.
    #[must_use]
    pub fn warning(location: Location, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(location, message) }
    }

    /// Names the shape or member.
    #[must_use]
    pub fn of(mut self, shape: &ShapeId) -> Self {
        self.shape = Some(shape.clone());
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Names another place that belongs to it.
    #[must_use]
    pub fn related(mut self, location: Location) -> Self {
        self.related = Some(location);
        self
    }
}

impl fmt::Display for Problem {
    /// One line, without the place in the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Some(shape) => write!(f, "{shape}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for Problems {
    /// A line a problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let name = self.sources.get(problem.location.source).map_or("", |source| source.name.as_str());
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{name}: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
