//! A whole response, its status, headers and body arbitrary, on the way through a generated client: output or error.
//! What is accepted is shown, and sent on by a server.

#![no_main]

use bytes::Bytes;
use farrier_runtime::{
    client::{self, ClientSettings},
    operation::{ClientOperation, ServerOperation},
    server,
};
use http::{Response, StatusCode};
use libfuzzer_sys::{
    arbitrary::{Result, Unstructured},
    fuzz_target,
};
use service::{
    PROTOCOL,
    server::{OPERATIONS, settings},
};

mod support;

include!(concat!(env!("OUT_DIR"), "/response.rs"));

fuzz_target!(|input: &[u8]| {
    let _ = run(input);
});

fn run(input: &[u8]) -> Result<()> {
    let mut bytes = Unstructured::new(input);
    let operation = bytes.choose_index(OPERATIONS.schemas().len())?;
    let status = if bytes.ratio(3, 4)? { *bytes.choose(&[200, 204, 400, 404, 500])? } else { bytes.int_in_range(100..=999)? };
    let headers = support::headers(&mut bytes)?;
    let mut message = Response::new(Bytes::copy_from_slice(bytes.take_rest()));
    *message.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    *message.headers_mut() = headers;
    support::bounded(input.len(), || response(operation, &message));
    Ok(())
}

fn decode<O: ClientOperation<Output: std::fmt::Debug> + ServerOperation>(response: &Response<Bytes>) {
    match client::decode_response::<O>(&PROTOCOL, response, &ClientSettings::default()) {
        Ok(output) => {
            let _ = format!("{output:?}");
            let _ = server::encode_response::<O>(&PROTOCOL, &output, &settings());
        }
        Err(error) => {
            let _ = format!("{error} {error:?}");
        }
    }
}
