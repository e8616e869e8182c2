//! JSON of any kind: this reader and serde_json accept the same texts and read the same values, but for duplicate
//! keys, depth and numbers beyond a double, where this reader is the stricter or the more capable.

use farrier_runtime::{
    Document,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::ROOT,
    types::Number,
};
use proptest::prelude::*;
use serde_json::Value;

fn read(text: &[u8]) -> Result<Document, farrier_runtime::DecodeError> {
    let mut document = Document::Null;
    Json::REST.decode(text, &ROOT, &mut document, Policy::Lenient, Limits::default())?;
    Ok(document)
}

/// Whether the two are the same value. serde_json's doubles may be off by the last bit.
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
        (Document::Number(a), Value::Number(b)) => match a {
            Number::Integer(a) => b.as_i64() == Some(*a),
            Number::Unsigned(a) => b.as_u64() == Some(*a),
            a => b.is_f64() && b.as_f64().is_some_and(|b| near(a.to_f64(), b)),
        },
        _ => false,
    }
}

fn near(a: f64, b: f64) -> bool {
    a.to_bits().abs_diff(b.to_bits()) <= 2
}

/// Checks one text. Texts with duplicate keys are not given.
fn agree(text: &[u8]) -> Result<(), String> {
    let shown = String::from_utf8_lossy(text);
    match (read(text), serde_json::from_slice::<Value>(text)) {
        (Ok(document), Ok(value)) if same(&document, &value) => Ok(()),
        (Ok(document), Ok(value)) => Err(format!("{shown}: {document:?} is not {value:?}")),
        (Err(_), Err(_)) => Ok(()),
        (Ok(_), Err(error)) if error.to_string().contains("number out of range") => Ok(()),
        (Err(error), Ok(_)) if error.message().contains("came before") => Ok(()),
        (Ok(document), Err(error)) => {
            Err(format!("{shown}: read as {document:?}, refused by serde_json: {error}"))
        }
        (Err(error), Ok(value)) => {
            Err(format!("{shown}: refused with {error}, read by serde_json as {value:?}"))
        }
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[\"\\\\\\x00-\\x20é😀]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn both_read_the_same_value_compact_and_indented(value in json()) {
        agree(value.to_string().as_bytes()).map_err(TestCaseError::fail)?;
        let indented = serde_json::to_vec_pretty(&value).expect("is written");
        agree(&indented).map_err(TestCaseError::fail)?;
        let document = read(&indented).expect("is read");
        let written = Json::REST.encode(&ROOT, &document).expect("encodes");
        prop_assert_eq!(read(&written).expect("is read again"), document);
    }

    #[test]
    fn documents_become_serde_jsons_values_and_come_back(value in json()) {
        let document = Document::from(value.clone());
        prop_assert!(same(&document, &value));
        prop_assert_eq!(Value::from(document), value);
    }

    #[test]
    fn both_judge_a_changed_text_alike(value in json(), place: prop::sample::Index, byte: u8) {
        let mut text = value.to_string().into_bytes();
        let place = place.index(text.len());
        text[place] = byte;
        agree(&text).map_err(TestCaseError::fail)?;
        text.truncate(place);
        agree(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn both_judge_soup_of_tokens_alike(
        tokens in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "\\ude00", "null", "true", "1", "-", "0", ".", "e",
                "+", " ", "\n", "\t", "\"a\"", "\"b\":", "\u{1}", "é", "/", "1.5", "1e400", "NaN", "\u{feff}",
            ]),
            0..12,
        )
    ) {
        agree(tokens.concat().as_bytes()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn both_judge_numbers_alike(text in "-?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{0,3})?") {
        agree(text.as_bytes()).map_err(TestCaseError::fail)?;
    }
}
