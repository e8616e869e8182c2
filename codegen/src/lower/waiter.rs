//! Waiters: what answers of an operation mean.

use super::{
    Context,
    path::{self, Names, Root, Type},
    structure, union,
};
use crate::{
    ir::{self, Expectation, Matcher, Node, Operator, Value},
    names::{Case, RESERVED_METHODS, Scope},
    smithy::{Member, Model, Operation, Shape, ShapeKind, traits, validate::Refusal},
};

/// Names by the crate's rules.
impl Names for Context<'_> {
    fn step(&self, shape: &Shape, member: &Member) -> Option<ir::Step> {
        structure::step(self, shape, member)
    }
    fn is_replaced(&self, shape: &Shape) -> bool {
        Context::is_replaced(self, &shape.id)
    }
    fn shape(&self, shape: &Shape) -> Option<String> {
        self.type_name(&shape.id).cloned()
    }
    fn variant(&self, shape: &Shape, member: &Member) -> Option<(String, String)> {
        let ShapeKind::Union(members) = &shape.kind else { return None };
        let at = members.iter().position(|other| other.name == member.name)?;
        Some((self.type_name(&shape.id)?.clone(), union::variant_names(members).get(at)?.clone()))
    }
}

/// Names that stand for nothing, where only types count.
struct NoNames;

impl Names for NoNames {
    fn step(&self, _: &Shape, member: &Member) -> Option<ir::Step> {
        Some(ir::Step { field: member.name.clone(), optional: true, boxed: false })
    }
    fn is_replaced(&self, _: &Shape) -> bool {
        false
    }
    fn shape(&self, shape: &Shape) -> Option<String> {
        Some(shape.id.to_string())
    }
    fn variant(&self, shape: &Shape, member: &Member) -> Option<(String, String)> {
        Some((shape.id.to_string(), member.name.clone()))
    }
}

/// Says why a matcher of an operation cannot be generated.
pub(crate) fn check(model: &Model, operation: &Operation, matcher: &traits::Matcher) -> Result<(), Refusal> {
    lower(model, &NoNames, operation, matcher).map(drop)
}

/// The names of the waiters' methods, by operation and in the order of the trait.
pub(super) fn method_names(shapes: &[&Shape]) -> Vec<Vec<String>> {
    let waiters = |shape: &Shape| -> Vec<(String, String)> {
        let waitable = shape.traits.get::<traits::Waitable>();
        let names = waitable.iter().flat_map(|waitable| waitable.0.keys());
        names.map(|name| (format!("{}${name}", shape.id), Case::Method.name(name))).collect()
    };
    let wanted: Vec<Vec<_>> = shapes.iter().map(|shape| waiters(shape)).collect();
    let mut scope = Scope::new(Case::Method);
    for name in RESERVED_METHODS.iter().chain(&["new"]) {
        scope.reserve(name);
    }
    let mut names = scope.assign(wanted.concat()).into_iter();
    wanted.iter().map(|waiters| names.by_ref().take(waiters.len()).collect()).collect()
}

/// Lowers the waiters of an operation, but for those whose path has no code, which were warned of with the model, or looks
/// into a type that stands for a shape by the settings.
pub(super) fn waiters(
    context: &Context<'_>,
    (shape, operation): (&Shape, &Operation),
    marker: &str,
    names: Vec<String>,
) -> Vec<ir::Waiter> {
    let waitable = shape.traits.get::<traits::Waitable>();
    let waiters = waitable.iter().flat_map(|waitable| &waitable.0).zip(names);
    waiters
        .filter_map(|((name, waiter), method)| {
            Some(ir::Waiter {
                method,
                docs: documentation(context, marker, name, waiter),
                deprecated: waiter.deprecated,
                delays: delays(waiter),
                acceptors: acceptors(context, operation, waiter)?,
            })
        })
        .collect()
}

/// What the model says of a waiter, and what it does; `marker` is the name of the type that stands for the operation.
fn documentation(context: &Context<'_>, marker: &str, name: &str, waiter: &traits::Waiter) -> String {
    let called = format!("Waits for `{name}`, by calls of [`{marker}`](crate::operation::{marker}).");
    match waiter.documentation.as_deref().map(|text| context.markdown(text)) {
        Some(text) if !text.is_empty() => format!("{text}\n\n{called}"),
        _ => called,
    }
}

fn delays(waiter: &traits::Waiter) -> (u32, u32) {
    let [least, most] =
        [waiter.min_delay, waiter.max_delay].map(|delay| u32::try_from(delay).unwrap_or(u32::MAX));
    (least.max(1), most.max(least).max(1))
}

