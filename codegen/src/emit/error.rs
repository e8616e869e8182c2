//! What makes a structure an error.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, operation};
use crate::ir::{ErrorKind, Structure};

/// `Display`, `Error` and the runtime's error trait of a structure.
pub(super) fn shape(shape: &Structure, kind: &ErrorKind) -> TokenStream {
    let name = ident(&shape.info.name);
    let display = display(&shape.info.name, kind);
    let metadata = ident(&kind.metadata);
    let status = Literal::u16_unsuffixed(kind.status);
    let query = kind.query.as_ref().map(|(code, status)| {
        let status = Literal::u16_unsuffixed(*status);
        quote! {
            fn query_error(&self) -> ::std::option::Option<::farrier_runtime::operation::QueryError> {
                ::std::option::Option::Some(::farrier_runtime::operation::QueryError { code: #code, status: #status })
            }
        }
    });
    let retryable = kind.retryable.map(|throttling| {
        quote! {
            fn retryable(&self) -> ::std::option::Option<::farrier_runtime::operation::Retryable> {
                ::std::option::Option::Some(::farrier_runtime::operation::Retryable { throttling: #throttling })
            }
        }
    });
    let body = operation::body(&kind.body);
    let (writer, reader) = operation::error_bindings(&kind.bindings);
    quote! {
        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { #display }
        }

        impl ::std::error::Error for #name {}

        impl ::farrier_runtime::operation::ErrorShape for #name {
            fn status(&self) -> u16 { #status }
            #query
            #retryable
            fn metadata(&self) -> ::std::option::Option<&::farrier_runtime::operation::ErrorMetadata> {
                ::std::option::Option::Some(&self.#metadata)
            }
            fn metadata_mut(&mut self) -> ::std::option::Option<&mut ::farrier_runtime::operation::ErrorMetadata> {
                ::std::option::Option::Some(&mut self.#metadata)
            }
            fn body(&self) -> ::farrier_runtime::operation::Body { #body }
            #writer
            #reader
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

fn display(name: &str, kind: &ErrorKind) -> TokenStream {
    let metadata = ident(&kind.metadata);
    let message = match &kind.message {
        None => quote!(::std::option::Option::None),
        Some((field, false)) => {
            let field = ident(field);
            quote!(::std::option::Option::Some(self.#field.as_str()))
        }
        Some((field, true)) => {
            let field = ident(field);
            quote!(self.#field.as_deref())
        }
    };
    quote!(self.#metadata.fmt_error(f, #name, #message))
}
