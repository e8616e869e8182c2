//! A whole request, its method, URI, headers and body arbitrary, on the way through a generated server: routing,
//! content negotiation, decoding, validation, the answer. What is accepted is shown, and sent on by a client.

#![no_main]

use bytes::Bytes;
use farrier_runtime::{
    client::{self, ClientSettings},
    operation::{ClientOperation, ServerOperation},
    server::{self, Rejection, RequestHead, ServerRequest},
    validate::Validate,
};
use http::Method;
use libfuzzer_sys::{
    arbitrary::{Result, Unstructured},
    fuzz_target,
};
use service::{
    PROTOCOL, SERVICE,
    server::{OPERATIONS, settings},
};

mod support;

include!(concat!(env!("OUT_DIR"), "/request.rs"));

fuzz_target!(|input: &[u8]| {
    let _ = run(input);
});

fn run(input: &[u8]) -> Result<()> {
    let mut bytes = Unstructured::new(input);
    let operation = bytes.choose(OPERATIONS.schemas())?;
    let method = if bytes.ratio(9, 10)? { operation.method } else { bytes.arbitrary()? };
    let path = if bytes.ratio(9, 10)? { path(operation.uri, &mut bytes)? } else { bytes.arbitrary::<&str>()?.to_owned() };
    let query = if bytes.ratio(1, 2)? { format!("?{}", bytes.arbitrary::<&str>()?) } else { String::new() };
    let headers = support::headers(&mut bytes)?;
    let body = Bytes::copy_from_slice(bytes.take_rest());
    let (Ok(method), Ok(uri)) = (Method::from_bytes(method.as_bytes()), format!("{path}{query}").parse()) else {
        return Ok(());
    };
    // A compressed body counts as long as it may become.
    let is_compressed = headers.contains_key("content-encoding");
    let length = if is_compressed { settings().http.max_body_bytes } else { input.len() };
    support::bounded(length, || {
        let settings = settings();
        let head = RequestHead { method: &method, uri: &uri, headers: &headers };
        let refused = match server::route(&PROTOCOL, &OPERATIONS, head, &body, &settings) {
            Ok(route) => {
                request(route.operation, &ServerRequest { uri: &uri, headers: &headers, body: &body, labels: &route.labels });
                return;
            }
            Err(refused) => refused,
        };
        answer(&refused);
    });
    Ok(())
}

/// The path of a pattern, with arbitrary labels.
fn path(pattern: &str, bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut path = String::new();
    for segment in pattern.split('?').next().unwrap_or(pattern).split('/').skip(1) {
        path.push('/');
        path.push_str(if segment.starts_with('{') { bytes.arbitrary()? } else { segment });
    }
    Ok(path)
}

fn answer(refused: &Rejection) {
    let response = server::encode_rejection(&PROTOCOL, &SERVICE, refused, &settings());
    assert!(response.status().is_client_error(), "{refused}");
}

fn decode<O: ClientOperation + ServerOperation<Input: Validate + std::fmt::Debug>>(request: &ServerRequest<'_>) {
    match server::decode_valid_request::<O>(&PROTOCOL, request, &settings()) {
        Ok(input) => {
            assert!(input.validate().is_ok());
            let _ = format!("{input:?}");
            let _ = client::encode_request::<O>(&PROTOCOL, &input, &ClientSettings::default());
        }
        Err(refused) => answer(&refused),
    }
}
