//! What serde calls a data model to shapes.
//!
//! A shape pulls its values, and so does serde, but for lists and maps: their elements come to a visitor. So a list or map
//! hands itself to the reader as a whole, which then gives it one element after the other.

use std::{borrow::Cow, fmt, marker::PhantomData, mem::take};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor},
};

use super::{Context, DUPLICATE_KEY, Form, document, scalar, skip::Skip};
use crate::{
    codec::members::Seen,
    error::DecodeError,
    schema::{Member, ROOT},
    serde::{
        DeserializableList, DeserializableMap, DeserializableShape, DeserializableStruct,
        DeserializableUnion, Next, ShapeDeserializer,
    },
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp, map::Admission},
};

/// Reads a shape into `value`, which is empty.
///
/// # Errors
/// The format's own, and those for what is not of the shape.
pub fn read<'de, D: Deserializer<'de>>(
    value: &mut dyn DeserializableShape,
    form: Form,
    deserializer: D,
) -> Result<(), D::Error> {
    pull(deserializer, Context::new(form), |reader| value.deserialize(&ROOT, reader))
}

/// Lets a shape read one value. The format's error waits in the reader, since shapes know their own alone.
fn pull<'de, D: Deserializer<'de>>(
    deserializer: D,
    context: Context,
    read: impl FnOnce(&mut dyn ShapeDeserializer) -> Result<(), DecodeError>,
) -> Result<(), D::Error> {
    let mut reader = Reader { deserializer: Some(deserializer), context, error: None, lifetime: PhantomData };
    if let Err(error) = read(&mut reader) {
        return Err(reader.error.unwrap_or_else(|| D::Error::custom(error)));
    }
    // A value that nobody wants is skipped all the same.
    reader.deserializer.map_or(Ok(()), |deserializer| Skip(context).deserialize(deserializer))
}

/// Reads one value.
struct Reader<'de, D: Deserializer<'de>> {
    /// None once the value is read.
    deserializer: Option<D>,
    context: Context,
    error: Option<D::Error>,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, D: Deserializer<'de>> Reader<'de, D> {
    fn read<T>(&mut self, read: impl FnOnce(D) -> Result<T, D::Error>) -> Result<T, DecodeError> {
        let deserializer = self.deserializer.take();
        let deserializer =
            deserializer.ok_or_else(|| DecodeError::new("a shape that reads two values", ""))?;
        read(deserializer).map_err(|error| {
            self.error = Some(error);
            DecodeError::new("the format refuses it", "")
        })
    }

    fn inside(&self) -> Result<Context, DecodeError> {
        self.context.inside(|message| DecodeError::new(message, ""))
    }
}

/// A list or map of somebody's own type that is read in parts.
fn in_parts(member: &Member) -> DecodeError {
    DecodeError::new("lists and maps are read as `Vec` and `Map` are", member.name())
}

macro_rules! simple_values {
    ($($method:ident: $type:ty = $read:expr;)*) => { $(
        fn $method(&mut self, _: &'static Member) -> Result<$type, DecodeError> {
            self.read($read)
        }
    )* };
}

impl<'de, D: Deserializer<'de>> ShapeDeserializer for Reader<'de, D> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        let context = self.inside()?;
        self.read(|deserializer| deserializer.deserialize_map(Structure { value, context }))
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let context = self.inside()?;
        self.read(|deserializer| deserializer.deserialize_map(Union { value, context }))
    }

    fn read_whole_list(
        &mut self,
        member: &'static Member,
        list: &mut dyn DeserializableList,
    ) -> Option<Result<(), DecodeError>> {
        Some(self.inside().and_then(|context| {
            self.read(|deserializer| deserializer.deserialize_seq(List { list, member, context }))
        }))
    }

    fn read_whole_map(
        &mut self,
        member: &'static Member,
        map: &mut dyn DeserializableMap,
    ) -> Option<Result<(), DecodeError>> {
        Some(self.inside().and_then(|context| {
            self.read(|deserializer| deserializer.deserialize_map(Map { map, member, context }))
        }))
    }

    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        Err(in_parts(member))
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        Err(in_parts(member))
    }

    fn begin_map(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        Err(in_parts(member))
    }

    fn next_key(&mut self, member: &'static Member, _: &mut String) -> Result<Next, DecodeError> {
        Err(in_parts(member))
    }

    fn duplicate_key(&self) -> DecodeError {
        DecodeError::new(DUPLICATE_KEY, "")
    }

    simple_values! {
        read_boolean: bool = Deserialize::deserialize;
        read_byte: i8 = Deserialize::deserialize;
        read_short: i16 = Deserialize::deserialize;
        read_integer: i32 = Deserialize::deserialize;
        read_long: i64 = Deserialize::deserialize;
        read_float: f32 = scalar::float;
        read_double: f64 = scalar::float;
        read_big_integer: BigInteger = scalar::big_integer;
        read_big_decimal: BigDecimal = scalar::big_decimal;
        read_text: Cow<'_, str> = |deserializer| deserializer.deserialize_str(Text);
        read_blob: Blob = scalar::blob;
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let format = self.context.form.timestamp_format(member);
        self.read(|deserializer| scalar::timestamp(deserializer, format))
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        let context = self.context;
        self.read(|deserializer| document::Read(context).deserialize(deserializer))
    }
}

/// A value or a null: says whether it is a value, which `read` then reads.
struct Nullable<F> {
    context: Context,
    read: F,
}

