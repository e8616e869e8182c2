//! What the crate `aws-config` finds in the environment and in profile files reaches requests and their signatures.

use std::{
    env, fs,
    process::Command,
    sync::{Arc, Mutex},
};

use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use farrier_runtime::stream::ByteStream;
use http::{Request, Response, request::Parts};
use iottwinmaker::{client::Client, types::CancelMetadataTransferJobRequest};

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

/// A request of a client that has its configuration from the environment.
async fn sent() -> Parts {
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let peer = tower::service_fn(move |request: Request<ByteStream>| {
        *keep.lock().expect("the request") = Some(request.into_parts().0);
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(ByteStream::from(""))))
    });
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http_client_fn(|_, _| SharedHttpConnector::new(Offline)))
        .load()
        .await;
    let client = Client::builder().aws_config(&config).transport(peer).build().expect("a client");
    // The answer is none that the operation has.
    let _ = client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new("job-1")).await;
    let parts = seen.lock().expect("the request").take();
    parts.expect("a request was sent")
}

/// What a client sends in a process with these variables alone.
fn sent_with(variables: &[(&str, &str)]) -> String {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "environment_and_profiles_reach_requests", "--nocapture"])
        .env_clear()
        .env(INNER, "1")
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
        let parts = runtime.block_on(sent());
        println!("{}", parts.uri);
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
    ]);
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
