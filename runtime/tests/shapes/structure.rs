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
            const PARTS: ::farrier_runtime::schema::Parts =
                (::farrier_runtime::schema::Schema::named($id), &[$($member),*]);
        }

        impl ::farrier_runtime::serde::SerializableStruct for $name {
            #[inline]
            fn write_members(&self, writer: &mut ::farrier_runtime::serde::MemberWriter<'_>) -> Result<(), ::farrier_runtime::EncodeError> {
                writer.structure(&[$(&self.$field),*])
            }
        }

        impl ::farrier_runtime::serde::DeserializableStruct for $name {
            fn empty_structure() -> Self {
                Self { $($field: <$type as ::farrier_runtime::serde::DeserializableShape>::empty(),)* }
            }

            #[inline]
            fn read_member(
                &mut self,
                index: usize,
                reader: &mut ::farrier_runtime::serde::MemberReader<'_>,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                match index {
                    $($index => reader.read(&mut self.$field),)*
                    _ => Ok(()),
                }
            }
        }
    };
}
