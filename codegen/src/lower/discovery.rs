//! How a service is asked where its operations are, by the trait `aws.api#clientEndpointDiscovery`.
//!
//! Comes in: the trait of the service. Goes out: the question, if an operation needs its answer. Always holds: what the
//! trait's operation takes and gives is as [its specification][spec] says; otherwise nothing is asked.
//!
//! [spec]: https://smithy.io/2.0/aws/aws-core.html#aws-api-clientendpointdiscovery-trait

use super::{Context, structure};
use crate::{
    ir,
    smithy::{Member, Shape, ShapeKind, index, traits},
};

/// Lowers the trait of a service whose client has to ask it.
pub(super) fn lower(
    context: &Context<'_>,
    service: &Shape,
    operations: &[ir::Operation],
) -> Option<ir::Discovery> {
    let discovery = service.traits.get::<traits::ClientEndpointDiscovery>()?;
    if !operations.iter().any(|operation| operation.call.discovered) {
        return None;
    }
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
    let (endpoints, list) = step(context, output, "Endpoints")?;
    let ShapeKind::List(element) = &context.target(list).kind else { return None };
    let endpoint = context.target(element);
    Some(ir::Discovery {
        operation: asked.name.clone(),
        input: asked.input.clone(),
        output: asked.output.clone()?,
        endpoints,
        address: step(context, endpoint, "Address")?.0,
        minutes: step(context, endpoint, "CachePeriodInMinutes")?.0,
        invalid: discovery.error.as_ref().map(|error| error.name().to_owned()).unwrap_or_default(),
    })
}

/// The field of a structure's member, whose kind validation has seen to. Into a type of somebody's own nothing can look.
fn step<'m>(context: &Context<'m>, structure: &'m Shape, name: &str) -> Option<(ir::Step, &'m Member)> {
    let member = index::structure_members(structure).iter().find(|member| member.name == name)?;
    let is_own = context.is_replaced(&structure.id) || context.is_replaced(&member.target);
    let is_sparse = context.target(member).traits.has::<traits::Sparse>();
    let step = structure::step(context, structure, member).filter(|_| !is_own && !is_sparse)?;
    Some((step, member))
}
