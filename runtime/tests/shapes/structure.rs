//! A structure with the functions that the generator writes for one, with absolute paths.

/// A structure with the functions that the generator writes for one.
macro_rules! structure {
    (
        $(#[$attribute:meta])*
        $name:ident $id:literal
        { $($index:literal $field:ident: $type:ty = $member:expr;)* }
    ) => {
        $(#[$attribute])*
        pub(crate) struct $name { $(pub(crate) $field: $type,)* }

        impl ::farrier_runtime::schema::StaticSchema for $name {
            const PARTS: (::farrier_runtime::schema::Schema, &'static [::farrier_runtime::schema::Member]) =
                (::farrier_runtime::schema::Schema::named($id), &[$($member),*]);
        }

        impl ::farrier_runtime::serde::SerializableStruct for $name {
            #[inline]
            fn serialize_members(&self, serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer) -> Result<(), ::farrier_runtime::EncodeError> {
                $(::farrier_runtime::serde::SerializableShape::serialize(&self.$field, &<Self as ::farrier_runtime::schema::StaticSchema>::PARTS.1[$index], serializer)?;)*
                Ok(())
            }
        }

        impl ::farrier_runtime::serde::DeserializableStruct for $name {
            fn empty_structure() -> Self {
                Self { $($field: <$type as ::farrier_runtime::serde::DeserializableShape>::empty(),)* }
            }

            #[inline]
            fn deserialize_member(
                &mut self,
                member: &'static ::farrier_runtime::schema::Member,
                deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                match member.index() {
                    $($index => ::farrier_runtime::serde::DeserializableShape::deserialize(&mut self.$field, member, deserializer),)*
                    _ => Ok(()),
                }
            }
        }
    };
}
