//! Shapes to what serde calls a data model.
//!
//! A shape pushes its values, while serde pulls a value of a known type. So what a shape writes is handed on as one value:
//! a structure, list or map by a reference, which begins its own walk when serde comes to it. Nothing is buffered.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap, SerializeSeq},
};

use super::{Context, Form, document, scalar};
use crate::{
    error::EncodeError,
    schema::{Member, MemberSet, ROOT},
    serde::{SerializableCollection, SerializableShape, SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Timestamp},
};

/// Writes a shape.
///
/// # Errors
/// The format's own, and those for an unknown variant of a union, a timestamp that its format does not have, and a value
/// that nests too deep.
pub fn write<S: Serializer>(
    value: &dyn SerializableShape,
    form: Form,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let place = Root { serializer: Some(serializer), written: None };
    let root = walk(place, Context::new(form), |writer| value.serialize(&ROOT, writer))?;
    root.written.ok_or_else(|| S::Error::custom("a shape that writes nothing"))
}

/// Where values go, one after the other.
trait Place {
    type Error;

    fn put<T: Serialize + ?Sized>(&mut self, name: Name<'_>, value: &T) -> Result<(), Self::Error>;

    /// Takes the key of the entry whose value is put next.
    fn put_key(&mut self, _key: &str) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// The name of a value, where it has one.
struct Name<'a> {
    member: &'a Member,
    form: Form,
}

/// The serializer of a whole value.
struct Root<S: Serializer> {
    serializer: Option<S>,
    written: Option<S::Ok>,
}

impl<S: Serializer> Place for Root<S> {
    type Error = S::Error;

    fn put<T: Serialize + ?Sized>(&mut self, _: Name<'_>, value: &T) -> Result<(), S::Error> {
        let serializer = self.serializer.take().ok_or_else(|| S::Error::custom("a shape with two values"))?;
        self.written = Some(value.serialize(serializer)?);
        Ok(())
    }
}

/// The members of a structure or union.
struct Members<M>(M);

impl<M: SerializeMap> Place for Members<M> {
    type Error = M::Error;

    fn put<T: Serialize + ?Sized>(&mut self, name: Name<'_>, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(&*name.form.name(name.member), value)
    }
}

/// How many members of a structure there are, which some formats write first.
struct Count(usize);

impl Place for Count {
    type Error = std::convert::Infallible;

    fn put<T: Serialize + ?Sized>(&mut self, _: Name<'_>, _: &T) -> Result<(), Self::Error> {
        self.0 += 1;
        Ok(())
    }
}

/// The elements of a list.
struct Elements<S>(S);

impl<S: SerializeSeq> Place for Elements<S> {
    type Error = S::Error;

    fn put<T: Serialize + ?Sized>(&mut self, _: Name<'_>, value: &T) -> Result<(), S::Error> {
        self.0.serialize_element(value)
    }
}

/// The entries of a map.
struct Entries<M>(M);

impl<M: SerializeMap> Place for Entries<M> {
    type Error = M::Error;

    fn put<T: Serialize + ?Sized>(&mut self, _: Name<'_>, value: &T) -> Result<(), M::Error> {
        self.0.serialize_value(value)
    }

    fn put_key(&mut self, key: &str) -> Result<(), M::Error> {
        self.0.serialize_key(key)
    }
}

/// Hands what a shape writes to a place. The format's error waits here, since shapes know their own alone.
struct Writer<P: Place> {
    place: P,
    context: Context,
    error: Option<P::Error>,
}

/// Lets a shape write into `place`, and gives the place back.
fn walk<P: Place>(
    place: P,
    context: Context,
    write: impl FnOnce(&mut dyn ShapeSerializer) -> Result<(), EncodeError>,
) -> Result<P, P::Error>
where
    P::Error: Error,
{
    let mut writer = Writer { place, context, error: None };
    match write(&mut writer) {
        Ok(()) => Ok(writer.place),
        Err(error) => Err(writer.error.unwrap_or_else(|| P::Error::custom(error))),
    }
}

impl<P: Place> Writer<P> {
    fn put<T: Serialize + ?Sized>(&mut self, member: &Member, value: &T) -> Result<(), EncodeError> {
        let put = self.place.put(Name { member, form: self.context.form }, value);
        self.kept(put, member)
    }

