//! JSON to declarations: what one file says, shape by shape, before it is joined with other files.
//! Spec: <https://smithy.io/2.0/spec/json-ast.html>.

use std::borrow::Cow;

use super::{
    context::{At, Context},
    entity::{operation, references, resource, service, target},
};
use crate::{
    near::near,
    smithy::{
        Problem, ShapeId, ShapeKind,
        node::{Entries, Node},
        traits::{Form, Origin},
    },
};

/// What one file says.
pub(super) struct File<'a> {
    pub(super) source: usize,
    pub(super) metadata: Entries<'a>,
    pub(super) declarations: Vec<Declaration<'a>>,
    pub(super) applications: Vec<Application<'a>>,
}

/// The definition of a shape.
#[derive(Clone)]
pub(super) struct Declaration<'a> {
    pub(super) id: ShapeId,
    pub(super) source: usize,
    /// Whether the file is of Smithy 1.0.
    pub(super) version_1: bool,
    pub(super) body: Body,
    pub(super) members: Vec<DeclaredMember<'a>>,
    pub(super) mixins: Vec<ShapeId>,
    pub(super) traits: Vec<DeclaredTrait<'a>>,
    /// Traits that are applied to members which mixins bring.
    pub(super) applied: Vec<Application<'a>>,
}

/// What a declaration declares.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    /// A shape without members.
    Plain(Box<ShapeKind>),
    /// A shape with members.
    Aggregate(Aggregate),
}

/// The kinds with members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aggregate {
    List,
    Map,
    Structure,
    Union,
    Enum,
    IntEnum,
}

/// A member of a declaration.
#[derive(Clone)]
pub(super) struct DeclaredMember<'a> {
    pub(super) id: ShapeId,
    pub(super) name: String,
    pub(super) target: ShapeId,
    pub(super) traits: Vec<DeclaredTrait<'a>>,
}

/// A trait of a declaration.
#[derive(Clone)]
pub(super) struct DeclaredTrait<'a> {
    pub(super) id: ShapeId,
    pub(super) value: Node<'a>,
    pub(super) origin: Origin,
}

/// An `apply` statement.
#[derive(Clone)]
pub(super) struct Application<'a> {
    pub(super) target: ShapeId,
    pub(super) source: usize,
    pub(super) traits: Vec<DeclaredTrait<'a>>,
}

/// Reads the root of a file.
pub(super) fn read<'a>(source: usize, root: Node<'a>, context: &mut Context<'a, '_>) -> Option<File<'a>> {
    let at = At::root(source);
    let Node::Object(entries) = root else {
        let problem =
            Problem::error(at.location(), format!("a Smithy model is an object, this is {}", root.kind()));
        context
            .report(problem.help("give the JSON AST of a model, which starts with `{ \"smithy\": \"2.0\",`"));
        return None;
    };
    let mut fields = Object::new(entries, &at, "key", context);
    let version_1 = version(fields.take("smithy"), &at, context)?;
    let metadata = match fields.take("metadata") {
        Some(node) => object(node, &at.inside("metadata"), "metadata key", context),
        None => Entries::new(),
    };
    let mut file = File { source, metadata, declarations: Vec::new(), applications: Vec::new() };
    if let Some(shapes) = fields.take("shapes") {
        let at = at.inside("shapes");
        for (key, node) in object(shapes, &at, "shape", context) {
            shape(&mut file, version_1, key, node, &at, context);
        }
    }
    fields.finish(&["smithy", "metadata", "shapes"], &at, context);
    Some(file)
}

