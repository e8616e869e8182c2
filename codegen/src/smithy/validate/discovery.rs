//! Services that say where their operations are.
//!
//! Spec: <https://smithy.io/2.0/aws/aws-core.html#aws-api-clientendpointdiscovery-trait>.

use super::Report;
use crate::smithy::{Model, Shape, ShapeKind, index, traits};

/// Checks that a service has the operation that it is asked by, and that the answer names endpoints.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    let Some(discovery) = shape.traits.get::<traits::ClientEndpointDiscovery>() else { return };
    let operation = &discovery.operation;
    let (message, help) = if !index::service_operations(report.model, &shape.id).contains(operation) {
        (
            format!("`{operation}`, which says where operations are, is no operation of the service"),
            "name one of its operations",
        )
    } else if !names_endpoints(report.model, discovery) {
        (
            format!("the output of `{operation}` does not say where operations are"),
            "give it a list `Endpoints` of structures with the string `Address` and the long `CachePeriodInMinutes`",
        )
    } else {
        return;
    };
    report.trait_error::<traits::ClientEndpointDiscovery>(&shape.id, message, help);
}

fn names_endpoints(model: &Model, discovery: &traits::ClientEndpointDiscovery) -> bool {
    let target = |structure: &Shape, name: &str| {
        let mut members = index::structure_members(structure).iter();
        model.shape(&members.find(|member| member.name == name)?.target)
    };
    let endpoint = || {
        let ShapeKind::Operation(operation) = &model.shape(&discovery.operation)?.kind else { return None };
        let endpoints = target(model.shape(operation.output.as_ref()?)?, "Endpoints")?;
        let ShapeKind::List(element) = &endpoints.kind else { return None };
        model.shape(&element.target)
    };
    endpoint().is_some_and(|endpoint| {
        let address = target(endpoint, "Address").map(|shape| &shape.kind);
        let minutes = target(endpoint, "CachePeriodInMinutes").map(|shape| &shape.kind);
        matches!(address, Some(ShapeKind::String))
            && matches!(minutes, Some(ShapeKind::Integer | ShapeKind::Long))
    })
}
