//! What several files, several keys of one object and applied traits say of the same shape.

use farrier_codegen::smithy::traits;
use serde_json::json;

use super::{errors, file, id, loaded, only, place, refused, shape, source};

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
