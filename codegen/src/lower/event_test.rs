//! The model's tests of event streams.

use super::{
    Context,
    protocol_test::{Functions, docs},
};
use crate::{
    ir::{EventCase, EventTest, Operation, Protocol},
    smithy::{Shape, traits},
};

/// The tests of one operation.
pub(super) fn tests(
    context: &Context<'_>,
    shape: &Shape,
    operation: &Operation,
    protocol: Protocol,
    functions: &mut Functions,
) -> Vec<EventTest> {
    let cases = shape.traits.get::<traits::EventStreamTests>().map(|tests| &*tests.0).unwrap_or_default();
    let of_protocol = cases.iter().filter(|case| case.protocol.as_str() == protocol.id());
    of_protocol.map(|case| test(context, case, operation, functions)).collect()
}

fn test(
    context: &Context<'_>,
    case: &traits::EventStreamTest,
    operation: &Operation,
    functions: &mut Functions,
) -> EventTest {
    let text = |value: &Option<serde_json::Value>| value.as_ref().map(|value| format!("{value:#}"));
    EventTest {
        function: functions.name("event stream", &case.id),
        docs: docs(context, case.documentation.as_deref(), &case.id),
        id: case.id.clone(),
        protocol: case.protocol.to_string(),
        operation: operation.name.clone(),
        input_events: operation.input_events.clone(),
        output_events: operation.output_events.clone(),
        client: case.applies_to != Some(traits::TestSide::Server),
        server: case.applies_to != Some(traits::TestSide::Client),
        initial_request_params: text(&case.initial_request_params),
        initial_request: text(&case.initial_request),
        initial_response_params: text(&case.initial_response_params),
        initial_response: text(&case.initial_response),
        events: case.events.iter().map(event).collect(),
        failure: match &case.expectation {
            None | Some(traits::Expectation::Success) => None,
            Some(traits::Expectation::Failure(failure)) => {
                Some(failure.error_id.as_ref().map(ToString::to_string))
            }
        },
    }
}

fn event(event: &traits::EventStreamEvent) -> EventCase {
    let headers: serde_json::Map<String, serde_json::Value> =
        event.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    EventCase {
        is_request: event.direction == traits::EventDirection::Request,
        params: event.params.as_ref().map(|params| format!("{params:#}")),
        headers: format!("{:#}", serde_json::Value::Object(headers)),
        forbid_headers: event.forbid_headers.clone(),
        require_headers: event.require_headers.clone(),
        body: event.body.clone(),
        body_media_type: event.body_media_type.clone(),
        bytes: event.bytes.clone(),
    }
}
