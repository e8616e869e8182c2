//! Smithy 1.0 to 2.0: defaults in place of boxing, enum shapes in place of strings with the `enum` trait (which models of
//! version 2.0 have too).
//! Spec: <https://smithy.io/2.0/guides/migrating-idl-1-to-2.html>.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::Context;
use crate::smithy::{
    Member, Model, Problem, Shape, ShapeId, ShapeKind, Traits, prelude,
    traits::{self, EnumDefinition, EnumDefinitions, EnumValue},
};

const BOX: &str = "smithy.api#box";

/// Brings the shapes to Smithy 2.0.
pub(super) fn upgrade(model: &mut Model, version_1: &BTreeSet<ShapeId>, context: &mut Context<'_, '_>) {
    if !version_1.is_empty() {
        add_defaults(model, version_1);
    }
    drop_refused_zeros(model);
    for shape in model.shapes.values_mut() {
        if matches!(shape.kind, ShapeKind::String) && shape.traits.has::<EnumDefinitions>() {
            string_to_enum(shape, context);
        }
    }
}

/// Gives members of structures the defaults that they have in Smithy 1.0, and takes `box` away.
fn add_defaults(model: &mut Model, version_1: &BTreeSet<ShapeId>) {
    let defaults: Vec<(ShapeId, Vec<Option<Value>>)> = version_1
        .iter()
        .filter_map(|id| match &model.shape(id)?.kind {
            ShapeKind::Structure(members) => Some((
                id.clone(),
                members.iter().map(|member| default_of(model, member, version_1)).collect(),
            )),
            _ => None,
        })
        .collect();
    for (id, defaults) in defaults {
        let Some(ShapeKind::Structure(members)) = model.shapes.get_mut(&id).map(|shape| &mut shape.kind)
        else {
            continue;
        };
        for (member, default) in members.iter_mut().zip(defaults) {
            member.traits.remove_id(BOX);
            if let Some(default) = default {
                member.traits.set(traits::Default(default));
            }
        }
    }
    for id in version_1 {
        if let Some(shape) = model.shapes.get_mut(id) {
            shape.traits.remove_id(BOX);
        }
    }
}

/// The default that a member of a structure has in Smithy 1.0: null where the target's must not count.
fn default_of(model: &Model, member: &Member, version_1: &BTreeSet<ShapeId>) -> Option<Value> {
    if member.traits.has::<traits::Default>() {
        return None;
    }
    let target = model.shape(&member.target)?;
    let null = target.traits.has::<traits::Default>().then_some(Value::Null);
    if member.traits.contains(BOX) {
        return null;
    }
    match target.kind {
        ShapeKind::Boolean
        | ShapeKind::Byte
        | ShapeKind::Short
        | ShapeKind::Integer
        | ShapeKind::Long
        | ShapeKind::Float
        | ShapeKind::Double => {
            // A number or boolean of a 2.0 file is boxed unless it has a default.
            let boxed = if target.source.is_none() {
                prelude::is_boxed(&target.id)
            } else if version_1.contains(&target.id) {
                target.traits.contains(BOX)
            } else {
                !target.traits.has::<traits::Default>()
            };
            if !boxed && allows_zero(member, target) { Some(prelude::zero(&target.kind)) } else { null }
        }
        ShapeKind::Blob
            if target.traits.has::<traits::Streaming>() && !member.traits.has::<traits::Required>() =>
        {
            Some(Value::from(""))
        }
        _ => None,
    }
}

/// Whether zero lies in the range of the member.
fn allows_zero(member: &Member, target: &Shape) -> bool {
    let range = member.traits.get::<traits::Range>().or_else(|| target.traits.get());
    let bound = |bound: &Option<traits::Bound>| bound.as_ref().and_then(|bound| bound.as_f64());
    range.is_none_or(|range| {
        bound(&range.min).is_none_or(|min| min <= 0.0) && bound(&range.max).is_none_or(|max| max >= 0.0)
    })
}

