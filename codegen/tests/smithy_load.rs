//! Loading: what comes out of JSON ASTs, and what is reported about broken ones.

use farrier_codegen::smithy::{
    Model, Place, Problem, Problems, Severity, Shape, ShapeId, ShapeKind, Source, load, traits,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn source(name: &str, text: impl ToString) -> Source {
    Source { name: name.to_owned(), bytes: text.to_string().into_bytes() }
}

/// A file of Smithy 2.0 with these shapes.
fn file(shapes: Value) -> Source {
    source("model.json", json!({ "smithy": "2.0", "shapes": shapes }))
}

/// A file of Smithy 1.0 with these shapes.
fn old_file(shapes: Value) -> Source {
    source("old.json", json!({ "smithy": "1.0", "shapes": shapes }))
}

fn loaded(sources: Vec<Source>) -> Model {
    load(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(sources: Vec<Source>) -> Problems {
    load(sources).expect_err("the model is broken")
}

fn id(text: &str) -> ShapeId {
    ShapeId::parse(text).expect("a shape ID")
}

fn shape<'m>(model: &'m Model, text: &str) -> &'m Shape {
    model.shape(&id(text)).expect("the shape is there")
}

fn names(shape: &Shape) -> Vec<&str> {
    shape.members().map(|member| member.name.as_str()).collect()
}

/// The only error, with its place as a path.
fn only(problems: &Problems) -> (&Problem, String) {
    let mut errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let problem = errors.next().expect("an error");
    assert_eq!(errors.next(), None, "one error only");
    (problem, place(&problem.location.place))
}

fn place(place: &Place) -> String {
    match place {
        Place::Offset(offset) => format!("@{offset}"),
        Place::Pointer { path, occurrence: 0 } => path.join("/"),
        Place::Pointer { path, occurrence } => format!("{} ({occurrence})", path.join("/")),
    }
}

/// Each error as its place and message.
fn errors(problems: &Problems) -> Vec<(String, String)> {
    let errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| (place(&problem.location.place), problem.message.clone())).collect()
}

#[test]
fn every_shape_type_is_read() {
    let target = |name: &str| json!({ "target": name });
    let mut shapes = json!({
        "a#E": { "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } },
        "a#I": { "type": "intEnum", "members": {
            "ONE": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 1 } } } },
        "a#L": { "type": "list", "member": target("a#E") },
        "a#M": { "type": "map", "key": target("smithy.api#String"), "value": target("a#S") },
        "a#S": { "type": "structure", "members": { "z": target("a#L"), "a": target("a#U") } },
        "a#U": { "type": "union", "members": { "s": target("smithy.api#String"), "m": target("a#M") } },
        "a#O": { "type": "operation", "input": target("a#S"), "output": target("smithy.api#Unit"), "errors": [target("a#X")],
            "traits": { "smithy.api#readonly": {} } },
        "a#X": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "server" } },
        "a#R": { "type": "resource", "identifiers": { "id": target("smithy.api#String") }, "list": target("a#O"),
            "properties": { "p": target("smithy.api#String") }, "collectionOperations": [target("a#O")],
            "resources": [target("a#Q")] },
        "a#Q": { "type": "resource", "identifiers": { "id": target("smithy.api#String") } },
        "a#V": { "type": "service", "version": "1", "operations": [target("a#O")], "resources": [target("a#R")],
            "errors": [target("a#X")], "rename": { "a#S": "T" } },
    });
    let simple = [
        "blob",
        "boolean",
        "string",
        "byte",
        "short",
        "integer",
        "long",
        "float",
        "double",
        "bigInteger",
        "bigDecimal",
        "timestamp",
        "document",
    ];
    for ty in simple {
        shapes[format!("a#simple_{ty}")] = json!({ "type": ty });
    }
    let model = loaded(vec![file(shapes)]);
    for ty in simple {
        assert_eq!(shape(&model, &format!("a#simple_{ty}")).kind.name(), ty);
    }
    assert_eq!(names(shape(&model, "a#S")), ["a", "z"]);
    assert_eq!(names(shape(&model, "a#M")), ["key", "value"]);
    let ShapeKind::Operation(operation) = &shape(&model, "a#O").kind else { panic!("an operation") };
    assert_eq!((operation.input.clone(), operation.output.clone()), (Some(id("a#S")), None));
    let ShapeKind::Resource(resource) = &shape(&model, "a#R").kind else { panic!("a resource") };
    assert_eq!(resource.all_operations().count(), 2);
    let ShapeKind::Service(service) = &shape(&model, "a#V").kind else { panic!("a service") };
    assert_eq!(service.rename.get(&id("a#S")).map(String::as_str), Some("T"));
    let value = shape(&model, "a#I").member("ONE").and_then(|member| member.traits.get());
    assert_eq!(value, Some(&traits::EnumValue::Integer(1)));
    assert!(model.warnings().is_none());
}

