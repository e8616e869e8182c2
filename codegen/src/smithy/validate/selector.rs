//! Which shapes a trait may stand on, and beside which other traits.
//!
//! Spec: the trait selector of each trait, such as <https://smithy.io/2.0/spec/constraint-traits.html#length-trait>.

use std::collections::BTreeSet;

use super::{Report, a};
use crate::smithy::{Member, Model, Problem, Shape, ShapeId, ShapeKind, TraitValue, Traits, traits};

/// What a trait stands on.
pub(super) struct Subject<'m> {
    model: &'m Model,
    /// The shape, or the one that has the member.
    shape: &'m Shape,
    member: Option<&'m Member>,
}

/// Whether a trait may stand somewhere, and where it may, as text.
type Selector = (fn(&Subject<'_>) -> bool, &'static str);

/// Checks the traits of a shape and its members.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    let model = report.model;
    check_subject(&Subject { model, shape, member: None }, report);
    for member in shape.members() {
        check_subject(&Subject { model, shape, member: Some(member) }, report);
    }
    exclusive(shape, report);
}

fn check_subject(subject: &Subject<'_>, report: &mut Report<'_>) {
    let traits = subject.traits();
    for (id, _) in traits.iter() {
        let Some((allows, places)) = selector(id) else { continue };
        if !allows(subject) {
            let subject_id = subject.member.map_or(&subject.shape.id, |member| &member.id);
            let location = report.model.trait_location(subject_id, id.as_str());
            let message = format!("the trait `{}` does not apply to {}", id.name(), subject.describe());
            let problem = match id.as_str() {
                // What they ask of a member is done for it, too.
                "smithy.api#sensitive" | "smithy.api#mediaType" if subject.member.is_some() => {
                    Problem::warning(location, message)
                }
                _ => Problem::error(location, message),
            };
            let help = format!("remove it: it applies to {places}");
            report.problems.push(problem.of(subject_id).help(help));
        }
    }
    conflicts(subject, traits, report);
}

impl<'m> Subject<'m> {
    fn traits(&self) -> &'m Traits {
        self.member.map_or(&self.shape.traits, |member| &member.traits)
    }

    /// The shape itself, or the target of the member; none if that does not resolve.
    fn value(&self) -> Option<&'m Shape> {
        match self.member {
            Some(member) => self.model.shape(&member.target),
            None => Some(self.shape),
        }
    }

    /// Whether the subject, or the target of the member, is as asked. What does not resolve counts as such.
    fn value_is(&self, is: fn(&ShapeKind) -> bool) -> bool {
        self.value().is_none_or(|value| is(&value.kind))
    }

    fn is_shape(&self, is: fn(&ShapeKind) -> bool) -> bool {
        self.member.is_none() && is(&self.shape.kind)
    }

    fn is_member_of(&self, is: fn(&ShapeKind) -> bool) -> bool {
        self.member.is_some() && is(&self.shape.kind)
    }

    /// Whether it is a member of a structure with such a target.
    fn is_field(&self, is: fn(&ShapeKind) -> bool) -> bool {
        self.is_member_of(structure) && self.value_is(is)
    }

    /// Whether it is a member of a structure whose target is as asked, or a list of such.
    fn is_field_or_list(&self, is: fn(&ShapeKind) -> bool) -> bool {
        let element = |shape: &Shape| match &shape.kind {
            ShapeKind::List(member) => {
                self.model.shape(&member.target).is_none_or(|element| is(&element.kind))
            }
            kind => is(kind),
        };
        self.is_member_of(structure) && self.value().is_none_or(element)
    }

    /// Whether it is a member of a structure that targets a map of strings or, where allowed, of lists of strings.
    fn is_map_of_strings(&self, or_lists: bool) -> bool {
        let value = |member: &Member| self.model.shape(&member.target);
        let is_string = |shape: Option<&Shape>| shape.is_none_or(|shape| text(&shape.kind));
        self.is_member_of(structure)
            && self.value().is_none_or(|target| match &target.kind {
                ShapeKind::Map { value: entry, .. } => match value(entry).map(|shape| &shape.kind) {
                    Some(ShapeKind::List(element)) if or_lists => is_string(value(element)),
                    _ => is_string(value(entry)),
                },
                _ => false,
            })
    }

    /// Whether neither the shape nor what its values hold is without equality.
    fn all_have_equality(&self, shape: &ShapeId) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![shape];
        while let Some(id) = waiting.pop() {
            let Some(shape) = self.model.shape(id).filter(|_| seen.insert(id)) else { continue };
            if !has_equality(&shape.kind) {
                return false;
            }
            waiting.extend(shape.members().map(|member| &member.target));
        }
        true
    }

    fn describe(&self) -> String {
        match (self.member, self.value()) {
            (None, _) => match &self.shape.kind {
                ShapeKind::List(member) => match self.model.shape(&member.target) {
                    Some(element) => format!("a list of {} shapes", element.kind.name()),
                    None => "a list".to_owned(),
                },
                kind => a(kind).to_string(),
            },
            (Some(_), _) if matches!(self.shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_)) => {
                format!("a member of {}", a(&self.shape.kind))
            }
            (Some(_), Some(target)) => {
                format!("a member of {} that targets {}", a(&self.shape.kind), a(&target.kind))
            }
            (Some(_), None) => format!("a member of {}", a(&self.shape.kind)),
        }
    }
}

