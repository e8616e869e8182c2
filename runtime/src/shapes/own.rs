//! Types of somebody's own in place of shapes.

/// Makes a type of somebody's own a shape, by conversions from and to the type that the shape has otherwise, so that it
/// can stand in place of the shape (`shape-types` in `codegen.toml`).
///
/// The type is one of the crate that calls this, with `Clone`, `Debug` and `PartialEq`, as generated types have them. It has
/// a `Default`, which is what values are read into, `TryFrom` the shape's type, whose error becomes one of decoding, and the
/// shape's type is `From` a reference to it. Where it is the key of a map it has [`MapKey`](crate::serde::MapKey), too.
///
/// What the model asks of the shape's values (`length`, `pattern` and the like) is the type's to keep: by what it is
/// `TryFrom`, or, so that it is told with all other violations, by a function after an arrow, as in generated tables.
///
/// ```
/// use farrier_runtime::{Validate, validate::{Validator, rule}};
///
/// /// A port, which a model has as an integer.
/// #[derive(Clone, Copy, Debug, Default, PartialEq)]
/// struct Port(u16);
///
/// impl TryFrom<i32> for Port {
///     type Error = std::num::TryFromIntError;
///     fn try_from(value: i32) -> Result<Self, Self::Error> {
///         value.try_into().map(Port)
///     }
/// }
///
/// impl From<&Port> for i32 {
///     fn from(port: &Port) -> i32 {
///         port.0.into()
///     }
/// }
///
/// fn check(port: &Port, validator: &mut Validator<'_>) {
///     rule::range(validator, &i32::from(port), 1.., Some("1"), None);
/// }
///
/// farrier_runtime::shape_as! { Port: i32 => check }
///
/// assert!(Port(0).validate().is_err() && Port(80).validate().is_ok());
/// ```
#[macro_export]
macro_rules! shape_as {
    ($type:ty: $shape:ty $(=> $check:expr)?) => {
        impl $crate::serde::SerializableShape for $type {
            fn serialize(
                &self,
                member: &$crate::schema::Member,
                serializer: &mut dyn $crate::serde::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                let value = <$shape as ::core::convert::From<&Self>>::from(self);
                $crate::serde::SerializableShape::serialize(&value, member, serializer)
            }
        }

        impl $crate::serde::DeserializableShape for $type {
            fn empty() -> Self {
                ::core::default::Default::default()
            }

            fn deserialize(
                &mut self,
                member: &'static $crate::schema::Member,
                deserializer: &mut dyn $crate::serde::ShapeDeserializer,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                let value: $shape = $crate::serde::read(member, deserializer)?;
                *self = ::core::convert::TryFrom::try_from(value).map_err(|error| {
                    $crate::DecodeError::new(::std::string::ToString::to_string(&error), member.name())
                })?;
                ::core::result::Result::Ok(())
            }
        }

        impl $crate::serde::SerializableShape for ::std::boxed::Box<$type> {
            fn serialize(
                &self,
                member: &$crate::schema::Member,
                serializer: &mut dyn $crate::serde::ShapeSerializer,
            ) -> ::core::result::Result<(), $crate::EncodeError> {
                (**self).serialize(member, serializer)
            }
        }

        $crate::__read_boxed! { $type }

        impl $crate::Validate for $type {
            $(fn check(&self, validator: &mut $crate::validate::Validator<'_>) {
                $check(self, validator);
            })?
        }
    };
}
