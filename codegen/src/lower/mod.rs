//! A model to the intermediate representation.
//!
//! Comes in: a valid, normalized model and the settings. Goes out: one crate as plain data. Always holds: every Rust
//! name is made here, through [`crate::names`], and depends on the shapes that carry it alone.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use crate::{
    Docs, Settings, docs, ir,
    names::{self, Case, Scope},
    normalize::Selection,
    settings::Roles,
    smithy::{Member, Model, Shape, ShapeId, ShapeKind, index, traits},
};

mod check;
mod client;
mod direction;
mod discovery;
mod documentation;
mod endpoint;
mod enumeration;
mod event_test;
mod operation;
mod pages;
mod path;
mod presence;
mod protocol_test;
mod route;
mod serde;
mod structure;
mod ty;
mod union;
mod validation_error;
pub(crate) mod waiter;
mod wire;

/// Lowers one crate.
pub(crate) fn krate(model: &Model, selection: &Selection, settings: &Settings) -> ir::Crate {
    let context = Context::new(model, selection);
    // They are large, so that room for all saves moving them.
    let mut shapes = Vec::with_capacity(selection.closure.len());
    shapes.extend(context.shapes().filter_map(|shape| context.shape(shape)));
    shapes.sort_by(|one, other| one.info().name.cmp(&other.info().name));
    let mut operations = operation::operations(&context);
    let service = selection.service.as_ref().and_then(|id| operation::service(&context, id, &operations));
    let tests = settings.module.is_none()
        && settings.protocol_tests
        && service.as_ref().is_some_and(|service| !service.protocols.is_empty());
    let protocol_tests = match &service {
        Some(service) if tests => protocol_test::tests(&context, service, &operations, settings.roles),
        _ => Vec::new(),
    };
    let reaches_own = |shape: &&ir::Shape| {
        let id = ShapeId::parse(&shape.info().id).ok();
        id.is_some_and(|id| index::closure(model, [&id]).iter().any(|reached| context.is_replaced(reached)))
    };
    let has_own = tests && !selection.shapes.types.is_empty();
    let reaching = shapes.iter().filter(|_| has_own).filter(reaches_own);
    let reaching_own_types = reaching.map(|shape| shape.info().id.clone()).collect();
    // Such crates write and read every shape.
    if !tests && !settings.serde {
        direction::set(&context, settings.roles, &mut shapes);
    }
    let (mut checks, mut patterns) = (check::functions(&context), check::patterns(&context));
    check::retain_used(&shapes, &mut checks, &mut patterns);
    let mut collections = wire::collections(&context);
    wire::retain_used(&shapes, &mut collections);
    let client = context.service().filter(|_| settings.roles.client);
    let client = client.map(|shape| client::service(&context, shape, &mut operations));
    let client = client.filter(|_| service.as_ref().is_some_and(|service| !service.protocols.is_empty()));
    let serde = settings.serde.then(|| serde::form(service.as_ref()));
    let manifest = manifest(&context, settings, service.as_ref(), client.as_ref(), &operations, tests);
    let is_module = settings.module.is_some();
    let mut docs = documentation::root(&context, service.as_ref(), serde, is_module);
    if is_module {
        docs.push_str(&documentation::needed_features(&manifest));
    }
    ir::Crate {
        manifest,
        protocol_tests,
        reaching_own_types,
        docs,
        shapes,
        collections,
        checks,
        patterns,
        operations,
        service,
        client,
        serde,
        roles: settings.roles,
        module: settings.module.iter().flat_map(|path| path.split("::")).map(str::to_owned).collect(),
    }
}

fn manifest(
    context: &Context<'_>,
    settings: &Settings,
    service: Option<&ir::Service>,
    client: Option<&ir::Client>,
    operations: &[ir::Operation],
    tests: bool,
) -> ir::Manifest {
    let title = context.service().map(|service| {
        service
            .traits
            .get::<traits::Title>()
            .map_or_else(|| service.id.name().to_owned(), |title| title.0.clone())
    });
    ir::Manifest {
        name: settings.crate_name.clone(),
        version: settings.crate_version.clone(),
        description: match title {
            Some(title) => format!("{} of {title}", sides(settings.roles)),
            None => "Types of a Smithy model".to_owned(),
        },
        runtime: settings.runtime.clone(),
        features: operation::runtime_features(service, operations, settings.roles),
        dependencies: settings.dependencies.clone(),
        own_features: features(operation::protocol_features(service), client, operations, settings.serde),
        tests,
    }
}

/// What the crate is, by the sides that it has.
fn sides(roles: Roles) -> &'static str {
    match (roles.client, roles.server) {
        (true, false) => "Client",
        (false, true) => "Server",
        (true, true) | (false, false) => "Client and server",
    }
}

