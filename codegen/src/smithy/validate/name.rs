//! Names of members, and what members may target.
//!
//! Spec: <https://smithy.io/2.0/spec/model.html#shape-id-conflicts>,
//! <https://smithy.io/2.0/spec/aggregate-types.html>, <https://smithy.io/2.0/spec/type-refinement-traits.html#unit-type>.

use std::hash::{Hash, Hasher};

use indexmap::{IndexMap, map::Entry};
use rustc_hash::FxBuildHasher;

use super::{Report, a};
use crate::smithy::{Member, Shape, ShapeKind, traits};

/// A name of which the case of letters does not count.
#[derive(Clone, Copy)]
pub(super) struct Folded<'a>(pub(super) &'a str);

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
    }
}

/// Checks the members of a structure, union, list or map.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    match &shape.kind {
        ShapeKind::Structure(members) => {
            differ_beyond_case(members, report);
            members.iter().for_each(|member| target(member, false, report));
        }
        ShapeKind::Union(members) => {
            differ_beyond_case(members, report);
            members.iter().for_each(|member| target(member, true, report));
            if members.is_empty() {
                report.error(&shape.id, "the union has no members", "add a member a variant");
            }
        }
        ShapeKind::List(member) => target(member, false, report),
        ShapeKind::Map { key, value } => {
            target(value, false, report);
            if let Some(found) = report.target(key).filter(|target| !is_string(target)) {
                let message = format!("a map's keys are strings, but `{}` is {}", key.target, a(&found.kind));
                report.inner_error(&key.id, ["target"], message, "target a string or an enum");
            }
        }
        _ => {}
    }
}

/// Checks that the IDs of shapes differ beyond case.
pub(super) fn shapes(report: &mut Report<'_>) {
    let mut seen: IndexMap<Folded<'_>, &Shape, FxBuildHasher> = IndexMap::default();
    for shape in report.model.shapes() {
        match seen.entry(Folded(shape.id.as_str())) {
            Entry::Occupied(first) => {
                let first = first.get();
                let message = format!("the shape IDs `{}` and `{}` differ by case only", first.id, shape.id);
                report.error(&shape.id, message, "rename one of the two shapes");
                report.related(report.model.location(&first.id));
            }
            Entry::Vacant(entry) => {
                entry.insert(shape);
            }
        }
    }
}

fn is_string(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::String | ShapeKind::Enum(_))
}

fn target(member: &Member, unit_allowed: bool, report: &mut Report<'_>) {
    let Some(target) = report.target(member) else { return };
    let (message, help) = match &target.kind {
        ShapeKind::Service(_) | ShapeKind::Resource(_) | ShapeKind::Operation(_) => (
            format!("a member cannot target `{}`, which is {}", target.id, a(&target.kind)),
            "target a simple or aggregate shape",
        ),
        _ if target.traits.has::<traits::Mixin>() => (
            format!("a member cannot target `{}`, which is a mixin", target.id),
            "list it under `mixins`, or target a shape that uses it",
        ),
        _ if target.traits.has::<traits::Input>() || target.traits.has::<traits::Output>() => (
            format!("a member cannot target `{}`, which is for one operation alone", target.id),
            "remove the trait `input` or `output` from it, or target another structure",
        ),
        _ if target.id.as_str() == "smithy.api#Unit" && !unit_allowed => (
            "only members of unions can target `smithy.api#Unit`".to_owned(),
            "target a structure of your own",
        ),
        _ => return,
    };
    report.inner_error(&member.id, ["target"], message, help);
}

fn differ_beyond_case(members: &[Member], report: &mut Report<'_>) {
    if members.len() < 2 {
        return;
    }
    let mut seen: IndexMap<Folded<'_>, &Member, FxBuildHasher> = IndexMap::default();
    seen.reserve(members.len());
    for member in members {
        match seen.entry(Folded(&member.name)) {
            Entry::Occupied(first) => {
                let first = first.get();
                let message = format!("the names `{}` and `{}` differ by case only", first.name, member.name);
                report.error(&member.id, message, "rename one of the two members");
                report.related(report.model.location(&first.id));
            }
            Entry::Vacant(entry) => {
                entry.insert(member);
            }
        }
    }
}