fn acceptors(
    context: &Context<'_>,
    operation: &Operation,
    waiter: &traits::Waiter,
) -> Option<Vec<ir::Acceptor>> {
    let mut acceptors: Vec<ir::Acceptor> = Vec::new();
    for acceptor in &waiter.acceptors {
        let matcher = lower(context.model, context, operation, &acceptor.matcher).ok()?;
        let state = match acceptor.state {
            traits::AcceptorState::Success => ir::WaitState::Success,
            traits::AcceptorState::Failure => ir::WaitState::Failure,
            traits::AcceptorState::Retry => ir::WaitState::Retry,
        };
        let joined = acceptors.last_mut().is_some_and(|last| last.state == state && join(last, &matcher));
        if !joined {
            acceptors.push(ir::Acceptor { state, matcher });
        }
    }
    Some(acceptors)
}

/// Adds the text that an acceptor expects to what the one before expects of the same value.
fn join(last: &mut ir::Acceptor, next: &Matcher) -> bool {
    let (one, other) = match (&mut last.matcher, next) {
        (Matcher::Output(one), Matcher::Output(other)) | (Matcher::Both(one), Matcher::Both(other)) => {
            (one, other)
        }
        _ => return false,
    };
    match (one, other) {
        (Expectation::Text(one, texts), Expectation::Text(other, more))
        | (Expectation::AnyText(one, texts), Expectation::AnyText(other, more))
            if one == other =>
        {
            texts.extend(more.iter().filter(|text| !texts.contains(text)).cloned().collect::<Vec<_>>());
            true
        }
        _ => false,
    }
}

fn lower(
    model: &Model,
    names: &dyn Names,
    operation: &Operation,
    matcher: &traits::Matcher,
) -> Result<Matcher, Refusal> {
    let shape = |id: &Option<crate::smithy::ShapeId>| id.as_ref().and_then(|id| model.shape(id));
    let output = shape(&operation.output).ok_or("the operation has no output");
    match matcher {
        traits::Matcher::Output(matcher) => {
            expectation(model, names, Root::Output(output?), matcher).map(Matcher::Output)
        }
        traits::Matcher::InputOutput(matcher) => {
            let input = shape(&operation.input).ok_or("the operation has no input")?;
            expectation(model, names, Root::Both(input, output?), matcher).map(Matcher::Both)
        }
        traits::Matcher::Success(success) => Ok(Matcher::Success(*success)),
        traits::Matcher::ErrorType(name) => {
            Ok(Matcher::Error(name.rsplit_once('#').map_or(name.as_str(), |(_, name)| name).to_owned()))
        }
    }
}

fn expectation<'m>(
    model: &'m Model,
    names: &dyn Names,
    root: Root<'m>,
    matcher: &traits::PathMatcher,
) -> Result<Expectation, Refusal> {
    let typed = path::compile(model, names, root, &matcher.path)?;
    let expected = matcher.expected.clone();
    match (matcher.comparator, &typed.ty) {
        (traits::PathComparator::StringEquals, Type::Text) => {
            Ok(Expectation::Text(typed.value, vec![expected]))
        }
        (traits::PathComparator::BooleanEquals, Type::Boolean) => {
            let expected = match expected.as_str() {
                "true" => true,
                "false" => false,
                other => return Err(format!("a boolean is `true` or `false`, not `{other}`").into()),
            };
            Ok(Expectation::True(equals(typed.value, expected)))
        }
        (traits::PathComparator::AnyStringEquals | traits::PathComparator::AllStringEquals, _) => {
            let (texts, nullable) = path::texts(model, names, typed)?;
            Ok(match matcher.comparator {
                traits::PathComparator::AnyStringEquals => {
                    Expectation::AnyText(if nullable { present(texts) } else { texts }, vec![expected])
                }
                _ => Expectation::AllText(texts, expected, nullable),
            })
        }
        (traits::PathComparator::StringEquals, other) => {
            Err(format!("the value is {}, not a string", other.describe()).into())
        }
        (traits::PathComparator::BooleanEquals, other) => {
            Err(format!("the value is {}, not a boolean", other.describe()).into())
        }
    }
}

fn present(texts: Value) -> Value {
    Value { node: Node::Present(Box::new(texts)), nullable: false }
}

/// Whether a boolean is the expected one.
fn equals(value: Value, expected: bool) -> Value {
    if value.nullable {
        let expected = Value { node: Node::Boolean(expected), nullable: false };
        let node = Node::Compare(Box::new(value), Operator::Equal, Box::new(expected));
        return Value { node, nullable: false };
    }
    if expected { value } else { Value { node: path::not(value), nullable: false } }
}
