//! What happens to a body on its way: compression (`requestCompression`) and checksum (`httpChecksumRequired`).

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::{
    client::{ClientSettings, RequestCompression},
    error::EncodeError,
    operation::OperationSchema,
    server::Rejection,
};

/// The greatest size from which on bodies may be asked to be compressed, by Smithy's specification.
const GREATEST_THRESHOLD: usize = 10_485_760;

/// Compresses the body where the model and the settings say so, and notes it in `Content-Encoding`.
pub(super) fn compress(
    operation: &OperationSchema,
    settings: &ClientSettings,
    headers: &mut HeaderMap,
    body: Bytes,
) -> Result<Bytes, EncodeError> {
    let least = match settings.request_compression {
        RequestCompression::From(least) if operation.gzip => least,
        _ => return Ok(body),
    };
    if least > GREATEST_THRESHOLD {
        return Err(EncodeError::new("the size from which on to compress is above 10,485,760 bytes", ""));
    }
    if body.len() < least {
        return Ok(body);
    }
    let Some(compressed) = gzip::encode(&body) else { return Ok(body) };
    let encodings = match headers.get(header::CONTENT_ENCODING).map(HeaderValue::to_str) {
        Some(Ok(before)) if !before.is_empty() => HeaderValue::from_str(&format!("{before}, gzip")).ok(),
        Some(Err(_)) => None,
        _ => Some(HeaderValue::from_static("gzip")),
    };
    let encodings = encodings.ok_or_else(|| EncodeError::new("the Content-Encoding is malformed", ""))?;
    headers.insert(header::CONTENT_ENCODING, encodings);
    Ok(compressed)
}

/// Undoes [`compress`]: gives the headers and the body as they were before it.
///
/// # Errors
/// When the body is not of its encoding, or longer than `max_bytes` when decompressed.
pub(super) fn decompress<'a>(
    operation: &OperationSchema,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    max_bytes: usize,
) -> Result<(Cow<'a, HeaderMap>, Cow<'a, Bytes>), Rejection> {
    let given = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (before, last) = given.rsplit_once(',').unwrap_or(("", given));
    if !operation.gzip || !last.trim().eq_ignore_ascii_case("gzip") {
        return Ok((Cow::Borrowed(headers), Cow::Borrowed(body)));
    }
    let mut headers = headers.clone();
    match HeaderValue::from_str(before.trim()) {
        Ok(before) if !before.is_empty() => headers.insert(header::CONTENT_ENCODING, before),
        _ => headers.remove(header::CONTENT_ENCODING),
    };
    if body.is_empty() {
        return Ok((Cow::Owned(headers), Cow::Borrowed(body)));
    }
    let body = gzip::decode(body, max_bytes)?;
    Ok((Cow::Owned(headers), Cow::Owned(body)))
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::{Read as _, Write as _};

    use bytes::Bytes;
    use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

    use crate::{error::DecodeError, server::Rejection};

    /// The compressed body. Writing to memory does not fail.
    pub(super) fn encode(body: &[u8]) -> Option<Bytes> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body).ok()?;
        encoder.finish().ok().map(Bytes::from)
    }

    pub(super) fn decode(body: &[u8], max_bytes: usize) -> Result<Bytes, Rejection> {
        let mut decoded = Vec::new();
        let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
        match MultiGzDecoder::new(body).take(limit).read_to_end(&mut decoded) {
            Ok(_) if decoded.len() > max_bytes => Err(Rejection::BodyTooLarge),
            Ok(_) => Ok(decoded.into()),
            Err(_) => {
                Err(Rejection::Malformed(DecodeError::new("the body is not of its content encoding", "")))
            }
        }
    }
}

#[cfg(not(feature = "gzip"))]
mod gzip {
    use bytes::Bytes;

    use crate::server::Rejection;

    /// Without the feature a client does not compress, which the trait allows.
    pub(super) fn encode(_: &[u8]) -> Option<Bytes> {
        None
    }

    pub(super) fn decode(_: &[u8], _: usize) -> Result<Bytes, Rejection> {
        Err(Rejection::UnsupportedMediaType)
    }
}

/// Adds the `Content-MD5` that `httpChecksumRequired` asks for, unless the request has one.
pub(super) fn add_checksum(
    operation: &OperationSchema,
    headers: &mut HeaderMap,
    body: &[u8],
) -> Result<(), EncodeError> {
    if !operation.checksum_required || headers.contains_key("content-md5") {
        return Ok(());
    }
    let value = HeaderValue::from_str(&md5(body)?)
        .map_err(|_| EncodeError::new("the checksum is not a header's value", ""))?;
    headers.insert("content-md5", value);
    Ok(())
}

#[cfg(feature = "checksum")]
fn md5(body: &[u8]) -> Result<String, EncodeError> {
    Ok(crate::codec::base64::encode(&md5::compute(body).0))
}

#[cfg(not(feature = "checksum"))]
fn md5(_: &[u8]) -> Result<String, EncodeError> {
    Err(EncodeError::new("a checksum needs the feature `checksum` of farrier-runtime", ""))
}
