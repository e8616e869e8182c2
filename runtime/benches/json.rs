//! Speed of the JSON codec against serde_json with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench json`. Rounds of the two take turns, so that both meet the same machine.

use std::{collections::BTreeMap, hint::black_box, time::Instant};

use farrier_runtime::{
    Document,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::{MemberSet, ROOT},
    serde::DeserializableShape as _,
};

mod job;

use job::Response;

const ROUNDS: usize = 1_001;
/// Time of one round, about: far shorter than what an operating system grants at once, so that on a busy machine, too,
/// most rounds are not interrupted.
const ROUND_NANOSECONDS: f64 = 100_000.0;

fn main() {
    let response = job::response();
    let compact = Json::REST.encode_members(&response, MemberSet::All).expect("encodes");
    let value: serde_json::Value = serde_json::from_slice(&compact).expect("is JSON");
    let indented = serde_json::to_vec_pretty(&value).expect("is written");
    assert_eq!(farrier_decode(&compact), response);
    assert_eq!(serde_decode(&compact), response);
    println!("message of {} bytes", compact.len());

    compare("decode", || farrier_decode(&compact), || serde_decode(&compact));
    compare("decode, other order", || farrier_decode(&indented), || serde_decode(&indented));
    compare(
        "encode",
        || Json::REST.encode_members(&response, MemberSet::All).expect("encodes"),
        || serde_json::to_vec(&response).expect("encodes"),
    );
    let tags: BTreeMap<String, String> =
        (0..64).map(|index| (format!("key-{index}"), format!("some value of {index}"))).collect();
    let text = serde_json::to_vec(&tags).expect("encodes");
    compare(
        "decode a map",
        || farrier_map(&text),
        || serde_json::from_slice::<BTreeMap<String, String>>(&text).expect("decodes"),
    );
    compare(
        "encode a map",
        || Json::REST.encode(&ROOT, &tags).expect("encodes"),
        || serde_json::to_vec(&tags).expect("encodes"),
    );
    let numbers: Vec<f64> = (0..256).map(|index| f64::from(index).sqrt() * 100.0).collect();
    let text = serde_json::to_vec(&numbers).expect("encodes");
    compare(
        "decode doubles",
        || farrier_doubles(&text),
        || serde_json::from_slice::<Vec<f64>>(&text).expect("decodes"),
    );
    compare(
        "encode doubles",
        || Json::REST.encode(&ROOT, &numbers).expect("encodes"),
        || serde_json::to_vec(&numbers).expect("encodes"),
    );
    compare(
        "decode a document",
        || farrier_document(&indented),
        || serde_json::from_slice::<serde_json::Value>(&indented).expect("decodes"),
    );
}

fn farrier_decode(text: &[u8]) -> Response {
    let mut response = Response::empty();
    Json::REST
        .decode_members(text, &mut response, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    response
}

fn serde_decode(text: &[u8]) -> Response {
    serde_json::from_slice(text).expect("decodes")
}

fn farrier_map(text: &[u8]) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    Json::REST.decode(text, &ROOT, &mut map, Policy::Lenient, Limits::default()).expect("decodes");
    map
}

fn farrier_doubles(text: &[u8]) -> Vec<f64> {
    let mut numbers = Vec::new();
    Json::REST.decode(text, &ROOT, &mut numbers, Policy::Lenient, Limits::default()).expect("decodes");
    numbers
}

fn farrier_document(text: &[u8]) -> Document {
    let mut document = Document::Null;
    Json::REST.decode(text, &ROOT, &mut document, Policy::Lenient, Limits::default()).expect("decodes");
    document
}

/// Prints the medians of both and how many times as fast the first is. Arguments choose what is measured by name.
fn compare<A, B>(what: &str, mut farrier: impl FnMut() -> A, mut serde: impl FnMut() -> B) {
    let mut chosen = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    if chosen.peek().is_some() && !chosen.any(|name| name == what) {
        return;
    }
    let one = median((0..9).map(|_| round(100, &mut serde)).collect());
    let iterations = (ROUND_NANOSECONDS / one) as u32 + 1;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(round(iterations, &mut farrier));
        times.1.push(round(iterations, &mut serde));
    }
    let (farrier, serde) = (median(times.0), median(times.1));
    println!(
        "{what:22} farrier {farrier:8.1} ns   serde_json {serde:8.1} ns   {:.2} times as fast",
        serde / farrier
    );
}

/// Nanoseconds of one call.
fn round<T>(iterations: u32, call: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..iterations {
        black_box(call());
    }
    start.elapsed().as_nanos() as f64 / f64::from(iterations)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
