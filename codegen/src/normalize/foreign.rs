//! Types of somebody's own in place of shapes.
//!
//! Comes in: the setting `shape-types`. Goes out: the types by shape ID, and problems. Always holds: a shape that
//! is replaced is only ever the target of members, and of none that asks for more than that values can be written,
//! read and checked.

use std::collections::{BTreeMap, BTreeSet};

use super::shapes::{ShapeSettings, find, is_path, once};
use crate::{
    SettingProblem, Settings,
    settings::Mistakes,
    smithy::{Member, Model, Shape, ShapeId, ShapeKind, traits},
};

const SETTING: &str = "shape-types";

/// Looks the shapes up, and checks the paths.
pub(super) fn types(
    closure: &BTreeSet<ShapeId>,
    settings: &Settings,
    mistakes: &mut Mistakes,
) -> BTreeMap<ShapeId, String> {
    let mut types = BTreeMap::new();
    let find = |shape: &String, path: &str, before: &BTreeMap<ShapeId, String>| {
        if shape.starts_with("smithy.api#") {
            let message = format!(
                "`{shape}` is Smithy's own, which members of all sorts target: give those meant a shape of the \
                 model's, and name that"
            );
            return Err(SettingProblem::at(SETTING, shape, message));
        }
        let id = find(SETTING, closure.iter(), shape, ("shape", "name a shape that a member targets"))?;
        check_path(shape, path, settings.module.is_some())?;
        once(SETTING, shape, &id, before)?;
        Ok(id)
    };
    for (shape, path) in &settings.shape_types {
        let id = mistakes.gather(find(shape, path, &types));
        types.extend(id.map(|id| (id, path.clone())));
    }
    types
}

fn check_path(shape: &str, path: &str, is_module: bool) -> Result<(), SettingProblem> {
    let problem = |message: String| Err(SettingProblem::at(SETTING, shape, message));
    let plain = path.strip_prefix("::").unwrap_or(path);
    if !is_path(plain) || !plain.contains("::") {
        return problem(format!("`{path}` is no path of a type: write one such as `units::Id`"));
    }
    let own = ["crate::", "self::", "super::"].iter().any(|start| path.starts_with(start));
    match own {
        true if !is_module => problem(format!(
            "`{path}` would be in the generated crate, which nobody edits: write the path of another crate, and add \
             that to `dependencies`"
        )),
        true if !path.starts_with("crate::") => {
            problem(format!("`{path}` depends on where it stands: write it from `crate::` on"))
        }
        _ => Ok(()),
    }
}

impl ShapeSettings {
    /// Checks that the shapes can be replaced: `roots` are the operations and the service's errors.
    pub(super) fn check_types<'a>(
        &self,
        model: &Model,
        closure: &BTreeSet<ShapeId>,
        roots: impl IntoIterator<Item = &'a ShapeId>,
        settings: &Settings,
        mistakes: &mut Mistakes,
    ) {
        // The first reason of each shape.
        let mut whys: BTreeMap<&ShapeId, String> = BTreeMap::new();
        for root in roots.into_iter().filter_map(|id| model.shape(id)) {
            let ShapeKind::Operation(operation) = &root.kind else { continue };
            let messages = operation.input.iter().chain(&operation.output).chain(&operation.errors);
            for id in messages.filter(|id| self.types.contains_key(*id)) {
                let why = || format!("it is a message of the operation `{}`", root.id.name());
                whys.entry(id).or_insert_with(why);
            }
        }
        for id in self.types.keys() {
            let Some(shape) = model.shape(id) else { continue };
            let is_message = [
                shape.traits.has::<traits::Streaming>(),
                shape.traits.has::<traits::Error>(),
                shape.traits.has::<traits::Input>(),
                shape.traits.has::<traits::Output>(),
            ];
            if is_message.contains(&true) {
                whys.entry(id).or_insert_with(|| "it is a stream or a message".to_owned());
            }
        }
        let holders = closure.iter().filter_map(|id| model.shape(id));
        for (holder, member) in holders.flat_map(|shape| shape.members().map(move |member| (shape, member))) {
            if self.types.contains_key(&member.target)
                && let Some(why) = asks_for_more(holder, member)
            {
                whys.entry(&member.target).or_insert_with(|| format!("`{}` {why}", member.id));
            }
        }
        for (id, why) in whys {
            let message = format!("`{}` cannot be replaced: {why}", id.name());
            let entry = settings.shape_types.keys().find(|shape| *shape == id.as_str());
            let entry = entry.map_or(id.name(), String::as_str);
            mistakes.add(SettingProblem::at(SETTING, entry, message));
        }
    }

    /// The closure without the shapes that are replaced, but for lists and maps, of which codecs still have to know.
    pub(super) fn without_replaced(
        &self,
        model: &Model,
        mut closure: BTreeSet<ShapeId>,
    ) -> BTreeSet<ShapeId> {
        let is_collection = |id: &ShapeId| {
            model
                .shape(id)
                .is_some_and(|shape| matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map { .. }))
        };
        closure.retain(|id| !self.types.contains_key(id) || is_collection(id));
        closure
    }
}

/// Why a member needs its target's own type.
fn asks_for_more(holder: &Shape, member: &Member) -> Option<&'static str> {
    let default = member.traits.get::<traits::Default>().is_some_and(|default| !default.0.is_null());
    let whys = [
        (default, "has a default, which is a value of the shape's own type"),
        (member.traits.has::<traits::IdempotencyToken>(), "is a token that clients make"),
        (member.traits.has::<traits::HttpPrefixHeaders>(), "stands for many headers"),
        (member.traits.has::<traits::HttpQueryParams>(), "stands for many parameters"),
        (
            matches!(&holder.kind, ShapeKind::Union(_)) && holder.traits.has::<traits::Streaming>(),
            "is an event of a stream",
        ),
    ];
    whys.into_iter().find_map(|(is_so, why)| is_so.then_some(why))
}
