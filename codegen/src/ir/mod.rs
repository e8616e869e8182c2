//! The intermediate representation: one crate as plain data, before it becomes tokens.
//!
//! Lowering makes it, emitting reads it. Every Rust name in it is final, every default a literal, every
//! documentation text Markdown; it holds no tokens, no JSON and no reference to the model.

use std::collections::{BTreeMap, BTreeSet};

mod check;
mod client;
mod operation;
mod pages;
mod path;
mod protocol_test;
mod shape;
mod ty;
mod waiter;

pub(crate) use self::{
    check::{Check, CheckFunction, Constraint, Inside, Limit, Pattern, Range},
    client::{AuthScheme, Call, Client, Discovery, EndpointRule},
    operation::{
        Binding, Body, BodyHash, BoundMember, ErrorVariant, FieldList, Operation, Payload, Protocol, Route,
        RouteSegment, Service, ValidationError,
    },
    pages::Pages,
    path::{Counted, Key, Node, Operator, Read, Step, Value},
    protocol_test::{
        Assertion, EventCase, EventTest, Field, MalformedCase, MalformedTest, MessageTest, ProtocolTests,
        Subject,
    },
    shape::{
        Collection, CollectionKind, CollectionRef, Default, Direction, DocumentDefault, EnumVariant,
        Enumeration, ErrorKind, Event, IntEnumeration, IntVariant, Member, Presence, Shape, ShapeInfo,
        Structure, TimestampFormat, Union, UnionForm, Variant, Wire, WireNames,
    },
    ty::Type,
    waiter::{Acceptor, Expectation, Matcher, WaitState, Waiter},
};

use crate::settings::{Roles, RuntimeSource};

/// One crate.
#[derive(Clone, Debug)]
pub(crate) struct Crate {
    /// The manifest's content.
    pub manifest: Manifest,
    /// Documentation of the crate's root.
    pub docs: String,
    /// Structures, unions and enums, ordered by Rust name.
    pub shapes: Vec<Shape>,
    /// Lists and maps of which a codec has to know more than their shape, ordered by name.
    pub collections: Vec<Collection>,
    /// Functions that check constrained shapes which are no Rust type of their own, ordered by name.
    pub checks: Vec<CheckFunction>,
    /// The patterns that checks use, ordered by name.
    pub patterns: Vec<Pattern>,
    /// The operations, ordered by name.
    pub operations: Vec<Operation>,
    /// The service; none for a crate of types.
    pub service: Option<Service>,
    /// The service as its client sees it; none where there is no client.
    pub client: Option<Client>,
    /// The names and formats that the types have in serde's formats; none where nothing is asked for that.
    pub serde: Option<SerdeForm>,
    /// The sides that are generated.
    pub roles: Roles,
    /// The names of the modules down to the one that the files are; none where they are a crate.
    pub module: Vec<String>,
    /// The model's protocol tests, where they are asked for, by protocol.
    pub protocol_tests: Vec<ProtocolTests>,
    /// IDs of the shapes that reach a type of somebody's own, of which nobody here knows what values it takes.
    pub reaching_own_types: BTreeSet<String>,
}

/// Names and formats in serde's formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SerdeForm {
    /// Those of the JSON of a protocol.
    Protocol(Protocol),
    /// The members' own names.
    Members,
}

/// What the crate's `Cargo.toml` says.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// Package name.
    pub name: String,
    /// Package version.
    pub version: String,
    /// One line that describes the package.
    pub description: String,
    /// Where the runtime comes from.
    pub runtime: RuntimeSource,
    /// The features of the runtime that the crate always needs.
    pub features: Vec<&'static str>,
    /// Further dependencies, each with its value.
    pub dependencies: BTreeMap<String, String>,
    /// The crate's own features, and what each switches on.
    pub own_features: Vec<(&'static str, Vec<String>)>,
    /// Whether the crate has tests that need the runtime's testing feature.
    pub tests: bool,
}
