//! What the settings say of single shapes: names and derives.
//!
//! Comes in: the closure and the settings. Goes out: the same by shape ID, and problems as sentences with the
//! mend. Always holds: every shape is in the closure and becomes a type; every name and path is one of Rust's.

use std::collections::{BTreeMap, BTreeSet};

use super::foreign;
use crate::{
    SettingProblem, Settings, names,
    near::near,
    settings::Mistakes,
    smithy::{Model, Shape, ShapeId, ShapeKind},
};

/// What the settings say of single shapes.
#[derive(Debug, Default)]
pub(crate) struct ShapeSettings {
    /// Names of their types.
    pub(crate) rename: BTreeMap<ShapeId, String>,
    /// Paths of traits that every type derives.
    pub(crate) derives: Vec<String>,
    /// The same for single types.
    pub(crate) shape_derives: BTreeMap<ShapeId, Vec<String>>,
    /// Paths of the types that stand in place of shapes.
    pub(crate) types: BTreeMap<ShapeId, String>,
}

impl ShapeSettings {
    /// Looks the shapes up.
    pub(super) fn of(
        model: &Model,
        closure: &BTreeSet<ShapeId>,
        settings: &Settings,
        mistakes: &mut Mistakes,
    ) -> Self {
        let types = Types { model, closure };
        let mut rename = BTreeMap::new();
        for (shape, name) in &settings.rename {
            let id = types.find("rename", shape).and_then(|id| {
                once("rename", shape, &id, &rename)?;
                types.check_name(shape, &id, name, &rename)?;
                Ok(id)
            });
            rename.extend(mistakes.gather(id).map(|id| (id, name.clone())));
        }
        let check_path = |setting, entry: &str, path: &str, before: &mut dyn Iterator<Item = &String>| {
            check_path(setting, entry, path, settings.serde)?;
            check_first(setting, entry, path, before)
        };
        let mut shape_derives = BTreeMap::new();
        for (shape, paths) in &settings.shape_derives {
            for (index, path) in paths.iter().enumerate() {
                let mut before = paths.iter().take(index).chain(&settings.derives);
                mistakes.gather(check_path("shape-derives", shape, path, &mut before));
            }
            let id = types.find("shape-derives", shape).and_then(|id| {
                types.check_default("shape-derives", shape, paths, std::iter::once(&id))?;
                once("shape-derives", shape, &id, &shape_derives)?;
                Ok(id)
            });
            shape_derives.extend(mistakes.gather(id).map(|id| (id, paths.clone())));
        }
        for (index, path) in settings.derives.iter().enumerate() {
            let mut before = settings.derives.iter().take(index);
            let checked = check_path("derives", path, path, &mut before)
                .and_then(|()| types.check_default("derives", path, std::slice::from_ref(path), types.ids()));
            mistakes.gather(checked);
        }
        let types = foreign::types(closure, settings, mistakes);
        Self { rename, derives: settings.derives.clone(), shape_derives, types }
    }

    /// The traits that the type of a shape derives beside its own.
    pub(crate) fn derives_of(&self, shape: &ShapeId) -> Vec<String> {
        self.derives.iter().chain(self.shape_derives.get(shape).into_iter().flatten()).cloned().collect()
    }
}

/// The shapes that become types.
struct Types<'a> {
    model: &'a Model,
    closure: &'a BTreeSet<ShapeId>,
}

impl Types<'_> {
    fn ids(&self) -> impl Iterator<Item = &ShapeId> + Clone {
        self.closure.iter().filter(|id| {
            self.model.shape(id).is_some_and(|shape| {
                matches!(
                    shape.kind,
                    ShapeKind::Structure(_)
                        | ShapeKind::Union(_)
                        | ShapeKind::Enum(_)
                        | ShapeKind::IntEnum(_)
                )
            })
        })
    }

    /// The shape of a name or ID.
    fn find(&self, setting: &'static str, shape: &str) -> Result<ShapeId, SettingProblem> {
        let missing = ("type for a shape", "name a structure, union or enum that the crate has");
        find(setting, self.ids(), shape, missing)
    }

    /// No enum or union has a variant that is there by default, as a derived `Default` needs one.
    fn check_default<'a>(
        &self,
        setting: &'static str,
        entry: &str,
        paths: &[String],
        mut ids: impl Iterator<Item = &'a ShapeId>,
    ) -> Result<(), SettingProblem> {
        if !paths.iter().any(|path| names::last_segment(path) == "Default") {
            return Ok(());
        }
        let is_structure = |shape: &Shape| matches!(shape.kind, ShapeKind::Structure(_));
        match ids.find(|id| !self.model.shape(id).is_some_and(is_structure)) {
            Some(id) => {
                let message = format!(
                    "`{id}` is an enum or union, which cannot derive `Default`: name structures in `shape-derives`"
                );
                Err(SettingProblem::at(setting, entry, message))
            }
            None => Ok(()),
        }
    }

    /// A new name must be one that a type can have and no other has.
    fn check_name(
        &self,
        shape: &str,
        id: &ShapeId,
        name: &str,
        given: &BTreeMap<ShapeId, String>,
    ) -> Result<(), SettingProblem> {
        let problem = |message: String| SettingProblem::at("rename", shape, message);
        if !is_identifier(name) || names::type_name(name) != name {
            let better = names::type_name(name);
            return Err(problem(format!("`{name}` is no name of a Rust type: `{better}` would be")));
        }
        let taken = |other: &&ShapeId| *other != id && names::type_name(other.name()) == name;
        match self
            .ids()
            .find(taken)
            .or_else(|| given.iter().find(|(_, other)| *other == name).map(|(id, _)| id))
        {
            Some(other) => {
                Err(problem(format!("the type of `{other}` is called `{name}` already: choose another name")))
            }
            None => Ok(()),
        }
    }
}

