//! AWS Signature Version 4, [as AWS describes it][spec]. Without the feature `sigv4` nothing can be signed.
//!
//! [spec]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#[cfg(feature = "sigv4")]
mod canonical;
#[cfg(feature = "sigv4")]
mod key;
#[cfg(feature = "sigv4")]
mod sign;

use std::{sync::Arc, time::Duration};

#[cfg(all(feature = "sigv4", feature = "event-stream"))]
pub(super) use self::key::Scope;
use super::{
    auth::{Credentials, SigV4},
    clock::Clock,
};

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
    pub(super) fn sign(
        &self,
        _: &mut http::Request<crate::stream::ByteStream>,
    ) -> Result<(), super::transport::BoxError> {
        let Self { scheme, credentials, region, clock, payload, expires_in } = self;
        let _ = (scheme, credentials, region, clock, payload, expires_in);
        Err("the runtime's feature `sigv4` is off".into())
    }
}
