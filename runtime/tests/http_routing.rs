//! Routing finds what a matcher that tries every pattern finds, and obeys the tables of Smithy's `http` trait.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use farrier_runtime::server::{Route, RouteError, Router, Segment};
use http::Method;
use proptest::prelude::*;

/// Routes from patterns such as `GET /a/{b}?c=d`, in the order that the router asks for; the operation is the
/// pattern's place among `patterns`.
fn router(patterns: &[&str]) -> Router {
    let mut routes: Vec<Route> =
        patterns.iter().enumerate().map(|(operation, pattern)| parse(pattern, operation)).collect();
    routes.sort_by_key(|route| {
        let rank = |segment: &Segment| match *segment {
            Segment::Literal(text) => (1, text),
            Segment::Label(_) => (2, ""),
            Segment::Greedy(_) => (3, ""),
        };
        // The end of a path comes first, but behind a greedy label last; among those the longest comes first.
        let greedy = route.segments.iter().position(|segment| matches!(segment, Segment::Greedy(_)));
        let mut key: Vec<(usize, &str)> = Vec::new();
        for (at, segment) in route.segments.iter().enumerate() {
            key.push(rank(segment));
            if Some(at) == greedy {
                key.push((usize::MAX - route.segments.len(), ""));
            }
        }
        (key, route.method, usize::MAX - route.query.len())
    });
    Router::new(routes.leak())
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn parse(pattern: &str, operation: usize) -> Route {
    let (method, uri) = pattern.split_once(' ').unwrap();
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let segments = path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
        match segment.strip_prefix('{').and_then(|label| label.strip_suffix('}')) {
            None => Segment::Literal(leak(segment)),
            Some(label) => match label.strip_suffix('+') {
                Some(label) => Segment::Greedy(leak(label)),
                None => Segment::Label(leak(label)),
            },
        }
    });
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
        Some((key, value)) => (leak(key), Some(leak(value))),
        None => (leak(pair), None),
    });
    Route {
        method: leak(method),
        segments: segments.collect::<Vec<_>>().leak(),
        query: query.collect::<Vec<_>>().leak(),
        operation,
    }
}

