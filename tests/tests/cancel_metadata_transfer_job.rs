//! AWS IoT TwinMaker's CancelMetadataTransferJob, through the public API of the generated crate, as client and as
//! server. The numbers of the modules are those of the requirements that they show.

use bytes::Bytes;
use farrier_runtime::{
    Blob, Timestamp, Validate,
    client::{self, ClientSettings, Endpoint},
    operation::{FailureKind, OperationError},
    server::{self, Rejection, ServerRequest},
};
use http::{HeaderMap, Method, Request, Response, Uri};
use iottwinmaker::{
    PROTOCOL, SERVICE,
    operation::{CancelMetadataTransferJob, CancelMetadataTransferJobError as Error},
    server::{OPERATIONS, settings},
    types::{
        CancelMetadataTransferJobRequest, CancelMetadataTransferJobResponse, ConflictException, ErrorCode,
        ErrorDetails, MetadataTransferJobProgress, MetadataTransferJobState, MetadataTransferJobStatus,
    },
};

const ARN: &str = "arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/job-1";

fn encode(id: &str) -> Result<Request<Bytes>, farrier_runtime::EncodeError> {
    let input = CancelMetadataTransferJobRequest::new(id);
    client::encode_request::<CancelMetadataTransferJob>(&PROTOCOL, &input, &ClientSettings::default())
}

