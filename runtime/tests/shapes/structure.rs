//! A structure with the functions that the generator writes for one, with absolute paths.

/// A structure with the functions that the generator writes for one.
macro_rules! structure {
    (
        $(#[$attribute:meta])*
        $name:ident $schema:ident $id:literal
        { $($index:literal $field:ident: $type:ty = $member:expr;)* }
    ) => {
        $(#[$attribute])*
        pub(crate) struct $name { $(pub(crate) $field: $type,)* }

        static $schema: ::farrier_runtime::schema::Schema = ::farrier_runtime::schema::Schema::new($id, &[$($member),*]);

        impl ::farrier_runtime::serde::SerializableShape for $name {
            #[inline]
            fn serialize(&self, member: &::farrier_runtime::schema::Member, serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer) -> Result<(), ::farrier_runtime::EncodeError> {
                serializer.write_structure(member, self)
            }
        }

        impl ::farrier_runtime::serde::HasSchema for $name {
            #[inline]
            fn schema(&self) -> &'static ::farrier_runtime::schema::Schema { &$schema }
        }

        impl ::farrier_runtime::serde::SerializableStruct for $name {

            #[inline]
            fn serialize_members(&self, serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer) -> Result<(), ::farrier_runtime::EncodeError> {
                $(::farrier_runtime::serde::SerializableShape::serialize(&self.$field, &$schema.members()[$index], serializer)?;)*
                Ok(())
            }
        }

        impl ::farrier_runtime::serde::DeserializableShape for $name {
            #[inline]
            fn empty() -> Self { Self { $($field: <$type as ::farrier_runtime::serde::DeserializableShape>::empty(),)* } }

            #[inline]
            fn deserialize(
                &mut self,
                _: &'static ::farrier_runtime::schema::Member,
                deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                deserializer.read_structure(self)
            }
        }

        impl ::farrier_runtime::serde::DeserializableStruct for $name {

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