fn structure(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Structure(_))
}

fn operation(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Operation(_))
}

fn service(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Service(_))
}

fn text(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::String | ShapeKind::Enum(_))
}

fn timestamp(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Timestamp)
}

fn list_or_map(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::List(_) | ShapeKind::Map { .. })
}

fn integer(kind: &ShapeKind) -> bool {
    use ShapeKind::{BigInteger, Byte, IntEnum, Integer, Long, Short};
    matches!(kind, Byte | Short | Integer | IntEnum(_) | Long | BigInteger)
}

fn number(kind: &ShapeKind) -> bool {
    integer(kind) || matches!(kind, ShapeKind::Float | ShapeKind::Double | ShapeKind::BigDecimal)
}

/// What the header of an event can be.
fn event_header(kind: &ShapeKind) -> bool {
    use ShapeKind::{Blob, Boolean, Byte, IntEnum, Integer, Long, Short, Timestamp};
    text(kind) || matches!(kind, Blob | Boolean | Byte | IntEnum(_) | Integer | Long | Short | Timestamp)
}

/// What can be written as one text: in a header, label or query parameter.
fn textual(kind: &ShapeKind) -> bool {
    number(kind) || text(kind) || matches!(kind, ShapeKind::Boolean | ShapeKind::Timestamp)
}

fn has_equality(kind: &ShapeKind) -> bool {
    !matches!(kind, ShapeKind::Float | ShapeKind::Double | ShapeKind::Document)
}

fn sized(kind: &ShapeKind) -> bool {
    list_or_map(kind) || text(kind) || matches!(kind, ShapeKind::Blob)
}

fn unnamed(kind: &ShapeKind) -> bool {
    !matches!(kind, ShapeKind::Service(_) | ShapeKind::Resource(_) | ShapeKind::Operation(_))
}

fn has_default(kind: &ShapeKind) -> bool {
    unnamed(kind) && !matches!(kind, ShapeKind::Structure(_) | ShapeKind::Union(_))
}

/// Where the trait of that ID may stand; none for those that stand anywhere or that Farrier does not check.
fn selector(id: &ShapeId) -> Option<Selector> {
    let name = id.name();
    match id.namespace() {
        "smithy.api" => shape_trait(name).or_else(|| member_trait(name)).or_else(|| http_trait(name)),
        "aws.protocols" => match name {
            "ec2QueryName" => Some((|it| it.is_member_of(structure), "members of structures")),
            "awsQueryError" => Some((|it| it.is_shape(structure), "structures")),
            "httpChecksum" => Some((|it| it.is_shape(operation), "operations")),
            "restJson1" | "restXml" | "awsJson1_0" | "awsJson1_1" | "awsQuery" | "ec2Query"
            | "awsQueryCompatible" => Some((|it| it.is_shape(service), "services")),
            _ => None,
        },
        "aws.api" if name == "service" => Some((|it| it.is_shape(service), "services")),
        "aws.auth" if matches!(name, "sigv4" | "sigv4a") => Some((|it| it.is_shape(service), "services")),
        "smithy.waiters" if name == "waitable" => Some((|it| it.is_shape(operation), "operations")),
        _ => None,
    }
}

