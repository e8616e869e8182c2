//! Bindings of members to HTTP messages.
//!
//! Spec: <https://smithy.io/2.0/spec/http-bindings.html>.

use super::{Report, a, ticked, uri};
use crate::smithy::{
    Member, Operation, Shape, ShapeKind, SmithyTrait as _, index,
    traits::{self, Segment},
};

/// Checks the bindings of an operation's input and output.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(http) = shape.traits.get::<traits::Http>() else { return };
    uri::labels(shape, &http.uri, report);
    if let Some(members) = report.message_members(operation.input.as_ref()) {
        labels_have_members(shape, &http.uri, members, report);
        members_have_labels(shape, &http.uri, members, report);
        literal_queries(shape, http, members, report);
        unbound(members, index::is_bound_to_request, report);
    }
    if let Some(members) = report.message_members(operation.output.as_ref()) {
        unbound(members, index::is_bound_to_response, report);
    }
}

/// Checks what does not depend on the operation: members that must be there, and the status of errors.
pub(super) fn structure(shape: &Shape, report: &mut Report<'_>) {
    for member in index::structure_members(shape) {
        if member.traits.has::<traits::Required>() {
            continue;
        }
        let message = |what: &str| format!("`{}` is {what}, but not required", member.name);
        let help = "add the trait `smithy.api#required`";
        if member.traits.has::<traits::HttpLabel>() {
            report.trait_error::<traits::HttpLabel>(&member.id, message("a label of the URI"), help);
        }
        if member.traits.has::<traits::HostLabel>() {
            report.trait_error::<traits::HostLabel>(&member.id, message("a label of the host prefix"), help);
        }
    }
    if let Some(traits::HttpError(status)) = shape.traits.get()
        // No client takes any other for an error's.
        && !(300..=599).contains(status)
    {
        let message = format!("{status} is no HTTP status of an error");
        report.trait_error::<traits::HttpError>(&shape.id, message, "give a status from 400 to 599");
    }
    if shape.traits.has::<traits::Error>() {
        unbound(index::structure_members(shape), index::is_bound_to_response, report);
    }
}

fn labels_have_members(shape: &Shape, uri: &traits::UriPattern, members: &[Member], report: &mut Report<'_>) {
    let is_label = |name: &str| {
        members
            .iter()
            .find(|member| member.name == name)
            .map(|member| member.traits.has::<traits::HttpLabel>())
    };
    for label in uri.labels() {
        let (message, help) = match is_label(label) {
            Some(true) => continue,
            Some(false) => (
                format!("the label `{label}` of the URI `{uri}` is a member without the trait `httpLabel`"),
                format!(
                    "add the traits `smithy.api#httpLabel` and `smithy.api#required` to the member `{label}`"
                ),
            ),
            None => (
                format!("the label `{label}` of the URI `{uri}` is no member of the input"),
                format!(
                    "add a required member `{label}` with the trait `smithy.api#httpLabel`, or correct the URI"
                ),
            ),
        };
        let location = report.model.trait_location(&shape.id, traits::Http::ID).inside(["uri"]);
        report.error_at(location, &shape.id, message, help);
    }
}

fn members_have_labels(shape: &Shape, uri: &traits::UriPattern, members: &[Member], report: &mut Report<'_>) {
    for member in members.iter().filter(|member| member.traits.has::<traits::HttpLabel>()) {
        let Some(segment) = uri.segments.iter().find(|segment| is_label(segment, &member.name)) else {
            let message = format!(
                "`{}` has the trait `httpLabel`, but the URI `{uri}` of `{}` has no such label",
                member.name, shape.id
            );
            let help = format!("add `{{{}}}` to the URI, or remove the trait", member.name);
            report.trait_error::<traits::HttpLabel>(&member.id, message, help);
            report.related(report.model.trait_location(&shape.id, traits::Http::ID).inside(["uri"]));
            continue;
        };
        let not_text = report.target(member).filter(|target| !is_text(&target.kind));
        if let (Segment::GreedyLabel(_), Some(target)) = (segment, not_text) {
            let message = format!("the greedy label `{}` is {}, not a string", member.name, a(&target.kind));
            report.inner_error(
                &member.id,
                ["target"],
                message,
                "target a string, or make the label a plain one",
            );
        }
    }
}

fn is_label(segment: &Segment, wanted: &str) -> bool {
    match segment {
        Segment::Literal(_) => false,
        Segment::Label(name) | Segment::GreedyLabel(name) => name == wanted,
    }
}

fn is_text(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::String | ShapeKind::Enum(_))
}

fn literal_queries(shape: &Shape, http: &traits::Http, members: &[Member], report: &mut Report<'_>) {
    for member in members {
        let Some(traits::HttpQuery(name)) = member.traits.get() else { continue };
        if name.is_empty() {
            let message = format!("`{}` is bound to a query parameter without a name", member.name);
            report.trait_error::<traits::HttpQuery>(&member.id, message, "give the parameter's name");
        }
        if http.uri.query.iter().any(|(literal, _)| literal == name) {
            let message = format!(
                "the query parameter `{name}` of `{}` is a literal of the URI `{}` too",
                member.name, http.uri
            );
            report.trait_error::<traits::HttpQuery>(
                &member.id,
                message,
                "choose another name, or remove the literal",
            );
            report.related(report.model.trait_location(&shape.id, traits::Http::ID).inside(["uri"]));
        }
    }
}

/// With a member that is the whole body, no other member may be left for the body.
fn unbound(members: &[Member], is_bound: fn(&Member) -> bool, report: &mut Report<'_>) {
    let Some(payload) = members.iter().find(|member| member.traits.has::<traits::HttpPayload>()) else {
        return;
    };
    let left: Vec<&Member> = members.iter().filter(|member| !is_bound(member)).collect();
    if let Some(first) = left.first() {
        let message = format!(
            "`{}` is the whole body, but {} would stand in the body too",
            payload.name,
            ticked(left.iter().map(|member| &member.name))
        );
        let help = format!("bind `{}` to the header, query or path, or remove `httpPayload`", first.name);
        report.error(&first.id, message, help);
        report.related(report.model.trait_location(&payload.id, traits::HttpPayload::ID));
    }
}
