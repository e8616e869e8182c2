//! Where requests go.

use std::fmt;

use http::uri::{Authority, Scheme};

/// Scheme, authority and perhaps a base path, such as `https://iottwinmaker.eu-west-1.amazonaws.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    base_path: String,
}

impl Endpoint {
    /// Parses a URL. Its path, if it has one, goes before that of every request.
    ///
    /// # Errors
    /// When `url` has no scheme or authority, or has user information or a query.
    pub fn parse(url: &str) -> Result<Self, InvalidEndpoint> {
        let uri: http::Uri = url.parse().map_err(|_| InvalidEndpoint("not a URL"))?;
        let base_path = uri.path().trim_end_matches('/').to_owned();
        if uri.query().is_some() {
            return Err(InvalidEndpoint("an endpoint has no query"));
        }
        match (uri.scheme(), uri.authority()) {
            (Some(_), Some(authority)) if authority.as_str().contains('@') => {
                Err(InvalidEndpoint("an endpoint has no user information"))
            }
            (Some(scheme), Some(authority)) => {
                Ok(Self { scheme: scheme.clone(), authority: authority.clone(), base_path })
            }
            _ => Err(InvalidEndpoint("an endpoint has a scheme and a host")),
        }
    }

    /// Where in-memory services are said to be.
    #[cfg(feature = "client")]
    pub(super) fn localhost() -> Self {
        let authority = Authority::from_static("localhost");
        Self { scheme: Scheme::HTTP, authority, base_path: String::new() }
    }

    /// The URI of a request to `other` as one to this endpoint, with what stands before the host there.
    #[cfg(feature = "client")]
    pub(super) fn in_place_of(&self, other: &Self, uri: &http::Uri) -> Option<http::Uri> {
        let prefix = uri.authority()?.as_str().strip_suffix(other.authority.as_str())?;
        let target = uri.path_and_query()?.as_str().strip_prefix(other.base_path.as_str())?;
        http::Uri::builder()
            .scheme(self.scheme.clone())
            .authority(format!("{prefix}{}", self.authority))
            .path_and_query(format!("{}{target}", self.base_path))
            .build()
            .ok()
    }

    /// The scheme, such as `https`.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The host, with the port if one is given.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The path before that of every request, without a slash at its end; empty for none.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.base_path
    }
}

/// The text was no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEndpoint(&'static str);

impl fmt::Display for InvalidEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidEndpoint {}

/// Extension of a request: what goes before the host's name, such as `api.`, by the `endpoint` trait. It is there
/// when the request was encoded without an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPrefix(pub String);
