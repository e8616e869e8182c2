//! Constraint traits.
//! Spec: <https://smithy.io/2.0/spec/constraint-traits.html>.

use std::{fmt, ops::Deref};

use serde_json::Number;

use crate::smithy::{
    ShapeId,
    node::{FromNode, Node, Wrong},
    traits::SmithyTrait,
};

markers! {
    /// The member must be there.
    Required = "smithy.api#required";
    /// The elements of the list differ.
    UniqueItems = "smithy.api#uniqueItems";
    /// The shape cannot be targeted from outside its namespace.
    Private = "smithy.api#private";
}

records! {
    /// The length of a string in characters (Unicode scalar values), of a blob in bytes, of a list or map in entries.
    Length = "smithy.api#length" {
        /// The least length.
        min: Option<u64> = "min",
        /// The greatest length, inclusive.
        max: Option<u64> = "max",
    }
    /// The range of a number. Their `Display` gives the model's text.
    Range = "smithy.api#range" {
        /// The least value.
        min: Option<Bound> = "min",
        /// The greatest value, inclusive.
        max: Option<Bound> = "max",
    }
    /// The string is a shape ID.
    IdRef = "smithy.api#idRef" {
        /// Which shapes it may name.
        selector: String = "selector" or "*".to_owned(),
        /// Whether the shape must exist.
        fail_when_missing: bool = "failWhenMissing" or false,
        /// What to say when it does not.
        error_message: Option<String> = "errorMessage",
    }
}

/// A bound of a range: the nearest number of 64 bits or a double, and the model's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    nearest: Number,
    /// The digits, where the number says less.
    exact: Option<String>,
}

impl Deref for Bound {
    type Target = Number;

    fn deref(&self) -> &Number {
        &self.nearest
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.exact {
            Some(exact) => f.write_str(exact),
            None => self.nearest.fmt(f),
        }
    }
}

impl FromNode for Bound {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let exact = match &node {
            Node::Integer(text) => Some(text.to_string()),
            _ => None,
        };
        Ok(Self { nearest: Number::from_node(node, notes)?, exact })
    }
}

values! {
    /// The values of a string in Smithy 1.0. No shape of a loaded model has it: such strings become enum shapes.
    EnumDefinitions(Vec<EnumDefinition>) = "smithy.api#enum";
    /// The regular expression, in the dialect of ECMA 262, that some part of the string matches.
    Pattern(String) = "smithy.api#pattern";
}

/// The value of an enum's member on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumValue {
    /// Of an `enum`.
    String(String),
    /// Of an `intEnum`.
    Integer(i64),
}

impl SmithyTrait for EnumValue {
    const ID: &'static str = "smithy.api#enumValue";
}

impl FromNode for EnumValue {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        match node {
            Node::String(text) => Ok(Self::String(text.into_owned())),
            Node::Number(_) => i64::from_node(node, notes).map(Self::Integer),
            other => Err(Wrong::kind("a string or a whole number", &other)),
        }
    }
}

records! {
    /// An entry of the `enum` trait of Smithy 1.0, which becomes a member of an enum shape.
    EnumDefinition {
        /// The value on the wire.
        value: String = "value",
        /// The name; some models have none.
        name: Option<String> = "name",
        /// Documentation, in CommonMark.
        documentation: Option<String> = "documentation",
        /// Tags.
        tags: Option<Vec<String>> = "tags",
        /// Whether it is deprecated.
        deprecated: bool = "deprecated" or false,
    }
}

records! {
    /// The shape is a trait definition.
    TraitDefinition = "smithy.api#trait" {
        /// The shapes that may have the trait.
        selector: String = "selector" or "*".to_owned(),
        /// Shape IDs and selectors of traits that exclude it.
        conflicts: Vec<String> = "conflicts" or Vec::new(),
        /// `member` or `target`: where one shape may have it on one member only.
        structurally_exclusive: Option<String> = "structurallyExclusive",
        /// Which changes to it break a model's users.
        breaking_changes: Vec<serde_json::Value> = "breakingChanges" or Vec::new(),
    }
    /// What a protocol is defined by.
    ProtocolDefinition = "smithy.api#protocolDefinition" {
        /// The traits that it understands.
        traits: Vec<ShapeId> = "traits" or Vec::new(),
        /// Whether it takes no inline documents.
        no_inline_document_support: bool = "noInlineDocumentSupport" or false,
    }
}
