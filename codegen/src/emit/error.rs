//! What makes a structure an error.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, operation};
use crate::ir::{ErrorKind, Structure};

/// `Display`, `Error` and the runtime's error trait of a structure.
pub(super) fn shape(shape: &Structure, kind: &ErrorKind) -> TokenStream {
    let name = ident(&shape.info.name);
    let display = display(&shape.info.name, kind);
    let status = Literal::u16_unsuffixed(kind.status);
    let query = kind.query.as_ref().map(|(code, status)| {
        let status = Literal::u16_unsuffixed(*status);
        quote! {
            fn query_error(&self) -> ::std::option::Option<::farrier_runtime::operation::QueryError> {
                ::std::option::Option::Some(::farrier_runtime::operation::QueryError { code: #code, status: #status })
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
            fn body(&self) -> ::farrier_runtime::operation::Body { #body }
            #writer
            #reader
        }
    }
}

fn display(name: &str, kind: &ErrorKind) -> TokenStream {
    let with_message = format!("{name}: {{}}");
    match &kind.message {
        None => quote!(f.write_str(#name)),
        Some((field, false)) => {
            let field = ident(field);
            quote!(write!(f, #with_message, self.#field))
        }
        Some((field, true)) => {
            let field = ident(field);
            quote! {
                match &self.#field {
                    ::std::option::Option::Some(message) => write!(f, #with_message, message),
                    ::std::option::Option::None => f.write_str(#name),
                }
            }
        }
    }
}
