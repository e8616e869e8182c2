//! The region that requests are signed for.

use std::time::SystemTime;

use farrier_runtime::{
    client::{AuthScheme, Builder, Caller, Client, ClientService, Credentials, EndpointRule, SigV4},
    operation::Unit,
    protocol::{Protocol, RestJson},
};

use crate::{
    http_support::SERVICE,
    raw_requests::{Send, Sent, Still, finish, protocol},
};

/// A client of a service that has one endpoint for all regions.
struct Global(Caller);

impl Client for Global {
    const SERVICE: &'static ClientService = &ClientService::new(&SERVICE)
        .with_aws("Global", "global")
        .with_endpoints(&[EndpointRule::new("", "https://global.{dnsSuffix}").signed_for("us-east-1")])
        .with_auth(&[AuthScheme::SigV4(SigV4::new("global"))]);
    const PROTOCOL: &'static dyn Protocol = &RestJson::rest_json_1();

    fn from_caller(caller: Caller) -> Self {
        Self(caller)
    }
}

/// What the signature of a request to `uri` says of the region.
fn region(uri: &'static str, change: impl FnOnce(Builder<Global>) -> Builder<Global>) -> String {
    let sent = Sent::default();
    let builder = Builder::<Global>::new()
        .region("eu-west-1")
        .credentials(Credentials::new("AKID", "secret"))
        .clock(Still(SystemTime::UNIX_EPOCH))
        .protocol(protocol(uri))
        .transport(sent.clone());
    let client = change(builder).build().expect("a client");
    finish(client.0.call::<Send>(Unit)).expect("a response");
    let (head, _) = sent.take();
    let authorization = head.headers["authorization"].to_str().expect("a text");
    authorization.split('/').nth(2).expect("a region").to_owned()
}

#[test]
fn the_services_own_endpoint_says_which_region_and_another_one_does_not() {
    assert_eq!(region("https://global.amazonaws.com", |builder| builder), "us-east-1");
    let other = |builder: Builder<Global>| builder.endpoint("https://localhost:4566");
    assert_eq!(region("https://localhost:4566", other), "eu-west-1");
}
