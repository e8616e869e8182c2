//! Speed of the JSON codec against serde_json with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench json`. Rounds of the two take turns, so that both meet the same machine.

use std::collections::BTreeMap;

use farrier_runtime::{
    Document, Map,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::{MemberSet, ROOT},
    serde::DeserializableShape as _,
};

mod job;
mod measure;

use job::Response;
use measure::compare;

fn main() {
    let response = job::response();
    let compact = Json::REST.encode_members(&response, MemberSet::All).expect("encodes");
    let value: serde_json::Value = serde_json::from_slice(&compact).expect("is JSON");
    let indented = serde_json::to_vec_pretty(&value).expect("is written");
    assert_eq!(farrier_decode(&compact), response);
    assert_eq!(serde_decode(&compact), response);
    println!("message of {} bytes", compact.len());

    compare("decode", "serde_json", || farrier_decode(&compact), || serde_decode(&compact));
    compare("decode, other order", "serde_json", || farrier_decode(&indented), || serde_decode(&indented));
    compare(
        "encode",
        "serde_json",
        || Json::REST.encode_members(&response, MemberSet::All).expect("encodes"),
        || serde_json::to_vec(&response).expect("encodes"),
    );
    let tags: BTreeMap<String, String> =
        (0..64).map(|index| (format!("key-{index}"), format!("some value of {index}"))).collect();
    let own_tags = Map::from(tags.clone());
    let text = serde_json::to_vec(&tags).expect("encodes");
    compare(
        "decode a map",
        "serde_json",
        || farrier_map(&text),
        || serde_json::from_slice::<BTreeMap<String, String>>(&text).expect("decodes"),
    );
    compare(
        "encode a map",
        "serde_json",
        || Json::REST.encode(&ROOT, &own_tags).expect("encodes"),
        || serde_json::to_vec(&tags).expect("encodes"),
    );
    let numbers: Vec<f64> = (0..256).map(|index| f64::from(index).sqrt() * 100.0).collect();
    let text = serde_json::to_vec(&numbers).expect("encodes");
    compare(
        "decode doubles",
        "serde_json",
        || farrier_doubles(&text),
        || serde_json::from_slice::<Vec<f64>>(&text).expect("decodes"),
    );
    compare(
        "encode doubles",
        "serde_json",
        || Json::REST.encode(&ROOT, &numbers).expect("encodes"),
        || serde_json::to_vec(&numbers).expect("encodes"),
    );
    compare(
        "decode a document",
        "serde_json",
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

fn farrier_map(text: &[u8]) -> Map<String, String> {
    let mut map = Map::new();
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
