//! restJson1 as a whole, over the JSON codec: bodies, errors, defaults, missing members and rejections.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod http_support;

use std::sync::Arc;

use bytes::Bytes;
use farrier_runtime::{
    Validate, ValidationError,
    client::{self, ClientSettings},
    http::{Labels, ResponseReader, ResponseWriter},
    member,
    operation::{
        Body, DeserializableError, ErrorEnum, ErrorSchema, ErrorShape, ErrorSource, FailureKind,
        IdempotencyTokenSource, InnerError, Operation, OperationError, OperationSchema, Payload,
        SerializableError, ServerError, UnhandledError, Unit,
    },
    protocol::RestJson,
    schema::MemberSet,
    server::{
        self, Operations, Rejection, RequestHead, Route, Router, Segment, ServerRequest, ServerSettings,
    },
    validate::{Validator, rule},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri};
use http_support::{NoErrors, SERVICE};

const JSON: RestJson = RestJson::rest_json_1();

structure!(Nested, "test#Nested" { name: Option<String> = 0 member!(0, "name"); });
structure!(Job, "test#Job" {
    id: String = 0 member!(0, "id").required();
    dry_run: bool = 1 member!(1, "dryRun").required();
    name: String = 2 member!(2, "name", json = "NAME").required();
    nested: Option<Nested> = 3 member!(3, "nested");
    token: Option<String> = 4 member!(4, "token");
});
structure!(Holder, "test#Holder" { payload: Option<Nested> = 0 member!(0, "payload"); });

operation!(PutJob: Job => Job, JobError, {
    id: "test#PutJob", method: "PUT", uri: "/jobs/{id}",
    input: Body::Members(MemberSet::Only(&[2, 3, 4])), output: Body::Members(MemberSet::All),
}
    request |w, i| {
        w.segment("jobs").label(0, &i.id);
        w.query("dryRun", 1, &i.dry_run);
    } |r, i| {
        r.label(0, &mut i.id);
        r.query("dryRun", 1, &mut i.dry_run);
    });
operation!(GetHolder: Unit => Holder, NoErrors, { output: Body::Payload(Payload::Structure) }
    response |w, o| { w.payload(0, &o.payload); }
             |r, o| { r.payload(0, &mut o.payload); });

impl Validate for Job {
    fn check(&self, validator: &mut Validator<'_>) {
        validator.required("id", &self.id, |id, validator| rule::characters(validator, id, 2, 4));
        validator.member("dryRun").is_present();
        validator.required("name", &self.name, |name, validator| {
            rule::characters(validator, name, 1, usize::MAX);
        });
    }
}

structure!(NotFound, "test#NotFound" {
    message: Option<String> = 0 member!(0, "message");
    retry: Option<i32> = 1 member!(1, "retry");
});
structure!(Conflict, "test#Conflict" { message: Option<String> = 0 member!(0, "Message"); });

macro_rules! error_shape {
    ($name:ident, $status:literal, $body:expr $(, |$w:ident, $r:ident, $value:ident| $write:block $read:block)?) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", self.message)
            }
        }
        impl ErrorShape for $name {
            fn error_schema(&self) -> ErrorSchema {
                ErrorSchema::new(stringify!($name), $status).body($body)
            }
        }
        impl SerializableError for $name {
            fn bind_response(&self, _response: &mut ResponseWriter<'_>) {
                $( { let ($w, $value) = (_response, self); $write } )?
            }
        }
        impl DeserializableError for $name {
            fn read_response(&mut self, _response: &mut ResponseReader<'_>) {
                $( { let ($r, $value) = (_response, self); $read } )?
            }
        }
    };
}

error_shape!(NotFound, 404, Body::Members(MemberSet::Only(&[0])), |w, r, error| {
    w.header("Retry-After", 1, &error.retry);
} {
    r.header("Retry-After", 1, &mut error.retry);
});
error_shape!(Conflict, 409, Body::Members(MemberSet::All));

#[derive(Clone, Debug, PartialEq)]
enum JobError {
    NotFound(NotFound),
    Conflict(Conflict),
    Unhandled(UnhandledError),
}

impl std::fmt::Display for JobError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for JobError {}

impl OperationError for JobError {
    const ERRORS: &'static [ErrorSchema] = &[
        ErrorSchema::new("NotFound", 404),
        ErrorSchema::new("Conflict", 409),
        ErrorSchema::new("Locked", 423),
        ErrorSchema::new("Held", 423),
    ];

    fn from_source(index: usize, source: &mut ErrorSource<'_>) -> Self {
        match index {
            0 => Self::NotFound(DeserializableError::from_source(source)),
            1..4 => Self::Conflict(DeserializableError::from_source(source)),
            _ => Self::Unhandled(source.unhandled()),
        }
    }
}

