//! Smithy's own error for invalid input, `smithy.framework#ValidationException`.

use std::fmt;

use crate::{
    error::EncodeError,
    member,
    operation::{ErrorSchema, ErrorShape, SerializableError},
    schema::{Member, Schema},
    serde::{HasSchema, MemberWriter, SerializableStruct},
    validate::ValidationError,
};

/// The input of a request violates the model's constraints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationException {
    /// Every violation in one sentence each, after their count.
    pub message: String,
    /// The violations.
    pub field_list: Vec<FieldError>,
}

/// One violated constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the value, such as `/status/queuedPosition`.
    pub path: String,
    /// What was violated.
    pub message: String,
}

static MEMBERS: [Member; 2] = [member!(0, "message").required(), member!(1, "fieldList").list(&FIELD)];
static SCHEMA: Schema = Schema::new("smithy.framework#ValidationException", &MEMBERS);
static FIELD: Member = Member::element();
static FIELD_MEMBERS: [Member; 2] = [member!(0, "path").required(), member!(1, "message").required()];
static FIELD_SCHEMA: Schema = Schema::new("smithy.framework#ValidationExceptionField", &FIELD_MEMBERS);

impl From<&ValidationError> for ValidationException {
    fn from(error: &ValidationError) -> Self {
        let field = |violation: &crate::validate::Violation| FieldError {
            path: violation.path().to_owned(),
            message: violation.message().to_owned(),
        };
        Self { message: error.to_string(), field_list: error.violations().iter().map(field).collect() }
    }
}

impl fmt::Display for ValidationException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValidationException {}

impl HasSchema for ValidationException {
    fn schema(&self) -> &'static Schema {
        &SCHEMA
    }
}

impl SerializableStruct for ValidationException {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        writer.structure(&[&self.message, &self.field_list])
    }
}

impl HasSchema for FieldError {
    fn schema(&self) -> &'static Schema {
        &FIELD_SCHEMA
    }
}

impl SerializableStruct for FieldError {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        writer.structure(&[&self.path, &self.message])
    }
}

impl ErrorShape for ValidationException {
    fn error_schema(&self) -> ErrorSchema {
        ErrorSchema::new(SCHEMA.name(), 400)
    }
}

impl SerializableError for ValidationException {}
