//! Divides the characters into those that a pattern tells apart.

use std::collections::BTreeMap;

use super::set::{CharSet, LAST};

/// How an automaton reads a string: each character is one symbol, a small number for all the characters that the
/// pattern does not tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alphabet {
    /// The symbol of each ASCII character.
    pub ascii: [u8; 128],
    /// Where the symbol changes above ASCII, ascending: the first character and the symbol from there on.
    pub wide: Vec<(u32, u8)>,
    /// Whether a character above U+FFFF is read as its two UTF-16 code units.
    pub utf16: bool,
}

/// A set of symbols, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SymbolSet(pub(super) [u64; 4]);

impl SymbolSet {
    pub(super) fn contains(self, symbol: u8) -> bool {
        self.0.get(usize::from(symbol / 64)).is_some_and(|word| word >> (symbol % 64) & 1 == 1)
    }

    /// The first so many symbols.
    pub(super) fn first(count: u8) -> Self {
        let mut all = Self::default();
        (0..count).for_each(|symbol| all.insert(symbol));
        all
    }

    /// One symbol alone.
    pub(super) fn one(symbol: u8) -> Self {
        let mut one = Self::default();
        one.insert(symbol);
        one
    }

    /// The symbols, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        [0_u8, 64, 128, 192].into_iter().zip(self.0).flat_map(|(start, mut word)| {
            std::iter::from_fn(move || {
                let bit = u8::try_from(word.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                word &= word - 1;
                Some(start + bit)
            })
        })
    }

    /// The symbols that are in the other set, too, and those that are not.
    pub(super) fn split(self, other: Self) -> [Self; 2] {
        let (mut within, mut without) = (self, self);
        for ((within, without), other) in within.0.iter_mut().zip(&mut without.0).zip(other.0) {
            *within &= other;
            *without &= !other;
        }
        [within, without]
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    fn insert(&mut self, symbol: u8) {
        if let Some(word) = self.0.get_mut(usize::from(symbol / 64)) {
            *word |= 1 << (symbol % 64);
        }
    }
}

/// An alphabet, the number of its symbols, and the sets in terms of them.
pub(super) struct Symbols {
    pub(super) alphabet: Alphabet,
    pub(super) count: usize,
    pub(super) sets: Vec<SymbolSet>,
}

/// Divides the characters by the sets; `None` when that takes too many symbols.
pub(super) fn symbols(sets: &[CharSet], utf16: bool) -> Option<Symbols> {
    // Where the sets that a character is in change.
    let mut changes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    changes.insert(0, Vec::new());
    changes.insert(0x80, Vec::new());
    for (index, set) in sets.iter().enumerate() {
        for (first, last) in set.ranges() {
            changes.entry(*first).or_default().push(index);
            if *last < LAST {
                changes.entry(last + 1).or_default().push(index);
            }
        }
    }
    let mut known: BTreeMap<Vec<u64>, u8> = BTreeMap::new();
    let mut found = Symbols {
        alphabet: Alphabet { ascii: [0; 128], wide: Vec::new(), utf16 },
        count: 0,
        sets: vec![SymbolSet::default(); sets.len()],
    };
    let mut signature = vec![0u64; sets.len().div_ceil(64)];
    let starts: Vec<u32> = changes.keys().copied().collect();
    for (position, (start, toggled)) in changes.iter().enumerate() {
        for index in toggled {
            if let Some(word) = signature.get_mut(index / 64) {
                *word ^= 1 << (index % 64);
            }
        }
        let symbol = match known.get(&signature) {
            Some(symbol) => *symbol,
            None => found.add(&mut known, &signature)?,
        };
        let end = starts.get(position + 1).copied().unwrap_or(LAST + 1);
        found.alphabet.assign(*start, end, symbol);
    }
    Some(found)
}

impl Symbols {
    fn add(&mut self, known: &mut BTreeMap<Vec<u64>, u8>, signature: &[u64]) -> Option<u8> {
        let symbol = u8::try_from(self.count).ok()?;
        self.count += 1;
        known.insert(signature.to_vec(), symbol);
        for (index, set) in self.sets.iter_mut().enumerate() {
            if signature.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1) {
                set.insert(symbol);
            }
        }
        Some(symbol)
    }
}

impl Alphabet {
    /// Gives the characters from `start` to before `end`, which are all ASCII or none, the symbol.
    fn assign(&mut self, start: u32, end: u32, symbol: u8) {
        match self.ascii.get_mut(start as usize..(end as usize).min(128)) {
            Some(slots) if start < 0x80 => slots.fill(symbol),
            _ if self.wide.last().is_none_or(|(_, last)| *last != symbol) => self.wide.push((start, symbol)),
            _ => {}
        }
    }

    /// [`Alphabet::wide`] as the runtime has it: four bytes each, the symbol and the character.
    #[must_use]
    pub fn packed_wide(&self) -> Vec<u8> {
        self.wide.iter().flat_map(|(first, symbol)| (first << 8 | u32::from(*symbol)).to_le_bytes()).collect()
    }

    /// The alphabet with every symbol replaced.
    pub(super) fn renamed(&self, names: &[u8]) -> Alphabet {
        let rename = |symbol: u8| names.get(usize::from(symbol)).copied().unwrap_or(symbol);
        let mut wide: Vec<(u32, u8)> =
            self.wide.iter().map(|(start, symbol)| (*start, rename(*symbol))).collect();
        wide.dedup_by_key(|(_, symbol)| *symbol);
        Alphabet { ascii: self.ascii.map(rename), wide, utf16: self.utf16 }
    }
}
