//! Requests get their signatures: in headers, or in the query.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Request, header};

use super::{
    super::{
        auth::{add_query, insert},
        transport::BoxError,
    },
    Signature, SignedPayload,
    canonical::{self, SignedHeaders},
    key::Scope,
};
use crate::{
    hash::{hexadecimal, sha256},
    stream::ByteStream,
};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

impl Signature<'_> {
    /// Signs a request, with what is in it so far. The messages of a stream of events are signed as they are sent.
    pub(in crate::client) fn sign(&self, request: &mut Request<ByteStream>) -> Result<(), BoxError> {
        let scope = Scope::new(self.clock.now(), self.region, self.scheme.name)?;
        let signature = match self.expires_in {
            Some(expires_in) => self.sign_query(&scope, expires_in, request)?,
            None => self.sign_headers(&scope, request)?,
        };
        self.sign_events(signature, request.body_mut());
        Ok(())
    }

    /// Adds headers with a signature, and gives it.
    fn sign_headers(&self, scope: &Scope<'_>, request: &mut Request<ByteStream>) -> Result<String, BoxError> {
        let instead = self.instead_of_hash(request.body());
        let hash = hash(instead, request.body());
        request.headers_mut().insert(DATE, HeaderValue::from_str(&scope.time)?);
        if self.scheme.hash_header || instead.is_some() {
            request.headers_mut().insert(CONTENT_SHA256, HeaderValue::from_str(&hash)?);
        }
        if let Some(token) = &self.credentials.session_token {
            insert(request, SECURITY_TOKEN, token)?;
        }
        let headers = SignedHeaders::new(request, false)?;
        let signature = self.signature(scope, request, &headers, &hash)?;
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            self.credentials.access_key_id,
            headers.names()
        );
        insert(request, header::AUTHORIZATION, &authorization)?;
        Ok(signature)
    }

    /// Adds query parameters with a signature, and gives it.
    fn sign_query(
        &self,
        scope: &Scope<'_>,
        expires_in: Duration,
        request: &mut Request<ByteStream>,
    ) -> Result<String, BoxError> {
        let hash = hash(self.instead_of_hash(request.body()), request.body());
        let signed = SignedHeaders::new(request, true)?.names();
        let credential = format!("{}/{scope}", self.credentials.access_key_id);
        add_query(request, "X-Amz-Algorithm", ALGORITHM)?;
        add_query(request, "X-Amz-Credential", &credential)?;
        add_query(request, "X-Amz-Date", &scope.time)?;
        add_query(request, "X-Amz-Expires", &expires_in.as_secs().to_string())?;
        add_query(request, "X-Amz-SignedHeaders", &signed)?;
        if let Some(token) = &self.credentials.session_token {
            add_query(request, "X-Amz-Security-Token", token)?;
        }
        let signature = self.signature(scope, request, &SignedHeaders::new(request, true)?, &hash)?;
        add_query(request, "X-Amz-Signature", &signature)?;
        Ok(signature)
    }

    fn signature(
        &self,
        scope: &Scope<'_>,
        request: &Request<ByteStream>,
        headers: &SignedHeaders,
        hash: &str,
    ) -> Result<String, BoxError> {
        let canonical = canonical::request(request, headers, self.scheme, hash)?;
        let hashed = hexadecimal(sha256(canonical.as_bytes()));
        Ok(hexadecimal(scope.sign(self.credentials, ALGORITHM, &hashed)))
    }

    /// What stands where the hash of the body would, when the signature does not cover the body.
    fn instead_of_hash(&self, body: &ByteStream) -> Option<&'static str> {
        match (self.payload, body.as_bytes()) {
            #[cfg(feature = "event-stream")]
            (SignedPayload::Events, _) => Some("STREAMING-AWS4-HMAC-SHA256-EVENTS"),
            (SignedPayload::Body, Some(_)) => None,
            (SignedPayload::Body | SignedPayload::Unsigned, _) => Some("UNSIGNED-PAYLOAD"),
        }
    }

    /// Signs the messages of a body, if that is what it has.
    #[cfg(feature = "event-stream")]
    fn sign_events(&self, signature: String, body: &mut ByteStream) {
        if self.payload == SignedPayload::Events {
            let messages = super::super::signed_events::SignedMessages {
                messages: std::mem::take(body),
                scheme: self.scheme,
                credentials: self.credentials.clone(),
                region: self.region.to_owned(),
                clock: std::sync::Arc::clone(self.clock),
                signature,
                over: false,
            };
            *body = ByteStream::new(messages);
        }
    }

    /// There are no streams of events.
    #[cfg(not(feature = "event-stream"))]
    fn sign_events(&self, _: String, _: &mut ByteStream) {}
}

/// What a signature says of the body.
fn hash(instead: Option<&str>, body: &ByteStream) -> String {
    let bytes = body.as_bytes().map_or(&[][..], |bytes| bytes);
    instead.map_or_else(|| hexadecimal(sha256(bytes)), str::to_owned)
}