impl ServerError for JobError {
    fn serializable(&self) -> Option<&dyn SerializableError> {
        match self {
            Self::NotFound(error) => Some(error),
            Self::Conflict(error) => Some(error),
            Self::Unhandled(_) => None,
        }
    }
}

impl ErrorEnum for JobError {
    fn inner(&self) -> InnerError<'_> {
        match self {
            Self::NotFound(error) => Ok(error),
            Self::Conflict(error) => Ok(error),
            Self::Unhandled(error) => Err(error),
        }
    }
}

fn job() -> Job {
    Job { id: "i1".to_owned(), dry_run: true, name: "n".to_owned(), nested: None, token: None }
}

fn settings() -> ServerSettings {
    ServerSettings { request_ids: Arc::new(|| "request-1".to_owned()), ..ServerSettings::default() }
}

/// Receives a PUT of the job `uri`.
fn put(uri: &str, headers: &[(&str, &str)], body: &'static str) -> Result<Job, Rejection> {
    let uri: Uri = uri.parse().unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let body = Bytes::from_static(body.as_bytes());
    let labels = Labels::of(PutJob::SCHEMA.uri, uri.path()).unwrap();
    let request = ServerRequest { uri: &uri, headers: &map, body: &body, labels: &labels };
    server::decode_valid_request::<PutJob>(&JSON, &request, &settings())
}

fn error_of(response: Response<Bytes>) -> (u16, String, String) {
    let name = response.headers()["x-amzn-errortype"].to_str().unwrap().to_owned();
    assert_eq!(response.headers()["x-amzn-requestid"], "request-1");
    assert_eq!(response.headers()["content-type"], "application/json");
    (response.status().as_u16(), name, String::from_utf8(response.body().to_vec()).unwrap())
}

const JSON_BODY: &[(&str, &str)] = &[("content-type", "application/json")];

