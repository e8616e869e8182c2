//! Structures.

/// Writes everything that a structure has beside its fields: `Clone` and `PartialEq`, schema, serializer, deserializer,
/// validator, `new` and setters.
///
/// ```
/// use farrier_runtime::{Timestamp, structure};
///
/// /// What the table describes.
/// #[derive(Debug)]
/// #[non_exhaustive]
/// pub struct Job {
///     /// The job's name.
///     pub name: String,
///     /// When it ended.
///     pub ended: Option<Timestamp>,
///     /// How often it was tried.
///     pub tries: i32,
/// }
///
/// structure! { Job: "com.example#Job", new(..) {
///     0: name(impl Into<String>) = "name".required();
///     1: ended = "endedAt" / with_ended(Timestamp);
///     2: tries = "tries" / with_tries(i32) or 1;
/// } }
///
/// let job = Job::new("nightly").with_ended(Timestamp::EPOCH);
/// assert_eq!(job.tries, 1);
/// ```
///
/// A line has the member's index, its field, its name on the wire and what its traits mean for codecs: the builder
/// methods of [`Member`](crate::schema::Member) (which [`Members`](crate::schema::Members) has for each of its members),
/// and before them the name of `jsonName`, as in `"arn" json("ARN")`. A field with a type is a parameter of `new`; any other
/// has a setter after the slash, which takes the field's own type or what is `impl Into` of it, and holds `None` at first
/// or the default after `or`; what a client alone reads has no setters, and its defaults in `default(…)`. What a server's
/// decoding fills in for an absent optional member is in `served(…)`. A member that is optional in Rust and yet has to be
/// sent has a further `, required`. After the arrow comes the function that checks the value, such as one of
/// [`checks!`](crate::checks).
///
/// `new(..)` takes the members, `new(required: Type)` a structure of them, and `new()` nothing. With
/// `new(..) + metadata` the structure has a further field of that name, which holds its default and is not written.
/// After these, `, write` or `, read` leaves out the other of the two: a crate that is a client alone reads no inputs and
/// writes no outputs, which it does not check either (`, read_unchecked`).
#[macro_export]
macro_rules! structure {
    ($shape:ident: $id:literal $(.$shape_trait:ident($($shape_argument:tt)*))*, new($($new:tt)*) $(+ $extra:ident)? $(, $only:ident)? { $(
        $index:literal: $field:ident $(($given:ty))? = $name:literal $(json($json:literal))?
            $(.$trait:ident($($argument:tt)*))* $(default($initial:expr))?
            $(/ $(#[$attribute:meta])* $setter:ident($($value:tt)+) $(served($served:expr))? $(or $default:expr)?)?
            $(, $required:ident)? $(=> $check:expr)?;
    )* }) => {
        impl $crate::schema::StaticSchema for $shape {
            const PARTS: $crate::schema::Parts = (
                $crate::schema::Schema::named($id) $(.$shape_trait($($shape_argument)*))*,
                // With a variable: what could be a constant of its own is worked out with its crate, whatever uses it.
                &{
                    let members = $crate::schema::Members::new([$(::core::concat!(",\"", $name, "\":")),*])
                        $($(.json_key($index, ::core::concat!(",\"", $json, "\":")))? $(.$trait($index, $($argument)*))*)*;
                    members.list
                },
            );
        }

        impl $shape {
            $crate::__constructor! {
                [$($only)?] ($($new)*) $($extra)? { $($field [$($given)?] [$($($default)?)? $($initial)?])* }
            }

            $($(
                #[doc = ::core::concat!("Sets `", $name, "`.")]
                $(#[$attribute])*
                #[inline]
                pub fn $setter(mut self, value: $($value)+) -> Self {
                    self.$field = $crate::__given!([$($default)?] value: $($value)+);
                    self
                }
            )?)*
        }

        $crate::__default! { ($($new)*) $shape }

        $crate::__derived_structure! { $shape $($field)* $($extra)? }

        $crate::__written_structure! { [$($only)?] $shape $($field)* }

        $crate::__read_structure! { [$($only)?] $shape {
            $($index $field [$($given)?] [$($($default)?)? $($initial)?] [$($($served)?)?])*
        } $($extra)? }

        $crate::__checked_structure! { [$($only)?] $shape { $(
            $field $name [$($given)?] [$($($default)?)? $($initial)?] [$($required)?] [$($check)?]
        )* } }
    };
}

/// How a structure is cloned and compared, which is what `derive` would write.
#[cfg(debug_assertions)]
#[doc(hidden)]
#[macro_export]
macro_rules! __derived_structure {
    ($shape:ident $($field:ident)+) => {
        $crate::__derived! {
            $shape self other
            (Self { $($field: ::core::clone::Clone::clone(&self.$field)),+ })
            ($(self.$field == other.$field)&&+)
        }
    };
    ($shape:ident) => {
        $crate::__derived! { $shape self _other (Self {}) (true) }
    };
}

/// How a structure is cloned and compared: a field by a function, which the compiler would otherwise inline into each
/// structure before anything calls it.
#[cfg(not(debug_assertions))]
#[doc(hidden)]
#[macro_export]
macro_rules! __derived_structure {
    ($shape:ident $($field:ident)+) => {
        $crate::__derived! {
            $shape self other
            (Self { $($field: $crate::serde::cloned(&self.$field)),+ })
            ($($crate::serde::equal(&self.$field, &other.$field))&&+)
        }
    };
    ($shape:ident) => {
        $crate::__derived! { $shape self _other (Self {}) (true) }
    };
}

/// `Clone` and `PartialEq` of a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! __derived {
    ($shape:ident $this:ident $other:ident ($($clone:tt)+) ($($equal:tt)+)) => {
        #[automatically_derived]
        impl ::core::clone::Clone for $shape {
            #[inline]
            fn clone(&$this) -> Self {
                $($clone)+
            }
        }

        #[automatically_derived]
        impl ::core::cmp::PartialEq for $shape {
            #[inline]
            fn eq(&$this, $other: &Self) -> bool {
                $($equal)+
            }
        }
    };
}

/// How a structure is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __written_structure {
    ([read] $($table:tt)*) => {};
    ([read_unchecked] $($table:tt)*) => {};
    ([$($write:ident)?] $shape:ident $($field:ident)*) => {
        impl $crate::serde::SerializableStruct for $shape {
            #[inline]
            fn write_members(
                &self,
                writer: &mut $crate::serde::MemberWriter<'_>,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                writer.structure(&[$(&self.$field),*])
            }
        }
    };
}

/// How a structure is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_structure {
    ([write] $($table:tt)*) => {};
    ([$($read:ident)?] $shape:ident { $(
        $index:literal $field:ident [$($given:ty)?] [$($default:expr)?] [$($served:expr)?]
    )* } $($extra:ident)?) => {
        impl $crate::serde::DeserializableStruct for $shape {
            $crate::__empty_structure! {
                $($extra)? { $($field [$($given)?] [$($default)?])* }
            }

            #[allow(unreachable_code, reason = "there may be no member")]
            #[inline]
            fn read_member(
                &mut self,
                index: usize,
                reader: &mut $crate::serde::MemberReader<'_>,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                reader.read(match index {
                    $($index => &mut self.$field,)*
                    _ => return ::core::result::Result::Ok(()),
                })
            }

            $crate::__filled_structure! { [$($read)?] $($field [$($served)?])* }
        }
    };
}

