//! Structures: the type, and the table of its members.

use proc_macro2::Literal;

use super::{
    check, debug, deprecated, derive, docs, error, ident, schema,
    tokens::{Bytes, ToTokens, TokenStream, quote, quote_into, written},
    ty,
};
use crate::ir::{Default, Direction, DocumentDefault, Member, Presence, Structure, Type};

/// From how many required members on `new` takes them by name.
const NAMED_ARGUMENTS: usize = 5;

/// One structure, with all that it has.
pub(super) fn shape(shape: &Structure) -> impl ToTokens {
    written(move |tokens| {
        definition(shape, tokens);
        table(shape, tokens);
        if shape.redacted {
            debug::structure(shape).to_tokens(tokens);
        }
        if let Some(kind) = &shape.error {
            error::shape(shape, kind).to_tokens(tokens);
        }
    })
}

/// The `struct`.
fn definition(shape: &Structure, tokens: &mut TokenStream) {
    let name = ident(&shape.info.name);
    let docs = docs(&shape.info.docs);
    let deprecated = deprecated(shape.info.deprecated.as_deref());
    // The table has the others, and a `Default` of what needs nothing.
    let own: &[&str] = if required(shape).next().is_none() { &["Default"] } else { &[] };
    let derives = derive(&["Debug"], &shape.info, shape.redacted, own);
    let non_exhaustive = shape.non_exhaustive.then(|| quote!(#[non_exhaustive]));
    let fields = shape.members.iter().map(field);
    let metadata = shape.error.as_ref().map(error::metadata_field);
    quote_into! { tokens,
        #docs
        #deprecated
        #derives
        #non_exhaustive
        pub struct #name { #(#fields)* #metadata }
    }
}

/// A field, with its comma.
fn field(member: &Member) -> impl ToTokens {
    written(move |tokens| {
        let (name, ty) = (ident(&member.field), &member.ty);
        let docs = docs(&member.docs);
        let deprecated = deprecated(member.deprecated.as_deref());
        if member.is_optional() {
            quote_into!(tokens, #docs #deprecated pub #name: ::std::option::Option<#ty>,);
        } else {
            quote_into!(tokens, #docs #deprecated pub #name: #ty,);
        }
    })
}

fn required(shape: &Structure) -> impl Iterator<Item = &Member> {
    shape.members.iter().filter(|member| member.presence == Presence::Required)
}

/// Whether `new` takes its arguments by name.
pub(super) fn has_named_arguments(shape: &Structure) -> bool {
    shape.non_exhaustive && required(shape).count() >= NAMED_ARGUMENTS
}

/// The runtime's table of the members.
fn table(shape: &Structure, tokens: &mut TokenStream) {
    let (name, id) = (ident(&shape.info.name), &shape.info.id);
    let (names, event) = (schema::names(&shape.info.names), schema::event(shape));
    let direction = schema::direction(&shape.info).map(|direction| quote!(, #direction));
    let parameters = match required(shape).next() {
        None => TokenStream::new(),
        Some(_) if has_named_arguments(shape) => quote!(required: super::required::#name),
        Some(_) => quote!(..),
    };
    // Setters of what a client alone reads would be much of the compiler's time for it.
    let has_setters = shape.info.direction != Some(Direction::ReadUnchecked);
    let rows = shape.members.iter().enumerate().map(|(index, member)| row(index, member, has_setters));
    let extra = shape.error.as_ref().map(|kind| {
        let field = ident(&kind.metadata);
        quote!(+ #field)
    });
    quote_into! { tokens,
        ::farrier_runtime::structure! { #name: #id #names #event, new(#parameters) #extra #direction { #(#rows)* } }
    }
}

/// A member in the table.
fn row(index: usize, member: &Member, has_setters: bool) -> impl ToTokens {
    written(move |tokens| {
        let field = ident(&member.field);
        let wire = schema::wire(&member.wire);
        quote_into!(tokens, #index: #field);
        if member.presence == Presence::Required {
            let ty = parameter_type(&member.ty);
            quote_into!(tokens, (#ty) = #wire);
        } else {
            quote_into!(tokens, = #wire);
            if member.wire.required {
                quote_into!(tokens, .omissible());
            }
            if has_setters {
                setter(member, tokens);
            } else if let Presence::Default(value) = &member.presence {
                let value = default_value(value, &member.ty);
                quote_into!(tokens, default(#value));
            }
        }
        let check = check::column(member.check.as_ref());
        quote_into!(tokens, #check;);
    })
}

/// The setter of a member that may be absent, and what stands for it then.
fn setter(member: &Member, tokens: &mut TokenStream) {
    let (name, ty) = (ident(&member.setter), parameter_type(&member.ty));
    let deprecated = deprecated(member.deprecated.as_deref());
    quote_into!(tokens, / #deprecated #name(#ty));
    match &member.presence {
        // Absent in Rust, and yet what a server must be sent: `clientOptional`, or a token that clients fill in.
        Presence::Optional if member.wire.required => quote_into!(tokens, , required),
        Presence::Required | Presence::Optional => {}
        Presence::Default(value) => {
            let value = default_value(value, &member.ty);
            quote_into!(tokens, or #value);
        }
        Presence::ServerDefault(value) => {
            let value = default_value(value, &member.ty);
            quote_into!(tokens, served(#value));
        }
    }
}

/// The structure in `types::required`.
pub(super) fn named_arguments(shape: &Structure) -> TokenStream {
    let name = ident(&shape.info.name);
    let docs = docs(format!("The required members of [`{0}`](crate::types::{0}).", shape.info.name));
    let fields = required(shape).map(field);
    quote! {
        #docs
        pub struct #name { #(#fields)* }
    }
}

/// How a function takes a value, to keep it.
fn parameter_type(ty: &Type) -> impl ToTokens {
    written(move |tokens| match ty {
        Type::String => quote_into!(tokens, impl ::std::convert::Into<::std::string::String>),
        Type::Boxed(_) => quote_into!(tokens, impl ::std::convert::Into<#ty>),
        other => other.to_tokens(tokens),
    })
}

/// The function without parameters that makes an empty default.
fn empty_constructor(value: &Default, ty: &Type) -> Option<TokenStream> {
    match value {
        Default::String(value) if value.is_empty() => Some(quote!(::std::string::String::new)),
        Default::Blob(bytes) if bytes.is_empty() => Some(quote!(::farrier_runtime::Blob::default)),
        Default::Empty if matches!(ty, Type::Map { .. }) => Some(quote!(::farrier_runtime::Map::new)),
        Default::Empty => Some(quote!(::std::vec::Vec::new)),
        _ => None,
    }
}

/// A default as an expression of the member's type.
fn default_value(value: &Default, ty: &Type) -> TokenStream {
    if let Some(constructor) = empty_constructor(value, ty) {
        return quote!(#constructor());
    }
    match value {
        Default::Boolean(value) => quote!(#value),
        Default::Integer(value) => integer(*value),
        Default::Float(value) => super::float(*value, ty),
        Default::String(value) => quote!(::std::string::String::from(#value)),
        // Loading has checked that the text is a number.
        Default::BigNumber(text) => quote!(#text.parse().unwrap_or_default()),
        Default::Variant { ty, variant } => {
            let (shape, variant) = (ty::shape(ty), ident(variant));
            quote!(#shape::#variant)
        }
        Default::Blob(bytes) => {
            let bytes = Bytes(bytes);
            quote!(::farrier_runtime::Blob::from(#bytes.as_slice()))
        }
        Default::Timestamp(0, 0) => quote!(::farrier_runtime::Timestamp::EPOCH),
        Default::Timestamp(seconds, 0) => {
            let seconds = integer(*seconds);
            quote!(::farrier_runtime::Timestamp::from_seconds(#seconds))
        }
        Default::Timestamp(seconds, nanoseconds) => {
            let seconds = integer(*seconds);
            let nanoseconds = Literal::u32_unsuffixed(*nanoseconds);
            quote!(::farrier_runtime::Timestamp::new(#seconds, #nanoseconds).unwrap_or_default())
        }
        Default::Empty => quote!(::std::default::Default::default()),
        Default::Document(document) => document_default(document),
    }
}

fn integer(value: i64) -> TokenStream {
    let literal = Literal::i64_unsuffixed(value);
    quote!(#literal)
}

fn document_default(document: &DocumentDefault) -> TokenStream {
    match document {
        DocumentDefault::Boolean(value) => quote!(::farrier_runtime::Document::from(#value)),
        DocumentDefault::Integer(value) => {
            let value = Literal::i64_suffixed(*value);
            quote!(::farrier_runtime::Document::from(#value))
        }
        DocumentDefault::Float(value) => {
            let value = super::float(*value, &Type::Double);
            quote!(::farrier_runtime::Document::from(::farrier_runtime::types::Number::from_f64(#value)))
        }
        DocumentDefault::String(value) => quote!(::farrier_runtime::Document::from(#value)),
        DocumentDefault::List => quote!(::farrier_runtime::Document::List(::std::vec::Vec::new())),
        DocumentDefault::Map => quote!(::farrier_runtime::Document::Map(::std::collections::BTreeMap::new())),
    }
}
