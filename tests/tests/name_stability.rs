//! A name never changes because an unrelated shape was added: the files of a crate's shapes and operations stay what they
//! were, byte by byte, whatever else its model has.

use std::{collections::BTreeSet, error::Error, fs};

use farrier_codegen::{Files, Settings, generate, names};
use farrier_tests::{
    fixture::{self, Fixture},
    round_trips,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

/// Names that mean something to Rust, to the standard library, to the runtime or to generated crates.
const HOSTILE: &[&str] = &[
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "enum",
    "async",
    "gen",
    "__x",
    "std",
    "core",
    "alloc",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "BTreeMap",
    "Map",
    "Default",
    "Clone",
    "Debug",
    "Into",
    "From",
    "Iterator",
    "Drop",
    "Send",
    "bool",
    "i32",
    "str",
    "u8",
    "farrier_runtime",
    "Blob",
    "Timestamp",
    "Document",
    "Member",
    "Schema",
    "Validate",
    "Path",
    "Violations",
    "Service",
    "Client",
    "Api",
    "Context",
    "Routed",
    "Operation",
    "Unknown",
    "Unhandled",
    "required",
    "types",
    "operation",
    "checks",
    "schema",
    "server",
    "client",
    "lib",
    "mod",
    "main",
    "MEMBERS",
    "SCHEMA",
    "PROTOCOL",
    "SERVICE",
    "new",
    "metadata",
    "members",
    "Lib",
    "Mod",
];

/// What is added: a shape of this kind, by its name.
fn added() -> impl Strategy<Value = (String, u8)> {
    let name = prop_oneof![
        select(HOSTILE).prop_map(str::to_owned),
        "[A-Z][a-z]{0,3}([A-Z0-9_][a-z]{0,3}){0,3}",
        "[a-z][A-Za-z0-9_]{0,8}",
        "[A-Z]{100}",
        // Next to the names that the crate makes of its operations.
        (
            select(&["Get", "Put", "Do", "Fail", "Talk"][..]),
            select(&["Error", "Input", "Output", "Request"][..])
        )
            .prop_map(|(operation, suffix)| format!("{operation}{suffix}")),
    ];
    (name, 0_u8..7)
}

/// The definition of a shape, with constraints, so that it has all that shapes can have.
fn shape(kind: u8) -> Value {
    let member = json!({ "target": "smithy.api#String", "traits": { "smithy.api#length": { "max": 9 } } });
    match kind {
        0 => json!({ "type": "structure", "members": { "type": member, "value": member } }),
        1 => json!({ "type": "union", "members": { "Unknown": member, "other": member } }),
        2 => json!({ "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } }),
        3 => json!({ "type": "list", "member": member, "traits": { "smithy.api#uniqueItems": {} } }),
        4 => json!({ "type": "map", "key": member, "value": { "target": "smithy.api#Timestamp",
                     "traits": { "smithy.api#timestampFormat": "date-time" } } }),
        5 => json!({ "type": "string", "traits": { "smithy.api#pattern": "^[a-z]+$" } }),
        _ => json!({ "type": "intEnum", "members": { "A": { "target": "smithy.api#Unit",
                     "traits": { "smithy.api#enumValue": 1 } } } }),
    }
}

/// The names of a model's shapes as types and as modules, under which others can meet them.
fn taken(model: &Value) -> BTreeSet<String> {
    let ids = model["shapes"].as_object().into_iter().flatten().map(|(id, _)| id);
    ids.filter_map(|id| id.split('#').nth(1)).map(names::module_name).collect()
}

/// Adds the shapes to a model, and reaches them by a new operation where it has a service. What would meet one of the
/// model's shapes in its name is no stranger to it.
fn extend(model: &mut Value, operation: &str, shapes: &[(String, u8)]) {
    let namespace = model["shapes"].as_object().and_then(|shapes| shapes.keys().next());
    let namespace = namespace.and_then(|id| id.split('#').next()).unwrap_or("example").to_owned();
    let mut taken = taken(model);
    let mut members = serde_json::Map::new();
    for (name, kind) in shapes {
        let id = format!("{namespace}#{name}");
        if taken.insert(names::module_name(name)) {
            members.insert(format!("member{}", members.len()), json!({ "target": id }));
            model["shapes"][id] = shape(*kind);
        }
    }
    let services = model["shapes"].as_object_mut().into_iter().flatten();
    let mut services = services.filter(|(_, shape)| shape["type"] == "service").map(|(_, shape)| shape);
    let Some(service) = services.next() else { return };
    let name = if taken.contains(&names::module_name(operation)) { "Zadded" } else { operation };
    let operation = json!({ "target": format!("{namespace}#{name}") });
    match service.get_mut("operations").and_then(Value::as_array_mut) {
        Some(operations) => operations.push(operation),
        None => service["operations"] = json!([operation]),
    }
    model["shapes"][format!("{namespace}#{name}")] = json!({
        "type": "operation", "input": { "target": format!("{namespace}#ZaddedMessage") },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/zadded", "code": 200 } }
    });
    model["shapes"][format!("{namespace}#ZaddedMessage")] =
        json!({ "type": "structure", "members": members });
}

fn files(name: &str, model: &Value) -> Result<Files, String> {
    let model = fixture::load(&[(name, &model.to_string())])?;
    generate(&model, &Settings::default()).map(|crate_| crate_.files).map_err(|problem| problem.to_string())
}

/// The parts of the files of shapes and operations, without what a text's place in its file decides: how paths are
/// written, and where lines are broken.
fn parts(files: &Files) -> BTreeSet<String> {
    let texts = round_trips::type_files(files).chain(files.get("src/operation.rs"));
    let parts = texts.flat_map(|text| text.split("\n\n").skip(1)).filter(|part| !part.starts_with("use "));
    parts.map(plain).collect()
}

/// A part without white space, commas at an end, and the modules of paths.
fn plain(part: &str) -> String {
    let mut text = String::new();
    for (index, piece) in part.split("::").enumerate() {
        if index > 0 {
            let before = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
            if text[before..].starts_with(char::is_uppercase) {
                text.push_str("::");
            } else {
                text.truncate(before);
            }
        }
        text.push_str(piece);
    }
    let text: String = text.split_whitespace().collect();
    [",)", ",]", ",}", ",>"].iter().fold(text, |text, end| text.replace(end, &end[1..]))
}

/// Extends a model, and compares.
fn stays_as_it_was(fixture: &Fixture, operation: &str, shapes: &[(String, u8)]) -> Result<(), TestCaseError> {
    let mut model: Value =
        serde_json::from_str(&fixture.text).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let before = files(&fixture.name, &model).map_err(TestCaseError::fail)?;
    extend(&mut model, operation, shapes);
    let after = parts(&files(&fixture.name, &model).map_err(TestCaseError::fail)?);
    for part in parts(&before) {
        prop_assert!(
            after.contains(&part),
            "{} of {} with {} and {:?}",
            part,
            fixture.name,
            operation,
            shapes
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn names_stay_when_unrelated_shapes_are_added(
        place in any::<prop::sample::Index>(),
        operation in select(&["Zadded", "GetError", "PutError", "DoError", "TalkError"][..]),
        shapes in vec(added(), 1..8),
    ) {
        let fixtures = fixture::all().map_err(|error| TestCaseError::fail(error.to_string()))?;
        stays_as_it_was(place.get(&fixtures), operation, &shapes)?;
    }
}

#[test]
fn every_hostile_name_can_be_added_to_a_whole_service() -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(fixture::root().join("model/iottwinmaker.json"))?;
    let fixture = Fixture { name: "iottwinmaker".to_owned(), text };
    for kind in 0..7 {
        let shapes: Vec<(String, u8)> = HOSTILE.iter().map(|name| ((*name).to_owned(), kind)).collect();
        stays_as_it_was(&fixture, "GetEntityError", &shapes).map_err(|error| error.to_string())?;
    }
    Ok(())
}
