//! Texts that are no model: each is refused with what is wrong, and nothing makes loading fail in another way.

use farrier_codegen::smithy::{Source, load};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{errors, file, only, refused, source};

#[test]
fn what_is_no_model_is_one_clear_problem() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let cases: [(&[u8], &str, &str); 9] = [
        (b"", "@0", "ends too early"),
        (b"{\n \"smithy\": \"2.0\",\n \"shapes\": }", "@31", "malformed JSON: expected value"),
        (b"{ \"smithy\": \"\xFF\" }", "@13", "not UTF-8"),
        (b"\xEF\xBB\xBF{}", "@0", "byte order mark"),
        (b"\xFF\xFE{\0}\0", "@0", "UTF-16"),
        (deep.as_bytes(), "@127", "nested more than 127 levels deep"),
        (b"[]", "", "is an object, this is an array"),
        (b"{}", "", "`smithy` is missing"),
        (b"{ \"smithy\": \"3.0\" }", "smithy", "`3.0` is unknown"),
    ];
    for (bytes, expected, message) in cases {
        let problems = refused(vec![Source { name: "m.json".to_owned(), bytes: bytes.to_vec() }]);
        let (problem, place) = only(&problems);
        assert_eq!(place, expected, "{}", problem.message);
        assert!(problem.message.contains(message), "{}", problem.message);
    }
}

#[test]
fn all_problems_of_a_broken_model_are_found_in_one_run() {
    let problems = refused(vec![file(json!({
        "Bad": { "type": "string" },
        "a#Strange": { "type": "strcture" },
        "a#Untyped": {},
        "a#Array": [],
        "a#S$m": { "type": "string" },
        "a#L": { "type": "list" },
        "a#T": { "type": "structure", "members": {
            "a-b": { "target": "smithy.api#String" }, "c": {}, "d": { "target": "String" }, "e": 1,
            "f": { "target": "smithy.api#String", "traits": { "required": {} } } } },
        "a#O": { "type": "operation", "input": "a#T", "errors": {} },
        "a#V": { "type": "service", "version": 1, "rename": { "x": "y" } },
    }))]);
    let mut places: Vec<String> = errors(&problems).into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(
        places,
        [
            "shapes/Bad",
            "shapes/a#Array",
            "shapes/a#L",
            "shapes/a#O/errors",
            "shapes/a#O/input",
            "shapes/a#S$m",
            "shapes/a#Strange/type",
            "shapes/a#T/members/a-b",
            "shapes/a#T/members/c",
            "shapes/a#T/members/d/target",
            "shapes/a#T/members/e",
            "shapes/a#T/members/f/traits/required",
            "shapes/a#Untyped",
            "shapes/a#V/rename/x",
            "shapes/a#V/version",
        ]
    );
    let strange =
        problems.problems.iter().find(|problem| problem.message.contains("strcture")).expect("the problem");
    assert_eq!(strange.help, "did you mean `structure`?");
}

/// JSON that resembles a model, right or wrong.
fn arbitrary_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "a#S",
        "a#S$m",
        "a#T",
        "smithy.api#String",
        "smithy.api#Unit",
        "string",
        "structure",
        "list",
        "map",
        "service",
        "operation",
        "resource",
        "enum",
        "apply",
        "set",
        "2.0",
        "1.0",
        "GET",
        "/{a}",
        "{a}",
        "",
        "#",
        "$",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "smithy",
        "shapes",
        "metadata",
        "type",
        "traits",
        "members",
        "member",
        "key",
        "value",
        "target",
        "mixins",
        "input",
        "errors",
        "operations",
        "rename",
        "identifiers",
        "a#S",
        "a#T",
        "a#S$m",
        "a#S$key",
        "m",
        "smithy.api#enum",
        "smithy.api#http",
        "smithy.api#endpoint",
        "smithy.api#length",
        "smithy.api#mixin",
        "smithy.api#default",
        "smithy.api#documentation",
        "smithy.api#box",
        "uri",
        "method",
        "hostPrefix",
        "name",
        "min",
    ]);
    leaf.prop_recursive(8, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..6).prop_map(|entries| entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_bytes_are_loaded_or_refused(bytes: Vec<u8>) {
        if let Err(problems) = load(vec![Source { name: String::new(), bytes }]) {
            prop_assert!(!problems.problems.is_empty());
        }
    }

    #[test]
    fn any_json_is_loaded_or_refused(shapes in arbitrary_json(), traits in arbitrary_json(), whole in arbitrary_json()) {
        let one = json!({ "smithy": "1.0", "shapes": shapes });
        let other = json!({ "smithy": "2.0", "shapes": { "a#S": { "type": "structure", "members": {
            "m": { "target": "smithy.api#String", "traits": traits.clone() } }, "traits": traits } } });
        let sources = [one, other, whole].map(|text| source("", text)).to_vec();
        if let Err(problems) = load(sources) {
            prop_assert!(!problems.problems.is_empty());
        }
    }
}
