//! Escapes of JSON's strings, which names in schemas have, too.

use super::swar::find_special;

/// The number of four hexadecimal digits at `at`.
pub(super) fn hex4(input: &[u8], at: usize) -> Option<u32> {
    let digits = input.get(at..at + 4)?;
    let mut value = 0;
    for &digit in digits {
        value = value << 4 | char::from(digit).to_digit(16)?;
    }
    Some(value)
}

/// The characters of `text`, whose escapes were checked; none is in its first `plain` bytes.
#[inline(never)]
pub(crate) fn unescape(text: &str, plain: usize) -> String {
    let bytes = text.as_bytes();
    let mut characters = String::with_capacity(text.len());
    // What was not copied yet begins at `from`. Escapes are ASCII, so that they begin and end between characters.
    let (mut from, mut at) = (0, plain);
    loop {
        match bytes.get(at) {
            Some(b'\\') => {
                characters.push_str(text.get(from..at).unwrap_or_default());
                let (character, length) = unescape_one(bytes.get(at + 1..).unwrap_or_default());
                characters.push(character);
                at += 1 + length;
                from = at;
            }
            Some(_) => at += 1,
            None => break,
        }
        at = find_special::<false>(bytes, at);
    }
    characters.push_str(text.get(from..).unwrap_or_default());
    characters
}

/// The character of an escape that was checked, and the length of the escape behind its backslash.
fn unescape_one(escape: &[u8]) -> (char, usize) {
    match escape.first() {
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{C}', 1),
        Some(b'n') => ('\n', 1),
        Some(b'r') => ('\r', 1),
        Some(b't') => ('\t', 1),
        Some(b'u') => {
            let high = hex4(escape, 1).unwrap_or_default();
            match (high, hex4(escape, 7)) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 11)
                }
                _ => (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
            }
        }
        Some(&byte) => (byte.into(), 1),
        None => (char::REPLACEMENT_CHARACTER, 0),
    }
}
