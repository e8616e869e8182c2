//! Members with a part of their own in messages.

use crate::smithy::{Member, Model, Shape, ShapeId, ShapeKind, traits};

/// The members of a structure; none for other shapes.
#[must_use]
pub fn structure_members(shape: &Shape) -> &[Member] {
    match &shape.kind {
        ShapeKind::Structure(members) => members,
        _ => &[],
    }
}

/// The member of a structure that is a stream, of bytes or events.
///
/// Spec: <https://smithy.io/2.0/spec/streaming.html#streaming-trait>.
#[must_use]
pub fn streaming_member<'m>(model: &Model, structure: &'m Shape) -> Option<&'m Member> {
    structure_members(structure).iter().find(|member| model.target(member).traits.has::<traits::Streaming>())
}

/// The member of a structure that is a stream of events.
///
/// Spec: <https://smithy.io/2.0/spec/streaming.html#event-streams>.
#[must_use]
pub fn event_stream_member<'m>(model: &Model, structure: &'m Shape) -> Option<&'m Member> {
    streaming_member(model, structure)
        .filter(|member| matches!(model.target(member).kind, ShapeKind::Union(_)))
}

/// The member of an operation's input that a client fills in with a unique text.
///
/// Spec: <https://smithy.io/2.0/spec/behavior-traits.html#idempotencytoken-trait>.
#[must_use]
pub fn idempotency_token_member<'m>(model: &'m Model, operation: &ShapeId) -> Option<&'m Member> {
    let ShapeKind::Operation(operation) = &model.shape(operation)?.kind else { return None };
    let input = model.shape(operation.input.as_ref()?)?;
    structure_members(input).iter().find(|member| member.traits.has::<traits::IdempotencyToken>())
}

/// The labels of an operation's host prefix, in order.
///
/// Spec: <https://smithy.io/2.0/spec/endpoint-traits.html#endpoint-trait>.
pub fn host_labels(endpoint: &traits::Endpoint) -> impl Iterator<Item = &str> {
    endpoint.host_prefix.iter().filter_map(|part| match part {
        traits::HostPart::Literal(_) => None,
        traits::HostPart::Label(name) => Some(name.as_str()),
    })
}

/// Whether the member of an input has a place of its own in a request: in the path, query or headers, or as the body.
///
/// Spec: <https://smithy.io/2.0/spec/http-bindings.html>.
#[must_use]
pub fn is_bound_to_request(member: &Member) -> bool {
    let traits = &member.traits;
    traits.has::<traits::HttpLabel>()
        || traits.has::<traits::HttpQuery>()
        || traits.has::<traits::HttpQueryParams>()
        || is_in_headers(member)
        || traits.has::<traits::HttpPayload>()
}

/// Whether the member of an output or error has a place of its own in a response: the status, a header or the body.
///
/// Spec: <https://smithy.io/2.0/spec/http-bindings.html>.
#[must_use]
pub fn is_bound_to_response(member: &Member) -> bool {
    let traits = &member.traits;
    traits.has::<traits::HttpResponseCode>() || is_in_headers(member) || traits.has::<traits::HttpPayload>()
}

fn is_in_headers(member: &Member) -> bool {
    member.traits.has::<traits::HttpHeader>() || member.traits.has::<traits::HttpPrefixHeaders>()
}
