//! Speed of the generated crate on CancelMetadataTransferJob's response, as medians and ratios of one run: decoding and
//! encoding it against serde_json with derived code for the same types.
//!
//! `cargo bench -p farrier-tests --bench operation`, or `cargo xtask bench codec`. Rounds of the two sides take turns,
//! so that both meet the same machine.

use bytes::Bytes;
use farrier_runtime::{
    Timestamp,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::MemberSet,
    serde::DeserializableShape as _,
};
use iottwinmaker::types::{
    CancelMetadataTransferJobResponse, ErrorCode, ErrorDetails, MetadataTransferJobProgress,
    MetadataTransferJobState, MetadataTransferJobStatus,
};

mod timing;

use timing::{ROUNDS, compare};

/// The same types as one writes them by hand for serde.
mod by_hand {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Response {
        pub(super) metadata_transfer_job_id: String,
        pub(super) arn: String,
        pub(super) update_date_time: f64,
        pub(super) status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) progress: Option<Progress>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Status {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) state: Option<State>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) error: Option<Details>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) queued_position: Option<i32>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub(super) enum State {
        Validating,
        Pending,
        Running,
        Cancelling,
        Error,
        Completed,
        Cancelled,
    }

    #[derive(Serialize, Deserialize)]
    pub(super) struct Details {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) code: Option<Code>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) message: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub(super) enum Code {
        ValidationError,
        InternalFailure,
        SyncInitializingError,
        SyncCreatingError,
        SyncProcessingError,
        SyncDeletingError,
        ProcessingError,
        CompositeComponentFailure,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Progress {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) total_count: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) succeeded_count: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) skipped_count: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) failed_count: Option<i32>,
    }
}

fn main() {
    let response = response();
    let body = Bytes::from(Json::REST.encode_members(&response, MemberSet::All).expect("encodes"));
    let by_hand: by_hand::Response = serde_json::from_slice(&body).expect("decodes");
    assert_eq!(decode(&body), response);
    println!("response of {} bytes, medians of {ROUNDS} rounds", body.len());
    compare(
        "decode",
        "serde_json",
        || decode(&body),
        || serde_json::from_slice::<by_hand::Response>(&body).expect("decodes"),
    );
    compare(
        "encode",
        "serde_json",
        || Json::REST.encode_members(&response, MemberSet::All).expect("encodes"),
        || serde_json::to_vec(&by_hand).expect("encodes"),
    );
}

fn response() -> CancelMetadataTransferJobResponse {
    let arn = "arn:aws:iottwinmaker:eu-west-1:123456789012:metadata-transfer-job/0a6b5f0e";
    let status = MetadataTransferJobStatus::new()
        .with_state(MetadataTransferJobState::Cancelled)
        .with_error(
            ErrorDetails::new().with_code(ErrorCode::ProcessingError).with_message("The job was cancelled."),
        )
        .with_queued_position(3);
    let progress = MetadataTransferJobProgress::new()
        .with_total_count(1_000)
        .with_succeeded_count(640)
        .with_skipped_count(12)
        .with_failed_count(1);
    let changed = Timestamp::from_milliseconds(1_700_000_000_123);
    CancelMetadataTransferJobResponse::new("0a6b5f0e-3f1c-4a55-9d5e-6d4f5b1c2d3e", arn, changed, status)
        .with_progress(progress)
}

fn decode(body: &[u8]) -> CancelMetadataTransferJobResponse {
    let mut response = CancelMetadataTransferJobResponse::empty();
    Json::REST
        .decode_members(body, &mut response, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    response
}
