//! What makes a structure an error.

use proc_macro2::Literal;

use super::{
    ident, operation,
    tokens::{TokenStream, quote},
};
use crate::ir::{Body, Direction, ErrorKind, Structure};

/// The table that makes the structure an error.
pub(super) fn shape(shape: &Structure, kind: &ErrorKind) -> TokenStream {
    let (name, code, metadata) = (ident(&shape.info.name), &kind.code, ident(&kind.metadata));
    let status = Literal::u16_unsuffixed(kind.status);
    let message = kind.message.as_ref().map(|(field, _)| ident(field)).map(|field| quote!(, #field));
    let query = kind.query.as_ref().map(|(code, status)| {
        let status = Literal::u16_unsuffixed(*status);
        quote!(, query #code #status)
    });
    let retryable = kind.retryable.map(|throttling| quote!(, retryable #throttling));
    let body =
        (kind.body != Body::All).then(|| operation::body(&kind.body)).map(|body| quote!(, body(#body)));
    let table = quote!(#code #status #message + #metadata #query #retryable #body);
    let is_written = !matches!(shape.info.direction, Some(Direction::Read | Direction::ReadUnchecked));
    let is_read = shape.info.direction != Some(Direction::Write);
    if kind.bindings.is_empty() {
        let only = match (is_read, is_written) {
            (true, false) => Some(quote!(, read)),
            (false, true) => Some(quote!(, write)),
            _ => None,
        };
        return quote!(::farrier_runtime::error! { #name #only: #table });
    }
    let read = is_read.then(|| deserializable(&shape.info.name, kind));
    let written = is_written.then(|| serializable(&shape.info.name, kind));
    quote! {
        ::farrier_runtime::error! { bound #name: #table }
        #read
        #written
    }
}

/// How an error with members that are bound elsewhere is read.
fn deserializable(name: &str, kind: &ErrorKind) -> TokenStream {
    let (name, metadata) = (ident(name), ident(&kind.metadata));
    let read = operation::read_error(&kind.bindings);
    quote! {
        impl ::farrier_runtime::operation::DeserializableError for #name {
            #[inline]
            fn metadata_mut(&mut self) -> ::std::option::Option<&mut ::farrier_runtime::operation::ErrorMetadata> {
                ::std::option::Option::Some(&mut self.#metadata)
            }
            #read
        }
    }
}

/// How it is written.
fn serializable(name: &str, kind: &ErrorKind) -> TokenStream {
    let name = ident(name);
    let bind = operation::bind_error(&kind.bindings);
    quote! {
        impl ::farrier_runtime::operation::SerializableError for #name {
            #bind
        }
    }
}

/// The field for what the error's response said beside it.
pub(super) fn metadata_field(kind: &ErrorKind) -> TokenStream {
    let field = ident(&kind.metadata);
    quote! {
        /// What the error's response said beside it: empty for an error that came from no response.
        pub #field: ::farrier_runtime::operation::ErrorMetadata
    }
}
