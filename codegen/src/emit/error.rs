//! What makes a structure an error.

use proc_macro2::Literal;

use super::{
    ident, operation,
    tokens::{TokenStream, quote},
};
use crate::ir::{Body, ErrorKind, Structure};

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
    let table = quote!(#name: #code #status #message + #metadata #query #retryable #body);
    if kind.bindings.is_empty() {
        return quote!(::farrier_runtime::error! { #table });
    }
    let implementation = implementation(&shape.info.name, kind);
    quote! {
        ::farrier_runtime::error! { bound #table }
        #implementation
    }
}

/// The runtime's error trait of an error with members that are bound elsewhere.
fn implementation(name: &str, kind: &ErrorKind) -> TokenStream {
    let (name, metadata) = (ident(name), ident(&kind.metadata));
    let bindings = operation::error_bindings(&kind.bindings);
    quote! {
        impl ::farrier_runtime::operation::ErrorShape for #name {
            fn error_schema(&self) -> ::farrier_runtime::operation::ErrorSchema { Self::ERROR }
            fn metadata(&self) -> ::std::option::Option<&::farrier_runtime::operation::ErrorMetadata> {
                ::std::option::Option::Some(&self.#metadata)
            }
            fn metadata_mut(&mut self) -> ::std::option::Option<&mut ::farrier_runtime::operation::ErrorMetadata> {
                ::std::option::Option::Some(&mut self.#metadata)
            }
            #bindings
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
