//! Configuration of the public `aws-config` family: environment, profile files, and what else it knows.

use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_types::{SdkConfig, service_config::ServiceConfigKey};

use super::{
    auth::{Credentials, ProvideCredentials},
    clock::BoxFuture,
    transport::BoxError,
};

/// The endpoint that is configured for a service: what the program says of all, else what environment and profile say of
/// this one, else what they say of all.
pub(super) fn endpoint_url(config: &SdkConfig, sdk_id: Option<&str>) -> Option<String> {
    let own = || {
        let key =
            ServiceConfigKey::builder().service_id(sdk_id?).env(ENDPOINT_VARIABLE).profile(ENDPOINT_KEY);
        config.service_config()?.load_config(key.build().ok()?)
    };
    let is_said = config.get_origin(ENDPOINT_KEY).is_client_config();
    let own = if is_said { None } else { own() };
    own.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// What the variables of services have before the service's ID: `AWS_ENDPOINT_URL_IOTTWINMAKER`.
const ENDPOINT_VARIABLE: &str = "AWS_ENDPOINT_URL";
const ENDPOINT_KEY: &str = "endpoint_url";

/// A provider of the AWS SDK.
pub(super) struct Shared(pub(super) SharedCredentialsProvider);

impl ProvideCredentials for Shared {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let given = self.0.provide_credentials().await?;
            let mut credentials = Credentials::new(given.access_key_id(), given.secret_access_key());
            credentials.session_token = given.session_token().map(str::to_owned);
            credentials.expiry = given.expiry();
            Ok(credentials)
        })
    }
}
