//! Constraints to checks.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::{Context, becomes_type};
use crate::{
    ir::{self, Check, CheckFunction, Constraint, Inside, Limit, Pattern, Range},
    pattern,
    smithy::{Member, Shape, ShapeId, ShapeKind, Traits, traits},
};

impl<'m> Context<'m> {
    /// How the value of a member is validated.
    pub(super) fn check(&self, member: &Member) -> Option<Check> {
        let target = self.target(member);
        if self.is_replaced(&target.id) {
            return Some(Check::Itself);
        }
        if overrides(&member.traits) {
            return self.function(&member.id, Some(member), target);
        }
        if self.checks_itself(target) {
            return Some(Check::Itself);
        }
        self.function(&target.id, None, target)
    }

    /// The call of the function of a shape or member, unless it would find nothing.
    fn function(&self, carrier: &ShapeId, member: Option<&Member>, shape: &'m Shape) -> Option<Check> {
        let name = self.check_functions.get(carrier)?;
        self.rules(member, shape)?;
        Some(Check::Function(name.clone()))
    }

    /// The function that checks values of `shape`, unless it would find nothing.
    fn check_function(&self, name: &str, member: Option<&Member>, shape: &'m Shape) -> Option<CheckFunction> {
        let (constraints, inside) = self.rules(member, shape)?;
        Some(CheckFunction {
            name: name.to_owned(),
            id: member.map_or(&shape.id, |member| &member.id).to_string(),
            ty: self.shape_type(shape),
            constraints,
            inside,
        })
    }

    /// What values of `shape` are checked for, whose constraints those of a member override; none where that is nothing.
    fn rules(&self, member: Option<&Member>, shape: &'m Shape) -> Option<(Vec<Constraint>, Inside)> {
        let constraints = self.constraints(member.map(|member| (&member.traits, &member.id)), shape);
        let inside = self.inside(shape);
        (!constraints.is_empty() || inside != Inside::Nothing).then_some((constraints, inside))
    }

    /// Whether a value of the shape is checked by its Rust type: a structure, union or enum, or a list that asks for
    /// nothing itself but has such elements.
    fn checks_itself(&self, shape: &Shape) -> bool {
        if self.is_replaced(&shape.id) {
            return true;
        }
        if has_constraint(&shape.traits) {
            return false;
        }
        match &shape.kind {
            ShapeKind::List(member) => !overrides(&member.traits) && self.checks_itself(self.target(member)),
            _ => self.has_validator(shape),
        }
    }

    /// Whether a type of somebody's own stands in place of the shape; what it finds is not known here.
    pub(super) fn is_replaced(&self, shape: &ShapeId) -> bool {
        self.selection.shapes.types.contains_key(shape)
    }

    /// Whether the shape's Rust type finds anything.
    fn has_validator(&self, shape: &Shape) -> bool {
        becomes_type(shape) && self.constrained.contains(&shape.id)
    }

    fn constraints(&self, member: Option<(&Traits, &ShapeId)>, shape: &'m Shape) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        if let Some(length) = effective::<traits::Length>(member, shape) {
            constraints.push(match shape.kind {
                ShapeKind::String | ShapeKind::Enum(_) => Constraint::Characters(length.min, length.max),
                _ => Constraint::Length(length.min, length.max),
            });
        }
        let range = effective::<traits::Range>(member, shape);
        constraints.extend(range.and_then(|range| self::range(range, &shape.kind)).map(Constraint::Range));
        // One that has no pattern, or one that any text matches, is not among the carriers.
        let carrier =
            member.filter(|(traits, _)| pattern_of(traits).is_some()).map_or(&shape.id, |(_, id)| id);
        constraints.extend(self.patterns.get(carrier).cloned().map(Constraint::Pattern));
        if effective::<traits::UniqueItems>(member, shape).is_some() {
            constraints.push(Constraint::UniqueItems);
        }
        constraints
    }

    /// What is checked inside a value of `shape`.
    fn inside(&self, shape: &'m Shape) -> Inside {
        let sparse = shape.traits.has::<traits::Sparse>();
        match &shape.kind {
            ShapeKind::List(member) => {
                self.check(member).map_or(Inside::Nothing, |check| Inside::Elements { check, sparse })
            }
            ShapeKind::Map { key, value } => {
                let sensitive_key = self.target(key).traits.has::<traits::Sensitive>();
                match (self.check(key), self.check(value)) {
                    (None, None) => Inside::Nothing,
                    (key, value) => Inside::Entries { key, value, sparse, sensitive_key },
                }
            }
            _ if self.has_validator(shape) => Inside::Itself,
            _ => Inside::Nothing,
        }
    }
}

