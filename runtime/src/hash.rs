//! SHA-256 over ring, which the default transport's TLS brings, too.

use ring::digest;

/// The hash of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA256, bytes)
}

/// Bytes as hexadecimal digits in lower case.
pub(crate) fn hexadecimal(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
