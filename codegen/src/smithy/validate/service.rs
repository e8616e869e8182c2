//! Services: what they bind, the names in their closure, and their operations against each other.
//!
//! Spec: <https://smithy.io/2.0/spec/service-types.html#service>,
//! <https://smithy.io/2.0/spec/service-types.html#service-closure>.

use std::collections::BTreeSet;

use indexmap::{IndexMap, map::Entry};
use rustc_hash::FxBuildHasher;

use super::{Report, a, name::Folded, operation, paginated, resource, streaming, uri, waiter};
use crate::smithy::{Model, Service, Shape, ShapeId, ShapeKind, index, traits};

/// Checks a service.
pub(super) fn check(shape: &Shape, service: &Service, report: &mut Report<'_>) {
    bindings(shape, service, report);
    operation::errors(shape, &service.errors, report);
    let operations = index::service_operations(report.model, &shape.id);
    uri::conflicts(&operations, report);
    let rest = uses_http_bindings(shape);
    if rest {
        have_http(shape, &operations, report);
    }
    for bound in operations.iter().filter_map(|id| report.model.shape(id)) {
        if let ShapeKind::Operation(operation) = &bound.kind {
            streaming::operation(operation, rest, report);
            paginated::within(shape, bound, operation, report);
        }
    }
    let model = report.model;
    waiter::within(operations.iter().filter_map(|id| model.shape(id)), report);
    let closure = index::closure(report.model, [&shape.id]);
    have_no_documents(shape, &closure, report);
    renames(shape, service, &closure, report);
    names(shape, service, &closure, report);
}

fn bindings(shape: &Shape, service: &Service, report: &mut Report<'_>) {
    for (index, id) in service.operations.iter().enumerate() {
        let steps = || vec!["operations".to_owned(), index.to_string(), "target".to_owned()];
        resource::is_operation(shape, steps, id, report);
    }
    for (index, id) in service.resources.iter().enumerate() {
        let Some(target) = report.model.shape(id) else { continue };
        if !matches!(target.kind, ShapeKind::Resource(_)) {
            let message = format!("`{id}` is {}, not a resource", a(&target.kind));
            report.inner_error(
                &shape.id,
                ["resources", &index.to_string(), "target"],
                message,
                "target a resource",
            );
        }
    }
}

/// Whether a protocol of the service puts members where their HTTP bindings say.
fn uses_http_bindings(shape: &Shape) -> bool {
    let traits = &shape.traits;
    traits.has::<traits::RestJson1>()
        || traits.has::<traits::RestXml>()
        || traits.has::<traits::SimpleRestJson>()
}

/// With such a protocol, each operation needs a method and a URI.
fn have_http(shape: &Shape, operations: &[ShapeId], report: &mut Report<'_>) {
    let model = report.model;
    for operation in operations.iter().filter_map(|id| model.shape(id)) {
        if matches!(operation.kind, ShapeKind::Operation(_)) && !operation.traits.has::<traits::Http>() {
            let message = format!(
                "the operation has no trait `http`, which a protocol of the service `{}` needs",
                shape.id
            );
            let help = "add the trait `smithy.api#http` with `method`, `uri` and `code`";
            report.error(&operation.id, message, help);
        }
    }
}

/// Some protocols cannot write documents.
/// Spec: `noInlineDocumentSupport` in <https://smithy.io/2.0/spec/protocol-traits.html#protocoldefinition-trait>.
fn have_no_documents(shape: &Shape, closure: &BTreeSet<ShapeId>, report: &mut Report<'_>) {
    let traits = &shape.traits;
    let protocols = [
        ("awsQuery", traits.has::<traits::AwsQuery>()),
        ("ec2Query", traits.has::<traits::Ec2Query>()),
        ("restXml", traits.has::<traits::RestXml>()),
    ];
    let Some((protocol, _)) = protocols.into_iter().find(|(_, speaks)| *speaks) else { return };
    let model = report.model;
    let members = closure.iter().filter_map(|id| model.shape(id)).flat_map(Shape::members);
    for member in members.filter(|member| model.target(member).kind == ShapeKind::Document) {
        let message = format!(
            "the member is a document, which the protocol `{protocol}` of the service `{}` does not have",
            shape.id
        );
        report.error(&member.id, message, "target another shape, or give the service another protocol");
    }
}

