//! Sets of characters, as one table look-up for ASCII and a binary search for the rest.

/// What [`Class::bytes`] says of a byte that begins no member.
const OUT: u8 = 0;
/// What it says of an ASCII member; no other value has this bit.
const IN: u8 = 1;
/// What it says of the first byte of a longer character when the whole character has to be looked up.
const LOOK_UP: u8 = 2;
/// What it says of the first byte of longer characters that are all members.
const ALL: u8 = 4;

/// The first bytes of characters that are longer than one byte; a block is the characters that begin with one of them.
const FIRST_LEAD: usize = 0xC2;
const LEADS: usize = 0xF5 - FIRST_LEAD;

/// A set of characters.
#[derive(Clone, Copy)]
pub struct Class {
    bytes: [u8; 256],
    /// For each block the first range that ends in it or later; then the number of ranges.
    blocks: [u16; LEADS + 1],
    ranges: Ranges,
}

/// All members, as ascending ranges without overlap, ends included.
#[derive(Clone, Copy)]
enum Ranges {
    Pairs(&'static [(char, char)]),
    /// Both ends of each range as three bytes, the lowest first.
    Packed(&'static [[u8; 6]]),
}

impl Ranges {
    const fn len(self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.len(),
            Self::Packed(packed) => packed.len(),
        }
    }

    /// The ends of the range, which is there.
    const fn get(self, index: usize) -> (u32, u32) {
        match self {
            Self::Pairs(pairs) => (pairs[index].0 as u32, pairs[index].1 as u32),
            Self::Packed(packed) => {
                let [a, b, c, x, y, z] = packed[index];
                (u32::from_le_bytes([a, b, c, 0]), u32::from_le_bytes([x, y, z, 0]))
            }
        }
    }
}

/// The first and the last character of the block with this first byte.
const fn block(lead: u32) -> (u32, u32) {
    match lead {
        0..0xE0 => ((lead & 0x1F) << 6, (lead & 0x1F) << 6 | 0x3F),
        0xE0 => (0x800, 0xFFF),
        // What follows are surrogates.
        0xED => (0xD000, 0xD7FF),
        0xE1..0xF0 => ((lead & 0xF) << 12, (lead & 0xF) << 12 | 0xFFF),
        0xF0 => (0x1_0000, 0x3_FFFF),
        0xF4 => (0x10_0000, 0x10_FFFF),
        _ => ((lead & 7) << 18, (lead & 7) << 18 | 0x3_FFFF),
    }
}

impl Class {
    /// The characters in `ranges`, which include their ends, ascend, and do not overlap.
    #[must_use]
    pub const fn new(ranges: &'static [(char, char)]) -> Self {
        Self::build(Ranges::Pairs(ranges))
    }

    /// The characters in ranges as for [`Class::new`], each end as three bytes, the lowest first. So a set of hundreds
    /// of ranges is one literal, which takes the compiler no time.
    #[must_use]
    pub const fn packed(ranges: &'static [u8]) -> Self {
        Self::build(Ranges::Packed(ranges.as_chunks::<6>().0))
    }

    const fn build(ranges: Ranges) -> Self {
        let mut class = Self { bytes: [OUT; 256], blocks: [ranges.len() as u16; LEADS + 1], ranges };
        let mut index = 0;
        while index < ranges.len() {
            let (mut code, last) = ranges.get(index);
            while code <= last && code < 0x80 {
                class.bytes[code as usize] = IN;
                code += 1;
            }
            if last >= 0x80 {
                break;
            }
            index += 1;
        }
        let mut lead = FIRST_LEAD;
        while index < ranges.len() && lead < FIRST_LEAD + LEADS {
            let (first, last) = block(lead as u32);
            while index < ranges.len() && ranges.get(index).1 < first {
                index += 1;
            }
            class.blocks[lead - FIRST_LEAD] = index as u16;
            if index < ranges.len() {
                let (from, to) = ranges.get(index);
                class.bytes[lead] = if from > last {
                    OUT
                } else if from <= first && to >= last {
                    ALL
                } else {
                    LOOK_UP
                };
            }
            lead += 1;
        }
        class
    }

    /// Whether `character` is a member.
    #[must_use]
    pub fn contains(&self, character: char) -> bool {
        let mut buffer = [0; 4];
        self.width(character.encode_utf8(&mut buffer), 0) > 0
    }

    /// Whether the character with this code and this first byte is a member.
    fn search(&self, lead: u8, code: u32) -> bool {
        let block = usize::from(lead).wrapping_sub(FIRST_LEAD);
        let Some([first, last]) = self.blocks.get(block..).and_then(|blocks| blocks.first_chunk::<2>())
        else {
            return false;
        };
        let (mut low, mut high) = (usize::from(*first), (usize::from(*last) + 1).min(self.ranges.len()));
        while low < high {
            let middle = low.midpoint(high);
            let (first, last) = self.ranges.get(middle);
            if code < first {
                high = middle;
            } else if code > last {
                low = middle + 1;
            } else {
                return true;
            }
        }
        false
    }

    /// The length in bytes of the member that `value` has at byte `at`, or 0 when there is none.
    #[inline]
    pub(super) fn width(&self, value: &str, at: usize) -> usize {
        let rest = value.as_bytes().get(at..).unwrap_or_default();
        match rest.first() {
            None => 0,
            Some(byte) => match self.bytes[usize::from(*byte)] {
                IN => 1,
                OUT => 0,
                kind => self.wide_width(rest, kind),
            },
        }
    }

