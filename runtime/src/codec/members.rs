//! Which members of a structure came.

/// The members of a structure that came, and those of them that were null.
pub(crate) struct Seen {
    near: [u64; Self::NEAR],
    near_nulls: [u64; Self::NEAR],
    /// For the members behind the near ones: came, and was null.
    far: Vec<(bool, bool)>,
}

impl Seen {
    const NEAR: usize = 4;
    const NEAR_BITS: usize = Self::NEAR * 64;

    #[inline]
    pub(crate) fn new(members: usize) -> Self {
        let far = match members.checked_sub(Self::NEAR_BITS) {
            None | Some(0) => Vec::new(),
            Some(far) => vec![(false, false); far],
        };
        Self { near: [0; Self::NEAR], near_nulls: [0; Self::NEAR], far }
    }

    /// Adds a member. False when it came before.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        if let Some(word) = self.near.get_mut(index / 64) {
            let fresh = *word & bit == 0;
            *word |= bit;
            return fresh;
        }
        match self.far.get_mut(index - Self::NEAR_BITS) {
            Some((came, _)) => !std::mem::replace(came, true),
            None => false,
        }
    }

    pub(crate) fn set_null(&mut self, index: usize) {
        if let Some(word) = self.near_nulls.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        } else if let Some((_, null)) = self.far.get_mut(index - Self::NEAR_BITS) {
            *null = true;
        }
    }

    #[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
    pub(crate) fn contains(&self, index: usize) -> bool {
        match self.near.get(index / 64) {
            Some(word) => word & 1 << (index % 64) != 0,
            None => self.far.get(index - Self::NEAR_BITS).is_some_and(|&(came, _)| came),
        }
    }

    /// Whether the member came and was not null.
    pub(crate) fn is_present(&self, index: usize) -> bool {
        match (self.near.get(index / 64), self.near_nulls.get(index / 64)) {
            (Some(came), Some(nulls)) => came & !nulls & 1 << (index % 64) != 0,
            _ => self.far.get(index - Self::NEAR_BITS).is_some_and(|&(came, null)| came && !null),
        }
    }

    /// A bit for each of the first 64 members that is present.
    #[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
    pub(crate) fn present_mask(&self) -> u64 {
        let ([came, ..], [nulls, ..]) = (self.near, self.near_nulls);
        came & !nulls
    }
}
