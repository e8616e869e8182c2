//! Constraints to checks.

use std::collections::BTreeSet;

use super::{Context, becomes_type};
use crate::{
    ir::{Check, CheckFunction, Constraint, Nested, Pattern, Range},
    pattern,
    smithy::{Member, Model, Shape, ShapeId, ShapeKind, Traits, traits},
};

impl<'m> Context<'m> {
    /// How the value of a member is validated.
    pub(super) fn check(&self, member: &Member) -> Option<Check> {
        let target = self.target(member);
        let check = if has_constraint(&member.traits) {
            self.value_check(Some((&member.traits, &member.id)), target)
        } else if becomes_type(target) {
            let nested = if self.constrained.contains(&target.id) { Nested::Shape } else { Nested::Nothing };
            Check { constraints: Vec::new(), nested }
        } else if self.shape_check(target).is_empty() {
            return None;
        } else {
            let name = self.check_functions.get(&target.id)?.clone();
            Check { constraints: Vec::new(), nested: Nested::Function(name) }
        };
        (!check.is_empty()).then_some(check)
    }

    /// The check of a shape that is no type of its own.
    fn shape_check(&self, shape: &'m Shape) -> Check {
        self.value_check(None, shape)
    }

    /// The check of a value of `shape`, whose constraints those of a member override.
    fn value_check(&self, member: Option<(&Traits, &ShapeId)>, shape: &'m Shape) -> Check {
        Check { constraints: self.constraints(member, shape), nested: self.inside(shape) }
    }

    fn constraints(&self, member: Option<(&Traits, &ShapeId)>, shape: &'m Shape) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        if let Some(length) = effective::<traits::Length>(member, shape) {
            constraints.push(match shape.kind {
                ShapeKind::String | ShapeKind::Enum(_) => Constraint::Characters(length.min, length.max),
                _ => Constraint::Length(length.min, length.max),
            });
        }
        if let Some(range) = effective::<traits::Range>(member, shape) {
            let (min, max) =
                (range.min.as_ref().map(ToString::to_string), range.max.as_ref().map(ToString::to_string));
            constraints.push(Constraint::Range(Range { min, max }));
        }
        if effective::<traits::Pattern>(member, shape).is_some() {
            let carrier =
                member.filter(|(traits, _)| traits.has::<traits::Pattern>()).map_or(&shape.id, |(_, id)| id);
            constraints.extend(self.patterns.get(carrier).cloned().map(Constraint::Pattern));
        }
        if effective::<traits::UniqueItems>(member, shape).is_some() {
            constraints.push(Constraint::UniqueItems);
        }
        constraints
    }

    /// What is checked inside a value of `shape`.
    fn inside(&self, shape: &'m Shape) -> Nested {
        let sparse = shape.traits.has::<traits::Sparse>();
        match &shape.kind {
            ShapeKind::List(member) => match self.check(member) {
                Some(check) => Nested::Elements { check: Box::new(check), sparse },
                None => Nested::Nothing,
            },
            ShapeKind::Map { key, value } => {
                let (key_check, value_check) = (self.check(key), self.check(value));
                if key_check.is_none() && value_check.is_none() {
                    return Nested::Nothing;
                }
                let sensitive_key = self.target(key).traits.has::<traits::Sensitive>();
                Nested::Entries {
                    key: key_check.map(Box::new),
                    value: value_check.map(Box::new),
                    sparse,
                    sensitive_key,
                }
            }
            _ if becomes_type(shape) && self.constrained.contains(&shape.id) => Nested::Shape,
            _ => Nested::Nothing,
        }
    }
}

/// A constraint trait of the member, else of the shape.
fn effective<'a, T: traits::SmithyTrait + 'a>(
    member: Option<(&'a Traits, &ShapeId)>,
    shape: &'a Shape,
) -> Option<&'a T> {
    member.and_then(|(traits, _)| traits.get::<T>()).or_else(|| shape.traits.get::<T>())
}

fn has_constraint(traits: &Traits) -> bool {
    traits.has::<traits::Length>()
        || traits.has::<traits::Range>()
        || traits.has::<traits::Pattern>()
        || traits.has::<traits::UniqueItems>()
}

/// The functions that check shapes which are no types of their own.
pub(super) fn functions(context: &Context<'_>) -> Vec<CheckFunction> {
    let mut functions: Vec<CheckFunction> = context
        .check_functions
        .iter()
        .filter_map(|(id, name)| {
            let shape = context.model.shape(id)?;
            let check = context.shape_check(shape);
            let ty = context.shape_type(shape);
            (!check.is_empty()).then(|| CheckFunction { name: name.clone(), id: id.to_string(), ty, check })
        })
        .collect();
    functions.sort_by(|one, other| one.name.cmp(&other.name));
    functions
}

/// The shapes and members that carry a pattern.
pub(super) fn pattern_carriers<'m>(shapes: &[&'m Shape]) -> Vec<&'m ShapeId> {
    let mut carriers = Vec::new();
    for shape in shapes {
        if shape.traits.has::<traits::Pattern>() {
            carriers.push(&shape.id);
        }
        let members = shape.members().filter(|member| member.traits.has::<traits::Pattern>());
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
            let plan = pattern::compile(&traits.get::<traits::Pattern>()?.0).ok()?;
            Some(Pattern { name: name.clone(), plan })
        })
        .collect();
    patterns.sort_by(|one, other| one.name.cmp(&other.name));
    patterns
}

/// The shapes in whose closure something can be violated: a constraint, a required member, an enum.
pub(super) fn constrained<'m>(model: &'m Model, shapes: &[&'m Shape]) -> BTreeSet<&'m ShapeId> {
    let mut found: BTreeSet<&'m ShapeId> =
        shapes.iter().filter(|shape| is_constrained(shape)).map(|shape| &shape.id).collect();
    loop {
        let before = found.len();
        for shape in shapes {
            if shape.members().any(|member| found.contains(&model.target(member).id)) {
                found.insert(&shape.id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn is_constrained(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_))
        || has_constraint(&shape.traits)
        || shape
            .members()
            .any(|member| has_constraint(&member.traits) || member.traits.has::<traits::Required>())
}
