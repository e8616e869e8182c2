//! Operations, the service, and HTTP bindings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, client, documentation, endpoint, route, structure, validation_error, waiter};
use crate::{
    ir::{self, Binding, Body, BodyHash, BoundMember, Payload},
    names::{self, Case, Scope},
    normalize::{self, Customization},
    settings::Roles,
    smithy::{Member, Shape, ShapeId, ShapeKind, traits},
};

/// The protocols that Farrier speaks.
const PROTOCOLS: &[ir::Protocol] = &[
    ir::Protocol::RestJson1,
    ir::Protocol::AwsJson1_0,
    ir::Protocol::AwsJson1_1,
    ir::Protocol::RpcV2Cbor,
    ir::Protocol::RpcV2Json,
    ir::Protocol::SimpleRestJson,
    ir::Protocol::RestXml,
    ir::Protocol::AwsQuery,
    ir::Protocol::Ec2Query,
];

/// Whether the trait is a protocol's.
fn is_protocol(context: &Context<'_>, id: &ShapeId) -> bool {
    let known = PROTOCOLS.iter().any(|protocol| protocol.id() == id.as_str());
    known || context.model.shape(id).is_some_and(|shape| shape.traits.has::<traits::ProtocolDefinition>())
}

/// Lowers the service, with the routes of `operations`.
pub(super) fn service(
    context: &Context<'_>,
    id: &ShapeId,
    operations: &[ir::Operation],
) -> Option<ir::Service> {
    let shape = context.model.shape(id)?;
    let version = match &shape.kind {
        ShapeKind::Service(service) => service.version.clone(),
        _ => String::new(),
    };
    let spoken = |id: &ShapeId| PROTOCOLS.iter().copied().find(|protocol| protocol.id() == id.as_str());
    let listed = || shape.traits.iter().map(|(id, _)| id).filter(|id| is_protocol(context, id));
    Some(ir::Service {
        id: shape.id.to_string(),
        version,
        xml_namespace: shape
            .traits
            .get::<traits::XmlNamespace>()
            .map(|namespace| (namespace.uri.clone(), namespace.prefix.clone())),
        unwrapped_errors: shape.traits.get::<traits::RestXml>().is_some_and(|xml| xml.no_error_wrapping),
        object_storage: context.selection.customization.object_storage,
        query_compatible: shape.traits.has::<traits::AwsQueryCompatible>(),
        protocols: listed().filter_map(spoken).collect(),
        unspoken: listed().filter(|id| spoken(id).is_none()).map(|id| id.name().to_owned()).collect(),
        routes: route::routes(context, operations),
        validation_error: validation_error::find(context, operations),
    })
}

/// The features of the runtime that the protocols and some of the operations need. A crate without protocol is used
/// with a codec of one's choice, of which JSON's is there.
pub(super) fn runtime_features(
    service: Option<&ir::Service>,
    operations: &[ir::Operation],
    roles: Roles,
) -> Vec<&'static str> {
    let hashes = |operation: &ir::Operation| {
        operation.request.iter().any(|binding| matches!(binding, Binding::BodyHashHeader(..)))
    };
    let needs = [
        ("server", roles.server && service.is_some_and(|service| !service.protocols.is_empty())),
        (
            "event-stream",
            operations
                .iter()
                .any(|operation| operation.input_events.is_some() || operation.output_events.is_some()),
        ),
        ("checksum", operations.iter().any(|operation| operation.checksum_required)),
        ("gzip", operations.iter().any(|operation| operation.gzip)),
        ("sha256", operations.iter().any(hashes)),
    ];
    let protocols = service.map(|service| service.protocols.as_slice()).unwrap_or_default();
    let mut features: BTreeSet<&str> = match protocols {
        [] => BTreeSet::from(["json"]),
        [protocol] => BTreeSet::from([protocol.feature()]),
        // The features of the crate ask for them.
        _ => BTreeSet::new(),
    };
    features.extend(needs.into_iter().filter(|(_, needed)| *needed).map(|(feature, _)| feature));
    features.into_iter().collect()
}

/// The protocols that are features of the crate: those of a service that has several.
pub(super) fn protocol_features(service: Option<&ir::Service>) -> &[ir::Protocol] {
    match service.map(|service| service.protocols.as_slice()) {
        Some(several @ [_, _, ..]) => several,
        _ => &[],
    }
}

