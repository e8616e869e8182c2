//! Declarations to shapes: traits become typed values, mixins are applied.
//! Spec: <https://smithy.io/2.0/spec/mixins.html>.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ast::{Aggregate, Application, Body, Declaration, DeclaredTrait},
    context::Context,
};
use crate::smithy::{
    Member, Problem, Severity, Shape, ShapeId, ShapeKind, TraitValue, Traits,
    model::shape_location,
    node::Wrong,
    traits::{self, Origin},
};

/// The shapes, with what only the upgrade needs to know.
pub(super) struct Built {
    pub(super) shapes: BTreeMap<ShapeId, Shape>,
    /// The shapes that files of Smithy 1.0 define.
    pub(super) version_1: BTreeSet<ShapeId>,
}

/// Makes shapes of declarations, each after its mixins.
pub(super) fn build<'a>(
    declarations: BTreeMap<ShapeId, Declaration<'a>>,
    context: &mut Context<'a, '_>,
) -> Built {
    let version_1 = declarations.values().filter(|it| it.version_1).map(|it| it.id.clone()).collect();
    let known: BTreeSet<ShapeId> = declarations.values().flat_map(|it| &it.mixins).cloned().collect();
    let unknown: BTreeSet<ShapeId> = known.into_iter().filter(|id| !declarations.contains_key(id)).collect();
    let (mixed, plain): (Vec<_>, Vec<_>) = declarations.into_values().partition(|it| !it.mixins.is_empty());
    let mut shapes = BTreeMap::new();
    for declaration in plain {
        add(&mut shapes, declaration, context);
    }
    let mut waiting = mixed;
    loop {
        let ready = |id: &ShapeId| shapes.contains_key(id) || unknown.contains(id);
        let (next, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|it| it.mixins.iter().all(ready));
        waiting = later;
        if next.is_empty() {
            break;
        }
        for declaration in next {
            add(&mut shapes, declaration, context);
        }
    }
    for mut declaration in waiting {
        let place = shape_location(&declaration.id, declaration.source).inside(["mixins"]);
        let problem =
            Problem::error(place, "the mixins of the shape lead back to themselves").of(&declaration.id);
        context.report(problem.help("remove one of the mixins on the way"));
        declaration.mixins.clear();
        add(&mut shapes, declaration, context);
    }
    Built { shapes, version_1 }
}

fn add<'a>(
    shapes: &mut BTreeMap<ShapeId, Shape>,
    declaration: Declaration<'a>,
    context: &mut Context<'a, '_>,
) {
    let shape = shape(declaration, shapes, context);
    shapes.insert(shape.id.clone(), shape);
}

fn shape<'a>(
    declaration: Declaration<'a>,
    shapes: &BTreeMap<ShapeId, Shape>,
    context: &mut Context<'a, '_>,
) -> Shape {
    let Declaration { id, source, body, members: declared, mixins, traits: own, applied, .. } = declaration;
    let mixins = usable(&id, source, &body, &mixins, shapes, context);
    let mut traits = Traits::default();
    let mut members = Members { list: Vec::with_capacity(declared.len()), inherited: BTreeMap::new() };
    for mixin in &mixins {
        inherit_traits(&mut traits, mixin);
        inherit_members(&mut members, &id, source, mixin, context);
    }
    put_all(&mut traits, own, context);
    for member in declared {
        let mut own = Traits::default();
        put_all(&mut own, member.traits, context);
        let member =
            Member { id: member.id, name: member.name, target: member.target, traits: own, inherited: None };
        members.add(member, source, context);
    }
    for application in applied {
        apply_to_member(&mut members.list, application, context);
    }
    let kind = match body {
        Body::Plain(kind) => inherit_kind(*kind, &mixins),
        Body::Aggregate(aggregate) => aggregate_kind(aggregate, &id, members.list),
    };
    Shape { id, kind, traits, source: Some(source) }
}

