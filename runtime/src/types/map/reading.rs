//! Maps as they are read: entries in any order, of which none may come again.

use std::{collections::HashSet, hash::BuildHasher, mem::MaybeUninit};

use super::{FEW, Keys, Reading, sort};
use crate::serde::MapKey;

impl<K, V> Reading<'_, K, V> {
    /// Adds an entry; gives the place of its value.
    #[inline]
    pub(crate) fn push(&mut self, key: K, value: V) -> &mut V {
        let entries = self.0.entries_mut();
        if entries.capacity() == 0 {
            entries.reserve_exact(FIRST);
        }
        entries.push((key, value));
        match entries.as_mut_slice() {
            [.., (_, value)] => value,
            [] => unreachable!("an entry was added"),
        }
    }
}

impl<K: MapKey, V> Keys for Reading<'_, K, V> {
    fn count(&self) -> usize {
        self.0.len()
    }
    fn key(&self, index: usize) -> &str {
        // What slices have by methods would be functions more for each type, in units of their own.
        match self.0.as_slice() {
            entries if index < entries.len() => entries[index].0.as_key(),
            _ => "",
        }
    }
    fn swap(&mut self, one: usize, other: usize) {
        let entries = self.0.entries_mut().as_mut_slice();
        let (one, other) = (&raw mut entries[one], &raw mut entries[other]);
        // SAFETY: both are places in the slice, and of this size.
        unsafe { swap_bytes(one as *mut u8, other as *mut u8, const { size_of::<(K, V)>() }) };
    }
}

/// Lets two places of `size` bytes change their contents. Not generic, so that it is compiled here and not with every map.
///
/// # Safety
/// Both are valid, and the same place or apart.
unsafe fn swap_bytes(one: *mut u8, other: *mut u8, size: usize) {
    if one != other {
        // SAFETY: as this function asks for.
        unsafe {
            std::ptr::swap_nonoverlapping(one as *mut MaybeUninit<u8>, other as *mut MaybeUninit<u8>, size)
        };
    }
}

/// How many entries a map that is read has room for at first: less than a node of a tree, and enough for most maps.
const FIRST: usize = 8;

/// Tells keys that come again, in linear time whatever the order.
pub(crate) struct Admission {
    /// Whether the keys came in order, so that the last one tells.
    rising: bool,
    /// The hashes of the first keys, once they are too many to be compared one by one.
    hashes: Option<HashSet<u64>>,
}

impl Default for Admission {
    #[inline]
    fn default() -> Self {
        Self { rising: true, hashes: None }
    }
}

impl Admission {
    /// Whether none of the keys so far is this one.
    pub(crate) fn admits(&mut self, keys: &dyn Keys, key: &str) -> bool {
        let count = keys.count();
        if self.rising {
            match count.checked_sub(1).map(|last| keys.key(last)) {
                Some(last) if last >= key => self.rising = false,
                _ => return true,
            }
        }
        let is_other = |index| keys.key(index) != key;
        if count <= FEW {
            return (0..count).all(is_other);
        }
        let hashes = self.hashes.get_or_insert_default();
        for index in hashes.len()..count {
            let hash = hashes.hasher().hash_one(keys.key(index));
            hashes.insert(hash);
        }
        !hashes.contains(&hashes.hasher().hash_one(key)) || (0..count).all(is_other)
    }

    /// Puts the entries in order.
    pub(crate) fn finish(self, keys: &mut dyn Keys) {
        if !self.rising {
            sort(keys);
        }
    }
}
