//! Compiles the [`pattern` trait][spec].
//!
//! In comes the pattern's text, out goes a [`Plan`]: plain data that says how the runtime decides it, the cheapest way
//! that is exact. What a plan accepts is what the pattern's dialect accepts; nothing of that is left for run time.
//!
//! [spec]: https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait

mod ast;
mod backtracking;
mod counting;
mod determinize;
mod minimize;
mod parse;
mod program;
mod set;
mod simplify;
mod steps;
mod symbols;
mod table;

pub use self::backtracking::{Backtracking, Instruction};
pub use self::counting::{Counting, Look, Op};
pub use self::set::CharSet;
pub use self::steps::{Branch, Step};
pub use self::symbols::Alphabet;
pub use self::table::Table;

use std::{cell::RefCell, collections::BTreeMap};

use self::ast::Node;
use self::parse::Parsed;

/// How a pattern is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The pattern as the model has it.
    pub source: String,
    /// The dialect that it was read in.
    pub dialect: Dialect,
    /// What the runtime does.
    pub matcher: Matcher,
}

/// The dialects of patterns, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// ECMAScript with the flag `u`.
    EcmaUnicode,
    /// ECMAScript without it, with Annex B: strings are UTF-16 code units.
    EcmaAnnexB,
    /// `java.util.regex.Pattern`, where ECMAScript refuses a pattern or reads it otherwise than it is meant.
    Java,
}

/// What the runtime does to match a pattern, cheapest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// Takes steps that the next character decides, and leaves what it does not decide at the end to an automaton.
    Steps(Vec<Step>),
    /// Runs a deterministic automaton.
    Table(Table),
    /// Runs a nondeterministic automaton whose states count.
    Counting(Counting),
    /// Tries one way after the other, with a bound.
    Backtracking(Backtracking),
}

/// The kinds of [`Matcher`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strategy {
    /// [`Matcher::Steps`].
    Steps,
    /// [`Matcher::Table`].
    Table,
    /// [`Matcher::Counting`].
    Counting,
    /// [`Matcher::Backtracking`].
    Backtracking,
}

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Where in the pattern, in bytes.
    pub offset: usize,
    /// What is wrong there, as part of a sentence.
    pub message: String,
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (byte {} of the pattern)", self.message, self.offset)
    }
}

impl std::error::Error for PatternError {}

impl Matcher {
    /// The kind.
    #[must_use]
    pub fn strategy(&self) -> Strategy {
        match self {
            Self::Steps(_) => Strategy::Steps,
            Self::Table(_) => Strategy::Table,
            Self::Counting(_) => Strategy::Counting,
            Self::Backtracking(_) => Strategy::Backtracking,
        }
    }
}

/// Compiles a pattern to the cheapest plan.
///
/// # Errors
/// The pattern is in none of the dialects; the error is that of ECMAScript with the flag `u`.
pub fn compile(source: &str) -> Result<Plan, PatternError> {
    remembered(source, Result::clone)
}

/// Whether a pattern can be compiled.
///
/// # Errors
/// As [`compile`].
pub fn check(source: &str) -> Result<(), PatternError> {
    remembered(source, |plan| plan.as_ref().map(drop).map_err(PatternError::clone))
}

/// Whether every text matches a pattern, as `.*` without anchors.
pub(crate) fn matches_everything(source: &str) -> bool {
    remembered(source, |plan| {
        let matcher = plan.as_ref().map(|plan| &plan.matcher);
        matches!(matcher, Ok(Matcher::Steps(steps)) if steps.is_empty())
    })
}

/// How many plans are remembered.
const REMEMBERED: usize = 4096;

thread_local! {
    /// The plans of the latest patterns. A pattern is compiled when its model is validated and again when its crate is
    /// generated, most stand at several members, and models of one company share theirs.
    static PLANS: RefCell<BTreeMap<Box<str>, Result<Plan, PatternError>>> = const { RefCell::new(BTreeMap::new()) };
}

fn remembered<T>(source: &str, take: impl FnOnce(&Result<Plan, PatternError>) -> T) -> T {
    PLANS.with_borrow_mut(|plans| {
        if let Some(plan) = plans.get(source) {
            return take(plan);
        }
        if plans.len() >= REMEMBERED {
            plans.clear();
        }
        let compiled = parse::parse(source).and_then(|parsed| plan(source, parsed));
        take(plans.entry(source.into()).or_insert(compiled))
    })
}

/// Compiles a pattern that is known to be in `dialect`.
///
/// # Errors
/// The pattern is not in the dialect.
pub fn compile_as(source: &str, dialect: Dialect) -> Result<Plan, PatternError> {
    plan(source, parse::parse_as(source, dialect)?)
}

/// Compiles a pattern to a plan of the given kind, so that kinds can be compared; `None` where the kind cannot express
/// the pattern.
///
/// # Errors
/// As [`compile`].
pub fn compile_with(source: &str, strategy: Strategy) -> Result<Option<Plan>, PatternError> {
    let prepared = Prepared::new(parse::parse(source)?);
    Ok(prepared.matcher(strategy).map(|matcher| prepared.plan(source, matcher)))
}

/// All kinds, cheapest first.
const STRATEGIES: [Strategy; 4] =
    [Strategy::Steps, Strategy::Table, Strategy::Counting, Strategy::Backtracking];

fn plan(source: &str, parsed: Parsed) -> Result<Plan, PatternError> {
    let prepared = Prepared::new(parsed);
    match STRATEGIES.iter().find_map(|strategy| prepared.matcher(*strategy)) {
        Some(matcher) => Ok(prepared.plan(source, matcher)),
        None => Err(PatternError { offset: 0, message: "the pattern is too large".to_owned() }),
    }
}

/// A pattern that was read and simplified.
struct Prepared {
    node: Node,
    dialect: Dialect,
    /// Whether the sets of the tree are of UTF-16 code units.
    utf16: bool,
}

impl Prepared {
    fn new(parsed: Parsed) -> Self {
        let node = simplify::simplify(parsed.node);
        let (node, utf16) = match parsed.dialect {
            Dialect::EcmaAnnexB => simplify::units_to_characters(node),
            _ => (node, false),
        };
        Self { node, dialect: parsed.dialect, utf16 }
    }

    fn matcher(&self, strategy: Strategy) -> Option<Matcher> {
        match strategy {
            Strategy::Steps if self.utf16 => None,
            Strategy::Steps => {
                steps::steps(&self.node).or_else(|| steps::steps_and_table(&self.node)).map(Matcher::Steps)
            }
            Strategy::Table => table::table(&self.node, self.utf16).map(Matcher::Table),
            Strategy::Counting => counting::counting(&self.node, self.utf16).map(Matcher::Counting),
            Strategy::Backtracking => {
                backtracking::backtracking(&self.node, self.utf16).map(Matcher::Backtracking)
            }
        }
    }

    fn plan(&self, source: &str, matcher: Matcher) -> Plan {
        Plan { source: source.to_owned(), dialect: self.dialect, matcher }
    }
}
