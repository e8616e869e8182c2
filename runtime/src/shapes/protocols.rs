//! The protocols of a service that has several.

/// Writes the statics of a service's protocols: `PROTOCOL`, the first whose feature is enabled, and `PROTOCOLS`, all of
/// these. A line has the name of the crate's feature and the protocol's type in [`protocol`](crate::protocol).
///
/// ```text
/// farrier_runtime::protocols! {
///     "restJson1": RestJson1;
///     "awsJson1_0": AwsJson1_0;
/// }
/// ```
///
/// Without the features' names all of them are there.
#[macro_export]
macro_rules! protocols {
    ($first:ident; $($protocol:ident;)*) => {
        /// The protocol that the service speaks by default.
        pub static PROTOCOL: $crate::protocol::$first = $crate::protocol::$first::new();

        /// The protocols that the service speaks, the default first.
        pub static PROTOCOLS: &[&dyn $crate::protocol::Protocol] =
            &[&$crate::protocol::$first::new(), $(&$crate::protocol::$protocol::new(),)*];
    };
    ($($feature:literal: $protocol:ident;)+) => {
        $crate::protocols!(@default [] $($feature: $protocol;)+);

        /// The protocols that the service speaks and whose features are enabled, the default first.
        pub static PROTOCOLS: &[&dyn $crate::protocol::Protocol] = &[$(
            #[cfg(feature = $feature)]
            &$crate::protocol::$protocol::new(),
        )+];
    };
    (@default [$($before:literal)*] $feature:literal: $protocol:ident; $($rest:tt)*) => {
        /// The protocol that the service speaks by default: the first whose feature is enabled.
        #[cfg(all(feature = $feature, not(any($(feature = $before),*))))]
        pub static PROTOCOL: $crate::protocol::$protocol = $crate::protocol::$protocol::new();

        $crate::protocols!(@default [$($before)* $feature] $($rest)*);
    };
    (@default [$($all:literal)*]) => {
        #[cfg(not(any($(feature = $all),*)))]
        ::core::compile_error!(::core::concat!("enable the feature of a protocol:" $(, " ", $all)*));
    };
}