/// The mixins that exist and are of the shape's kind. The others are problems.
fn usable<'s>(
    id: &ShapeId,
    source: usize,
    body: &Body,
    mixins: &[ShapeId],
    shapes: &'s BTreeMap<ShapeId, Shape>,
    context: &mut Context<'_, '_>,
) -> Vec<&'s Shape> {
    let mut usable = Vec::new();
    for (index, mixin) in mixins.iter().enumerate() {
        let at = || shape_location(id, source).inside(["mixins".to_owned(), index.to_string()]);
        let problem = match shapes.get(mixin) {
            None => Problem::error(at(), format!("the mixin `{mixin}` is not defined"))
                .help("correct the ID, or add the file that defines the mixin"),
            Some(shape) if !shape.traits.has::<traits::Mixin>() => {
                Problem::error(at(), format!("`{mixin}` is no mixin"))
                    .help("give it the trait `smithy.api#mixin`")
            }
            Some(shape) if kind_name(body) != shape.kind.name() => {
                let message =
                    format!("`{mixin}` is of the type {}, not {}", shape.kind.name(), kind_name(body));
                Problem::error(at(), message).help("use a mixin of the same type")
            }
            Some(shape) => {
                usable.push(shape);
                continue;
            }
        };
        context.report(problem.of(id));
    }
    usable
}

fn kind_name(body: &Body) -> &'static str {
    match body {
        Body::Plain(kind) => kind.name(),
        Body::Aggregate(Aggregate::List) => "list",
        Body::Aggregate(Aggregate::Map) => "map",
        Body::Aggregate(Aggregate::Structure) => "structure",
        Body::Aggregate(Aggregate::Union) => "union",
        Body::Aggregate(Aggregate::Enum) => "enum",
        Body::Aggregate(Aggregate::IntEnum) => "intEnum",
    }
}

fn inherit_traits(traits: &mut Traits, mixin: &Shape) {
    let mut inherited = mixin.traits.clone();
    if let Some(mixin) = mixin.traits.get::<traits::Mixin>() {
        mixin.local_traits.iter().for_each(|id| inherited.remove_id(id.as_str()));
    }
    inherited.remove::<traits::Mixin>();
    traits.overlay(inherited);
}

fn inherit_members(
    members: &mut Members,
    id: &ShapeId,
    source: usize,
    mixin: &Shape,
    context: &mut Context<'_, '_>,
) {
    for member in mixin.members() {
        let inherited = member.inherited.clone().or_else(|| Some((member.id.clone(), mixin.source?)));
        let member = Member { id: id.with_member(&member.name), inherited, ..member.clone() };
        members.add(member, source, context);
    }
}

/// The members of a shape while they are gathered.
struct Members {
    list: Vec<Member>,
    /// Indices of those from mixins, by name. The shape's own differ in name, so they need no index.
    inherited: BTreeMap<String, usize>,
}

impl Members {
    /// Adds a member after those before it, or its traits to the one of the same name.
    fn add(&mut self, member: Member, source: usize, context: &mut Context<'_, '_>) {
        let earlier = self.inherited.get(&member.name).and_then(|index| self.list.get_mut(*index));
        let Some(earlier) = earlier else {
            if member.inherited.is_some() {
                self.inherited.insert(member.name.clone(), self.list.len());
            }
            return self.list.push(member);
        };
        if earlier.target != member.target {
            let place = shape_location(&member.id.shape(), source);
            let message =
                format!("the member targets `{}`, but `{}` in a mixin", member.target, earlier.target);
            let problem = Problem::error(place, message).of(&member.id);
            return context.report(problem.help("give it the same target, or another name"));
        }
        earlier.traits.overlay(member.traits);
        earlier.inherited = member.inherited;
    }
}

fn apply_to_member<'a>(members: &mut [Member], application: Application<'a>, context: &mut Context<'a, '_>) {
    let id = &application.target;
    match members.iter_mut().find(|member| &member.id == id) {
        Some(member) => put_all(&mut member.traits, application.traits, context),
        None => {
            let place = shape_location(id, application.source);
            let problem = Problem::error(place, "there is no such member to apply traits to").of(id);
            context.report(problem.help("correct the name of the member"));
        }
    }
}

