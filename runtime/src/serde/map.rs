//! Maps.

use std::collections::BTreeSet;

#[cfg(feature = "serde")]
use super::SerializableCollection;
use super::{
    DeserializableMap, DeserializableShape, MapKey, Next, SerializableShape, ShapeDeserializer,
    ShapeSerializer, write_entries,
};
use crate::{
    error::{DecodeError, EncodeError},
    schema::Member,
    types::{
        Map,
        map::{Admission, Reading},
    },
};

impl MapKey for String {
    fn as_key(&self) -> &str {
        self
    }
    fn from_key(key: String) -> Self {
        key
    }
}

impl<K: MapKey, T: SerializableShape> SerializableShape for Map<K, T> {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        #[cfg(feature = "serde")]
        if let Some(written) = serializer.write_whole_map(member, self) {
            return written;
        }
        let entries = self.as_slice();
        serializer.begin_map(member, entries.len())?;
        write_entries(entries, member, serializer)?;
        serializer.end_map(member)
    }
}

#[cfg(feature = "serde")]
impl<K: MapKey, T: SerializableShape> SerializableCollection for Map<K, T> {
    fn length(&self) -> usize {
        self.len()
    }

    fn serialize_contents(
        &self,
        member: &Member,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), EncodeError> {
        write_entries(self.as_slice(), member, serializer)
    }
}

impl<K: MapKey, T: DeserializableShape> DeserializableShape for Map<K, T> {
    #[inline]
    fn empty() -> Self {
        Self::new()
    }

    fn deserialize(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        read_map(&mut Reading(self), member, deserializer)
    }
}

/// Reads a map. Not generic, so that it is compiled here and not with every map.
fn read_map(
    map: &mut dyn DeserializableMap,
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), DecodeError> {
    #[cfg(feature = "serde")]
    if let Some(read) = deserializer.read_whole_map(member, map) {
        return read;
    }
    deserializer.begin_map(member)?;
    let mut admission = Admission::default();
    let read = read_entries(map, &mut admission, member, deserializer);
    admission.finish(map);
    read
}

fn read_entries(
    map: &mut dyn DeserializableMap,
    admission: &mut Admission,
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), DecodeError> {
    let mut nulls = NullKeys::default();
    loop {
        let mut key = String::new();
        let next = deserializer.next_key(member, &mut key)?;
        if next == Next::End {
            return Ok(());
        }
        if !admission.admits(map, &key) || nulls.contains(&key) {
            return Err(deserializer.duplicate_key());
        }
        match next {
            Next::Null if !member.is_sparse() => nulls.insert(&key),
            Next::Value => map.add(key).deserialize(member.value_schema(), deserializer)?,
            _ => _ = map.add(key),
        }
    }
}

impl<K: MapKey, T: DeserializableShape> DeserializableMap for Reading<'_, K, T> {
    fn add(&mut self, key: String) -> &mut dyn DeserializableShape {
        self.push(K::from_key(key), T::empty())
    }
}

/// The keys of a map that is not sparse whose values were null. They make no entries but must not come again.
///
/// Not generic, so that it is compiled here and not with every map.
#[derive(Default)]
struct NullKeys(BTreeSet<String>);

impl NullKeys {
    #[inline]
    fn contains(&self, key: &str) -> bool {
        !self.0.is_empty() && self.look_up(key)
    }

    #[cold]
    fn look_up(&self, key: &str) -> bool {
        self.0.contains(key)
    }

    #[cold]
    fn insert(&mut self, key: &str) {
        self.0.insert(key.to_owned());
    }
}