/// Whether the file is of Smithy 1; none if it is of no version that Farrier reads.
fn version(node: Option<Node<'_>>, at: &At<'_>, context: &mut Context<'_, '_>) -> Option<bool> {
    const HELP: &str = "Farrier reads the versions 1.0 and 2.0";
    let at = at.inside("smithy");
    let problem = match node {
        Some(Node::String(version)) => match version.split('.').next() {
            Some("1") => return Some(true),
            Some("2") => return Some(false),
            _ => Problem::error(at.location(), format!("the Smithy version `{version}` is unknown")),
        },
        Some(other) => {
            Problem::error(at.location(), format!("the Smithy version is {}, not a string", other.kind()))
        }
        None => Problem::error(
            At::root(at.source()).location(),
            "the key `smithy` is missing, which gives the version",
        ),
    };
    context.report(problem.help(HELP));
    None
}

const TYPES: [&str; 24] = [
    "blob",
    "boolean",
    "string",
    "enum",
    "byte",
    "short",
    "integer",
    "intEnum",
    "long",
    "float",
    "double",
    "bigInteger",
    "bigDecimal",
    "timestamp",
    "document",
    "list",
    "set",
    "map",
    "structure",
    "union",
    "operation",
    "resource",
    "service",
    "apply",
];

/// Reads one entry of `shapes` into the file.
fn shape<'a>(
    file: &mut File<'a>,
    version_1: bool,
    key: Cow<'a, str>,
    node: Node<'a>,
    shapes: &At<'_>,
    context: &mut Context<'a, '_>,
) {
    let at = &shapes.inside(&key);
    let id = match context.id(key.clone()) {
        Ok(id) => id,
        Err(message) => {
            let help = "write a namespace, `#` and a name, such as `com.example#Thing`";
            return context.report(Problem::error(at.location(), message).help(help));
        }
    };
    let Node::Object(entries) = node else {
        let message = format!("a shape is an object, this is {}", node.kind());
        return context.report(Problem::error(at.location(), message).of(&id));
    };
    let mut fields = Object::new(entries, at, "key", context);
    fields.id = Some(id.clone());
    let ty = match fields.take("type") {
        Some(Node::String(ty)) => ty,
        Some(other) => {
            let message = format!("the type is {}, not a string", other.kind());
            return context.report(Problem::error(at.inside("type").location(), message).of(&id));
        }
        None => {
            let problem =
                Problem::error(at.location(), "the key `type` is missing, which says what the shape is");
            return context.report(problem.of(&id).help("add it, such as `\"type\": \"structure\"`"));
        }
    };
    let origin = Origin { source: at.source(), holder: id.clone(), form: Form::Key };
    let mut traits = traits(fields.take("traits"), &origin, at, context);
    if ty == "apply" {
        fields.finish(&["type", "traits"], at, context);
        return file.applications.push(Application { target: id, source: at.source(), traits });
    }
    if id.member().is_some() {
        let problem = Problem::error(at.location(), "a shape's ID has no `$`: this is that of a member");
        return context.report(problem.of(&id).help("define the member in its shape"));
    }
    let mixins = references(fields.take("mixins"), &at.inside("mixins"), &id, context);
    let Some((body, members, known)) = body(&ty, &mut fields, &id, !mixins.is_empty(), at, context) else {
        let message = format!("the shape type `{ty}` is unknown");
        let help = match near(&ty, TYPES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use one of {}", TYPES.join(", ")),
        };
        return context.report(Problem::error(at.inside("type").location(), message).of(&id).help(help));
    };
    if ty == "set"
        && let Ok(unique) = context.id(Cow::Borrowed("smithy.api#uniqueItems"))
        && !traits.iter().any(|earlier| earlier.id == unique)
    {
        traits.push(DeclaredTrait { id: unique, value: Node::Object(Vec::new()), origin });
    }
    fields.finish(known, at, context);
    let source = at.source();
    file.declarations.push(Declaration {
        id,
        source,
        version_1,
        body,
        members,
        mixins,
        traits,
        applied: Vec::new(),
    });
}

type Parts<'a> = (Body, Vec<DeclaredMember<'a>>, &'static [&'static str]);

