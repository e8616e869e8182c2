//! Routing: method, path and query to an operation, by Smithy's rules of specificity.
//!
//! The routes are a trie in the form of a sorted table, which generated code holds as constant data: the routes that
//! begin with the same segments stand together, so that a node of the trie is a range of the table. Matching narrows
//! the range a segment at a time and goes back to a less specific branch when a more specific one leads nowhere; it
//! looks at a node once at most, and allocates nothing but the labels.
//!
//! Order of the table, which is also the order of specificity: routes compare segment by segment from the left. The
//! end of a path comes first; then literals, by their bytes; then a label; then a greedy label, where the more
//! segments follow it the earlier. Routes of the same segments compare by method, then by the count of their query
//! literals, the most first.

use std::ops::Range;

use http::Method;

use crate::http::{Labels, decode_component};

/// One segment of a URI pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that the path has as it stands.
    Literal(&'static str),
    /// A label: one segment that is not empty.
    Label(&'static str),
    /// A greedy label: the rest of the path, up to the segments that follow it. It is not empty.
    Greedy(&'static str),
}

/// An operation's method and URI pattern.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The HTTP method.
    pub method: &'static str,
    /// The segments of the pattern's path.
    pub segments: &'static [Segment],
    /// The parameters of the pattern's query; without a value, any will do.
    pub query: &'static [(&'static str, Option<&'static str>)],
    /// What the caller knows the operation by.
    pub operation: usize,
}

/// The routes of a service.
#[derive(Clone, Copy, Debug)]
pub struct Router {
    routes: &'static [Route],
}

/// A route that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteMatch<'a> {
    /// The route's operation.
    pub operation: usize,
    /// The labels of the path.
    pub labels: Labels<'a>,
}

impl RouteMatch<'_> {
    /// The operation of a protocol that has no labels.
    #[must_use]
    pub fn without_labels(operation: usize) -> Self {
        Self { operation, labels: Labels::new() }
    }
}

/// No route was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// No pattern matches the path and query.
    NotFound,
    /// Patterns match, but with other methods, which are listed.
    MethodNotAllowed(Vec<&'static str>),
}

impl Router {
    /// Routes by `routes`.
    ///
    /// # Panics
    /// When `routes` are not in the order that the module's documentation tells. In a constant, that is an error of
    /// compilation.
    #[must_use]
    pub const fn new(routes: &'static [Route]) -> Self {
        let mut at = 1;
        while at < routes.len() {
            assert!(
                order::is_sorted(&routes[at - 1], &routes[at]),
                "the routes are not in order of specificity"
            );
            at += 1;
        }
        Self { routes }
    }

    /// The routes, in order.
    #[must_use]
    pub const fn routes(&self) -> &'static [Route] {
        self.routes
    }

    /// Finds the most specific route for a request.
    ///
    /// Literals are compared decoded. A slash at the end does not matter (Smithy's `http` trait: trailing slashes are
    /// always optional); `.` and `..` are segments like others, and so is an empty one.
    ///
    /// # Errors
    /// When there is none.
    pub fn find<'a>(
        &self,
        method: &Method,
        path: &'a str,
        query: Option<&str>,
    ) -> Result<RouteMatch<'a>, RouteError> {
        self.search(method, path, query, false)
    }

    /// As [`find`](Self::find), but a greedy label at the end of a pattern has the slash at the end of the path.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_with_slash<'a>(
        &self,
        method: &Method,
        path: &'a str,
        query: Option<&str>,
    ) -> Result<RouteMatch<'a>, RouteError> {
        self.search(method, path, query, true)
    }

    fn search<'a>(
        &self,
        method: &Method,
        path: &'a str,
        query: Option<&str>,
        with_slash: bool,
    ) -> Result<RouteMatch<'a>, RouteError> {
        let Some(whole) = path.strip_prefix('/') else { return Err(RouteError::NotFound) };
        let path = whole.strip_suffix('/').unwrap_or(whole);
        let kept = if with_slash { whole } else { path };
        let mut search = Search {
            routes: self.routes,
            method,
            query,
            path: kept,
            slash: kept.len() - path.len(),
            texts: Vec::new(),
            allowed: Vec::new(),
        };
        let rest = if path.is_empty() { None } else { Some(path) };
        match search.node(0..self.routes.len(), 0, rest) {
            Some(route) => {
                let names = route.segments.iter().filter_map(|segment| match segment {
                    Segment::Literal(_) => None,
                    Segment::Label(name) | Segment::Greedy(name) => Some(*name),
                });
                let mut labels = Labels::new();
                for (name, text) in names.zip(search.texts) {
                    labels.push(name, text);
                }
                Ok(RouteMatch { operation: route.operation, labels })
            }
            None if search.allowed.is_empty() => Err(RouteError::NotFound),
            None => {
                search.allowed.sort_unstable();
                search.allowed.dedup();
                Err(RouteError::MethodNotAllowed(search.allowed))
            }
        }
    }
}