/// What the router finds for `GET uri`: the pattern's place and its labels.
fn get(router: &Router, uri: &str) -> Option<(usize, Vec<(&'static str, String)>)> {
    let (path, query) = uri.split_once('?').map_or((uri, None), |(path, query)| (path, Some(query)));
    let found = router.find(&Method::GET, path, query).ok()?;
    Some((found.operation, found.labels.iter().map(|(name, text)| (name, text.to_owned())).collect()))
}

#[track_caller]
fn finds(patterns: &[&str], uri: &str, operation: usize, labels: &[(&'static str, &str)]) {
    let labels = labels.iter().map(|&(name, text)| (name, text.to_owned())).collect();
    assert_eq!(get(&router(patterns), uri), Some((operation, labels)), "{uri}");
}

#[track_caller]
fn misses(pattern: &str, uri: &str) {
    assert_eq!(get(&router(&[pattern]), uri), None, "{uri}");
}

#[test]
fn literals_match_with_and_without_a_slash_at_the_end() {
    let pattern = "GET /my/uri/path";
    finds(&[pattern], "/my/uri/path", 0, &[]);
    finds(&[pattern], "/my/uri/path/", 0, &[]);
    finds(&[pattern], "/my/%75ri/path", 0, &[]);
    for uri in
        ["/my/uri", "/my/uri/other", "/my/uri/path/other", "/my/uri/path//", "//my/uri/path", "/my/uri/PATH"]
    {
        misses(pattern, uri);
    }
    finds(&["GET /"], "/", 0, &[]);
    misses("GET /", "/a");
    misses("GET /", "*");
}

#[test]
fn labels_take_one_segment_that_is_not_empty() {
    let one = "GET /my/uri/{label}";
    finds(&[one], "/my/uri/foo", 0, &[("label", "foo")]);
    finds(&[one], "/my/uri/foo/", 0, &[("label", "foo")]);
    finds(&[one], "/my/uri/foo?query=bar", 0, &[("label", "foo")]);
    finds(&[one], "/my/uri/a%2Fb", 0, &[("label", "a%2Fb")]);
    finds(&[one], "/my/uri/..", 0, &[("label", "..")]);
    for uri in ["/my/uri", "/my/uri/", "/my/uri//", "/my/uri/foo/bar"] {
        misses(one, uri);
    }
    let two = "GET /my/uri/{label1}/{label2}";
    finds(&[two], "/my/uri/bar/baz/", 0, &[("label1", "bar"), ("label2", "baz")]);
    for uri in ["/my/uri/foo", "/my/uri", "/my/uri/foo/bar/baz", "/my/uri//bar"] {
        misses(two, uri);
    }
}

#[test]
fn query_literals_must_be_there() {
    let key = "GET /path?requiredKey";
    for uri in ["/path?requiredKey", "/path?other&requiredKey", "/path?requiredKey=", "/path?required%4Bey=1"]
    {
        finds(&[key], uri, 0, &[]);
    }
    for uri in ["/path", "/path?", "/path?otherKey", "/path?requiredKeyX"] {
        misses(key, uri);
    }
    let pair = "GET /path?requiredKey=requiredValue";
    finds(&[pair], "/path?other&requiredKey=requiredValue", 0, &[]);
    for uri in ["/path", "/path?", "/path?requiredKey=otherValue", "/path?requiredKey"] {
        misses(pair, uri);
    }
}

#[test]
fn greedy_labels_take_the_longest_text() {
    let last = "GET /my/uri/{label+}";
    finds(&[last], "/my/uri/foo/bar", 0, &[("label", "foo/bar")]);
    finds(&[last], "/my/uri/bar/baz/", 0, &[("label", "bar/baz")]);
    finds(&[last], "/my/uri/a/../b//c", 0, &[("label", "a/../b//c")]);
    misses(last, "/my/uri");
    misses(last, "/my/uri/");
    let middle = "GET /prefix/{label+}/suffix";
    finds(&[middle], "/prefix/foo/suffix", 0, &[("label", "foo")]);
    finds(&[middle], "/prefix/foo/bar/suffix", 0, &[("label", "foo/bar")]);
    finds(&[middle], "/prefix/foo/suffix/bar/suffix", 0, &[("label", "foo/suffix/bar")]);
    for uri in ["/prefix/foo/bar", "/foo/bar/suffix", "/prefix/suffix", "/prefix//suffix"] {
        misses(middle, uri);
    }
    let behind = "GET /{first}/{label+}/x/{last}";
    finds(&[behind], "/a/b/c/x/d", 0, &[("first", "a"), ("label", "b/c"), ("last", "d")]);
}

#[test]
fn a_slash_at_the_end_is_a_greedy_labels_where_that_is_asked_for() {
    let router = router(&["GET /{bucket}", "GET /{bucket}/{key+}", "GET /{bucket}/{key+}/x"]);
    let labels = |path| {
        let found = router.find_with_slash(&Method::GET, path, None).expect("a route");
        found.labels.iter().map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(labels("/b/"), ["b"]);
    assert_eq!(labels("/b//"), ["b", "/"]);
    assert_eq!(labels("/b/k"), ["b", "k"]);
    assert_eq!(labels("/b/k/"), ["b", "k/"]);
    assert_eq!(labels("/b//k//"), ["b", "/k//"]);
    assert_eq!(labels("/b/k/x/"), ["b", "k"]);
}

#[test]
fn the_most_specific_pattern_wins() {
    let paths = ["GET /abc/bcd/{xyz}", "GET /abc/{xyz}/cde", "GET /{xyz}/bcd/cde?def=efg"];
    finds(&paths, "/abc/bcd/cde?def=efg", 0, &[("xyz", "cde")]);
    finds(&paths, "/abc/foo/cde?def=efg", 1, &[("xyz", "foo")]);
    finds(&paths, "/foo/bcd/cde?def=efg", 2, &[("xyz", "foo")]);
    let greedy = ["GET /abc/{xyz+}", "GET /abc/{xyz+}/bcd"];
    finds(&greedy, "/abc/foo/bar/bcd", 1, &[("xyz", "foo/bar")]);
    finds(&greedy, "/abc/foo/bar/baz", 0, &[("xyz", "foo/bar/baz")]);
    let query = ["GET /a", "GET /a?b", "GET /a?b&c=d"];
    finds(&query, "/a", 0, &[]);
    finds(&query, "/a?b", 1, &[]);
    finds(&query, "/a?c=d&b=1", 2, &[]);
}

#[test]
fn a_specific_branch_that_leads_nowhere_is_left_again() {
    let patterns = ["GET /a/b/c", "GET /a/{x}/d", "GET /{y}/b/e", "GET /{all+}", "PUT /a/b/f"];
    finds(&patterns, "/a/b/c", 0, &[]);
    finds(&patterns, "/a/b/d", 1, &[("x", "b")]);
    finds(&patterns, "/a/b/e", 2, &[("y", "a")]);
    finds(&patterns, "/a/b/g", 3, &[("all", "a/b/g")]);
    // The literal path has another method only.
    finds(&patterns, "/a/b/f", 3, &[("all", "a/b/f")]);
}

#[test]
fn another_method_is_told_from_an_unknown_path() {
    let router = router(&["GET /a/{b}", "PUT /a/{b}", "PUT /a/c"]);
    let find = |path| router.find(&Method::DELETE, path, None).unwrap_err();
    assert_eq!(find("/a/c"), RouteError::MethodNotAllowed(vec!["GET", "PUT"]));
    assert_eq!(find("/b"), RouteError::NotFound);
}

#[test]
fn a_table_out_of_order_is_refused() {
    const ROUTES: &[Route] = &[
        Route { method: "GET", segments: &[Segment::Label("a")], query: &[], operation: 0 },
        Route { method: "GET", segments: &[Segment::Literal("a")], query: &[], operation: 1 },
    ];
    let refused = std::panic::catch_unwind(|| Router::new(ROUTES)).expect_err("the table is out of order");
    let message = refused.downcast_ref::<&str>().copied().unwrap_or_default();
    assert_eq!(message, "the routes are not in order of specificity");
}

/// Compares two routes that match the same request, segment by segment, as Smithy's specification does. Less is more
/// specific.
fn specificity(one: &Route, other: &Route) -> std::cmp::Ordering {
    let rank = |segment: &Segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Label(_) => 1,
        Segment::Greedy(_) => 2,
    };
    for (one, other) in one.segments.iter().zip(other.segments) {
        let order = rank(one).cmp(&rank(other));
        if order.is_ne() {
            return order;
        }
    }
    other.segments.len().cmp(&one.segments.len()).then(other.query.len().cmp(&one.query.len()))
}

/// Matches one pattern by trying every split of the path.
fn naive(segments: &[Segment], path: &[&str]) -> bool {
    match segments.split_first() {
        None => path.is_empty(),
        Some((Segment::Literal(literal), rest)) => path.first() == Some(literal) && naive(rest, &path[1..]),
        Some((Segment::Label(_), rest)) => {
            path.first().is_some_and(|first| !first.is_empty()) && naive(rest, &path[1..])
        }
        Some((Segment::Greedy(_), rest)) => {
            (1..=path.len()).any(|count| !(count == 1 && path[0].is_empty()) && naive(rest, &path[count..]))
        }
    }
}

fn pattern() -> impl Strategy<Value = String> {
    let segment = prop_oneof![4 => "[ab]", 2 => Just("{l}".to_owned())];
    let greedy = prop_oneof![3 => Just(None), 1 => prop::collection::vec("[ab]", 0..2).prop_map(Some)];
    let query = prop_oneof![4 => Just(""), 1 => Just("?q"), 1 => Just("?q=1"), 1 => Just("?q&r=2")];
    (prop_oneof!["GET", "PUT"], prop::collection::vec(segment, 0..4), greedy, query).prop_map(
        |(method, mut segments, greedy, query)| {
            if let Some(suffix) = greedy {
                segments.push("{g+}".to_owned());
                segments.extend(suffix);
            }
            format!("{method} /{}{query}", segments.join("/"))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn the_trie_agrees_with_trying_every_pattern(
        patterns in prop::collection::vec(pattern(), 0..12),
        path in prop::collection::vec(prop_oneof![4 => "[ab]", 1 => Just(String::new())], 0..5),
        query in prop_oneof![Just(None), Just(Some("q")), Just(Some("q=1")), Just(Some("x&r=2&q=1"))],
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).filter(|pattern| seen.insert(*pattern)).collect();
        let router = router(&patterns);
        let text = format!("/{}", path.join("/"));
        let inner = text[1..].strip_suffix('/').unwrap_or(&text[1..]);
        let segments: Vec<&str> = if inner.is_empty() { Vec::new() } else { inner.split('/').collect() };
        let has = |key: &str, value: Option<&str>| query.unwrap_or("").split('&').any(|pair| {
            let (name, given) = pair.split_once('=').unwrap_or((pair, ""));
            name == key && value.is_none_or(|value| value == given)
        });
        let matching: Vec<&Route> = router
            .routes()
            .iter()
            .filter(|route| naive(route.segments, &segments))
            .filter(|route| route.query.iter().all(|&(key, value)| has(key, value)))
            .collect();
        let best = matching.iter().filter(|route| route.method == "GET").min_by(|one, other| specificity(one, other));
        match (router.find(&Method::GET, &text, query), best) {
            (Ok(found), Some(best)) => {
                let found = router.routes().iter().find(|route| route.operation == found.operation).unwrap();
                prop_assert!(specificity(found, best).is_eq(), "{found:?} {best:?}");
                prop_assert!(naive(found.segments, &segments));
            }
            (Err(RouteError::MethodNotAllowed(methods)), None) => {
                prop_assert!(!matching.is_empty());
                prop_assert_eq!(methods, vec!["PUT"]);
            }
            (Err(RouteError::NotFound), None) => prop_assert!(matching.is_empty()),
            (found, best) => prop_assert!(false, "{:?} {:?}", found, best),
        }
    }
}
