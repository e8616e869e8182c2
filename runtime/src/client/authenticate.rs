//! What a request gets that says who sends it.

use std::time::Duration;

use super::{
    CallTraits,
    auth::{AuthScheme, SigV4},
    caller::Settings,
    endpoint_rule::SignedFor,
    sigv4::{Signature, SignedPayload},
};
use crate::{operation::UnhandledError, stream::ByteStream};

impl Settings {
    /// Adds what says who sends the request: by the first of the operation's schemes that the caller has something
    /// to show for.
    pub(super) async fn authenticate(
        &self,
        traits: CallTraits,
        payload: SignedPayload,
        request: &mut http::Request<ByteStream>,
    ) -> Result<(), UnhandledError> {
        let schemes = self.schemes(traits);
        if self.identities.anonymous || schemes.is_empty() {
            return Ok(());
        }
        match schemes.iter().find(|scheme| self.identities.has(scheme)) {
            Some(AuthScheme::SigV4(scheme)) => self.sign(*scheme, payload, request, None).await,
            Some(scheme) => {
                let shown = self.identities.show(scheme, request);
                shown.map_err(|error| UnhandledError::configuration(error.to_string()))
            }
            None if traits.optional_auth => Ok(()),
            None => Err(UnhandledError::configuration(missing_identity(schemes))),
        }
    }

    /// The schemes of an operation, the preferred one first.
    pub(super) fn schemes(&self, traits: CallTraits) -> &'static [AuthScheme] {
        traits.auth.unwrap_or(self.service.auth)
    }

    /// Signs a request: in a header, or in the query, where the signature holds for a time.
    pub(super) async fn sign(
        &self,
        scheme: SigV4,
        payload: SignedPayload,
        request: &mut http::Request<ByteStream>,
        expires_in: Option<Duration>,
    ) -> Result<(), UnhandledError> {
        let Some(credentials) = &self.identities.credentials else { return Ok(()) };
        let credentials = credentials.get(self.clock.now()).await.map_err(UnhandledError::signing)?;
        let own = request.extensions_mut().remove::<SignedFor>();
        let SignedFor { region, name } = own.as_ref().unwrap_or(&self.signed_for);
        let region = region.as_deref().ok_or_else(|| {
            UnhandledError::configuration("it is signed for a region: set one with `region`")
        })?;
        let scheme = SigV4 { name: name.unwrap_or(scheme.name), ..scheme };
        let signature =
            Signature { scheme, credentials: &credentials, region, clock: &self.clock, payload, expires_in };
        signature.sign(request).map_err(UnhandledError::signing)
    }
}

/// What to say where a caller has nothing to show for any of `schemes`.
pub(super) fn missing_identity(schemes: &[AuthScheme]) -> String {
    if let [AuthScheme::Other(id), ..] = schemes {
        return format!("the operation is authenticated by {id}, which clients do not have");
    }
    let names = schemes.iter().map(|scheme| match scheme {
        AuthScheme::SigV4(_) => "`credentials`",
        AuthScheme::Bearer => "`bearer_token`",
        AuthScheme::Basic => "`basic_auth`",
        AuthScheme::ApiKeyHeader(..) | AuthScheme::ApiKeyQuery(_) => "`api_key`",
        AuthScheme::Other(id) => id,
    });
    let names: Vec<&str> = names.collect();
    format!("the operation needs authentication: give the client's builder {}", names.join(" or "))
}