/// One look-up under way.
struct Search<'s, 'a> {
    routes: &'static [Route],
    method: &'s Method,
    query: Option<&'s str>,
    /// The path, and the length of the slash at its end that a greedy label has.
    path: &'a str,
    slash: usize,
    /// The labels on the way to the current node.
    texts: Vec<&'a str>,
    /// The methods of routes whose path and query match.
    allowed: Vec<&'static str>,
}

impl<'a> Search<'_, 'a> {
    /// Finds the route among those in `range`, which share their first `depth` segments; `rest` is the path behind
    /// these, none when it is over.
    fn node(&mut self, range: Range<usize>, depth: usize, rest: Option<&'a str>) -> Option<&'static Route> {
        let routes = self.routes.get(range.clone())?;
        let children = range.start + routes.partition_point(|route| route.segments.len() == depth);
        let Some(rest) = rest else {
            return self.endpoint(range.start..children);
        };
        let branches = self.routes.get(children..range.end)?;
        let rank = |route: &Route| route.segments.get(depth).map_or(0, order::rank);
        let labels = children + branches.partition_point(|route| rank(route) < order::LABEL);
        let greedy = children + branches.partition_point(|route| rank(route) < order::GREEDY);
        let (segment, after) =
            rest.split_once('/').map_or((rest, None), |(segment, after)| (segment, Some(after)));

        let literal = self.literal(children..labels, depth, segment);
        if !literal.is_empty()
            && let Some(route) = self.node(literal, depth + 1, after)
        {
            return Some(route);
        }
        if labels < greedy && !segment.is_empty() {
            self.texts.push(segment);
            if let Some(route) = self.node(labels..greedy, depth + 1, after) {
                return Some(route);
            }
            self.texts.pop();
        }
        self.greedy(greedy..range.end, depth, rest)
    }

    /// The routes of `range` whose segment at `depth` is the literal `segment`.
    fn literal(&self, range: Range<usize>, depth: usize, segment: &str) -> Range<usize> {
        let routes = self.routes.get(range.clone()).unwrap_or_default();
        let text = |route: &Route| match route.segments.get(depth) {
            Some(Segment::Literal(text)) => text,
            _ => "",
        };
        let among = |wanted: &str| {
            let from = routes.partition_point(|route| text(route) < wanted);
            let to = routes.partition_point(|route| text(route) <= wanted);
            range.start + from..range.start + to
        };
        let found = among(segment);
        if !found.is_empty() || !segment.contains('%') {
            return found;
        }
        decode_component(segment, false).map_or(found, |decoded| among(&decoded))
    }

    /// The route of `range`, whose segment at `depth` is a greedy label, for a path with `rest` from there on.
    fn greedy(&mut self, range: Range<usize>, depth: usize, rest: &'a str) -> Option<&'static Route> {
        let mut at = range.start;
        while at < range.end {
            let suffix = self.routes.get(at)?.segments.get(depth + 1..)?;
            let same = self.routes.get(at..range.end)?.iter();
            let end = at + same.take_while(|route| route.segments.get(depth + 1..) == Some(suffix)).count();
            let known = self.texts.len();
            if self.greedy_texts(rest, suffix)
                && let Some(route) = self.endpoint(at..end)
            {
                return Some(route);
            }
            self.texts.truncate(known);
            at = end.max(at + 1);
        }
        None
    }

    /// Matches `rest` with a greedy label and the segments in `suffix` behind it, and keeps the labels' texts.
    fn greedy_texts(&mut self, rest: &'a str, suffix: &[Segment]) -> bool {
        let known = self.texts.len();
        let mut before = rest;
        if suffix.is_empty() {
            let from = self.path.len().saturating_sub(rest.len() + self.slash);
            before = self.path.get(from..).unwrap_or(rest);
        }
        for segment in suffix.iter().rev() {
            let Some((head, last)) = before.rsplit_once('/') else { return false };
            match segment {
                Segment::Literal(literal) if is_literal(last, literal) => {}
                Segment::Label(_) if !last.is_empty() => self.texts.push(last),
                _ => return false,
            }
            before = head;
        }
        self.texts.push(before);
        if let Some(texts) = self.texts.get_mut(known..) {
            texts.reverse();
        }
        !before.is_empty()
    }

    /// The route of `range`, which share all their segments, that has the method and query of the request.
    fn endpoint(&mut self, range: Range<usize>) -> Option<&'static Route> {
        for route in self.routes.get(range)? {
            if !route.query.iter().all(|&(key, value)| has_parameter(self.query, key, value)) {
                continue;
            }
            if route.method == self.method.as_str() {
                return Some(route);
            }
            self.allowed.push(route.method);
        }
        None
    }
}

