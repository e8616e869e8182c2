//! Lists.

#[cfg(feature = "serde")]
use super::{DeserializableList, SerializableCollection, read};
use super::{DeserializableShape, Next, SerializableShape, ShapeDeserializer, ShapeSerializer};
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

#[inline]
fn write_elements<T: SerializableShape>(
    mut values: &[T],
    member: &Member,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), EncodeError> {
    let element = member.element_schema();
    // Without an iterator, which would be some functions more for each type.
    while let [value, rest @ ..] = values {
        values = rest;
        if value.is_absent() {
            serializer.write_null(element)?;
        } else {
            value.serialize(element, serializer)?;
        }
    }
    Ok(())
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
        deserializer.begin_list(member)?;
        loop {
            let mut value = T::empty();
            match deserializer.next_element(member)? {
                Next::End => return Ok(()),
                Next::Null => {}
                Next::Value => value.deserialize(member.element_schema(), deserializer)?,
            }
            if self.len() == self.capacity() && self.len() >= MANY {
                make_room(self, deserializer);
            }
            self.push(value);
        }
    }
}

/// From how many elements on a list grows by what may come.
const MANY: usize = 64;

/// Makes room in a list that is full: for a quarter to three times as many more elements, by what of the input is left
/// and an eighth of that, or for as many again where nothing tells. So a list that is most of a message is moved less
/// often than by doubling, and takes little more memory than it needs.
#[cold]
fn make_room<T>(list: &mut Vec<T>, deserializer: &dyn ShapeDeserializer) {
    let elements = list.len();
    let room = match deserializer.elements_left(elements) {
        Some(left) => left.saturating_add(left / 8).clamp(elements / 4, 3 * elements),
        None => elements,
    };
    list.reserve_exact(room);
}

#[cfg(feature = "serde")]
impl<T: DeserializableShape> DeserializableList for Vec<T> {
    fn read_element(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        self.push(read(member.element_schema(), deserializer)?);
        Ok(())
    }

    fn push_null(&mut self) {
        self.push(T::empty());
    }
}