/// What a type has beside traits and mixins, and the keys that it may have. None for an unknown type.
fn body<'a>(
    ty: &str,
    fields: &mut Object<'a>,
    id: &ShapeId,
    mixed: bool,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Option<Parts<'a>> {
    const SIMPLE: &[&str] = &["type", "traits", "mixins"];
    const MEMBERS: &[&str] = &["type", "traits", "mixins", "members"];
    if let Some(kind) = simple(ty) {
        return Some((Body::Plain(Box::new(kind)), Vec::new(), SIMPLE));
    }
    let named = |aggregate, fields: &mut Object<'a>, context: &mut Context<'a, '_>| {
        Some((Body::Aggregate(aggregate), members(fields.take("members"), id, at, context), MEMBERS))
    };
    let entity =
        |kind, known: &'static [&'static str]| Some((Body::Plain(Box::new(kind)), Vec::new(), known));
    match ty {
        "list" | "set" => {
            let members = lone_members(&["member"], fields, id, mixed, at, context);
            Some((Body::Aggregate(Aggregate::List), members, &["type", "traits", "mixins", "member"]))
        }
        "map" => {
            let members = lone_members(&["key", "value"], fields, id, mixed, at, context);
            Some((Body::Aggregate(Aggregate::Map), members, &["type", "traits", "mixins", "key", "value"]))
        }
        "structure" => named(Aggregate::Structure, fields, context),
        "union" => named(Aggregate::Union, fields, context),
        "enum" => named(Aggregate::Enum, fields, context),
        "intEnum" => named(Aggregate::IntEnum, fields, context),
        "operation" => {
            let operation = operation(fields, id, at, context);
            entity(
                ShapeKind::Operation(operation),
                &["type", "traits", "mixins", "input", "output", "errors"],
            )
        }
        "resource" => {
            let resource = resource(fields, id, at, context);
            entity(ShapeKind::Resource(Box::new(resource)), RESOURCE)
        }
        "service" => {
            let service = service(fields, id, at, context);
            entity(ShapeKind::Service(Box::new(service)), SERVICE)
        }
        _ => None,
    }
}

const RESOURCE: &[&str] = &[
    "type",
    "traits",
    "mixins",
    "identifiers",
    "properties",
    "create",
    "put",
    "read",
    "update",
    "delete",
    "list",
    "operations",
    "collectionOperations",
    "resources",
];
const SERVICE: &[&str] =
    &["type", "traits", "mixins", "version", "operations", "resources", "errors", "rename"];

fn simple(ty: &str) -> Option<ShapeKind> {
    Some(match ty {
        "blob" => ShapeKind::Blob,
        "boolean" => ShapeKind::Boolean,
        "string" => ShapeKind::String,
        "byte" => ShapeKind::Byte,
        "short" => ShapeKind::Short,
        "integer" => ShapeKind::Integer,
        "long" => ShapeKind::Long,
        "float" => ShapeKind::Float,
        "double" => ShapeKind::Double,
        "bigInteger" => ShapeKind::BigInteger,
        "bigDecimal" => ShapeKind::BigDecimal,
        "timestamp" => ShapeKind::Timestamp,
        "document" => ShapeKind::Document,
        _ => return None,
    })
}

/// The object `members`.
fn members<'a>(
    node: Option<Node<'a>>,
    id: &ShapeId,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Vec<DeclaredMember<'a>> {
    let at = at.inside("members");
    let Some(node) = node else { return Vec::new() };
    let entries = object_of(node, &at, "member", Some(id), context);
    let read = entries.into_iter().filter_map(|(name, node)| {
        if !crate::smithy::shape_id::is_identifier(&name) {
            let problem = Problem::error(at.inside(&name).location(), format!("`{name}` is no member name"));
            context.report(problem.of(id).help("use letters, digits and underscores, a letter first"));
            return None;
        }
        member(&name, node, id, Form::Member, &at, context)
    });
    read.collect()
}

