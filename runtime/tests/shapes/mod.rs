//! Shapes written as the generator writes them: one with every kind of member, shared by tests and the fuzzer.

use farrier_runtime::{
    BigDecimal, BigInteger, Blob, DecodeError, Document, EncodeError, Map, Timestamp, member,
    schema::{Member, Schema, WireNames, XmlNamespace},
    serde::{
        DeserializableShape, DeserializableUnion, HasSchema, SerializableShape, SerializableStruct,
        ShapeDeserializer, ShapeSerializer,
    },
    types::TimestampFormat,
};

#[macro_use]
mod structure;

static CHILDREN: WireNames = WireNames::new().xml("p:kids").namespace(XmlNamespace::new("urn:p").prefix("p"));
static SPARSE_LIST: Member = Member::element();
static DATES: Member = Member::element().timestamp_format(TimestampFormat::HttpDate);
static LISTS: Member = Member::element().list(&SPARSE_LIST).sparse();
static MAPS: Member = Member::value().map(&KEY, &SECRET_VALUE);
static KEY: Member = Member::value().wire_names(&WireNames::new().xml("K"));
static SECRET_KEY: Member = Member::value().sensitive();
static SECRET_VALUE: Member = Member::value().sensitive();

structure! {
    /// One member of each kind.
    #[derive(Clone, Debug, PartialEq)]
    Everything EVERYTHING "test#Everything" {
        0 text: String = member!(0, "text").required();
        1 boolean: bool = member!(1, "boolean", json = "is it?").required()
            .wire_names(&WireNames::new().xml("xsi:is")).xml_attribute();
        2 byte: i8 = member!(2, "byte").required();
        3 short: Option<i16> = member!(3, "short").wire_names(&WireNames::new().xml("Short"));
        4 integer: Option<i32> = member!(4, "integer");
        5 long: i64 = member!(5, "long").required();
        6 float: Option<f32> = member!(6, "float");
        7 double: Option<f64> = member!(7, "double");
        8 big_integer: Option<BigInteger> = member!(8, "bigInteger");
        9 big_decimal: BigDecimal = member!(9, "bigDecimal").required();
        10 blob: Option<Blob> = member!(10, "blob").xml_attribute();
        11 epoch: Option<Timestamp> = member!(11, "epoch");
        12 date_time: Option<Timestamp> = member!(12, "dateTime").timestamp_format(TimestampFormat::DateTime);
        13 http_dates: Vec<Timestamp> = member!(13, "httpDates").required().list(&DATES).xml_flattened();
        14 document: Option<Document> = member!(14, "document");
        15 lists: Option<Vec<Option<Vec<Option<String>>>>> = member!(15, "lists").list(&LISTS).sparse();
        16 maps: Option<Map<String, Map<String, i32>>> = member!(16, "maps").map(&SECRET_KEY, &MAPS);
        17 children: Option<Map<String, Everything>> = member!(17, "children", json = "ch\\\"ildren")
            .wire_names(&CHILDREN);
        18 child: Option<Box<Everything>> = member!(18, "child");
        19 choice: Option<Choice> = member!(19, "choice");
        20 choices: Option<Vec<Choice>> = member!(20, "choices");
        21 sparse_map: Option<Map<String, Option<bool>>> = member!(21, "sparseMap").sparse();
    }
}

/// A union that may nest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice {
    Text(String),
    Same(Box<Choice>),
    Many(Vec<Choice>),
    Everything(Box<Everything>),
    Unknown(String),
}

static CHOICE: Schema = Schema::new(
    "test#Choice",
    &[
        member!(0, "text"),
        member!(1, "same"),
        member!(2, "many"),
        member!(3, "everything", json = "every\\u0001"),
    ],
);

impl SerializableShape for Choice {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        serializer.write_structure(member, self)
    }
}

impl HasSchema for Choice {
    fn schema(&self) -> &'static Schema {
        &CHOICE
    }
}

impl SerializableStruct for Choice {
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        let members = CHOICE.members();
        match self {
            Self::Text(value) => value.serialize(&members[0], serializer),
            Self::Same(value) => value.serialize(&members[1], serializer),
            Self::Many(value) => value.serialize(&members[2], serializer),
            Self::Everything(value) => value.serialize(&members[3], serializer),
            Self::Unknown(_) => Err(EncodeError::new("an unknown variant", "")),
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
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        deserializer.read_union(self)
    }
}

impl DeserializableUnion for Choice {
    fn deserialize_variant(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        use farrier_runtime::serde::read;
        *self = match member.index() {
            0 => Self::Text(read(member, deserializer)?),
            1 => Self::Same(read(member, deserializer)?),
            2 => Self::Many(read(member, deserializer)?),
            _ => Self::Everything(read(member, deserializer)?),
        };
        Ok(())
    }

    fn set_unknown(&mut self, tag: &str) {
        *self = Self::Unknown(tag.to_owned());
    }
}
