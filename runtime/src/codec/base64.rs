//! Base64 with the standard alphabet and padding (RFC 4648, section 4), read strictly: exactly what encoding gives is
//! decoded, so that no two texts stand for the same bytes.

use std::fmt;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Marks a byte that is not in the alphabet.
const NONE: u8 = 0xFF;
/// The value of each byte of the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    encode_to(bytes, &mut text);
    // Only ASCII was written.
    String::from_utf8(text).unwrap_or_default()
}

/// Appends the encoded `bytes` to `text`.
pub fn encode_to(bytes: &[u8], text: &mut Vec<u8>) {
    text.reserve(bytes.len().div_ceil(3) * 4);
    let (groups, rest) = bytes.as_chunks::<3>();
    for &[a, b, c] in groups {
        text.extend_from_slice(&quartet(a, b, c));
    }
    match *rest {
        [a] => {
            let [first, second, ..] = quartet(a, 0, 0);
            text.extend_from_slice(&[first, second, b'=', b'=']);
        }
        [a, b] => {
            let [first, second, third, _] = quartet(a, b, 0);
            text.extend_from_slice(&[first, second, third, b'=']);
        }
        _ => {}
    }
}

fn quartet(a: u8, b: u8, c: u8) -> [u8; 4] {
    let group = u32::from_be_bytes([0, a, b, c]);
    // Six bits are always a place in the alphabet.
    [18, 12, 6, 0].map(|shift| ALPHABET[(group >> shift & 0x3F) as usize])
}

/// Decodes `text`.
///
/// # Errors
/// When a byte is not of the standard alphabet, padding is missing or misplaced, or bits that no byte uses are set.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    let (groups, rest) = text.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Base64Error {
            message: "the length of base64 is not a multiple of four",
            offset: text.len(),
        });
    }
    let Some((last, groups)) = groups.split_last() else { return Ok(Vec::new()) };
    let mut bytes = Vec::with_capacity(groups.len() * 3 + 3);
    for (index, group) in groups.iter().enumerate() {
        let [_, a, b, c] = sextets(*group).ok_or_else(|| alien(group, index * 4))?.to_be_bytes();
        bytes.extend_from_slice(&[a, b, c]);
    }
    decode_last(last, groups.len() * 4, &mut bytes)?;
    Ok(bytes)
}

/// The 24 bits of four bytes of the alphabet.
fn sextets(group: [u8; 4]) -> Option<u32> {
    let [a, b, c, d] = group.map(|byte| VALUES[usize::from(byte)]);
    // Values have six bits; only the mark has the highest.
    if (a | b | c | d) & 0x80 != 0 {
        return None;
    }
    Some(u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d))
}

/// Decodes the last group, which alone may be padded.
fn decode_last(group: &[u8; 4], offset: usize, bytes: &mut Vec<u8>) -> Result<(), Base64Error> {
    let (kept, unpadded) = match *group {
        [a, b, b'=', b'='] => (1, [a, b, b'A', b'A']),
        [a, b, c, b'='] => (2, [a, b, c, b'A']),
        full => (3, full),
    };
    let value = sextets(unpadded).ok_or_else(|| alien(&unpadded, offset))?;
    let [_, decoded @ ..] = value.to_be_bytes();
    let (decoded, unused) = decoded.split_at(kept);
    if unused.iter().any(|&byte| byte != 0) {
        return Err(Base64Error {
            message: "base64 with unused bits that are not zero",
            offset: offset + kept,
        });
    }
    bytes.extend_from_slice(decoded);
    Ok(())
}

#[cold]
fn alien(group: &[u8; 4], offset: usize) -> Base64Error {
    let place = group.iter().position(|&byte| VALUES[usize::from(byte)] == NONE).unwrap_or(0);
    Base64Error { message: "a byte that is not of base64's standard alphabet", offset: offset + place }
}

/// Why a text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base64Error {
    message: &'static str,
    offset: usize,
}

impl Base64Error {
    /// What was wrong.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.message
    }

    /// The place in the text, in bytes from its start.
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }
}

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.message, self.offset)
    }
}

impl std::error::Error for Base64Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_hold_both_ways() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text.as_bytes()).as_deref(), Ok(bytes.as_bytes()));
        }
        let every_byte: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(encode(&every_byte).as_bytes()), Ok(every_byte));
    }

    #[test]
    fn anything_but_canonical_base64_is_refused_with_its_place() {
        for (text, offset) in [
            ("xyz", 3),
            ("YmxvYg=", 7),
            ("[][]", 0),
            ("-_==", 0),
            ("====", 0),
            ("A===", 1),
            ("Zh==", 1),
            ("Zm9=", 2),
            ("Zg==Zg==", 2),
            ("Zm9v\n", 5),
            ("Zm 9", 2),
            ("Zm9vZg=A", 6),
            ("AA=A", 2),
        ] {
            let error = decode(text.as_bytes()).expect_err(text);
            assert_eq!(error.offset(), offset, "{text}: {error}");
        }
    }
}
