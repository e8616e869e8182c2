//! Random UUIDs, for tokens and request IDs that must differ and need not be secret.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A random UUID (RFC 9562, version 4), such as `2489f3c8-6f2b-4d0a-9a56-5c1a7d0f3b6e`.
///
/// Its bits come from the standard library's hash keys, which the operating system seeds, so that no generator of
/// random numbers is needed as a dependency.
pub(crate) fn random() -> String {
    let half = |place: u8| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(place);
        u128::from(hasher.finish())
    };
    let bits = half(0) << 64 | half(1);
    let versioned = bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let text = format!("{versioned:032x}");
    let part = |from, to| text.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn uuids_have_their_version_and_differ() {
        let uuids: BTreeSet<String> = (0..1_000).map(|_| random()).collect();
        assert_eq!(uuids.len(), 1_000);
        for uuid in uuids {
            let bytes = uuid.as_bytes();
            assert_eq!(bytes.len(), 36);
            assert_eq!(bytes[14], b'4');
            assert!(matches!(bytes[19], b'8' | b'9' | b'a' | b'b'));
            assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        }
    }
}
