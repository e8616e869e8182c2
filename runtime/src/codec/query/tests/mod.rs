//! Hazards of forms, one a test.

use crate::types::Map;

use super::Query;
use crate::{
    codec::{Codec as _, Limits, Policy},
    error::{DecodeError, EncodeError},
    member,
    schema::{Member, MemberSet, ROOT, Schema, WireNames},
    serde::{
        DeserializableShape, DeserializableStruct, DeserializableUnion, HasSchema, MemberReader,
        MemberWriter, SerializableStruct, ShapeDeserializer,
    },
    types::Timestamp,
    validate::MissingMembers,
};

macro_rules! structure {
    ($name:ident $schema:ident { $($index:literal $field:ident: $type:ty = $member:expr;)* }) => {
        #[derive(Clone, Debug, PartialEq)]
        struct $name { $($field: $type,)* }
        static $schema: Schema = Schema::new(concat!("test#", stringify!($name)), &[$($member),*]);
        impl HasSchema for $name {
            fn schema(&self) -> &'static Schema { &$schema }
        }

        impl SerializableStruct for $name {
            fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
                writer.structure(&[$(&self.$field),*])
            }
        }

        impl DeserializableStruct for $name {
            fn empty_structure() -> Self { Self { $($field: <$type>::empty(),)* } }

            fn read_member(&mut self, index: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError> {
                match index {
                    $($index => reader.read(&mut self.$field),)*
                    _ => Ok(()),
                }
            }
        }
    };
}

static SPARSE: Member = Member::element();
static ITEM: Member = Member::element().wire_names(&WireNames::new().xml("item"));
static K: Member = Member::value().wire_names(&WireNames::new().xml("K"));
static V: Member = Member::value().wire_names(&WireNames::new().xml("V"));

structure! { Leaf LEAF {
    0 a: Option<String> = member!(0, "a");
    1 b: Option<i32> = member!(1, "b");
} }

structure! { Input INPUT {
    0 text: Option<String> = member!(0, "text");
    1 list: Option<Vec<String>> = member!(1, "list");
    2 leaves: Option<Vec<Leaf>> = member!(2, "leaves").list(&ITEM);
    3 flat: Option<Vec<i32>> = member!(3, "flat").xml_flattened().wire_names(&WireNames::new().xml("Hi"));
    4 map: Option<Map<String, Leaf>> = member!(4, "map");
    5 named: Option<Map<String, String>> = member!(5, "named").map(&K, &V).xml_flattened();
    6 sparse: Option<Vec<Option<i32>>> = member!(6, "sparse").list(&SPARSE).sparse();
    7 leaf: Option<Leaf> = member!(7, "leaf");
    8 choice: Option<Choice> = member!(8, "choice");
    9 time: Option<Timestamp> = member!(9, "time");
    10 nested: Option<Vec<Vec<String>>> = member!(10, "nested");
    11 ec2: Option<bool> = member!(11, "ec2").wire_names(&WireNames::new().xml("other").ec2("own"));
    12 nullable: Option<Map<String, Option<i32>>> = member!(12, "nullable").sparse();
    13 double: Option<f64> = member!(13, "double");
} }

structure! { Required REQUIRED {
    0 text: String = member!(0, "text").required();
    1 list: Vec<String> = member!(1, "list").required();
    2 map: Map<String, String> = member!(2, "map").required();
    3 leaf: Leaf = member!(3, "leaf").required();
    4 inner: Inner = member!(4, "inner").required();
} }

structure! { Inner INNER {
    0 text: String = member!(0, "text").required();
} }

#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Text(String),
    Leaf(Leaf),
    Unknown(String),
}

static CHOICE: Schema = Schema::new("test#Choice", &[member!(0, "text"), member!(1, "leaf")]);

impl HasSchema for Choice {
    fn schema(&self) -> &'static Schema {
        &CHOICE
    }
}

impl SerializableStruct for Choice {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Text(value) => writer.variant(0, value),
            Self::Leaf(value) => writer.variant(1, value),
            Self::Unknown(tag) => Err(EncodeError::unknown_variant(tag)),
        }
    }
}

impl DeserializableShape for Choice {
    fn empty() -> Self {
        Self::Unknown(String::new())
    }
    fn deserialize(
        &mut self,
        _: &'static Member,
        from: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        from.read_union(self)
    }
}

impl DeserializableUnion for Choice {
    fn deserialize_variant(
        &mut self,
        member: &'static Member,
        from: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        *self = match member.index() {
            0 => Self::Text(crate::serde::read(member, from)?),
            _ => Self::Leaf(crate::serde::read(member, from)?),
        };
        Ok(())
    }
    fn set_unknown(&mut self, tag: &str) {
        *self = Self::Unknown(tag.to_owned());
    }
}

fn strict<T: DeserializableShape>(query: Query<'_>, form: &str) -> Result<(T, MissingMembers), DecodeError> {
    let mut value = T::empty();
    let mut missing = MissingMembers::default();
    query.decode(form.as_bytes(), &ROOT, &mut value, Policy::Strict(&mut missing), Limits::default())?;
    Ok((value, missing))
}

fn aws(form: &str) -> Input {
    strict(Query::AWS, form).unwrap_or_else(|error| panic!("{error} in {form}")).0
}

fn ec2(form: &str) -> Input {
    strict(Query::EC2, form).unwrap_or_else(|error| panic!("{error} in {form}")).0
}

/// The path, offset and message of the error.
fn fault(form: &str) -> (String, usize, String) {
    let error = strict::<Input>(Query::AWS, form).expect_err(form);
    (error.path().to_owned(), error.offset().expect("has a place"), error.message().to_owned())
}

fn written(query: Query<'_>, value: &Input) -> String {
    String::from_utf8(query.encode_members(value, MemberSet::All).expect("encodes")).expect("is ASCII")
}

fn leaf(a: &str) -> Leaf {
    Leaf { a: Some(a.to_owned()), b: None }
}

fn texts(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|&text| text.to_owned()).collect())
}

mod hostile;
mod names;
mod reading;
mod writing;
