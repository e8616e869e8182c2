//! AWS Signature Version 4, by the AWS SDK's own crate. Without the feature `sigv4` nothing can be signed.

use std::{sync::Arc, time::Duration};

use super::{
    auth::{Credentials, SigV4},
    clock::Clock,
    transport::BoxError,
};
use crate::stream::ByteStream;

/// What a signature says beside the request.
pub(super) struct Signature<'a> {
    pub(super) scheme: SigV4,
    pub(super) credentials: &'a Credentials,
    pub(super) region: &'a str,
    pub(super) clock: &'a Arc<dyn Clock>,
    pub(super) payload: SignedPayload,
    /// Puts the signature into the query, where it holds so long.
    pub(super) expires_in: Option<Duration>,
}

/// What a signature says of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedPayload {
    /// Its hash, where it is in memory: a stream is not read twice, once for its hash and once to be sent.
    Body,
    /// Nothing.
    Unsigned,
    /// That it is a stream of events, each of which has a signature of its own.
    #[cfg(feature = "event-stream")]
    Events,
}

#[cfg(not(feature = "sigv4"))]
impl Signature<'_> {
    /// Says that nothing can be signed.
    pub(super) fn sign(&self, _: &mut http::Request<ByteStream>) -> Result<(), BoxError> {
        let Self { scheme, credentials, region, clock, payload, expires_in } = self;
        let _ = (scheme, credentials, region, clock, payload, expires_in);
        Err("the runtime's feature `sigv4` is off".into())
    }
}

#[cfg(feature = "sigv4")]
mod aws {
    use aws_credential_types::Credentials as Keys;
    use aws_sigv4::{
        http_request::{
            self, PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
            SigningInstructions, SigningSettings, UriPathNormalizationMode,
        },
        sign::v4,
    };
    use http::{HeaderName, HeaderValue, header};

    use super::{super::auth::add_query, BoxError, ByteStream, Credentials, Signature, SignedPayload};

    impl Signature<'_> {
        /// Signs a request, with what is in it so far. The messages of a stream of events are signed as they are sent.
        pub(in crate::client) fn sign(
            &self,
            request: &mut http::Request<ByteStream>,
        ) -> Result<(), BoxError> {
            if request.uri().host().is_none() {
                return Err("the request has no host".into());
            }
            let body = self.body(request.body());
            let identity = self.credentials.keys().into();
            let parameters = v4::SigningParams::builder()
                .identity(&identity)
                .region(self.region)
                .name(self.scheme.name)
                .time(self.clock.now())
                .settings(self.settings(&body))
                .build()?;
            let mut headers = Vec::with_capacity(request.headers().len());
            for (name, value) in request.headers() {
                headers.push((name.as_str(), std::str::from_utf8(value.as_bytes())?));
            }
            let uri = request.uri().to_string();
            let signable = SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), body)?;
            let (instructions, signature) = http_request::sign(signable, &parameters.into())?.into_parts();
            apply(instructions, request)?;
            self.sign_events(signature, request.body_mut());
            Ok(())
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

        fn body<'b>(&self, body: &'b ByteStream) -> SignableBody<'b> {
            match (self.payload, body.as_bytes()) {
                #[cfg(feature = "event-stream")]
                (SignedPayload::Events, _) => {
                    SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned())
                }
                (SignedPayload::Body, Some(bytes)) => SignableBody::Bytes(bytes),
                (SignedPayload::Body | SignedPayload::Unsigned, _) => SignableBody::UnsignedPayload,
            }
        }

        fn settings(&self, body: &SignableBody<'_>) -> SigningSettings {
            let mut settings = SigningSettings::default();
            if !self.scheme.encode_twice {
                settings.percent_encoding_mode = PercentEncodingMode::Single;
            }
            if !self.scheme.normalize_path {
                settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            }
            if self.expires_in.is_some() {
                settings.signature_location = SignatureLocation::QueryParams;
                settings.expires_in = self.expires_in;
            } else if self.scheme.hash_header || !matches!(body, SignableBody::Bytes(_)) {
                settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            }
            // Whoever sends the request writes its length, and says it only then.
            settings.excluded_headers.get_or_insert_default().push("content-length".into());
            settings
        }
    }

    impl Credentials {
        /// The credentials as the AWS SDK has them.
        pub(in crate::client) fn keys(&self) -> Keys {
            let Self { access_key_id, secret_access_key, session_token, .. } = self;
            Keys::new(access_key_id, secret_access_key, session_token.clone(), None, "farrier")
        }
    }

    /// Adds the headers and query parameters of a signature. The crate's own function panics where credentials have
    /// characters that a header cannot have.
    fn apply(
        instructions: SigningInstructions,
        request: &mut http::Request<ByteStream>,
    ) -> Result<(), BoxError> {
        let (headers, parameters) = instructions.into_parts();
        for header in headers {
            let name = HeaderName::from_static(header.name());
            let mut value = HeaderValue::from_str(header.value())?;
            value.set_sensitive(header.sensitive() || name == header::AUTHORIZATION);
            request.headers_mut().insert(name, value);
        }
        for (name, value) in parameters {
            add_query(request, name, &value)?;
        }
        Ok(())
    }
}
