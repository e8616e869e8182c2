//! Requests that are signed for somebody else to send.

use std::time::Duration;

use bytes::Bytes;

use super::{
    BoxFuture, Call, CallTraits, Caller,
    auth::{AuthScheme, SigV4},
    authenticate::missing_identity,
    caller::{Encoded, Plan, Planned, in_memory},
    sigv4::SignedPayload,
};
use crate::{
    operation::{Body, Payload, UnhandledError},
    stream::ByteStream,
};

/// A request whose signature is in its query. Method, headers and body have to be sent as they are.
pub type PresignedRequest = http::Request<Bytes>;

/// What becomes a presigned request.
pub type Presigning = BoxFuture<'static, Result<PresignedRequest, UnhandledError>>;

/// How long a presigned request may hold.
const BOUNDS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(7 * 24 * 60 * 60));

impl Caller {
    /// The request of an operation with a signature in its query: whoever has it may send it until `expires_in` is
    /// over, or the credentials end.
    ///
    /// Where it has no headers and no body, its URI is all that the sender needs. The body of an operation whose input is
    /// a stream is left out of the signature, and so is any body for S3: the sender adds it.
    ///
    /// # Errors
    /// When the expiry is not from 1 second to 7 days, the input cannot be encoded, the operation is not authenticated
    /// by Signature Version 4, or the client has no credentials or no region.
    #[inline]
    pub fn presign<O: Call>(&self, input: O::Input, expires_in: Duration) -> Presigning {
        self.presigning(O::PLAN, self.encode::<O>(&input), expires_in)
    }

    fn presigning(&self, plan: &'static Plan, request: Encoded, expires_in: Duration) -> Presigning {
        let caller = self.clone();
        Box::pin(async move { caller.presigned(plan, request?, expires_in).await })
    }

    async fn presigned(
        &self,
        plan: &'static Plan,
        request: http::Request<ByteStream>,
        expires_in: Duration,
    ) -> Result<PresignedRequest, UnhandledError> {
        let (least, most) = BOUNDS;
        if expires_in < least || expires_in > most {
            return Err(UnhandledError::configuration(format!(
                "a presigned request holds for 1 second to 7 days, not for {expires_in:?}"
            )));
        }
        let scheme = self.presigned_scheme(plan.traits)?;
        let is_stream = matches!(plan.schema.input, Body::Payload(Payload::Stream { .. } | Payload::Events));
        let is_unsigned = is_stream || plan.traits.unsigned_payload || !scheme.presigned_body;
        let payload = if is_unsigned { SignedPayload::Unsigned } else { SignedPayload::Body };
        let (mut parts, body) = request.into_parts();
        self.settings().locate(plan.traits, &mut parts)?;
        let mut request = http::Request::from_parts(parts, body);
        self.settings().sign(scheme, payload, &mut request, Some(expires_in)).await?;
        Ok(request.map(in_memory))
    }

    /// What the signature of an operation is like.
    fn presigned_scheme(&self, traits: CallTraits) -> Result<SigV4, UnhandledError> {
        let schemes = self.settings().schemes(traits);
        let scheme = schemes.iter().find_map(|scheme| match scheme {
            AuthScheme::SigV4(scheme) => Some(*scheme),
            _ => None,
        });
        let Some(scheme) = scheme else {
            return Err(UnhandledError::configuration(
                "only an operation that is authenticated by Signature Version 4 can be presigned",
            ));
        };
        match &self.settings().identities.credentials {
            Some(_) if !self.settings().identities.anonymous => Ok(scheme),
            _ => Err(UnhandledError::configuration(missing_identity(&[AuthScheme::SigV4(scheme)]))),
        }
    }
}
