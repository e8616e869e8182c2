//! What Smithy 1.0 says in another way than 2.0.

use farrier_codegen::smithy::{ShapeKind, traits};
use serde_json::{Value, json};

use super::{errors, file, loaded, names, old_file, refused, shape};

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
