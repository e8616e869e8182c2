//! Enums, with string and with integer values.

/// Writes an enum with string values: the `enum`, `Eq` and `Hash`, its texts, serializer, deserializer and validator.
///
/// ```
/// farrier_runtime::string_enum! {
///     /// The state of a job.
///     #[derive(Clone, Debug, PartialEq)]
///     #[non_exhaustive]
///     pub enum State: Unknown {
///         /// It runs.
///         0: Running = "RUNNING";
///         /// It has ended.
///         1: Ended = "ENDED";
///     }
/// }
///
/// assert_eq!(State::from("ENDED"), State::Ended);
/// assert_eq!(State::from("LOST").as_str(), "LOST");
/// ```
///
/// A line has the variant's index, counted from 0, its name and its text. The name after the enum's is that of the variant
/// which keeps a text that this crate does not know. Where messages leave values out, those that they list follow the
/// block: `shown ["RUNNING"]`. Before it stands `open;` where a value that the model does not list is none the less valid.
#[macro_export]
macro_rules! string_enum {
    (
        $(#[$attribute:meta])*
        pub enum $shape:ident: $unknown:ident { $(
            $(#[$variant_attribute:meta])* $index:literal: $variant:ident = $value:literal;
        )* }
        $(open $open:tt)?
        $(shown $shown:expr)?
    ) => {
        $(#[$attribute])*
        pub enum $shape {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that this crate does not know, as it came.
            $unknown(::std::string::String),
        }

        impl $shape {
            /// The values that the model lists.
            #[must_use]
            #[inline]
            pub const fn values() -> &'static [&'static str] {
                &[$($value),*]
            }

            /// The value as the wire has it.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value,
                }
            }
        }

        impl ::core::cmp::Eq for $shape {}

        impl ::core::hash::Hash for $shape {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl ::core::convert::From<&str> for $shape {
            #[inline]
            fn from(value: &str) -> Self {
                match $crate::serde::value_index(Self::values(), value) {
                    $($index => Self::$variant,)*
                    _ => Self::$unknown($crate::serde::owned(value)),
                }
            }
        }

        impl ::core::convert::AsRef<str> for $shape {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $shape {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::serde::SerializableShape for $shape {
            #[inline]
            fn serialize(
                &self,
                member: &$crate::schema::Member,
                serializer: &mut dyn $crate::serde::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                serializer.write_string(member, self.as_str())
            }
        }

        impl $crate::serde::DeserializableShape for $shape {
            #[inline]
            fn empty() -> Self {
                Self::$unknown(::std::string::String::new())
            }

            #[inline]
            fn deserialize(
                &mut self,
                member: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                $crate::serde::read_enum(self, member, deserializer)
            }
        }

        impl $crate::Validate for $shape {
            #[inline]
            fn check(&self, validator: &mut $crate::validate::Validator<'_>) {
                $crate::__unless_open!([$($open)?] if let Self::$unknown(_) = self {
                    validator.enumeration($crate::__shown!([$($shown)?] Self::values()));
                });
                let _ = validator;
            }
        }
    };
}

/// What the key of a map needs beside: an order, by the value on the wire.
#[macro_export]
macro_rules! map_key {
    ($shape:ident) => {
        impl ::core::cmp::Ord for $shape {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::core::cmp::PartialOrd for $shape {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl $crate::serde::MapKey for $shape {
            #[inline]
            fn as_key(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_key(key: ::std::string::String) -> Self {
                Self::from(key.as_str())
            }
        }
    };
}

/// Writes an enum with integer values, as [`string_enum!`](crate::string_enum) does one with strings: a line is
/// `Running = 1;`, without an index.
#[macro_export]
macro_rules! int_enum {
    (
        $(#[$attribute:meta])*
        pub enum $shape:ident: $unknown:ident { $($(#[$variant_attribute:meta])* $variant:ident = $value:literal;)* }
        $(open $open:tt)?
        $(shown $shown:expr)?
    ) => {
        $(#[$attribute])*
        pub enum $shape {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that this crate does not know, as it came.
            $unknown(i32),
        }

        impl $shape {
            /// The values that the model lists.
            #[must_use]
            #[inline]
            pub const fn values() -> &'static [i32] {
                &[$($value),*]
            }

            /// The value as the wire has it.
            #[must_use]
            #[inline]
            pub const fn as_i32(self) -> i32 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value,
                }
            }
        }

        impl ::core::cmp::Eq for $shape {}

        impl ::core::hash::Hash for $shape {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.as_i32(), state);
            }
        }

        impl ::core::convert::From<i32> for $shape {
            #[inline]
            fn from(value: i32) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    unknown => Self::$unknown(unknown),
                }
            }
        }

        impl ::core::convert::From<$shape> for i32 {
            #[inline]
            fn from(value: $shape) -> Self {
                value.as_i32()
            }
        }

        impl $crate::serde::SerializableShape for $shape {
            #[inline]
            fn serialize(
                &self,
                member: &$crate::schema::Member,
                serializer: &mut dyn $crate::serde::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                serializer.write_integer(member, self.as_i32())
            }
        }

        impl $crate::serde::DeserializableShape for $shape {
            #[inline]
            fn empty() -> Self {
                Self::$unknown(0)
            }

            #[inline]
            fn deserialize(
                &mut self,
                member: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                *self = Self::from(deserializer.read_integer(member)?);
                ::core::result::Result::Ok(())
            }
        }

        impl $crate::Validate for $shape {
            #[inline]
            fn check(&self, validator: &mut $crate::validate::Validator<'_>) {
                $crate::__unless_open!([$($open)?] if let Self::$unknown(_) = self {
                    validator.enumeration($crate::__shown!([$($shown)?] Self::values()));
                });
                let _ = validator;
            }
        }
    };
}

/// The check of an enum that has no values but those of the model.
#[doc(hidden)]
#[macro_export]
macro_rules! __unless_open {
    ([] $($check:tt)*) => {
        $($check)*
    };
    ([$open:tt] $($check:tt)*) => {};
}

/// The values that a message lists.
#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ([] $all:expr) => {
        $all
    };
    ([$shown:expr] $all:expr) => {
        &$shown
    };
}