impl<'de, F> DeserializeSeed<'de> for Nullable<F>
where
    F: FnOnce(&mut dyn ShapeDeserializer) -> Result<(), DecodeError>,
{
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, F> Visitor<'de> for Nullable<F>
where
    F: FnOnce(&mut dyn ShapeDeserializer) -> Result<(), DecodeError>,
{
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a null")
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        pull(deserializer, self.context, self.read).map(|()| true)
    }
}

/// The member that a key names, or the key's text, where that is wanted, when there is none.
struct Key {
    members: &'static [Member],
    /// The index of the member that is looked at first.
    expected: usize,
    form: Form,
    keeps_unknown: bool,
}

impl Key {
    fn find(&self, name: &str) -> Result<&'static Member, String> {
        let (before, after) = self.members.split_at_checked(self.expected).unwrap_or((self.members, &[]));
        let found = after.iter().chain(before).find(|member| self.form.is_name(member, name));
        found.ok_or_else(|| if self.keeps_unknown { name.to_owned() } else { String::new() })
    }
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<&'static Member, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<&'static Member, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.find(name))
    }

    fn visit_bytes<E>(self, name: &[u8]) -> Result<Self::Value, E> {
        Ok(self.find(&String::from_utf8_lossy(name)))
    }
}

struct Structure<'a> {
    value: &'a mut dyn DeserializableStruct,
    context: Context,
}

impl<'de> Visitor<'de> for Structure<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map of the members of {}", self.value.schema().name())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Structure { value, context } = self;
        let (members, form) = (value.schema().members(), context.form);
        let mut seen = Seen::new(members.len());
        let mut expected = 0;
        while let Some(key) = map.next_key_seed(Key { members, expected, form, keeps_unknown: false })? {
            let Ok(member) = key else {
                map.next_value_seed(Skip(context))?;
                continue;
            };
            if !seen.insert(member.index()) {
                return Err(named(form, member, "duplicate field", A::Error::duplicate_field));
            }
            expected = member.index() + 1;
            let read = |reader: &mut dyn ShapeDeserializer| value.deserialize_member(member, reader);
            if !map.next_value_seed(Nullable { context, read })? {
                seen.set_null(member.index());
            }
        }
        let is_missing = |member: &&Member| {
            member.is_required() && !member.is_omissible() && !seen.is_present(member.index())
        };
        match members.iter().find(is_missing) {
            Some(member) => Err(named(form, member, "missing field", A::Error::missing_field)),
            None => Ok(()),
        }
    }
}

/// An error that names a member.
fn named<E: Error>(form: Form, member: &Member, what: &str, error: fn(&'static str) -> E) -> E {
    match form.name(member) {
        Cow::Borrowed(name) => error(name),
        Cow::Owned(name) => E::custom(format_args!("{what} `{name}`")),
    }
}

struct Union<'a> {
    value: &'a mut dyn DeserializableUnion,
    context: Context,
}

impl<'de> Visitor<'de> for Union<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map with one variant of {}", self.value.schema().name())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Union { value, context } = self;
        let (members, form) = (value.schema().members(), context.form);
        let mut found = false;
        while let Some(key) = map.next_key_seed(Key { members, expected: 0, form, keeps_unknown: true })? {
            let read = |reader: &mut dyn ShapeDeserializer| match &key {
                Ok(variant) => value.deserialize_variant(variant, reader),
                Err(tag) => {
                    value.set_unknown(tag);
                    Ok(())
                }
            };
            let present = map.next_value_seed(Nullable { context, read })?;
            if present && found {
                return Err(A::Error::custom("a union with more than one variant"));
            }
            found |= present;
        }
        if found { Ok(()) } else { Err(A::Error::custom("a union without a variant")) }
    }
}

/// The error for a null that the model does not allow.
fn null<E: Error>(holder: &'static str) -> E {
    E::invalid_type(Unexpected::Option, &holder)
}

struct List<'a> {
    list: &'a mut dyn DeserializableList,
    member: &'static Member,
    context: Context,
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        let List { list, member, context } = self;
        loop {
            let read = |reader: &mut dyn ShapeDeserializer| {
                list.add(reader).deserialize(member.element_schema(), reader)
            };
            match sequence.next_element_seed(Nullable { context, read })? {
                None => return Ok(()),
                Some(true) => {}
                Some(false) if member.is_sparse() => list.push_null(),
                Some(false) => return Err(null("a value, since the list is not sparse")),
            }
        }
    }
}

struct Map<'a> {
    map: &'a mut dyn DeserializableMap,
    member: &'static Member,
    context: Context,
}

impl<'de> Visitor<'de> for Map<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Map { map, member, context } = self;
        let mut admission = Admission::default();
        while let Some(mut key) = entries.next_key::<String>()? {
            if !admission.admits(map, &key) {
                return Err(A::Error::custom(DUPLICATE_KEY));
            }
            let read = |reader: &mut dyn ShapeDeserializer| {
                map.add(take(&mut key)).deserialize(member.value_schema(), reader)
            };
            if entries.next_value_seed(Nullable { context, read })? {
                continue;
            }
            if !member.is_sparse() {
                return Err(null("a value, since the map is not sparse"));
            }
            map.add(key);
        }
        admission.finish(map);
        Ok(())
    }
}

/// Reads a text without owning it where the format allows.
struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }
}
