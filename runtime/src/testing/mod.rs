//! What tests of generated crates need. Behind the feature `testing`.

use crate::{
    protocol::Protocol,
    server::{self, Operations, Rejection, ServerRequest, ServerSettings},
};

mod arbitrary;
mod case;
mod compare;
#[cfg(feature = "event-stream")]
mod event;
mod params;
mod report;
mod round_trip;
mod self_check;
#[cfg(feature = "xml")]
mod xml;

#[cfg(feature = "event-stream")]
pub use self::event::{Direction, EventCase, EventShape, EventStreamTest, Expectation};
pub use self::{
    arbitrary::{Arbitrary, arbitrary},
    case::{Assertion, ExpectedBody, MalformedRequestTest, RequestTest, ResponseTest, Role},
    params::from_params,
    report::{Verdict, pass},
    round_trip::{round_trip, round_trips},
};

/// A request with its whole body.
pub type Request = http::Request<bytes::Bytes>;
/// A response with its whole body.
pub type Response = http::Response<bytes::Bytes>;

/// Owned texts.
#[must_use]
pub fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Owned pairs of texts.
#[must_use]
pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A server's way from a request to the answer, where `decode` gives the rejection of the operation that the request
/// is routed to. A request that is not refused is answered with an empty 200.
pub fn refuse(
    protocol: &dyn Protocol,
    operations: &Operations,
    settings: &ServerSettings,
    request: &Request,
    decode: impl Fn(usize, &ServerRequest<'_>) -> Option<Rejection>,
) -> Response {
    let (uri, headers, body) = (request.uri(), request.headers(), request.body());
    let refused = match server::route(protocol, operations, request.into(), body, settings) {
        Err(rejection) => Some(rejection),
        Ok(route) => decode(route.operation, &ServerRequest { uri, headers, body, labels: &route.labels }),
    };
    match refused {
        Some(rejection) => server::encode_rejection(protocol, operations.service(), &rejection, settings),
        None => Response::default(),
    }
}
