//! What is said about broken models: one tiny model a fault in `models/faults`, one snapshot of its diagnostics each.
//!
//! The snapshots hold the place, the excerpt, the shape, the message and the mend; what must hold for all of them is
//! asserted here.

use std::{fs, path::PathBuf};

use farrier_codegen::smithy::{self, Problem, Severity, Source, diagnostic};
use serde_json::{Value, json};

/// The broken models, by name.
fn broken_models() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models/faults");
    let mut models: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("the folder of broken models")
        .map(|entry| {
            let path = entry.expect("an entry of the folder").path();
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
            (name, fs::read(path).expect("a broken model"))
        })
        .collect();
    models.sort();
    models
}

fn problems(name: &str, bytes: &[u8]) -> smithy::Problems {
    let source = Source { name: format!("{name}.json"), bytes: bytes.to_vec() };
    match farrier_codegen::load(vec![source]) {
        Ok(_) => panic!("{name} loads"),
        Err(problems) => problems,
    }
}

#[test]
fn every_fault_is_shown_with_place_shape_and_mend() {
    let models = broken_models();
    assert!(models.len() >= 60, "only {} broken models", models.len());
    for (name, bytes) in models {
        let text = diagnostic::render(&problems(&name, &bytes), false);
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn every_problem_has_a_message_a_mend_and_a_place_in_the_file() {
    for (name, bytes) in broken_models() {
        let found = problems(&name, &bytes);
        for problem in &found.problems {
            let says = |text: &str| !text.is_empty() && !text.ends_with('.');
            assert!(says(&problem.message), "{name}: {problem:?}");
            assert!(says(&problem.help) || is_about_json(problem), "{name}: {problem:?}");
        }
        let text = diagnostic::render(&found, false);
        let places = text.lines().filter(|line| line.contains("--> ")).collect::<Vec<_>>();
        assert!(places.len() >= found.problems.len(), "{name}: {text}");
        for place in places {
            let mut parts = place.rsplitn(3, ':');
            let column: usize = parts.next().and_then(|text| text.parse().ok()).expect("a column");
            let line: usize = parts.next().and_then(|text| text.parse().ok()).expect("a line");
            let text = String::from_utf8_lossy(&bytes);
            let length = text.lines().nth(line - 1).unwrap_or("").chars().count();
            assert!(column >= 1 && column <= length + 1, "{name}: {place}");
        }
    }
}

/// Faults of the text itself are mended where they stand.
fn is_about_json(problem: &Problem) -> bool {
    problem.message.contains("JSON")
}

#[test]
fn every_fault_of_the_model_itself_names_a_shape() {
    let without_shape = ["malformed_json", "not_utf8", "bad_shape_id", "duplicate_shape"];
    for (name, bytes) in broken_models() {
        if !without_shape.contains(&name.as_str()) {
            let found = problems(&name, &bytes);
            assert!(
                found.problems.iter().all(|problem| problem.shape.is_some()),
                "{name}: {:?}",
                found.problems
            );
        }
    }
}

#[test]
fn all_faults_of_all_files_are_reported_in_one_run() {
    let file = |name: &str, shapes: &str| Source {
        name: name.to_owned(),
        bytes: format!("{{\n\"smithy\": \"2.0\",\n\"shapes\": {{\n{shapes}\n}}\n}}").into_bytes(),
    };
    let sources = vec![
        file(
            "a.json",
            "\"ns#A\": {\"type\": \"string\", \"traits\": {\"smithy.api#length\": {\"min\": 2, \"max\": 1}}},\n\
             \"ns#Twice\": {\"type\": \"string\"}",
        ),
        file(
            "b.json",
            "\"ns#Twice\": {\"type\": \"blob\"},\n\
             \"ns#B\": {\"type\": \"list\", \"member\": {\"target\": \"ns#Missing\"}},\n\
             \"ns#C\": {\"type\": \"union\", \"members\": {}}",
        ),
        Source { name: "c.json".to_owned(), bytes: b"{\"smithy\": ".to_vec() },
    ];
    let found = farrier_codegen::load(sources).expect_err("five faults in three files");
    let text = diagnostic::render(&found, false);
    let order = [
        "--> a.json:4:39",
        "--> b.json:4:",
        "--> b.json:5:",
        "--> b.json:6:1",
        "--> c.json:1:",
        "5 errors in 3 files",
    ];
    let mut rest = text.as_str();
    for part in order {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} is not where it should be in:\n{text}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn the_same_model_gives_the_same_diagnostics_on_every_run() {
    for (name, bytes) in broken_models() {
        let first = diagnostic::render(&problems(&name, &bytes), true);
        assert_eq!(first, diagnostic::render(&problems(&name, &bytes), true), "{name}");
    }
}

#[test]
fn without_a_check_any_text_is_a_pattern() {
    let (_, bytes) =
        broken_models().into_iter().find(|(name, _)| name == "invalid_pattern").expect("the model");
    let loaded = smithy::load(vec![Source { name: "invalid_pattern.json".to_owned(), bytes }]);
    assert!(loaded.is_ok_and(|model| model.warnings().is_none()));
}

#[test]
fn what_the_specification_allows_is_no_fault() {
    let bytes = include_bytes!("models/sound.json").to_vec();
    let loaded = farrier_codegen::load(vec![Source { name: "sound.json".to_owned(), bytes }]);
    let text = match &loaded {
        Ok(model) => model.warnings().map(|found| diagnostic::render(found, false)),
        Err(found) => Some(diagnostic::render(found, false)),
    };
    assert_eq!(text, None);
}

#[test]
fn a_warning_is_shown_and_does_not_keep_the_model_from_loading() {
    let shape = r#"{"type": "string", "traits": {"smithy.api#length": {"min": 1, "maximum": 2}}}"#;
    let bytes = format!(r#"{{"smithy": "2.0", "shapes": {{"ns#Name": {shape}}}}}"#).into_bytes();
    let model =
        farrier_codegen::load(vec![Source { name: "doubtful.json".to_owned(), bytes }]).expect("a model");
    let found = model.warnings().expect("a warning");
    assert!(found.problems.iter().all(|problem| problem.severity == Severity::Warning));
    let text = diagnostic::render(found, false);
    assert!(text.starts_with("warning: ") && text.contains("maximum"), "{text}");
    assert!(text.contains("--> doubtful.json:1:") && text.ends_with("1 warning in 1 file\n"), "{text}");
}

/// The model with one value replaced or taken away, once for every value.
fn mutations(model: &Value) -> Vec<Value> {
    let replacements =
        [json!(null), json!(-1.5), json!("ns#Node"), json!([]), json!({}), json!({"target": "ns#Get"})];
    let mut pointers = Vec::new();
    let mut waiting = vec![(String::new(), model)];
    while let Some((pointer, value)) = waiting.pop() {
        match value {
            Value::Object(entries) => {
                let inside =
                    |key: &String| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                waiting.extend(entries.iter().map(|(key, value)| (inside(key), value)));
            }
            Value::Array(items) => {
                waiting
                    .extend(items.iter().enumerate().map(|(at, value)| (format!("{pointer}/{at}"), value)));
            }
            _ => {}
        }
        pointers.push(pointer);
    }
    let mutation = |(at, pointer): (usize, &String)| {
        let mut mutation = model.clone();
        match replacements.get(at % (replacements.len() + 1)) {
            Some(replacement) => *mutation.pointer_mut(pointer)? = replacement.clone(),
            None => {
                let (parent, key) = pointer.rsplit_once('/')?;
                mutation
                    .pointer_mut(parent)?
                    .as_object_mut()?
                    .remove(&key.replace("~1", "/").replace("~0", "~"));
            }
        }
        Some(mutation)
    };
    pointers.iter().enumerate().filter_map(mutation).collect()
}

#[test]
fn no_change_of_one_value_makes_loading_or_rendering_fail() {
    let sound = serde_json::from_slice(include_bytes!("models/sound.json")).expect("a model");
    let mutations = mutations(&sound);
    assert!(mutations.len() > 400, "{}", mutations.len());
    let mut broken = 0;
    for mutation in mutations {
        let bytes = serde_json::to_vec(&mutation).expect("JSON");
        if let Err(found) = farrier_codegen::load(vec![Source { name: "mutation.json".to_owned(), bytes }]) {
            broken += 1;
            let text = diagnostic::render(&found, false);
            assert_eq!(
                text.matches("--> mutation.json:1:").count() > 0,
                !found.problems.is_empty(),
                "{text}"
            );
        }
    }
    assert!(broken > 200, "{broken}");
}