/// A setting says one thing of a shape: nothing was said of it before, by its name or by its ID.
pub(super) fn once<T>(
    setting: &'static str,
    shape: &str,
    id: &ShapeId,
    before: &BTreeMap<ShapeId, T>,
) -> Result<(), SettingProblem> {
    if before.contains_key(id) {
        let message =
            format!("`{shape}` is named twice, by its name and by its ID: leave one of the two out");
        return Err(SettingProblem::at(setting, shape, message));
    }
    Ok(())
}

/// The shape of a name or ID among `ids`. `missing` says what the crate does not have where there is none, and the mend.
pub(super) fn find<'a>(
    setting: &'static str,
    ids: impl Iterator<Item = &'a ShapeId> + Clone,
    shape: &str,
    (what, mend): (&str, &str),
) -> Result<ShapeId, SettingProblem> {
    let problem = |message: String| SettingProblem::at(setting, shape, message);
    let found: Vec<&ShapeId> = ids.clone().filter(|id| id.as_str() == shape || id.name() == shape).collect();
    match found.as_slice() {
        [id] => Ok((*id).clone()),
        [] => {
            let near = near(shape, ids.clone().map(ShapeId::name));
            let mend = near.map_or_else(|| mend.to_owned(), |near| format!("is `{near}` meant?"));
            Err(problem(format!("the crate has no {what} `{shape}`: {mend}")))
        }
        _ => Err(problem(format!("several shapes are called `{shape}`: name one by its whole ID"))),
    }
}

/// The traits that every type has without being asked.
const ALWAYS_DERIVED: [&str; 3] = ["Clone", "Debug", "PartialEq"];

/// A path is told once: none of those `before` ends in the same name.
fn check_first<'a>(
    setting: &'static str,
    entry: &str,
    path: &str,
    mut before: impl Iterator<Item = &'a String>,
) -> Result<(), SettingProblem> {
    match before.find(|other| names::last_segment(other) == names::last_segment(path)) {
        Some(other) => {
            let message = format!("`{path}` is derived by `{other}` already: leave one of the two out");
            Err(SettingProblem::at(setting, entry, message))
        }
        None => Ok(()),
    }
}

/// A path such as `Eq` or `::serde::Serialize`.
fn check_path(setting: &'static str, entry: &str, path: &str, serde: bool) -> Result<(), SettingProblem> {
    let name = names::last_segment(path);
    let message = if !is_path(path.strip_prefix("::").unwrap_or(path)) {
        format!("`{path}` is no path of a derive macro: write one such as `Eq` or `std::hash::Hash`")
    } else if serde && matches!(name, "Serialize" | "Deserialize") {
        format!("`{path}` is derived, and `serde = true` has it too: leave one of the two out")
    } else if ALWAYS_DERIVED.contains(&name) {
        format!("`{path}` is what every type has already: leave it out")
    } else {
        return Ok(());
    };
    Err(SettingProblem::at(setting, entry, message))
}

/// The path of a module: names of modules with `::` between them, from the crate's root.
pub(super) fn check_module(module: Option<&str>) -> Result<(), SettingProblem> {
    let Some(module) = module else { return Ok(()) };
    if is_path(module) && module.split("::").all(|segment| names::module_name(segment) == segment) {
        return Ok(());
    }
    let message = format!(
        "`{module}` is no path of a module: write one such as `weather` or `api::weather`, from the crate's root"
    );
    Err(SettingProblem::new("module", message))
}

pub(super) fn is_path(text: &str) -> bool {
    text.split("::").all(is_identifier)
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}
