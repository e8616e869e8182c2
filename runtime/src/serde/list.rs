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
        serializer.begin_list(member, self.len())?;
        write_elements(self, member, serializer)?;
        serializer.end_list(member)
    }
}

#[inline]
fn write_elements<T: SerializableShape>(
    values: &[T],
    member: &Member,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), EncodeError> {
    let element = member.element_schema();
    for value in values {
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
            self.push(value);
        }
    }
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
