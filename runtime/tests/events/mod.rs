//! Shapes of events, for tests and fuzzing.

use farrier_runtime::{
    DecodeError, EncodeError, Validate, member,
    schema::{Member, MemberSet, Schema},
    serde::{
        DeserializableShape, DeserializableStruct, DeserializableUnion, HasSchema, SerializableShape,
        SerializableStruct, ShapeDeserializer, ShapeSerializer,
    },
};

/// The event `said`: a header, and a member in the body.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    /// A header.
    pub(crate) at: i64,
    /// A member in the body.
    pub(crate) text: Option<String>,
}

static SAID: Schema = Schema::new("test#Said", &SAID_MEMBERS).with_event_body(MemberSet::Only(&[1]));
static SAID_MEMBERS: [Member; 2] = [member!(0, "at").required().event_header(), member!(1, "text")];

impl HasSchema for Said {
    fn schema(&self) -> &'static Schema {
        &SAID
    }
}

impl SerializableStruct for Said {
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        self.at.serialize(&SAID_MEMBERS[0], serializer)?;
        self.text.serialize(&SAID_MEMBERS[1], serializer)
    }
}

impl DeserializableStruct for Said {
    fn deserialize_member(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        match member.index() {
            0 => self.at.deserialize(member, deserializer),
            _ => self.text.deserialize(member, deserializer),
        }
    }
}

/// The exception `failed`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Failed {
    /// What went wrong.
    pub(crate) message: Option<String>,
}

static FAILED: Schema = Schema::new("test#Failed", &FAILED_MEMBERS).error();
static FAILED_MEMBERS: [Member; 1] = [member!(0, "message")];

impl HasSchema for Failed {
    fn schema(&self) -> &'static Schema {
        &FAILED
    }
}

impl SerializableStruct for Failed {
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        self.message.serialize(&FAILED_MEMBERS[0], serializer)
    }
}

impl DeserializableStruct for Failed {
    fn deserialize_member(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        self.message.deserialize(member, deserializer)
    }
}

macro_rules! shape {
    ($($name:ident)*) => { $(
        impl SerializableShape for $name {
            fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
                serializer.write_structure(member, self)
            }
        }

        impl DeserializableShape for $name {
            fn empty() -> Self {
                Self::default()
            }
            fn deserialize(
                &mut self,
                _: &'static Member,
                deserializer: &mut dyn ShapeDeserializer,
            ) -> Result<(), DecodeError> {
                deserializer.read_structure(self)
            }
        }
    )* };
}

shape! { Said Failed }

#[derive(Clone, Debug, PartialEq)]
/// The union of both.
pub(crate) enum Event {
    /// An event.
    Said(Said),
    /// An exception.
    Failed(Failed),
    /// A variant that is not known.
    Unknown(String),
}

static EVENT: Schema = Schema::new("test#Event", &EVENT_MEMBERS);
static EVENT_MEMBERS: [Member; 2] = [member!(0, "said"), member!(1, "failed")];

impl HasSchema for Event {
    fn schema(&self) -> &'static Schema {
        &EVENT
    }
}

impl SerializableStruct for Event {
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        match self {
            Self::Said(value) => value.serialize(&EVENT_MEMBERS[0], serializer),
            Self::Failed(value) => value.serialize(&EVENT_MEMBERS[1], serializer),
            Self::Unknown(_) => Err(EncodeError::unknown_variant("Event")),
        }
    }
}

impl SerializableShape for Event {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        serializer.write_structure(member, self)
    }
}

impl DeserializableUnion for Event {
    fn deserialize_variant(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        if member.index() == 0 {
            let mut value = Said::default();
            value.deserialize(member, deserializer)?;
            *self = Self::Said(value);
        } else {
            let mut value = Failed::default();
            value.deserialize(member, deserializer)?;
            *self = Self::Failed(value);
        }
        Ok(())
    }

    fn set_unknown(&mut self, tag: &str) {
        *self = Self::Unknown(tag.to_owned());
    }
}

impl DeserializableShape for Event {
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

impl Validate for Event {
    fn check(
        &self,
        path: &farrier_runtime::validate::Path<'_>,
        violations: &mut farrier_runtime::validate::Violations,
    ) {
        if let Self::Said(_) = self {
            violations.present(&path.member("said").member("at"));
        }
    }
}
