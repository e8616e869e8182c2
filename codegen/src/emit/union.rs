//! Unions.

use super::{
    check, debug, deprecated, derive, docs, ident, schema,
    tokens::{TokenStream, quote},
};
use crate::ir::{Union, Variant};

/// One union, with all that it has.
pub(super) fn shape(shape: &Union) -> TokenStream {
    let table = table(shape);
    let debug = shape.redacted.then(|| debug::union(shape));
    quote! { #table #debug }
}

/// The runtime's table, which has the `enum` in it.
fn table(shape: &Union) -> TokenStream {
    let (name, id, unknown) = (ident(&shape.info.name), &shape.info.id, ident(&shape.unknown));
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    let derives = derive(&["Clone", "Debug", "PartialEq"], &shape.info, shape.redacted, &[]);
    let (names, form) = (schema::names(&shape.info.names), schema::union_form(&shape.form));
    let direction = schema::direction(&shape.info).map(|direction| quote!(, #direction));
    let rows = shape.variants.iter().enumerate().map(|(index, variant)| row(index, variant));
    quote! {
        ::farrier_runtime::union! {
            #docs
            #deprecated
            #derives
            #[non_exhaustive]
            pub enum #name: #id #names #form, #unknown #direction { #(#rows)* }
        }
    }
}

/// A variant in the table.
fn row(index: usize, variant: &Variant) -> TokenStream {
    let name = ident(&variant.name);
    let docs = docs(&variant.docs);
    let deprecated = deprecated(variant.deprecated.as_deref());
    let value = variant.ty.as_ref().map(|ty| quote!((#ty)));
    let (wire, check) = (schema::wire(&variant.wire), check::column(variant.check.as_ref()));
    quote! { #docs #deprecated #index: #name #value = #wire #check; }
}
