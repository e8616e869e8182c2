//! Speed of the generated crate on CancelMetadataTransferJob's messages, as medians and ratios of one run: decoding and
//! encoding its response against serde_json with derived code for the same types, and validating its input against
//! code with the `regex` crate.
//!
//! `cargo bench -p farrier-tests --bench operation`, or `cargo xtask bench codec`. Rounds of the two sides take turns,
//! so that both meet the same machine.

use std::{hint::black_box, sync::LazyLock, time::Instant};

use bytes::Bytes;
use farrier_runtime::{
    Timestamp, Validate as _,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::MemberSet,
    serde::DeserializableShape as _,
};
use iottwinmaker::types::{
    CancelMetadataTransferJobRequest, CancelMetadataTransferJobResponse, ErrorCode, ErrorDetails,
    MetadataTransferJobProgress, MetadataTransferJobState, MetadataTransferJobStatus,
};

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

/// The pattern of the input's ID.
static ID: LazyLock<regex::Regex> =
    LazyLock::new(|| regex::Regex::new("^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$").expect("a pattern"));

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
    let input = CancelMetadataTransferJobRequest::new("0a6b5f0e-3f1c-4a55-9d5e-6d4f5b1c2d3e");
    compare("validate the input", "regex", || input.validate().is_ok(), || validate_by_hand(&input));
    unique_items();
}

/// How the time of `uniqueItems` grows: ten times the elements should take about ten times as long.
fn unique_items() {
    let time = |count: usize| {
        let lists: Vec<Vec<String>> =
            (0..count).map(|number| vec!["x".to_owned(), number.to_string()]).collect();
        let times = (0..5).map(|_| round(|| farrier_runtime::validate::is_unique(&lists), 1));
        median(times.collect()) / 1e6
    };
    let (few, many) = (time(10_000), time(100_000));
    println!(
        "uniqueItems          {few:>8.2} ms for 10,000 lists, {many:.2} ms for 100,000: {:.1} times",
        many / few
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

fn validate_by_hand(input: &CancelMetadataTransferJobRequest) -> bool {
    let id = &input.metadata_transfer_job_id;
    (1..=128).contains(&id.chars().count()) && ID.is_match(id)
}

const ROUNDS: usize = 101;
/// How long a round lasts, about.
const ROUND_NANOSECONDS: u128 = 2_000_000;

/// Prints the medians of both sides and their ratio.
fn compare<A, B>(what: &str, peer: &str, ours: impl Fn() -> A, theirs: impl Fn() -> B) {
    let (our_repeats, their_repeats) = (repeats(&ours), repeats(&theirs));
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(round(&ours, our_repeats));
        their_times.push(round(&theirs, their_repeats));
    }
    let (ours, theirs) = (median(our_times), median(their_times));
    println!("{what:<20} {ours:>8.1} ns   {peer:<10} {theirs:>8.1} ns   {:.2} times as fast", theirs / ours);
}

fn repeats<T>(work: impl Fn() -> T) -> u32 {
    let start = Instant::now();
    for _ in 0..100 {
        black_box(work());
    }
    let one = (start.elapsed().as_nanos() / 100).max(1);
    u32::try_from(ROUND_NANOSECONDS / one).unwrap_or(u32::MAX).max(1)
}

fn round<T>(work: impl Fn() -> T, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repeats)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
