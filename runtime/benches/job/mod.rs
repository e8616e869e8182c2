//! The response of CancelMetadataTransferJob, as the generator writes its shapes, beside serde's derive on the same types.

use farrier_runtime::{Timestamp, string_enum, structure, types::TimestampFormat};
use serde::{Deserialize, Serialize};

/// Writes a structure whose fields serde names as the model does.
macro_rules! shape {
    ($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* } $table:literal, $($rest:tt)*) => {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name { $($(#[$attribute])* pub(crate) $field: $type,)* }

        structure! { $name: $table, $($rest)* }
    };
}

shape! {
    Response {
        metadata_transfer_job_id: String,
        arn: String,
        #[serde(with = "epoch_seconds")]
        update_date_time: Timestamp,
        status: Status,
        progress: Option<Progress>,
    }
    "com.amazonaws.iottwinmaker#CancelMetadataTransferJobResponse", new(..) {
        0: metadata_transfer_job_id(String) = "metadataTransferJobId".required();
        1: arn(String) = "arn".required();
        2: update_date_time(Timestamp) = "updateDateTime".required().timestamp_format(TimestampFormat::EpochSeconds);
        3: status(Status) = "status".required();
        4: progress = "progress" / with_progress(Progress);
    }
}

shape! {
    Status { state: Option<State>, error: Option<ErrorDetails>, queued_position: Option<i32>, }
    "com.amazonaws.iottwinmaker#MetadataTransferJobStatus", new() {
        0: state = "state" / with_state(State);
        1: error = "error" / with_error(ErrorDetails);
        2: queued_position = "queuedPosition" / with_queued_position(i32);
    }
}

shape! {
    ErrorDetails { code: Option<ErrorCode>, message: Option<String>, }
    "com.amazonaws.iottwinmaker#ErrorDetails", new() {
        0: code = "code" / with_code(ErrorCode);
        1: message = "message" / with_message(String);
    }
}

shape! {
    Progress {
        total_count: Option<i32>,
        succeeded_count: Option<i32>,
        skipped_count: Option<i32>,
        failed_count: Option<i32>,
    }
    "com.amazonaws.iottwinmaker#MetadataTransferJobProgress", new() {
        0: total_count = "totalCount" / with_total_count(i32);
        1: succeeded_count = "succeededCount" / with_succeeded_count(i32);
        2: skipped_count = "skippedCount" / with_skipped_count(i32);
        3: failed_count = "failedCount" / with_failed_count(i32);
    }
}

string_enum! {
    /// The state of a job.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum State: Unknown {
        /// Being validated.
        0: Validating = "VALIDATING";
        /// Waiting.
        1: Pending = "PENDING";
        /// Running.
        2: Running = "RUNNING";
        /// Being cancelled.
        3: Cancelling = "CANCELLING";
        /// Failed.
        4: Error = "ERROR";
        /// Done.
        5: Completed = "COMPLETED";
        /// Cancelled.
        6: Cancelled = "CANCELLED";
    }
}

string_enum! {
    /// What went wrong.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum ErrorCode: Unknown {
        /// The request was not valid.
        0: ValidationError = "VALIDATION_ERROR";
        /// The service failed.
        1: InternalFailure = "INTERNAL_FAILURE";
        /// Processing failed.
        2: ProcessingError = "PROCESSING_ERROR";
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
