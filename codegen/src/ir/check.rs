//! Validation of members.

use super::Type;

/// How one value is validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Its Rust type knows.
    Itself,
    /// By the function of this name.
    Function(String),
}

/// What of a value's inside is validated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Inside {
    /// Nothing.
    Nothing,
    /// Its Rust type knows.
    Itself,
    /// The elements of a list.
    Elements {
        /// How each is checked.
        check: Check,
        /// Whether elements may be null.
        sparse: bool,
    },
    /// The keys and values of a map.
    Entries {
        /// How each key is checked.
        key: Option<Check>,
        /// How each value is checked.
        value: Option<Check>,
        /// Whether values may be null.
        sparse: bool,
        /// Whether keys must be in no message.
        sensitive_key: bool,
    },
}

/// One constraint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constraint {
    /// `length` in characters.
    Characters(Option<u64>, Option<u64>),
    /// `length` in bytes, elements or entries.
    Length(Option<u64>, Option<u64>),
    /// `range`.
    Range(Range),
    /// `pattern`, by the name of its static.
    Pattern(String),
    /// `uniqueItems`.
    UniqueItems,
}

/// A `range`. A message has the bounds' texts as the model has them; limits are what a validator compares with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    /// The text of the least value.
    pub min: Option<String>,
    /// The text of the greatest value.
    pub max: Option<String>,
    /// What a value must not be less than; none where no value of the type is.
    pub least: Option<Limit>,
    /// What a value must not be greater than; none where no value of the type is.
    pub greatest: Option<Limit>,
}

/// A limit of a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Limit {
    /// Of an integer type, which holds it.
    Integer(i64),
    /// Of a floating-point type.
    Float(f64),
    /// Of a big number.
    Text(String),
    /// No value of the type keeps it.
    Never,
}

/// A function that checks a shape which is no Rust type of its own, such as a constrained string, or a member with
/// constraints of its own.
#[derive(Clone, Debug)]
pub(crate) struct CheckFunction {
    /// Name of the function.
    pub name: String,
    /// Absolute shape ID.
    pub id: String,
    /// Type of the value.
    pub ty: Type,
    /// The constraints on the value itself, in the order in which they are reported.
    pub constraints: Vec<Constraint>,
    /// What is inside it.
    pub inside: Inside,
}

impl CheckFunction {
    /// The checks that it calls.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &Check> {
        let (first, second) = match &self.inside {
            Inside::Nothing | Inside::Itself => (None, None),
            Inside::Elements { check, .. } => (Some(check), None),
            Inside::Entries { key, value, .. } => (key.as_ref(), value.as_ref()),
        };
        first.into_iter().chain(second)
    }
}

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// Name of its static.
    pub name: String,
    /// The compiled form.
    pub plan: crate::pattern::Plan,
}