fn decode(
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<CancelMetadataTransferJobResponse, Error> {
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let response = response.body(Bytes::copy_from_slice(body)).expect("a response");
    client::decode_response::<CancelMetadataTransferJob>(&PROTOCOL, &response, &ClientSettings::default())
}

/// Decodes a response body with `status` inserted among valid members, and gives the error's text.
fn refused(body: &str) -> String {
    match decode(200, &[], body.as_bytes()) {
        Err(Error::Unhandled(failure)) => {
            failure.decode_error().unwrap_or_else(|| panic!("{failure:?}")).to_string()
        }
        other => panic!("{body}: {other:?}"),
    }
}

fn receive(method: Method, uri: &str) -> Result<CancelMetadataTransferJobRequest, Rejection> {
    let uri: Uri = uri.parse().expect("a URI");
    let route = OPERATIONS.router().find(&method, uri.path(), uri.query()).map_err(Rejection::of_route)?;
    let request =
        ServerRequest { uri: &uri, headers: &HeaderMap::new(), body: &Bytes::new(), labels: &route.labels };
    server::decode_valid_request::<CancelMetadataTransferJob>(&PROTOCOL, &request, &settings())
}

fn whole() -> CancelMetadataTransferJobResponse {
    let status = MetadataTransferJobStatus::new()
        .with_state(MetadataTransferJobState::Cancelled)
        .with_error(
            ErrorDetails::new()
                .with_code(ErrorCode::ValidationError)
                .with_message("no \"quotes\" é \u{1F600}"),
        )
        .with_queued_position(3);
    let progress = MetadataTransferJobProgress::new()
        .with_total_count(10)
        .with_succeeded_count(7)
        .with_skipped_count(0)
        .with_failed_count(-1);
    CancelMetadataTransferJobResponse::new(
        "job-1",
        ARN,
        Timestamp::from_milliseconds(1_700_000_000_123),
        status,
    )
    .with_progress(progress)
}

const WHOLE: &str = r#"{"metadataTransferJobId":"job-1","arn":"arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/job-1","updateDateTime":1700000000.123,"status":{"state":"CANCELLED","error":{"code":"VALIDATION_ERROR","message":"no \"quotes\" é 😀"},"queuedPosition":3},"progress":{"totalCount":10,"succeededCount":7,"skippedCount":0,"failedCount":-1}}"#;

mod r1_request {
    use super::*;

    #[test]
    fn is_a_put_with_the_label_in_the_path_and_no_body() {
        let request = encode("job-1").expect("a valid ID");
        assert_eq!(request.method(), Method::PUT);
        assert_eq!(
            request.uri().path_and_query().map(|uri| uri.as_str()),
            Some("/metadata-transfer-jobs/job-1/cancel")
        );
        assert!(request.body().is_empty());
        assert!(!request.headers().contains_key("content-type"));
    }

    #[test]
    fn percent_encodes_the_label() {
        let request = encode("a/b c%é").expect("any text is a label");
        assert_eq!(request.uri().path(), "/metadata-transfer-jobs/a%2Fb%20c%25%C3%A9/cancel");
    }

    #[test]
    fn goes_to_the_host_with_the_prefix() {
        let endpoint = Endpoint::parse("https://iottwinmaker.us-east-1.amazonaws.com").expect("an endpoint");
        let settings = ClientSettings { endpoint: Some(endpoint), ..ClientSettings::default() };
        let input = CancelMetadataTransferJobRequest::new("job-1");
        let request = client::encode_request::<CancelMetadataTransferJob>(&PROTOCOL, &input, &settings);
        let uri = request.expect("a valid ID").uri().clone();
        assert_eq!(uri.host(), Some("api.iottwinmaker.us-east-1.amazonaws.com"));
    }

    #[test]
    fn with_an_empty_label_is_refused_before_anything_is_sent() {
        let error = encode("").expect_err("an empty label");
        assert_eq!(error.member(), "metadataTransferJobId");
    }

    #[test]
    fn reaches_the_server_as_it_was_sent() {
        for id in ["job-1", "_a", "0123456789"] {
            let request = encode(id).expect("a valid ID");
            let input =
                receive(request.method().clone(), &request.uri().to_string()).expect("a valid request");
            assert_eq!(input, CancelMetadataTransferJobRequest::new(id));
        }
    }
}

mod r2_validation {
    use super::*;

    fn violations(id: &str) -> String {
        CancelMetadataTransferJobRequest::new(id)
            .validate()
            .map_or_else(|error| error.to_string(), |()| String::new())
    }

    const PATTERN: &str = "Value at '/metadataTransferJobId' failed to satisfy constraint: Member must satisfy regular \
                           expression pattern: ^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$";

    #[test]
    fn reports_every_violation_in_smithys_words() {
        assert_eq!(
            violations(""),
            format!(
                "2 validation errors detected. Value with length 0 at '/metadataTransferJobId' failed to satisfy \
                 constraint: Member must have length between 1 and 128, inclusive; {PATTERN}"
            )
        );
    }

    #[test]
    fn length_counts_characters() {
        assert_eq!(violations(&"a".repeat(128)), "");
        assert!(
            violations(&"a".repeat(129)).starts_with("1 validation error detected. Value with length 129 at")
        );
        // 128 characters of two bytes: the length is fine, the pattern is not.
        assert_eq!(violations(&"é".repeat(128)), format!("1 validation error detected. {PATTERN}"));
    }

    #[test]
    fn the_pattern_needs_two_characters_though_the_length_allows_one() {
        assert_eq!(violations("a"), format!("1 validation error detected. {PATTERN}"));
        assert_eq!(violations("aa"), "");
        assert_eq!(violations("a-"), format!("1 validation error detected. {PATTERN}"));
        assert_eq!(violations("-a"), format!("1 validation error detected. {PATTERN}"));
        assert_eq!(violations("aa\n"), format!("1 validation error detected. {PATTERN}"));
    }

    #[test]
    fn the_arn_and_members_within_members_are_checked_too() {
        let mut output = whole();
        assert_eq!(output.validate(), Ok(()));
        output.arn = "arn:nobody:".to_owned();
        output.status.state = Some(MetadataTransferJobState::from("PAUSED"));
        let error = output.validate().expect_err("three violations");
        let paths: Vec<&str> = error.violations().iter().map(|violation| violation.path()).collect();
        assert_eq!(paths, ["/arn", "/arn", "/status/state"]);
        assert!(error.violations()[0].message().contains("between 20 and 2048, inclusive"));
        assert!(error.violations()[2].message().ends_with(
            "Member must satisfy enum value set: [VALIDATING, PENDING, RUNNING, CANCELLING, ERROR, COMPLETED, CANCELLED]"
        ));
    }

    #[test]
    fn a_server_answers_with_the_services_own_exception() {
        let rejection = receive(Method::PUT, "/metadata-transfer-jobs/-/cancel").expect_err("an invalid ID");
        let response = server::encode_rejection(&PROTOCOL, &SERVICE, &rejection, &settings());
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers()["x-amzn-errortype"], "ValidationException");
        let error = decode_response_error(&response);
        let Error::ValidationException(exception) = error else { panic!("{error:?}") };
        assert_eq!(exception.message, Some(format!("1 validation error detected. {PATTERN}")));
    }

    fn decode_response_error(response: &Response<Bytes>) -> Error {
        let decoded = client::decode_response::<CancelMetadataTransferJob>(
            &PROTOCOL,
            response,
            &ClientSettings::default(),
        );
        decoded.expect_err("an error")
    }
}

mod r3_response {
    use super::*;

    #[test]
    fn decodes_and_encodes_the_whole_syntax() {
        assert_eq!(decode(200, &[], WHOLE.as_bytes()).expect("a valid response"), whole());
        let response = server::encode_response::<CancelMetadataTransferJob>(&PROTOCOL, &whole(), &settings());
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(std::str::from_utf8(response.body()), Ok(WHOLE));
    }

