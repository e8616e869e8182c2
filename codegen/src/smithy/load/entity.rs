//! What operations, resources and services have beside members and traits: references to other shapes.
//! Spec: <https://smithy.io/2.0/spec/json-ast.html#operation-shape>.

use super::{
    ast::{Object, object_of},
    context::{At, Context},
};
use crate::smithy::{Operation, Problem, Resource, Service, ShapeId, node::Node};

pub(super) fn operation<'a>(
    fields: &mut Object<'a>,
    id: &ShapeId,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Operation {
    let input = reference(fields.take("input"), &at.inside("input"), id, context);
    let output = reference(fields.take("output"), &at.inside("output"), id, context);
    Operation {
        input: input.filter(|id| !id.is_unit()),
        output: output.filter(|id| !id.is_unit()),
        errors: references(fields.take("errors"), &at.inside("errors"), id, context),
    }
}

pub(super) fn resource<'a>(
    fields: &mut Object<'a>,
    id: &ShapeId,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Resource {
    let mut named = |name: &str, context: &mut Context<'a, '_>| -> Vec<(String, ShapeId)> {
        let at = at.inside(name);
        let Some(node) = fields.take(name) else { return Vec::new() };
        let entries = object_of(node, &at, "name", Some(id), context).into_iter();
        entries
            .filter_map(|(key, node)| {
                Some((key.to_string(), reference(Some(node), &at.inside(&key), id, context)?))
            })
            .collect()
    };
    let identifiers = named("identifiers", context);
    let properties = named("properties", context);
    let mut one = |name: &str| reference(fields.take(name), &at.inside(name), id, context);
    let (create, put, read) = (one("create"), one("put"), one("read"));
    let (update, delete, list) = (one("update"), one("delete"), one("list"));
    let mut many = |name: &str| references(fields.take(name), &at.inside(name), id, context);
    Resource {
        identifiers,
        properties,
        create,
        put,
        read,
        update,
        delete,
        list,
        operations: many("operations"),
        collection_operations: many("collectionOperations"),
        resources: many("resources"),
    }
}

pub(super) fn service<'a>(
    fields: &mut Object<'a>,
    id: &ShapeId,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Service {
    let version = match fields.take("version") {
        Some(Node::String(version)) => version.into_owned(),
        Some(other) => {
            let message = format!("the version is {}, not a string", other.kind());
            context.report(Problem::error(at.inside("version").location(), message).of(id));
            String::new()
        }
        None => String::new(),
    };
    let renamed = at.inside("rename");
    let entries = fields.take("rename").map(|node| object_of(node, &renamed, "shape", Some(id), context));
    let rename = entries.unwrap_or_default().into_iter().filter_map(|(key, node)| {
        let at = renamed.inside(&key);
        let problem = match (context.id(key.clone()), node) {
            (Ok(shape), Node::String(name)) => return Some((shape, name.into_owned())),
            (Err(message), _) => Problem::error(at.location(), message),
            (_, node) => {
                Problem::error(at.location(), format!("a new name is a string, this is {}", node.kind()))
            }
        };
        context.report(problem.of(id));
        None
    });
    let rename = rename.collect();
    let mut many = |name: &str| references(fields.take(name), &at.inside(name), id, context);
    Service {
        version,
        operations: many("operations"),
        resources: many("resources"),
        errors: many("errors"),
        rename,
    }
}

/// A list of references.
pub(super) fn references<'a>(
    node: Option<Node<'a>>,
    at: &At<'_>,
    id: &ShapeId,
    context: &mut Context<'a, '_>,
) -> Vec<ShapeId> {
    match node {
        None => Vec::new(),
        Some(Node::Array(items)) => {
            let read = |(index, item): (usize, Node<'a>)| {
                reference(Some(item), &at.inside(&index.to_string()), id, context)
            };
            items.into_iter().enumerate().filter_map(read).collect()
        }
        Some(other) => {
            let message = format!("expected an array of references, found {}", other.kind());
            context.report(Problem::error(at.location(), message).of(id));
            Vec::new()
        }
    }
}

/// A reference: an object with `target`.
pub(super) fn reference<'a>(
    node: Option<Node<'a>>,
    at: &At<'_>,
    id: &ShapeId,
    context: &mut Context<'a, '_>,
) -> Option<ShapeId> {
    match node? {
        Node::Object(entries) => {
            let mut fields = Object::new(entries, at, "key", context);
            let target = target(fields.take("target"), id, at, context);
            fields.finish(&["target"], at, context);
            target
        }
        other => {
            let problem =
                Problem::error(at.location(), format!("expected a reference, found {}", other.kind()));
            context.report(problem.of(id).help("write `{ \"target\": … }`"));
            None
        }
    }
}

/// The shape ID of a `target`.
pub(super) fn target<'a>(
    node: Option<Node<'a>>,
    id: &ShapeId,
    at: &At<'_>,
    context: &mut Context<'a, '_>,
) -> Option<ShapeId> {
    let inside = at.inside("target");
    let problem = match node {
        Some(Node::String(text)) => match context.id(text.clone()) {
            Ok(target) => return Some(target),
            Err(message) => {
                let help = if text.contains('#') {
                    ""
                } else {
                    "write the namespace too, such as `smithy.api#String`"
                };
                Problem::error(inside.location(), message).help(help)
            }
        },
        Some(other) => {
            Problem::error(inside.location(), format!("a target is a string, this is {}", other.kind()))
        }
        None => Problem::error(at.location(), "the key `target` is missing"),
    };
    context.report(problem.of(id));
    None
}