/// The members of a list or map, which stand in the shape itself. One that is missing may come from a mixin.
fn lone_members<'a>(
    names: &[&str],
    fields: &mut Object<'a>,
    id: &ShapeId,
    mixed: bool,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Vec<DeclaredMember<'a>> {
    let mut members = Vec::with_capacity(names.len());
    for name in names {
        match fields.take(name) {
            Some(node) => members.extend(member(name, node, id, Form::Alone, at, context)),
            None if mixed => {}
            None => {
                let problem = Problem::error(at.location(), format!("the key `{name}` is missing"));
                context.report(problem.of(id).help(format!("add `\"{name}\": {{ \"target\": … }}`")));
            }
        }
    }
    members
}

fn member<'a>(
    name: &str,
    node: Node<'a>,
    id: &ShapeId,
    form: Form,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Option<DeclaredMember<'a>> {
    let at = &at.inside(name);
    let id = id.with_member(name);
    let Node::Object(entries) = node else {
        let problem =
            Problem::error(at.location(), format!("a member is an object, this is {}", node.kind()));
        context.report(problem.of(&id).help("write `{ \"target\": … }`"));
        return None;
    };
    let mut fields = Object::new(entries, at, "key", context);
    fields.id = Some(id.clone());
    let origin = Origin { source: at.source(), holder: id.clone(), form };
    let traits = traits(fields.take("traits"), &origin, at, context);
    let target = target(fields.take("target"), &id, at, context);
    fields.finish(&["target", "traits"], at, context);
    Some(DeclaredMember { id, name: name.to_owned(), target: target?, traits })
}

/// The object `traits`.
fn traits<'a>(
    node: Option<Node<'a>>,
    origin: &Origin,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Vec<DeclaredTrait<'a>> {
    let Some(node) = node else { return Vec::new() };
    let at = at.inside("traits");
    let entries = object_of(node, &at, "trait", Some(&origin.holder), context);
    let mut traits = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        match context.id(key.clone()) {
            Ok(id) => traits.push(DeclaredTrait { id, value, origin: origin.clone() }),
            Err(message) => {
                let problem = Problem::error(at.inside(&key).location(), message).of(&origin.holder);
                context.report(problem.help(format!("write the namespace too, such as `smithy.api#{key}`")));
            }
        }
    }
    traits
}

fn object<'a>(node: Node<'a>, at: &At<'_>, what: &str, context: &mut Context<'a, '_>) -> Entries<'a> {
    object_of(node, at, what, None, context)
}

/// The entries of an object whose keys differ; none, and a problem, for any other value.
pub(super) fn object_of<'a>(
    node: Node<'a>,
    at: &At<'_>,
    what: &str,
    id: Option<&ShapeId>,
    context: &mut Context<'a, '_>,
) -> Entries<'a> {
    match node {
        Node::Object(entries) => context.unique(entries, at, what),
        other => {
            let problem =
                Problem::error(at.location(), format!("expected an object, found {}", other.kind()));
            context.report(Problem { shape: id.cloned(), ..problem });
            Entries::new()
        }
    }
}

/// An object whose keys are taken one by one.
pub(super) struct Object<'a> {
    entries: Entries<'a>,
    id: Option<ShapeId>,
}

impl<'a> Object<'a> {
    pub(super) fn new(entries: Entries<'a>, at: &At<'_>, what: &str, context: &mut Context<'a, '_>) -> Self {
        Self { entries: context.unique(entries, at, what), id: None }
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Node<'a>> {
        let at = self.entries.iter().position(|(candidate, _)| candidate == key)?;
        Some(self.entries.swap_remove(at).1)
    }

    /// Warns of the keys that nobody took.
    pub(super) fn finish(self, known: &[&str], at: &At<'_>, context: &mut Context<'a, '_>) {
        for (key, _) in self.entries {
            let problem =
                Problem::warning(at.inside(&key).location(), format!("the key `{key}` is unknown here"));
            let help = match near(&key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use one of {}", known.join(", ")),
            };
            context.report(Problem { shape: self.id.clone(), ..problem }.help(help));
        }
    }
}