/// What the type of an operation `GetError` has behind its name, so that no operation is called as the enum of the errors
/// of another, `Get`, and that enum is called the same whether or not there is such an operation.
const OPERATION: &str = "Operation";

/// The types that stand for operations.
pub(super) fn type_names(operations: &[ShapeId]) -> BTreeMap<&ShapeId, String> {
    let wanted = operations.iter().map(|id| {
        let mut name = Case::Type.name(id.name());
        if name.ends_with("Error") {
            name.push_str(OPERATION);
        }
        (id.as_str(), name)
    });
    operations.iter().zip(Scope::new(Case::Type).assign(wanted.collect())).collect()
}

/// The names of the enums of operations' errors, which are in one module with the types that stand for operations.
fn error_names(context: &Context<'_>) -> Vec<String> {
    let wanted = context.selection.operations.iter().map(|id| {
        // An underscore that tells the operation from others would be inside the name: `Self_Error`.
        let name = context.operations.get(id).map_or(id.name(), String::as_str).trim_end_matches('_');
        let error = name.strip_suffix(OPERATION).filter(|error| error.ends_with("Error"));
        (id.as_str(), format!("{}Error", error.unwrap_or(name)))
    });
    Scope::new(Case::Type).assign(wanted.collect())
}

/// Lowers the operations.
pub(super) fn operations(context: &Context<'_>) -> Vec<ir::Operation> {
    let shapes: Vec<&Shape> =
        context.selection.operations.iter().filter_map(|id| context.model.shape(id)).collect();
    let methods = client::method_names(&shapes).into_iter().zip(waiter::method_names(&shapes));
    // With room for all, as for shapes.
    let mut operations = Vec::with_capacity(shapes.len());
    operations.extend(
        shapes
            .iter()
            .zip(error_names(context).into_iter().zip(methods))
            .filter_map(|(shape, (error_name, methods))| operation(context, shape, error_name, methods)),
    );
    operations.sort_by(|one, other| one.name.cmp(&other.name));
    operations
}

fn operation(
    context: &Context<'_>,
    shape: &Shape,
    error_name: String,
    methods: (String, Vec<String>),
) -> Option<ir::Operation> {
    let ShapeKind::Operation(operation) = &shape.kind else { return None };
    let name = context.operations.get(&shape.id)?.clone();
    let input = operation.input.as_ref().and_then(|id| context.model.shape(id));
    let output = operation.output.as_ref().and_then(|id| context.model.shape(id));
    let http = shape.traits.get::<traits::Http>();
    let (input_body, request) = request_bindings(context, shape, input);
    let host = host_bindings(context, shape, input);
    let (output_body, response) = response_bindings(context, output);
    let method = http.map_or("POST", |http| http.method.as_str());
    let uri = http.map_or_else(|| "/".to_owned(), |http| http.uri.to_string());
    let variants = error_variants(context, &operation.errors);
    let variant_names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let line = documentation::request_line(method, &uri, http.map_or(200, |http| http.code));
    let compression = shape.traits.get::<traits::RequestCompression>();
    Some(ir::Operation {
        docs: documentation::operation(context, shape, &line, (input, output), &variants),
        deprecated: documentation::deprecated(&shape.traits),
        id: shape.id.to_string(),
        method: method.to_owned(),
        uri,
        code: http.map_or(200, |http| http.code),
        input: input.map(|shape| context.name(shape)),
        output: output.map(|shape| context.name(shape)),
        input_events: input.and_then(|input| events(context, input)),
        output_events: output.and_then(|output| events(context, output)),
        input_body,
        output_body,
        host,
        request,
        response,
        error_name,
        unhandled: names::unhandled_variant_name(&variant_names),
        errors: variants,
        unwrapped_output: shape.traits.has::<traits::S3UnwrappedXmlOutput>(),
        checksum_required: shape.traits.has::<traits::HttpChecksumRequired>()
            || shape.traits.get::<traits::HttpChecksum>().is_some_and(|it| it.request_checksum_required),
        gzip: compression.is_some_and(|compression| {
            compression.encodings.iter().any(|encoding| encoding.eq_ignore_ascii_case("gzip"))
        }),
        call: client::call(context, (shape, operation), input, &name, methods),
        idempotency_token: input.and_then(|input| idempotency_token(context, input)),
        content_type: (input.is_some_and(has_content_type), output.is_some_and(has_content_type)),
        name,
    })
}

