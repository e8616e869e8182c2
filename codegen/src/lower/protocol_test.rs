//! The model's protocol tests.

use std::collections::BTreeMap;

use super::{Context, event_test, structure};
use crate::{
    Roles,
    ir::{
        Assertion, Field, MalformedCase, MalformedTest, MessageTest, Operation, Protocol, ProtocolTests,
        Service, Subject,
    },
    names::{self, Case, Scope},
    pattern,
    smithy::{Shape, ShapeId, ShapeKind, traits},
};

/// The tests of the operations and their errors, for each of the crate's protocols and the roles that it has.
pub(super) fn tests(
    context: &Context<'_>,
    service: &Service,
    operations: &[Operation],
    roles: Roles,
) -> Vec<ProtocolTests> {
    let file = |at: usize, protocol: Protocol| match at {
        0 => "protocol".to_owned(),
        _ => format!("protocol_{}", names::bare(&names::module_name(protocol.name()))),
    };
    let protocols = service.protocols.iter().enumerate();
    let tests = protocols
        .map(|(at, &protocol)| of_roles(all(context, operations, protocol, file(at, protocol)), roles));
    tests.filter(|tests| !tests.is_empty()).collect()
}

/// The tests for these roles.
fn of_roles(mut tests: ProtocolTests, roles: Roles) -> ProtocolTests {
    for test in tests.requests.iter_mut().chain(&mut tests.responses) {
        test.client &= roles.client;
        test.server &= roles.server;
    }
    for test in &mut tests.events {
        test.client &= roles.client;
        test.server &= roles.server;
    }
    tests.events.retain(|test| test.client || test.server);
    tests.requests.retain(|test| test.client || test.server);
    tests.responses.retain(|test| test.client || test.server);
    if !roles.server {
        tests.malformed.clear();
    }
    tests
}

fn all(context: &Context<'_>, operations: &[Operation], protocol: Protocol, file: String) -> ProtocolTests {
    let (requests, responses, malformed, events) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tests = ProtocolTests { protocol, file, requests, responses, malformed, events };
    let mut functions = Functions(BTreeMap::new());
    for operation in operations {
        let Some(shape) = ShapeId::parse(&operation.id).ok().and_then(|id| context.model.shape(&id)) else {
            continue;
        };
        self::requests(context, shape, operation, &mut functions, &mut tests);
        tests.events.extend(event_test::tests(context, shape, operation, protocol, &mut functions));
        let subject = Subject::Operation(operation.name.clone());
        let output = match &shape.kind {
            ShapeKind::Operation(operation) => {
                operation.output.as_ref().and_then(|id| context.model.shape(id))
            }
            _ => None,
        };
        self::responses(context, shape, &subject, output, &mut functions, &mut tests);
        self::malformed(shape, &mut functions, &mut tests);
    }
    for shape in context.shapes().filter(|shape| shape.traits.has::<traits::Error>()) {
        let Some(ty) = context.type_name(&shape.id) else { continue };
        let listing =
            operations.iter().find(|operation| operation.errors.iter().any(|error| error.ty == *ty));
        if let Some(operation) = listing {
            let (operation, code) = (operation.name.clone(), shape.id.name().to_owned());
            let subject = Subject::Error { operation, code, ty: ty.clone() };
            self::responses(context, shape, &subject, Some(shape), &mut functions, &mut tests);
        }
    }
    tests
}

