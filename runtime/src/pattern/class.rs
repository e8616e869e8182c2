//! Sets of characters, as one table look-up for ASCII and a binary search for the rest.

/// What [`Class::bytes`] says of a byte that is no part of any member.
const OUT: u8 = 0;
/// What it says of an ASCII member.
const IN: u8 = 1;
/// What it says of the first byte of a longer character when the whole character has to be looked up.
const LOOK_UP: u8 = 2;

/// A set of characters.
#[derive(Clone, Copy)]
pub struct Class {
    bytes: [u8; 256],
    /// All members, ascending and without overlap, ends included.
    ranges: &'static [(char, char)],
}

impl Class {
    /// The characters in `ranges`, which include their ends, ascend, and do not overlap.
    #[must_use]
    pub const fn new(ranges: &'static [(char, char)]) -> Self {
        let mut bytes = [OUT; 256];
        let mut index = 0;
        while index < ranges.len() {
            let (first, last) = (ranges[index].0 as u32, ranges[index].1 as u32);
            let mut value = first;
            while value <= last && value < 0x80 {
                bytes[value as usize] = IN;
                value += 1;
            }
            if last >= 0x80 {
                let mut lead = 0xC0;
                while lead < 0x100 {
                    bytes[lead] = LOOK_UP;
                    lead += 1;
                }
            }
            index += 1;
        }
        Self { bytes, ranges }
    }

    /// Whether `character` is a member.
    #[must_use]
    pub fn contains(&self, character: char) -> bool {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => self.has(byte),
            _ => self.search(character),
        }
    }

    /// Whether the ASCII byte is a member.
    #[inline]
    pub(super) fn has(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte)] == IN
    }

    fn search(&self, character: char) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= character);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| character <= *last)
    }

    /// The length in bytes of the member that `value` has at byte `at`, or 0 when there is none.
    #[inline]
    pub(super) fn width(&self, value: &str, at: usize) -> usize {
        match value.as_bytes().get(at) {
            None => 0,
            Some(byte) => match self.bytes[usize::from(*byte)] {
                IN => 1,
                OUT => 0,
                _ => self.wide_width(value, at),
            },
        }
    }

    #[cold]
    fn wide_width(&self, value: &str, at: usize) -> usize {
        match value.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) if self.search(character) => character.len_utf8(),
            _ => 0,
        }
    }

    /// Passes over members from byte `at` on, at most `max` of them: how many there were, and where they end.
    #[inline]
    pub(super) fn run(&self, value: &str, at: usize, max: usize) -> (usize, usize) {
        let bytes = value.as_bytes();
        let limit = at.saturating_add(max).min(bytes.len());
        let window = bytes.get(at..limit).unwrap_or_default();
        let count = self.ascii_run(window);
        let end = at + count;
        if count < window.len() && self.bytes[usize::from(window[count])] == LOOK_UP {
            return self.wide_run(value, count, end, max);
        }
        (count, end)
    }

    /// How many bytes at the start of `window` are ASCII members.
    #[inline]
    fn ascii_run(&self, window: &[u8]) -> usize {
        let mut count = 0;
        // Eight look-ups and one branch: the look-ups do not wait for each other.
        let (eights, _) = window.as_chunks::<8>();
        for eight in eights {
            if eight.iter().any(|byte| self.bytes[usize::from(*byte)] != IN) {
                break;
            }
            count += 8;
        }
        while count < window.len() && self.bytes[usize::from(window[count])] == IN {
            count += 1;
        }
        count
    }

    #[cold]
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
        f.debug_tuple("Class").field(&self.ranges).finish()
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
    fn a_run_counts_characters_and_returns_bytes() {
        assert_eq!(GREEK.run("xabcα𝛢-", 1, usize::MAX), (5, 1 + 3 + 2 + 4));
        assert_eq!(GREEK.run("xabcα𝛢-", 1, 4), (4, 1 + 3 + 2));
        assert_eq!(GREEK.run("xabcα𝛢-", 1, 2), (2, 3));
        assert_eq!(GREEK.run("0123456789012345678901234é", 0, usize::MAX), (25, 25));
        assert_eq!(GREEK.run("", 0, 9), (0, 0));
    }
}
