//! Matches strings against the [`pattern` trait][spec] of a Smithy model.
//!
//! In comes what the generator prepared: the pattern's source and a matcher that it chose when it read the model, which
//! is plain code or constant data. Out goes whether a string matches. No pattern is parsed at run time, and no string can
//! hold the caller: the time is linear in the length of the string, and the two matchers whose factor can be large,
//! [`Counting`] and [`Backtracking`], answer that a string does not match when it takes more steps than they may do.
//!
//! A pattern matches where ECMAScript's `RegExp.prototype.test` would: anywhere in the string, unless it is anchored.
//!
//! [spec]: https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait

mod backtracking;
mod class;
pub mod classes;
mod counting;
mod cursor;
mod table;

pub use self::backtracking::{Backtracking, Instruction};
pub use self::class::Class;
pub use self::counting::{Counting, Look};
pub use self::cursor::Cursor;
pub use self::table::{Alphabet, Table};

/// A compiled pattern.
///
/// Generated code has a constant for each pattern of the model.
#[derive(Clone, Copy)]
pub struct Pattern {
    source: &'static str,
    matcher: Matcher,
}

/// The ways to match, cheapest first.
#[derive(Clone, Copy)]
enum Matcher {
    Steps(for<'a> fn(Cursor<'a>) -> Cursor<'a>),
    Table(&'static Table),
    Counting(&'static Counting),
    Backtracking(&'static Backtracking),
}

impl Pattern {
    /// A pattern that is decided from left to right without going back: anchored at the start, in linear time.
    #[must_use]
    pub const fn steps(source: &'static str, steps: for<'a> fn(Cursor<'a>) -> Cursor<'a>) -> Self {
        Self { source, matcher: Matcher::Steps(steps) }
    }

    /// A pattern that is decided by a deterministic automaton, in linear time.
    #[must_use]
    pub const fn table(source: &'static str, table: &'static Table) -> Self {
        Self { source, matcher: Matcher::Table(table) }
    }

    /// A pattern with counts that are too large for a table: a nondeterministic automaton whose states count, in time
    /// linear in the string and in the size of the pattern.
    #[must_use]
    pub const fn counting(source: &'static str, counting: &'static Counting) -> Self {
        Self { source, matcher: Matcher::Counting(counting) }
    }

    /// A pattern that needs backtracking, such as one with a back-reference; see [`Backtracking`] for its bound.
    #[must_use]
    pub const fn backtracking(source: &'static str, program: &'static Backtracking) -> Self {
        Self { source, matcher: Matcher::Backtracking(program) }
    }

    /// Whether the pattern matches somewhere in `value`.
    ///
    /// ```
    /// use farrier_runtime::pattern::{Pattern, classes};
    ///
    /// static DIGITS: Pattern = Pattern::steps("^[0-9]{1,3}$", |text| text.run(&classes::DIGIT, 1, 3).end());
    /// assert!(DIGITS.is_match("042"));
    /// assert!(!DIGITS.is_match("0421"));
    /// ```
    #[must_use]
    #[inline]
    pub fn is_match(&self, value: &str) -> bool {
        match self.matcher {
            Matcher::Steps(steps) => steps(Cursor::new(value)).is_match(),
            Matcher::Table(table) => table.is_match(value.as_bytes()),
            Matcher::Counting(counting) => counting.is_match(value),
            Matcher::Backtracking(program) => program.is_match(value),
        }
    }

    /// The pattern as the model has it, which is how a violation's message quotes it.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}