/// The member that is a stream of events, and its union.
fn event_stream<'m>(context: &Context<'m>, shape: &'m Shape) -> Option<(&'m Member, &'m Shape)> {
    structure_members(shape).iter().map(|member| (member, context.target(member))).find(|(_, target)| {
        matches!(target.kind, ShapeKind::Union(_)) && target.traits.has::<traits::Streaming>()
    })
}

/// The Rust name of the union whose events the structure streams.
fn events(context: &Context<'_>, shape: &Shape) -> Option<String> {
    let (_, union) = event_stream(context, shape)?;
    context.type_name(&union.id).cloned()
}

/// The field of the idempotency token that a client fills in when it is absent: one that can be, and holds any text. A field
/// with a default never is, and no enum has a value that no other call got.
pub(super) fn idempotency_token(context: &Context<'_>, input: &Shape) -> Option<String> {
    let member = structure_members(input).iter().find(|it| it.traits.has::<traits::IdempotencyToken>())?;
    let step = structure::step(context, input, member)?;
    (step.optional && context.ty(member) == ir::Type::String).then_some(step.field)
}

/// Whether a member is the header `Content-Type`.
fn has_content_type(shape: &Shape) -> bool {
    let is_bound = |member: &Member| {
        let header = member.traits.get::<traits::HttpHeader>();
        header.is_some_and(|name| name.0.eq_ignore_ascii_case("content-type"))
    };
    shape.members().any(is_bound)
}

fn error_variants(context: &Context<'_>, errors: &[ShapeId]) -> Vec<ir::ErrorVariant> {
    let common = match context.service().map(|service| &service.kind) {
        Some(ShapeKind::Service(service)) => service.errors.as_slice(),
        _ => &[],
    };
    // A model may list an error more than once.
    let mut seen = BTreeSet::new();
    let ids = errors.iter().chain(common).filter(|id| seen.insert(*id));
    let shapes: Vec<&Shape> = ids.filter_map(|id| context.model.shape(id)).collect();
    let infos: Vec<ir::ShapeInfo> = shapes.iter().map(|shape| context.info(shape)).collect();
    let wanted = infos.iter().map(|info| (&info.id, info.name.clone())).collect();
    let names = Scope::new(Case::Variant).assign(wanted);
    let variant = |((shape, info), name): ((&Shape, ir::ShapeInfo), String)| ir::ErrorVariant {
        name,
        code: shape.id.name().to_owned(),
        status: error_status(shape),
        docs: info.docs,
        ty: info.name,
    };
    shapes.into_iter().zip(infos).zip(names).map(variant).collect()
}

/// The HTTP status of an error.
pub(super) fn error_status(shape: &Shape) -> u16 {
    let fallback =
        if shape.traits.get::<traits::Error>() == Some(&traits::Error::Server) { 500 } else { 400 };
    shape.traits.get::<traits::HttpError>().map_or(fallback, |status| status.0)
}

/// What of an input travels in the body, and the rest.
fn request_bindings(context: &Context<'_>, operation: &Shape, input: Option<&Shape>) -> (Body, Vec<Binding>) {
    let members = input.map_or(&[][..], structure_members);
    let bound = structure::bound_members(context, members);
    let label = |name: &str| -> Option<BoundMember> {
        bound.iter().find(|(member, _)| member.name == name).map(|(_, bound)| bound.clone())
    };
    let mut bindings = Vec::new();
    let customization = &context.selection.customization;
    if let Some(http) = operation.traits.get::<traits::Http>() {
        let path = path_bindings(&http.uri, &label).into_iter().map(|binding| match binding {
            Binding::Label(member) => label_or(customization, &bound, member),
            other => other,
        });
        bindings.extend(path);
    }
    for (member, bound) in &bound {
        if let Some(traits::HttpQuery(name)) = member.traits.get() {
            bindings.push(Binding::Query(name.clone(), bound.clone()));
        }
    }
    for (member, bound) in &bound {
        if member.traits.has::<traits::HttpQueryParams>() {
            bindings.push(Binding::QueryParams(bound.clone()));
        }
    }
    bindings.extend(header_bindings(&bound));
    let body = body(context, input, &bound, |member| {
        let traits = &member.traits;
        !(traits.has::<traits::HttpLabel>()
            || traits.has::<traits::HttpQuery>()
            || traits.has::<traits::HttpQueryParams>()
            || in_headers(member))
    });
    if matches!(body, Body::Payload(Payload::Blob(_) | Payload::Stream { .. })) {
        let hashes = customization.body_hashes.iter();
        bindings
            .extend(hashes.map(|&(name, hash)| Binding::BodyHashHeader(name.to_owned(), body_hash(hash))));
    }
    bindings.extend(payload_binding(&bound));
    (body, bindings)
}

