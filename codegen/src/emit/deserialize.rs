//! The deserializing side of shapes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ident;
use crate::ir::Union;

fn parameters(unused: bool) -> (proc_macro2::Ident, proc_macro2::Ident) {
    if unused { (ident("_member"), ident("_deserializer")) } else { (ident("member"), ident("deserializer")) }
}

/// A union's.
pub(super) fn union(shape: &Union) -> TokenStream {
    let (name, unknown) = (ident(&shape.info.name), ident(&shape.unknown));
    let arms = shape.variants.iter().enumerate().map(|(index, variant)| {
        let (name, index) = (ident(&variant.name), Literal::usize_unsuffixed(index));
        if variant.ty.is_some() {
            quote!(#index => Self::#name(::farrier_runtime::serde::read(member, deserializer)?))
        } else {
            quote!(#index => {
                ::farrier_runtime::serde::read::<::farrier_runtime::operation::Unit>(member, deserializer)?;
                Self::#name
            })
        }
    });
    let unused = shape.variants.is_empty();
    let (member, deserializer) = parameters(unused);
    let body = if unused {
        quote!(::std::result::Result::Ok(()))
    } else {
        quote! {
            *self = match member.index() {
                #(#arms,)*
                _ => return ::std::result::Result::Ok(()),
            };
            ::std::result::Result::Ok(())
        }
    };
    quote! {
        impl ::farrier_runtime::serde::DeserializableShape for #name {
            #[inline]
            fn empty() -> Self { Self::#unknown(::std::string::String::new()) }

            #[inline]
            fn deserialize(
                &mut self,
                _: &'static ::farrier_runtime::schema::Member,
                deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::DecodeError> {
                deserializer.read_union(self)
            }
        }

        impl ::farrier_runtime::serde::DeserializableUnion for #name {
            #[inline]
            fn deserialize_variant(
                &mut self,
                #member: &'static ::farrier_runtime::schema::Member,
                #deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::DecodeError> {
                #body
            }

            fn set_unknown(&mut self, tag: &str) { *self = Self::#unknown(::std::string::String::from(tag)); }
        }
    }
}
