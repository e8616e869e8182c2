//! Shapes: the typed form of a model's definitions, with mixins applied and versions upgraded.

use std::{collections::BTreeMap, slice};

use super::{ShapeId, Traits};

/// A shape that is no member.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its ID, never that of a member.
    pub id: ShapeId,
    /// What it is, with what only such a shape has.
    pub kind: ShapeKind,
    /// Its traits, those from mixins included.
    pub traits: Traits,
    /// Where it is defined: index of the file; none for shapes of the prelude.
    pub source: Option<usize>,
}

/// The kinds of shapes. The `set` of Smithy 1.0 is a list with `uniqueItems`.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// `blob`
    Blob,
    /// `boolean`
    Boolean,
    /// `string`
    String,
    /// `enum`: its values, in model order.
    Enum(Vec<Member>),
    /// `byte`
    Byte,
    /// `short`
    Short,
    /// `integer`
    Integer,
    /// `intEnum`: its values, in model order.
    IntEnum(Vec<Member>),
    /// `long`
    Long,
    /// `float`
    Float,
    /// `double`
    Double,
    /// `bigInteger`
    BigInteger,
    /// `bigDecimal`
    BigDecimal,
    /// `timestamp`
    Timestamp,
    /// `document`
    Document,
    /// `list`
    List(Member),
    /// `map`
    Map {
        /// The member `key`.
        key: Member,
        /// The member `value`.
        value: Member,
    },
    /// `structure`: its members, in model order.
    Structure(Vec<Member>),
    /// `union`: its members, in model order.
    Union(Vec<Member>),
    /// `operation`
    Operation(Operation),
    /// `resource`
    Resource(Box<Resource>),
    /// `service`
    Service(Box<Service>),
}

/// A member of an aggregate shape or an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its ID: that of the shape with the member's name.
    pub id: ShapeId,
    /// Its name.
    pub name: String,
    /// The shape of its value; `smithy.api#Unit` for enums.
    pub target: ShapeId,
    /// Its own traits, without those of the target.
    pub traits: Traits,
    /// The member of a mixin that it was copied from, with the file of that; none for a member that its shape defines.
    pub inherited: Option<(ShapeId, usize)>,
}

/// What an operation has beside its traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// The input; none for `smithy.api#Unit`.
    pub input: Option<ShapeId>,
    /// The output; none for `smithy.api#Unit`.
    pub output: Option<ShapeId>,
    /// The errors, in model order.
    pub errors: Vec<ShapeId>,
}

/// What a resource has beside its traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// The identifiers, by name, in model order.
    pub identifiers: Vec<(String, ShapeId)>,
    /// The properties, by name, in model order.
    pub properties: Vec<(String, ShapeId)>,
    /// The lifecycle operation `create`.
    pub create: Option<ShapeId>,
    /// The lifecycle operation `put`.
    pub put: Option<ShapeId>,
    /// The lifecycle operation `read`.
    pub read: Option<ShapeId>,
    /// The lifecycle operation `update`.
    pub update: Option<ShapeId>,
    /// The lifecycle operation `delete`.
    pub delete: Option<ShapeId>,
    /// The lifecycle operation `list`.
    pub list: Option<ShapeId>,
    /// Operations on one resource.
    pub operations: Vec<ShapeId>,
    /// Operations on the collection.
    pub collection_operations: Vec<ShapeId>,
    /// Child resources.
    pub resources: Vec<ShapeId>,
}

/// What a service has beside its traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// The version; empty if the model has none.
    pub version: String,
    /// The operations that are bound to the service itself.
    pub operations: Vec<ShapeId>,
    /// The resources that are bound to the service itself.
    pub resources: Vec<ShapeId>,
    /// Errors that every operation may return.
    pub errors: Vec<ShapeId>,
    /// Names that shapes have within this service, where they differ.
    pub rename: BTreeMap<ShapeId, String>,
}

impl Shape {
    /// The members of an aggregate shape or enum, in model order.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        let (first, rest): (Option<&Member>, &[Member]) = match &self.kind {
            ShapeKind::Enum(members)
            | ShapeKind::IntEnum(members)
            | ShapeKind::Structure(members)
            | ShapeKind::Union(members) => (None, members),
            ShapeKind::List(member) => (None, slice::from_ref(member)),
            ShapeKind::Map { key, value } => (Some(key), slice::from_ref(value)),
            _ => (None, &[]),
        };
        first.into_iter().chain(rest)
    }

    /// The member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().find(|member| member.name == name)
    }
}

impl ShapeKind {
    /// The name of the kind in the JSON AST, such as `structure`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Enum(_) => "enum",
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Integer => "integer",
            Self::IntEnum(_) => "intEnum",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::BigInteger => "bigInteger",
            Self::BigDecimal => "bigDecimal",
            Self::Timestamp => "timestamp",
            Self::Document => "document",
            Self::List(_) => "list",
            Self::Map { .. } => "map",
            Self::Structure(_) => "structure",
            Self::Union(_) => "union",
            Self::Operation(_) => "operation",
            Self::Resource(_) => "resource",
            Self::Service(_) => "service",
        }
    }
}

impl Resource {
    /// Every operation of the resource itself: those of its lifecycle first.
    pub fn all_operations(&self) -> impl Iterator<Item = &ShapeId> {
        let lifecycle = [&self.create, &self.put, &self.read, &self.update, &self.delete, &self.list];
        lifecycle.into_iter().flatten().chain(&self.operations).chain(&self.collection_operations)
    }
}
