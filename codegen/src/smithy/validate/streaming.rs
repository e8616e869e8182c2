//! Streams of bytes and events.
//!
//! Spec: <https://smithy.io/2.0/spec/streaming.html>.

use super::{Report, a, ticked};
use crate::smithy::{Member, Operation, Shape, ShapeKind, SmithyTrait as _, index, traits};

/// Checks an aggregate shape.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    match &shape.kind {
        ShapeKind::Structure(members) => {
            one_stream(members, report);
            members.iter().for_each(|member| is_present(member, report));
            events(members, report);
            members.iter().for_each(|member| holds_no_stream(member, report));
        }
        ShapeKind::Union(members) => {
            members.iter().for_each(|member| inner_member(member, report));
            if shape.traits.has::<traits::Streaming>() {
                members.iter().for_each(|member| is_event(member, report));
            }
        }
        ShapeKind::List(member) => inner_member(member, report),
        ShapeKind::Map { value, .. } => inner_member(value, report),
        _ => {}
    }
}

fn is_stream(shape: &Shape) -> bool {
    shape.traits.has::<traits::Streaming>()
}

/// One member of a structure may be a stream.
fn one_stream(members: &[Member], report: &mut Report<'_>) {
    let mut streams = members.iter().filter(|member| report.target(member).is_some_and(is_stream));
    let Some(first) = streams.next() else { return };
    let others: Vec<&Member> = streams.collect();
    for member in others {
        let message = format!("`{}` and `{}` are both streams", first.name, member.name);
        report.inner_error(&member.id, ["target"], message, "keep one stream a structure");
        report.related(report.model.location(&first.id));
    }
}

/// A stream of bytes may be empty, but never absent.
fn is_present(member: &Member, report: &mut Report<'_>) {
    let is_bytes = report
        .target(member)
        .is_some_and(|target| matches!(target.kind, ShapeKind::Blob) && is_stream(target));
    if is_bytes && !member.traits.has::<traits::Required>() && !member.traits.has::<traits::Default>() {
        let message =
            format!("`{}` is a stream of bytes, but neither required nor has it a default", member.name);
        report.error(
            &member.id,
            message,
            "add the trait `smithy.api#required`, or `smithy.api#default` with an empty string",
        );
    }
}

/// A stream is a part of messages, never of values inside them.
fn inner_member(member: &Member, report: &mut Report<'_>) {
    if let Some(target) = report.target(member).filter(|target| is_stream(target)) {
        let message =
            format!("`{}` is a stream, which only a member of an input or output can be", target.id);
        report.inner_error(&member.id, ["target"], message, "target a shape without the trait `streaming`");
    }
    holds_no_stream(member, report);
}

fn holds_no_stream(member: &Member, report: &mut Report<'_>) {
    let Some(target) = report.target(member).filter(|target| report.stream_holders.contains(&target.id))
    else {
        return;
    };
    let message = format!("`{}` holds a stream, so that only operations can target it", target.id);
    report.inner_error(&member.id, ["target"], message, "move the stream into the input or output itself");
}

fn is_event(member: &Member, report: &mut Report<'_>) {
    let Some(target) = report.target(member).filter(|target| !matches!(target.kind, ShapeKind::Structure(_)))
    else {
        return;
    };
    let message = format!("the event `{}` is {}, not a structure", member.name, a(&target.kind));
    report.inner_error(&member.id, ["target"], message, "target a structure with the value as a member");
}

/// With a payload, the other members of an event are headers.
fn events(members: &[Member], report: &mut Report<'_>) {
    let Some(payload) = members.iter().find(|member| member.traits.has::<traits::EventPayload>()) else {
        return;
    };
    let is_bound = |member: &Member| {
        member.traits.has::<traits::EventPayload>() || member.traits.has::<traits::EventHeader>()
    };
    let left: Vec<&Member> = members.iter().filter(|member| !is_bound(member)).collect();
    if let Some(first) = left.first() {
        let names = ticked(left.iter().map(|member| &member.name));
        let message =
            format!("`{}` is the event's whole payload, but {names} would stand there too", payload.name);
        let help =
            format!("add the trait `smithy.api#eventHeader` to `{}`, or remove `eventPayload`", first.name);
        report.error(&first.id, message, help);
        report.related(report.model.trait_location(&payload.id, traits::EventPayload::ID));
    }
}

/// Checks the streams of an operation; `rest` says whether a protocol of its service uses HTTP bindings.
pub(super) fn operation(operation: &Operation, rest: bool, report: &mut Report<'_>) {
    for (id, is_output) in [(&operation.input, false), (&operation.output, true)] {
        let Some(structure) = report.structure(id.as_ref()) else { continue };
        let Some(member) = index::streaming_member(report.model, structure) else { continue };
        let Some(target) = report.target(member) else { continue };
        if rest && !member.traits.has::<traits::HttpPayload>() {
            let message = format!("`{}` is a stream, but not the body", member.name);
            report.error(&member.id, message, "add the trait `smithy.api#httpPayload`");
        }
        if is_output && target.traits.has::<traits::RequiresLength>() {
            let message =
                format!("`{}` is a stream of an output, so that `requiresLength` cannot hold", member.name);
            report.inner_error(
                &member.id,
                ["target"],
                message,
                "target a stream without the trait `requiresLength`",
            );
            report.related(report.model.trait_location(&target.id, traits::RequiresLength::ID));
        }
    }
}
