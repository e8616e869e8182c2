//! Services.

/// Hands each operation of a service to its method of a trait. A line has an operation, its method and, in brackets
/// and after the arrow, what streams beside its structures: `Streamed` or `Events<T>`.
///
/// ```text
/// service! { Dispatch, Api, OPERATIONS, settings, &[&PROTOCOL], {
///     GetJob: get_job;
///     PutFile: put_file(Streamed);
///     GetFile: get_file -> Streamed;
///     Chat: chat(Events<Said>) -> Events<Said>;
/// } }
/// ```
#[macro_export]
macro_rules! service {
    ($dispatch:ident, $api:ident, $operations:ident, $settings:ident, $protocols:expr, { $(
        $operation:ty: $method:ident $(($incoming:ty))? $(-> $outgoing:ty)?;
    )* }) => {
        impl<__T: $api> $crate::server::Serve<__T> for $dispatch {
            fn operations() -> &'static $crate::server::Operations {
                &$operations
            }

            fn protocols() -> &'static [&'static dyn $crate::protocol::Protocol] {
                static PROTOCOLS: &[&'static dyn $crate::protocol::Protocol] = $protocols;
                PROTOCOLS
            }

            fn settings() -> $crate::server::ServerSettings {
                $settings()
            }

            fn handlers(implementation: &::std::sync::Arc<__T>) -> ::std::vec::Vec<$crate::server::Handler> {
                ::std::vec![$(
                    $crate::__handler!(implementation, $operation, $method [$($incoming)?] [$($outgoing)?])
                ),*]
            }
        }
    };
}

/// What answers one operation, by whether something streams beside its input.
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    ($implementation:ident, $operation:ty, $method:ident [] [$($outgoing:ty)?]) => {
        $crate::server::Handler::new::<
            $operation, $crate::server::Structure, $crate::__beside!($($outgoing)?), _, _, _,
        >($implementation, |implementation, input, (), context| async move {
            implementation.$method(input, context).await
        })
    };
    ($implementation:ident, $operation:ty, $method:ident [$incoming:ty] [$($outgoing:ty)?]) => {
        $crate::server::Handler::new::<$operation, $incoming, $crate::__beside!($($outgoing)?), _, _, _>(
            $implementation,
            |implementation, input, beside, context| async move {
                implementation.$method(input, beside, context).await
            },
        )
    };
}

/// What streams beside an output.
#[doc(hidden)]
#[macro_export]
macro_rules! __beside {
    () => {
        $crate::server::Structure
    };
    ($outgoing:ty) => {
        $outgoing
    };
}
