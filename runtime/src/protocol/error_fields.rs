//! What an error's body says whatever the error: its name and its message.

use super::ErrorDescription;
use crate::{
    codec::{Codec, Limits, Policy},
    error::DecodeError,
    member,
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableStruct, HasSchema, MemberReader},
    types::Document,
};

/// The name of an error without its namespace and without the URI that may follow a colon.
fn error_name(code: &str) -> Option<&str> {
    let code = code.split_once(':').map_or(code, |(code, _)| code);
    let name = code.split_once('#').map_or(code, |(_, name)| name).trim();
    (!name.is_empty()).then_some(name)
}

/// Describes an error by the name in its header, if there is one, and by what its body says.
pub(super) fn describe(
    codec: &dyn Codec,
    header: Option<&str>,
    body: &[u8],
    limits: Limits,
) -> ErrorDescription {
    let body = ErrorFields::of(codec, body, limits);
    let named = [header, body.text(TYPE), body.text(CODE)];
    let message = body.text(MESSAGE).or_else(|| body.text(CAPITAL_MESSAGE));
    ErrorDescription {
        codes: named.into_iter().flatten().filter_map(error_name).map(str::to_owned).collect(),
        message: message.map(str::to_owned),
        ..ErrorDescription::default()
    }
}

static FIELDS: Schema = Schema::new("farrier#ErrorFields", &FIELD_MEMBERS);
static FIELD_MEMBERS: [Member; 4] =
    [member!(0, "__type"), member!(1, "code"), member!(2, "message"), member!(3, "Message")];
const TYPE: usize = 0;
const CODE: usize = 1;
const MESSAGE: usize = 2;
const CAPITAL_MESSAGE: usize = 3;

/// The values of [`FIELDS`], each of any type: a modelled error may use these names for something else.
#[derive(Default)]
struct ErrorFields([Option<Document>; 4]);

impl ErrorFields {
    /// Reads an error's body. Nothing is found in one that is not of the codec's form, such as a proxy's page.
    fn of(codec: &dyn Codec, body: &[u8], limits: Limits) -> Self {
        let mut fields = Self::default();
        if body.is_empty() {
            return fields;
        }
        match codec.decode_members(body, &mut fields, MemberSet::All, Policy::Lenient, limits) {
            Ok(()) => fields,
            Err(_) => Self::default(),
        }
    }

    fn text(&self, index: usize) -> Option<&str> {
        match self.0.get(index) {
            Some(Some(Document::String(text))) => Some(text),
            _ => None,
        }
    }
}

impl HasSchema for ErrorFields {
    fn schema(&self) -> &'static Schema {
        &FIELDS
    }
}

impl DeserializableStruct for ErrorFields {
    fn empty_structure() -> Self {
        Self::default()
    }

    fn read_member(&mut self, index: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError> {
        match self.0.get_mut(index) {
            Some(field) => reader.read(field),
            None => Ok(()),
        }
    }
}
