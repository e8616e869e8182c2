//! Percent-encoding, and the parameters of a form.

use std::borrow::Cow;

/// Whether RFC 3986 lets a byte stand for itself everywhere.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_unreserved(byte as u8);
        byte += 1;
    }
    table
};

/// Appends `text`, escaped.
#[inline]
pub(super) fn push(out: &mut Vec<u8>, text: &[u8]) {
    match text.iter().position(|&byte| !UNRESERVED[usize::from(byte)]) {
        None => out.extend_from_slice(text),
        Some(place) => push_from(out, text, place),
    }
}

/// Appends `text`, whose byte at `place` is the first to be escaped.
fn push_from(out: &mut Vec<u8>, text: &[u8], place: usize) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let (plain, rest) = text.split_at_checked(place).unwrap_or((text, &[]));
    out.reserve(text.len() + 2 * rest.len().min(64));
    out.extend_from_slice(plain);
    for &byte in rest {
        if UNRESERVED[usize::from(byte)] {
            out.push(byte);
        } else {
            out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0x0F)]]);
        }
    }
}

/// What is wrong with an escaped text, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EscapeError {
    pub(super) message: &'static str,
    pub(super) at: usize,
}

/// Undoes escapes: `%` with two hexadecimal digits, and `+` for a space.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, EscapeError> {
    match text.bytes().position(|byte| matches!(byte, b'%' | b'+')) {
        None => Ok(Cow::Borrowed(text)),
        Some(place) => decode_from(text.as_bytes(), place).map(Cow::Owned),
    }
}

fn decode_from(text: &[u8], place: usize) -> Result<String, EscapeError> {
    let mut bytes = Vec::with_capacity(text.len());
    bytes.extend_from_slice(text.get(..place).unwrap_or_default());
    let mut at = place;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits =
                    text.get(at + 1..at + 3).and_then(|digits| Some((hex(digits[0])?, hex(digits[1])?)));
                let (high, low) = digits
                    .ok_or(EscapeError { message: "a percent sign without two hexadecimal digits", at })?;
                bytes.push(high << 4 | low);
                at += 2;
            }
            byte => bytes.push(byte),
        }
        at += 1;
    }
    String::from_utf8(bytes).map_err(|_| EscapeError { message: "escapes that are no UTF-8", at: place })
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The first place from `from` on of one of four bytes; the text's length when there is none.
#[inline]
pub(super) fn find(text: &[u8], from: usize, wanted: [u8; 4]) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let (chunks, tail) = rest.as_chunks::<8>();
    for (count, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let found = wanted.iter().fold(0, |found, &byte| found | zeros(word ^ (LOW * u64::from(byte))));
        if found != 0 {
            // The lowest mark is right, though a higher one may be a borrow's.
            return from + count * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let start = text.len() - tail.len();
    start + tail.iter().position(|byte| wanted.contains(byte)).unwrap_or(tail.len())
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Marks the zero bytes of a word.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & HIGH
}

/// The texts of the first parameters with these names, for protocols to find their own. A parameter that is malformed
/// is passed over here: reading the form's value refuses it.
pub(crate) fn first_of<'f, const N: usize>(names: [&str; N], form: &'f [u8]) -> [Option<Cow<'f, str>>; N] {
    let mut found = [const { None }; N];
    for parameter in form.split(|&byte| byte == b'&') {
        let Ok(text) = std::str::from_utf8(parameter) else { continue };
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let Ok(name) = decode(name) else { continue };
        if let Some(place) = names.iter().position(|wanted| *wanted == name)
            && found[place].is_none()
        {
            found[place] = decode(value).ok();
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{decode, find, push};

    #[test]
    fn every_byte_is_found_at_every_place() {
        for length in 0..30 {
            for place in 0..length {
                for byte in [b'&', b'=', b'%', b'+', b'a', 0, 0xFF] {
                    let mut text = vec![b'.'; length];
                    text[place] = byte;
                    for from in 0..=length {
                        let plain = text.iter().skip(from).position(|byte| b"&=%+".contains(byte));
                        assert_eq!(find(&text, from, *b"&=%+"), plain.map_or(length, |place| from + place));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_escaped_is_read_back() {
        for text in ["", "plain-._~09AZ", "a b+c%d&e=f", "é😀\0\n", "%41"] {
            let mut escaped = Vec::new();
            push(&mut escaped, text.as_bytes());
            let escaped = String::from_utf8(escaped).expect("ASCII");
            assert!(escaped.bytes().all(|byte| byte == b'%' || super::is_unreserved(byte)), "{escaped}");
            assert_eq!(decode(&escaped).expect("decodes"), text);
        }
    }

    #[test]
    fn malformed_escapes_have_a_place() {
        for (text, at) in [("a%", 1), ("a%4", 1), ("%4g", 0), ("ab%20%zz", 5), ("x%ff", 1), ("%C3", 0)] {
            assert_eq!(decode(text).expect_err(text).at, at, "{text}");
        }
    }
}
