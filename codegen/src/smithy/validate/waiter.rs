//! Waiters.
//!
//! Spec: <https://smithy.io/2.0/additional-specs/waiters.html>.

use std::collections::BTreeMap;

use super::{Refusal, Report};
use crate::smithy::{
    Location, Operation, Problem, Shape, ShapeId, SmithyTrait as _,
    traits::{AcceptorState, Waitable, Waiter},
};

/// Checks the waiters of an operation.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(waitable) = shape.traits.get::<Waitable>() else { return };
    for (name, waiter) in &waitable.0 {
        let location = report.model.trait_location(&shape.id, Waitable::ID).inside([name.as_str()]);
        structure(shape, name, waiter, &location, report);
        paths(shape, operation, (name, waiter), &location, report);
    }
}

fn structure(shape: &Shape, name: &str, waiter: &Waiter, location: &Location, report: &mut Report<'_>) {
    let mut wrong = |why: String, help: &str| {
        report.error_at(location.clone(), &shape.id, format!("the waiter `{name}` {why}"), help);
    };
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|character| character.is_ascii_alphanumeric());
    if !is_name {
        wrong("has a name that is not made of letters and digits".to_owned(), "name it like `ThingExists`");
    }
    if !waiter.acceptors.iter().any(|acceptor| acceptor.state == AcceptorState::Success) {
        wrong("never succeeds".to_owned(), "add an acceptor with the state `success`");
    }
    let (least, most) = (waiter.min_delay, waiter.max_delay);
    if least == 0 || least > most {
        wrong(
            format!("has pauses from {least} to {most} seconds"),
            "let `minDelay` be at least 1 and at most `maxDelay`, which is 120 where it is absent",
        );
    }
}

fn paths(
    shape: &Shape,
    operation: &Operation,
    (name, waiter): (&str, &Waiter),
    location: &Location,
    report: &mut Report<'_>,
) {
    for (index, acceptor) in waiter.acceptors.iter().enumerate() {
        let Err(refusal) = (report.rules.matcher)(report.model, operation, &acceptor.matcher) else {
            continue;
        };
        let mut place = location.clone().inside(["acceptors", &index.to_string(), "matcher"]);
        let mut subject = format!("the waiter `{name}`");
        if let Some((member, matcher)) = acceptor.matcher.path() {
            place = place.inside([member, "path"]);
            // A long path is shown by the excerpt alone.
            if matcher.path.len() <= 100 {
                subject = format!("the path `{}` of the waiter `{name}`", matcher.path);
            }
        }
        match refusal {
            Refusal::Wrong(why) => {
                let message = format!("{subject} cannot be generated: {why}");
                report.error_at(place, &shape.id, message, "correct the path, or express it by others");
            }
            Refusal::NoForm(why) => {
                let message = format!("{subject} has no code, so that there is no such waiter: {why}");
                let warning = Problem::warning(place, message).of(&shape.id);
                report.problems.push(warning.help("express it by other paths to have the waiter"));
            }
        }
    }
}

/// Checks that no two waiters of a service have the same name.
pub(super) fn within<'m>(operations: impl Iterator<Item = &'m Shape>, report: &mut Report<'_>) {
    let mut names: BTreeMap<String, &ShapeId> = BTreeMap::new();
    for shape in operations {
        let Some(waitable) = shape.traits.get::<Waitable>() else { continue };
        for name in waitable.0.keys() {
            if let Some(other) = names.insert(name.to_ascii_lowercase(), &shape.id) {
                let location = report.model.trait_location(&shape.id, Waitable::ID).inside([name.as_str()]);
                let message = format!("the waiter `{name}` has the name of one of `{other}`");
                report.error_at(location, &shape.id, message, "give one of them another name");
            }
        }
    }
}
