//! Where requests go.

use farrier_runtime::client::{Builder, Partition};
use iottwinmaker::client::Client;

use crate::support::{Script, Still, cancel, client, error};

/// The URI of a request by a client that is built like this.
async fn uri(change: impl FnOnce(Builder<Client>) -> Builder<Client>) -> http::Uri {
    let script = Script::new([error(400, "ValidationException")]);
    let clock = Still::default();
    let client: Client = change(
        Client::builder()
            .credentials(farrier_runtime::client::Credentials::new("AKID", "secret"))
            .transport(script.clone())
            .clock(clock)
            .attempt_timeout(None),
    )
    .build()
    .expect("a client");
    client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    script.requests().remove(0).uri
}

/// Why a client is not built.
fn refused(change: impl FnOnce(Builder<Client>) -> Builder<Client>) -> String {
    change(Client::builder().transport(Script::default())).build().expect_err("no endpoint").to_string()
}

#[tokio::test]
async fn a_request_goes_to_the_regions_endpoint_signed_for_the_region() {
    let script = Script::new([error(400, "ValidationException")]);
    let client = Client::builder()
        .region("eu-west-1")
        .credentials(farrier_runtime::client::Credentials::new("AKID", "secret"))
        .transport(script.clone())
        .clock(Still::default())
        .attempt_timeout(None)
        .build()
        .expect("a client");
    client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    let request = script.requests().remove(0);
    assert_eq!(request.uri.scheme_str(), Some("https"));
    assert_eq!(request.headers["host"], "api.iottwinmaker.eu-west-1.amazonaws.com");
    assert_eq!(request.headers["x-amz-date"], "20150830T123600Z");
    let signature = request.headers["authorization"].to_str().expect("a text");
    let expected = "Credential=AKID/20150830/eu-west-1/iottwinmaker/aws4_request";
    assert!(signature.contains(expected), "{signature}");
}

#[tokio::test]
async fn every_public_partition_has_its_domain() {
    for (region, partition, domain) in [
        ("us-east-1", "aws", "amazonaws.com"),
        ("ap-southeast-7", "aws", "amazonaws.com"),
        ("a-region-that-nobody-knows-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ] {
        let uri = uri(|builder| builder.region(region)).await;
        assert_eq!(uri.host().expect("a host"), format!("api.iottwinmaker.{region}.{domain}"));
        let found = Partition::of(region);
        assert_eq!((found.name, found.dns_suffix), (partition, domain), "{region}");
    }
}

#[tokio::test]
async fn an_explicit_endpoint_comes_before_the_regions_and_keeps_port_and_path() {
    let explicit =
        |builder: Builder<Client>| builder.region("eu-west-1").endpoint("http://localhost:8000/base/");
    let uri = uri(explicit).await;
    assert_eq!(uri, "http://api.localhost:8000/base/metadata-transfer-jobs/job-1/cancel");
}

#[tokio::test]
async fn the_host_prefix_can_be_left_out() {
    let without = |builder: Builder<Client>| builder.region("eu-west-1").host_prefix(false);
    assert_eq!(uri(without).await.host(), Some("iottwinmaker.eu-west-1.amazonaws.com"));
    let without = |builder: Builder<Client>| {
        builder.region("eu-west-1").endpoint("http://localhost").host_prefix(false)
    };
    assert_eq!(uri(without).await.host(), Some("localhost"));
}

#[test]
fn a_client_that_does_not_know_where_requests_go_is_not_built_and_says_what_to_set() {
    assert!(refused(|builder| builder).ends_with("set `region` or `endpoint`"));
    let error = refused(|builder| builder.region("us-iso-east-1").dual_stack(true));
    let none = "no dual-stack endpoint in the region `us-iso-east-1`: set `endpoint`";
    assert!(error.ends_with(none), "{error}");
    for endpoint in ["nowhere", "/path", "http://user@host", "http://host/?query", "http://", ""] {
        let error = refused(|builder| builder.endpoint(endpoint));
        assert!(error.contains(&format!("the endpoint `{endpoint}`: ")), "{error}");
    }
    let other =
        archive::client::Client::builder().transport(Script::default()).build().expect_err("no endpoint");
    assert!(other.to_string().ends_with("set `endpoint`"));
}

#[tokio::test]
async fn fips_and_dual_stack_have_endpoints_of_their_own() {
    for (fips, dual_stack, host) in [
        (true, false, "api.iottwinmaker-fips.eu-west-1.amazonaws.com"),
        (false, true, "api.iottwinmaker.eu-west-1.api.aws"),
        (true, true, "api.iottwinmaker-fips.eu-west-1.api.aws"),
    ] {
        let asked = |builder: Builder<Client>| builder.region("eu-west-1").fips(fips).dual_stack(dual_stack);
        assert_eq!(uri(asked).await.host(), Some(host));
    }
}

#[tokio::test]
async fn an_explicit_endpoint_stays_as_it_is_with_fips_and_dual_stack() {
    let explicit = |builder: Builder<Client>| {
        builder.region("eu-west-1").endpoint("https://fips.test").fips(true).dual_stack(true)
    };
    assert_eq!(uri(explicit).await.host(), Some("api.fips.test"));
}

#[test]
fn a_region_that_would_lead_elsewhere_is_refused() {
    for region in ["evil.example/", "x@evil.example", "a.b", "-a", "a-", "", "a#", "a\n"] {
        let error = refused(|builder| builder.region(region));
        assert!(error.contains("is no region"), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_signs_needs_a_region_even_with_an_endpoint() {
    let client = Client::builder()
        .endpoint("http://service.test")
        .credentials(farrier_runtime::client::Credentials::new("AKID", "secret"))
        .transport(Script::default())
        .build()
        .expect("a client");
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("no region");
    assert!(error.to_string().contains("set one with `region`"), "{error}");
}

#[tokio::test]
async fn headers_say_who_calls_and_which_try_it_is() {
    let script = Script::new([error(400, "ValidationException")]);
    let client: Client =
        client(&script, &Still::default(), |builder| builder.app_name("test").host_prefix(false));
    client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    let headers = script.requests().remove(0).headers;
    let agent = headers["user-agent"].to_str().expect("a text");
    assert!(agent.contains("api/IoTTwinMaker#2021-11-29") && agent.ends_with("app/test"), "{agent}");
    assert_eq!(headers["amz-sdk-request"], "attempt=1; max=3");
    assert_eq!(headers["host"], "service.test");
}
