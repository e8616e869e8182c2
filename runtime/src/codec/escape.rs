//! Escapes of JSON's strings, which names in schemas have, too.

use super::swar::extend_plain;

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
    let mut characters = Vec::with_capacity(text.len());
    let (before, mut rest) = text.as_bytes().split_at_checked(plain).unwrap_or_default();
    characters.extend_from_slice(before);
    loop {
        rest = extend_plain(&mut characters, rest);
        let (byte, behind) = match rest {
            [b'\\', b'u', code @ ..] => {
                let (character, length) = character_of(code);
                characters.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = code.get(length..).unwrap_or_default();
                continue;
            }
            [b'\\', letter, behind @ ..] => (escaped_by(*letter), behind),
            [byte, behind @ ..] => (*byte, behind),
            [] => break,
        };
        characters.push(byte);
        rest = behind;
    }
    // SAFETY: `text` is UTF-8, and what was taken out of it and put into it are whole characters.
    unsafe { String::from_utf8_unchecked(characters) }
}

/// The character for which a letter stands behind a backslash.
fn escaped_by(letter: u8) -> u8 {
    match letter {
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        itself => itself,
    }
}

/// The character of an escape by its code, with which `code` begins, and the length of the code: with a second escape for a
/// character beyond the first 65,536.
fn character_of(code: &[u8]) -> (char, usize) {
    let Some(high) = hex4(code, 0) else { return (char::REPLACEMENT_CHARACTER, 0) };
    match (high, hex4(code, 6)) {
        (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) if code.get(4..6) == Some(b"\\u") => {
            let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 10)
        }
        _ => (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 4),
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_are_undone_wherever_they_are() {
        let escapes = [
            ("\\\"", "\""),
            (r"\\", "\\"),
            (r"\/", "/"),
            (r"\b", "\u{8}"),
            (r"\f", "\u{C}"),
            (r"\n", "\n"),
            (r"\r", "\r"),
            (r"\t", "\t"),
            (r"\u00e9", "é"),
            (r"\uD83D\uDE00", "😀"),
        ];
        for length in 0..40 {
            let plain: String = "aé".chars().cycle().take(length).collect();
            for (escape, character) in escapes {
                for behind in ["", "b", escape, "b\u{e9}cdefghijklmnopqrstuvwxyz"] {
                    let text = format!("{plain}{escape}{behind}{escape}");
                    let behind = behind.replace(escape, character);
                    let wanted = format!("{plain}{character}{behind}{character}");
                    assert_eq!(unescape(&text, plain.len()), wanted, "{text}");
                    // Who knows nothing of the text says nothing of its beginning.
                    assert_eq!(unescape(&text, 0), wanted, "{text}");
                }
            }
        }
    }
}