/// Takes away the default zero of numbers whose range refuses it. A model that others brought to 2.0 has it where 1.0 had
/// none, and of all defaults Smithy lets this alone break a constraint: a client would send what the service refuses.
fn drop_refused_zeros(model: &mut Model) {
    let is_zero = |member: &Member| {
        member.traits.get::<traits::Default>().is_some_and(|default| default.0.as_f64() == Some(0.0))
    };
    let is_refused = |member: &Member| {
        is_zero(member) && model.shape(&member.target).is_some_and(|target| !allows_zero(member, target))
    };
    let mut refused: Vec<(ShapeId, usize)> = Vec::new();
    for shape in model.shapes.values() {
        let ShapeKind::Structure(members) = &shape.kind else { continue };
        let of_shape = members.iter().enumerate().filter(|(_, member)| is_refused(member));
        refused.extend(of_shape.map(|(index, _)| (shape.id.clone(), index)));
    }
    for (id, index) in refused {
        if let Some(ShapeKind::Structure(members)) = model.shapes.get_mut(&id).map(|shape| &mut shape.kind)
            && let Some(member) = members.get_mut(index)
        {
            member.traits.set(traits::Default(Value::Null));
        }
    }
}

/// Makes an enum shape of a string with the `enum` trait.
fn string_to_enum(shape: &mut Shape, context: &mut Context<'_, '_>) {
    let place = shape.traits.location(<EnumDefinitions as traits::SmithyTrait>::ID);
    let Some(EnumDefinitions(definitions)) = shape.traits.get().cloned() else { return };
    shape.traits.remove::<EnumDefinitions>();
    let mut members: Vec<Member> = Vec::with_capacity(definitions.len());
    let named: BTreeSet<String> =
        definitions.iter().filter_map(|definition| definition.name.clone()).collect();
    let mut taken = BTreeSet::new();
    for (index, definition) in definitions.into_iter().enumerate() {
        let wrong = match &definition.name {
            Some(name) if !crate::smithy::shape_id::is_identifier(name) => {
                Some(format!("`{name}` is no name for a value"))
            }
            Some(name) if taken.contains(name) => Some(format!("the name `{name}` comes twice")),
            _ => None,
        };
        if let (Some(message), Some(place)) = (&wrong, &place) {
            let place = place.clone().inside([index.to_string(), "name".to_owned()]);
            let problem = Problem::error(place, format!("the trait `smithy.api#enum` is wrong: {message}"));
            context.report(
                problem.of(&shape.id).help("give each value a name of letters, digits and underscores"),
            );
            continue;
        }
        let name = match &definition.name {
            Some(name) => name.clone(),
            None => synthesize(&definition.value, |name| named.contains(name) || taken.contains(name)),
        };
        taken.insert(name.clone());
        let is_named = definition.name.is_some();
        let mut member = member(&shape.id, name, definition);
        if !is_named {
            member.traits.set(traits::Unnamed);
        }
        members.push(member);
    }
    shape.kind = ShapeKind::Enum(members);
}

fn member(id: &ShapeId, name: String, definition: EnumDefinition) -> Member {
    let mut traits = Traits::default();
    traits.set(EnumValue::String(definition.value));
    if let Some(text) = definition.documentation {
        traits.set(traits::Documentation(text));
    }
    if let Some(tags) = definition.tags {
        // What the tag says of a value of the `enum` trait, `internal` says of a member.
        if tags.iter().any(|tag| tag == "internal") {
            traits.set(traits::Internal);
        }
        traits.set(traits::Tags(tags));
    }
    if definition.deprecated {
        traits.set(traits::Deprecated { message: None, since: None });
    }
    Member { id: id.with_member(&name), name, target: ShapeId::prelude("Unit"), traits, inherited: None }
}

/// A name for a value without one: the value with an underscore in place of other characters than letters and digits;
/// numbered where another value has that name.
fn synthesize(value: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => name.push(character),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let bare = name.trim_start_matches('_');
    if bare.is_empty() {
        name = "VALUE".to_owned();
    } else if bare.starts_with(|first: char| first.is_ascii_digit()) && bare.len() == name.len() {
        name.insert(0, '_');
    }
    if !is_taken(&name) {
        return name;
    }
    (2_u64..).map(|number| format!("{name}_{number}")).find(|name| !is_taken(name)).unwrap_or(name)
}
