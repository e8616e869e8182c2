//! Enums, with string and with integer values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{check, debug, deprecated, docs, ident};
use crate::ir::{Enumeration, IntEnumeration, IntVariant};

/// The file of an enum with string values.
pub(super) fn string(shape: &Enumeration) -> TokenStream {
    let definition = string_definition(shape);
    let methods = string_methods(shape);
    let debug = shape.redacted.then(|| debug::enumeration(&shape.info.name));
    let order = shape.map_key.then(|| string_order(shape));
    let serde = string_serde(shape);
    let check = check::enumeration(shape);
    quote! { #definition #methods #debug #order #serde #check }
}

fn string_definition(shape: &Enumeration) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    let debug = (!shape.redacted).then(|| quote!(Debug,));
    let variants = shape
        .variants
        .iter()
        .map(|variant| definition_of(&variant.name, &variant.docs, variant.deprecated.as_deref()));
    let unknown = ident(&shape.unknown);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #debug PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this crate does not know, as it came.
            #unknown(::std::string::String),
        }
    }
}

fn definition_of(name: &str, text: &str, note: Option<&str>) -> TokenStream {
    let (name, docs, deprecated) = (ident(name), docs(text), deprecated(note));
    quote! { #docs #deprecated #name }
}

fn string_methods(shape: &Enumeration) -> TokenStream {
    let (name, unknown) = (ident(&shape.info.name), ident(&shape.unknown));
    let variants: Vec<_> = shape.variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = shape.variants.iter().map(|variant| &variant.value).collect();
    quote! {
        impl #name {
            /// The values that the model lists.
            pub const fn values() -> &'static [&'static str] { &[#(#values),*] }

            /// The value as the wire has it.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::#unknown(value) => value,
                }
            }
        }

        impl ::std::convert::From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    unknown => Self::#unknown(::std::string::String::from(unknown)),
                }
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }
    }
}

/// What the key of a map needs: an order, by the value on the wire.
fn string_order(shape: &Enumeration) -> TokenStream {
    let name = ident(&shape.info.name);
    quote! {
        impl ::std::cmp::Ord for #name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering { self.as_str().cmp(other.as_str()) }
        }

        impl ::std::cmp::PartialOrd for #name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(self.cmp(other))
            }
        }

        impl ::farrier_runtime::serde::MapKey for #name {
            fn as_key(&self) -> &str { self.as_str() }
            fn from_key(key: ::std::string::String) -> Self { Self::from(key.as_str()) }
        }
    }
}

fn string_serde(shape: &Enumeration) -> TokenStream {
    let unknown = ident(&shape.unknown);
    serde(
        &shape.info.name,
        &quote!(serializer.write_string(member, self.as_str())),
        &quote!(Self::#unknown(::std::string::String::new())),
        &quote!(Self::from(&*deserializer.read_text(member)?)),
    )
}

fn serde(name: &str, write: &TokenStream, empty: &TokenStream, read: &TokenStream) -> TokenStream {
    let name = ident(name);
    quote! {
        impl ::farrier_runtime::serde::SerializableShape for #name {
            #[inline]
            fn serialize(
                &self,
                member: &::farrier_runtime::schema::Member,
                serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::EncodeError> {
                #write
            }
        }

        impl ::farrier_runtime::serde::DeserializableShape for #name {
            #[inline]
            fn empty() -> Self { #empty }

            #[inline]
            fn deserialize(
                &mut self,
                member: &'static ::farrier_runtime::schema::Member,
                deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> ::std::result::Result<(), ::farrier_runtime::DecodeError> {
                *self = #read;
                ::std::result::Result::Ok(())
            }
        }
    }
}

/// The file of an enum with integer values.
pub(super) fn integer(shape: &IntEnumeration) -> TokenStream {
    let definition = int_definition(shape);
    let methods = int_methods(shape);
    let debug = shape.redacted.then(|| debug::enumeration(&shape.info.name));
    let unknown = ident(&shape.unknown);
    let serde = serde(
        &shape.info.name,
        &quote!(serializer.write_integer(member, self.as_i32())),
        &quote!(Self::#unknown(0)),
        &quote!(Self::from(deserializer.read_integer(member)?)),
    );
    let check = check::int_enumeration(shape);
    quote! { #definition #methods #debug #serde #check }
}

fn int_definition(shape: &IntEnumeration) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    let debug = (!shape.redacted).then(|| quote!(Debug,));
    let variants = shape
        .variants
        .iter()
        .map(|variant| definition_of(&variant.name, &variant.docs, variant.deprecated.as_deref()));
    let unknown = ident(&shape.unknown);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Copy, #debug PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this crate does not know, as it came.
            #unknown(i32),
        }
    }
}

fn int_methods(shape: &IntEnumeration) -> TokenStream {
    let (name, unknown) = (ident(&shape.info.name), ident(&shape.unknown));
    let variants: Vec<_> = shape.variants.iter().map(|variant| ident(&variant.name)).collect();
    let value = |variant: &IntVariant| Literal::i32_unsuffixed(variant.value);
    let values: Vec<_> = shape.variants.iter().map(value).collect();
    quote! {
        impl #name {
            /// The values that the model lists.
            pub const fn values() -> &'static [i32] { &[#(#values),*] }

            /// The value as the wire has it.
            pub const fn as_i32(self) -> i32 {
                match self {
                    #(Self::#variants => #values,)*
                    Self::#unknown(value) => value,
                }
            }
        }

        impl ::std::convert::From<i32> for #name {
            fn from(value: i32) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    unknown => Self::#unknown(unknown),
                }
            }
        }
    }
}
