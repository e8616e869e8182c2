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
    let mut characters = String::with_capacity(text.len());
    let (mut plain, mut rest) = (plain, text);
    while let Some((before, escape)) = rest.split_at_checked(plain) {
        characters.push_str(before);
        let (character, length) = match escape.as_bytes() {
            [b'\\', b'u', code @ ..] => character_of(code),
            [b'\\', letter, ..] => (escaped_by(*letter), 2),
            _ => match escape.chars().next() {
                Some(character) => (character, character.len_utf8()),
                None => break,
            },
        };
        characters.push(character);
        rest = escape.get(length..).unwrap_or_default();
        plain = find_special::<false>(rest.as_bytes(), 0);
    }
    characters
}

/// The character for which a letter stands behind a backslash.
fn escaped_by(letter: u8) -> char {
    match letter {
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        itself => itself.into(),
    }
}

/// The character of an escape by its code, of which this is what is behind `\u`, and the length of the escape: of two for a
/// character beyond the first 65,536.
fn character_of(code: &[u8]) -> (char, usize) {
    let high = hex4(code, 0).unwrap_or_default();
    match (high, hex4(code, 6)) {
        (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
            let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        _ => (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
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
