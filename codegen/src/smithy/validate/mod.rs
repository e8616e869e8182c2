//! Rules that a model must keep, beyond what reading and resolving it shows.
//!
//! Comes in: a resolved model. Goes out: everything in it that is wrong, as values, in a fixed order. Always holds: a
//! rule reports a fault once, at the place where it is mended; what does not resolve is passed over, since the loader
//! reports it; and the time is linear in the size of the model.
//!
//! What is an error here is one for Smithy's own validators too; what they only advise against is no business of
//! Farrier's.

mod access;
mod constraint;
mod default;
mod discovery;
mod enumeration;
mod host;
mod http;
mod name;
mod operation;
mod paginated;
mod recursion;
mod resource;
mod selector;
mod service;
mod streaming;
mod test_case;
mod unknown;
mod uri;
mod waiter;
mod wire;
mod xml;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{
    Location, Member, Model, Operation, Problem, Shape, ShapeId, ShapeKind, SmithyTrait, index, traits,
};

/// What the rules cannot know by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Reads the value of a `pattern` trait.
    pub pattern: PatternCheck,
    /// Reads what an acceptor of a waiter of the operation is about.
    pub matcher: MatcherCheck,
}

/// Says why a matcher cannot be generated.
pub type MatcherCheck = fn(&Model, &Operation, &traits::Matcher) -> Result<(), Refusal>;

/// Why a matcher cannot be generated: a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The model is wrong.
    Wrong(String),
    /// The model is right, and there is no code for it: its waiter is left out.
    NoForm(String),
}

impl<T: Into<String>> From<T> for Refusal {
    /// The model is wrong, for this reason.
    fn from(why: T) -> Self {
        Self::Wrong(why.into())
    }
}

/// Says why a text is no pattern that a validator can be made of: a sentence without a full stop.
pub type PatternCheck = fn(&str) -> Result<(), String>;

impl Default for Rules {
    /// Takes any text as a pattern, and any matcher.
    fn default() -> Self {
        Self { pattern: |_| Ok(()), matcher: |_, _, _| Ok(()) }
    }
}

/// Everything that is wrong with a model, by file and shape.
#[must_use]
pub fn all(model: &Model, rules: &Rules) -> Vec<Problem> {
    let holds_stream = |shape: &&Shape| index::streaming_member(model, shape).is_some();
    let stream_holders = model.shapes().filter(holds_stream).map(|shape| &shape.id).collect();
    let mut report =
        Report { model, rules, stream_holders, dedicated: BTreeMap::new(), problems: Vec::new() };
    name::shapes(&mut report);
    for shape in model.shapes() {
        selector::check(shape, &mut report);
        constraint::check(shape, &mut report);
        default::check(shape, &mut report);
        enumeration::check(shape, &mut report);
        name::check(shape, &mut report);
        wire::check(shape, &mut report);
        access::check(shape, &mut report);
        unknown::check(shape, &mut report);
        streaming::check(shape, &mut report);
        match &shape.kind {
            ShapeKind::Operation(operation) => {
                operation::check(shape, operation, &mut report);
                http::check(shape, operation, &mut report);
                host::check(shape, operation, &mut report);
                paginated::check(shape, operation, &mut report);
                waiter::check(shape, operation, &mut report);
            }
            ShapeKind::Structure(_) => http::structure(shape, &mut report),
            ShapeKind::Resource(resource) => resource::check(shape, resource, &mut report),
            ShapeKind::Service(service) => {
                service::check(shape, service, &mut report);
                discovery::check(shape, &mut report);
            }
            _ => {}
        }
    }
    recursion::check(&mut report);
    xml::check(&mut report);
    test_case::check(&mut report);
    // A mixin's fault is that of every shape with the mixin, an input's that of every operation that takes it.
    let mut seen = BTreeSet::new();
    report
        .problems
        .retain(|problem| seen.insert((format!("{:?}", problem.location), problem.message.clone())));
    report.problems
}

/// The model and what was found in it.
struct Report<'m> {
    model: &'m Model,
    rules: &'m Rules,
    /// The structures with a stream.
    stream_holders: BTreeSet<&'m ShapeId>,
    /// The structures with the trait `input` or `output` that were met, with their operations.
    dedicated: BTreeMap<&'m ShapeId, &'m ShapeId>,
    problems: Vec<Problem>,
}

impl<'m> Report<'m> {
    /// An error of a shape or member.
    fn error(&mut self, id: &ShapeId, message: impl Into<String>, help: impl Into<String>) {
        let location = self.model.location(id);
        self.error_at(location, id, message, help);
    }

    /// An error of a trait of a shape or member.
    fn trait_error<T: SmithyTrait>(
        &mut self,
        id: &ShapeId,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let location = self.model.trait_location(id, T::ID);
        self.error_at(location, id, message, help);
    }

    /// An error at a place further inside the definition of a shape.
    fn inner_error<S: Into<String>>(
        &mut self,
        id: &ShapeId,
        steps: impl IntoIterator<Item = S>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let location = self.model.location(id).inside(steps);
        self.error_at(location, id, message, help);
    }

    fn error_at(
        &mut self,
        location: Location,
        id: &ShapeId,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(location, message).of(id).help(help));
    }

    /// Names another place that belongs to the problem reported last.
    fn related(&mut self, location: Location) {
        if let Some(problem) = self.problems.last_mut() {
            problem.related = Some(location);
        }
    }

    /// The target of a member; none for one that does not resolve.
    fn target(&self, member: &Member) -> Option<&'m Shape> {
        self.model.shape(&member.target)
    }

    /// The structure of that ID.
    fn structure(&self, id: Option<&ShapeId>) -> Option<&'m Shape> {
        self.model.shape(id?).filter(|shape| matches!(shape.kind, ShapeKind::Structure(_)))
    }

    /// The members of an input or output, none without one; nothing for what is no structure, which is a fault of its
    /// own.
    fn message_members(&self, id: Option<&ShapeId>) -> Option<&'m [Member]> {
        match id {
            Some(_) => self.structure(id).map(index::structure_members),
            None => Some(&[]),
        }
    }
}

/// A kind of shapes with its article.
fn a(kind: &ShapeKind) -> impl fmt::Display {
    let name = kind.name();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// Texts as a list of code: `` `a`, `b` ``.
fn ticked<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}
