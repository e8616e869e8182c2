//! Speed of the CBOR codec against ciborium with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench cbor`. Each side reads what it writes itself, since they differ in the widths of
//! floats and the tag of timestamps. Rounds of the two take turns, so that both meet the same machine.

use std::{hint::black_box, time::Instant};

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::ROOT,
    serde::{DeserializableShape, SerializableShape},
};
use serde::{Serialize, de::DeserializeOwned};

#[macro_use]
mod job;
mod listing;

use job::Response;
use listing::Listing;

const ROUNDS: usize = 1_001;
/// Time of one round, about: far shorter than what an operating system grants at once, so that on a busy machine, too,
/// most rounds are not interrupted.
const ROUND_NANOSECONDS: f64 = 100_000.0;

fn main() {
    measure::<Response>("a structure", &job::response());
    measure::<Listing>("a list", &listing::listing());
}

/// Compares both directions of one value.
fn measure<T>(what: &str, value: &T)
where
    T: SerializableShape + DeserializableShape + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let (ours, theirs) = (encode(value), serde_encode(value));
    assert_eq!(decode::<T>(&ours), *value);
    assert_eq!(serde_decode::<T>(&theirs), *value);
    println!("{what}: {} bytes", ours.len());
    compare("decode", || decode::<T>(&ours), || serde_decode::<T>(&theirs));
    compare("encode", || encode(value), || serde_encode(value));
}

fn encode<T: SerializableShape>(value: &T) -> Vec<u8> {
    Cbor::RPC_V2.encode(&ROOT, value).expect("encodes")
}

fn decode<T: DeserializableShape>(bytes: &[u8]) -> T {
    let mut value = T::empty();
    Cbor::RPC_V2.decode(bytes, &ROOT, &mut value, Policy::Lenient, Limits::default()).expect("decodes");
    value
}

fn serde_encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("encodes");
    bytes
}

fn serde_decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    ciborium::from_reader(bytes).expect("decodes")
}

/// Prints the medians of both and how many times as fast the first is.
fn compare<A, B>(what: &str, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) {
    let one = median((0..9).map(|_| round(10, &mut theirs)).collect());
    let iterations = (ROUND_NANOSECONDS / one) as u32 + 1;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(round(iterations, &mut ours));
        times.1.push(round(iterations, &mut theirs));
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    println!(
        "  {what:8} farrier {ours:10.1} ns   ciborium {theirs:10.1} ns   {:.2} times as fast",
        theirs / ours
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
