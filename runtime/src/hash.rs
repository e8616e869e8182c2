//! SHA-256 over ring, which the default transport's TLS brings, too.

use ring::digest;

/// The hash of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA256, bytes)
}

/// Bytes as hexadecimal digits in lower case.
pub(crate) fn hexadecimal(bytes: impl AsRef<[u8]>) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.as_ref().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