    fn at(time: &str) -> Timestamp {
        let body = WHOLE.replace("1700000000.123", time);
        decode(200, &[], body.as_bytes()).unwrap_or_else(|error| panic!("{time}: {error:?}")).update_date_time
    }

    #[test]
    fn a_timestamp_may_be_an_integer_a_decimal_or_in_exponent_form() {
        assert_eq!(at("1700000000"), Timestamp::from_seconds(1_700_000_000));
        assert_eq!(at("1700000000.5"), Timestamp::from_milliseconds(1_700_000_000_500));
        assert_eq!(at("1.7000000005e9"), Timestamp::from_milliseconds(1_700_000_000_500));
        assert_eq!(at("17e8"), Timestamp::from_seconds(1_700_000_000));
        assert_eq!(at("-0.25"), Timestamp::from_milliseconds(-250));
    }

    #[test]
    fn unknown_members_are_skipped_to_a_bounded_depth() {
        let nested =
            |depth: usize| format!("{{\"new\":{}1{},{}", "[".repeat(depth), "]".repeat(depth), &WHOLE[1..]);
        assert_eq!(decode(200, &[], nested(100).as_bytes()).expect("100 levels"), whole());
        assert!(refused(&nested(100_000)).contains("nesting"), "{}", refused(&nested(100_000)));
    }

