//! The table that generated clients are written in.

/// Writes what a client has beside its methods: how it is made, its service and protocol, and a line an operation with
/// what its traits say to callers (see [`CallTraits`](crate::client::CallTraits)).
#[macro_export]
macro_rules! calls {
    ($client:ident: $service:path, $protocol:path {
        $($operation:ty $(=> $(.$trait:ident($($argument:tt)*))+)?;)*
    }) => {
        impl $client {
            /// Builds a client.
            #[must_use]
            #[inline]
            pub fn builder() -> $crate::client::Builder<Self> {
                $crate::client::Builder::new()
            }

            /// The client over a service in memory, such as this crate's server around a mock: without sockets,
            /// signatures or retries.
            pub fn over<B>(service: impl $crate::client::HttpService<B>) -> Self {
                $crate::client::over(service)
            }

            /// The request of an operation, signed in its query for somebody else to send within `expires_in`: see
            /// [`Caller::presign`](farrier_runtime::client::Caller::presign).
            ///
            /// # Errors
            /// As there.
            #[inline]
            pub fn presign<O: $crate::client::Call<Client = Self>>(
                &self,
                input: O::Input,
                expires_in: ::std::time::Duration,
            ) -> $crate::client::Presigning {
                self.0.presign::<O>(input, expires_in)
            }
        }

        impl $crate::client::Client for $client {
            const SERVICE: &'static $crate::client::ClientService = &$service;
            const PROTOCOL: &'static dyn $crate::protocol::Protocol = &$protocol;
            fn from_caller(caller: $crate::client::Caller) -> Self {
                Self(caller)
            }
        }

        $(impl $crate::client::Call for $operation {
            type Client = $client;
            $(const TRAITS: $crate::client::CallTraits =
                $crate::client::CallTraits::NONE $(.$trait($($argument)*))+;)?
        })*
    };
}
