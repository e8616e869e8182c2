//! Finishing a request's body: compression and checksum.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::{
    client::{ClientSettings, RequestCompression},
    error::EncodeError,
    operation::OperationSchema,
};

/// Compresses the body where the model and the settings say so, and notes it in `Content-Encoding`.
pub(super) fn compress(
    operation: &OperationSchema,
    settings: &ClientSettings,
    headers: &mut HeaderMap,
    body: Bytes,
) -> Result<Bytes, EncodeError> {
    match settings.request_compression {
        RequestCompression::From(least) if operation.gzip && body.len() >= least => {
            let compressed = gzip(&body)?;
            append_encoding(headers, "gzip")?;
            Ok(compressed)
        }
        _ => Ok(body),
    }
}

/// Encodings are listed in the order in which they were applied (RFC 9110, section 8.4).
fn append_encoding(headers: &mut HeaderMap, encoding: &'static str) -> Result<(), EncodeError> {
    let value = match headers.get(header::CONTENT_ENCODING).map(HeaderValue::to_str) {
        Some(Ok(before)) if !before.is_empty() => HeaderValue::from_str(&format!("{before}, {encoding}"))
            .map_err(|_| EncodeError::new("the Content-Encoding is malformed", ""))?,
        Some(Err(_)) => return Err(EncodeError::new("the Content-Encoding is malformed", "")),
        _ => HeaderValue::from_static(encoding),
    };
    headers.insert(header::CONTENT_ENCODING, value);
    Ok(())
}

#[cfg(feature = "gzip")]
fn gzip(body: &[u8]) -> Result<Bytes, EncodeError> {
    use std::io::Write as _;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    let failed = |_| EncodeError::new("the body could not be compressed", "");
    encoder.write_all(body).map_err(failed)?;
    encoder.finish().map(Bytes::from).map_err(failed)
}

#[cfg(not(feature = "gzip"))]
fn gzip(_: &[u8]) -> Result<Bytes, EncodeError> {
    Err(EncodeError::new("request compression needs the feature `gzip` of farrier-runtime", ""))
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