    #[test]
    fn null_for_an_optional_member_is_absence() {
        let body = WHOLE.replace(r#""queuedPosition":3"#, r#""queuedPosition":null"#);
        assert_eq!(decode(200, &[], body.as_bytes()).expect("null").status.queued_position, None);
    }

    #[test]
    fn a_missing_required_member_is_error_corrected() {
        let output = decode(200, &[], b"{}").expect("clients correct errors");
        let status = MetadataTransferJobStatus::new();
        assert_eq!(output, CancelMetadataTransferJobResponse::new("", "", Timestamp::EPOCH, status));
    }

    #[test]
    fn what_is_wrong_is_told_with_path_and_byte_offset() {
        let position =
            |value: &str| WHOLE.replace(r#""queuedPosition":3"#, &format!(r#""queuedPosition":{value}"#));
        let offset = WHOLE.find(r#":3}"#).expect("the position") + 1;
        for (body, place) in [
            (position("\"3\""), offset),
            (position("true"), offset),
            (position("3.0"), offset),
            (position("2147483648"), offset),
            (position("{}"), offset),
        ] {
            let error = refused(&body);
            assert!(error.contains("'/status/queuedPosition'"), "{error}");
            assert!(error.contains(&format!("byte {place}")), "{error}: {body}");
        }
    }

    #[test]
    fn malformed_bodies_are_refused() {
        for body in [
            &WHOLE[..WHOLE.len() - 1],
            &WHOLE[..100],
            "",
            &format!("{WHOLE} x"),
            &format!("{WHOLE}{WHOLE}"),
            &WHOLE.replace("CANCELLED", r"\ud800"),
            &WHOLE.replace("CANCELLED", r"\udc00\ud800"),
            &WHOLE.replace("CANCELLED", "\u{1}"),
            &WHOLE.replace(":10,", ":010,"),
            &WHOLE.replace(":10,", ":10,,"),
            "[]",
            "1",
        ] {
            let error = match decode(200, &[], body.as_bytes()) {
                Err(error) => error,
                // An empty body is an empty document.
                Ok(_) if body.is_empty() => continue,
                Ok(output) => panic!("{body}: {output:?}"),
            };
            let Error::Unhandled(failure) = &error else { panic!("{body}: {error:?}") };
            assert_eq!(failure.kind(), FailureKind::Decode, "{body}: {error:?}");
        }
    }

    #[test]
    fn a_member_or_key_that_comes_twice_is_refused() {
        let twice = WHOLE.replace(r#""queuedPosition":3"#, r#""queuedPosition":3,"queuedPosition":3"#);
        assert!(refused(&twice).contains("'/status/queuedPosition'"), "{}", refused(&twice));
        let escaped =
            WHOLE.replace(r#""queuedPosition":3"#, r#""queuedPosition":null,"queued\u0050osition":3"#);
        assert!(refused(&escaped).contains("'/status/queuedPosition'"), "{}", refused(&escaped));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_refused_wherever_they_are() {
        for (from, to) in [("CANCELLED", &b"CAN\xffED"[..]), ("\"state\"", b"\"sta\xc3\x28e\"")] {
            let at = WHOLE.find(from).expect("the text");
            let body = [&WHOLE.as_bytes()[..at], to, &WHOLE.as_bytes()[at + from.len()..]].concat();
            let error = decode(200, &[], &body).expect_err("not UTF-8");
            let Error::Unhandled(failure) = error else { panic!("{error:?}") };
            let error = failure.decode_error().expect("a body that cannot be decoded");
            assert!(error.offset().is_some(), "{error}");
            assert!(error.message().contains("UTF-8"), "{error}");
        }
    }
}

mod r4_errors {
    use super::*;

    const ALL: [(u16, &str); 6] = [
        (403, "AccessDeniedException"),
        (409, "ConflictException"),
        (500, "InternalServerException"),
        (404, "ResourceNotFoundException"),
        (429, "ThrottlingException"),
        (400, "ValidationException"),
    ];

    fn service_error(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
        decode(status, headers, body.as_bytes()).expect_err("an error")
    }

    fn check(error: &Error, name: &str) {
        let shape = error.shape().unwrap_or_else(|| panic!("{name}: {error:?}"));
        assert_eq!(shape.schema().name(), name);
        assert_eq!(error.to_string(), format!("{name}: why"));
    }

    #[test]
    fn are_found_by_header_body_and_status() {
        for (status, name) in ALL {
            let body = r#"{"message":"why"}"#;
            let header = |value: &str| service_error(status, &[("x-amzn-errortype", value)], body);
            check(&header(name), name);
            check(
                &header(&format!("{name}:http://internal.amazon.com/coral/com.amazon.coral.validate/")),
                name,
            );
            check(&header(&format!("com.amazonaws.iottwinmaker#{name}")), name);
            check(&header(&format!("aws.other#{name}:http://internal.amazon.com/")), name);
            for field in ["__type", "code"] {
                let body = |value: &str| format!(r#"{{"{field}":"{value}","message":"why"}}"#);
                check(&service_error(status, &[], &body(name)), name);
                check(
                    &service_error(status, &[], &body(&format!("com.amazonaws.iottwinmaker#{name}"))),
                    name,
                );
            }
            check(&service_error(status, &[], body), name);
            check(&service_error(status, &[("x-amzn-errortype", name)], r#"{"Message":"why"}"#), name);
        }
    }

    #[test]
    fn that_the_model_does_not_list_are_kept_as_they_came() {
        let body = r#"{"message":"tea only","pot":1}"#;
        let error = service_error(418, &[("x-amzn-errortype", "TeapotException:x")], body);
        let Error::Unhandled(unhandled) = &error else { panic!("{error:?}") };
        assert_eq!(unhandled.status(), 418);
        assert_eq!(unhandled.code(), Some("TeapotException"));
        assert_eq!(unhandled.message(), Some("tea only"));
        assert_eq!(unhandled.body(), body.as_bytes());
    }

    #[test]
    fn without_a_body_that_says_anything_are_kept_too() {
        let error = service_error(503, &[], "<html>gone</html>");
        let Error::Unhandled(unhandled) = &error else { panic!("{error:?}") };
        assert_eq!((unhandled.status(), unhandled.code()), (503, None));
    }

    #[test]
    fn of_a_server_reach_the_client() {
        let error = Error::from(ConflictException::new().with_message("already done"));
        let response = server::encode_error::<CancelMetadataTransferJob>(&PROTOCOL, &error, &settings());
        assert_eq!(response.status(), 409);
        let decoded = client::decode_response::<CancelMetadataTransferJob>(
            &PROTOCOL,
            &response,
            &ClientSettings::default(),
        );
        assert_eq!(decoded.expect_err("a conflict"), error);
    }

    #[test]
    fn a_server_tells_nothing_of_an_unhandled_one() {
        let secret = farrier_runtime::operation::UnhandledError::new(
            400,
            None,
            Some("secret".to_owned()),
            Blob::default(),
        );
        let response = server::encode_error::<CancelMetadataTransferJob>(
            &PROTOCOL,
            &Error::Unhandled(secret),
            &settings(),
        );
        assert_eq!(response.status(), 500);
        assert!(!String::from_utf8_lossy(response.body()).contains("secret"));
    }

    #[test]
    fn keep_the_request_id() {
        let error =
            decode(409, &[("x-amzn-errortype", "ConflictException"), ("x-amzn-requestid", "42")], b"{}");
        let error = error.expect_err("a conflict");
        let metadata = error.shape().and_then(|shape| shape.metadata()?.response());
        let metadata = metadata.expect("what the response said");
        assert_eq!((metadata.status().as_u16(), metadata.request_id()), (409, Some("42")));
        assert_eq!(error.to_string(), "ConflictException (request ID 42)");
    }
}