#[test]
fn members_keep_the_order_of_the_model() {
    let text = r#"{ "smithy": "2.0", "shapes": { "a#S": { "members": {
        "z": { "target": "smithy.api#String" }, "y": { "target": "smithy.api#Blob" }, "x": { "target": "smithy.api#Blob" },
        "a": { "target": "smithy.api#Blob" } }, "type": "structure" } } }"#;
    assert_eq!(names(shape(&loaded(vec![source("model.json", text)]), "a#S")), ["z", "y", "x", "a"]);
}

#[test]
fn files_that_agree_are_merged() {
    let one = json!({ "smithy": "2", "metadata": { "list": [1], "same": "x" }, "shapes": {
        "a#S": { "type": "string", "traits": { "x#y": { "a": 1, "b": 2 }, "smithy.api#length": { "min": 1 } } } } });
    let other = json!({ "smithy": "2.0", "metadata": { "list": [2], "same": "x", "more": {} }, "shapes": {
        "a#S": { "traits": { "smithy.api#length": { "min": 1 }, "x#y": { "b": 2, "a": 1 } }, "type": "string" },
        "b#T": { "type": "list", "member": { "target": "a#S" } } } });
    let model = loaded(vec![source("one.json", one), source("other.json", other)]);
    assert_eq!(model.shapes().len(), 2);
    assert_eq!(json!(model.metadata()), json!({ "list": [1, 2], "same": "x", "more": {} }));
    assert_eq!(shape(&model, "a#S").traits.raw("x#y"), Some(&json!({ "a": 1, "b": 2 })));
}

#[test]
fn files_that_contradict_each_other_are_refused_with_both_places() {
    let one = json!({ "smithy": "2.0", "metadata": { "key": 1 }, "shapes": { "a#S": { "type": "string" } } });
    let other = json!({ "smithy": "2.0", "metadata": { "key": 2 }, "shapes": { "a#S": { "type": "blob" } } });
    let problems = refused(vec![source("one.json", one), source("other.json", other)]);
    let found = problems.problems.iter().map(|problem| {
        let related = problem.related.as_ref().expect("the other place");
        (problem.location.source, place(&problem.location.place), related.source, place(&related.place))
    });
    let found: Vec<_> = found.collect();
    let expected = |path: &str| (1, path.to_owned(), 0, path.to_owned());
    assert_eq!(found, [expected("metadata/key"), expected("shapes/a#S")]);
}

#[test]
fn keys_that_come_twice_are_refused() {
    let text = r#"{ "smithy": "2.0", "shapes": {
        "a#S": { "type": "structure", "members": {
            "m": { "target": "smithy.api#String", "traits": { "x#t": 1, "x#t": 2 } },
            "m": { "target": "smithy.api#Blob" } } },
        "a#S": { "type": "string" },
        "a#S": { "type": "blob" } } }"#;
    let found = errors(&refused(vec![source("model.json", text)]));
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        [
            "shapes/a#S (1)",
            "shapes/a#S (2)",
            "shapes/a#S/members/m (1)",
            "shapes/a#S/members/m/traits/x#t (1)"
        ]
    );
}

