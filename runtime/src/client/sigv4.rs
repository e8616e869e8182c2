//! AWS Signature Version 4, by the AWS SDK's own crate. Without the feature `sigv4` nothing can be signed.

use std::time::{Duration, SystemTime};

use super::{
    auth::{Credentials, SigV4},
    transport::BoxError,
};
use crate::stream::ByteStream;

/// What a signature says beside the request.
pub(super) struct Signature<'a> {
    pub(super) scheme: SigV4,
    pub(super) credentials: &'a Credentials,
    pub(super) region: &'a str,
    pub(super) time: SystemTime,
    /// Leaves the body out.
    pub(super) unsigned_payload: bool,
    /// Puts the signature into the query, where it holds so long.
    pub(super) expires_in: Option<Duration>,
}

#[cfg(not(feature = "sigv4"))]
impl Signature<'_> {
    /// Says that nothing can be signed.
    pub(super) fn sign(&self, _: &mut http::Request<ByteStream>) -> Result<(), BoxError> {
        let Self { scheme, credentials, region, time, unsigned_payload, expires_in } = self;
        let _ = (scheme, credentials, region, time, unsigned_payload, expires_in);
        Err("the runtime's feature `sigv4` is off".into())
    }
}

#[cfg(feature = "sigv4")]
mod aws {
    use aws_credential_types::Credentials as Keys;
    use aws_sigv4::{
        http_request::{
            self, PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
            SigningSettings, UriPathNormalizationMode,
        },
        sign::v4,
    };

    use super::{BoxError, ByteStream, Credentials, Signature};

    impl Signature<'_> {
        /// Signs a request, with what is in it so far.
        pub(in crate::client) fn sign(
            &self,
            request: &mut http::Request<ByteStream>,
        ) -> Result<(), BoxError> {
            // A stream is not read twice, once for its hash and once to be sent.
            let body = match request.body().as_bytes() {
                Some(bytes) if !self.unsigned_payload => SignableBody::Bytes(bytes),
                _ => SignableBody::UnsignedPayload,
            };
            let Credentials { access_key_id, secret_access_key, session_token, .. } = self.credentials;
            let keys = Keys::new(access_key_id, secret_access_key, session_token.clone(), None, "farrier");
            let identity = keys.into();
            let is_unsigned = matches!(body, SignableBody::UnsignedPayload);
            let parameters = v4::SigningParams::builder()
                .identity(&identity)
                .region(self.region)
                .name(self.scheme.name)
                .time(self.time)
                .settings(self.settings(is_unsigned))
                .build()?;
            let mut headers = Vec::with_capacity(request.headers().len());
            for (name, value) in request.headers() {
                headers.push((name.as_str(), value.to_str()?));
            }
            let uri = request.uri().to_string();
            let signable = SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), body)?;
            let (instructions, _) = http_request::sign(signable, &parameters.into())?.into_parts();
            instructions.apply_to_request_http1x(request);
            Ok(())
        }

        fn settings(&self, is_unsigned: bool) -> SigningSettings {
            let mut settings = SigningSettings::default();
            if self.scheme.object_storage {
                settings.percent_encoding_mode = PercentEncodingMode::Single;
                settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            }
            if self.expires_in.is_some() {
                settings.signature_location = SignatureLocation::QueryParams;
                settings.expires_in = self.expires_in;
            } else if self.scheme.object_storage || is_unsigned {
                settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            }
            // Whoever sends the request writes its length, and says it only then.
            settings.excluded_headers.get_or_insert_default().push("content-length".into());
            settings
        }
    }
}
