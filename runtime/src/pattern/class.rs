//! Sets of characters, as one table look-up for ASCII and a binary search for the rest.

/// The first byte that begins a character of more than one byte.
const FIRST_LEAD: u8 = 0xC2;

/// A set of characters.
///
/// It is made of literals only: a set that were computed by a `const fn` would take the compiler a millisecond each.
#[derive(Clone, Copy)]
pub struct Class {
    /// 1 for each ASCII character that is a member, else 0.
    ascii: &'static [u8; 128],
    /// The other members, as ascending ranges without overlap: both ends, three bytes each, the lowest first.
    wide: &'static [u8],
    /// Nothing, or for each first byte of such characters, from C2 to F5, the number of the first range that ends
    /// among its characters or later, in two bytes, the lower first.
    index: &'static [u8],
}

impl Class {
    /// The set of the ASCII characters that have a 1 in `ascii`, and the characters in `wide`: ascending ranges
    /// without overlap, both ends in three bytes each, the lowest first.
    #[must_use]
    pub const fn new(ascii: &'static [u8; 128], wide: &'static [u8]) -> Self {
        Self { ascii, wide, index: b"" }
    }

    /// As [`Class::new`], for a set of many ranges. With `index`, most of them need not be searched: for each byte from
    /// C2 to F5, two bytes, the lower first, with the number of the first range that ends among the characters that
    /// begin with the byte, or later.
    #[must_use]
    pub const fn indexed(ascii: &'static [u8; 128], wide: &'static [u8], index: &'static [u8]) -> Self {
        Self { ascii, wide, index }
    }

    /// Whether `character` is a member.
    #[must_use]
    pub fn contains(&self, character: char) -> bool {
        let mut buffer = [0; 4];
        self.width(character.encode_utf8(&mut buffer).as_bytes()) > 0
    }

    /// Whether the byte is an ASCII member.
    #[inline]
    fn has(&self, byte: u8) -> bool {
        byte < 0x80 && self.ascii[usize::from(byte & 0x7F)] != 0
    }

    /// The length in bytes of the member that `text` begins with, or 0 when it begins with none.
    #[inline]
    pub(super) fn width(&self, text: &[u8]) -> usize {
        match text.first() {
            Some(byte) if *byte < 0x80 => usize::from(self.has(*byte)),
            Some(lead) if !self.wide.is_empty() => {
                let (width, code) = decode(text);
                if self.search(*lead, code) { width } else { 0 }
            }
            _ => 0,
        }
    }

