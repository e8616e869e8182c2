//! URI patterns by themselves and against each other.
//!
//! Spec: <https://smithy.io/2.0/spec/http-bindings.html#uri>.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, ticked};
use crate::smithy::{
    Shape, ShapeId, SmithyTrait as _,
    traits::{self, Segment, UriPattern},
};

/// Checks the labels of an operation's pattern.
pub(super) fn labels(shape: &Shape, uri: &UriPattern, report: &mut Report<'_>) {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for label in uri.labels() {
        if !seen.insert(label.to_ascii_lowercase()) {
            problems.push((
                format!("the URI `{uri}` has the label `{label}` twice"),
                "rename one of the two labels",
            ));
        }
    }
    let is_label = |segment: &&Segment| !matches!(segment, Segment::Literal(_));
    let mut after_greedy =
        uri.segments.iter().skip_while(|segment| !matches!(segment, Segment::GreedyLabel(_)));
    if let Some(Segment::GreedyLabel(greedy)) = after_greedy.next()
        && after_greedy.find(is_label).is_some()
    {
        problems.push((
            format!("in the URI `{uri}` another label follows the greedy label `{greedy}`"),
            "make the greedy label the last one",
        ));
    }
    for (message, help) in problems {
        let location = report.model.trait_location(&shape.id, traits::Http::ID).inside(["uri"]);
        report.error_at(location, &shape.id, message, help);
    }
}

/// What decides which operation a request is for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Route<'m> {
    method: &'m str,
    /// The segments; none where any text may stand, with whether slashes may.
    path: Vec<Result<&'m str, bool>>,
    query: BTreeMap<&'m str, &'m str>,
    /// The host prefix, with labels as `{}`.
    host: Option<String>,
}

impl<'m> Route<'m> {
    fn new(http: &'m traits::Http, endpoint: Option<&traits::Endpoint>) -> Self {
        let segment = |segment: &'m Segment| match segment {
            Segment::Literal(text) => Ok(text.as_str()),
            Segment::Label(_) => Err(false),
            Segment::GreedyLabel(_) => Err(true),
        };
        let parameter =
            |(name, value): &'m (String, Option<String>)| (name.as_str(), value.as_deref().unwrap_or(""));
        Self {
            method: &http.method,
            path: http.uri.segments.iter().map(segment).collect(),
            query: http.uri.query.iter().map(parameter).collect(),
            host: endpoint.map(host_pattern),
        }
    }
}

fn host_pattern(endpoint: &traits::Endpoint) -> String {
    let parts = endpoint.host_prefix.iter().map(|part| match part {
        traits::HostPart::Literal(text) => text.as_str(),
        traits::HostPart::Label(_) => "{}",
    });
    parts.collect()
}

/// Checks that no two operations of a service get the same requests: equal in method, host prefix, literal query
/// parameters, and path but for the names of labels.
pub(super) fn conflicts<'m>(operations: &[ShapeId], report: &mut Report<'m>) {
    let model = report.model;
    let mut routes: BTreeMap<Route<'m>, Vec<&'m Shape>> = BTreeMap::new();
    for shape in operations.iter().filter_map(|id| model.shape(id)) {
        if let Some(http) = shape.traits.get::<traits::Http>() {
            routes.entry(Route::new(http, shape.traits.get())).or_default().push(shape);
        }
    }
    let mut conflicting: Vec<(&Shape, &[&Shape])> = routes
        .values()
        .filter_map(|shapes| shapes.split_first().map(|(first, others)| (*first, others)))
        .collect();
    conflicting.retain(|(_, others)| !others.is_empty());
    conflicting.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
    for (first, others) in conflicting {
        let Some(http) = others.first().and_then(|shape| shape.traits.get::<traits::Http>()) else {
            continue;
        };
        let message = format!(
            "the operations {} have equivalent URIs and the method {}: `{}`",
            ticked(std::iter::once(first).chain(others.iter().copied()).map(|shape| shape.id.name())),
            http.method,
            http.uri
        );
        if let Some(other) = others.first() {
            let location = report.model.trait_location(&other.id, traits::Http::ID).inside(["uri"]);
            report.error_at(location, &other.id, message, "change the method or the URI of all but one");
            report.related(report.model.trait_location(&first.id, traits::Http::ID).inside(["uri"]));
        }
    }
}
