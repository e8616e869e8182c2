//! Structures: the type, its constructor and setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::{check, debug, deprecated, deserialize, docs, error, ident, schema, serialize, ty};
use crate::ir::{Default, DocumentDefault, Member, Presence, Structure, Type};

/// From how many required members on `new` takes them by name.
const NAMED_ARGUMENTS: usize = 5;

/// One structure's file.
pub(super) fn file(shape: &Structure) -> TokenStream {
    let definition = definition(shape);
    let constructors = constructors(shape);
    let default = default_impl(shape);
    let debug = shape.redacted.then(|| debug::structure(shape));
    let error = shape.error.as_ref().map(|kind| error::shape(shape, kind));
    let schema = schema::structure(shape);
    let serialize = serialize::structure(shape);
    let deserialize = deserialize::structure(shape);
    let check = check::structure(shape);
    quote! { #definition #constructors #default #debug #error #schema #serialize #deserialize #check }
}

/// The `struct`.
fn definition(shape: &Structure) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    let debug = (!shape.redacted).then(|| quote!(Debug,));
    let default = derives_default(shape).then(|| quote!(Default,));
    let non_exhaustive = shape.non_exhaustive.then(|| quote!(#[non_exhaustive]));
    let fields = shape.members.iter().map(field);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #debug #default PartialEq)]
        #non_exhaustive
        pub struct #name { #(#fields),* }
    }
}

fn field(member: &Member) -> TokenStream {
    let (name, ty) = (ident(&member.field), ty::ty(&member.field_type()));
    let docs = docs(&member.docs);
    let deprecated = deprecated(member.deprecated.as_deref());
    quote! { #docs #deprecated pub #name: #ty }
}

/// Whether every field's `Default` is what the shape is without members.
fn derives_default(shape: &Structure) -> bool {
    shape
        .members
        .iter()
        .all(|member| matches!(member.presence, Presence::Optional | Presence::ServerDefault(_)))
}

fn required(shape: &Structure) -> impl Iterator<Item = &Member> {
    shape.members.iter().filter(|member| member.presence == Presence::Required)
}

/// Whether `new` takes its arguments by name.
pub(super) fn has_named_arguments(shape: &Structure) -> bool {
    shape.non_exhaustive && required(shape).count() >= NAMED_ARGUMENTS
}

/// `impl` block with the constructor and the setters.
fn constructors(shape: &Structure) -> TokenStream {
    let name = ident(&shape.info.name);
    let new = constructor(shape);
    let setters = shape.members.iter().filter(|member| member.presence != Presence::Required).map(setter);
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

fn constructor(shape: &Structure) -> TokenStream {
    if derives_default(shape) {
        return quote! {
            /// Creates the shape without members.
            pub fn new() -> Self { Self::default() }
        };
    }
    if has_named_arguments(shape) {
        let name = ident(&shape.info.name);
        let fields = shape.members.iter().map(|member| match member.presence {
            Presence::Required => {
                let field = ident(&member.field);
                quote!(#field: required.#field)
            }
            _ => absent_value(member),
        });
        return quote! {
            /// Creates the shape from its required members.
            pub fn new(required: crate::types::required::#name) -> Self { Self { #(#fields),* } }
        };
    }
    let docs = if required(shape).next().is_some() {
        "Creates the shape from its required members."
    } else {
        "Creates the shape with its members' defaults."
    };
    let docs = super::docs(docs);
    let parameters = required(shape).map(parameter);
    let fields = shape.members.iter().map(|member| match member.presence {
        Presence::Required => given_value(member),
        _ => absent_value(member),
    });
    quote! {
        #docs
        pub fn new(#(#parameters),*) -> Self { Self { #(#fields),* } }
    }
}

/// The structure in `types::required`.
pub(super) fn named_arguments(shape: &Structure) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(&format!("The required members of [`{0}`](crate::types::{0}).", shape.info.name));
    let fields = required(shape).map(field);
    quote! {
        #docs
        pub struct #name { #(#fields),* }
    }
}

fn parameter(member: &Member) -> TokenStream {
    let (name, ty) = (ident(&member.field), parameter_type(&member.ty));
    quote!(#name: #ty)
}

fn parameter_type(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(impl ::std::convert::Into<::std::string::String>),
        Type::Boxed(inner) => parameter_type(inner),
        other => ty::ty(other),
    }
}

/// What a field holds that was given as a parameter of its own name.
fn given_value(member: &Member) -> TokenStream {
    let name = ident(&member.field);
    match &member.ty {
        Type::String => quote!(#name: #name.into()),
        Type::Boxed(_) => quote!(#name: ::std::boxed::Box::new(#name)),
        _ => quote!(#name),
    }
}

/// What a field that is not required holds at first.
fn absent_value(member: &Member) -> TokenStream {
    let name = ident(&member.field);
    let value = match &member.presence {
        Presence::Default(value) => default_value(value, &member.ty),
        _ => quote!(::std::option::Option::None),
    };
    quote!(#name: #value)
}

/// The method that sets a member which is not required.
fn setter(member: &Member) -> TokenStream {
    let (name, method, parameter) = (ident(&member.field), ident(&member.setter), parameter_type(&member.ty));
    let value = match &member.ty {
        Type::String => quote!(#name.into()),
        Type::Boxed(_) => quote!(::std::boxed::Box::new(#name)),
        _ => quote!(#name),
    };
    let value = match member.presence {
        Presence::Default(_) => value,
        _ => quote!(::std::option::Option::Some(#value)),
    };
    let docs = docs(&format!("Sets `{}`.", member.wire.name));
    let deprecated = deprecated(member.deprecated.as_deref());
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self, #name: #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// `Default` for a structure without required members whose fields have defaults of their own.
fn default_impl(shape: &Structure) -> Option<TokenStream> {
    let name = ident(&shape.info.name);
    (!derives_default(shape) && required(shape).next().is_none()).then(|| {
        quote! {
            impl ::std::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    })
}

/// What each field of the empty structure holds.
pub(super) fn empty_fields(shape: &Structure) -> impl Iterator<Item = TokenStream> {
    shape.members.iter().map(|member| match member.presence {
        Presence::Required => {
            let name = ident(&member.field);
            quote!(#name: ::farrier_runtime::serde::DeserializableShape::empty())
        }
        _ => absent_value(member),
    })
}

/// Whether the empty structure is what `new` makes.
pub(super) fn empty_is_new(shape: &Structure) -> bool {
    required(shape).next().is_none()
}

/// The call on an `Option` that puts a default where there is nothing; computed only then, where that saves anything.
pub(super) fn insert_default(value: &Default, ty: &Type) -> TokenStream {
    let expression = default_value(value, ty);
    match (empty_constructor(value, ty), value) {
        (Some(constructor), _) => quote!(get_or_insert_with(#constructor)),
        (
            None,
            Default::Boolean(_)
            | Default::Integer(_)
            | Default::Float(_)
            | Default::Variant { .. }
            | Default::Timestamp(0, 0),
        ) => quote!(get_or_insert(#expression)),
        _ => quote!(get_or_insert_with(|| #expression)),
    }
}

/// The function without parameters that makes an empty default.
fn empty_constructor(value: &Default, ty: &Type) -> Option<TokenStream> {
    match value {
        Default::String(value) if value.is_empty() => Some(quote!(::std::string::String::new)),
        Default::Blob(bytes) if bytes.is_empty() => Some(quote!(::farrier_runtime::Blob::default)),
        Default::Empty if matches!(ty, Type::Map { .. }) => Some(quote!(::std::collections::BTreeMap::new)),
        Default::Empty => Some(quote!(::std::vec::Vec::new)),
        _ => None,
    }
}

/// A default as an expression of the member's type.
pub(super) fn default_value(value: &Default, ty: &Type) -> TokenStream {
    if let Some(constructor) = empty_constructor(value, ty) {
        return quote!(#constructor());
    }
    match value {
        Default::Boolean(value) => quote!(#value),
        Default::Integer(value) => integer(*value),
        Default::Float(value) => float(*value, ty),
        Default::String(value) => quote!(::std::string::String::from(#value)),
        // Loading has checked that the text is a number.
        Default::BigNumber(text) => quote!(#text.parse().unwrap_or_default()),
        Default::Variant { ty, variant } => {
            let (shape, variant) = (ty::shape(ty), ident(variant));
            quote!(#shape::#variant)
        }
        Default::Blob(bytes) => {
            let bytes = proc_macro2::Literal::byte_string(bytes);
            quote!(::farrier_runtime::Blob::from(#bytes.as_slice()))
        }
        Default::Timestamp(0, 0) => quote!(::farrier_runtime::Timestamp::EPOCH),
        Default::Timestamp(seconds, 0) => {
            let seconds = integer(*seconds);
            quote!(::farrier_runtime::Timestamp::from_seconds(#seconds))
        }
        Default::Timestamp(seconds, nanoseconds) => {
            let seconds = integer(*seconds);
            let nanoseconds = proc_macro2::Literal::u32_unsuffixed(*nanoseconds);
            quote!(::farrier_runtime::Timestamp::new(#seconds, #nanoseconds).unwrap_or_default())
        }
        Default::Empty => quote!(::std::default::Default::default()),
        Default::Document(document) => document_default(document),
    }
}

fn integer(value: i64) -> TokenStream {
    let literal = proc_macro2::Literal::i64_unsuffixed(value);
    quote!(#literal)
}

fn float(value: f64, ty: &Type) -> TokenStream {
    let literal = match ty {
        // The shortest text that gives the same float, instead of the double's digits.
        #[allow(clippy::cast_possible_truncation, reason = "the member is a float")]
        Type::Float => proc_macro2::Literal::f32_unsuffixed(value as f32),
        _ => proc_macro2::Literal::f64_unsuffixed(value),
    };
    quote!(#literal)
}

fn document_default(document: &DocumentDefault) -> TokenStream {
    match document {
        DocumentDefault::Boolean(value) => quote!(::farrier_runtime::Document::from(#value)),
        DocumentDefault::Integer(value) => {
            let value = proc_macro2::Literal::i64_suffixed(*value);
            quote!(::farrier_runtime::Document::from(#value))
        }
        DocumentDefault::Float(value) => {
            let value = proc_macro2::Literal::f64_unsuffixed(*value);
            quote!(::farrier_runtime::Document::from(::farrier_runtime::types::Number::from_f64(#value)))
        }
        DocumentDefault::String(value) => quote!(::farrier_runtime::Document::from(#value)),
        DocumentDefault::List => quote!(::farrier_runtime::Document::List(::std::vec::Vec::new())),
        DocumentDefault::Map => quote!(::farrier_runtime::Document::Map(::std::collections::BTreeMap::new())),
    }
}
