//! The unions of `alloy` in JSON, against hostile input.

use farrier_runtime::{
    DecodeError, EncodeError,
    codec::{Codec as _, Limits, Policy, json::Json},
    member,
    schema::{Member, ROOT, Schema},
    serde::{
        DeserializableShape, DeserializableUnion, HasSchema, MemberWriter, SerializableStruct,
        ShapeDeserializer, read,
    },
};

/// An untagged union whose first variants all begin with another one of it.
#[derive(Debug, PartialEq)]
enum Nest {
    Lists(Vec<Nest>),
    More(Vec<Nest>),
    Text(String),
    Unknown,
}

static NEST: Schema =
    Schema::new("test#Nest", &[member!(0, "lists"), member!(1, "more"), member!(2, "text")]).untagged();

impl HasSchema for Nest {
    fn schema(&self) -> &'static Schema {
        &NEST
    }
}

impl SerializableStruct for Nest {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Lists(value) => writer.variant(0, value),
            Self::More(value) => writer.variant(1, value),
            Self::Text(value) => writer.variant(2, value),
            Self::Unknown => Err(EncodeError::new("unknown", "")),
        }
    }
}

impl DeserializableShape for Nest {
    fn empty() -> Self {
        Self::Unknown
    }
    fn deserialize(
        &mut self,
        _: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        deserializer.read_union(self)
    }
}

impl DeserializableUnion for Nest {
    fn deserialize_variant(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        let mut list = Vec::empty();
        *self = match member.index() {
            2 => Self::Text(read(member, deserializer)?),
            index => {
                list.deserialize(member, deserializer)?;
                if index == 0 { Self::Lists(list) } else { Self::More(list) }
            }
        };
        Ok(())
    }
    fn set_unknown(&mut self, _: &str) {
        *self = Self::Unknown;
    }
}

fn decode(json: &str, limits: Limits) -> Result<Nest, DecodeError> {
    let mut value = Nest::empty();
    Json::SIMPLE_REST.decode(json.as_bytes(), &ROOT, &mut value, Policy::Lenient, limits).map(|()| value)
}

#[test]
fn an_untagged_union_comes_back_as_it_was_written() {
    let value =
        Nest::Lists(vec![Nest::Text("a".to_owned()), Nest::Lists(vec![]), Nest::Text("b".to_owned())]);
    let bytes = Json::SIMPLE_REST.encode(&ROOT, &value).expect("encodes");
    assert_eq!(String::from_utf8_lossy(&bytes), r#"["a",[],"b"]"#);
    assert_eq!(decode(r#"["a",[],"b"]"#, Limits::default()), Ok(value));
}

#[test]
fn a_value_that_no_variant_fits_is_unknown_to_a_client() {
    assert_eq!(decode("1", Limits::default()), Ok(Nest::Unknown));
}

#[test]
fn untagged_unions_in_each_other_are_given_up_before_they_take_long() {
    // Each level is tried twice, and the innermost value fits none: 2 to the 60 attempts without a bound.
    let json = format!("{}{{\"a\":}}{}", "[".repeat(60), "]".repeat(60));
    let error = decode(&json, Limits::default()).expect_err("not JSON in the middle");
    assert!(error.to_string().contains("too many attempts"), "{error}");
}

#[test]
fn other_protocols_write_it_with_its_tag() {
    let bytes = Json::REST.encode(&ROOT, &Nest::Text("a".to_owned())).expect("encodes");
    assert_eq!(String::from_utf8_lossy(&bytes), r#"{"text":"a"}"#);
}