/// The range of values of this kind; none where every value keeps it.
fn range(range: &traits::Range, kind: &ShapeKind) -> Option<Range> {
    let (min, max) =
        (range.min.as_ref().map(ToString::to_string), range.max.as_ref().map(ToString::to_string));
    let limit = |text: Option<&String>, is_min: bool| text.and_then(|text| limit(text, kind, is_min));
    let (least, greatest) = (limit(min.as_ref(), true), limit(max.as_ref(), false));
    (least.is_some() || greatest.is_some()).then_some(Range { min, max, least, greatest })
}

/// A bound as a limit of values of this kind; none where all of them keep it.
fn limit(text: &str, kind: &ShapeKind, is_min: bool) -> Option<Limit> {
    let (least, greatest) = match kind {
        ShapeKind::Byte => (i64::from(i8::MIN), i64::from(i8::MAX)),
        ShapeKind::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
        ShapeKind::Integer | ShapeKind::IntEnum(_) => (i64::from(i32::MIN), i64::from(i32::MAX)),
        ShapeKind::Long => (i64::MIN, i64::MAX),
        ShapeKind::Float | ShapeKind::Double => return text.parse().ok().map(Limit::Float),
        _ => return Some(Limit::Text(text.to_owned())),
    };
    match text.parse::<i64>().ok().or_else(|| whole(text, is_min)) {
        Some(value) if is_min && value <= least || !is_min && value >= greatest => None,
        Some(value) if (least..=greatest).contains(&value) => Some(Limit::Integer(value)),
        _ => Some(Limit::Never),
    }
}

/// The integer that a text such as `1.0`, `1e3` or `0.5` means as a least or greatest value. What no `i64` holds
/// becomes its nearest value.
fn whole(text: &str, is_min: bool) -> Option<i64> {
    let value = text.parse::<f64>().ok()?;
    let value = if is_min { value.ceil() } else { value.floor() };
    #[allow(clippy::cast_possible_truncation, reason = "whole, and saturating is what is wanted")]
    Some(value as i64)
}

/// A constraint trait of the member, else of the shape.
fn effective<'a, T: traits::SmithyTrait + 'a>(
    member: Option<(&'a Traits, &ShapeId)>,
    shape: &'a Shape,
) -> Option<&'a T> {
    member.and_then(|(traits, _)| traits.get::<T>()).or_else(|| shape.traits.get::<T>())
}

/// Whether a member has to be sent: nothing stands in for it.
pub(super) fn is_required(traits: &Traits) -> bool {
    let default = traits.get::<traits::Default>().is_some_and(|default| !default.0.is_null());
    traits.has::<traits::Required>() && !default
}

/// Whether there is a constraint that a value may violate.
fn has_constraint(traits: &Traits) -> bool {
    traits.has::<traits::Length>()
        || traits.has::<traits::Range>()
        || has_pattern(traits)
        || traits.has::<traits::UniqueItems>()
}

/// Whether a member is not checked as its target is. A pattern that any text matches overrides another one, too.
fn overrides(traits: &Traits) -> bool {
    has_constraint(traits) || pattern_of(traits).is_some()
}

/// What `alloy#uuidFormat` asks of a text.
const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/// Whether there is a pattern that a text may not match; `.*` is none.
fn has_pattern(traits: &Traits) -> bool {
    pattern_of(traits).is_some_and(|source| !pattern::matches_everything(source))
}

/// The pattern of a shape or member.
fn pattern_of(traits: &Traits) -> Option<&str> {
    let own = traits.get::<traits::Pattern>().map(|pattern| pattern.0.as_str());
    own.or_else(|| traits.has::<traits::UuidFormat>().then_some(UUID))
}

/// The functions that check shapes which are no types of their own, and members.
pub(super) fn functions(context: &Context<'_>) -> Vec<CheckFunction> {
    let mut functions: Vec<CheckFunction> = context
        .check_functions
        .iter()
        .filter_map(|(id, name)| {
            let shape = context.model.shape(&id.shape())?;
            let member = match id.member() {
                Some(_) => Some(shape.members().find(|member| member.id == **id)?),
                None => None,
            };
            let target = member.map_or(shape, |member| context.target(member));
            context.check_function(name, member, target)
        })
        .collect();
    functions.sort_by(|one, other| one.name.cmp(&other.name));
    functions
}

