//! The cases that a model has, counted from the model itself, so that one that never became a test is missed.

use farrier_codegen::smithy::traits::{
    EventStreamTests, HttpMalformedRequestTests, HttpRequestTests, HttpResponseTests, TestSide,
};
use farrier_codegen::smithy::{Model, Shape, ShapeId, ShapeKind, index};

use super::errata;

/// A case in one role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Case {
    /// The protocol's shape ID.
    pub(super) protocol: String,
    /// `client` or `server`.
    pub(super) role: &'static str,
    /// `request`, `response` or `malformed request`.
    pub(super) kind: &'static str,
    /// The ID; numbered where a case has parameters.
    pub(super) id: String,
}

/// The cases of a service: those of its operations and of the errors that these list.
pub(super) fn of_service(model: &Model, service: &Shape) -> Vec<Case> {
    let operations = index::service_operations(model, &service.id);
    let mut errors: Vec<&ShapeId> = match &service.kind {
        ShapeKind::Service(service) => service.errors.iter().collect(),
        _ => Vec::new(),
    };
    let mut cases = Vec::new();
    for shape in operations.iter().filter_map(|id| model.shape(id)) {
        cases.extend(of_shape(shape));
        if let ShapeKind::Operation(operation) = &shape.kind {
            errors.extend(&operation.errors);
        }
    }
    errors.sort();
    errors.dedup();
    cases.extend(errors.into_iter().filter_map(|id| model.shape(id)).flat_map(of_shape));
    cases
}

/// The cases of shapes that belong to no service.
pub(super) fn of_no_service(model: &Model) -> Vec<Case> {
    let mut reached = Vec::new();
    for service in model.services() {
        let roots = index::service_operations(model, &service.id);
        reached.extend(index::closure(model, roots.iter().chain([&service.id])));
    }
    model.shapes().filter(|shape| !reached.contains(&shape.id)).flat_map(of_shape).collect()
}

/// The cases that a shape carries, unpatched ones left out.
fn of_shape(shape: &Shape) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |kind, id: &str, protocol: &ShapeId, applies_to: Option<TestSide>| {
        let mut add = |role| {
            cases.push(Case { protocol: protocol.to_string(), role, kind, id: id.to_owned() });
        };
        if errata::is_unpatched(id) {
            return;
        }
        if applies_to != Some(TestSide::Server) {
            add("client");
        }
        if applies_to != Some(TestSide::Client) {
            add("server");
        }
    };
    if let Some(HttpRequestTests(tests)) = shape.traits.get() {
        tests.iter().for_each(|test| add("request", &test.id, &test.protocol, test.applies_to));
    }
    if let Some(HttpResponseTests(tests)) = shape.traits.get() {
        tests.iter().for_each(|test| add("response", &test.id, &test.protocol, test.applies_to));
    }
    if let Some(EventStreamTests(tests)) = shape.traits.get() {
        tests.iter().for_each(|test| add("event stream", &test.id, &test.protocol, test.applies_to));
    }
    if let Some(HttpMalformedRequestTests(tests)) = shape.traits.get() {
        for test in tests {
            let mut add = |id: &str| add("malformed request", id, &test.protocol, Some(TestSide::Server));
            match test.test_parameters.values().map(Vec::len).max() {
                None => add(&test.id),
                Some(count) => (0..count).for_each(|at| add(&format!("{}_case{at}", test.id))),
            }
        }
    }
    cases
}
