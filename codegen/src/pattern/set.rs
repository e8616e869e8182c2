//! Sets of characters, or of UTF-16 code units where a pattern is read so.

/// The greatest code point.
pub(super) const LAST: u32 = 0x10_FFFF;
/// The greatest UTF-16 code unit.
pub(super) const LAST_UNIT: u32 = 0xFFFF;

/// A set of code points as ranges that include their ends, ascend, and neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharSet(Vec<(u32, u32)>);

impl CharSet {
    /// The set without members.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// The set of all code points.
    #[must_use]
    pub fn all() -> Self {
        Self(vec![(0, LAST)])
    }

    /// The set of one code point.
    #[must_use]
    pub fn single(code: u32) -> Self {
        Self(vec![(code, code)])
    }

    /// The set of what is in any of the ranges, in any order, ends included.
    #[must_use]
    pub fn of(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|(first, last)| first <= last).collect();
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some(previous) if first <= previous.1.saturating_add(1) => previous.1 = previous.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    /// The set of the ranges of characters, ends included.
    pub(super) fn chars(ranges: &[(char, char)]) -> Self {
        Self::of(ranges.iter().map(|(first, last)| (u32::from(*first), u32::from(*last))))
    }

    /// The ranges.
    #[must_use]
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The ranges of the members that are characters, which a surrogate is not.
    #[must_use]
    pub fn char_ranges(&self) -> Vec<(char, char)> {
        let mut ranges: Vec<(char, char)> = Vec::new();
        for (first, last) in self.difference(&Self::surrogates()).ranges() {
            let (Some(first), Some(last)) = (char::from_u32(*first), char::from_u32(*last)) else { continue };
            match ranges.last_mut() {
                // A range of characters may lead over the surrogates.
                Some(previous) if previous.1 == '\u{d7ff}' && first == '\u{e000}' => previous.1 = last,
                _ => ranges.push((first, last)),
            }
        }
        ranges
    }

    /// 1 for each ASCII character that is a member, else 0.
    #[must_use]
    pub fn ascii_table(&self) -> [u8; 128] {
        let mut table = [0; 128];
        for (code, slot) in (0..).zip(&mut table) {
            *slot = u8::from(self.contains(code));
        }
        table
    }

    /// The ranges of the members that are characters and not ASCII.
    fn wide_ranges(&self) -> Vec<(u32, u32)> {
        let characters = Self::of([(0x80, 0xD7FF), (0xE000, LAST)]);
        self.intersection(&characters).0
    }

    /// The members that are characters and not ASCII as the runtime has them: ranges, both ends in three bytes each.
    #[must_use]
    pub fn packed_wide(&self) -> Vec<u8> {
        let ends = self.wide_ranges().into_iter().flat_map(|(first, last)| [first, last]);
        ends.flat_map(|end| end.to_le_bytes().into_iter().take(3)).collect()
    }

    /// The index of [`CharSet::packed_wide`] by a character's first byte in UTF-8, from C2 to F5; nothing where there
    /// are few ranges.
    #[must_use]
    pub fn packed_index(&self) -> Vec<u8> {
        const FEW: usize = 8;
        let ranges = self.wide_ranges();
        if ranges.len() <= FEW {
            return Vec::new();
        }
        let first_of_lead = |lead: u32| match lead {
            0..0xE0 => (lead & 0x1F) << 6,
            0xE0 => 0x800,
            0xE1..0xF0 => (lead & 0xF) << 12,
            0xF0 => 0x1_0000,
            _ => (lead & 7) << 18,
        };
        let number = |lead| ranges.partition_point(|(_, last)| *last < first_of_lead(lead));
        (0xC2..=0xF5).flat_map(|lead| u16::try_from(number(lead)).unwrap_or(u16::MAX).to_le_bytes()).collect()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the code point is a member.
    #[must_use]
    pub fn contains(&self, code: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= code);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| code <= *last)
    }

    /// The only member, where there is just one.
    pub(crate) fn only(&self) -> Option<u32> {
        match *self.0 {
            [(first, last)] if first == last => Some(first),
            _ => None,
        }
    }

    /// What is in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied())
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                common.push((first, last));
            }
            if a.1 < b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        Self(common)
    }

    /// The code points that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for (first, last) in &self.0 {
            if next < *first {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self(ranges)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Whether every member is in the other set too.
    pub(super) fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Whether no member is in the other set.
    pub(super) fn is_disjoint(&self, other: &Self) -> bool {
        self.intersection(other).is_empty()
    }

    /// The surrogates, which are no characters.
    pub(super) fn surrogates() -> Self {
        Self(vec![(0xD800, 0xDFFF)])
    }
}

#[cfg(test)]
mod tests {
    use super::{CharSet, LAST};

    #[test]
    fn sets_follow_the_laws_of_sets() {
        let letters = CharSet::chars(&[('a', 'f'), ('g', 'm'), ('x', 'x')]);
        assert_eq!(letters.ranges(), [(0x61, 0x6d), (0x78, 0x78)]);
        let odd = CharSet::of([(0x6d, 0x78), (0, 3), (5, 5), (4, 4)]);
        assert_eq!(odd.ranges(), [(0, 5), (0x6d, 0x78)]);
        assert_eq!(letters.intersection(&odd).ranges(), [(0x6d, 0x6d), (0x78, 0x78)]);
        assert_eq!(letters.difference(&odd).ranges(), [(0x61, 0x6c)]);
        assert_eq!(letters.complement().complement(), letters);
        assert_eq!(CharSet::all().complement(), CharSet::empty());
        assert_eq!(odd.complement().ranges(), [(6, 0x6c), (0x79, LAST)]);
        assert!(letters.intersection(&odd).is_subset(&letters) && !letters.is_subset(&odd));
        assert!(letters.is_disjoint(&letters.complement()));
    }
}
