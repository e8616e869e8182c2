//! Unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::{check, debug, deprecated, deserialize, docs, ident, schema, serialize, ty};
use crate::ir::{Union, Variant};

/// One union's file.
pub(super) fn file(shape: &Union) -> TokenStream {
    let definition = definition(shape);
    let debug = shape.redacted.then(|| debug::union(shape));
    let schema = schema::union(shape);
    let serialize = serialize::union(shape);
    let deserialize = deserialize::union(shape);
    let check = shape.constrained.then(|| check::union(shape));
    quote! { #definition #debug #schema #serialize #deserialize #check }
}

/// The `enum`.
fn definition(shape: &Union) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    let debug = (!shape.redacted).then(|| quote!(Debug,));
    let variants = shape.variants.iter().map(variant);
    let unknown = ident(&shape.unknown);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #debug PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A variant that this crate does not know, by its tag. It is read, and cannot be written.
            #unknown(::std::string::String),
        }
    }
}

fn variant(variant: &Variant) -> TokenStream {
    let name = ident(&variant.name);
    let docs = docs(&variant.docs);
    let deprecated = deprecated(variant.deprecated.as_deref());
    let value = variant.ty.as_ref().map(ty::ty).map(|ty| quote!((#ty)));
    quote! { #docs #deprecated #name #value }
}
