//! Authentication: the schemes that operations have, and what a caller has to show.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::{HeaderName, HeaderValue, Uri, header};

use super::{clock::BoxFuture, transport::BoxError};
use crate::{codec::base64, http::encode_component};

/// How a request says who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// `aws.auth#sigv4`.
    SigV4(SigV4),
    /// `smithy.api#httpBearerAuth`.
    Bearer,
    /// `smithy.api#httpBasicAuth`.
    Basic,
    /// `smithy.api#httpApiKeyAuth` with a header, of this name, and what stands before the key.
    ApiKeyHeader(&'static str, Option<&'static str>),
    /// `smithy.api#httpApiKeyAuth` with a query parameter of this name.
    ApiKeyQuery(&'static str),
    /// One that clients do not have, by its shape ID: an operation with no other is refused, not sent without.
    Other(&'static str),
}

/// What AWS Signature Version 4 is like for a service. Made by [`SigV4::new`] or [`SigV4::object_storage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigV4 {
    /// The name that the service has in signatures.
    pub name: &'static str,
    /// Whether the path that is signed is encoded once more than the one that is sent.
    pub encode_twice: bool,
    /// Whether the path that is signed has no `.`, `..` and empty segments.
    pub normalize_path: bool,
    /// Whether the hash of the body is also a header.
    pub hash_header: bool,
    /// Whether the signature of a presigned request covers its body.
    pub presigned_body: bool,
}

impl SigV4 {
    /// As all services but S3 have it.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, encode_twice: true, normalize_path: true, hash_header: false, presigned_body: true }
    }

    /// As S3 has it: the path is signed as it is sent, the body's hash is also a header, and who presigns a request
    /// does not know its body.
    #[must_use]
    pub const fn object_storage(name: &'static str) -> Self {
        Self { name, encode_twice: false, normalize_path: false, hash_header: true, presigned_body: false }
    }
}

/// Keys that requests to AWS are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: Option<String>,
    pub(super) expiry: Option<SystemTime>,
}

impl Credentials {
    /// Keys without end.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let (access_key_id, secret_access_key) = (access_key_id.into(), secret_access_key.into());
        Self { access_key_id, secret_access_key, session_token: None, expiry: None }
    }

    /// Adds the session token that belongs to temporary keys.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// Says when the keys end.
    #[must_use]
    pub fn with_expiry(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// Where credentials come from. A client asks again when they end.
pub trait ProvideCredentials: Send + Sync {
    /// Gets the credentials.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;
}

impl ProvideCredentials for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// What a caller has to show.
#[derive(Clone, Default)]
pub(super) struct Identities {
    pub(super) credentials: Option<Arc<CachedCredentials>>,
    pub(super) bearer_token: Option<String>,
    pub(super) basic: Option<(String, String)>,
    pub(super) api_key: Option<String>,
    /// Requests are sent without authentication, whatever the model says.
    pub(super) anonymous: bool,
}

impl Identities {
    pub(super) fn has(&self, scheme: &AuthScheme) -> bool {
        match scheme {
            AuthScheme::SigV4(_) => self.credentials.is_some(),
            AuthScheme::Bearer => self.bearer_token.is_some(),
            AuthScheme::Basic => self.basic.is_some(),
            AuthScheme::ApiKeyHeader(..) | AuthScheme::ApiKeyQuery(_) => self.api_key.is_some(),
            AuthScheme::Other(_) => false,
        }
    }

    /// Adds the header or query parameter of a scheme that signs nothing.
    pub(super) fn show<B>(
        &self,
        scheme: &AuthScheme,
        request: &mut http::Request<B>,
    ) -> Result<(), BoxError> {
        match scheme {
            AuthScheme::SigV4(_) | AuthScheme::Other(_) => Ok(()),
            AuthScheme::Bearer => {
                let token = self.bearer_token.as_deref().unwrap_or_default();
                insert(request, header::AUTHORIZATION, &format!("Bearer {token}"))
            }
            AuthScheme::Basic => {
                let (name, password) = self.basic.clone().unwrap_or_default();
                let text = base64::encode(format!("{name}:{password}").as_bytes());
                insert(request, header::AUTHORIZATION, &format!("Basic {text}"))
            }
            AuthScheme::ApiKeyHeader(name, scheme) => {
                let key = self.api_key.as_deref().unwrap_or_default();
                let value = scheme.map_or_else(|| key.to_owned(), |scheme| format!("{scheme} {key}"));
                insert(request, HeaderName::from_bytes(name.as_bytes())?, &value)
            }
            AuthScheme::ApiKeyQuery(name) => {
                let key = self.api_key.as_deref().unwrap_or_default();
                add_query(request, name, key)
            }
        }
    }
}

/// Adds a header whose value is not shown by what logs requests.
pub(super) fn insert<B>(
    request: &mut http::Request<B>,
    name: HeaderName,
    value: &str,
) -> Result<(), BoxError> {
    let mut value = HeaderValue::from_str(value)?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

pub(super) fn add_query<B>(request: &mut http::Request<B>, name: &str, value: &str) -> Result<(), BoxError> {
    let mut target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    target.push(if target.contains('?') { '&' } else { '?' });
    encode_component(name, false, &mut target);
    target.push('=');
    encode_component(value, false, &mut target);
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    parts.path_and_query = Some(target.try_into()?);
    *request.uri_mut() = Uri::from_parts(parts)?;
    Ok(())
}

/// Credentials that are asked for again five minutes before they end.
pub(super) struct CachedCredentials {
    provider: Arc<dyn ProvideCredentials>,
    cached: Mutex<Option<Credentials>>,
}

impl CachedCredentials {
    pub(super) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self { provider, cached: Mutex::new(None) }
    }

    pub(super) async fn get(&self, now: SystemTime) -> Result<Credentials, BoxError> {
        let soon = now + Duration::from_secs(300);
        let is_fresh = |credentials: &Credentials| credentials.expiry.is_none_or(|expiry| expiry > soon);
        let cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(credentials) = cached.filter(is_fresh) {
            return Ok(credentials);
        }
        let credentials = self.provider.credentials().await?;
        *self.cached.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
        Ok(credentials)
    }
}
