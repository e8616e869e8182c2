//! Speed of JSON on messages of 400 bytes to a mebibyte, against serde_json and sonic-rs with derived code for the same
//! types, as medians of one run.
//!
//! `cargo bench -p farrier-tests --bench json`, or `cargo xtask bench codec`. Rounds of the sides take turns, so that all
//! meet the same machine.

use std::{collections::BTreeMap, fmt::Debug, hint::black_box, time::Instant};

use farrier_runtime::{
    Timestamp,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::MemberSet,
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
};
use serde::{Serialize, de::DeserializeOwned};

mod by_hand;
mod ours;

use ours::{AttributeValue, Code, Details, Entities, Entity, Job, Jobs, Progress, Scan, State, Status};

const ROUNDS: usize = 301;
/// How long a round lasts, about: shorter than what an operating system grants at once, so that on a busy machine, too,
/// most rounds are not interrupted.
const ROUND_NANOSECONDS: f64 = 300_000.0;

fn main() {
    settle_the_allocator();
    println!("times as fast; medians of {ROUNDS} rounds");
    println!(
        "message                        bytes   decode: serde_json  sonic-rs   encode: serde_json  sonic-rs"
    );
    measure::<Job, by_hand::Job>("a job (structures)", &job(7));
    let jobs = Jobs::new()
        .with_metadata_transfer_job_summaries((0..10).map(job).collect())
        .with_next_token("eyJmcm9tIjoxMH0=");
    measure::<Jobs, by_hand::Jobs>("ten jobs (structures)", &jobs);
    let scan = Scan::new()
        .with_items((0..106).map(item).collect())
        .with_count(106)
        .with_scanned_count(120)
        .with_last_evaluated_key(BTreeMap::from([(
            "id".to_owned(),
            AttributeValue::S("order-105".to_owned()),
        )]));
    measure::<Scan, by_hand::Scan>("a scan of 106 items (maps)", &scan);
    let entities = Entities::new().with_entity_summaries((0..2_400).map(entity).collect());
    measure::<Entities, by_hand::Entities>("2,400 entities (structures)", &entities);
}

/// Allocators such as glibc's give memory back to the system until a large block was freed once. After it, as in a process
/// that has run for a while, no side pays for pages that are taken back and given again.
fn settle_the_allocator() {
    drop(black_box(vec![1_u8; 16 << 20]));
}

fn job(number: i64) -> Job {
    let id = format!("0a6b5f0e-3f1c-4a55-9d5e-{number:012}");
    Job::new()
        .with_arn(format!("arn:aws:iottwinmaker:eu-west-1:123456789012:metadata-transfer-job/{id}"))
        .with_metadata_transfer_job_id(id)
        .with_update_date_time(Timestamp::from_milliseconds(1_700_000_000_123 + number))
        .with_status(status(number))
        .with_progress(
            Progress::new()
                .with_total_count(1_000)
                .with_succeeded_count(640)
                .with_skipped_count(12)
                .with_failed_count(1),
        )
}

fn status(number: i64) -> Status {
    let status = Status::new().with_state(if number % 2 == 0 { State::Running } else { State::Cancelled });
    if number % 2 == 0 {
        return status;
    }
    status
        .with_error(Details::new().with_code(Code::ProcessingError).with_message("The job was cancelled."))
        .with_queued_position(3)
}

fn entity(number: i64) -> Entity {
    Entity::new()
        .with_entity_id(format!("6d4f5b1c-2d3e-4a55-9d5e-{number:012}"))
        .with_entity_name(format!("Mixer_{number}"))
        .with_arn(format!("arn:aws:iottwinmaker:eu-west-1:123456789012:workspace/factory/entity/{number}"))
        .with_parent_entity_id("$ROOT")
        .with_status(status(number))
        .with_description("Mixes what the \"hopper\" gives it: a drive, two valves and a thermometer.")
        .with_has_child_entities(number % 3 == 0)
        .with_creation_date_time(Timestamp::from_seconds(1_700_000_000 + number))
        .with_update_date_time(Timestamp::from_milliseconds(1_700_000_000_123 + number))
}

fn item(number: i64) -> BTreeMap<String, AttributeValue> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let line = |at: i64| {
        AttributeValue::M(BTreeMap::from([
            ("sku".to_owned(), text(&format!("SKU-{at:06}"))),
            ("quantity".to_owned(), AttributeValue::N((at % 7 + 1).to_string())),
        ]))
    };
    BTreeMap::from([
        ("id".to_owned(), text(&format!("order-{number}"))),
        ("customer".to_owned(), text("c0ffee00-3f1c-4a55-9d5e-6d4f5b1c2d3e")),
        ("total".to_owned(), AttributeValue::N(format!("{}.95", number * 3))),
        ("paid".to_owned(), AttributeValue::Bool(number % 2 == 0)),
        ("tags".to_owned(), AttributeValue::Ss(vec!["new".to_owned(), "gift".to_owned()])),
        ("lines".to_owned(), AttributeValue::L((0..4).map(|at| line(number + at)).collect())),
    ])
}

/// Prints one message's line.
fn measure<T, P>(name: &str, value: &T)
where
    T: SerializableStruct + DeserializableStruct + DeserializableShape + PartialEq + Debug,
    P: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let bytes = Json::REST.encode_members(value, MemberSet::All).expect("encodes");
    let decode = || {
        let mut value = T::empty();
        Json::REST
            .decode_members(&bytes, &mut value, MemberSet::All, Policy::Lenient, Limits::default())
            .expect("decodes");
        value
    };
    assert_eq!(&decode(), value);
    let peer: P = serde_json::from_slice(&bytes).expect("decodes");
    assert_eq!(sonic_rs::from_slice::<P>(&bytes).expect("decodes"), peer);
    let decoding = ratios(&decode, &|| serde_json::from_slice::<P>(&bytes).expect("decodes"), &|| {
        sonic_rs::from_slice::<P>(&bytes).expect("decodes")
    });
    let encoding = ratios(
        &|| Json::REST.encode_members(value, MemberSet::All).expect("encodes"),
        &|| serde_json::to_vec(&peer).expect("encodes"),
        &|| sonic_rs::to_vec(&peer).expect("encodes"),
    );
    println!(
        "{name:<28} {:>7}   {:>18.2} {:>9.2}   {:>18.2} {:>9.2}",
        bytes.len(),
        decoding[0],
        decoding[1],
        encoding[0],
        encoding[1]
    );
}

/// How many times as fast the first is as each of the others.
fn ratios<A, B, C>(ours: &dyn Fn() -> A, one: &dyn Fn() -> B, other: &dyn Fn() -> C) -> [f64; 2] {
    let works: [&dyn Fn(); 3] =
        [&|| drop(black_box(ours())), &|| drop(black_box(one())), &|| drop(black_box(other()))];
    let repeats = works.map(repeats);
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for ((work, repeats), times) in works.iter().zip(repeats).zip(&mut times) {
            times.push(round(*work, repeats));
        }
    }
    let [ours, one, other] = times.map(median);
    [one / ours, other / ours]
}

fn repeats(work: &dyn Fn()) -> u32 {
    let once = (0..5).map(|_| round(work, 1)).fold(f64::INFINITY, f64::min).max(1.0);
    ((ROUND_NANOSECONDS / once) as u32).max(1)
}

fn round(work: &dyn Fn(), repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        work();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repeats)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
