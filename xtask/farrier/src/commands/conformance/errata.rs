//! Cases that contradict the specification or each other, and the patches that mend them.
//!
//! Comes in: the text of a model. Goes out: the text with the cases of the errata patched, and each of them once more
//! as it was, under an ID of its own, so that a run shows whether the patch is needed. Nothing else of the text
//! changes, not even white space.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What the ID of an unpatched case ends with.
const UNPATCHED: &str = "_without_erratum";

/// The traits that have cases, and the kinds of these.
const TRAITS: [(&str, &str); 3] = [
    ("smithy.test#httpRequestTests", "request"),
    ("smithy.test#httpResponseTests", "response"),
    ("smithy.test#httpMalformedRequestTests", "malformed request"),
];

/// One contradiction.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Erratum {
    /// The shape that has the case, by its absolute ID.
    pub(super) shape: String,
    /// The ID of the case.
    pub(super) id: String,
    /// The kind of the case, where cases of several kinds have the ID: `request`, `response` or `malformed request`.
    pub(super) kind: Option<String>,
    /// Where in the case the patch goes: a JSON pointer (RFC 6901) to something that is there.
    pub(super) pointer: String,
    /// What is to stand there.
    pub(super) value: Value,
    /// The sentence of the specification, or the case, that the case contradicts.
    pub(super) proof: String,
}

#[derive(Deserialize)]
struct Rows {
    erratum: Vec<Erratum>,
}

/// The errata.
///
/// # Errors
/// The embedded file is malformed, which a test of this module would have told.
pub(super) fn all() -> Result<Vec<Erratum>, String> {
    let rows: Rows = toml::from_str(include_str!("errata.toml")).map_err(|error| error.to_string())?;
    Ok(rows.erratum)
}

impl Erratum {
    /// Whether the erratum is about the cases of this kind.
    pub(super) fn is_of(&self, kind: &str) -> bool {
        self.kind.as_deref().is_none_or(|own| own == kind)
    }

    /// The ID under which the case stands as it was.
    pub(super) fn unpatched_id(&self) -> String {
        format!("{}{UNPATCHED}", self.id)
    }
}

/// Whether the ID is that of an unpatched case.
pub(super) fn is_unpatched(id: &str) -> bool {
    // The runs of a case with parameters are numbered behind its ID.
    id.split("_case").next().is_some_and(|id| id.ends_with(UNPATCHED))
}

/// A model's text with the cases of the errata patched.
pub(super) struct Patched {
    /// The text.
    pub(super) text: Vec<u8>,
    /// The errata that the model has a case for.
    pub(super) applied: Vec<Erratum>,
    /// The errata whose shape the model has, without the case: they can go.
    pub(super) unneeded: Vec<Erratum>,
}

/// Patches the cases of a model. A text that is no JSON stays as it is, for loading to complain about.
pub(super) fn patch(text: Vec<u8>, errata: &[Erratum]) -> Patched {
    let mut edits = Vec::new();
    let (mut applied, mut unneeded) = (Vec::new(), Vec::new());
    for erratum in errata {
        match edit(&text, erratum) {
            Found::NoShape => {}
            Found::NoCase => unneeded.push(erratum.clone()),
            Found::Case(edit) => {
                edits.push(edit);
                applied.push(erratum.clone());
            }
        }
    }
    edits.sort_by_key(|edit: &Edit| edit.start);
    let mut patched = Vec::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        patched.extend_from_slice(text.get(done..edit.start).unwrap_or_default());
        patched.extend_from_slice(edit.text.as_bytes());
        done = edit.start + edit.length;
    }
    patched.extend_from_slice(text.get(done..).unwrap_or_default());
    Patched { text: patched, applied, unneeded }
}

/// A part of a text and what takes its place.
struct Edit {
    start: usize,
    length: usize,
    text: String,
}

enum Found {
    NoShape,
    NoCase,
    Case(Edit),
}

/// The part of a model that errata look at, each level as it stands in the text.
#[derive(Deserialize)]
struct Model<'a> {
    #[serde(borrow)]
    shapes: BTreeMap<String, &'a RawValue>,
}

#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow, default)]
    traits: BTreeMap<String, &'a RawValue>,
}

