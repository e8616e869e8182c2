//! Which members of a structure came.

/// The members of a structure that came, and those of them that were null.
///
/// The first members, which are mostly all, are apart from the others, so that nothing is looked up for them.
pub(crate) struct Seen {
    first: Word,
    others: Others,
}

/// Of 64 members.
#[derive(Clone, Copy, Default)]
struct Word {
    came: u64,
    nulls: u64,
}

/// Of the members behind the first word's: without allocation for all but the largest structures.
struct Others {
    near: [Word; 3],
    far: Vec<Word>,
}

impl Seen {
    #[inline]
    pub(crate) fn new(members: usize) -> Self {
        let words = members.saturating_sub(1) / 64;
        let near = [Word::default(); 3];
        let far = if words > near.len() { vec![Word::default(); words - near.len()] } else { Vec::new() };
        Self { first: Word::default(), others: Others { near, far } }
    }

    /// Adds a member. False when it came before.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        if index < 64 { self.first.insert(index) } else { self.others.insert(index) }
    }

    #[inline]
    pub(crate) fn set_null(&mut self, index: usize) {
        if index < 64 {
            self.first.nulls |= 1 << index;
        } else if let Some(word) = self.others.word(index) {
            word.nulls |= 1 << (index % 64);
        }
    }

    #[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
    pub(crate) fn contains(&self, index: usize) -> bool {
        self.word(index).came & 1 << (index % 64) != 0
    }

    /// Whether the member came and was not null.
    pub(crate) fn is_present(&self, index: usize) -> bool {
        self.word(index).present() & 1 << (index % 64) != 0
    }

    /// A bit for each of the first 64 members that is present.
    #[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
    #[inline]
    pub(crate) fn present_mask(&self) -> u64 {
        self.first.present()
    }

    fn word(&self, index: usize) -> Word {
        let Others { near, far } = &self.others;
        [self.first].iter().chain(near).chain(far).nth(index / 64).copied().unwrap_or_default()
    }
}

impl Word {
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        let fresh = self.came & bit == 0;
        self.came |= bit;
        fresh
    }

    #[inline]
    fn present(self) -> u64 {
        self.came & !self.nulls
    }
}

impl Others {
    #[inline(never)]
    fn insert(&mut self, index: usize) -> bool {
        self.word(index).is_some_and(|word| word.insert(index))
    }

    fn word(&mut self, index: usize) -> Option<&mut Word> {
        self.near.iter_mut().chain(&mut self.far).nth((index / 64).checked_sub(1)?)
    }
}
