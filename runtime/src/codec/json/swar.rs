//! Eight bytes of text looked at in one machine word.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);
const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);

/// Marks with its highest bit each byte that cannot stand in a JSON string as it is: a quote, a backslash or a
/// control character. Only the first mark is certain: a mark's borrow may run into the bytes behind it.
#[inline]
fn marks(word: u64) -> u64 {
    // A byte below n borrows when n is taken from it, which sets its highest bit; bytes of 0x80 and more are not
    // meant. The difference of a byte from itself is zero, which is below one.
    let quote = (word ^ QUOTES).wrapping_sub(ONES);
    let backslash = (word ^ BACKSLASHES).wrapping_sub(ONES);
    let control = word.wrapping_sub(SPACES);
    (quote | backslash | control) & !word & HIGH
}

/// Where in `bytes`, from `from` on, the first quote, backslash or control character is; the end without one. With
/// `ASCII`, bytes of 0x80 and more count too.
#[inline]
pub(super) fn find_special<const ASCII: bool>(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let found = if ASCII { marks(word) | word & HIGH } else { marks(word) };
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte < b' ' || byte == b'"' || byte == b'\\' || ASCII && byte >= 0x80 {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::find_special;

    fn special(byte: u8, ascii: bool) -> bool {
        byte < b' ' || byte == b'"' || byte == b'\\' || ascii && byte >= 0x80
    }

    #[test]
    fn every_byte_is_judged_right_at_every_place() {
        for length in 0..20 {
            for place in 0..length {
                for byte in 0..=255 {
                    for follower in [b'a', b'"', 0x1F, 0x80, b'!', b' '] {
                        let mut bytes = vec![b'a'; length];
                        bytes[place] = byte;
                        if let Some(next) = bytes.get_mut(place + 1) {
                            *next = follower;
                        }
                        let expected =
                            |ascii| bytes.iter().position(|&b| special(b, ascii)).unwrap_or(length);
                        assert_eq!(find_special::<true>(&bytes, 0), expected(true), "{bytes:?}");
                        assert_eq!(find_special::<false>(&bytes, 0), expected(false), "{bytes:?}");
                    }
                }
            }
        }
    }
}
