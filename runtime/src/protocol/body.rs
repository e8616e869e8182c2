//! What happens to a body on its way: compression (`requestCompression`), checksum (`httpChecksumRequired`) and the
//! hashes that single services ask for.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    client::{ClientSettings, RequestCompression},
    error::EncodeError,
    http::BodyHash,
    operation::OperationSchema,
    server::Rejection,
    stream::ByteStream,
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
    match threshold(operation, settings)? {
        Some(least) if body.len() >= least => {}
        _ => return Ok(body),
    }
    let Some(compressed) = gzip::encode(&body) else { return Ok(body) };
    append_encoding(headers)?;
    Ok(compressed)
}

/// Compresses a stream whatever its length, since that need not be known.
pub(super) fn compress_stream(
    operation: &OperationSchema,
    settings: &ClientSettings,
    headers: &mut HeaderMap,
    body: ByteStream,
) -> Result<ByteStream, EncodeError> {
    if threshold(operation, settings)?.is_none() {
        return Ok(body);
    }
    match body.compressed() {
        Ok(compressed) => {
            append_encoding(headers)?;
            Ok(compressed)
        }
        Err(body) => Ok(body),
    }
}

/// The size from which on bodies of the operation are compressed; none when they are not.
fn threshold(operation: &OperationSchema, settings: &ClientSettings) -> Result<Option<usize>, EncodeError> {
    match settings.request_compression {
        RequestCompression::From(least) if operation.gzip && least > GREATEST_THRESHOLD => {
            Err(EncodeError::new("the size from which on to compress is above 10,485,760 bytes", ""))
        }
        RequestCompression::From(least) if operation.gzip => Ok(Some(least)),
        _ => Ok(None),
    }
}

/// Encodings are listed in the order in which they were applied (RFC 9110, section 8.4).
fn append_encoding(headers: &mut HeaderMap) -> Result<(), EncodeError> {
    let encodings = match headers.get(header::CONTENT_ENCODING).map(HeaderValue::to_str) {
        Some(Ok(before)) if !before.is_empty() => HeaderValue::from_str(&format!("{before}, gzip")).ok(),
        Some(Err(_)) => None,
        _ => Some(HeaderValue::from_static("gzip")),
    };
    let encodings = encodings.ok_or_else(|| EncodeError::new("the Content-Encoding is malformed", ""))?;
    headers.insert(header::CONTENT_ENCODING, encodings);
    Ok(())
}

/// The headers as they were before [`compress`]; none when the body is not compressed.
pub(crate) fn headers_before_compression(
    operation: &OperationSchema,
    headers: &HeaderMap,
) -> Option<HeaderMap> {
    let given = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (before, last) = given.rsplit_once(',').unwrap_or(("", given));
    if !operation.gzip || !last.trim().eq_ignore_ascii_case("gzip") {
        return None;
    }
    let mut headers = headers.clone();
    match HeaderValue::from_str(before.trim()) {
        Ok(before) if !before.is_empty() => headers.insert(header::CONTENT_ENCODING, before),
        _ => headers.remove(header::CONTENT_ENCODING),
    };
    Some(headers)
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
    let Some(headers) = headers_before_compression(operation, headers) else {
        return Ok((Cow::Borrowed(headers), Cow::Borrowed(body)));
    };
    if body.is_empty() {
        return Ok((Cow::Owned(headers), Cow::Borrowed(body)));
    }
    let body = gzip::decode(body, max_bytes)?;
    Ok((Cow::Owned(headers), Cow::Owned(body)))
}

/// The beginning of a body with [`compress`] undone, for protocols that look for an operation's name there. Of a body
/// that is compressed it is no more than 16 KiB: decompressing all of it waits until the operation allows it.
///
/// # Errors
/// When the body is not of its encoding.
#[cfg(feature = "query")]
pub(super) fn decompressed_start<'a>(
    operation: &OperationSchema,
    headers: &HeaderMap,
    body: &'a [u8],
) -> Result<Cow<'a, [u8]>, Rejection> {
    const START: usize = 16 * 1024;
    if body.is_empty() || headers_before_compression(operation, headers).is_none() {
        return Ok(Cow::Borrowed(body));
    }
    gzip::decode_start(body, START).map(Cow::Owned)
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
        let decoded = decode_start(body, max_bytes.saturating_add(1))?;
        if decoded.len() > max_bytes { Err(Rejection::BodyTooLarge) } else { Ok(decoded.into()) }
    }

    /// The first bytes of the body, as many as `length`.
    pub(super) fn decode_start(body: &[u8], length: usize) -> Result<Vec<u8>, Rejection> {
        let mut decoded = Vec::new();
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        match MultiGzDecoder::new(body).take(length).read_to_end(&mut decoded) {
            Ok(_) => Ok(decoded),
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

    #[cfg(feature = "query")]
    pub(super) fn decode_start(_: &[u8], _: usize) -> Result<Vec<u8>, Rejection> {
        Err(Rejection::UnsupportedMediaType)
    }
}

/// The headers with a request's checksum, by `httpChecksumRequired` and by `aws.protocols#httpChecksum`.
const CHECKSUMS: [&str; 6] = [
    "content-md5",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
];

/// Whether a request has the checksum that its operation asks for, if it asks for one.
pub(super) fn has_checksum(operation: &OperationSchema, headers: &HeaderMap) -> bool {
    !operation.checksum_required || CHECKSUMS.iter().any(|name| headers.contains_key(*name))
}

/// Adds the `Content-MD5` of an operation that asks for a checksum, unless the request has that or another.
pub(super) fn add_checksum(
    operation: &OperationSchema,
    headers: &mut HeaderMap,
    body: &[u8],
) -> Result<(), EncodeError> {
    if has_checksum(operation, headers) {
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

/// Adds the headers with hashes of the body.
pub(super) fn add_hashes(
    hashes: &[(&'static str, BodyHash)],
    headers: &mut HeaderMap,
    body: &[u8],
) -> Result<(), EncodeError> {
    for &(name, hash) in hashes {
        let value = HeaderValue::from_str(&self::hash(hash, body)?);
        match (HeaderName::from_bytes(name.as_bytes()), value) {
            (Ok(name), Ok(value)) => headers.entry(name).or_insert(value),
            _ => return Err(EncodeError::new("the header for a hash is malformed", "")),
        };
    }
    Ok(())
}

#[cfg(feature = "sha256")]
fn hash(hash: BodyHash, body: &[u8]) -> Result<String, EncodeError> {
    use crate::hash::{hexadecimal, sha256};

    Ok(hexadecimal(match hash {
        BodyHash::Sha256 => sha256(body),
        BodyHash::Sha256Tree => tree_hash(body),
    }))
}

/// The root of a tree over hashes of mebibytes, as Glacier has it.
#[cfg(feature = "sha256")]
fn tree_hash(body: &[u8]) -> ring::digest::Digest {
    const LEAF: usize = 1 << 20;
    if body.len() <= LEAF {
        return crate::hash::sha256(body);
    }
    // To the left is a whole tree, the greatest with something to its right.
    let (left, right) = body.split_at(body.len().div_ceil(LEAF).next_power_of_two() / 2 * LEAF);
    crate::hash::sha256(&[tree_hash(left).as_ref(), tree_hash(right).as_ref()].concat())
}

#[cfg(not(feature = "sha256"))]
fn hash(_: BodyHash, _: &[u8]) -> Result<String, EncodeError> {
    Err(EncodeError::new("a hash of the body needs the feature `sha256` of farrier-runtime", ""))
}
