//! Several files to one set of declarations: identical definitions are one, others are conflicts, `apply` statements
//! reach their shapes.
//! Spec: <https://smithy.io/2.0/spec/model.html#merging-model-files>.

use std::collections::{BTreeMap, btree_map::Entry};

use serde_json::Value;

use super::{
    ast::{Application, Declaration, DeclaredTrait, File},
    context::{At, Context},
};
use crate::smithy::{
    Location, Problem, ShapeId,
    model::shape_location,
    node::{Entries, Node},
    prelude,
};

/// All files as one.
pub(super) struct Merged<'a> {
    pub(super) declarations: BTreeMap<ShapeId, Declaration<'a>>,
    pub(super) metadata: BTreeMap<String, Value>,
}

/// Joins the files.
pub(super) fn merge<'a>(files: Vec<File<'a>>, context: &mut Context<'a, '_>) -> Merged<'a> {
    let mut declarations = BTreeMap::new();
    let mut metadata = BTreeMap::new();
    let mut applications = Vec::new();
    for file in files {
        merge_metadata(&mut metadata, file.source, file.metadata, context);
        for declaration in file.declarations {
            declare(&mut declarations, declaration, context);
        }
        applications.extend(file.applications);
    }
    for application in applications {
        apply(&mut declarations, application, context);
    }
    let metadata = metadata.into_iter().map(|(key, (_, node))| (key, node.into_value())).collect();
    Merged { declarations, metadata }
}

/// Arrays are joined, equal values are one, others conflict.
fn merge_metadata<'a>(
    merged: &mut BTreeMap<String, (usize, Node<'a>)>,
    source: usize,
    entries: Entries<'a>,
    context: &mut Context<'a, '_>,
) {
    let place = |source: usize, key: &str| At::root(source).inside("metadata").inside(key).location();
    for (key, node) in entries {
        let Some((first, earlier)) = merged.get_mut(key.as_ref()) else {
            merged.insert(key.into_owned(), (source, node));
            continue;
        };
        match (earlier, node) {
            (Node::Array(earlier), Node::Array(node)) => earlier.extend(node),
            (earlier, node) if *earlier == node => {}
            _ => {
                let problem = Problem::error(
                    place(source, &key),
                    format!("the metadata `{key}` has another value before"),
                );
                context.report(
                    problem.related(place(*first, &key)).help("make both the same, or rename one of them"),
                );
            }
        }
    }
}

fn declare<'a>(
    declarations: &mut BTreeMap<ShapeId, Declaration<'a>>,
    declaration: Declaration<'a>,
    context: &mut Context<'a, '_>,
) {
    let builtin =
        declaration.id.namespace() == "smithy.api" && prelude::shapes().contains_key(&declaration.id);
    if builtin {
        // Some tools write the prelude's shapes out. They are what they are, whatever a file says.
        return;
    }
    match declarations.entry(declaration.id.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(declaration);
        }
        Entry::Occupied(earlier) => {
            let earlier = earlier.get();
            if !same(earlier, &declaration) {
                let (here, there) = (place(&declaration), place(earlier));
                let problem = Problem::error(here, "the shape is defined otherwise in another file")
                    .of(&declaration.id);
                context.report(problem.related(there).help("keep one of the two, or make them equal"));
            }
        }
    }
}

fn place(declaration: &Declaration<'_>) -> Location {
    shape_location(&declaration.id, declaration.source)
}

/// Whether two definitions of one ID say the same.
fn same(one: &Declaration<'_>, other: &Declaration<'_>) -> bool {
    let members = one.members.iter().zip(&other.members);
    one.body == other.body
        && one.mixins == other.mixins
        && one.version_1 == other.version_1
        && same_traits(&one.traits, &other.traits)
        && one.members.len() == other.members.len()
        && members.into_iter().all(|(one, other)| {
            one.name == other.name && one.target == other.target && same_traits(&one.traits, &other.traits)
        })
}

fn same_traits(one: &[DeclaredTrait<'_>], other: &[DeclaredTrait<'_>]) -> bool {
    let found = |declared: &DeclaredTrait<'_>| other.iter().find(|other| other.id == declared.id);
    one.len() == other.len() && one.iter().all(|one| found(one).is_some_and(|other| other.value == one.value))
}

fn apply<'a>(
    declarations: &mut BTreeMap<ShapeId, Declaration<'a>>,
    application: Application<'a>,
    context: &mut Context<'a, '_>,
) {
    let target = application.target.clone();
    let member = target.member();
    let shape = if member.is_some() { target.shape() } else { target.clone() };
    let Some(declaration) = declarations.get_mut(&shape) else {
        let problem = Problem::error(
            shape_location(&target, application.source),
            "there is no such shape to apply traits to",
        );
        return context
            .report(problem.of(&target).help("correct the ID, or add the file that defines the shape"));
    };
    let own = match member {
        None => Some(&mut declaration.traits),
        Some(name) => declaration
            .members
            .iter_mut()
            .find(|candidate| candidate.name == name)
            .map(|member| &mut member.traits),
    };
    match own {
        Some(traits) => application.traits.into_iter().for_each(|declared| add(traits, declared, context)),
        None => declaration.applied.push(application),
    }
}

/// Adds a trait to those of the same shape: lists are joined, equal values are one, others conflict.
/// Spec: <https://smithy.io/2.0/spec/model.html#trait-conflict-resolution>.
pub(super) fn add<'a>(
    traits: &mut Vec<DeclaredTrait<'a>>,
    declared: DeclaredTrait<'a>,
    context: &mut Context<'a, '_>,
) {
    let Some(earlier) = traits.iter_mut().find(|earlier| earlier.id == declared.id) else {
        return traits.push(declared);
    };
    match (&mut earlier.value, declared.value) {
        (earlier, value) if *earlier == value => {}
        (Node::Array(earlier), Node::Array(value)) => earlier.extend(value),
        _ => {
            let place = |origin: &crate::smithy::traits::Origin| {
                origin.location().inside(["traits", declared.id.as_str()])
            };
            let message = format!("the trait `{}` has another value before", declared.id);
            let problem = Problem::error(place(&declared.origin), message).of(&declared.origin.holder);
            context.report(problem.related(place(&earlier.origin)).help("keep one of the two values"));
        }
    }
}
