//! Speed of JSON on messages of 400 bytes to a mebibyte, against serde_json and sonic-rs with derived code for the same
//! types, as medians of one run.
//!
//! `cargo bench -p farrier-tests --bench json`, or `cargo xtask bench codec`. Rounds of the sides take turns, so that all
//! meet the same machine.

use std::{fmt::Debug, hint::black_box, time::Instant};

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::MemberSet,
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
};
use serde::{Serialize, de::DeserializeOwned};

mod by_hand;
mod messages;
mod ours;

use ours::{Entities, Job, Jobs, Scan};

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
    measure::<Job, by_hand::Job>("a job (structures)", &messages::job(7));
    measure::<Jobs, by_hand::Jobs>("ten jobs (structures)", &messages::jobs());
    measure::<Scan, by_hand::Scan>("a scan of 106 items (maps)", &messages::scan());
    measure::<Entities, by_hand::Entities>("2,400 entities (structures)", &messages::entities());
}

/// Allocators such as glibc's give memory back to the system until a large block was freed once. After it, as in a process
/// that has run for a while, no side pays for pages that are taken back and given again.
fn settle_the_allocator() {
    drop(black_box(vec![1_u8; 16 << 20]));
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