/// The crate's own features: the sides, the client's default transport, the protocols where there are several, and serde.
fn features(
    protocols: &[ir::Protocol],
    client: Option<&ir::Client>,
    operations: &[ir::Operation],
    serde: bool,
) -> Vec<(&'static str, Vec<String>)> {
    let client = client.map(|client| client::features(client, operations)).unwrap_or_default();
    let mut features: Vec<(&str, Vec<String>)> = client
        .into_iter()
        .map(|(name, parts)| (name, parts.into_iter().map(str::to_owned).collect()))
        .collect();
    features
        .extend(protocols.iter().map(|one| (one.name(), vec![format!("farrier-runtime/{}", one.feature())])));
    features.extend(serde.then(|| ("serde", vec!["farrier-runtime/serde".to_owned()])));
    let on = ["client", "hyper"].into_iter().filter(|name| features.iter().any(|(other, _)| other == name));
    let default: Vec<String> = on.chain(protocols.first().map(|one| one.name())).map(str::to_owned).collect();
    if !default.is_empty() {
        features.insert(0, ("default", default));
    }
    features
}

/// Names by the IDs of what has them: shapes in the order of their IDs, each with its members behind it.
type Names<'m> = IndexMap<&'m ShapeId, String, FxBuildHasher>;

/// The model with everything that is decided about the crate as a whole.
struct Context<'m> {
    model: &'m Model,
    selection: &'m Selection,
    /// Rust type of every structure, union and enum.
    types: Names<'m>,
    /// The types that stand for operations.
    operations: BTreeMap<&'m ShapeId, String>,
    /// The shapes of both by their names without namespace; of several the first.
    by_name: IndexMap<&'m str, &'m ShapeId, FxBuildHasher>,
    /// Names of functions that check simple shapes, lists and maps.
    check_functions: Names<'m>,
    /// Names of patterns, by the shape or member that carries the trait.
    patterns: Names<'m>,
    /// Names of the schemas of lists and maps.
    collections: Names<'m>,
    /// Which names of members the crate's protocols ask for.
    columns: wire::Columns,
    /// Shapes in whose closure something can be violated.
    constrained: IndexSet<&'m ShapeId, FxBuildHasher>,
    /// Members that need a pointer.
    boxed: BTreeSet<ShapeId>,
    /// Structures that are events of some stream.
    events: BTreeSet<&'m ShapeId>,
    /// Enums that are the key of some map.
    map_keys: BTreeSet<&'m ShapeId>,
    /// Documentation texts that were made Markdown.
    markdowns: RefCell<IndexMap<Box<str>, String, FxBuildHasher>>,
}

impl<'m> Context<'m> {
    fn new(model: &'m Model, selection: &'m Selection) -> Self {
        let shapes: Vec<&'m Shape> = selection.closure.iter().filter_map(|id| model.shape(id)).collect();
        let mut context = Context {
            model,
            selection,
            types: Names::default(),
            operations: operation::type_names(&selection.operations),
            by_name: IndexMap::default(),
            check_functions: Names::default(),
            patterns: Names::default(),
            collections: Names::default(),
            columns: wire::Columns::of(selection.service.as_ref().and_then(|id| model.shape(id))),
            constrained: check::constrained(&shapes, |id| selection.shapes.types.contains_key(id)),
            boxed: crate::smithy::index::boxed_members(model, &selection.closure),
            events: structure::events(&shapes),
            map_keys: ty::map_keys(model, &shapes),
            markdowns: RefCell::default(),
        };
        context.types = context.type_names(&shapes);
        let named = context.operations.keys().chain(context.types.keys().rev());
        context.by_name = named.map(|id| (id.name(), *id)).collect();
        context.name_others(&shapes);
        context
    }

