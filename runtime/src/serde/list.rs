//! Lists.

#[cfg(feature = "serde")]
use super::SerializableCollection;
use super::{
    DeserializableList, DeserializableShape, Next, SerializableShape, ShapeDeserializer, ShapeSerializer,
    write_elements,
};
use crate::{
    error::{DecodeError, EncodeError},
    schema::Member,
};

impl<T: SerializableShape> SerializableShape for Vec<T> {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        #[cfg(feature = "serde")]
        if let Some(written) = serializer.write_whole_list(member, self) {
            return written;
        }
        let values = self.as_slice();
        serializer.begin_list(member, values.len())?;
        write_elements(values, member, serializer)?;
        serializer.end_list(member)
    }
}

#[cfg(feature = "serde")]
impl<T: SerializableShape> SerializableCollection for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }

    fn serialize_contents(
        &self,
        member: &Member,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), EncodeError> {
        write_elements(self, member, serializer)
    }
}

impl<T: DeserializableShape> DeserializableShape for Vec<T> {
    #[inline]
    fn empty() -> Self {
        Self::new()
    }

    fn deserialize(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        #[cfg(feature = "serde")]
        if let Some(read) = deserializer.read_whole_list(member, self) {
            return read;
        }
        read_elements(self, member, deserializer)
    }
}

/// Reads a list in parts. Not generic, so that it is compiled here and not with every list.
fn read_elements(
    list: &mut dyn DeserializableList,
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), DecodeError> {
    deserializer.begin_list(member)?;
    loop {
        match deserializer.next_element(member)? {
            Next::End => return Ok(()),
            Next::Null => _ = list.add(deserializer),
            Next::Value => list.add(deserializer).deserialize(member.element_schema(), deserializer)?,
        }
    }
}

/// From how many elements on a list grows by what may come.
const MANY: usize = 64;

/// For how many more elements a list that is full has to have room: a quarter to three times as many, by what of the
/// input is left and an eighth of that, or as many again where nothing tells. So a list that is most of a message is moved
/// less often than by doubling, and takes little more memory than it needs.
#[cold]
fn room(elements: usize, deserializer: &dyn ShapeDeserializer) -> usize {
    match deserializer.elements_left(elements) {
        Some(left) => left.saturating_add(left / 8).clamp(elements / 4, 3 * elements),
        None => elements,
    }
}

impl<T: DeserializableShape> DeserializableList for Vec<T> {
    fn add(&mut self, deserializer: &dyn ShapeDeserializer) -> &mut dyn DeserializableShape {
        let index = self.len();
        if index == self.capacity() && index >= MANY {
            self.reserve_exact(room(index, deserializer));
        }
        self.push(T::empty());
        // No index, which would be two functions more for each type.
        match self.as_mut_slice() {
            [.., element] => element,
            [] => unreachable!("an element was added"),
        }
    }

    #[cfg(feature = "serde")]
    fn push_null(&mut self) {
        self.push(T::empty());
    }
}
