//! Hand-written shapes and operations, as the generator would write them.
#![allow(dead_code, reason = "each test takes what it needs")]

use farrier_runtime::operation::{
    ErrorEnum, ErrorSource, InnerError, OperationError, SerializableError, ServerError, UnhandledError,
};

/// Defines a structure with its schema.
#[macro_export]
macro_rules! structure {
    ($name:ident, $id:literal { $($field:ident: $type:ty = $index:tt $member:expr;)* }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name { $(pub(crate) $field: $type,)* }
        impl $name {
            pub(crate) const MEMBERS: &'static [::farrier_runtime::schema::Member] = {
                static MEMBERS: &[::farrier_runtime::schema::Member] = &[$($member),*];
                MEMBERS
            };
            fn schema() -> &'static ::farrier_runtime::schema::Schema {
                static SCHEMA: ::farrier_runtime::schema::Schema =
                    ::farrier_runtime::schema::Schema::new($id, $name::MEMBERS);
                &SCHEMA
            }
        }
        impl ::farrier_runtime::serde::HasSchema for $name {
            fn schema(&self) -> &'static ::farrier_runtime::schema::Schema { Self::schema() }
        }

        impl ::farrier_runtime::serde::SerializableStruct for $name {
            fn write_members(
                &self,
                writer: &mut ::farrier_runtime::serde::MemberWriter<'_>,
            ) -> Result<(), ::farrier_runtime::EncodeError> {
                writer.structure(&[$(&self.$field),*])
            }
        }

        impl ::farrier_runtime::serde::DeserializableStruct for $name {
            fn empty_structure() -> Self {
                Self { $($field: ::farrier_runtime::serde::DeserializableShape::empty(),)* }
            }

            fn read_member(
                &mut self,
                index: usize,
                _reader: &mut ::farrier_runtime::serde::MemberReader<'_>,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                match index {
                    $($index => _reader.read(&mut self.$field),)*
                    _ => Ok(()),
                }
            }
        }
    };
}

/// The error enum of an operation without errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoErrors(pub(crate) UnhandledError);

impl std::fmt::Display for NoErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NoErrors {}

impl OperationError for NoErrors {
    const ERRORS: &'static [farrier_runtime::operation::ErrorSchema] = &[];
    fn from_source(_: usize, source: &mut ErrorSource<'_>) -> Self {
        Self(source.unhandled())
    }
}

impl ServerError for NoErrors {
    fn serializable(&self) -> Option<&dyn SerializableError> {
        None
    }
}

impl ErrorEnum for NoErrors {
    fn inner(&self) -> InnerError<'_> {
        Err(&self.0)
    }
}

/// Defines an operation whose bindings are the expressions behind `write` and `read`, if it has any.
#[macro_export]
macro_rules! operation {
    ($name:ident: $input:ty => $output:ty, $error:ty, { $($field:ident: $value:expr),* $(,)? }
        $(request |$rw:ident, $ri:ident| $write_request:block |$rr:ident, $rt:ident| $read_request:block)?
        $(response |$pw:ident, $po:ident| $write_response:block |$pr:ident, $pt:ident| $read_response:block)?
    ) => {
        pub(crate) struct $name;
        impl ::farrier_runtime::operation::Operation for $name {
            type Input = $input;
            type Output = $output;
            type Error = $error;
            const SCHEMA: ::farrier_runtime::operation::OperationSchema =
                ::farrier_runtime::operation::OperationSchema { $($field: $value,)* ..$crate::http_support::SCHEMA };
            fn bind_request(
                _input: &$input,
                _request: &mut ::farrier_runtime::http::RequestWriter<'_>,
            ) {
                $( { let ($rw, $ri) = (_request, _input); $write_request } )?
            }
            fn read_request(
                _request: &mut ::farrier_runtime::http::RequestReader<'_>,
                _input: &mut $input,
            ) {
                $( { let ($rr, $rt) = (_request, _input); $read_request } )?
            }
            fn bind_response(
                _output: &$output,
                _response: &mut ::farrier_runtime::http::ResponseWriter<'_>,
            ) {
                $( { let ($pw, $po) = (_response, _output); $write_response } )?
            }
            fn read_response(
                _response: &mut ::farrier_runtime::http::ResponseReader<'_>,
                _output: &mut $output,
            ) {
                $( { let ($pr, $pt) = (_response, _output); $read_response } )?
            }
        }
    };
}

/// The service of the operations.
pub(crate) static SERVICE: farrier_runtime::operation::ServiceSchema =
    farrier_runtime::operation::ServiceSchema::new("test#Service", "2020-01-01");

/// What an operation has unless it says otherwise: no input, no output, `POST /`.
pub(crate) const SCHEMA: farrier_runtime::operation::OperationSchema =
    farrier_runtime::operation::OperationSchema {
        service: &SERVICE,
        id: "test#Operation",
        method: "POST",
        uri: "/",
        host_prefix: "",
        code: 200,
        input: farrier_runtime::operation::Body::Unit,
        output: farrier_runtime::operation::Body::Unit,
        checksum_required: false,
        gzip: false,
        unwrapped_output: false,
        idempotency_token: false,
        binds_host: false,
        input_content_type: false,
        output_content_type: false,
    };