    /// The shapes of the crate, in the order of their IDs.
    fn shapes(&self) -> impl Iterator<Item = &'m Shape> {
        self.selection.closure.iter().filter_map(|id| self.model.shape(id))
    }

    fn service(&self) -> Option<&'m Shape> {
        self.selection.service.as_ref().and_then(|id| self.model.shape(id))
    }

    /// The shape that a member targets.
    fn target(&self, member: &Member) -> &'m Shape {
        self.model.target(member)
    }

    /// The name that the service gives a shape.
    fn wire_name(&self, id: &'m ShapeId) -> &'m str {
        let renamed = self.service().and_then(|service| match &service.kind {
            ShapeKind::Service(service) => service.rename.get(id),
            _ => None,
        });
        renamed.map_or(id.name(), String::as_str)
    }

    fn type_names(&self, shapes: &[&'m Shape]) -> Names<'m> {
        let ids: Vec<&'m ShapeId> =
            shapes.iter().filter(|shape| becomes_type(shape)).map(|shape| &shape.id).collect();
        let name = |id: &&'m ShapeId| {
            let renamed = self.selection.shapes.rename.get(*id).map(String::as_str);
            Case::Type.name(renamed.unwrap_or_else(|| self.wire_name(id)))
        };
        let wanted = ids.iter().map(|id| (id.as_str(), name(id))).collect();
        ids.into_iter().zip(Scope::new(Case::Type).assign(wanted)).collect()
    }

    /// Names everything that is no type.
    fn name_others(&mut self, shapes: &[&'m Shape]) {
        let others: Vec<&'m ShapeId> =
            shapes.iter().filter(|shape| !becomes_type(shape)).map(|shape| &shape.id).collect();
        let name = |id: &ShapeId| match id.member() {
            Some(member) => format!("{} {member}", id.name()),
            None => self.wire_name(id).to_owned(),
        };
        let checks = check::function_carriers(shapes);
        let checks = assign(Case::Method, &checks, name);
        let collections = assign(Case::Constant, &others, name);
        let patterns = check::pattern_carriers(shapes);
        let patterns = assign(Case::Constant, &patterns, name);
        (self.check_functions, self.collections, self.patterns) = (checks, collections, patterns);
    }

    fn type_name(&self, id: &ShapeId) -> Option<&String> {
        self.types.get(id)
    }

    fn shape(&self, shape: &'m Shape) -> Option<ir::Shape> {
        match &shape.kind {
            ShapeKind::Structure(members) => {
                Some(ir::Shape::Structure(structure::lower(self, shape, members)))
            }
            ShapeKind::Union(members) => Some(ir::Shape::Union(union::lower(self, shape, members))),
            ShapeKind::Enum(members) => {
                Some(ir::Shape::Enumeration(enumeration::string(self, shape, members)))
            }
            ShapeKind::IntEnum(members) => {
                Some(ir::Shape::IntEnumeration(enumeration::integer(self, shape, members)))
            }
            _ => None,
        }
    }

    /// The Rust type of a shape.
    fn name(&self, shape: &Shape) -> String {
        self.type_name(&shape.id).cloned().unwrap_or_else(|| names::type_name(shape.id.name()))
    }

    fn info(&self, shape: &Shape) -> ir::ShapeInfo {
        ir::ShapeInfo {
            name: self.name(shape),
            id: shape.id.to_string(),
            docs: documentation::shape(self, shape),
            deprecated: documentation::deprecated(&shape.traits),
            derives: self.selection.shapes.derives_of(&shape.id),
            names: self.columns.names(&shape.traits, shape.id.name()),
            direction: None,
        }
    }

    /// Markdown of a documentation text.
    fn markdown(&self, text: &str) -> String {
        match self.selection.docs {
            Docs::All => self.all_markdown(text),
            Docs::Summary => {
                let text = self.all_markdown(text);
                text.split("\n\n").next().unwrap_or_default().to_owned()
            }
            Docs::None => String::new(),
        }
    }

    /// The whole text as Markdown. Many members have the text of the shape that they target.
    fn all_markdown(&self, text: &str) -> String {
        // Made in one pass, and not remembered.
        if let Some(markdown) = docs::plain_markdown(text, &|name| self.link(name)) {
            return markdown;
        }
        if let Some(markdown) = self.markdowns.borrow().get(text) {
            return markdown.clone();
        }
        let markdown = docs::tree_markdown(text, &|name| self.link(name));
        self.markdowns.borrow_mut().insert(text.into(), markdown.clone());
        markdown
    }

    /// Where a name in a documentation text leads to.
    fn link(&self, name: &str) -> Option<String> {
        let (shape, member) =
            name.split_once('$').map_or((name, None), |(shape, member)| (shape, Some(member)));
        let id = *self.by_name.get(shape)?;
        let path = match self.types.get(id) {
            Some(ty) => format!("crate::types::{ty}"),
            None => format!("crate::operation::{}", self.operations.get(id)?),
        };
        match member {
            None => Some(path),
            Some(member) => Some(format!("{path}::{}", structure::field_of(self, id, member)?)),
        }
    }
}

/// Names for shapes or members, by their IDs.
fn assign<'m>(case: Case, ids: &[&'m ShapeId], spelling: impl Fn(&'m ShapeId) -> String) -> Names<'m> {
    let wanted = ids.iter().map(|id| (id.as_str(), case.name(&spelling(id)))).collect();
    ids.iter().copied().zip(Scope::new(case).assign(wanted)).collect()
}

/// Whether a shape becomes a Rust type of its own.
fn becomes_type(shape: &Shape) -> bool {
    matches!(
        shape.kind,
        ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) | ShapeKind::IntEnum(_)
    )
}