/// The shapes and members that have a function: those that are no types, and those with constraints of their own.
pub(super) fn function_carriers<'m>(shapes: &[&'m Shape]) -> Vec<&'m ShapeId> {
    let mut carriers = Vec::new();
    for shape in shapes {
        if !becomes_type(shape) || has_constraint(&shape.traits) {
            carriers.push(&shape.id);
        }
        carriers.extend(shape.members().filter(|member| overrides(&member.traits)).map(|member| &member.id));
    }
    carriers
}

/// Leaves of the functions and patterns those that the shapes' checks use.
pub(super) fn retain_used(
    shapes: &[ir::Shape],
    functions: &mut Vec<CheckFunction>,
    patterns: &mut Vec<Pattern>,
) {
    let mut used = BTreeSet::new();
    for check in shapes.iter().flat_map(checks_of) {
        visit(check, functions, &mut used);
    }
    functions.retain(|function| used.contains(&function.name));
    let constraints = functions.iter().flat_map(|function| &function.constraints);
    let used: BTreeSet<&String> = constraints
        .filter_map(|constraint| match constraint {
            Constraint::Pattern(name) => Some(name),
            _ => None,
        })
        .collect();
    patterns.retain(|pattern| used.contains(&pattern.name));
}

/// The checks of a shape's members.
fn checks_of(shape: &ir::Shape) -> Vec<&Check> {
    match shape {
        ir::Shape::Structure(shape) => {
            shape.members.iter().filter_map(|member| member.check.as_ref()).collect()
        }
        ir::Shape::Union(shape) => {
            shape.variants.iter().filter_map(|variant| variant.check.as_ref()).collect()
        }
        ir::Shape::Enumeration(_) | ir::Shape::IntEnumeration(_) => Vec::new(),
    }
}

/// Notes the functions that a check uses, directly or through others.
fn visit(check: &Check, functions: &[CheckFunction], used: &mut BTreeSet<String>) {
    let Check::Function(name) = check else { return };
    if used.insert(name.clone()) {
        let called = functions.iter().filter(|function| function.name == *name);
        called.flat_map(CheckFunction::calls).for_each(|check| visit(check, functions, used));
    }
}

/// The shapes and members that carry a pattern.
pub(super) fn pattern_carriers<'m>(shapes: &[&'m Shape]) -> Vec<&'m ShapeId> {
    let mut carriers = Vec::new();
    for shape in shapes {
        if has_pattern(&shape.traits) {
            carriers.push(&shape.id);
        }
        let members = shape.members().filter(|member| has_pattern(&member.traits));
        carriers.extend(members.map(|member| &member.id));
    }
    carriers
}

/// The patterns, compiled. One that does not compile was refused by the model's validation.
pub(super) fn patterns(context: &Context<'_>) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = context
        .patterns
        .iter()
        .filter_map(|(id, name)| {
            let traits = context.model.traits_of(id)?;
            let plan = pattern::compile(pattern_of(traits)?).ok()?;
            Some(Pattern { name: name.clone(), plan })
        })
        .collect();
    patterns.sort_by(|one, other| one.name.cmp(&other.name));
    patterns
}

/// The shapes in whose closure something can be violated: a constraint, a required member, an enum, a type of
/// somebody's own.
pub(super) fn constrained<'m>(
    shapes: &[&'m Shape],
    is_replaced: impl Fn(&ShapeId) -> bool,
) -> IndexSet<&'m ShapeId, FxBuildHasher> {
    let reaches = |shape: &Shape| shape.members().any(|member| is_replaced(&member.target));
    // What is violated inside a shape is so inside of those that have it.
    let mut holders: IndexMap<&'m ShapeId, Vec<&'m Shape>, FxBuildHasher> = IndexMap::default();
    for shape in shapes {
        for member in shape.members() {
            holders.entry(&member.target).or_default().push(shape);
        }
    }
    let mut open: Vec<&'m Shape> =
        shapes.iter().filter(|shape| is_constrained(shape) || reaches(shape)).copied().collect();
    let mut found = IndexSet::default();
    while let Some(shape) = open.pop() {
        if found.insert(&shape.id) {
            open.extend(holders.get(&shape.id).into_iter().flatten());
        }
    }
    found
}

fn is_constrained(shape: &Shape) -> bool {
    is_closed_enum(shape)
        || has_constraint(&shape.traits)
        || shape.members().any(|member| has_constraint(&member.traits) || is_required(&member.traits))
}

/// Whether a value that the model does not list is a violation.
fn is_closed_enum(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_))
        && !shape.traits.has::<traits::OpenEnum>()
}