/// Traits of shapes.
fn shape_trait(name: &str) -> Option<Selector> {
    Some(match name {
        "http"
        | "endpoint"
        | "readonly"
        | "idempotent"
        | "examples"
        | "optionalAuth"
        | "httpChecksumRequired"
        | "requestCompression" => (|it| it.is_shape(operation), "operations"),
        "paginated" | "auth" => {
            (|it| it.is_shape(operation) || it.is_shape(service), "services and operations")
        }
        "cors" | "httpBasicAuth" | "httpDigestAuth" | "httpBearerAuth" | "httpApiKeyAuth" => {
            (|it| it.is_shape(service), "services")
        }
        "error" | "input" | "output" => (|it| it.is_shape(structure), "structures"),
        "retryable" | "httpError" => (
            |it| it.is_shape(structure) && it.shape.traits.has::<traits::Error>(),
            "structures with the trait `error`",
        ),
        "sparse" => (|it| it.is_shape(list_or_map), "lists and maps"),
        "uniqueItems" => (
            |it| {
                it.is_shape(|kind| matches!(kind, ShapeKind::List(_)))
                    && it.shape.members().all(|element| it.all_have_equality(&element.target))
            },
            "lists whose elements neither are nor have floats, doubles or documents",
        ),
        "streaming" => (
            |it| it.is_shape(|kind| matches!(kind, ShapeKind::Blob | ShapeKind::Union(_))),
            "blobs and unions",
        ),
        "requiresLength" => (
            |it| {
                it.is_shape(|kind| matches!(kind, ShapeKind::Blob))
                    && it.shape.traits.has::<traits::Streaming>()
            },
            "blobs with the trait `streaming`",
        ),
        "noReplace" => (
            |it| it.is_shape(|kind| matches!(kind, ShapeKind::Resource(resource) if resource.put.is_some())),
            "resources with the operation `put`",
        ),
        "title" => (
            |it| it.is_shape(|kind| matches!(kind, ShapeKind::Service(_) | ShapeKind::Resource(_))),
            "services and resources",
        ),
        "references" => (|it| it.is_shape(|kind| structure(kind) || text(kind)), "structures and strings"),
        "sensitive" => {
            (|it| it.is_shape(unnamed), "shapes of data, of which a member may target one of its own")
        }
        "mediaType" => (
            |it| it.is_shape(|kind| text(kind) || matches!(kind, ShapeKind::Blob)),
            "strings and blobs, of which a member may target one of its own",
        ),
        "mixin" => (|it| it.member.is_none(), "shapes, not their members"),
        "unitType" => {
            (|it| it.member.is_none() && it.shape.id.as_str() == "smithy.api#Unit", "`smithy.api#Unit`")
        }
        _ => return None,
    })
}

/// Traits of members, and those of simple and aggregate shapes that members may override.
fn member_trait(name: &str) -> Option<Selector> {
    Some(match name {
        "required" | "recommended" | "clientOptional" | "property" => {
            (|it| it.is_member_of(structure), "members of structures")
        }
        "nestedProperties" => (|it| it.is_field(structure), "members of structures that target structures"),
        "addedDefault" => (
            |it| it.is_member_of(structure) && it.traits().has::<traits::Default>(),
            "members of structures with the trait `default`",
        ),
        "notProperty" => (
            |it| it.is_member_of(structure) || it.shape.traits.raw("smithy.api#trait").is_some(),
            "members of structures and traits",
        ),
        "default" => (
            |it| (it.member.is_none() || it.is_member_of(structure)) && it.value_is(has_default),
            "simple shapes, lists, maps and members of structures that target them",
        ),
        "enumValue" => (
            |it| it.is_member_of(|kind| matches!(kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_))),
            "members of enums and intEnums",
        ),
        "length" => (|it| it.value_is(sized), "strings, blobs, lists, maps and members that target them"),
        "range" => (|it| it.value_is(number), "numbers and members that target them"),
        "pattern" => (|it| it.value_is(text), "strings and members that target them"),
        "idRef" => (|it| it.value_is(text), "strings and members that target them"),
        "timestampFormat" => (|it| it.value_is(timestamp), "timestamps and members that target them"),
        "idempotencyToken" => (|it| it.is_field(text), "members of structures that target strings"),
        "resourceIdentifier" => (
            |it| it.is_field(text) && it.traits().has::<traits::Required>(),
            "required members of structures that target strings",
        ),
        "hostLabel" => (|it| it.is_field(text), "members of structures that target strings"),
        "jsonName" => (
            |it| it.is_member_of(|kind| matches!(kind, ShapeKind::Structure(_) | ShapeKind::Union(_))),
            "members of structures and unions",
        ),
        "xmlAttribute" => (
            |it| it.is_field(textual),
            "members of structures that target booleans, numbers, strings or timestamps",
        ),
        "xmlFlattened" => (
            |it| {
                it.is_member_of(|kind| matches!(kind, ShapeKind::Structure(_) | ShapeKind::Union(_)))
                    && it.value_is(list_or_map)
            },
            "members of structures and unions that target lists or maps",
        ),
        "xmlName" => (
            |it| {
                it.member.is_some()
                    || it.is_shape(|kind| matches!(kind, ShapeKind::Structure(_) | ShapeKind::Union(_)))
            },
            "structures, unions and members",
        ),
        "xmlNamespace" => (
            |it| {
                it.member.is_some()
                    || !it.is_shape(|kind| matches!(kind, ShapeKind::Resource(_) | ShapeKind::Operation(_)))
            },
            "services, shapes of data and their members",
        ),
        "eventHeader" => (
            |it| it.is_field(event_header),
            "members of structures that target booleans, whole numbers, blobs, strings or timestamps",
        ),
        "eventPayload" => (
            |it| {
                it.is_field(|kind| {
                    text(kind)
                        || matches!(kind, ShapeKind::Blob | ShapeKind::Structure(_) | ShapeKind::Union(_))
                })
            },
            "members of structures that target blobs, strings, structures or unions",
        ),
        _ => return None,
    })
}

