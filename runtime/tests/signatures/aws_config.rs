//! What the crate `aws-config` loads reaches the signer: region, endpoint, and credentials, which are asked for again
//! before they end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use aws_types::{SdkConfig, region::Region};
use farrier_runtime::{
    client::{BoxFuture, Builder, Clock},
    operation::FailureKind,
};

use crate::{
    http_support::NoErrors,
    raw_requests::{self, Raw, Sent},
};

/// Credentials that hold for an hour, by the number of the time that they are asked for; none from the third time on.
#[derive(Clone, Debug, Default)]
struct Hourly(Arc<AtomicU64>);

impl ProvideCredentials for Hourly {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        if count > 2 {
            return future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("the vault is shut")));
        }
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(3600 * count);
        let token = Some(format!("token-{count}"));
        let keys = Credentials::new(format!("AKID{count}"), "secret", token, Some(expiry), "test");
        future::ProvideCredentials::ready(Ok(keys))
    }
}

/// Stands where a test puts it, in seconds of the epoch.
#[derive(Clone, Default)]
struct Movable(Arc<AtomicU64>);

impl Clock for Movable {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

type Client = Raw<true, true, false>;

#[test]
fn credentials_region_and_endpoint_are_those_of_the_configuration() {
    let (provider, clock, sent) = (Hourly::default(), Movable::default(), Sent::default());
    let config = SdkConfig::builder()
        .region(Region::new("eu-central-1"))
        .endpoint_url("https://service.test")
        .credentials_provider(SharedCredentialsProvider::new(provider.clone()))
        .build();
    let client: Client = Builder::new()
        .aws_config(&config)
        .clock(clock.clone())
        .protocol(raw_requests::protocol("https://service.test/"))
        .transport(sent.clone())
        .build()
        .expect("a client");
    let signed_at = |seconds: u64| {
        clock.0.store(seconds, Ordering::SeqCst);
        client.send()?;
        let (request, _) = sent.take();
        let text = |name: &str| request.headers[name].to_str().expect("a text").to_owned();
        Ok::<_, NoErrors>((text("authorization"), text("x-amz-security-token")))
    };
    let (signature, token) = signed_at(0).expect("a response");
    assert!(signature.contains("Credential=AKID1/19700101/eu-central-1/service/aws4_request"), "{signature}");
    assert_eq!(token, "token-1");
    // They are kept until five minutes before they end.
    assert_eq!(signed_at(3299).expect("a response").1, "token-1");
    assert_eq!(provider.0.load(Ordering::SeqCst), 1);
    assert_eq!(signed_at(3300).expect("a response").1, "token-2");
    assert_eq!(signed_at(3601).expect("a response").1, "token-2");
    assert_eq!(provider.0.load(Ordering::SeqCst), 2);
    let error = signed_at(7200).expect_err("no credentials").0;
    assert_eq!(error.kind(), FailureKind::Configuration);
    assert!(error.to_string().contains("the vault is shut"), "{error}");
}
