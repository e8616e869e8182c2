//! Unions.

/// Writes a union: the `enum`, its schema, serializer, deserializer and validator.
///
/// ```
/// farrier_runtime::union! {
///     /// Where a file is.
///     #[derive(Clone, Debug, PartialEq)]
///     #[non_exhaustive]
///     pub enum Place: "com.example#Place", Unknown {
///         /// In a bucket of this name.
///         0: Bucket(String) = "bucket";
///         /// Nowhere yet.
///         1: Nowhere = "nowhere";
///     }
/// }
///
/// assert_eq!(Place::Bucket("photos".to_owned()).schema().members()[0].name(), "bucket");
/// use farrier_runtime::serde::HasSchema;
/// ```
///
/// A line is that of a [`structure!`](crate::structure) with the variant in the field's place; a variant without a type
/// targets the unit type. The name after the shape's ID is that of the variant which keeps a tag that this crate does not
/// know; `write`, `read` or `read_unchecked` may follow it as in a structure.
#[macro_export]
macro_rules! union {
    (
        $(#[$attribute:meta])*
        pub enum $shape:ident: $id:literal $(.$shape_trait:ident($($shape_argument:tt)*))*, $unknown:ident $(, $only:ident)? { $(
            $(#[$variant_attribute:meta])*
            $index:literal: $variant:ident $(($value:ty))? = $name:literal $(json($json:literal))?
                $(.$trait:ident($($argument:tt)*))* $(=> $check:expr)?;
        )* }
    ) => {
        $(#[$attribute])*
        pub enum $shape {
            $($(#[$variant_attribute])* $variant $(($value))?,)*
            /// A variant that this crate does not know, by its tag. It is read, and cannot be written.
            $unknown(::std::string::String),
        }

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

        $crate::__written_union! { [$($only)?] $shape $unknown $($index $variant [$($value)?])* }
        $crate::__read_union! { [$($only)?] $shape $unknown $($index $variant [$($value)?])* }
        $crate::__checked_union! { [$($only)?] $shape $unknown $($variant $name [$($value)?] [$($check)?])* }
    };
}

/// How a union is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __written_union {
    ([read] $($table:tt)*) => {};
    ([read_unchecked] $($table:tt)*) => {};
    ([$($only:ident)?] $shape:ident $unknown:ident $($index:literal $variant:ident [$($value:ty)?])*) => {
        impl $crate::serde::SerializableStruct for $shape {
            #[inline]
            fn write_members(
                &self,
                writer: &mut $crate::serde::MemberWriter<'_>,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                let (index, value): (usize, &dyn $crate::serde::SerializableShape) = match self {
                    $($crate::__variant!(Self $variant [$($value)?] value) => {
                        ($index, $crate::__written!([$($value)?] value))
                    })*
                    Self::$unknown(_) => return ::core::result::Result::Err(
                        $crate::EncodeError::unknown_variant(::core::stringify!($shape))
                    ),
                };
                writer.variant(index, value)
            }
        }
    };
}

/// How a union is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union {
    ([write] $($table:tt)*) => {};
    ([$($only:ident)?] $shape:ident $unknown:ident $($index:literal $variant:ident [$($value:ty)?])*) => {
        impl $crate::serde::DeserializableShape for $shape {
            #[inline]
            fn empty() -> Self {
                Self::$unknown(::std::string::String::new())
            }

            #[inline]
            fn deserialize(
                &mut self,
                _: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                deserializer.read_union(self)
            }
        }

        $crate::__read_boxed! { $shape }

        impl $crate::serde::DeserializableUnion for $shape {
            #[inline]
            fn deserialize_variant(
                &mut self,
                member: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                match member.index() {
                    $($index => {
                        let variant = $crate::__read!(Self $variant [$($value)?]);
                        $crate::serde::read_variant(self, variant, member, deserializer)
                    })*
                    _ => ::core::result::Result::Ok(()),
                }
            }

            #[inline]
            fn set_unknown(&mut self, tag: &str) {
                *self = Self::$unknown(::std::string::String::from(tag));
            }
        }
    };
}

/// How what is no structure is read in the box that a recursive shape needs.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_boxed {
    ($shape:ty) => {
        impl $crate::serde::DeserializableShape for ::std::boxed::Box<$shape> {
            #[inline]
            fn empty() -> Self {
                Self::new($crate::serde::DeserializableShape::empty())
            }

            #[inline]
            fn deserialize(
                &mut self,
                member: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                (**self).deserialize(member, deserializer)
            }
        }
    };
}

/// How a union is checked.
#[doc(hidden)]
#[macro_export]
macro_rules! __checked_union {
    ([read_unchecked] $($table:tt)*) => {};
    ([$($only:ident)?] $shape:ident $unknown:ident $($variant:ident $name:literal [$($value:ty)?] [$($check:expr)?])*) => {
        impl $crate::Validate for $shape {
            #[inline]
            fn check(&self, validator: &mut $crate::validate::Validator<'_>) {
                match self {
                    $($crate::__variant!(Self $variant [$($value)?] value) => {
                        $($check(value, &mut validator.member($name));)?
                    })*
                    Self::$unknown(_) => {}
                }
            }
        }
    };
}

/// The pattern of a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! __variant {
    ($this:ident $variant:ident [] $value:ident) => {
        $this::$variant
    };
    ($this:ident $variant:ident [$type:ty] $value:ident) => {
        $this::$variant($value)
    };
}

/// What is written of a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! __written {
    ([] $value:ident) => {
        &$crate::operation::Unit
    };
    ([$type:ty] $value:ident) => {
        $value
    };
}

/// The function that makes a variant of what was read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($this:ident $variant:ident []) => {
        |$crate::operation::Unit| $this::$variant
    };
    ($this:ident $variant:ident [$type:ty]) => {
        $this::$variant
    };
}
