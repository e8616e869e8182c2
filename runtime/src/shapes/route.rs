//! Routes.

/// The [`Route`](crate::server::Route) of an operation: its method, the segments of its path, its place among the
/// operations, and the literals of its query.
///
/// ```
/// use farrier_runtime::{route, server::{Route, Segment}};
///
/// static ROUTE: Route = route!("PUT", ["jobs", ("id"), "cancel"], 3, ["force"]);
///
/// assert_eq!(ROUTE.segments[1], Segment::Label("id"));
/// ```
///
/// A label stands in parentheses, a greedy one with a plus after its name.
#[macro_export]
macro_rules! route {
    ($method:literal, [$($segment:tt),* $(,)?], $operation:literal
        $(, [$($name:literal $(= $value:literal)?),* $(,)?])? $(,)?) => {
        $crate::server::Route {
            method: $method,
            segments: &[$($crate::__segment!($segment)),*],
            query: &[$($(($name, $crate::__value!($($value)?))),*)?],
            operation: $operation,
        }
    };
}

/// A segment of a route.
#[doc(hidden)]
#[macro_export]
macro_rules! __segment {
    ($literal:literal) => {
        $crate::server::Segment::Literal($literal)
    };
    (($label:literal)) => {
        $crate::server::Segment::Label($label)
    };
    (($label:literal +)) => {
        $crate::server::Segment::Greedy($label)
    };
}

/// The value of a query's literal.
#[doc(hidden)]
#[macro_export]
macro_rules! __value {
    () => {
        ::core::option::Option::None
    };
    ($value:literal) => {
        ::core::option::Option::Some($value)
    };
}
