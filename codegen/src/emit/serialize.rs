//! The serializing side of shapes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ident;
use crate::ir::Union;

/// A union's.
pub(super) fn union(shape: &Union) -> TokenStream {
    let arms = shape.variants.iter().enumerate().map(|(index, variant)| {
        let (name, index) = (ident(&variant.name), Literal::usize_unsuffixed(index));
        if variant.ty.is_some() {
            quote!(Self::#name(value) => value.serialize(&MEMBERS[#index], serializer))
        } else {
            quote!(Self::#name => ::farrier_runtime::operation::Unit.serialize(&MEMBERS[#index], serializer))
        }
    });
    let (unknown, text) = (ident(&shape.unknown), &shape.info.name);
    let body = quote! {
        match self {
            #(#arms,)*
            Self::#unknown(_) => ::std::result::Result::Err(::farrier_runtime::EncodeError::unknown_variant(#text)),
        }
    };
    impls(&shape.info.name, shape.variants.is_empty(), &body)
}

fn impls(name: &str, unused: bool, body: &TokenStream) -> TokenStream {
    let name = ident(name);
    let serializer = ident(if unused { "_serializer" } else { "serializer" });
    quote! {
        impl ::farrier_runtime::serde::SerializableShape for #name {
            #[inline]
            fn serialize(
                &self,
                member: &::farrier_runtime::schema::Member,
                serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::EncodeError> {
                serializer.write_structure(member, self)
            }
        }

        impl ::farrier_runtime::serde::SerializableStruct for #name {
            #[inline]
            fn serialize_members(
                &self,
                #serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::EncodeError> {
                #body
            }
        }
    }
}
