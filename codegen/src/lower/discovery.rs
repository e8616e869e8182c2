//! How a service is asked where its operations are, by the trait `aws.api#clientEndpointDiscovery`.
//!
//! Comes in: the trait of the service and those of its operations. Goes out: the question, and which operations need its
//! answer. Always holds: what the trait's operation takes and gives is as [its specification][spec] says; otherwise nothing
//! is asked.
//!
//! [spec]: https://smithy.io/2.0/aws/aws-core.html#aws-api-clientendpointdiscovery-trait

use super::{Context, structure};
use crate::{
    ir,
    normalize::needs_discovery,
    smithy::{Member, Shape, ShapeId, ShapeKind, index, traits},
};

/// Lowers the trait of a service, and those of the operations that have to be sent to where it says.
pub(super) fn lower(
    context: &Context<'_>,
    service: &Shape,
    operations: &mut [ir::Operation],
) -> Option<ir::Discovery> {
    let discovery = service.traits.get::<traits::ClientEndpointDiscovery>()?;
    let question = question(context, discovery, operations)?;
    let mut is_needed = false;
    for operation in operations {
        let id = ShapeId::parse(&operation.id).ok();
        operation.call.discovered = id.is_some_and(|id| needs_discovery(context.model, &id));
        is_needed |= operation.call.discovered;
    }
    is_needed.then_some(question)
}

fn question(
    context: &Context<'_>,
    discovery: &traits::ClientEndpointDiscovery,
    operations: &[ir::Operation],
) -> Option<ir::Discovery> {
    let asked = operations.iter().find(|operation| operation.id == discovery.operation.as_str())?;
    let ShapeKind::Operation(operation) = &context.model.shape(&discovery.operation)?.kind else {
        return None;
    };
    let input = operation.input.as_ref().and_then(|id| context.model.shape(id));
    let output = context.model.shape(operation.output.as_ref()?)?;
    let asks_for_more = input.is_some_and(|input| {
        context.is_replaced(&input.id)
            || input.members().any(|member| member.traits.has::<traits::Required>())
    });
    let is_stream = |shape: &Shape| index::streaming_member(context.model, shape).is_some();
    if asks_for_more || input.is_some_and(is_stream) || is_stream(output) {
        return None;
    }
    let (endpoints, list) = step(context, output, "Endpoints", |ty| matches!(ty, ir::Type::List(_)))?;
    let ShapeKind::List(element) = &context.target(list).kind else { return None };
    let endpoint = context.target(element);
    let is_whole = |ty: &ir::Type| matches!(ty, ir::Type::Integer | ir::Type::Long);
    Some(ir::Discovery {
        operation: asked.name.clone(),
        input: asked.input.clone(),
        output: asked.output.clone()?,
        endpoints,
        address: step(context, endpoint, "Address", |ty| *ty == ir::Type::String)?.0,
        minutes: step(context, endpoint, "CachePeriodInMinutes", is_whole)?.0,
        invalid: discovery.error.as_ref().map(|error| error.name().to_owned()).unwrap_or_default(),
    })
}

/// The field of a structure's member, if it is of such a type.
fn step<'m>(
    context: &Context<'m>,
    structure: &'m Shape,
    name: &str,
    is_right: impl FnOnce(&ir::Type) -> bool,
) -> Option<(ir::Step, &'m Member)> {
    let ShapeKind::Structure(members) = &structure.kind else { return None };
    let member = members.iter().find(|member| member.name == name)?;
    let is_known = !context.is_replaced(&structure.id) && is_right(&context.ty(member));
    let is_dense = !context.target(member).traits.has::<traits::Sparse>();
    let step = structure::step(context, structure, member).filter(|_| is_known && is_dense)?;
    Some((step, member))
}