/// The binding of a label: one that may be in the host's name, the last segment of an ID, or one for which a text may
/// stand that the service has chosen.
fn label_or(customization: &Customization, bound: &[(&Member, BoundMember)], member: BoundMember) -> Binding {
    let declared = bound.iter().find(|(_, other)| *other == member).map(|(member, _)| *member);
    let name = declared.map(|member| member.name.as_str());
    if declared.is_some_and(|member| customization.path_ids.contains(&member.target.name())) {
        return Binding::LastSegmentLabel(member);
    }
    if name.is_some() && name == customization.host_label.map(|label| label.member) {
        return Binding::HostOrPathLabel(member);
    }
    match customization.label_defaults.iter().find(|(label, _)| Some(*label) == name) {
        Some((_, text)) => Binding::LabelOr(member, (*text).to_owned()),
        None => Binding::Label(member),
    }
}

/// The binding of a header of a response, which may be one with a date or anything else.
fn lenient_date(
    context: &Context<'_>,
    output: Option<&Shape>,
    bound: &[(&Member, BoundMember)],
    binding: Binding,
) -> Binding {
    let is_optional_date = |member: &BoundMember| {
        let declared = bound.iter().find(|(_, other)| other == member);
        declared.zip(output).is_some_and(|((declared, _), output)| {
            let step = structure::step(context, output, declared);
            step.is_some_and(|step| step.optional) && context.ty(declared) == ir::Type::Timestamp
        })
    };
    match binding {
        Binding::Header(name, member)
            if context.selection.customization.lenient_dates.contains(&name.as_str())
                && is_optional_date(&member) =>
        {
            Binding::LenientDate(name, member)
        }
        other => other,
    }
}

fn body_hash(hash: normalize::BodyHash) -> BodyHash {
    match hash {
        normalize::BodyHash::Sha256 => BodyHash::Sha256,
        normalize::BodyHash::Sha256Tree => BodyHash::Sha256Tree,
    }
}

/// What of an output or error travels in the body, and the rest.
pub(super) fn response_bindings(context: &Context<'_>, output: Option<&Shape>) -> (Body, Vec<Binding>) {
    let members = output.map_or(&[][..], structure_members);
    let bound = structure::bound_members(context, members);
    let bindings = header_bindings(&bound).into_iter();
    let mut bindings: Vec<_> =
        bindings.map(|binding| lenient_date(context, output, &bound, binding)).collect();
    for (member, bound) in &bound {
        if member.traits.has::<traits::HttpResponseCode>() {
            bindings.push(Binding::ResponseCode(bound.clone()));
        }
    }
    bindings.extend(payload_binding(&bound));
    let body = body(context, output, &bound, |member| {
        !(member.traits.has::<traits::HttpResponseCode>() || in_headers(member))
    });
    (body, bindings)
}

fn structure_members(shape: &Shape) -> &[Member] {
    match &shape.kind {
        ShapeKind::Structure(members) => members,
        _ => &[],
    }
}

fn in_headers(member: &Member) -> bool {
    member.traits.has::<traits::HttpHeader>() || member.traits.has::<traits::HttpPrefixHeaders>()
}