    fn kept(&mut self, result: Result<(), P::Error>, member: &Member) -> Result<(), EncodeError> {
        result.map_err(|error| {
            self.error = Some(error);
            EncodeError::new("the format refuses it", member.name())
        })
    }
}

/// A list or map of somebody's own type that is written in parts.
fn in_parts(member: &Member) -> EncodeError {
    EncodeError::new("lists and maps are written as `Vec` and `Map` are", member.name())
}

macro_rules! simple_values {
    ($($method:ident($value:ident: $type:ty) $written:expr;)*) => { $(
        fn $method(&mut self, member: &Member, $value: $type) -> Result<(), EncodeError> {
            self.put(member, $written)
        }
    )* };
}

impl<P: Place> ShapeSerializer for Writer<P> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        let context = self.context;
        self.put(member, &Structure { value, context })
    }

    fn write_whole_list(
        &mut self,
        member: &Member,
        list: &dyn SerializableCollection,
    ) -> Option<Result<(), EncodeError>> {
        let context = self.context;
        Some(self.put(member, &List { list, member, context }))
    }

    fn write_whole_map(
        &mut self,
        member: &Member,
        map: &dyn SerializableCollection,
    ) -> Option<Result<(), EncodeError>> {
        let context = self.context;
        Some(self.put(member, &Map { map, member, context }))
    }

    fn begin_list(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        Err(in_parts(member))
    }

    fn end_list(&mut self, member: &Member) -> Result<(), EncodeError> {
        Err(in_parts(member))
    }

    fn begin_map(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        Err(in_parts(member))
    }

    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError> {
        let put = self.place.put_key(key);
        self.kept(put, member)
    }

    fn end_map(&mut self, member: &Member) -> Result<(), EncodeError> {
        Err(in_parts(member))
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.put(member, &None::<()>)
    }

    simple_values! {
        write_boolean(value: bool) &value;
        write_byte(value: i8) &value;
        write_short(value: i16) &value;
        write_integer(value: i32) &value;
        write_long(value: i64) &value;
        write_float(value: f32) &scalar::Real(value);
        write_double(value: f64) &scalar::Real(value);
        write_big_integer(value: &BigInteger) value.as_str();
        write_big_decimal(value: &BigDecimal) value.as_str();
        write_string(value: &str) value;
        write_blob(value: &[u8]) &scalar::Bytes(value);
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let format = self.context.form.timestamp_format(member);
        self.put(member, &scalar::Instant { value, format })
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        let context = self.context;
        self.put(member, &document::Written { value, context })
    }
}

struct Structure<'a> {
    value: &'a dyn SerializableStruct,
    context: Context,
}

impl Serialize for Structure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = self.context.inside(S::Error::custom)?;
        let mut count = Writer { place: Count(0), context, error: None };
        self.value.serialize_members(MemberSet::All, &mut count).map_err(S::Error::custom)?;
        let map = serializer.serialize_map(Some(count.place.0))?;
        walk(Members(map), context, |writer| self.value.serialize_members(MemberSet::All, writer))?.0.end()
    }
}

struct List<'a> {
    list: &'a dyn SerializableCollection,
    member: &'a Member,
    context: Context,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = self.context.inside(S::Error::custom)?;
        let sequence = serializer.serialize_seq(Some(self.list.length()))?;
        let write = |writer: &mut dyn ShapeSerializer| self.list.serialize_contents(self.member, writer);
        walk(Elements(sequence), context, write)?.0.end()
    }
}

struct Map<'a> {
    map: &'a dyn SerializableCollection,
    member: &'a Member,
    context: Context,
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = self.context.inside(S::Error::custom)?;
        let map = serializer.serialize_map(Some(self.map.length()))?;
        let write = |writer: &mut dyn ShapeSerializer| self.map.serialize_contents(self.member, writer);
        walk(Entries(map), context, write)?.0.end()
    }
}
