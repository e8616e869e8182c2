//! Enums, with string and with integer values.

use proc_macro2::Literal;

use super::{
    debug, deprecated, derive, docs, ident,
    tokens::{TokenStream, quote},
};
use crate::ir::{Enumeration, IntEnumeration, ShapeInfo};

/// The file of an enum with string values.
pub(super) fn string(shape: &Enumeration) -> TokenStream {
    let rows = shape.variants.iter().enumerate().map(|(index, variant)| {
        let value = Literal::string(&variant.value);
        row(&variant.name, &variant.docs, variant.deprecated.as_deref(), Some(index), &value)
    });
    let shown = shape.variants.iter().filter(|variant| !variant.internal).map(|variant| &variant.value);
    let shown = shape.variants.iter().any(|variant| variant.internal).then(|| quote!(shown [#(#shown),*]));
    let open = shape.open.then(|| quote!(open;));
    let own: &[&str] = if shape.map_key { &["Eq", "Hash", "Ord", "PartialOrd"] } else { &["Eq", "Hash"] };
    let enumeration = enumeration(&shape.info, &["Clone", "Debug", "PartialEq"], shape.redacted, own);
    let unknown = ident(&shape.unknown);
    let debug = shape.redacted.then(|| debug::enumeration(&shape.info.name));
    let name = ident(&shape.info.name);
    let key = shape.map_key.then(|| quote!(::farrier_runtime::map_key! { #name }));
    quote! {
        ::farrier_runtime::string_enum! { #enumeration: #unknown { #(#rows)* } #open #shown }
        #key
        #debug
    }
}

/// The file of an enum with integer values.
pub(super) fn integer(shape: &IntEnumeration) -> TokenStream {
    let rows = shape.variants.iter().map(|variant| {
        let value = Literal::i32_unsuffixed(variant.value);
        row(&variant.name, &variant.docs, variant.deprecated.as_deref(), None, &value)
    });
    let shown = shape.variants.iter().filter(|variant| !variant.internal);
    let shown = shown.map(|variant| Literal::i32_unsuffixed(variant.value));
    let shown = shape.variants.iter().any(|variant| variant.internal).then(|| quote!(shown [#(#shown),*]));
    let open = shape.open.then(|| quote!(open;));
    let always = &["Clone", "Copy", "Debug", "PartialEq"];
    let enumeration = enumeration(&shape.info, always, shape.redacted, &["Eq", "Hash"]);
    let unknown = ident(&shape.unknown);
    let debug = shape.redacted.then(|| debug::enumeration(&shape.info.name));
    quote! {
        ::farrier_runtime::int_enum! { #enumeration: #unknown { #(#rows)* } #open #shown }
        #debug
    }
}

/// The head of the table: documentation, attributes and name. What it derives is as [`derive`] has it.
fn enumeration(info: &ShapeInfo, always: &[&str], redacted: bool, own: &[&str]) -> TokenStream {
    let (name, docs) = (ident(&info.name), docs(&info.docs));
    let deprecated = deprecated(info.deprecated.as_deref());
    let derives = derive(always, info, redacted, own);
    quote! {
        #docs
        #deprecated
        #derives
        #[non_exhaustive]
        pub enum #name
    }
}

/// A variant in the table, behind its `index` where the table has one.
fn row(name: &str, text: &str, note: Option<&str>, index: Option<usize>, value: &Literal) -> TokenStream {
    let (name, docs, deprecated) = (ident(name), docs(text), deprecated(note));
    let index = index.map(Literal::usize_unsuffixed).map(|index| quote!(#index:));
    quote! { #docs #deprecated #index #name = #value; }
}