fn edit(text: &[u8], erratum: &Erratum) -> Found {
    let Ok(text) = std::str::from_utf8(text) else { return Found::NoShape };
    let model: Result<Model<'_>, _> = serde_json::from_str(text);
    let Some(shape) = model.ok().and_then(|model| model.shapes.get(&erratum.shape).copied()) else {
        return Found::NoShape;
    };
    let Ok(shape) = serde_json::from_str::<Shape<'_>>(shape.get()) else { return Found::NoCase };
    let is_of = |id: &str| TRAITS.iter().any(|(known, kind)| *known == id && erratum.is_of(kind));
    let tests = shape.traits.iter().filter(|(id, _)| is_of(id));
    let cases = tests.filter_map(|(_, tests)| serde_json::from_str::<Vec<&RawValue>>(tests.get()).ok());
    for case in cases.flatten() {
        let Ok(mut value) = serde_json::from_str::<Value>(case.get()) else { continue };
        if value.get("id").and_then(Value::as_str) != Some(&erratum.id) {
            continue;
        }
        let mut unpatched = value.clone();
        let (Some(place), Some(id)) = (value.pointer_mut(&erratum.pointer), unpatched.get_mut("id")) else {
            return Found::NoCase;
        };
        *place = erratum.value.clone();
        *id = Value::from(erratum.unpatched_id());
        return Found::Case(Edit {
            start: case.get().as_ptr().addr() - text.as_ptr().addr(),
            length: case.get().len(),
            text: format!("{value},{unpatched}"),
        });
    }
    Found::NoCase
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"{"smithy":"2.0","shapes":{ "a#B":{"type":"operation", "traits":{"smithy.test#httpRequestTests":[{"id":"One","uri":"/x"}, {"id":"Two","uri":"/y"}]}}, "a#A":{"type":"string"}}}"#;

    fn erratum(shape: &str, id: &str, pointer: &str) -> Erratum {
        let (shape, id, pointer) = (shape.to_owned(), id.to_owned(), pointer.to_owned());
        Erratum { shape, id, kind: None, pointer, value: Value::from("/z"), proof: "because".to_owned() }
    }

    #[test]
    fn a_case_is_patched_and_kept_as_it_was() {
        let patched = patch(MODEL.into(), &[erratum("a#B", "Two", "/uri")]);
        let expected = MODEL.replace(
            r#"{"id":"Two","uri":"/y"}"#,
            r#"{"id":"Two","uri":"/z"},{"id":"Two_without_erratum","uri":"/y"}"#,
        );
        assert_eq!(String::from_utf8(patched.text), Ok(expected));
        assert_eq!((patched.applied.len(), patched.unneeded.len()), (1, 0));
        assert!(is_unpatched("Two_without_erratum_case0") && !is_unpatched("Two_case0"));
    }

    #[test]
    fn a_row_with_a_kind_is_about_cases_of_that_kind() {
        let mut row = erratum("a#B", "Two", "/uri");
        row.kind = Some("response".to_owned());
        assert_eq!(patch(MODEL.into(), std::slice::from_ref(&row)).unneeded.len(), 1);
        row.kind = Some("request".to_owned());
        assert_eq!(patch(MODEL.into(), &[row]).applied.len(), 1);
    }

    #[test]
    fn a_row_is_unneeded_where_its_shape_has_no_such_case() {
        for row in [
            erratum("a#B", "Three", "/uri"),
            erratum("a#B", "Two", "/nothing"),
            erratum("a#A", "Two", "/uri"),
        ] {
            let patched = patch(MODEL.into(), &[row]);
            assert_eq!((patched.applied.len(), patched.unneeded.len()), (0, 1));
            assert_eq!(patched.text, MODEL.as_bytes());
        }
        let elsewhere = patch(MODEL.into(), &[erratum("other#B", "Two", "/uri")]);
        assert_eq!((elsewhere.applied.len(), elsewhere.unneeded.len()), (0, 0));
    }

    #[test]
    fn the_errata_are_read_and_each_has_a_proof() {
        let errata = all().expect("the errata");
        assert!(errata.iter().all(|erratum| !erratum.proof.is_empty()));
    }
}
