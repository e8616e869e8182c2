//! The client's side: what the traits of a service and its operations say to callers.

use super::{Context, discovery, endpoint, operation, pages, waiter};
use crate::{
    docs, ir,
    names::{Case, RESERVED_METHODS, Scope},
    normalize,
    smithy::{Operation, Shape, ShapeId, SmithyTrait as _, traits},
};

/// Lowers a service as its client sees it, and where its operations are.
pub(super) fn service(context: &Context<'_>, shape: &Shape, operations: &mut [ir::Operation]) -> ir::Client {
    let aws = shape.traits.get::<traits::AwsService>();
    let aws = aws.map(|service| (service.sdk_id.clone(), service.host_label(shape.id.name())));
    let (endpoints, own_endpoints) = match &aws {
        Some((_, prefix)) => endpoint::lower(context, shape, prefix, operations),
        None => Default::default(),
    };
    ir::Client {
        endpoints,
        own_endpoints,
        http2: prefers_http2(shape, operations),
        discovery: aws.as_ref().and_then(|_| discovery::lower(context, shape, operations)),
        aws,
        auth: match shape.traits.get::<traits::Auth>() {
            Some(listed) => schemes(context, shape, &listed.0),
            None => {
                let is_scheme = |id: &&ShapeId| {
                    matches!(id.as_str(), traits::Sigv4a::ID | traits::HttpDigestAuth::ID)
                        || scheme(context, shape, id).is_some()
                        || context.model.shape(id).is_some_and(|definition| {
                            definition.traits.raw("smithy.api#authDefinition").is_some()
                        })
                };
                let carried = shape.traits.iter().map(|(id, _)| id).filter(is_scheme);
                let mut carried: Vec<ShapeId> = carried.cloned().collect();
                carried.sort();
                schemes(context, shape, &carried)
            }
        },
    }
}

/// Whether a protocol of the service has HTTP/2 as its first choice, for event streams if there are any.
fn prefers_http2(service: &Shape, operations: &[ir::Operation]) -> bool {
    let has_events = operations
        .iter()
        .any(|operation| operation.input_events.is_some() || operation.output_events.is_some());
    macro_rules! versions {
        ($($protocol:ident)*) => {
            [$(service.traits.get::<traits::$protocol>().map(|protocol| {
                (&protocol.http, &protocol.event_stream_http)
            })),*]
        };
    }
    let versions = versions!(RestJson1 AwsJson1_0 AwsJson1_1 RestXml Rpcv2Cbor Rpcv2Json);
    versions.into_iter().flatten().any(|(http, event_stream_http)| {
        let event_stream_http = event_stream_http.first().filter(|_| has_events);
        http.first().into_iter().chain(event_stream_http).any(|version| version == "h2")
    })
}

/// Lowers an operation as a client sees it.
pub(super) fn call(
    context: &Context<'_>,
    (shape, operation): (&Shape, &Operation),
    input: Option<&Shape>,
    marker: &str,
    (method, waiters): (String, Vec<String>),
) -> ir::Call {
    // One that the caller may leave out and the client does not fill in tells the service nothing.
    let has_token = input.is_some_and(|input| operation::idempotency_token(context, input).is_some());
    let is_read = shape.traits.has::<traits::Readonly>() || shape.traits.has::<traits::Paginated>();
    let own = shape.traits.get::<traits::Auth>();
    let documentation = shape.traits.get::<traits::Documentation>();
    ir::Call {
        method,
        summary: documentation.map(|text| docs::summary(&context.markdown(&text.0))).unwrap_or_default(),
        idempotent: has_token || is_read || shape.traits.has::<traits::Idempotent>(),
        unsigned_payload: shape.traits.has::<traits::UnsignedPayload>(),
        optional_auth: shape.traits.has::<traits::OptionalAuth>(),
        pages: pages::pages(context, shape, operation),
        waiters: waiter::waiters(context, (shape, operation), marker, waiters),
        auth: own.and_then(|own| Some(schemes(context, context.service()?, &own.0))),
        endpoints: None,
        discovered: normalize::needs_discovery(shape),
    }
}

/// The names of the client's methods.
pub(super) fn method_names(shapes: &[&Shape]) -> Vec<String> {
    let wanted: Vec<(String, String)> =
        shapes.iter().map(|shape| (shape.id.to_string(), Case::Method.name(shape.id.name()))).collect();
    let mut scope = Scope::new(Case::Method);
    for name in RESERVED_METHODS.iter().chain(OWN_METHODS) {
        scope.reserve(name);
    }
    scope.assign(wanted)
}

/// The methods that every client has, and one that makes the type by convention.
const OWN_METHODS: &[&str] = &["builder", "new", "over", "pages", "presign", "wait"];

/// The schemes of these traits, whose values stand at the service. Those that Farrier does not know are left out where
/// a caller can choose among others; where there is none, they stand for what a client cannot do.
fn schemes(context: &Context<'_>, service: &Shape, ids: &[ShapeId]) -> Vec<ir::AuthScheme> {
    let known: Vec<_> = ids.iter().filter_map(|id| scheme(context, service, id)).collect();
    if known.is_empty() {
        return ids.iter().map(|id| ir::AuthScheme::Other(id.to_string())).collect();
    }
    known
}

fn scheme(context: &Context<'_>, service: &Shape, id: &ShapeId) -> Option<ir::AuthScheme> {
    Some(match id.as_str() {
        "aws.auth#sigv4" => ir::AuthScheme::SigV4 {
            name: service.traits.get::<traits::Sigv4>()?.name.clone(),
            object_storage: context.selection.customization.object_storage_signatures,
        },
        "smithy.api#httpBearerAuth" => ir::AuthScheme::Bearer,
        "smithy.api#httpBasicAuth" => ir::AuthScheme::Basic,
        "smithy.api#httpApiKeyAuth" => {
            let key = service.traits.get::<traits::HttpApiKeyAuth>()?;
            match key.location {
                traits::ApiKeyLocation::Header => {
                    ir::AuthScheme::ApiKeyHeader(key.name.clone(), key.scheme.clone())
                }
                traits::ApiKeyLocation::Query => ir::AuthScheme::ApiKeyQuery(key.name.clone()),
            }
        }
        _ => return None,
    })
}

/// The crate's own features for its client.
pub(super) fn features(
    client: &ir::Client,
    operations: &[ir::Operation],
) -> Vec<(&'static str, Vec<&'static str>)> {
    let own = operations.iter().filter_map(|operation| operation.call.auth.as_ref()).flatten();
    let is_signed =
        client.auth.iter().chain(own).any(|scheme| matches!(scheme, ir::AuthScheme::SigV4 { .. }));
    let runtime = if is_signed { "farrier-runtime/sigv4" } else { "farrier-runtime/client" };
    let has_pages = operations.iter().any(|operation| operation.call.pages.is_some());
    let runtime = std::iter::once(runtime).chain(has_pages.then_some("farrier-runtime/pagination"));
    let transport = if client.http2 { "farrier-runtime/http2" } else { "farrier-runtime/hyper" };
    let mut features = vec![("client", runtime.collect()), ("hyper", vec!["client", transport])];
    if is_signed {
        features.push(("aws-config", vec!["client", "farrier-runtime/aws-config"]));
    }
    features
}
