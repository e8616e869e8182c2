//! Checks of simple shapes, lists and maps.

/// Writes functions that check values of shapes which are no types of their own, such as constrained strings.
///
/// ```
/// use farrier_runtime::{checks, validate::Violations};
///
/// checks! {
///     /// `com.example#Name`
///     name(String): characters(1, 64);
///     /// `com.example#Names`
///     names(Vec<String>): length(0, 10), each(name);
/// }
///
/// let given = vec!["x".to_owned(), String::new()];
/// assert!(Violations::default().collect(|validator| names(&given, validator)).is_err());
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
            validator: &mut $crate::validate::Validator<'_>,
        ) {
            $($crate::validate::rule::$rule(validator, value $(, $argument)*);)+
        }
    )* };
}

/// Checks one member of a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    // Nobody has left anything out of what is written.
    ([write] $place:expr, $name:literal, $validator:ident, [$given:ty] [] [] [$($check:expr)?]) => {
        $($check(&$place, &mut $validator.member($name));)?
    };
    ([write] $place:expr, $name:literal, $validator:ident, [] [] [required] [$($check:expr)?]) => {
        $($validator.optional($name, &$place, $check);)?
    };
    // Required: what stands for a missing one is not checked.
    ($only:tt $place:expr, $name:literal, $validator:ident, [$given:ty] [] [] []) => {
        $validator.member($name).is_present();
    };
    ($only:tt $place:expr, $name:literal, $validator:ident, [$given:ty] [] [] [$check:expr]) => {
        $validator.required($name, &$place, $check);
    };
    // With a default: always there.
    ($only:tt $place:expr, $name:literal, $validator:ident, [] [$default:expr] [] []) => {};
    ($only:tt $place:expr, $name:literal, $validator:ident, [] [$default:expr] [] [$check:expr]) => {
        $check(&$place, &mut $validator.member($name));
    };
    // Optional in Rust, and what a server may have to be sent all the same.
    ($only:tt $place:expr, $name:literal, $validator:ident, [] [] [] []) => {};
    ($only:tt $place:expr, $name:literal, $validator:ident, [] [] [] [$check:expr]) => {
        $validator.optional($name, &$place, $check);
    };
    // What stands for a missing one may be a value here, too.
    ($only:tt $place:expr, $name:literal, $validator:ident, [] [] [$required:ident] [$($check:expr)?]) => {
        if $validator.member($name).is_present() {
            $($validator.optional($name, &$place, $check);)?
        }
    };
}
