//! JSON values that borrow from the text: what the loader reads, once, before it knows what is what.
//!
//! Unlike [`serde_json::Value`], an object keeps its keys in the order of the text and keeps those that come twice, so
//! that the loader can report them; and a string without escapes is not copied.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::ShapeId;

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Node<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A number beyond 64 bits and beyond a double, as its text.
    Integer(Cow<'a, str>),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Node<'a>>),
    /// An object, in the order of the text.
    Object(Entries<'a>),
}

impl Node<'_> {
    /// What the value is, with an article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) | Self::Integer(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The value without borrowing. Of keys that come twice, the last counts. A whole number beyond 64 bits is a string of
    /// its digits, since [`Value`] would round it.
    #[must_use]
    pub fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number),
            Self::String(text) | Self::Integer(text) => Value::String(text.into_owned()),
            Self::Array(items) => Value::Array(items.into_iter().map(Node::into_value).collect()),
            Self::Object(entries) => Value::Object(
                entries.into_iter().map(|(key, value)| (key.into_owned(), value.into_value())).collect(),
            ),
        }
    }
}

impl Node<'_> {
    /// The same value without borrowing.
    pub(in crate::smithy) fn into_owned(self) -> Node<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(value),
            Self::Number(number) => Node::Number(number),
            Self::Integer(text) => Node::Integer(owned(text)),
            Self::String(text) => Node::String(owned(text)),
            Self::Array(items) => Node::Array(items.into_iter().map(Node::into_owned).collect()),
            Self::Object(entries) => Node::Object(
                entries.into_iter().map(|(key, value)| (owned(key), value.into_owned())).collect(),
            ),
        }
    }

    /// The number that a marked string stands for, else the string.
    fn of_text(text: Cow<'_, str>) -> Node<'_> {
        if !text.starts_with(EXACT) {
            return Node::String(text);
        }
        let start = EXACT.len_utf8();
        Node::Integer(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(start..).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(start..).unwrap_or_default().to_owned()),
        })
    }
}

/// Starts a string that stands for a number beyond 64 bits and beyond a double. Unicode keeps this code point free for the inner use of
/// programs, so that no text of a model has it.
pub(in crate::smithy) const EXACT: char = '\u{FDD0}';

impl PartialEq for Node<'_> {
    /// Equality of JSON values: the order of an object's keys does not matter.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::String(one), Self::String(other)) | (Self::Integer(one), Self::Integer(other)) => {
                one == other
            }
            (Self::Array(one), Self::Array(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => {
                one.len() == other.len() && (one == other || same_entries(one, other))
            }
            _ => false,
        }
    }
}

fn same_entries(one: &[(Cow<'_, str>, Node<'_>)], other: &[(Cow<'_, str>, Node<'_>)]) -> bool {
    let sorted: BTreeMap<&str, &Node<'_>> = other.iter().map(|(key, value)| (key.as_ref(), value)).collect();
    sorted.len() == one.len() && one.iter().all(|(key, value)| sorted.get(key.as_ref()) == Some(&value))
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// The entries of an object, in the order of the text.
pub type Entries<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// The indices of the keys that came before, in order; none if there are none.
pub(super) fn repeated(entries: &Entries<'_>) -> Option<Vec<usize>> {
    let few = entries.len() <= 8;
    let differ = few
        && entries
            .iter()
            .enumerate()
            .all(|(index, (key, _))| entries.iter().take(index).all(|(e, _)| e != key));
    if differ {
        return None;
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let key = |index: &usize| entries.get(*index).map(|(key, _)| key);
    // Stable, so that the first of several equal keys stays the first.
    order.sort_by(|one, other| key(one).cmp(&key(other)));
    let pairs = order.iter().zip(order.iter().skip(1));
    let mut repeated: Vec<usize> =
        pairs.filter(|(one, other)| key(one) == key(other)).map(|(_, index)| *index).collect();
    repeated.sort_unstable();
    (!repeated.is_empty()).then_some(repeated)
}

/// A key: borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::of_text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::of_text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = access.next_entry()? {
            entries.push((key, value));
        }
        Ok(Node::Object(entries))
    }
}

/// Why a value cannot be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The keys and indices that lead to the place, the innermost first.
    pub path: Vec<String>,
    /// What is wrong: a sentence without a full stop.
    pub message: String,
    /// How to mend it; may be empty.
    pub help: String,
}

impl Wrong {
    /// Something wrong at this very value.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into(), help: String::new() }
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// A value of another kind than it should be.
    #[must_use]
    pub fn kind(expected: &str, found: &Node<'_>) -> Self {
        Self::new(format!("expected {expected}, found {}", found.kind()))
    }
}

/// What can be read from a JSON value.
pub trait FromNode: Sized {
    /// Reads the value; what is doubtful in it goes into `notes`.
    ///
    /// # Errors
    /// The first thing in the value that is wrong.
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong>;

