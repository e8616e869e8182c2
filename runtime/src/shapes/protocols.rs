//! The protocols of a service that has several.

/// Writes the statics of a service's protocols: `PROTOCOL`, the first whose feature is enabled, and `PROTOCOLS`, all of
/// these. A line has the name of the crate's feature and what makes the protocol, of [`protocol`](crate::protocol).
///
/// ```text
/// farrier_runtime::protocols! {
///     "restJson1": RestJson::rest_json_1;
///     "awsJson1_0": AwsJson::aws_json_1_0;
/// }
/// ```
///
/// Without the features' names all of them are there.
#[macro_export]
macro_rules! protocols {
    ($first:ident::$make:ident; $($protocol:ident::$made:ident;)*) => {
        /// The protocol that the service speaks by default.
        pub static PROTOCOL: $crate::protocol::$first = $crate::protocol::$first::$make();

        /// The protocols that the service speaks, the default first.
        pub static PROTOCOLS: &[&dyn $crate::protocol::Protocol] =
            &[&$crate::protocol::$first::$make(), $(&$crate::protocol::$protocol::$made(),)*];
    };
    ($($feature:literal: $protocol:ident::$made:ident;)+) => {
        $crate::protocols!(@default [] $($feature: $protocol::$made;)+);

        /// The protocols that the service speaks and whose features are enabled, the default first.
        pub static PROTOCOLS: &[&dyn $crate::protocol::Protocol] = &[$(
            #[cfg(feature = $feature)]
            &$crate::protocol::$protocol::$made(),
        )+];
    };
    (@default [$($before:literal)*] $feature:literal: $protocol:ident::$made:ident; $($rest:tt)*) => {
        /// The protocol that the service speaks by default: the first whose feature is enabled.
        #[cfg(all(feature = $feature, not(any($(feature = $before),*))))]
        pub static PROTOCOL: $crate::protocol::$protocol = $crate::protocol::$protocol::$made();

        $crate::protocols!(@default [$($before)* $feature] $($rest)*);
    };
    (@default [$($all:literal)*]) => {
        #[cfg(not(any($(feature = $all),*)))]
        ::core::compile_error!(::core::concat!("enable the feature of a protocol:" $(, " ", $all)*));
    };
}