#[test]
fn a_key_that_comes_twice_in_a_large_object_is_found() {
    let mut text = r#"{ "smithy": "2.0", "shapes": { "a#S7": { "type": "string" }"#.to_owned();
    for index in 0..100 {
        text += &format!(r#", "a#S{index}": {{ "type": "string" }}"#);
    }
    let problems = refused(vec![source("model.json", text + "} }")]);
    assert_eq!(only(&problems).1, "shapes/a#S7 (1)");
}

#[test]
fn applied_traits_reach_shapes_and_members() {
    let model = loaded(vec![
        file(json!({
            "a#S": { "type": "apply", "traits": { "smithy.api#documentation": "text", "smithy.api#tags": ["b"] } },
            "a#S$m": { "type": "apply", "traits": { "smithy.api#required": {} } },
        })),
        file(json!({ "a#S": { "type": "structure", "members": { "m": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#tags": ["a"] } } })),
    ]);
    let shape = shape(&model, "a#S");
    assert_eq!(shape.traits.get(), Some(&traits::Documentation("text".to_owned())));
    assert_eq!(
        shape.traits.get(),
        Some(&traits::Tags(vec!["a".to_owned(), "b".to_owned()])),
        "lists are joined"
    );
    assert!(model.traits_of(&id("a#S$m")).is_some_and(|traits| traits.has::<traits::Required>()));
    let location = model.trait_location(&id("a#S$m"), "smithy.api#required");
    assert_eq!(
        (location.source, place(&location.place)),
        (0, "shapes/a#S$m/traits/smithy.api#required".to_owned())
    );
    let location = model.location(&id("a#S$m"));
    assert_eq!((location.source, place(&location.place)), (1, "shapes/a#S/members/m".to_owned()));
}

#[test]
fn applied_traits_without_a_shape_or_with_another_value_are_refused() {
    let found = errors(&refused(vec![
        file(json!({
            "a#S": { "type": "apply", "traits": { "smithy.api#documentation": "two" } },
            "a#S$x": { "type": "apply", "traits": { "smithy.api#required": {} } },
            "a#T": { "type": "apply", "traits": {} },
        })),
        file(json!({ "a#S": { "type": "structure", "traits": { "smithy.api#documentation": "one" } } })),
    ]));
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["shapes/a#S/traits/smithy.api#documentation", "shapes/a#T", "shapes/a#S$x"]);
}

/// Two mixins, one upon the other, and a structure with both.
fn mixins() -> Value {
    json!({
        "a#One": { "type": "structure", "traits": { "smithy.api#mixin": { "localTraits": ["x#local"] }, "x#local": {},
            "x#shared": 1, "x#one": {} },
            "members": { "a": { "target": "smithy.api#String", "traits": { "x#t": 1, "x#u": 1 } },
                "b": { "target": "smithy.api#String" } } },
        "a#Two": { "type": "structure", "traits": { "smithy.api#mixin": {}, "x#shared": 2 }, "mixins": [{ "target": "a#One" }],
            "members": { "c": { "target": "smithy.api#Blob" } } },
        "a#S": { "type": "structure", "mixins": [{ "target": "a#Two" }], "traits": { "x#own": {} },
            "members": { "d": { "target": "smithy.api#Blob" },
                "a": { "target": "smithy.api#String", "traits": { "x#t": 2 } } } },
        "a#S$b": { "type": "apply", "traits": { "smithy.api#required": {} } },
    })
}

#[test]
fn mixins_bring_members_and_traits_in_their_order() {
    let model = loaded(vec![file(mixins())]);
    let shape = shape(&model, "a#S");
    assert_eq!(names(shape), ["a", "b", "c", "d"]);
    assert!(shape.members().all(|member| member.id.as_str().starts_with("a#S$")));
    assert_eq!(shape.traits.raw("x#shared"), Some(&json!(2)), "the nearer mixin wins");
    assert!(shape.traits.contains("x#one") && shape.traits.contains("x#own"));
    assert!(!shape.traits.contains("x#local") && !shape.traits.has::<traits::Mixin>());
    let a = &shape.member("a").expect("a").traits;
    assert_eq!(
        (a.raw("x#t"), a.raw("x#u")),
        (Some(&json!(2)), Some(&json!(1))),
        "own traits are put over inherited ones"
    );
    assert!(
        shape.member("b").is_some_and(|member| member.traits.has::<traits::Required>()),
        "applied after the mixin"
    );
    let untouched = model.member(&id("a#Two$b")).expect("b");
    assert!(!untouched.traits.has::<traits::Required>());
    assert_eq!(place(&model.location(&id("a#S$b")).place), "shapes/a#One/members/b");
}

#[test]
fn mixins_that_do_not_fit_are_refused() {
    let mut shapes = mixins();
    shapes["a#S"]["members"]["a"]["target"] = json!("smithy.api#Integer");
    shapes["a#Plain"] = json!({ "type": "structure" });
    shapes["a#T"] =
        json!({ "type": "structure", "mixins": [{ "target": "a#Plain" }, { "target": "a#Nowhere" }] });
    shapes["a#U"] = json!({ "type": "union", "mixins": [{ "target": "a#One" }] });
    shapes["a#Loop"] = json!({ "type": "structure", "mixins": [{ "target": "a#Loop" }], "traits": { "smithy.api#mixin": {} } });
    let mut found = errors(&refused(vec![file(shapes)]));
    found.sort();
    let messages: Vec<&str> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the mixins of the shape lead back to themselves",
            "the member targets `smithy.api#Integer`, but `smithy.api#String` in a mixin",
            "`a#Plain` is no mixin",
            "the mixin `a#Nowhere` is not defined",
            "the union has no members",
            "`a#One` is of the type structure, not union",
        ]
    );
}

#[test]
fn members_of_smithy_1_get_the_defaults_that_they_have_there() {
    let model = loaded(vec![old_file(json!({
        "a#S": { "type": "structure", "members": {
            "primitive": { "target": "smithy.api#PrimitiveInteger" },
            "required": { "target": "smithy.api#PrimitiveBoolean", "traits": { "smithy.api#required": {} } },
            "boxed": { "target": "smithy.api#PrimitiveInteger", "traits": { "smithy.api#box": {} } },
            "prelude": { "target": "smithy.api#Integer" },
            "boxedTarget": { "target": "a#Boxed" },
            "custom": { "target": "a#Long" },
            "positive": { "target": "a#Positive" },
            "boxedNumber": { "target": "a#Long", "traits": { "smithy.api#box": {} } },
            "string": { "target": "smithy.api#String" } } },
        "a#Boxed": { "type": "integer", "traits": { "smithy.api#box": {} } },
        "a#Long": { "type": "long" },
        "a#Positive": { "type": "integer", "traits": { "smithy.api#range": { "min": 1 } } },
    }))]);
    let shape = shape(&model, "a#S");
    let defaults: Vec<(&str, &Value)> = shape
        .members()
        .filter_map(|member| Some((member.name.as_str(), &member.traits.get::<traits::Default>()?.0)))
        .collect();
    assert_eq!(
        defaults,
        [
            ("boxed", &json!(null)),
            ("custom", &json!(0)),
            ("primitive", &json!(0)),
            ("required", &json!(false))
        ]
    );
    assert!(!shape.members().any(|member| member.traits.contains("smithy.api#box")));
    assert!(!self::shape(&model, "a#Boxed").traits.contains("smithy.api#box"));
}

#[test]
fn members_of_smithy_2_get_no_defaults() {
    let model = loaded(vec![file(json!({
        "a#Long": { "type": "long" }, "a#S": { "type": "structure", "members": { "m": { "target": "a#Long" } } } }))]);
    assert!(shape(&model, "a#S").members().all(|member| !member.traits.has::<traits::Default>()));
}

#[test]
fn a_set_is_a_list_of_unique_items() {
    let model = loaded(vec![old_file(
        json!({ "a#S": { "type": "set", "member": { "target": "smithy.api#String" } } }),
    )]);
    let shape = shape(&model, "a#S");
    assert!(matches!(shape.kind, ShapeKind::List(_)) && shape.traits.has::<traits::UniqueItems>());
}

#[test]
fn strings_with_the_enum_trait_become_enums_in_either_version() {
    let shapes = json!({ "a#S": { "type": "string", "traits": { "smithy.api#length": { "max": 9 }, "smithy.api#enum": [
        { "value": "v1", "name": "ONE", "documentation": "text", "tags": ["internal"], "deprecated": true },
        { "value": "a-b c" }, { "value": "a.b.c" }, { "value": "3d" }, { "value": "*" }, { "value": "é" }] } } });
    for source in [file(shapes.clone()), old_file(shapes)] {
        let model = loaded(vec![source]);
        let shape = shape(&model, "a#S");
        assert!(matches!(shape.kind, ShapeKind::Enum(_)));
        assert_eq!(names(shape), ["ONE", "a_b_c", "a_b_c_2", "_3d", "VALUE", "VALUE_2"]);
        assert!(shape.traits.has::<traits::Length>() && !shape.traits.has::<traits::EnumDefinitions>());
        let one = &shape.member("ONE").expect("ONE").traits;
        assert_eq!(one.get(), Some(&traits::EnumValue::String("v1".to_owned())));
        assert_eq!(one.get(), Some(&traits::Documentation("text".to_owned())));
        assert_eq!(one.get(), Some(&traits::Tags(vec!["internal".to_owned()])));
        assert!(one.has::<traits::Deprecated>());
    }
}

#[test]
fn an_enum_trait_with_broken_names_is_refused() {
    let found = errors(&refused(vec![file(
        json!({ "a#S": { "type": "string", "traits": { "smithy.api#enum": [
        { "value": "a", "name": "A" }, { "value": "b", "name": "A" }, { "value": "c", "name": "c-c" }] } } }),
    )]));
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        ["shapes/a#S/traits/smithy.api#enum/1/name", "shapes/a#S/traits/smithy.api#enum/2/name"]
    );
}

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
    let found: Vec<_> = warnings
        .problems
        .iter()
        .map(|problem| (place(&problem.location.place), problem.help.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("shapes/a#S/trais".to_owned(), "did you mean `traits`?"),
            ("shapes/a#S/traits/smithy.api#length/mim".to_owned(), "remove it, or correct its name"),
        ]
    );
}

#[test]
fn unresolved_targets_are_refused_with_a_suggestion() {
    let problems = refused(vec![file(json!({
        "a#L": { "type": "list", "member": { "target": "a#Strign" } },
        "a#O": { "type": "operation", "input": { "target": "a#L" }, "errors": [{ "target": "a#Gone" }] },
        "a#S": { "type": "structure", "members": { "m": { "target": "a#Integer" } } },
        "a#String": { "type": "string" },
    }))]);
    let found: Vec<_> = problems
        .problems
        .iter()
        .map(|problem| (place(&problem.location.place), problem.help.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("shapes/a#L/member/target".to_owned(), "did you mean `a#String`?"),
            ("shapes/a#O/errors/0/target".to_owned(), "define the shape, or add the file that defines it"),
            ("shapes/a#S/members/m/target".to_owned(), "did you mean `smithy.api#Integer`?"),
            ("shapes/a#O/input/target".to_owned(), "target a structure"),
        ]
    );
}

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

#[test]
fn a_long_chain_of_mixins_is_followed() {
    let mut shapes = json!({ "a#M0": { "type": "structure", "traits": { "smithy.api#mixin": {} },
        "members": { "m": { "target": "smithy.api#String" } } } });
    for index in 1..500 {
        shapes[format!("a#M{index}")] = json!({ "type": "structure", "traits": { "smithy.api#mixin": {} },
            "mixins": [{ "target": format!("a#M{}", index - 1) }] });
    }
    let model = loaded(vec![file(shapes)]);
    assert_eq!(names(shape(&model, "a#M499")), ["m"]);
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