#[test]
fn members_that_are_not_bound_are_in_the_body() {
    let input = Job { nested: Some(Nested { name: Some("x".to_owned()) }), ..job() };
    let request = client::encode_request::<PutJob>(&JSON, &input, &ClientSettings::default()).unwrap();
    assert_eq!(
        (request.method(), request.uri().to_string().as_str()),
        (&Method::PUT, "/jobs/i1?dryRun=true")
    );
    assert_eq!(request.body(), r#"{"NAME":"n","nested":{"name":"x"}}"#);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["content-length"], request.body().len().to_string());
    assert_eq!(
        put("/jobs/i1?dryRun=true", JSON_BODY, r#"{"NAME":"n","nested":{"name":"x"},"id":"no"}"#),
        Ok(input)
    );
}

#[test]
fn a_response_comes_back_with_every_member() {
    let output = Job { nested: Some(Nested::default()), token: Some(String::new()), ..job() };
    let response = server::encode_response::<PutJob>(&JSON, &output, &settings());
    assert_eq!(response.body(), r#"{"id":"i1","dryRun":true,"NAME":"n","nested":{},"token":""}"#);
    assert_eq!(response.headers()["x-amzn-requestid"], "request-1");
    let decoded = client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default()).unwrap();
    assert_eq!(decoded, output);
    // A client fills in what is missing.
    for body in ["", "{}", "{\"unknown\":[]}"] {
        let response = Response::new(Bytes::from_static(body.as_bytes()));
        let decoded =
            client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default()).unwrap();
        assert_eq!(decoded, Job::default());
    }
}

#[test]
fn a_malformed_body_is_told_with_path_and_offset() {
    let response = Response::builder()
        .header("x-amzn-requestid", "r2")
        .header("x-amz-id-2", "e2")
        .body(Bytes::from_static(br#"{"nested":{"name":1}}"#))
        .unwrap();
    let error = client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default()).unwrap_err();
    let JobError::Unhandled(error) = error else { panic!("{error:?}") };
    assert_eq!((error.kind(), error.request_id()), (FailureKind::Decode, Some("r2")));
    assert_eq!(error.extended_request_id(), Some("e2"));
    let error = error.decode_error().expect("a body that cannot be decoded");
    assert_eq!((error.path(), error.offset()), ("/nested/name", Some(18)));
    for body in [
        "{[",
        "null",
        "10",
        "[{}]",
        "{\"NAME\":\"n\",}",
        "{\"NAME\":\"n\"}x",
        "{\"NAME\":\"n\",\"NAME\":\"n\"}",
    ] {
        let body: &'static str = body.to_owned().leak();
        assert!(
            matches!(put("/jobs/i1?dryRun=true", JSON_BODY, body), Err(Rejection::Malformed(_))),
            "{body}"
        );
    }
}

#[test]
fn every_violation_is_reported_wherever_the_member_is_bound() {
    let rejection = put("/jobs/x", JSON_BODY, "{}").unwrap_err();
    let (status, name, body) = error_of(server::encode_rejection(&JSON, &SERVICE, &rejection, &settings()));
    assert_eq!((status, name.as_str()), (400, "ValidationException"));
    let id = "Value with length 1 at '/id' failed to satisfy constraint: Member must have length between 2 and 4, inclusive";
    let dry_run = "Value at '/dryRun' failed to satisfy constraint: Member must not be null";
    let name = "Value at '/name' failed to satisfy constraint: Member must not be null";
    assert_eq!(
        body,
        format!(
            r#"{{"message":"3 validation errors detected. {id}; {dry_run}; {name}","fieldList":[{}]}}"#,
            [("/id", id), ("/dryRun", dry_run), ("/name", name)]
                .map(|(path, message)| format!(r#"{{"path":"{path}","message":"{message}"}}"#))
                .join(",")
        )
    );
    // An empty body is one without members; it needs no content type.
    assert_eq!(put("/jobs/x", &[], ""), Err(rejection));
}

#[test]
fn a_service_may_have_its_own_validation_exception() {
    fn conflict(error: &ValidationError) -> Box<dyn SerializableError> {
        Box::new(Conflict { message: Some(error.to_string()) })
    }
    let settings = ServerSettings { validation_exception: conflict, ..settings() };
    let rejection = put("/jobs/i1?dryRun=true", JSON_BODY, "{}").unwrap_err();
    let (status, name, body) = error_of(server::encode_rejection(&JSON, &SERVICE, &rejection, &settings));
    assert_eq!((status, name.as_str()), (409, "Conflict"));
    assert!(body.starts_with(r#"{"Message":"1 validation error detected. Value at '/name'"#), "{body}");
}

#[test]
fn a_malformed_request_is_told_before_what_it_lacks() {
    let rejection = put("/jobs/x?dryRun=yes", JSON_BODY, "{}").unwrap_err();
    let (status, name, body) = error_of(server::encode_rejection(&JSON, &SERVICE, &rejection, &settings()));
    assert_eq!((status, name.as_str()), (400, "SerializationException"));
    assert_eq!(body, r#"{"message":"expected true or false at '/dryRun'"}"#);
    // What a body may be is told before what it holds.
    assert_eq!(
        put("/jobs/x?dryRun=yes", &[("content-type", "a/b"), ("accept", "a/b")], "{}"),
        Err(Rejection::UnsupportedMediaType)
    );
    assert_eq!(put("/jobs/x?dryRun=yes", &[("accept", "a/b")], ""), Err(Rejection::NotAcceptable));
}

#[test]
fn each_rejection_has_its_status_and_name() {
    for (rejection, status, name) in [
        (Rejection::UnknownOperation, 404, "UnknownOperationException"),
        (Rejection::MethodNotAllowed(vec!["GET", "PUT"]), 405, "MethodNotAllowedException"),
        (Rejection::NotAcceptable, 406, "NotAcceptableException"),
        (Rejection::BodyTooLarge, 413, "BodyTooLargeException"),
        (Rejection::UriTooLong, 414, "UriTooLongException"),
        (Rejection::UnsupportedMediaType, 415, "UnsupportedMediaTypeException"),
        (Rejection::HeadersTooLarge, 431, "HeadersTooLargeException"),
        (Rejection::InternalFailure, 500, "InternalFailure"),
    ] {
        let response = server::encode_rejection(&JSON, &SERVICE, &rejection, &settings());
        if status == 405 {
            assert_eq!(response.headers()["allow"], "GET, PUT");
        }
        let (given, error, body) = error_of(response);
        assert_eq!((given, error.as_str()), (status, name));
        assert_eq!(body, format!(r#"{{"message":"{rejection}"}}"#));
    }
}

#[test]
fn a_request_is_routed_and_answered() {
    const ROUTER: Router = Router::new(&[Route {
        method: "PUT",
        segments: &[Segment::Literal("jobs"), Segment::Label("id")],
        query: &[],
        operation: 7,
    }]);
    static OPERATIONS: Operations = Operations::new(&SERVICE, &[&PutJob::SCHEMA], ROUTER);
    let (headers, body, settings) = (HeaderMap::new(), Bytes::new(), settings());
    let route = |method, uri: &str| {
        let uri: Uri = uri.parse().unwrap();
        let head = RequestHead { method: &method, uri: &uri, headers: &headers };
        server::route(&JSON, &OPERATIONS, head, &body, &settings).map(|found| found.operation)
    };
    assert_eq!(route(Method::PUT, "/jobs/a"), Ok(7));
    assert_eq!(route(Method::GET, "/jobs/a"), Err(Rejection::MethodNotAllowed(vec!["PUT"])));
    assert_eq!(route(Method::PUT, "/job/a"), Err(Rejection::UnknownOperation));
    assert_eq!(route(Method::PUT, &format!("/{}", "a".repeat(9_000))), Err(Rejection::UriTooLong));

    let answer = |input, result: Result<Job, JobError>| {
        let response =
            server::respond::<PutJob, _, _>(&JSON, input, |_| std::future::ready(result), &settings);
        let mut response = std::pin::pin!(response);
        match response.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
            std::task::Poll::Ready(response) => response.status().as_u16(),
            std::task::Poll::Pending => 0,
        }
    };
    let unhandled = JobError::Unhandled(UnhandledError::new(200, None, None, Default::default()));
    assert_eq!(answer(Ok(job()), Ok(job())), 200);
    assert_eq!(answer(Ok(job()), Err(JobError::Conflict(Conflict::default()))), 409);
    assert_eq!(answer(Ok(job()), Err(unhandled)), 500);
    assert_eq!(answer(Err(Rejection::UnsupportedMediaType), Ok(job())), 415);
}

fn client_error(status: u16, header: Option<&str>, body: &str) -> JobError {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = status.try_into().unwrap();
    response.headers_mut().insert("retry-after", HeaderValue::from_static("3"));
    if let Some(header) = header {
        response.headers_mut().insert("X-Amzn-Errortype", HeaderValue::from_str(header).unwrap());
    }
    let result = client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default());
    result.unwrap_err()
}

fn not_found(message: Option<&str>) -> JobError {
    JobError::NotFound(NotFound { message: message.map(str::to_owned), retry: Some(3) })
}

#[test]
fn an_error_is_known_by_header_body_or_status() {
    for code in
        ["NotFound", "NotFound:http://internal/coral/", "a.b#NotFound", "other.ns#NotFound:http://x#y"]
    {
        assert_eq!(client_error(500, Some(code), ""), not_found(None), "{code}");
        assert_eq!(client_error(500, None, &format!(r#"{{"__type":"{code}"}}"#)), not_found(None), "{code}");
        assert_eq!(client_error(500, None, &format!(r#"{{"code":"{code}"}}"#)), not_found(None), "{code}");
    }
    let nested = r#"{"details":[{"__type":"Conflict"}],"code":17,"__type":"NotFound"}"#;
    assert_eq!(client_error(500, None, nested), not_found(None));
    // A member that is called `code` does not hide the name.
    assert_eq!(client_error(500, Some("NotFound"), r#"{"code":"Conflict"}"#), not_found(None));
    assert_eq!(client_error(404, None, "{}"), not_found(None));
    assert_eq!(client_error(404, None, ""), not_found(None));
    assert_eq!(client_error(404, None, r#"{"message":"m"}"#), not_found(Some("m")));
}

#[test]
fn a_message_is_read_under_both_its_names() {
    let conflict = |message: &str| JobError::Conflict(Conflict { message: Some(message.to_owned()) });
    assert_eq!(client_error(404, Some("NotFound"), r#"{"message":"m"}"#), not_found(Some("m")));
    assert_eq!(client_error(404, Some("NotFound"), r#"{"Message":"m"}"#), not_found(Some("m")));
    assert_eq!(client_error(409, Some("Conflict"), r#"{"message":"m"}"#), conflict("m"));
    assert_eq!(client_error(409, Some("Conflict"), r#"{"Message":"m"}"#), conflict("m"));
}

#[test]
fn an_error_that_is_not_modelled_keeps_what_the_response_said() {
    let unhandled = |error: JobError| match error {
        JobError::Unhandled(error) => error,
        other => panic!("{other:?}"),
    };
    let body = r#"{"__type":"a#Throttled","Message":"slow down"}"#;
    let error = unhandled(client_error(429, None, body));
    assert_eq!((error.status(), error.code(), error.message()), (429, Some("Throttled"), Some("slow down")));
    assert_eq!(error.body(), body.as_bytes());
    // A name that is not known is not replaced by what the status would tell.
    assert_eq!(unhandled(client_error(404, Some("Other"), "{}")).code(), Some("Other"));
    // A status that two errors have tells neither.
    assert_eq!(unhandled(client_error(423, None, "{}")).code(), None);
    let held = JobError::Conflict(Conflict { message: Some("m".to_owned()) });
    assert_eq!(client_error(423, Some("Held"), r#"{"Message":"m"}"#), held);
    // A proxy's page with a modelled status is no modelled error.
    let error = unhandled(client_error(404, None, "<html>"));
    assert_eq!((error.code(), error.message(), error.body()), (None, None, b"<html>".as_slice()));
}

#[test]
fn a_modelled_error_with_a_malformed_body_is_told_as_such() {
    let mut response = Response::new(Bytes::from_static(br#"{"message":1}"#));
    *response.status_mut() = http::StatusCode::NOT_FOUND;
    response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static("NotFound"));
    match client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default()) {
        Err(JobError::Unhandled(failure)) => {
            let error = failure.decode_error().expect("a body that cannot be decoded");
            assert_eq!((error.path(), failure.status()), ("/message", 404));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_is_encoded_with_its_name_status_and_bindings() {
    let error = JobError::NotFound(NotFound { message: Some("m".to_owned()), retry: Some(3) });
    let response = server::encode_error::<PutJob>(&JSON, &error, &settings());
    assert_eq!(response.headers()["retry-after"], "3");
    assert_eq!(error_of(response.clone()), (404, "NotFound".to_owned(), r#"{"message":"m"}"#.to_owned()));
    let decoded =
        client::decode_response::<PutJob>(&JSON, &response, &ClientSettings::default()).unwrap_err();
    assert_eq!(decoded, error);
    // What the service did not mean to tell stays inside.
    let secret = UnhandledError::new(500, None, Some("secret".to_owned()), Default::default());
    let (status, name, body) =
        error_of(server::encode_error::<PutJob>(&JSON, &JobError::Unhandled(secret), &settings()));
    assert_eq!((status, name.as_str(), body.contains("secret")), (500, "InternalFailure", false));
}

#[test]
fn an_absent_idempotency_token_is_filled_in() {
    struct Tokenized;
    impl Operation for Tokenized {
        type Input = Job;
        type Output = Unit;
        type Error = NoErrors;
        const SCHEMA: OperationSchema =
            OperationSchema { output: Body::Unit, idempotency_token: true, ..PutJob::SCHEMA };
        fn with_idempotency_token(input: &Job, tokens: &dyn IdempotencyTokenSource) -> Option<Job> {
            input.token.is_none().then(|| Job { token: Some(tokens.token()), ..input.clone() })
        }
        fn bind_request(i: &Job, w: &mut farrier_runtime::http::RequestWriter<'_>) {
            PutJob::bind_request(i, w)
        }
    }
    const FIXED: &str = "00000000-0000-4000-8000-000000000000";
    let settings =
        ClientSettings { idempotency_tokens: Arc::new(|| FIXED.to_owned()), ..ClientSettings::default() };
    let send = |input: &Job, settings| {
        let request = client::encode_request::<Tokenized>(&JSON, input, settings).unwrap();
        String::from_utf8(request.body().to_vec()).unwrap()
    };
    assert_eq!(send(&job(), &settings), format!(r#"{{"NAME":"n","token":"{FIXED}"}}"#));
    let given = Job { token: Some("mine".to_owned()), ..job() };
    assert_eq!(send(&given, &settings), r#"{"NAME":"n","token":"mine"}"#);
    let random = ClientSettings::default();
    assert_ne!(send(&job(), &random), send(&job(), &random));
}

#[test]
fn a_structure_payload_in_a_response_may_be_empty_or_absent() {
    let decode = |body: &'static str| {
        let response = Response::new(Bytes::from_static(body.as_bytes()));
        client::decode_response::<GetHolder>(&JSON, &response, &ClientSettings::default()).unwrap().payload
    };
    assert_eq!(decode(""), None);
    assert_eq!(decode("{}"), Some(Nested::default()));
    assert_eq!(decode(r#"{"name":"x"}"#), Some(Nested { name: Some("x".to_owned()) }));
    let encode = |payload| {
        let response = server::encode_response::<GetHolder>(&JSON, &Holder { payload }, &settings());
        String::from_utf8(response.body().to_vec()).unwrap()
    };
    assert_eq!(encode(None), "");
    assert_eq!(encode(Some(Nested::default())), "{}");
    assert_eq!(encode(Some(Nested { name: Some("x".to_owned()) })), r#"{"name":"x"}"#);
}