    /// `text` without its last character, if that is a member.
    #[inline]
    pub(super) fn strip_last<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let (last, rest) = text.split_last()?;
        if last.is_ascii() {
            return self.has(*last).then_some(rest);
        }
        let is_lead = |byte: &u8| byte & 0xC0 != 0x80;
        let (rest, last) = text.split_at_checked(text.iter().rposition(is_lead)?)?;
        (self.width(last) > 0).then_some(rest)
    }

    /// Whether the character with this code and this first byte, which is not ASCII, is a member.
    fn search(&self, lead: u8, code: u32) -> bool {
        let (ranges, _) = self.wide.as_chunks::<6>();
        let (blocks, _) = self.index.as_chunks::<2>();
        let block =
            |number: u8| blocks.get(usize::from(number)).map(|block| usize::from(u16::from_le_bytes(*block)));
        let number = lead.wrapping_sub(FIRST_LEAD);
        let first = block(number).unwrap_or(0);
        let end = block(number.wrapping_add(1)).map_or(ranges.len(), |last| ranges.len().min(last + 1));
        let ranges = ranges.get(first..end).unwrap_or_default();
        let at = ranges.partition_point(|[.., x, y, z]| u32::from_le_bytes([*x, *y, *z, 0]) < code);
        ranges.get(at).is_some_and(|[a, b, c, ..]| u32::from_le_bytes([*a, *b, *c, 0]) <= code)
    }

    /// What of `text` follows just so many members.
    #[inline]
    pub(super) fn exactly<'t>(&self, text: &'t [u8], count: usize) -> Option<&'t [u8]> {
        let (window, rest) = text.split_at_checked(count)?;
        // All bytes are looked at whatever the first ones are: a branch for each would take longer.
        let member = |byte: &u8| self.ascii[usize::from(byte & 0x7F)] & !(byte >> 7);
        if window.iter().fold(1, |all, byte| all & member(byte)) == 1 {
            return Some(rest);
        }
        if self.wide.is_empty() {
            return None;
        }
        let (found, rest) = self.run(text, count);
        (found == count).then_some(rest)
    }

    /// How many members `text` begins with, at most `max`, and what follows them.
    #[inline]
    pub(super) fn run<'t>(&self, text: &'t [u8], max: usize) -> (usize, &'t [u8]) {
        let count = self.ascii_run(text.get(..max).unwrap_or(text));
        let rest = text.get(count..).unwrap_or_default();
        match rest.first() {
            Some(byte) if *byte >= 0x80 && count < max && !self.wide.is_empty() => {
                self.wide_run(rest, count, max)
            }
            _ => (count, rest),
        }
    }

    /// Whether `text` is members alone: at least `min` and at most `max`.
    #[inline]
    pub(super) fn covers(&self, text: &[u8], min: usize, max: usize) -> bool {
        if self.covers_ascii(text) {
            return min <= text.len() && text.len() <= max;
        }
        if self.wide.is_empty() {
            return false;
        }
        let (count, rest) = self.run(text, max);
        count >= min && rest.is_empty()
    }

    /// Whether all bytes of `text` are ASCII members. Counting them by [`ascii_run`](Self::ascii_run) took the validator with
    /// the shortest string 3 % longer (three runs in turns).
    fn covers_ascii(&self, text: &[u8]) -> bool {
        let (chunks, rest) = text.as_chunks::<8>();
        if !chunks.iter().all(|eight| self.has_eight(eight)) {
            return false;
        }
        // The last bytes again rather than a byte at a time.
        match text.last_chunk::<8>() {
            Some(eight) => rest.is_empty() || self.has_eight(eight),
            None => rest.iter().all(|byte| self.has(*byte)),
        }
    }

    /// Whether all of eight bytes are ASCII members: look-ups that do not wait for each other, and one branch.
    #[inline]
    fn has_eight(&self, eight: &[u8; 8]) -> bool {
        let members = eight.iter().fold(1, |all, byte| all & self.ascii[usize::from(byte & 0x7F)]);
        members != 0 && u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080 == 0
    }

    /// How many bytes at the start of `window` are ASCII members.
    #[inline]
    fn ascii_run(&self, window: &[u8]) -> usize {
        let mut count = 0;
        for eight in window.as_chunks::<8>().0 {
            if !self.has_eight(eight) {
                break;
            }
            count += 8;
        }
        if window.len() - count < 8 && window.last_chunk::<8>().is_some_and(|eight| self.has_eight(eight)) {
            return window.len();
        }
        let rest = window.get(count..).unwrap_or_default();
        count + rest.iter().position(|byte| !self.has(*byte)).unwrap_or(rest.len())
    }

    /// Goes on with a run of which `count` members are passed over.
    #[inline(never)]
    fn wide_run<'t>(&self, mut text: &'t [u8], mut count: usize, max: usize) -> (usize, &'t [u8]) {
        while count < max {
            let width = match text.first() {
                Some(byte) if *byte < 0x80 => {
                    if !self.has(*byte) {
                        break;
                    }
                    1
                }
                Some(lead) => {
                    // Where the next character is does not depend on the search, so that the processor need not wait.
                    let (width, code) = decode(text);
                    if !self.search(*lead, code) {
                        break;
                    }
                    width
                }
                None => break,
            };
            text = text.get(width..).unwrap_or_default();
            count += 1;
        }
        (count, text)
    }
}

/// The length in bytes and the code of the character of more than one byte that `text` begins with.
#[inline]
pub(super) fn decode(text: &[u8]) -> (usize, u32) {
    let byte = |offset: usize| text.get(offset).map_or(0, |byte| u32::from(*byte));
    let low = |offset| byte(offset) & 0x3F;
    let lead = byte(0);
    match lead {
        0..0xE0 => (2, (lead & 0x1F) << 6 | low(1)),
        0xE0..0xF0 => (3, (lead & 0xF) << 12 | low(1) << 6 | low(2)),
        _ => (4, (lead & 7) << 18 | low(1) << 12 | low(2) << 6 | low(3)),
    }
}