/// Traits that bind members to HTTP messages.
fn http_trait(name: &str) -> Option<Selector> {
    Some(match name {
        "httpLabel" => (
            |it| it.is_field(textual),
            "members of structures that target strings, numbers, booleans or timestamps",
        ),
        "httpQuery" => (
            |it| it.is_field_or_list(textual),
            "members of structures that target strings, numbers, booleans, timestamps or lists of these",
        ),
        "httpHeader" => (
            |it| it.is_field_or_list(textual),
            "members of structures that target strings, numbers, booleans, timestamps or lists of these",
        ),
        "httpQueryParams" => (
            |it| it.is_map_of_strings(true),
            "members of structures that target maps of strings or of lists of strings",
        ),
        "httpPrefixHeaders" => (
            |it| {
                it.is_map_of_strings(false)
                    && it.value().is_none_or(|map| !map.traits.has::<traits::Sparse>())
            },
            "members of structures that target maps of strings, not sparse",
        ),
        "httpPayload" => (|it| it.is_member_of(structure), "members of structures"),
        "httpResponseCode" => (
            |it| {
                it.is_field(|kind| matches!(kind, ShapeKind::Integer | ShapeKind::IntEnum(_)))
                    && !it.shape.traits.has::<traits::Input>()
            },
            "members of structures that target integers, but for those of inputs",
        ),
        _ => return None,
    })
}

/// The traits of which a member or shape may have one only.
const EXCLUDING: &[&[&str]] = &[
    &[
        "httpLabel",
        "httpQuery",
        "httpQueryParams",
        "httpHeader",
        "httpPrefixHeaders",
        "httpPayload",
        "httpResponseCode",
    ],
    &["readonly", "idempotent"],
    &["error", "input", "output"],
    &["xmlAttribute", "xmlNamespace"],
    &["eventHeader", "eventPayload"],
    &["uniqueItems", "sparse"],
    &["recommended", "required"],
    &["property", "resourceIdentifier"],
    &["error", "trait"],
];

/// Traits that exclude each other. Spec: <https://smithy.io/2.0/spec/model.html#trait-definition-properties>.
fn conflicts(subject: &Subject<'_>, traits: &Traits, report: &mut Report<'_>) {
    if traits.iter().nth(1).is_none() {
        return;
    }
    let id = subject.member.map_or(&subject.shape.id, |member| &member.id);
    for group in EXCLUDING {
        let is_in_group =
            |(id, _): &(&ShapeId, &TraitValue)| id.namespace() == "smithy.api" && group.contains(&id.name());
        let mut present = traits.iter().filter(is_in_group).map(|(id, _)| id);
        let (Some(first), Some(second)) = (present.next(), present.next()) else { continue };
        let location = report.model.trait_location(id, second.as_str());
        let message = format!("the traits `{}` and `{}` exclude each other", first.name(), second.name());
        report.error_at(location, id, message, "remove one of the two");
        report.related(report.model.trait_location(id, first.as_str()));
    }
}

/// Traits that one member of a structure may have.
/// Spec: <https://smithy.io/2.0/spec/model.html#structurally-exclusive-traits>.
fn exclusive(shape: &Shape, report: &mut Report<'_>) {
    only_one::<traits::IdempotencyToken>(shape, "idempotencyToken", report);
    only_one::<traits::HttpPayload>(shape, "httpPayload", report);
    only_one::<traits::HttpQueryParams>(shape, "httpQueryParams", report);
    only_one::<traits::HttpPrefixHeaders>(shape, "httpPrefixHeaders", report);
    only_one::<traits::HttpResponseCode>(shape, "httpResponseCode", report);
    only_one::<traits::EventPayload>(shape, "eventPayload", report);
}

fn only_one<T: traits::SmithyTrait>(shape: &Shape, name: &str, report: &mut Report<'_>) {
    let mut members = shape.members().filter(|member| member.traits.has::<T>());
    let Some(first) = members.next() else { return };
    for member in members {
        let message = format!(
            "a second member of `{}` has the trait `{name}`: `{}` has it too",
            shape.id.name(),
            first.name
        );
        report.trait_error::<T>(&member.id, message, "keep it on one member");
        report.related(report.model.trait_location(&first.id, T::ID));
    }
}
