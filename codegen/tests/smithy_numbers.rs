//! Numbers that 64 bits cannot hold keep their digits.

use farrier_codegen::smithy::{Model, Place, ShapeId, Source, load, traits};
use serde_json::json;

fn source(text: &str) -> Vec<Source> {
    vec![Source { name: "model.json".to_owned(), bytes: text.as_bytes().to_vec() }]
}

fn loaded(text: &str) -> Model {
    load(source(text)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn id(text: &str) -> ShapeId {
    ShapeId::parse(text).expect("a shape ID")
}

#[test]
fn parameters_of_protocol_tests_keep_their_digits() {
    let model = loaded(
        r#"{ "smithy": "2.0", "shapes": { "a#Get": { "type": "operation", "traits": {
            "smithy.test#httpRequestTests": [{ "id": "Big", "protocol": "a#p", "method": "GET", "uri": "/",
                "params": { "least": -9223372036854775809, "most": [18446744073709551616, 18446744073709551615],
                            "text": "18446744073709551616" } }] } } } }"#,
    );
    let traits = &model.shape(&id("a#Get")).expect("the operation").traits;
    let cases = traits.get::<traits::HttpRequestTests>().expect("the cases");
    let expected = json!({
        "least": "-9223372036854775809",
        "most": ["18446744073709551616", 18_446_744_073_709_551_615_u64],
        "text": "18446744073709551616",
    });
    assert_eq!(cases.0[0].params, Some(expected));
}

#[test]
fn defaults_of_big_numbers_keep_their_digits() {
    let model = loaded(
        r#"{ "smithy": "2.0", "shapes": { "a#S": { "type": "structure", "members": {
            "integer": { "target": "smithy.api#BigInteger", "traits": { "smithy.api#default": 123456789012345678901234567890 } },
            "decimal": { "target": "smithy.api#BigDecimal", "traits": { "smithy.api#default": -99999999999999999999 } } } } } }"#,
    );
    let default = |name: &str| {
        let member = model.member(&id(&format!("a#S${name}"))).expect("the member");
        member.traits.get::<traits::Default>().expect("the default").0.clone()
    };
    assert_eq!(default("integer"), json!("123456789012345678901234567890"));
    assert_eq!(default("decimal"), json!("-99999999999999999999"));
}

#[test]
fn a_great_number_is_no_string_to_other_traits() {
    let text = r#"{ "smithy": "2.0", "shapes": {
        "a#S": { "type": "string", "traits": { "smithy.api#pattern": 99999999999999999999 } },
        "a#L": { "type": "string", "traits": { "smithy.api#length": { "max": 99999999999999999999 } } },
        "a#R": { "type": "bigInteger", "traits": { "smithy.api#range": { "max": 99999999999999999999 } } } } }"#;
    let problems = load(source(text)).expect_err("two wrong traits");
    let messages: Vec<&str> = problems.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("expected a whole number"), "{messages:?}");
    assert!(messages[1].contains("expected a string, found a number"), "{messages:?}");
}

#[test]
fn a_great_number_does_not_shift_the_places_of_faults() {
    let text = r#"{ "a": 99999999999999999999, "b" }"#;
    let problems = load(source(text)).expect_err("broken JSON");
    assert_eq!(problems.problems[0].location.place, Place::Offset(text.find(" }").expect("the end") + 1));
}