impl std::fmt::Debug for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ascii: String = ('\0'..'\u{80}').filter(|character| self.contains(*character)).collect();
        f.debug_struct("Class").field("ascii", &ascii).field("other_ranges", &(self.wide.len() / 6)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::LOWER_ALNUM;
    use super::Class;

    /// Ranges at the ends of blocks.
    const RANGES: [(u32, u32); 6] = [
        (0x81, 0xBF),
        (0x100, 0x7FF),
        (0x900, 0xD7FF),
        (0xE000, 0xE000),
        (0xFFFF, 0x1_000F),
        (0x4_0000, 0x10_FFFF),
    ];

    /// The bytes that [`Class::new`] and [`Class::indexed`] take.
    fn packed() -> (Vec<u8>, Vec<u8>) {
        let ends = RANGES.iter().flat_map(|(first, last)| [*first, *last]);
        let wide = ends.flat_map(|end| end.to_le_bytes().into_iter().take(3)).collect();
        let first_of_lead = |lead: u8| {
            let mut bytes = [lead, 0x80, 0x80, 0x80];
            match lead {
                0xE0 => bytes[1] = 0xA0,
                0xF0 => bytes[1] = 0x90,
                0xF5.. => return 0x11_0000,
                _ => {}
            }
            let width = if lead < 0xE0 {
                2
            } else if lead < 0xF0 {
                3
            } else {
                4
            };
            std::str::from_utf8(&bytes[..width])
                .ok()
                .and_then(|text| text.chars().next())
                .map_or(0, u32::from)
        };
        let block = |lead: u8| {
            RANGES.iter().position(|(_, last)| *last >= first_of_lead(lead)).unwrap_or(RANGES.len())
        };
        let index = (super::FIRST_LEAD..=0xF5).flat_map(|lead| (block(lead) as u16).to_le_bytes()).collect();
        (wide, index)
    }

    #[test]
    fn every_character_is_found_with_and_without_an_index() {
        let (wide, index) = packed();
        let (wide, index): (&'static [u8], &'static [u8]) = (wide.leak(), index.leak());
        let (plain, indexed) = (Class::new(&[0; 128], wide), Class::indexed(&[0; 128], wide, index));
        for character in '\0'..=char::MAX {
            let expected =
                RANGES.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(character)));
            assert_eq!(plain.contains(character), expected, "{character:?}");
            assert_eq!(indexed.contains(character), expected, "{character:?}");
        }
    }

    #[test]
    fn a_text_is_covered_whatever_its_length() {
        static GREEK: Class = Class { wide: b"\xb1\x03\0\xc9\x03\0", ..LOWER_ALNUM };
        for length in 0..40 {
            let text = "a".repeat(length);
            assert!(GREEK.covers(text.as_bytes(), length, length), "{length}");
            assert!(!GREEK.covers(text.as_bytes(), length + 1, usize::MAX), "{length}");
            assert_eq!(GREEK.covers(text.as_bytes(), 0, 20), length <= 20, "{length}");
            for place in 0..length {
                let with = |other: &str| format!("{}{other}{}", &text[..place], &text[place + 1..]);
                assert!(GREEK.covers(with("α").as_bytes(), length, length), "{length}, {place}");
                assert!(!LOWER_ALNUM.covers(with("α").as_bytes(), 0, usize::MAX), "{length}, {place}");
                assert!(!GREEK.covers(with("-").as_bytes(), 0, usize::MAX), "{length}, {place}");
                assert!(!GREEK.covers(with("é").as_bytes(), 0, usize::MAX), "{length}, {place}");
            }
        }
    }

    #[test]
    fn a_run_counts_characters_and_returns_bytes() {
        static GREEK: Class = Class { wide: b"\xb1\x03\0\xc9\x03\0\xe2\xd6\x01\xfa\xd6\x01", ..LOWER_ALNUM };
        let run = |text: &'static str, max| {
            let (count, rest) = GREEK.run(text.as_bytes(), max);
            (count, text.len() - rest.len())
        };
        assert_eq!(run("abcα𝛢-", usize::MAX), (5, 3 + 2 + 4));
        assert_eq!(run("abcα𝛢-", 4), (4, 3 + 2));
        assert_eq!(run("abcα𝛢-", 2), (2, 2));
        assert_eq!(run("abα", 2), (2, 2));
        assert_eq!(run("0123456789-", usize::MAX), (10, 10));
        assert_eq!(run("123456789-123", 11), (9, 9));
        assert_eq!(run("0123456789012345678901234é", usize::MAX), (25, 25));
        assert_eq!(run("01234567é", usize::MAX), (8, 8));
        assert_eq!(run("", 9), (0, 0));
        let exactly = |text: &'static str, count| {
            GREEK.exactly(text.as_bytes(), count).map(|rest| text.len() - rest.len())
        };
        assert_eq!(exactly("abcα𝛢-", 3), Some(3));
        assert_eq!(exactly("abcα𝛢-", 5), Some(9));
        assert_eq!(exactly("abcα𝛢-", 6), None);
        assert_eq!(exactly("abcdefghij-", 10), Some(10));
        assert_eq!(exactly("abc", 4), None);
        assert_eq!(exactly("αα", 2), Some(4));
        let stripped = |text: &'static str| GREEK.strip_last(text.as_bytes()).map(<[u8]>::len);
        assert_eq!(
            ["ab", "α", "a𝛢", "", "é", "-"].map(stripped),
            [Some(1), Some(0), Some(1), None, None, None]
        );
    }
}
