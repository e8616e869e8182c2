//! The response of CancelMetadataTransferJob, its functions written as the generator writes them, beside serde's
//! derive on the same types.

use farrier_runtime::{
    DecodeError, EncodeError, Timestamp, member,
    schema::{Member, Schema},
    serde::{
        DeserializableShape, DeserializableStruct, HasSchema, SerializableShape, SerializableStruct,
        ShapeDeserializer, ShapeSerializer,
    },
    types::TimestampFormat,
};
use serde::{Deserialize, Serialize};

/// A structure with the functions that the generator writes for one.
macro_rules! structure {
    (
        $name:ident $schema:ident $id:literal
        { $($(#[$attribute:meta])* $index:literal $field:ident: $type:ty = $member:expr;)* }
    ) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name { $($(#[$attribute])* pub(crate) $field: $type,)* }

        static $schema: Schema = Schema::new($id, &[$($member),*]);


        impl HasSchema for $name {
            #[inline]
            fn schema(&self) -> &'static Schema { &$schema }
        }

        impl SerializableStruct for $name {

            #[inline]
            fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
                $(SerializableShape::serialize(&self.$field, &$schema.members()[$index], serializer)?;)*
                Ok(())
            }
        }


        impl DeserializableStruct for $name {
            fn empty_structure() -> Self { Self { $($field: <$type as DeserializableShape>::empty(),)* } }


            #[inline]
            fn deserialize_member(
                &mut self,
                member: &'static Member,
                deserializer: &mut dyn ShapeDeserializer,
            ) -> Result<(), DecodeError> {
                match member.index() {
                    $($index => DeserializableShape::deserialize(&mut self.$field, member, deserializer),)*
                    _ => Ok(()),
                }
            }
        }
    };
}

/// An enum with the functions that the generator writes for one.
macro_rules! enumeration {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(crate) enum $name {
            $(#[serde(rename = $text)] $variant,)*
            #[serde(skip)]
            Unknown(String),
        }

        impl SerializableShape for $name {
            #[inline]
            fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
                serializer.write_string(member, match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                })
            }
        }

        impl DeserializableShape for $name {
            #[inline]
            fn empty() -> Self { Self::Unknown(String::new()) }

            #[inline]
            fn deserialize(
                &mut self,
                member: &'static Member,
                deserializer: &mut dyn ShapeDeserializer,
            ) -> Result<(), DecodeError> {
                *self = match &*deserializer.read_text(member)? {
                    $($text => Self::$variant,)*
                    text => Self::Unknown(text.to_owned()),
                };
                Ok(())
            }
        }
    };
}

structure! {
    Response RESPONSE "com.amazonaws.iottwinmaker#CancelMetadataTransferJobResponse" {
        0 metadata_transfer_job_id: String = member!(0, "metadataTransferJobId").required();
        1 arn: String = member!(1, "arn").required();
        #[serde(with = "epoch_seconds")]
        2 update_date_time: Timestamp = member!(2, "updateDateTime").required()
            .timestamp_format(TimestampFormat::EpochSeconds);
        3 status: Status = member!(3, "status").required();
        4 progress: Option<Progress> = member!(4, "progress");
    }
}

structure! {
    Status STATUS "com.amazonaws.iottwinmaker#MetadataTransferJobStatus" {
        0 state: Option<State> = member!(0, "state");
        1 error: Option<ErrorDetails> = member!(1, "error");
        2 queued_position: Option<i32> = member!(2, "queuedPosition");
    }
}

structure! {
    ErrorDetails ERROR_DETAILS "com.amazonaws.iottwinmaker#ErrorDetails" {
        0 code: Option<ErrorCode> = member!(0, "code");
        1 message: Option<String> = member!(1, "message");
    }
}

structure! {
    Progress PROGRESS "com.amazonaws.iottwinmaker#MetadataTransferJobProgress" {
        0 total_count: Option<i32> = member!(0, "totalCount");
        1 succeeded_count: Option<i32> = member!(1, "succeededCount");
        2 skipped_count: Option<i32> = member!(2, "skippedCount");
        3 failed_count: Option<i32> = member!(3, "failedCount");
    }
}

enumeration! {
    State {
        Validating = "VALIDATING",
        Pending = "PENDING",
        Running = "RUNNING",
        Cancelling = "CANCELLING",
        Error = "ERROR",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
    }
}

enumeration! {
    ErrorCode {
        ValidationError = "VALIDATION_ERROR",
        InternalFailure = "INTERNAL_FAILURE",
        ProcessingError = "PROCESSING_ERROR",
    }
}

/// A timestamp as serde's users write it: a double.
mod epoch_seconds {
    use farrier_runtime::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(timestamp: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(timestamp.to_seconds_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_seconds_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A message as the service sends it.
pub(crate) fn response() -> Response {
    Response {
        metadata_transfer_job_id: "TransferJob_2024-11-23T18-30-38_a1b2c3d4".to_owned(),
        arn: "arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/TransferJob_2024-11-23T18-30-38_a1b2c3d4"
            .to_owned(),
        update_date_time: Timestamp::from_milliseconds(1_732_386_638_123),
        status: Status {
            state: Some(State::Cancelled),
            error: Some(ErrorDetails {
                code: Some(ErrorCode::ProcessingError),
                message: Some("The job was cancelled while 3 of 1024 entities were still being processed.".to_owned()),
            }),
            queued_position: Some(0),
        },
        progress: Some(Progress {
            total_count: Some(1_024),
            succeeded_count: Some(1_021),
            skipped_count: Some(0),
            failed_count: Some(3),
        }),
    }
}