    /// The value of an absent member; none if it must be there.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a part of a value, and puts its step before the places inside.
fn within<T: FromNode>(step: &str, node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<T, Wrong> {
    let before = notes.len();
    let read = T::from_node(node, notes);
    for note in notes.iter_mut().skip(before) {
        note.path.push(step.to_owned());
    }
    read.map_err(|mut wrong| {
        wrong.path.push(step.to_owned());
        wrong
    })
}

/// The entries of an object, taken one by one.
pub struct Fields<'a> {
    entries: Entries<'a>,
}

impl<'a> Fields<'a> {
    /// The entries of an object whose keys differ.
    ///
    /// # Errors
    /// The value is no object, or a key comes twice.
    pub fn new(node: Node<'a>) -> Result<Self, Wrong> {
        let Node::Object(entries) = node else { return Err(Wrong::kind("an object", &node)) };
        match repeated(&entries).and_then(|indices| entries.get(*indices.first()?)) {
            Some((key, _)) => {
                Err(Wrong::new(format!("the key `{key}` comes twice")).help("remove one of the two"))
            }
            None => Ok(Self { entries }),
        }
    }

    /// Takes the member `name`.
    ///
    /// # Errors
    /// It is wrong, or absent and must be there.
    pub fn take<T: FromNode>(&mut self, name: &str, notes: &mut Vec<Wrong>) -> Result<T, Wrong> {
        match self.remove(name) {
            Some(node) => within(name, node, notes),
            None => T::absent().ok_or_else(|| Wrong::new(format!("the member `{name}` is missing"))),
        }
    }

    /// Takes the member `name`, or its default where it is absent.
    ///
    /// # Errors
    /// It is wrong.
    pub fn take_or<T: FromNode>(
        &mut self,
        name: &str,
        default: T,
        notes: &mut Vec<Wrong>,
    ) -> Result<T, Wrong> {
        self.remove(name).map_or(Ok(default), |node| within(name, node, notes))
    }

    /// Notes the members that nobody took.
    pub fn finish(self, notes: &mut Vec<Wrong>) {
        for (key, _) in self.entries {
            let note =
                Wrong::new(format!("the member `{key}` is unknown")).help("remove it, or correct its name");
            notes.push(Wrong { path: vec![key.into_owned()], ..note });
        }
    }

    fn remove(&mut self, name: &str) -> Option<Node<'a>> {
        let at = self.entries.iter().position(|(key, _)| key == name)?;
        Some(self.entries.remove(at).1)
    }
}

impl FromNode for Value {
    fn from_node(node: Node<'_>, _: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        Ok(node.into_value())
    }
}

impl FromNode for String {
    fn from_node(node: Node<'_>, _: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        match node {
            Node::String(text) => Ok(text.into_owned()),
            other => Err(Wrong::kind("a string", &other)),
        }
    }
}

impl FromNode for bool {
    fn from_node(node: Node<'_>, _: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        match node {
            Node::Bool(value) => Ok(value),
            other => Err(Wrong::kind("a boolean", &other)),
        }
    }
}

impl FromNode for Number {
    fn from_node(node: Node<'_>, _: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        match node {
            Node::Number(number) => Ok(number),
            // The nearest double does.
            Node::Integer(ref text) => {
                let nearest = text.parse().ok().and_then(Number::from_f64);
                nearest.ok_or_else(|| Wrong::new(format!("the number {text} is too great")))
            }
            other => Err(Wrong::kind("a number", &other)),
        }
    }
}

impl FromNode for i64 {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let number = Number::from_node(node, notes)?;
        integer(&number).ok_or_else(|| Wrong::new(format!("expected a whole number, found {number}")))
    }
}

impl FromNode for u64 {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let number = Number::from_node(node, notes)?;
        let value = number.as_u64().or_else(|| integer(&number).and_then(|value| u64::try_from(value).ok()));
        value.ok_or_else(|| {
            Wrong::new(format!("expected a whole number that is not negative, found {number}"))
        })
    }
}

impl FromNode for u16 {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let value = u64::from_node(node, notes)?;
        Self::try_from(value).map_err(|_| Wrong::new(format!("expected a number up to 65535, found {value}")))
    }
}

/// The whole number that `number` is, `1.0` and `1e3` included.
fn integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let value = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 9e15)?;
        #[allow(clippy::cast_possible_truncation, reason = "whole and well within range by the filter")]
        Some(value as i64)
    })
}

impl FromNode for ShapeId {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        Self::parse(&String::from_node(node, notes)?).map_err(Wrong::new)
    }
}

impl<T: FromNode> FromNode for Option<T> {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        T::from_node(node, notes).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let Node::Array(items) = node else { return Err(Wrong::kind("an array", &node)) };
        items.into_iter().enumerate().map(|(index, item)| within(&index.to_string(), item, notes)).collect()
    }
}

impl<T: FromNode> FromNode for BTreeMap<String, T> {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let Fields { entries } = Fields::new(node)?;
        entries.into_iter().map(|(key, value)| Ok((key.to_string(), within(&key, value, notes)?))).collect()
    }
}
