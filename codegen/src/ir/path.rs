//! Values that paths lead to, as typed expressions.

use super::Type;

/// A step from a structure to one of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Name of the field.
    pub field: String,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// Whether the value is behind a pointer.
    pub boxed: bool,
}

/// A value, and whether it is an `Option`. Sequences never are: where there is no list, they are empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    /// The expression.
    pub node: Node,
    /// Whether it is an `Option`.
    pub nullable: bool,
}

/// An expression. What are lists and maps of the model are references; sequences are iterators.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A variable.
    Variable(&'static str),
    /// A boolean.
    Boolean(bool),
    /// A text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// A field of a structure.
    Field(Box<Value>, Step, Read),
    /// The value of a union's variant: Rust names of the two.
    Variant(Box<Value>, (String, String), Read),
    /// The value of a map at a key, and whether values are `Option`s.
    Entry(Box<Value>, Key, Read, bool),
    /// The elements of a list, and whether they are `Option`s.
    Elements(Box<Value>, Read, bool),
    /// The keys of a map.
    Keys(Box<Value>, Read),
    /// The values of a map, and whether they are `Option`s.
    Values(Box<Value>, Read, bool),
    /// These values, one after another.
    Several(Vec<Value>),
    /// What is no null of a sequence.
    Present(Box<Value>),
    /// Of each element, `it`, the value where there is one.
    Each(Box<Value>, Box<Value>),
    /// The elements, `it`, of which the second is true; and whether elements are references.
    Filter(Box<Value>, Box<Value>, bool),
    /// The elements of the sequence's elements. Lists of the model come with how theirs are read.
    Flat(Box<Value>, Option<(Read, bool)>),
    /// The element at a place, from the end if negative; and whether elements are `Option`s.
    Index(Box<Value>, i32, bool),
    /// How many elements there are, or characters.
    Count(Box<Value>, Counted),
    /// Whether there are any, or none.
    Any(Box<Value>, Counted, bool),
    /// Whether a sequence has the second value; and whether elements are `Option`s.
    Contains(Box<Value>, Box<Value>, bool),
    /// A method of texts.
    TextMethod(Box<Value>, &'static str, Box<Value>),
    /// A comparison.
    Compare(Box<Value>, Operator, Box<Value>),
    /// A number as one of another type.
    Cast(Box<Value>, Type),
    /// Whether there is a value.
    IsSome(Box<Value>, bool),
    /// Both are true.
    And(Box<Value>, Box<Value>),
    /// One is true.
    Or(Box<Value>, Box<Value>),
    /// It is not true.
    Not(Box<Value>),
    /// The second where the first is true, else the third.
    Choose(Box<Value>, Box<Value>, Box<Value>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its text.
    pub text: String,
    /// Rust name of the enum that the map's keys are, if they are one.
    pub enumeration: Option<String>,
}

/// How a value is read from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// The text of a `String`.
    Text,
    /// The text of an enum.
    Enum,
    /// The number of an enum with integer values.
    IntEnum,
    /// A boolean or number.
    Copy,
    /// A reference.
    Reference,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// What an iterator gives.
    Sequence,
    /// The elements of a list or map of the model.
    Collection,
    /// The characters of a text.
    Text,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Operator {
    /// Whether it asks for the same rather than for an order.
    pub(crate) const fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// The operator for swapped sides.
    pub(crate) fn swapped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            other => other,
        }
    }
}
