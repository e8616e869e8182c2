//! Errors: what makes a structure one, and the enum of an operation's.

/// Makes a structure an error: what tells it on the wire, its text, and the place of the response's metadata.
///
/// A table is `Throttled: "Throttled" 429, message + metadata`: the shape, its name on the wire, its HTTP status, the field
/// of its message if it has one, and the field of the metadata. What awsQuery calls it follows as `query "Throttling" 429`,
/// and whether it may be retried as `retryable true`, where true is for a service that asks for fewer requests. What is in the
/// body comes last where that is not every member: `body(Body::only(&[0]))`. With `, read` or `, write` after the shape,
/// which the crate of one side alone has, it cannot be written or read. With `bound` before it the table leaves
/// [`SerializableError`](crate::operation::SerializableError) and
/// [`DeserializableError`](crate::operation::DeserializableError) to be written, for an error with members that are bound to
/// headers or the payload.
#[macro_export]
macro_rules! error {
    (
        $shape:ident $(, $only:ident)?: $code:literal $status:literal $(, $message:ident)? + $metadata:ident $($more:tt)*
    ) => {
        $crate::error! { bound $shape: $code $status $(, $message)? + $metadata $($more)* }

        $crate::__read_error! { [$($only)?] $shape $metadata }
        $crate::__written_error! { [$($only)?] $shape }
    };
    (
        bound $shape:ident: $code:literal $status:literal $(, $message:ident)? + $metadata:ident
        $(, query $query:literal $query_status:literal)? $(, retryable $throttling:literal)? $(, body($body:expr))?
    ) => {
        impl $shape {
            pub(crate) const ERROR: $crate::operation::ErrorSchema = $crate::operation::ErrorSchema::new($code, $status)
                $(.query($query, $query_status))? $(.retryable($throttling))? $(.body($body))?;

            /// The ID that the service gave the request, when the error came in a response that had one.
            #[must_use]
            #[inline]
            pub fn request_id(&self) -> ::core::option::Option<&str> {
                self.$metadata.request_id()
            }
        }

        impl ::core::fmt::Display for $shape {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.$metadata.fmt_error(f, ::core::stringify!($shape), $crate::__message!($(&self.$message)?))
            }
        }

        impl ::core::error::Error for $shape {}

        impl $crate::operation::ErrorShape for $shape {
            #[inline]
            fn error_schema(&self) -> $crate::operation::ErrorSchema {
                Self::ERROR
            }

            #[inline]
            fn metadata(&self) -> ::core::option::Option<&$crate::operation::ErrorMetadata> {
                ::core::option::Option::Some(&self.$metadata)
            }
        }
    };
}

/// How an error without bindings is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_error {
    ([write] $($table:tt)*) => {};
    ([$($read:ident)?] $shape:ident $metadata:ident) => {
        impl $crate::operation::DeserializableError for $shape {
            #[inline]
            fn metadata_mut(&mut self) -> ::core::option::Option<&mut $crate::operation::ErrorMetadata> {
                ::core::option::Option::Some(&mut self.$metadata)
            }
        }
    };
}

/// How an error without bindings is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __written_error {
    ([read] $shape:ident) => {};
    ([$($write:ident)?] $shape:ident) => {
        impl $crate::operation::SerializableError for $shape {}
    };
}

/// The message of an error, whether optional or not.
#[doc(hidden)]
#[macro_export]
macro_rules! __message {
    () => {
        ::core::option::Option::None
    };
    ($message:expr) => {
        ::core::convert::Into::into($message)
    };
}

/// Writes the enum of an operation's errors.
///
/// A line is `0: Throttled(Throttled);`: the variant's index, the variant and its structure, which
/// [`error!`](macro@crate::error) has made an error. The name after the enum's is that of the variant for everything else. With
/// `, read` after it, as in the crate of a client alone, there are no conversions from the structures, and none is written.
#[macro_export]
macro_rules! operation_error {
    (
        $(#[$attribute:meta])*
        pub enum $error:ident: $unhandled:ident $(, $only:ident)? { $(
            $(#[$variant_attribute:meta])*
            $index:literal: $variant:ident($shape:ty);
        )* }
    ) => {
        $(#[$attribute])*
        pub enum $error {
            $($(#[$variant_attribute])* $variant($shape),)*
            /// Everything else: an error that the model does not list for the operation, or no answer at all.
            $unhandled($crate::operation::UnhandledError),
        }

        impl $error {
            /// The ID that the service gave the request, when a response came and had one.
            #[must_use]
            #[inline]
            pub fn request_id(&self) -> ::core::option::Option<&str> {
                $crate::operation::error_request_id(self)
            }
        }

        impl ::core::fmt::Debug for $error {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::operation::debug_error(self, f)
            }
        }

        impl ::core::fmt::Display for $error {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::operation::display_error(self, f)
            }
        }

        impl ::core::error::Error for $error {
            #[inline]
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                $crate::operation::error_source(self)
            }
        }

        impl $crate::operation::OperationError for $error {
            const ERRORS: &'static [$crate::operation::ErrorSchema] = &[$(<$shape>::ERROR),*];

            #[inline]
            fn from_source(index: usize, source: &mut $crate::operation::ErrorSource<'_>) -> Self {
                match index {
                    $($index => Self::$variant(<$shape as $crate::operation::DeserializableError>::from_source(source)),)*
                    _ => Self::$unhandled(source.unhandled()),
                }
            }
        }

        impl $crate::operation::ErrorEnum for $error {
            #[allow(unreachable_code, reason = "there may be no error but any other")]
            #[inline]
            fn inner(&self) -> $crate::operation::InnerError<'_> {
                ::core::result::Result::Ok(match self {
                    $(Self::$variant(error) => error,)*
                    Self::$unhandled(error) => return ::core::result::Result::Err(error),
                })
            }
        }

        $crate::__made_error! { [$($only)?] $error $unhandled $($variant($shape))* }
    };
}

/// How the enum of an operation's errors is made and written by a server.
#[doc(hidden)]
#[macro_export]
macro_rules! __made_error {
    ([read] $($table:tt)*) => {};
    ([] $error:ident $unhandled:ident $($variant:ident($shape:ty))*) => {
        $(impl ::core::convert::From<$shape> for $error {
            #[inline]
            fn from(error: $shape) -> Self {
                Self::$variant(error)
            }
        })*

        impl $crate::operation::ServerError for $error {
            #[allow(unreachable_code, reason = "there may be no error but any other")]
            #[inline]
            fn serializable(&self) -> ::core::option::Option<&dyn $crate::operation::SerializableError> {
                ::core::option::Option::Some(match self {
                    $(Self::$variant(error) => error,)*
                    Self::$unhandled(_) => return ::core::option::Option::None,
                })
            }
        }
    };
}