/// What a structure is read into.
#[doc(hidden)]
#[macro_export]
macro_rules! __empty_structure {
    ($($extra:ident)? { $($field:ident [$($given:ty)?] [$($default:expr)?])* }) => {
        #[inline]
        fn empty_structure() -> Self {
            Self {
                $($field: $crate::__initial!(
                    [$($given)?] [$($default)?] $crate::serde::DeserializableShape::empty()
                ),)*
                $($extra: ::core::default::Default::default(),)?
            }
        }
    };
}

/// How a server fills in the defaults of a structure.
#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __filled_structure {
    ($($table:tt)*) => {};
}

/// How a server fills in the defaults of a structure.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __filled_structure {
    ([] $($field:ident [])*) => {};
    ([] $($field:ident [$($served:expr)?])*) => {
        #[inline]
        fn fill_defaults(&mut self) {
            $($(self.$field.get_or_insert_with(|| $served);)?)*
        }
    };
    ([$read:ident] $($table:tt)*) => {};
}

/// How a structure is checked.
#[doc(hidden)]
#[macro_export]
macro_rules! __checked_structure {
    ([read_unchecked] $($table:tt)*) => {};
    ($only:tt $shape:ident { $(
        $field:ident $name:literal [$($given:ty)?] [$($default:expr)?] [$($required:ident)?] [$($check:expr)?]
    )* }) => {
        impl $crate::Validate for $shape {
            #[inline]
            fn check(&self, validator: &mut $crate::validate::Validator<'_>) {
                $($crate::__check! {
                    $only self.$field, $name, validator,
                    [$($given)?] [$($default)?] [$($required)?] [$($check)?]
                })*
            }
        }
    };
}

