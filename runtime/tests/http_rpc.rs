//! The RPC protocols over HTTP: how a request finds its operation, what is refused, and how errors are named.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[macro_use]
mod http_support;

use bytes::Bytes;
use farrier_runtime::{
    client::{self, ClientSettings},
    http::Labels,
    member,
    operation::{
        Body, ClientOperation, ErrorSchema, ErrorShape, Operation, SerializableError, ServerOperation,
        ServiceSchema, Unit,
    },
    protocol::{AwsJson, Protocol, ResponseContext, RpcV2},
    schema::MemberSet,
    server::{self, Operations, Rejection, RequestHead, Router, ServerRequest, ServerSettings},
};
use http::{HeaderMap, Method, Request, Response, Uri};
use http_support::{NoErrors, SERVICE};

static COMPATIBLE: ServiceSchema = ServiceSchema::new("test#Queues", "2012-11-05").with_query_compatible();

structure!(Job, "test#Job" {
    name: String = 0 member!(0, "name", json = "NAME").required();
    count: Option<i64> = 1 member!(1, "count");
});
operation!(PutJob: Job => Job, NoErrors, {
    id: "test#PutJob", input: Body::Members(MemberSet::All), output: Body::Members(MemberSet::All),
});
operation!(Ping: Unit => Unit, NoErrors, { id: "test#Ping" });
operation!(Send: Job => Job, NoErrors, {
    service: &COMPATIBLE, id: "test#Send",
    input: Body::Members(MemberSet::All), output: Body::Members(MemberSet::All),
});

static OPERATIONS: Operations =
    Operations::new(&SERVICE, &[&PutJob::SCHEMA, &Ping::SCHEMA], Router::new(&[]));

/// The name of the operation that a request is routed to.
fn route(
    protocol: &dyn Protocol,
    method: &Method,
    uri: &str,
    headers: &[(&'static str, &'static str)],
) -> Result<&'static str, Rejection> {
    let mut fields = HeaderMap::new();
    for (name, value) in headers {
        fields.insert(*name, value.parse().expect("a value"));
    }
    let uri: Uri = uri.parse().expect("a URI");
    let head = RequestHead { method, uri: &uri, headers: &fields };
    protocol.route(&OPERATIONS, head, b"").map(|found| OPERATIONS.schemas()[found.operation].name())
}

#[test]
fn a_target_names_service_and_operation() {
    let target =
        |method, uri, target| route(&AwsJson::aws_json_1_1(), &method, uri, &[("x-amz-target", target)]);
    assert_eq!(target(Method::POST, "/", "Service.PutJob"), Ok("PutJob"));
    assert_eq!(target(Method::POST, "/", "Service.Ping"), Ok("Ping"));
    let unknown = Err(Rejection::UnknownOperation);
    for name in ["Other.PutJob", "Service.Job", "Service.", "PutJob", "test#Service.PutJob", ""] {
        assert_eq!(target(Method::POST, "/", name), unknown, "{name}");
    }
    assert_eq!(target(Method::POST, "/jobs", "Service.PutJob"), unknown);
    assert_eq!(target(Method::GET, "/", "Service.PutJob"), Err(Rejection::MethodNotAllowed(vec!["POST"])));
    assert_eq!(route(&AwsJson::aws_json_1_1(), &Method::POST, "/", &[]), unknown);
}

#[test]
fn a_path_names_service_and_operation_and_a_header_the_protocol() {
    let named = [("smithy-protocol", "rpc-v2-json")];
    let path = |uri| route(&RpcV2::rpc_v2_json(), &Method::POST, uri, &named);
    for uri in [
        "/service/Service/operation/PutJob",
        "/service/test.Service/operation/PutJob",
        "/any/prefix/service/Service/operation/PutJob",
    ] {
        assert_eq!(path(uri), Ok("PutJob"), "{uri}");
    }
    let unknown = Err(Rejection::UnknownOperation);
    for uri in [
        "/service/Other/operation/PutJob",
        "/service/other.Service/operation/PutJob",
        "/service/Service/operation/test.PutJob",
        "/service/Service/operation/PutJob/",
        "/service/a/Service/operation/PutJob",
        "/service/Service/operation/",
        "/operation/PutJob",
        "/",
    ] {
        assert_eq!(path(uri), unknown, "{uri}");
    }
    let uri = "/service/Service/operation/PutJob";
    let protocol = RpcV2::rpc_v2_json();
    assert_eq!(route(&protocol, &Method::POST, uri, &[]), unknown);
    assert_eq!(route(&protocol, &Method::POST, uri, &[("smithy-protocol", "rpc-v2-cbor")]), unknown);
    let foreign = [("smithy-protocol", "rpc-v2-json"), ("x-amz-target", "Service.PutJob")];
    assert_eq!(route(&protocol, &Method::POST, uri, &foreign), unknown);
    let refused = route(&protocol, &Method::PUT, uri, &named);
    assert_eq!(refused, Err(Rejection::MethodNotAllowed(vec!["POST"])));
}

fn request<O: ClientOperation + ServerOperation>(
    protocol: &dyn Protocol,
    input: &O::Input,
) -> Request<Bytes> {
    client::encode_request::<O>(protocol, input, &ClientSettings::default()).expect("a request")
}

