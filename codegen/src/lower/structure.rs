//! Structures.

use std::collections::BTreeSet;

use super::{Context, documentation, operation};
use crate::{
    ir,
    names::{self, Case, Scope},
    smithy::{Member, Shape, ShapeId, ShapeKind, traits},
};

/// Lowers a structure.
pub(super) fn lower(context: &Context<'_>, shape: &Shape, members: &[Member]) -> ir::Structure {
    let hidden = shape.traits.has::<traits::Sensitive>();
    let fields = field_names(context, members);
    let members: Vec<ir::Member> = fields_of(context, members)
        .zip(fields)
        .map(|(model, field)| member(context, shape, model, field, hidden))
        .collect();
    ir::Structure {
        info: context.info(shape),
        error: error_kind(context, shape, &members),
        event: context.events.contains(&shape.id).then(|| ir::Event { body: event_body(&members) }),
        redacted: members.iter().any(|member| member.sensitive),
        non_exhaustive: true,
        members,
    }
}

/// The structures that are events: those which unions with `streaming` have.
pub(super) fn events<'m>(shapes: &[&'m Shape]) -> BTreeSet<&'m ShapeId> {
    let streams = shapes
        .iter()
        .filter(|shape| matches!(shape.kind, ShapeKind::Union(_)) && shape.traits.has::<traits::Streaming>());
    streams.flat_map(|union| union.members()).map(|member| &member.target).collect()
}

/// The members of an event that are neither in headers nor the payload; none where all are in its body.
fn event_body(members: &[ir::Member]) -> Option<Vec<usize>> {
    let in_body = |member: &ir::Member| !member.wire.event_header && !member.wire.event_payload;
    let indices: Vec<usize> =
        members.iter().enumerate().filter(|(_, member)| in_body(member)).map(|(index, _)| index).collect();
    (indices.len() < members.len()).then_some(indices)
}

/// The members that are fields: streams travel beside the structure.
pub(super) fn fields_of<'a>(
    context: &Context<'_>,
    members: &'a [Member],
) -> impl Iterator<Item = &'a Member> {
    members.iter().filter(|member| !context.target(member).traits.has::<traits::Streaming>())
}

/// The names of the fields, in their order.
fn field_names(context: &Context<'_>, members: &[Member]) -> Vec<String> {
    let spellings: Vec<&str> = fields_of(context, members).map(|member| member.name.as_str()).collect();
    Scope::new(Case::Field).names(&spellings)
}

/// The field of the structure `id` that the member becomes.
pub(super) fn field_of(context: &Context<'_>, id: &ShapeId, member: &str) -> Option<String> {
    let ShapeKind::Structure(members) = &context.model.shape(id)?.kind else { return None };
    let at = fields_of(context, members).position(|candidate| candidate.name == member)?;
    field_names(context, members).get(at).cloned()
}

/// The field that a member of a structure becomes, as a step of a path.
pub(super) fn step(context: &Context<'_>, shape: &Shape, member: &Member) -> Option<ir::Step> {
    let presence = context.presence(shape, member);
    let optional = matches!(presence, ir::Presence::Optional | ir::Presence::ServerDefault(_));
    let boxed = context.boxed.contains(&member.id);
    Some(ir::Step { field: field_of(context, &shape.id, &member.name)?, optional, boxed })
}

/// The fields as bindings name them: member, name of the field and index.
pub(super) fn bound_members<'a>(
    context: &Context<'_>,
    members: &'a [Member],
) -> Vec<(&'a Member, ir::BoundMember)> {
    let names = field_names(context, members);
    let bound = names.into_iter().enumerate().map(|(index, field)| ir::BoundMember { field, index });
    fields_of(context, members).zip(bound).collect()
}

fn member(context: &Context<'_>, shape: &Shape, member: &Member, field: String, hidden: bool) -> ir::Member {
    ir::Member {
        setter: ["with_", names::bare(&field)].concat(),
        field,
        ty: context.ty(member),
        presence: context.presence(shape, member),
        wire: context.wire(member),
        docs: documentation::member(context, member),
        deprecated: documentation::deprecated(&member.traits),
        check: context.check(member),
        sensitive: hidden || context.shows_sensitive(member),
    }
}

fn error_kind(context: &Context<'_>, shape: &Shape, members: &[ir::Member]) -> Option<ir::ErrorKind> {
    shape.traits.get::<traits::Error>()?;
    let message = members
        .iter()
        .find(|member| member.wire.name.eq_ignore_ascii_case("message") && member.ty == ir::Type::String)
        .map(|member| (member.field.clone(), member.is_optional()));
    let (body, bindings) = operation::response_bindings(context, Some(shape));
    Some(ir::ErrorKind {
        code: shape.id.name().to_owned(),
        status: operation::error_status(shape),
        query: shape
            .traits
            .get::<traits::AwsQueryError>()
            .map(|error| (error.code.clone(), error.http_response_code)),
        message,
        metadata: names::metadata_field_name(
            &members.iter().map(|member| member.field.as_str()).collect::<Vec<_>>(),
        ),
        retryable: match shape.traits.get::<traits::Retryable>() {
            Some(retryable) => Some(retryable.throttling),
            None => {
                let retryable = context.selection.customization.retryable_errors;
                retryable.contains(&shape.id.name()).then_some(false)
            }
        },
        body,
        bindings,
    })
}
