//! Any bytes as a document: this reader and serde_json both accept or both refuse, and agree on the value. Behind
//! this reader's own checks, which are stricter: duplicate keys and depth.

#![no_main]

use farrier_runtime::{
    Document,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::ROOT,
    types::Number,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// serde_json's own limit is 128 levels; here it is never the first to refuse.
const LIMITS: Limits = Limits { max_depth: 100, max_parameters: 0 };

fuzz_target!(|bytes: &[u8]| {
    let mut document = Document::Null;
    let ours = Json::REST.decode(bytes, &ROOT, &mut document, Policy::Lenient, LIMITS);
    let theirs = serde_json::from_slice::<Value>(bytes);
    match (ours, theirs) {
        (Ok(()), Ok(value)) => {
            assert!(same(&document, &value), "{document:?} is not {value:?}");
            let written = Json::REST.encode(&ROOT, &document).expect("a document that was read is written");
            let mut again = Document::Null;
            Json::REST
                .decode(&written, &ROOT, &mut again, Policy::Lenient, LIMITS)
                .expect("what was written is read");
            assert_eq!(document, again);
        }
        (Err(_), Err(_)) => {}
        (Err(error), Ok(value)) => {
            let stricter = ["came before", "levels of nesting", "number is out of range"];
            let known = stricter.iter().any(|reason| error.message().contains(reason));
            assert!(known, "refused with {error}, though it is {value:?}");
        }
        (Ok(()), Err(error)) => panic!("read as {document:?}, though {error}"),
    }
});

fn same(document: &Document, value: &Value) -> bool {
    match (document, value) {
        (Document::Null, Value::Null) => true,
        (Document::Boolean(a), Value::Bool(b)) => a == b,
        (Document::String(a), Value::String(b)) => a == b,
        (Document::List(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Document::Map(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Document::Number(a), Value::Number(b)) => same_number(a, b.as_str()),
        _ => false,
    }
}

/// Whether our number is the one of the text that serde_json kept.
fn same_number(number: &Number, text: &str) -> bool {
    match number {
        Number::Integer(value) => text.parse() == Ok(*value),
        Number::Unsigned(value) => text.parse() == Ok(*value),
        Number::Double(value) => text.parse::<f64>().is_ok_and(|double| double.to_bits() == value.to_bits()),
        Number::Big(value) => text.parse().as_ref() == Ok(value),
    }
}
