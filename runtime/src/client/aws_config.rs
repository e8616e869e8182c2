//! Credentials of the public `aws-config` family: environment, profile files, and what else it knows.

use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};

use super::{
    auth::{Credentials, ProvideCredentials},
    clock::BoxFuture,
    transport::BoxError,
};

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