/// Whether the segment `text` is `literal`, percent-encoded perhaps.
fn is_literal(text: &str, literal: &str) -> bool {
    text == literal || (text.contains('%') && decode_component(text, false).as_deref() == Some(literal))
}

/// Whether the query has the parameter `key`, with `value` if one is asked for.
fn has_parameter(query: Option<&str>, key: &str, value: Option<&str>) -> bool {
    query.unwrap_or("").split('&').any(|pair| {
        let (name, given) = pair.split_once('=').unwrap_or((pair, ""));
        let is = |text: &str, wanted: &str| decode_component(text, true).as_deref() == Some(wanted);
        !pair.is_empty() && is(name, key) && value.is_none_or(|value| is(given, value))
    })
}

/// The order of routes, as constant functions.
mod order {
    use super::{Route, Segment};

    pub(super) const LABEL: u8 = 2;
    pub(super) const GREEDY: u8 = 3;

    /// How unspecific a segment is.
    pub(super) const fn rank(segment: &Segment) -> u8 {
        match segment {
            Segment::Literal(_) => 1,
            Segment::Label(_) => LABEL,
            Segment::Greedy(_) => GREEDY,
        }
    }

    /// Whether `one` may stand directly before `other`.
    pub(super) const fn is_sorted(one: &Route, other: &Route) -> bool {
        let lengths = one.segments.len() as i32 - other.segments.len() as i32;
        let mut at = 0;
        while at < one.segments.len() && at < other.segments.len() {
            let order = segments(&one.segments[at], &other.segments[at]);
            if order != 0 {
                return order < 0;
            }
            if lengths != 0 && matches!(one.segments[at], Segment::Greedy(_)) {
                return lengths > 0;
            }
            at += 1;
        }
        if lengths != 0 {
            return lengths < 0;
        }
        match text(one.method, other.method) {
            0 => one.query.len() >= other.query.len(),
            order => order < 0,
        }
    }

    /// Negative when `one` comes first, zero when they are equal to the router.
    const fn segments(one: &Segment, other: &Segment) -> i32 {
        match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => text(one, other),
            _ => rank(one) as i32 - rank(other) as i32,
        }
    }

    const fn text(one: &str, other: &str) -> i32 {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        let mut at = 0;
        while at < one.len() && at < other.len() {
            if one[at] != other[at] {
                return one[at] as i32 - other[at] as i32;
            }
            at += 1;
        }
        one.len() as i32 - other.len() as i32
    }
}