/// What a server makes of a body with these headers: the input, and the count of missing members.
fn receive(
    protocol: &dyn Protocol,
    headers: &[(&'static str, &'static str)],
    body: &'static str,
) -> Result<(Job, bool), Rejection> {
    let mut request = Request::builder().method("POST").uri("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Bytes::from_static(body.as_bytes())).expect("a request");
    let (uri, headers, body) = (request.uri(), request.headers(), request.body());
    let received = ServerRequest { uri, headers, body, labels: &Labels::new() };
    server::decode_request::<PutJob>(protocol, &received, &ServerSettings::default())
        .map(|(job, missing)| (job, missing.is_empty()))
}

#[test]
fn a_body_has_the_protocols_media_type_and_every_member_by_its_own_name() {
    let job = Job { name: "a".to_owned(), count: Some(5) };
    let sent = request::<PutJob>(&AwsJson::aws_json_1_0(), &job);
    assert_eq!((sent.method().as_str(), sent.uri().path()), ("POST", "/"));
    assert_eq!(sent.headers()["content-type"], "application/x-amz-json-1.0");
    assert_eq!(sent.headers()["x-amz-target"], "Service.PutJob");
    assert_eq!(sent.body(), r#"{"name":"a","count":5}"#);
    let expected = Ok((job, true));
    let protocol = AwsJson::aws_json_1_0();
    let body = r#"{"name":"a","count":5}"#;
    for media_type in ["application/x-amz-json-1.0", "application/x-amz-json-1.0; charset=utf-8"] {
        assert_eq!(receive(&protocol, &[("content-type", media_type)], body), expected);
    }
    assert_eq!(receive(&protocol, &[], body), expected);
    let other = receive(&protocol, &[("content-type", "application/json")], body);
    assert_eq!(other, Err(Rejection::UnsupportedMediaType));
    let refused = receive(&protocol, &[("accept", "text/html")], body);
    assert_eq!(refused, Err(Rejection::NotAcceptable));
}

#[test]
fn a_request_without_a_body_lacks_its_required_members() {
    assert_eq!(receive(&AwsJson::aws_json_1_1(), &[], ""), Ok((Job::default(), false)));
    assert!(matches!(receive(&AwsJson::aws_json_1_1(), &[], "{"), Err(Rejection::Malformed(_))));
}

#[test]
fn unit_is_an_empty_object_for_aws_json_and_no_body_for_rpc_v2() {
    assert_eq!(request::<Ping>(&AwsJson::aws_json_1_1(), &Unit).body(), "{}");
    let sent = request::<Ping>(&RpcV2::rpc_v2_json(), &Unit);
    assert_eq!(sent.uri().path(), "/service/Service/operation/Ping");
    assert!(sent.body().is_empty() && !sent.headers().contains_key("content-type"));
    let settings = ServerSettings::default();
    let answer = server::encode_response::<Ping>(&AwsJson::aws_json_1_1(), &Unit, &settings);
    assert_eq!(answer.headers()["content-type"], "application/x-amz-json-1.1");
    let answer = server::encode_response::<Ping>(&RpcV2::rpc_v2_json(), &Unit, &settings);
    assert!(answer.body().is_empty() && !answer.headers().contains_key("content-type"));
}

#[test]
fn a_response_of_another_protocol_is_no_output() {
    let job = Job { name: "a".to_owned(), count: None };
    let mut response =
        server::encode_response::<PutJob>(&RpcV2::rpc_v2_json(), &job, &ServerSettings::default());
    let decode = |response: &Response<Bytes>| {
        client::decode_response::<PutJob>(&RpcV2::rpc_v2_json(), response, &ClientSettings::default())
    };
    assert_eq!(decode(&response).ok(), Some(job));
    response.headers_mut().remove("smithy-protocol");
    assert!(decode(&response).is_err());
}

structure!(Gone, "test#Gone" { message: Option<String> = 0 member!(0, "message"); });

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.message)
    }
}

impl ErrorShape for Gone {
    fn error_schema(&self) -> ErrorSchema {
        ErrorSchema::new("Gone", 400).query("Queue.Gone", 410)
    }
}

impl SerializableError for Gone {}

#[test]
fn a_query_compatible_service_tells_the_codes_of_aws_query_and_its_clients_ask_for_them() {
    let (protocol, gone) = (AwsJson::aws_json_1_0(), Gone { message: Some("m".to_owned()) });
    let encode = |service| {
        protocol.encode_error(&gone, ResponseContext { service, request_id: "id" }).expect("a response")
    };
    let answer = encode(&COMPATIBLE);
    assert_eq!(answer.headers()["x-amzn-query-error"], "Queue.Gone;Sender");
    assert_eq!(answer.body(), r#"{"__type":"test#Gone","message":"m"}"#);
    assert!(!encode(&SERVICE).headers().contains_key("x-amzn-query-error"));
    let described = protocol.describe_error(&answer, &ClientSettings::default());
    assert_eq!(described.codes, ["Gone"]);
    assert_eq!(described.query_code.as_deref(), Some("Queue.Gone"));
    let mode = |request: &Request<Bytes>| request.headers().contains_key("x-amzn-query-mode");
    assert!(mode(&request::<Send>(&protocol, &Job::default())));
    assert!(!mode(&request::<PutJob>(&protocol, &Job::default())));
}

#[test]
fn aws_json_names_an_error_by_its_id_in_1_0_and_by_its_name_in_1_1() {
    let context = ResponseContext { service: &SERVICE, request_id: "id" };
    let body = |protocol: &dyn Protocol| {
        let answer = protocol.encode_error(&Gone::default(), context).expect("a response");
        String::from_utf8_lossy(answer.body()).into_owned()
    };
    assert_eq!(body(&AwsJson::aws_json_1_0()), r#"{"__type":"test#Gone"}"#);
    assert_eq!(body(&AwsJson::aws_json_1_1()), r#"{"__type":"Gone"}"#);
    assert_eq!(body(&RpcV2::rpc_v2_json()), r#"{"__type":"test#Gone"}"#);
}
