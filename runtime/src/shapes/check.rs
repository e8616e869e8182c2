//! Checks of simple shapes, lists and maps.

/// Writes functions that check values of shapes which are no types of their own, such as constrained strings.
///
/// ```
/// use farrier_runtime::{checks, validate::{Path, Violations}};
///
/// checks! {
///     /// `com.example#Name`
///     name(String): characters(1, 64);
///     /// `com.example#Names`
///     names(Vec<String>): length(0, 10), each(name);
/// }
///
/// let mut violations = Violations::default();
/// names(&vec!["x".to_owned(), String::new()], &Path::ROOT, &mut violations);
/// assert!(violations.into_result().is_err());
/// ```
///
/// After the type of the value come the rules that it keeps, each a function of [`rule`](crate::validate::rule), in the
/// order in which violations are told.
#[macro_export]
macro_rules! checks {
    ($($(#[$attribute:meta])* $name:ident($value:ty): $($rule:ident($($argument:expr),*)),+;)*) => { $(
        $(#[$attribute])*
        #[allow(clippy::ptr_arg, reason = "a check takes a member as it is")]
        #[inline]
        pub(crate) fn $name(
            value: &$value,
            at: &$crate::validate::Path<'_>,
            violations: &mut $crate::validate::Violations,
        ) {
            $($crate::validate::rule::$rule(violations, at, value $(, $argument)*);)+
        }
    )* };
}

/// Checks one member of a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    // Nobody has left anything out of what is written.
    ([write] $place:expr, $path:ident, $name:literal, $violations:ident, [$given:ty] [] [] [$($check:expr)?]) => {
        $($check(&$place, &$path.member($name), $violations);)?
    };
    ([write] $place:expr, $path:ident, $name:literal, $violations:ident, [] [] [required] [$($check:expr)?]) => {
        $($crate::validate::optional($violations, $path, $name, &$place, $check);)?
    };
    // Required: what stands for a missing one is not checked.
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [$given:ty] [] [] []) => {
        $violations.present(&$path.member($name));
    };
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [$given:ty] [] [] [$check:expr]) => {
        $crate::validate::required($violations, $path, $name, &$place, $check);
    };
    // With a default: always there.
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [] [$default:expr] [] []) => {};
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [] [$default:expr] [] [$check:expr]) => {
        $check(&$place, &$path.member($name), $violations);
    };
    // Optional in Rust, and what a server may have to be sent all the same.
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [] [] [] []) => {};
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [] [] [] [$check:expr]) => {
        $crate::validate::optional($violations, $path, $name, &$place, $check);
    };
    // What stands for a missing one may be a value here, too.
    ($only:tt $place:expr, $path:ident, $name:literal, $violations:ident, [] [] [$required:ident] [$($check:expr)?]) => {
        if $violations.present(&$path.member($name)) {
            $($crate::validate::optional($violations, $path, $name, &$place, $check);)?
        }
    };
}