/// Types the traits and puts them over those that are there.
fn put_all<'a>(traits: &mut Traits, declared: Vec<DeclaredTrait<'a>>, context: &mut Context<'a, '_>) {
    // The traits of one declaration differ, so that only inherited ones can be there before.
    let first = traits.is_empty();
    traits.reserve(declared.len());
    let mut notes = Vec::new();
    for DeclaredTrait { id, value, origin } in declared {
        let value = match context.reader(&id) {
            Some(reader) => reader(value, &mut notes),
            None => Ok(TraitValue::Raw(value.into_value())),
        };
        for note in notes.drain(..) {
            context.report(wrong(note, &id, &origin, Severity::Warning));
        }
        match value {
            Ok(value) if first => traits.push(id, value, origin),
            Ok(value) => traits.put(id, value, Some(origin)),
            Err(broken) => {
                context.report(wrong(broken.wrong, &id, &origin, Severity::Error));
                traits.put_broken(id, broken.ty, origin);
            }
        }
    }
}

/// The problem of a wrong trait value.
fn wrong(wrong: Wrong, id: &ShapeId, origin: &Origin, severity: Severity) -> Problem {
    let place = origin.location().inside(["traits", id.as_str()]).inside(wrong.path.into_iter().rev());
    let problem = Problem::error(place, format!("the trait `{id}` is wrong: {}", wrong.message));
    let help = if wrong.help.is_empty() {
        "correct the value: see https://smithy.io/2.0/trait-index.html"
    } else {
        &wrong.help
    };
    Problem { severity, ..problem.of(&origin.holder).help(help) }
}

fn aggregate_kind(aggregate: Aggregate, id: &ShapeId, mut members: Vec<Member>) -> ShapeKind {
    match aggregate {
        Aggregate::List => ShapeKind::List(take(&mut members, id, "member")),
        Aggregate::Map => {
            ShapeKind::Map { key: take(&mut members, id, "key"), value: take(&mut members, id, "value") }
        }
        Aggregate::Structure => ShapeKind::Structure(members),
        Aggregate::Union => ShapeKind::Union(members),
        Aggregate::Enum => ShapeKind::Enum(members),
        Aggregate::IntEnum => ShapeKind::IntEnum(members),
    }
}

/// A list's or map's member. A broken one was reported; a string stands in so that the other checks can run.
fn take(members: &mut Vec<Member>, id: &ShapeId, name: &str) -> Member {
    match members.iter().position(|member| member.name == name) {
        Some(at) => members.swap_remove(at),
        None => Member {
            id: id.with_member(name),
            name: name.to_owned(),
            target: ShapeId::prelude("String"),
            traits: Traits::default(),
            inherited: None,
        },
    }
}

/// What services, resources and operations take over from mixins: lists are joined, own values win.
fn inherit_kind(mut kind: ShapeKind, mixins: &[&Shape]) -> ShapeKind {
    for mixin in mixins {
        match (&mut kind, &mixin.kind) {
            (ShapeKind::Service(own), ShapeKind::Service(mixin)) => {
                if own.version.is_empty() {
                    own.version.clone_from(&mixin.version);
                }
                join(&mut own.operations, &mixin.operations);
                join(&mut own.resources, &mixin.resources);
                join(&mut own.errors, &mixin.errors);
                for (id, name) in &mixin.rename {
                    own.rename.entry(id.clone()).or_insert_with(|| name.clone());
                }
            }
            (ShapeKind::Operation(own), ShapeKind::Operation(mixin)) => join(&mut own.errors, &mixin.errors),
            (ShapeKind::Resource(own), ShapeKind::Resource(mixin)) => {
                for property in &mixin.properties {
                    if !own.properties.iter().any(|(name, _)| *name == property.0) {
                        own.properties.push(property.clone());
                    }
                }
            }
            _ => {}
        }
    }
    kind
}

fn join(own: &mut Vec<ShapeId>, inherited: &[ShapeId]) {
    let own_first: Vec<ShapeId> = inherited.iter().filter(|id| !own.contains(id)).cloned().collect();
    own.splice(0..0, own_first);
}
