//! Maps as they are read: entries in any order, of which none may come again.

use std::{collections::HashSet, hash::BuildHasher};

use super::{FEW, Keys, Map, sort};
use crate::serde::MapKey;

/// Entries of a map as they are read, one after the other.
pub(crate) struct Reading<'a, K, V> {
    map: &'a mut Map<K, V>,
    admission: Admission,
}

impl<'a, K: MapKey, V> Reading<'a, K, V> {
    #[inline]
    pub(crate) fn new(map: &'a mut Map<K, V>) -> Self {
        Self { map, admission: Admission::default() }
    }

    /// Whether no entry has this key.
    #[inline]
    pub(crate) fn is_new(&mut self, key: &str) -> bool {
        self.admission.admits(&self.map.0, key)
    }

    /// Adds an entry whose key is new; gives the place of its value.
    #[inline]
    pub(crate) fn push(&mut self, key: K, value: V) -> &mut V {
        let entries = &mut self.map.0;
        if entries.capacity() == 0 {
            entries.reserve_exact(FIRST);
        }
        let index = entries.len();
        entries.push((key, value));
        &mut entries[index].1
    }

    /// Puts the entries in order.
    #[inline]
    pub(crate) fn finish(self) {
        if !self.admission.rising {
            sort(&mut self.map.0);
        }
    }
}

/// Tells keys that come again, in linear time whatever the order.
struct Admission {
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

/// How many entries a map that is read has room for at first: less than a node of a tree, and enough for most maps.
const FIRST: usize = 8;

impl Admission {
    fn admits(&mut self, keys: &dyn Keys, key: &str) -> bool {
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
}
