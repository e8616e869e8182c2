//! Routes of operations, in the order of specificity of Smithy's `http` trait.

use std::cmp::Ordering;

use super::Context;
use crate::{
    ir::{Operation, Route, RouteSegment},
    smithy::{ShapeId, traits},
};

/// The routes of the operations, in the order that the runtime's router asks for: segment by segment the end of the
/// path, literals by their bytes, a label, a greedy label (where the more segments follow it the earlier); then by
/// method; then the most query literals first.
pub(super) fn routes(context: &Context<'_>, operations: &[Operation]) -> Vec<Route> {
    let mut routes: Vec<Route> = operations
        .iter()
        .enumerate()
        .filter_map(|(index, operation)| {
            let shape = context.model.shape(&ShapeId::parse(&operation.id).ok()?)?;
            let http = shape.traits.get::<traits::Http>()?;
            let segment = |segment: &traits::Segment| match segment {
                traits::Segment::Literal(text) => RouteSegment::Literal(decoded(text)),
                traits::Segment::Label(name) => RouteSegment::Label(name.clone()),
                traits::Segment::GreedyLabel(name) => RouteSegment::Greedy(name.clone()),
            };
            // A slash at the end is none of what the router looks at: a request may have it or not.
            let segments = match http.uri.segments.as_slice() {
                [before @ .., traits::Segment::Literal(last)] if last.is_empty() => before,
                all => all,
            };
            let query = http.uri.query.iter();
            let query = query.map(|(name, value)| (decoded(name), value.as_deref().map(decoded)));
            Some(Route {
                method: http.method.clone(),
                segments: segments.iter().map(segment).collect(),
                query: query.collect(),
                operation: index,
            })
        })
        .collect();
    routes.sort_by(compare);
    routes
}

/// A literal of a URI as the router compares it: without percent-encoding, where that is of UTF-8.
fn decoded(literal: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = literal.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| literal.to_owned())
}

fn compare(one: &Route, other: &Route) -> Ordering {
    for at in 0.. {
        let (left, right) = (one.segments.get(at), other.segments.get(at));
        let order = match (left, right) {
            (None, None) => break,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => segments(left, right).then_with(|| {
                let greedy =
                    matches!(left, RouteSegment::Greedy(_)) && matches!(right, RouteSegment::Greedy(_));
                if greedy { other.segments.len().cmp(&one.segments.len()) } else { Ordering::Equal }
            }),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    one.method
        .cmp(&other.method)
        .then(other.query.len().cmp(&one.query.len()))
        .then(one.query.cmp(&other.query))
}

fn segments(left: &RouteSegment, right: &RouteSegment) -> Ordering {
    let rank = |segment: &RouteSegment| match segment {
        RouteSegment::Literal(_) => 0,
        RouteSegment::Label(_) => 1,
        RouteSegment::Greedy(_) => 2,
    };
    match (left, right) {
        (RouteSegment::Literal(left), RouteSegment::Literal(right)) => left.as_bytes().cmp(right.as_bytes()),
        _ => rank(left).cmp(&rank(right)),
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn literals_are_compared_without_percent_encoding() {
        for (literal, text) in
            [("a%20b%2fc", "a b/c"), ("%C3%A9", "é"), ("%zz", "%zz"), ("%ff", "%ff"), ("%2", "%2")]
        {
            assert_eq!(decoded(literal), text, "{literal}");
        }
    }
}
