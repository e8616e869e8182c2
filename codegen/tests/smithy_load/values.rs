//! Values of traits, and keys that mean nothing.

use farrier_codegen::smithy::{Severity, traits};
use serde_json::json;

use super::{file, helps, loaded, only, refused, shape};

#[test]
fn wrong_trait_values_are_refused_where_they_stand() {
    let cases = [
        ("smithy.api#length", json!({ "min": -1 }), "/min", "whole number"),
        ("smithy.api#length", json!([]), "", "expected an object, found an array"),
        ("smithy.api#range", json!({ "max": "9" }), "/max", "expected a number, found a string"),
        ("smithy.api#pattern", json!(1), "", "expected a string, found a number"),
        ("smithy.api#tags", json!(["a", 1]), "/1", "expected a string, found a number"),
        ("smithy.api#error", json!("cleint"), "", "`cleint` is none of `client`, `server`"),
        ("smithy.api#required", json!("yes"), "", "expected an object"),
        ("smithy.api#httpError", json!(70000), "", "up to 65535"),
        ("smithy.api#http", json!({ "uri": "/" }), "", "the member `method` is missing"),
        ("smithy.api#http", json!({ "method": "G T", "uri": "/" }), "/method", "no HTTP method"),
        ("smithy.api#http", json!({ "method": "GET", "uri": "a" }), "/uri", "does not start with `/`"),
        ("smithy.api#http", json!({ "method": "GET", "uri": "/a{b}" }), "/uri", "no whole segment"),
        ("smithy.api#http", json!({ "method": "GET", "uri": "/a//b" }), "/uri", "empty segment"),
        ("smithy.api#http", json!({ "method": "GET", "uri": "/", "code": 20 }), "/code", "no HTTP status"),
        ("smithy.api#endpoint", json!({ "hostPrefix": "{a.b" }), "/hostPrefix", "`{` that no label"),
        ("smithy.api#enumValue", json!(1.5), "", "whole number"),
        ("smithy.api#auth", json!(["sigv4"]), "/0", "no absolute shape ID"),
        ("smithy.test#httpRequestTests", json!([{ "id": "a" }]), "/0", "the member `protocol` is missing"),
    ];
    for (id, value, inside, message) in cases {
        let problems =
            refused(vec![file(json!({ "a#S": { "type": "structure", "traits": { id: value } } }))]);
        let (problem, place) = only(&problems);
        assert_eq!(place, format!("shapes/a#S/traits/{id}{inside}"), "{}", problem.message);
        assert!(problem.message.contains(message), "{id}: {}", problem.message);
    }
}

#[test]
fn a_trait_whose_value_is_wrong_is_not_missing() {
    let input = json!({ "type": "structure", "members": { "prefix": { "target": "smithy.api#String",
        "traits": { "smithy.api#httpHeader": 1 } } } });
    let error = json!({ "type": "structure", "traits": { "smithy.api#error": "cleint", "smithy.api#httpError": 404 } });
    let operation = json!({ "type": "operation", "input": { "target": "a#I" }, "errors": [{ "target": "a#E" }],
        "traits": { "smithy.api#http": { "uri": "/" } } });
    let service = json!({ "type": "service", "version": "1", "operations": [{ "target": "a#O" }],
        "traits": { "aws.protocols#restJson1": {} } });
    let shapes = json!({ "a#I": input, "a#E": error, "a#O": operation, "a#S": service });
    let problems = refused(vec![file(shapes)]);
    let errors: Vec<_> =
        problems.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    let expected = [
        "the trait `smithy.api#error` is wrong",
        "`smithy.api#httpHeader` is wrong",
        "`smithy.api#http` is wrong",
    ];
    assert_eq!(errors.len(), expected.len(), "{problems}");
    for (error, expected) in errors.iter().zip(expected) {
        assert!(error.message.contains(expected), "{}", error.message);
    }
}

#[test]
fn a_wrong_value_in_a_mixin_is_told_once() {
    let other = json!({ "smithy.api#mixin": {}, "smithy.api#documentation": "An error." });
    let wrong = json!({ "smithy.api#mixin": {}, "smithy.api#error": "cleint" });
    let shapes = json!({
        "a#L": { "type": "structure", "traits": other },
        "a#M": { "type": "structure", "traits": wrong },
        "a#E": { "type": "structure", "mixins": [{ "target": "a#L" }, { "target": "a#M" }] },
        "a#O": { "type": "operation", "errors": [{ "target": "a#E" }] },
    });
    let problems = refused(vec![file(shapes)]);
    let (problem, place) = only(&problems);
    assert_eq!(place, "shapes/a#M/traits/smithy.api#error", "{}", problem.message);
}

#[test]
fn traits_have_their_typed_values() {
    let label = json!({ "target": "smithy.api#String", "traits": {
        "smithy.api#required": {}, "smithy.api#httpLabel": {}, "smithy.api#hostLabel": {} } });
    let input = json!({ "type": "structure", "members": { "b": label, "c": label, "t": { "target": "smithy.api#String" } } });
    let output = json!({ "type": "structure", "members": { "n": { "target": "smithy.api#String" },
        "l": { "target": "a#L" } } });
    let list = json!({ "type": "list", "member": { "target": "smithy.api#String" } });
    let model =
        loaded(vec![file(json!({ "a#I": input, "a#P": output, "a#L": list, "a#O": { "type": "operation",
        "input": { "target": "a#I" }, "output": { "target": "a#P" }, "traits": {
        "smithy.api#http": { "method": "PUT", "uri": "/a/{b}/{c+}/d?x=1&y", "code": 202 },
        "smithy.api#endpoint": { "hostPrefix": "api.{b}{c}." },
        "smithy.api#paginated": { "inputToken": "t", "outputToken": "n", "items": "l" },
    } } }))]);
    let traits = &shape(&model, "a#O").traits;
    let http: &traits::Http = traits.get().expect("http");
    let text = |text: &str| text.to_owned();
    assert_eq!(
        http.uri.segments,
        [
            traits::Segment::Literal(text("a")),
            traits::Segment::Label(text("b")),
            traits::Segment::GreedyLabel(text("c")),
            traits::Segment::Literal(text("d")),
        ]
    );
    assert_eq!(http.uri.query, [(text("x"), Some(text("1"))), (text("y"), None)]);
    assert_eq!(
        (http.method.as_str(), http.code, http.uri.to_string()),
        ("PUT", 202, text("/a/{b}/{c+}/d?x=1&y"))
    );
    let endpoint: &traits::Endpoint = traits.get().expect("endpoint");
    let parts = [
        traits::HostPart::Literal(text("api.")),
        traits::HostPart::Label(text("b")),
        traits::HostPart::Label(text("c")),
        traits::HostPart::Literal(text(".")),
    ];
    assert_eq!(endpoint.host_prefix, parts);
    assert_eq!(endpoint.to_string(), "api.{b}{c}.");
    let paginated: &traits::Paginated = traits.get().expect("paginated");
    assert_eq!((&paginated.input_token, &paginated.page_size), (&Some(text("t")), &None));
}

#[test]
fn doubtful_keys_are_warnings() {
    let model = loaded(vec![file(json!({
        "a#S": { "type": "string", "trais": {}, "traits": { "smithy.api#length": { "mim": 1, "min": 1 } } } }))]);
    let warnings = model.warnings().expect("warnings");
    assert_eq!(
        helps(warnings),
        [
            ("shapes/a#S/trais".to_owned(), "did you mean `traits`?"),
            ("shapes/a#S/traits/smithy.api#length/mim".to_owned(), "remove it, or correct its name"),
        ]
    );
}
