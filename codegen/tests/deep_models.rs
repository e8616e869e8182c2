//! How far a model's shapes reach is bounded by nothing: a chain of them needs neither the call stack nor more time
//! than as many shapes side by side.

use farrier_codegen::{
    Settings, generate,
    smithy::{Problems, Source},
};
use serde_json::{Map, Value, json};

/// How long the chains are.
const LENGTH: usize = 3_000;

/// Generates a crate of `LENGTH` shapes, of which each is made from its place and the ID of the next, and of
/// `example#Last`.
fn chain(link: impl Fn(&str) -> Value) -> Result<usize, Problems> {
    let mut shapes = Map::new();
    for place in 0..LENGTH {
        let next = if place + 1 == LENGTH { "Last".to_owned() } else { format!("Link{}", place + 1) };
        shapes.insert(format!("example#Link{place}"), link(&format!("example#{next}")));
    }
    let text = json!({ "target": "smithy.api#String", "traits": { "smithy.api#length": { "min": 1 } } });
    shapes.insert("example#Last".to_owned(), json!({ "type": "structure", "members": { "text": text } }));
    let model = json!({ "smithy": "2.0", "shapes": shapes });
    let source = Source { name: "chain.json".to_owned(), bytes: model.to_string().into_bytes() };
    let model = farrier_codegen::load(vec![source])?;
    let generated = generate(&model, &Settings::default()).expect("the model is sound");
    Ok(generated.summary.shapes)
}

#[test]
fn structures_chain_without_end() {
    let shapes = chain(|next| json!({ "type": "structure", "members": { "next": { "target": next } } }))
        .expect("sound");
    assert_eq!(shapes, LENGTH + 1);
}

#[test]
fn unions_chain_without_end() {
    let shapes =
        chain(|next| json!({ "type": "union", "members": { "next": { "target": next } } })).expect("sound");
    assert_eq!(shapes, LENGTH + 1);
}

#[test]
fn collections_that_nest_without_end_are_refused_once() {
    let problems =
        chain(|next| json!({ "type": "list", "member": { "target": next } })).expect_err("too deep");
    assert_eq!(problems.problems.len(), 1, "{problems}");
}