    /// [`Class::width`] for the character of more than one byte that `bytes` begins with.
    #[inline]
    fn wide_width(&self, bytes: &[u8], kind: u8) -> usize {
        let low = |byte: u8| u32::from(byte & 0x3F);
        let (width, lead, code) = match *bytes {
            [lead @ 0xC0..0xE0, a, ..] => (2, lead, u32::from(lead & 0x1F) << 6 | low(a)),
            [lead @ 0xE0..0xF0, a, b, ..] => (3, lead, u32::from(lead & 0xF) << 12 | low(a) << 6 | low(b)),
            [lead, a, b, c, ..] => (4, lead, u32::from(lead & 7) << 18 | low(a) << 12 | low(b) << 6 | low(c)),
            _ => return 0,
        };
        if kind == ALL || self.search(lead, code) { width } else { 0 }
    }

    /// Passes over members from byte `at` on, at most `max` of them: how many there were, and where they end.
    #[inline]
    pub(super) fn run(&self, value: &str, at: usize, max: usize) -> (usize, usize) {
        let rest = value.as_bytes().get(at..).unwrap_or_default();
        let window = rest.get(..max).unwrap_or(rest);
        let count = self.ascii_run(window);
        match window.get(count) {
            Some(byte) if self.bytes[usize::from(*byte)] > IN => self.wide_run(value, count, at + count, max),
            _ => (count, at + count),
        }
    }

    /// How many bytes at the start of `window` are ASCII members.
    #[inline]
    fn ascii_run(&self, window: &[u8]) -> usize {
        // Eight look-ups and one branch: the look-ups do not wait for each other.
        let all =
            |eight: &[u8; 8]| eight.iter().fold(IN, |all, byte| all & self.bytes[usize::from(*byte)]) == IN;
        let mut count = 0;
        for eight in window.as_chunks::<8>().0 {
            if !all(eight) {
                break;
            }
            count += 8;
        }
        if window.len() - count < 8 && window.last_chunk::<8>().is_some_and(all) {
            return window.len();
        }
        let rest = window.get(count..).unwrap_or_default();
        count + rest.iter().position(|byte| self.bytes[usize::from(*byte)] != IN).unwrap_or(rest.len())
    }

    #[inline(never)]
    fn wide_run(&self, value: &str, mut count: usize, mut at: usize, max: usize) -> (usize, usize) {
        while count < max {
            match self.width(value, at) {
                0 => break,
                width => at += width,
            }
            count += 1;
        }
        (count, at)
    }
}

impl std::fmt::Debug for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ranges = (0..self.ranges.len()).map(|index| self.ranges.get(index)).map(|(first, last)| {
            let end = |code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            end(first)..=end(last)
        });
        f.debug_list().entries(ranges).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    static GREEK: Class = Class::new(&[('0', '9'), ('a', 'c'), ('z', 'z'), ('α', 'ω'), ('𝛢', '𝛺')]);

    #[test]
    fn membership_follows_the_ranges_and_includes_their_ends() {
        for inside in ['0', '9', 'a', 'c', 'z', 'α', 'β', 'ω', '𝛢', '𝛺'] {
            assert!(GREEK.contains(inside), "{inside}");
        }
        for outside in ['\0', '/', ':', 'd', 'y', '{', '\u{7f}', '\u{80}', 'ΰ', 'ϊ', '𝛡', '𝛻', '\u{10ffff}']
        {
            assert!(!GREEK.contains(outside), "{outside}");
        }
    }

    #[test]
    fn every_character_is_found_in_its_block() {
        static ODD: Class = Class::new(&[
            ('\u{81}', '\u{bf}'),
            ('\u{100}', '\u{7ff}'),
            ('\u{900}', '\u{d7ff}'),
            ('\u{e000}', '\u{e000}'),
            ('\u{ffff}', '\u{1000f}'),
            ('\u{40000}', '\u{10ffff}'),
        ]);
        static PACKED: Class = Class::packed(
            b"\x81\0\0\xbf\0\0\0\x01\0\xff\x07\0\0\x09\0\xff\xd7\0\0\xe0\0\0\xe0\0\xff\xff\0\x0f\0\x01\0\0\x04\xff\xff\x10",
        );
        for character in '\0'..=char::MAX {
            let within = |index| {
                let (first, last) = ODD.ranges.get(index);
                (first..=last).contains(&u32::from(character))
            };
            assert_eq!(ODD.contains(character), (0..ODD.ranges.len()).any(within), "{character:?}");
            assert_eq!(PACKED.contains(character), ODD.contains(character), "{character:?}");
        }
    }

    #[test]
    fn a_run_counts_characters_and_returns_bytes() {
        assert_eq!(GREEK.run("xabcα𝛢-", 1, usize::MAX), (5, 1 + 3 + 2 + 4));
        assert_eq!(GREEK.run("xabcα𝛢-", 1, 4), (4, 1 + 3 + 2));
        assert_eq!(GREEK.run("xabcα𝛢-", 1, 2), (2, 3));
        assert_eq!(GREEK.run("0123456789-", 0, usize::MAX), (10, 10));
        assert_eq!(GREEK.run("-123456789-123", 1, 11), (9, 10));
        assert_eq!(GREEK.run("0123456789012345678901234é", 0, usize::MAX), (25, 25));
        assert_eq!(GREEK.run("", 0, 9), (0, 0));
    }
}
