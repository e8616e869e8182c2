//! [Canonical requests][spec]: a request in the one form that client and service hash.
//!
//! [spec]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request

use std::borrow::Cow;

use http::{Request, Uri, header};

use super::super::{auth::SigV4, transport::BoxError};
use crate::{
    http::{Query, encode_component},
    types::{Map, map::in_order},
};

/// Headers that a proxy or the transport may change after they are signed. Whoever sends the request writes its length,
/// and says it only then.
const UNSIGNED: [&str; 5] =
    ["authorization", "content-length", "transfer-encoding", "user-agent", "x-amzn-trace-id"];
/// Headers that whoever has a presigned URI need not send.
const UNSIGNED_BY_QUERY: [&str; 2] = ["x-amz-checksum-mode", "x-amz-user-agent"];

/// The headers that a signature covers, by their names.
pub(super) struct SignedHeaders(Map<String, String>);

impl SignedHeaders {
    /// # Errors
    /// When a header is not UTF-8, or the request has no host.
    pub(super) fn new<B>(request: &Request<B>, by_query: bool) -> Result<Self, BoxError> {
        let mut headers: Map<String, String> = Map::new();
        for (name, value) in request.headers() {
            let name = name.as_str();
            if UNSIGNED.contains(&name) || (by_query && UNSIGNED_BY_QUERY.contains(&name)) {
                continue;
            }
            let value = std::str::from_utf8(value.as_bytes())?;
            let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
            let value = words.join(" ");
            match headers.get_mut(name) {
                Some(values) => values.extend([",", &value]),
                None => _ = headers.insert(name.to_owned(), value),
            }
        }
        if !headers.contains_key(header::HOST.as_str()) {
            headers.insert(header::HOST.as_str().to_owned(), host(request.uri())?.to_owned());
        }
        Ok(Self(headers))
    }

    /// Their names, as signatures list them.
    pub(super) fn names(&self) -> String {
        self.0.keys().map(String::as_str).collect::<Vec<_>>().join(";")
    }
}

/// The host as HTTP/1.1 sends it: with its port where that is not its scheme's own.
fn host(uri: &Uri) -> Result<&str, BoxError> {
    let authority = uri.authority().ok_or("the request has no host")?;
    let is_default =
        matches!((uri.scheme_str(), uri.port_u16()), (Some("http"), Some(80)) | (Some("https"), Some(443)));
    Ok(if is_default { authority.host() } else { authority.as_str() })
}

/// The canonical form of a request whose body has this hash.
///
/// # Errors
/// When the query is not percent-encoded UTF-8.
pub(super) fn request<B>(
    request: &Request<B>,
    headers: &SignedHeaders,
    scheme: SigV4,
    hash: &str,
) -> Result<String, BoxError> {
    let (method, uri) = (request.method(), request.uri());
    let (path, query) = (path(uri.path(), scheme), query(uri.query().unwrap_or_default())?);
    let mut text = format!("{method}\n{path}\n{query}\n");
    for (name, value) in &headers.0 {
        text.extend([name, ":", value, "\n"]);
    }
    text.extend(["\n", &headers.names(), "\n", hash]);
    Ok(text)
}

fn path(path: &str, scheme: SigV4) -> Cow<'_, str> {
    let path = if scheme.normalize_path { normalize(path) } else { Cow::Borrowed(path) };
    if !scheme.encode_twice {
        return path;
    }
    let mut encoded = String::with_capacity(path.len());
    encode_component(&path, true, &mut encoded);
    Cow::Owned(encoded)
}

/// A path without its `.`, `..` and empty segments (RFC 3986, section 5.2.4).
fn normalize(path: &str) -> Cow<'_, str> {
    if path.starts_with('/') && !path.contains("//") && !path.contains("/.") {
        return Cow::Borrowed(path);
    }
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    let is_folder = !kept.is_empty() && ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
    Cow::Owned(format!("/{}{}", kept.join("/"), if is_folder { "/" } else { "" }))
}

/// The parameters, encoded as RFC 3986 has it and sorted.
fn query(query: &str) -> Result<String, BoxError> {
    let encode = |text: &str| {
        let mut encoded = String::with_capacity(text.len());
        encode_component(text, false, &mut encoded);
        encoded
    };
    let query = Query::parse(query, usize::MAX)?;
    // By name, and then by value: a null character is in no encoded text, and sorts before all that are.
    let pairs: Vec<_> =
        query.pairs().iter().map(|(name, value)| encode(name) + "\0" + &encode(value)).collect();
    let order = in_order(pairs.len(), &|index| &pairs[index]);
    let pairs: Vec<_> = order.into_iter().map(|index| pairs[index].replacen('\0', "=", 1)).collect();
    Ok(pairs.join("&"))
}