fn renames(shape: &Shape, service: &Service, closure: &BTreeSet<ShapeId>, report: &mut Report<'_>) {
    for (id, name) in &service.rename {
        let target = report.model.shape(id);
        let (message, help) = if !closure.contains(id) && id.namespace() != "smithy.api" {
            (
                format!("`{id}` is renamed, but no part of the service"),
                "correct the shape ID, or remove the line",
            )
        } else if !crate::smithy::shape_id::is_identifier(name) {
            (
                format!("the new name `{name}` of `{id}` is no identifier"),
                "use letters, digits and underscores",
            )
        } else if name == id.name() {
            (format!("the new name of `{id}` is its old one"), "choose another name, or remove the line")
        } else if let Some(target) = target.filter(|target| !can_be_renamed(target)) {
            (
                format!("`{id}` is {}, which cannot be renamed", a(&target.kind)),
                "rename the other shape, or remove the line",
            )
        } else {
            continue;
        };
        report.inner_error(&shape.id, ["rename", id.as_str()], message, help);
    }
}

fn can_be_renamed(shape: &Shape) -> bool {
    !matches!(shape.kind, ShapeKind::Operation(_) | ShapeKind::Resource(_) | ShapeKind::Service(_))
}

/// Names within a service differ beyond case; equal simple shapes and lists may share one.
fn names(shape: &Shape, service: &Service, closure: &BTreeSet<ShapeId>, report: &mut Report<'_>) {
    let mut seen: IndexMap<Folded<'_>, &Shape, FxBuildHasher> = IndexMap::default();
    for other in closure.iter().filter_map(|id| report.model.shape(id)) {
        let name = service.rename.get(&other.id).map_or(other.id.name(), String::as_str);
        match seen.entry(Folded(name)) {
            Entry::Vacant(entry) => {
                entry.insert(other);
            }
            Entry::Occupied(first) if may_share_name(report.model, first.get(), other) => {}
            Entry::Occupied(first) => {
                let first = first.get();
                let message = format!(
                    "`{}` and `{}` have the same name, but for case, in the service `{}`",
                    first.id, other.id, shape.id
                );
                let help =
                    format!("rename one of them: `\"rename\": {{\"{}\": \"…\"}}` in the service", other.id);
                report.error(&other.id, message, help);
                report.related(report.model.location(&first.id));
            }
        }
    }
}

fn may_share_name(model: &Model, one: &Shape, other: &Shape) -> bool {
    // A list of lists of … ends: a list that contains itself is an error of its own, and 32 levels are no real model.
    equivalent(model, one, other, 32)
}

fn equivalent(model: &Model, one: &Shape, other: &Shape, depth: usize) -> bool {
    if one.id == other.id {
        return true;
    }
    if depth == 0 || one.traits != other.traits {
        return false;
    }
    match (&one.kind, &other.kind) {
        (ShapeKind::List(one), ShapeKind::List(other)) => {
            one.traits == other.traits && equivalent(model, model.target(one), model.target(other), depth - 1)
        }
        (ShapeKind::Enum(one), ShapeKind::Enum(other))
        | (ShapeKind::IntEnum(one), ShapeKind::IntEnum(other)) => {
            let same = one
                .iter()
                .zip(other)
                .all(|(one, other)| one.name == other.name && one.traits == other.traits);
            same && one.len() == other.len()
        }
        (one, other) => is_simple(one) && one == other,
    }
}

fn is_simple(kind: &ShapeKind) -> bool {
    use ShapeKind::{
        BigDecimal, BigInteger, Blob, Boolean, Byte, Document, Double, Float, Integer, Long, Short, String,
        Timestamp,
    };
    matches!(
        kind,
        Blob | Boolean
            | String
            | Byte
            | Short
            | Integer
            | Long
            | Float
            | Double
            | BigInteger
            | BigDecimal
            | Timestamp
            | Document
    )
}
