//! Speed of the CBOR codec against ciborium with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench cbor`. Each side reads what it writes itself, since they differ in the widths
//! of floats and the tag of timestamps. Rounds of the two take turns, so that both meet the same machine.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::ROOT,
    serde::{DeserializableShape, SerializableShape},
};
use serde::{Serialize, de::DeserializeOwned};

#[macro_use]
mod job;
mod listing;
mod measure;

use job::Response;
use listing::Listing;
use measure::compare;

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
    compare("decode", "ciborium", || decode::<T>(&ours), || serde_decode::<T>(&theirs));
    compare("encode", "ciborium", || encode(value), || serde_encode(value));
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