/// The names of the functions: those of the cases, told apart where requests and responses share them.
pub(super) struct Functions(BTreeMap<&'static str, Scope>);

impl Functions {
    pub(super) fn name(&mut self, kind: &'static str, id: &str) -> String {
        let scope = self.0.entry(kind).or_insert_with(|| Scope::new(Case::Method));
        scope.name(id)
    }
}

fn requests(
    context: &Context<'_>,
    shape: &Shape,
    operation: &Operation,
    functions: &mut Functions,
    tests: &mut ProtocolTests,
) {
    let input = match &shape.kind {
        ShapeKind::Operation(operation) => operation.input.as_ref().and_then(|id| context.model.shape(id)),
        _ => None,
    };
    let stream = input.and_then(|input| stream(context, input));
    let cases = shape.traits.get::<traits::HttpRequestTests>().map(|tests| &*tests.0).unwrap_or_default();
    for case in cases.iter().filter(|case| case.protocol.as_str() == tests.protocol.id()) {
        let mut fields = Fields::new(&case.id, &case.protocol);
        fields.push("method", Field::Text(case.method.clone()));
        fields.push("uri", Field::Text(case.uri.clone()));
        fields.optional("host", case.host.clone().map(Field::OptionalConstant));
        fields.optional("resolved_host", case.resolved_host.clone().map(Field::OptionalText));
        fields.texts("query_params", &case.query_params);
        fields.texts("forbid_query_params", &case.forbid_query_params);
        fields.texts("require_query_params", &case.require_query_params);
        fields.headers(&case.headers, &case.forbid_headers, &case.require_headers);
        fields.body(case.body.as_ref(), case.body_media_type.as_ref(), case.params.as_ref());
        fields.bodies_member(case.body.is_some(), stream.as_ref(), input);
        fields.addressing(context, case.vendor_params.as_ref());
        fields.optional("query_member", query_member(input, case.params.as_ref()));
        tests.requests.push(MessageTest {
            function: functions.name("request", &case.id),
            docs: docs(context, case.documentation.as_deref(), &case.id),
            subject: Subject::Operation(operation.name.clone()),
            client: case.applies_to != Some(traits::TestSide::Server),
            server: case.applies_to != Some(traits::TestSide::Client),
            fields: fields.0,
        });
    }
}

fn responses(
    context: &Context<'_>,
    shape: &Shape,
    subject: &Subject,
    output: Option<&Shape>,
    functions: &mut Functions,
    tests: &mut ProtocolTests,
) {
    let stream = output.and_then(|output| stream(context, output));
    let cases = shape.traits.get::<traits::HttpResponseTests>().map(|tests| &*tests.0).unwrap_or_default();
    for case in cases.iter().filter(|case| case.protocol.as_str() == tests.protocol.id()) {
        let mut fields = Fields::new(&case.id, &case.protocol);
        fields.push("code", Field::Number(case.code));
        fields.headers(&case.headers, &case.forbid_headers, &case.require_headers);
        fields.body(case.body.as_ref(), case.body_media_type.as_ref(), case.params.as_ref());
        fields.bodies_member(case.body.is_some(), stream.as_ref(), output);
        tests.responses.push(MessageTest {
            function: functions.name("response", &case.id),
            docs: docs(context, case.documentation.as_deref(), &case.id),
            subject: subject.clone(),
            client: case.applies_to != Some(traits::TestSide::Server),
            server: case.applies_to != Some(traits::TestSide::Client),
            fields: fields.0,
        });
    }
}

/// The member for all query parameters, unless the params list it.
fn query_member(input: Option<&Shape>, params: Option<&serde_json::Value>) -> Option<Field> {
    let mut members = input.into_iter().flat_map(Shape::members);
    let member = members.find(|member| member.traits.has::<traits::HttpQueryParams>())?;
    let is_listed = params.is_some_and(|params| params.get(&member.name).is_some());
    (!is_listed).then(|| Field::OptionalConstant(member.name.clone()))
}

/// The name of the member that travels as a stream.
fn stream(context: &Context<'_>, shape: &Shape) -> Option<String> {
    let ShapeKind::Structure(members) = &shape.kind else { return None };
    let fields: Vec<&str> =
        structure::fields_of(context, members).map(|member| member.name.as_str()).collect();
    members.iter().map(|member| &member.name).find(|name| !fields.contains(&name.as_str())).cloned()
}

pub(super) fn docs(context: &Context<'_>, documentation: Option<&str>, id: &str) -> String {
    let text = documentation.map(|text| context.markdown(text)).unwrap_or_default();
    if text.trim().is_empty() { format!("`{id}`") } else { text }
}

/// The fields of a case's literal.
struct Fields(Vec<(&'static str, Field)>);

impl Fields {
    fn new(id: &str, protocol: &ShapeId) -> Self {
        Self(vec![
            ("id", Field::Constant(id.to_owned())),
            ("protocol", Field::Constant(protocol.to_string())),
        ])
    }

    fn push(&mut self, name: &'static str, field: Field) {
        self.0.push((name, field));
    }

    fn optional(&mut self, name: &'static str, field: Option<Field>) {
        self.0.extend(field.map(|field| (name, field)));
    }

    /// How the client is configured to address what may stand in the host's name, by the parameters that AWS's suites
    /// have for its SDKs: those of the operation override those of the client.
    fn addressing(&mut self, context: &Context<'_>, params: Option<&serde_json::Value>) {
        let Some(label) = context.selection.customization.host_label else { return };
        self.push("host_label", Field::True);
        let setting = |names: &[&str]| {
            let scope = |scope: &str| {
                let config = params?.get("scopedConfig")?.get(scope)?;
                names.iter().try_fold(config, |value, name| value.get(name))
            };
            scope("operation").or_else(|| scope("client"))
        };
        let is_set = |names: &[&str]| setting(names).and_then(serde_json::Value::as_bool) == Some(true);
        let style = setting(&[label.settings, "addressing_style"]).and_then(serde_json::Value::as_str);
        let dual_stack =
            is_set(&[label.settings, "use_dualstack_endpoint"]) || is_set(&["use_dualstack_endpoint"]);
        for (name, is_set) in [
            ("path_style", style == Some("path")),
            ("accelerate", is_set(&[label.settings, "use_accelerate_endpoint"])),
            ("dual_stack", dual_stack),
        ] {
            self.optional(name, is_set.then_some(Field::True));
        }
    }

    fn texts(&mut self, name: &'static str, texts: &[String]) {
        self.optional(name, (!texts.is_empty()).then(|| Field::Texts(texts.to_vec())));
    }

    fn headers(&mut self, headers: &BTreeMap<String, String>, forbid: &[String], require: &[String]) {
        let pairs: Vec<_> = headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        self.optional("headers", (!pairs.is_empty()).then_some(Field::Pairs(pairs)));
        self.texts("forbid_headers", forbid);
        self.texts("require_headers", require);
    }

    fn body(
        &mut self,
        body: Option<&String>,
        media_type: Option<&String>,
        params: Option<&serde_json::Value>,
    ) {
        self.optional("body", body.cloned().map(Field::OptionalText));
        self.optional("body_media_type", media_type.cloned().map(Field::OptionalConstant));
        let params = params.map_or_else(|| "{}".to_owned(), |params| format!("{params:#}"));
        self.push("params", Field::Constant(params));
    }

    /// The member that is the body: a stream, or one that a case without body does not compare.
    fn bodies_member(&mut self, has_body: bool, stream: Option<&String>, shape: Option<&Shape>) {
        self.optional("stream", stream.cloned().map(Field::OptionalConstant));
        let payload = shape
            .into_iter()
            .flat_map(Shape::members)
            .find(|member| !has_body && stream.is_none() && member.traits.has::<traits::HttpPayload>());
        self.optional("payload", payload.map(|member| Field::OptionalConstant(member.name.clone())));
    }
}

fn malformed(shape: &Shape, functions: &mut Functions, tests: &mut ProtocolTests) {
    let cases =
        shape.traits.get::<traits::HttpMalformedRequestTests>().map(|tests| &*tests.0).unwrap_or_default();
    for case in cases.iter().filter(|case| case.protocol.as_str() == tests.protocol.id()) {
        let text = case.documentation.clone().unwrap_or_default();
        let docs = if text.trim().is_empty() { format!("`{}`", case.id) } else { text.trim().to_owned() };
        let count = case.test_parameters.values().map(Vec::len).max();
        let cases: Vec<_> = match count {
            None => malformed_case(case, case.id.clone(), &BTreeMap::new()).into_iter().collect(),
            Some(count) => (0..count)
                .filter_map(|at| malformed_case(case, format!("{}_case{at}", case.id), &parameters(case, at)))
                .collect(),
        };
        if !cases.is_empty() {
            tests.malformed.push(MalformedTest {
                function: functions.name("malformed", &case.id),
                docs,
                cases,
            });
        }
    }
}

/// The parameters' values of one case.
fn parameters(case: &traits::HttpMalformedRequestTest, at: usize) -> BTreeMap<&str, &str> {
    case.test_parameters
        .iter()
        .filter_map(|(name, values)| Some((name.as_str(), values.get(at)?.as_str())))
        .collect()
}

/// One case; none where its regular expression is malformed, so that it can never pass.
fn malformed_case(
    case: &traits::HttpMalformedRequestTest,
    id: String,
    parameters: &BTreeMap<&str, &str>,
) -> Option<MalformedCase> {
    let fill = |text: &String| fill(text, parameters);
    let pairs = |headers: &BTreeMap<String, String>| {
        headers.iter().map(|(name, value)| (fill(name), fill(value))).collect()
    };
    let assertion = |assertion: &traits::BodyAssertion| match assertion {
        traits::BodyAssertion::Contents(text) => Some(Assertion::Contents(fill(text))),
        traits::BodyAssertion::MessageRegex(regex) => {
            pattern::compile(&fill(regex)).ok().map(|plan| Assertion::MessageRegex(Box::new(plan)))
        }
    };
    let response_body = match &case.response.body {
        Some(body) => Some((body.media_type.clone(), assertion(&body.assertion)?)),
        None => None,
    };
    Some(MalformedCase {
        id,
        protocol: case.protocol.to_string(),
        method: case.request.method.clone(),
        uri: fill(&case.request.uri),
        query_params: case.request.query_params.iter().map(fill).collect(),
        headers: pairs(&case.request.headers),
        body: case.request.body.as_ref().map(fill),
        code: case.response.code,
        response_headers: pairs(&case.response.headers),
        response_body,
    })
}

/// Puts the parameters' values into a text: `$name:L` becomes the value, `$name:S` the value as a JSON string, `$$` a
/// dollar sign.
fn fill(text: &str, parameters: &BTreeMap<&str, &str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        let after = &after[1..];
        let found = parameters.iter().filter_map(|(name, value)| {
            let tail = after.strip_prefix(name)?.strip_prefix(':')?;
            match tail.as_bytes().first()? {
                b'L' => Some(((*value).to_owned(), &tail[1..])),
                b'S' => Some((serde_json::Value::from(*value).to_string(), &tail[1..])),
                _ => None,
            }
        });
        match found.max_by_key(|(_, tail)| std::cmp::Reverse(tail.len())) {
            Some((value, tail)) => {
                filled.push_str(&value);
                rest = tail;
            }
            _ => {
                filled.push('$');
                rest = after.strip_prefix('$').unwrap_or(after);
            }
        }
    }
    filled.push_str(rest);
    filled
}