/// The literals and labels of the host prefix, the headers that every request has, and members that no request may have.
fn host_bindings(context: &Context<'_>, operation: &Shape, input: Option<&Shape>) -> Vec<Binding> {
    let members = input.map_or(&[][..], structure_members);
    let label = |name: &str| {
        let bound = structure::bound_members(context, members);
        bound.into_iter().find(|(member, _)| member.name == name)
    };
    let prefix = operation.traits.get::<traits::Endpoint>();
    let parts = prefix.into_iter().flat_map(|endpoint| &endpoint.host_prefix);
    let prefix = parts.filter_map(|part| match part {
        traits::HostPart::Literal(text) => Some(Binding::HostPrefix(text.clone())),
        traits::HostPart::Label(name) => label(name).map(|(_, bound)| Binding::HostLabel(bound)),
    });
    let own_url = context.selection.customization.endpoint_member.and_then(label);
    let own_url = own_url.map(|(_, bound)| Binding::Endpoint(bound));
    let headers = context.selection.customization.headers.iter();
    let headers = headers.map(|(name, value)| Binding::ConstantHeader((*name).to_owned(), value.clone()));
    let refused = structure::bound_members(context, members).into_iter();
    let refused = refused.filter(|(member, _)| endpoint::needs_sigv4a(context, operation, member));
    let refused = refused.map(|(_, bound)| Binding::NeedsSigV4a(bound));
    prefix.chain(own_url).chain(headers).chain(refused).collect()
}

/// The segments of the path and the literal query parameters.
fn path_bindings(uri: &traits::UriPattern, label: &dyn Fn(&str) -> Option<BoundMember>) -> Vec<Binding> {
    let mut bindings = Vec::new();
    for segment in &uri.segments {
        match segment {
            traits::Segment::Literal(text) => match bindings.last_mut() {
                Some(Binding::Segment(literal)) => {
                    literal.push('/');
                    literal.push_str(text);
                }
                _ => bindings.push(Binding::Segment(text.clone())),
            },
            traits::Segment::Label(name) => bindings.extend(label(name).map(Binding::Label)),
            traits::Segment::GreedyLabel(name) => bindings.extend(label(name).map(Binding::GreedyLabel)),
        }
    }
    bindings.extend(uri.query.iter().map(|(name, value)| Binding::LiteralQuery(name.clone(), value.clone())));
    bindings
}

fn header_bindings(bound: &[(&Member, BoundMember)]) -> Vec<Binding> {
    let named = bound.iter().filter_map(|(member, bound)| {
        member.traits.get::<traits::HttpHeader>().map(|name| Binding::Header(name.0.clone(), bound.clone()))
    });
    let prefixed = bound.iter().filter_map(|(member, bound)| {
        let prefix = member.traits.get::<traits::HttpPrefixHeaders>()?;
        Some(Binding::PrefixHeaders(prefix.0.clone(), bound.clone()))
    });
    named.chain(prefixed).collect()
}

fn payload_binding(bound: &[(&Member, BoundMember)]) -> Option<Binding> {
    let payload = bound.iter().find(|(member, _)| member.traits.has::<traits::HttpPayload>());
    payload.map(|(_, bound)| Binding::Payload(bound.clone()))
}

/// What of a structure travels in the body.
fn body(
    context: &Context<'_>,
    shape: Option<&Shape>,
    bound: &[(&Member, BoundMember)],
    in_body: impl Fn(&Member) -> bool,
) -> Body {
    let Some(shape) = shape else { return Body::Unit };
    if let Some(member) =
        structure_members(shape).iter().find(|member| member.traits.has::<traits::HttpPayload>())
    {
        return Body::Payload(payload(context, member));
    }
    if event_stream(context, shape).is_some() {
        return Body::Payload(Payload::Events);
    }
    let members: Vec<usize> =
        bound.iter().filter(|(member, _)| in_body(member)).map(|(_, bound)| bound.index).collect();
    if !bound.is_empty() && members.len() == bound.len() { Body::All } else { Body::Members(members) }
}

fn payload(context: &Context<'_>, member: &Member) -> Payload {
    let target = context.target(member);
    let media_type = || {
        let media_type = member.traits.get::<traits::MediaType>().or_else(|| target.traits.get());
        media_type.map(|media_type| media_type.0.clone())
    };
    match target.kind {
        ShapeKind::Blob if target.traits.has::<traits::Streaming>() => Payload::Stream {
            media_type: media_type(),
            requires_length: target.traits.has::<traits::RequiresLength>(),
        },
        ShapeKind::Blob => Payload::Blob(media_type()),
        ShapeKind::String | ShapeKind::Enum(_) => Payload::Text(media_type()),
        ShapeKind::Structure(_) => Payload::Structure,
        ShapeKind::Union(_) if target.traits.has::<traits::Streaming>() => Payload::Events,
        ShapeKind::Union(_) => Payload::Union,
        ShapeKind::Document => Payload::Document,
        _ => Payload::Collection,
    }
}
