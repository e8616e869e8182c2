//! Speed of the XML codec against quick-xml with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench xml`. Rounds of the two take turns, so that both meet the same machine.

use std::{hint::black_box, time::Instant};

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, xml::Xml},
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
    measure::<Listing>("a flattened list", &listing::listing());
}

/// Compares both directions of one value, whose text both write alike.
fn measure<T>(what: &str, value: &T)
where
    T: SerializableShape + DeserializableShape + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let encoded = Xml::REST.encode(&ROOT, value).expect("encodes");
    let text = String::from_utf8(encoded).expect("UTF-8");
    assert_eq!(farrier::<T>(&text), *value);
    assert_eq!(quick::<T>(&text), *value);
    println!("{what}: {} bytes", text.len());
    compare("decode", || farrier::<T>(&text), || quick::<T>(&text));
    compare(
        "encode",
        || Xml::REST.encode(&ROOT, value).expect("encodes"),
        || quick_xml::se::to_string(value).expect("encodes"),
    );
}

fn farrier<T: DeserializableShape>(text: &str) -> T {
    let mut value = T::empty();
    Xml::REST
        .decode(text.as_bytes(), &ROOT, &mut value, Policy::Lenient, Limits::default())
        .expect("decodes");
    value
}

fn quick<T: DeserializeOwned>(text: &str) -> T {
    quick_xml::de::from_str(text).expect("decodes")
}

/// Prints the medians of both and how many times as fast the first is.
fn compare<A, B>(what: &str, mut farrier: impl FnMut() -> A, mut quick: impl FnMut() -> B) {
    let one = median((0..9).map(|_| round(100, &mut quick)).collect());
    let iterations = (ROUND_NANOSECONDS / one) as u32 + 1;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(round(iterations, &mut farrier));
        times.1.push(round(iterations, &mut quick));
    }
    let (farrier, quick) = (median(times.0), median(times.1));
    println!(
        "  {what:8} farrier {farrier:9.1} ns   quick-xml {quick:9.1} ns   {:.2} times as fast",
        quick / farrier
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
