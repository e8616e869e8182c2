//! Maps: entries in the order of their keys, in one vector.
//!
//! A tree's code is large, and is compiled anew for every type of value; that of a vector is a few lines, and what a
//! map needs beside them is compiled once, behind [`Keys`].

mod reading;

use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashMap},
    fmt,
    mem::ManuallyDrop,
    ops::Index,
    slice, vec,
};

pub(crate) use self::reading::Admission;
use crate::serde::MapKey;

/// How many keys are compared one by one.
const FEW: usize = 32;

/// A map of a model: its entries in the order of their keys.
///
/// Looking up takes a search in a sorted vector. Entries that come in order, as those of another map do, are added in
/// no time; others move those that stand after them. `from` and `collect` sort once.
///
/// ```
/// use farrier_runtime::Map;
///
/// let mut tags = Map::from([("team".to_owned(), "tools".to_owned())]);
/// tags.insert("stage".to_owned(), "test".to_owned());
/// assert_eq!(tags.get("team").map(String::as_str), Some("tools"));
/// assert_eq!(tags.keys().collect::<Vec<_>>(), ["stage", "team"]);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Map<K, V>(ManuallyDrop<Vec<(K, V)>>);

/// By a function of its own: else what drops the entries would be a part of all that drops something with a map.
impl<K, V> Drop for Map<K, V> {
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: nothing uses the entries again. Without `ManuallyDrop::drop`, which would be a function more for each type.
        unsafe { std::ptr::drop_in_place(&raw mut self.0 as *mut Vec<(K, V)>) }
    }
}

/// A map whose entries come one after the other, and are not yet in order.
pub(crate) struct Reading<'a, K, V>(pub(crate) &'a mut Map<K, V>);

impl<K, V> Map<K, V> {
    /// A map without entries.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        const { Self(ManuallyDrop::new(Vec::new())) }
    }

    /// The number of entries.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there is no entry.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, in the order of their keys.
    #[inline]
    pub(crate) fn as_slice(&self) -> &[(K, V)] {
        // SAFETY: `ManuallyDrop` is transparent. To go through it would be a function more for each type.
        unsafe { &*(&raw const self.0 as *const Vec<(K, V)>) }
    }

    /// The entries, in the order of their keys, which whoever changes them keeps.
    #[inline]
    fn entries_mut(&mut self) -> &mut Vec<(K, V)> {
        // SAFETY: as in `as_slice`.
        unsafe { &mut *(&raw mut self.0 as *mut Vec<(K, V)>) }
    }

    /// The entries, in the order of their keys.
    #[inline]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.0.iter())
    }

    /// The entries, in the order of their keys, with values to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.0.iter_mut())
    }

    /// The keys, in order.
    #[inline]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    #[inline]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, to be changed, in the order of their keys.
    #[inline]
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// The keys, in order.
    #[inline]
    pub fn into_keys(self) -> impl DoubleEndedIterator<Item = K> + ExactSizeIterator {
        self.into_iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    #[inline]
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.into_iter().map(|(_, value)| value)
    }

    /// Removes every entry.
    #[inline]
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps the entries that `keep` says yes to.
    #[inline]
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// The place of a key, or where it would be.
    #[inline]
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(own, _)| own.borrow().cmp(key))
    }

    /// The value of a key.
    #[must_use]
    #[inline]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let index = self.find(key).ok()?;
        self.0.get(index).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    #[must_use]
    #[inline]
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.find(key).ok()?;
        self.0.get_mut(index).map(|(_, value)| value)
    }

    /// Whether there is an entry with this key.
    #[must_use]
    #[inline]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Removes the entry with this key: its value, if there is one.
    #[inline]
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|index| self.0.remove(index).1)
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Sets the value of a key: the value that it had, if it had one.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(index) => self.0.get_mut(index).map(|entry| std::mem::replace(&mut entry.1, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }
}

impl<K, V> Default for Map<K, V> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        // Without an iterator, as where maps are written.
        let mut entries = self.as_slice();
        while let [(key, value), rest @ ..] = entries {
            entries = rest;
            map.entry(key, value);
        }
        map.finish()
    }
}

impl<K: Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for Map<K, V> {
    type Output = V;

    /// The value of a key, which must be there.
    #[inline]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry has this key")
    }
}

/// The entries of a map.
#[derive(Clone, Debug)]
pub struct Iter<'a, K, V>(slice::Iter<'a, (K, V)>);

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (key, value))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    #[inline]
    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// The entries of a map, with values to be changed.
#[derive(Debug)]
pub struct IterMut<'a, K, V>(slice::IterMut<'a, (K, V)>);

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (&*key, value))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a mut Map<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    #[inline]
    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    #[inline]
    fn into_iter(mut self) -> vec::IntoIter<(K, V)> {
        std::mem::take(&mut *self.0).into_iter()
    }
}

/// Of two entries with one key the later is kept.
impl<K: MapKey, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self(ManuallyDrop::new(entries.into_iter().collect()));
        let mut keys = Reading(&mut map);
        if !is_rising(&keys) {
            sort(&mut keys);
            map.0.dedup_by(|later, earlier| {
                let is_same = later.0 == earlier.0;
                if is_same {
                    std::mem::swap(later, earlier);
                }
                is_same
            });
        }
        map
    }
}

impl<K: MapKey, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let own = std::mem::take(self);
        *self = own.into_iter().chain(entries).collect();
    }
}

impl<K: MapKey, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: MapKey, V> From<BTreeMap<K, V>> for Map<K, V> {
    fn from(entries: BTreeMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: MapKey, V, S> From<HashMap<K, V, S>> for Map<K, V> {
    fn from(entries: HashMap<K, V, S>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, V> From<Map<K, V>> for BTreeMap<K, V> {
    fn from(map: Map<K, V>) -> Self {
        map.into_iter().collect()
    }
}

/// The keys of a map whose entries come one after the other and are not yet in order, whatever its values are. Indices are
/// below the [`count`](Self::count).
pub trait Keys {
    /// How many there are.
    fn count(&self) -> usize;
    /// The key at an index.
    fn key(&self, index: usize) -> &str;
    /// Lets the entries at two indices change places.
    fn swap(&mut self, one: usize, other: usize);
}

/// Whether each key is greater than the one before.
fn is_rising(keys: &dyn Keys) -> bool {
    (1..keys.count()).all(|index| keys.key(index - 1) < keys.key(index))
}

/// The indices below `count`, sorted by their keys; those of the same key by themselves. Whatever this crate sorts by texts it
/// sorts by this, since a sort is compiled anew for each type.
pub(crate) fn in_order<'k>(count: usize, key: &dyn Fn(usize) -> &'k str) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    indices.sort_by(|&one, &other| key(one).cmp(key(other)));
    indices
}

/// Sorts entries by their keys; what has the same keeps its order.
fn sort(keys: &mut dyn Keys) {
    if keys.count() <= FEW {
        // Without an allocation: most maps are small.
        for end in 1..keys.count() {
            for place in (1..=end).rev() {
                if keys.key(place - 1) <= keys.key(place) {
                    break;
                }
                keys.swap(place - 1, place);
            }
        }
        return;
    }
    let unsorted = &*keys;
    let mut wanted = in_order(unsorted.count(), &|index| unsorted.key(index));
    // One cycle of places after the other: each hands its entry on and is then where it belongs.
    for first in 0..wanted.len() {
        let mut place = first;
        while let Some(next) = wanted.get_mut(place).map(|next| std::mem::replace(next, place))
            && next != first
            && next != place
        {
            keys.swap(place, next);
            place = next;
        }
    }
}
