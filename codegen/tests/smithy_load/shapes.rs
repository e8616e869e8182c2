//! Shapes and what they target.

use farrier_codegen::smithy::{ShapeKind, traits};
use serde_json::json;

use super::{file, helps, id, loaded, names, refused, shape, source};

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
fn unresolved_targets_are_refused_with_a_suggestion() {
    let problems = refused(vec![file(json!({
        "a#L": { "type": "list", "member": { "target": "a#Strign" } },
        "a#O": { "type": "operation", "input": { "target": "a#L" }, "errors": [{ "target": "a#Gone" }] },
        "a#S": { "type": "structure", "members": { "m": { "target": "a#Integer" } } },
        "a#String": { "type": "string" },
    }))]);
    assert_eq!(
        helps(&problems),
        [
            ("shapes/a#L/member/target".to_owned(), "did you mean `a#String`?"),
            ("shapes/a#O/errors/0/target".to_owned(), "define the shape, or add the file that defines it"),
            ("shapes/a#S/members/m/target".to_owned(), "did you mean `smithy.api#Integer`?"),
            ("shapes/a#O/input/target".to_owned(), "target a structure"),
        ]
    );
}
