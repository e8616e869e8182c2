//! What the crate `aws-config` finds in the environment and in profile files reaches requests and their signatures.

use std::{
    env, fs,
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use farrier_runtime::{operation::FailureKind, stream::ByteStream};
use http::{Request, Response, request::Parts};
use iottwinmaker::{
    client::Client, operation::CancelMetadataTransferJobError, types::CancelMetadataTransferJobRequest,
};

/// Tells the test that it runs in a process whose environment it has set.
const INNER: &str = "FARRIER_INNER";

/// There is no network, of which `aws-config` could ask for credentials.
#[derive(Debug)]
struct Offline;

impl HttpConnector for Offline {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::other("offline".into(), None)))
    }
}

/// The requests of a client that has its configuration from the environment, one for each try: it is told each time that
/// it asks too much.
async fn sent() -> Vec<Parts> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    let peer = tower::service_fn(move |request: Request<ByteStream>| {
        keep.lock().expect("the requests").push(request.into_parts().0);
        let answer = Response::builder().status(429).body(ByteStream::from("")).expect("an answer");
        std::future::ready(Ok::<_, std::convert::Infallible>(answer))
    });
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http_client_fn(|_, _| SharedHttpConnector::new(Offline)))
        .load()
        .await;
    let client = Client::builder().aws_config(&config).transport(peer).build().expect("a client");
    // The answer is none that the operation has.
    let _ = client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new("job-1")).await;
    std::mem::take(&mut *seen.lock().expect("the requests"))
}

/// What a client sends in a process with these variables alone.
fn sent_with(variables: &[(&str, &str)]) -> String {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "environment_and_profiles_reach_requests", "--nocapture"])
        .env_clear()
        .env(INNER, "1")
        .env("AWS_MAX_ATTEMPTS", "1")
        .envs(variables.iter().copied())
        .output()
        .expect("runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn environment_and_profiles_reach_requests() {
    if env::var_os(INNER).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let requests = runtime.block_on(sent());
        let parts = requests.first().expect("a request was sent");
        println!("{} requests\n{}", requests.len(), parts.uri);
        for (name, value) in &parts.headers {
            println!("{name}: {}", value.to_str().expect("ASCII"));
        }
        return;
    }

    let sent = sent_with(&[
        ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_SESSION_TOKEN", "session"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_MAX_ATTEMPTS", "2"),
    ]);
    assert!(sent.contains("2 requests"), "{sent}");
    assert!(sent.contains("//api.iottwinmaker.eu-west-1.amazonaws.com/"), "{sent}");
    assert!(sent.contains("Credential=AKIDENVIRONMENT/"), "{sent}");
    assert!(sent.contains("/eu-west-1/iottwinmaker/aws4_request"), "{sent}");
    assert!(sent.contains("x-amz-security-token: session"), "{sent}");

    let sent = sent_with(&[
        ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
    ]);
    assert!(sent.contains("//api.iottwinmaker-fips.eu-west-1.api.aws/"), "{sent}");

    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (config, credentials) = (path("config"), path("credentials"));
    fs::write(&config, "[profile work]\nregion = ap-south-1\nendpoint_url = https://twinmaker.example\n")
        .expect("writes");
    fs::write(&credentials, "[work]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n")
        .expect("writes");
    let sent = sent_with(&[
        ("AWS_CONFIG_FILE", &config),
        ("AWS_SHARED_CREDENTIALS_FILE", &credentials),
        ("AWS_PROFILE", "work"),
    ]);
    assert!(sent.contains("//api.twinmaker.example/"), "{sent}");
    assert!(sent.contains("Credential=AKIDPROFILE/"), "{sent}");
    assert!(sent.contains("/ap-south-1/iottwinmaker/aws4_request"), "{sent}");

    // The service's own endpoint goes before one for all, in the environment and in a profile.
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SDK_UA_APP_ID", "harbour"),
    ];
    let all = ("AWS_ENDPOINT_URL", "https://all.example");
    let own = ("AWS_ENDPOINT_URL_IOTTWINMAKER", "https://own.example");
    let sent = sent_with(&[&keys[..], &[all, own]].concat());
    assert!(sent.contains("//api.own.example/"), "{sent}");
    assert!(sent.contains(" app/harbour"), "{sent}");
    let sent = sent_with(&[&keys[..], &[all]].concat());
    assert!(sent.contains("//api.all.example/"), "{sent}");
    let services = "[default]\nservices = local\n[services local]\niottwinmaker =\n  endpoint_url = https://file.example\n";
    fs::write(&config, services).expect("writes");
    let sent = sent_with(&[&keys[..], &[("AWS_CONFIG_FILE", config.as_str())]].concat());
    assert!(sent.contains("//api.file.example/"), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn times_of_a_configuration_hold_for_calls() {
    let times =
        aws_config::timeout::TimeoutConfig::builder().operation_timeout(Duration::from_secs(5)).build();
    let config = aws_config::SdkConfig::builder()
        .region(aws_config::Region::new("eu-west-1"))
        .timeout_config(times)
        .build();
    let silent = tower::service_fn(|_: Request<ByteStream>| {
        std::future::pending::<Result<Response<ByteStream>, std::convert::Infallible>>()
    });
    let client =
        Client::builder().aws_config(&config).anonymous().transport(silent).build().expect("a client");
    let call = client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new("job-1"));
    // Without the limit of the configuration the first try would last a minute.
    let error = tokio::time::timeout(Duration::from_secs(6), call)
        .await
        .expect("an end in time")
        .expect_err("there is no answer");
    let CancelMetadataTransferJobError::Unhandled(failure) = error else { panic!("{error}") };
    assert_eq!(failure.kind(), FailureKind::Timeout);
}