/// The constructor of a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! __constructor {
    ([write] () $($extra:ident)? { $($field:ident [$($given:ty)?] [$($default:expr)?])* }) => {
        /// Creates the shape with nothing but defaults.
        #[inline]
        pub fn new() -> Self {
            Self {
                $($field: $crate::__initial!([$($given)?] [$($default)?] ()),)*
                $($extra: ::core::default::Default::default(),)?
            }
        }
    };
    // What it is read into, so that a program that only reads it has one function.
    ($only:tt () $($table:tt)*) => {
        /// Creates the shape with nothing but defaults.
        #[inline]
        pub fn new() -> Self {
            $crate::serde::DeserializableStruct::empty_structure()
        }
    };
    ($only:tt (..) $($extra:ident)? { $($field:ident [$($given:ty)?] [$($default:expr)?])* }) => {
        /// Creates the shape from its required members.
        #[inline]
        pub fn new($($($field: $given,)?)*) -> Self {
            Self {
                $($field: $crate::__initial!([$($given)?] [$($default)?] ::core::convert::Into::into($field)),)*
                $($extra: ::core::default::Default::default(),)?
            }
        }
    };
    ($only:tt ($required:ident: $type:ty) $($extra:ident)? { $($field:ident [$($given:ty)?] [$($default:expr)?])* }) => {
        /// Creates the shape from its required members.
        #[inline]
        pub fn new($required: $type) -> Self {
            Self {
                $($field: $crate::__initial!([$($given)?] [$($default)?] $required.$field),)*
                $($extra: ::core::default::Default::default(),)?
            }
        }
    };
}

/// `Default` of a structure without required members.
#[doc(hidden)]
#[macro_export]
macro_rules! __default {
    (() $shape:ident) => {
        impl ::core::default::Default for $shape {
            #[inline]
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (($($new:tt)+) $shape:ident) => {};
}

/// What a field holds at first: `$required` when it is a parameter of `new`.
#[doc(hidden)]
#[macro_export]
macro_rules! __initial {
    ([] [] $required:expr) => {
        ::core::option::Option::None
    };
    ([] [$default:expr] $required:expr) => {
        $default
    };
    ([$given:ty] [] $required:expr) => {
        $required
    };
}

/// What a field holds that was set: a value of the field's own type as it is.
#[doc(hidden)]
#[macro_export]
macro_rules! __given {
    ([] $value:ident: impl $($type:tt)+) => {
        ::core::option::Option::Some(::core::convert::Into::into($value))
    };
    ([] $value:ident: $($type:tt)+) => {
        ::core::option::Option::Some($value)
    };
    ([$default:expr] $value:ident: impl $($type:tt)+) => {
        ::core::convert::Into::into($value)
    };
    ([$default:expr] $value:ident: $($type:tt)+) => {
        $value
    };
}
