//! The server's side of the crate: the routes of its operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, ty};
use crate::ir::{Operation, Route, RouteSegment, Service, ValidationError};

/// `server.rs`.
pub(super) fn file(service: &Service, operations: &[Operation]) -> TokenStream {
    let variants: Vec<_> = operations.iter().map(|operation| ident(&operation.name)).collect();
    let routes = service.routes.iter().map(route);
    let settings = settings(service.validation_error.as_ref());
    quote! {
        //! The server's side: the operations, and settings with the service's own validation error.

        /// The operations: by name, and by method and URI. A route's `operation` is its place in the schemas.
        pub static OPERATIONS: ::farrier_runtime::server::Operations = ::farrier_runtime::server::Operations::new(
            &crate::SERVICE,
            &[#(&<crate::operation::#variants as ::farrier_runtime::operation::Operation>::SCHEMA),*],
            ::farrier_runtime::server::Router::new(&[#(#routes),*]),
        );

        #settings
    }
}

fn route(route: &Route) -> TokenStream {
    let method = &route.method;
    let operation = Literal::usize_unsuffixed(route.operation);
    let segments = route.segments.iter().map(|part| match part {
        RouteSegment::Literal(text) => quote!(#text),
        RouteSegment::Label(name) => quote!((#name)),
        RouteSegment::Greedy(name) => quote!((#name +)),
    });
    let query = route.query.iter().map(|(name, value)| {
        let value = value.as_ref().map(|value| quote!(= #value));
        quote!(#name #value)
    });
    let query = (!route.query.is_empty()).then(|| quote!(, [#(#query),*]));
    quote!(::farrier_runtime::route!(#method, [#(#segments),*], #operation #query))
}

/// The settings of a server, with the error that the service models for invalid input.
fn settings(error: Option<&ValidationError>) -> TokenStream {
    let Some(error) = error else {
        return quote! {
            /// The settings of a server: all defaults.
            pub fn settings() -> ::farrier_runtime::server::ServerSettings {
                ::farrier_runtime::server::ServerSettings::default()
            }
        };
    };
    let fill = fill(error);
    quote! {
        /// The settings of a server: defaults, and the service's own validation error.
        pub fn settings() -> ::farrier_runtime::server::ServerSettings {
            ::farrier_runtime::server::ServerSettings {
                validation_exception: |error| ::std::boxed::Box::new(validation_exception(error)),
                ..::farrier_runtime::server::ServerSettings::default()
            }
        }

        #fill
    }
}

/// The function that fills the service's own validation error.
fn fill(error: &ValidationError) -> TokenStream {
    let shape = ty::shape(&error.ty);
    let optional = |optional: bool, value: TokenStream| {
        if optional { quote!(::std::option::Option::Some(#value)) } else { value }
    };
    let message = error.message.as_ref().map(|(field, is_optional)| {
        let (field, value) = (ident(field), optional(*is_optional, quote!(error.to_string())));
        quote!(exception.#field = #value;)
    });
    let field_list = error.field_list.as_ref().map(|list| {
        let (field, element) = (ident(&list.field), ty::shape(&list.ty));
        let (path, text) = (ident(&list.path.0), ident(&list.message.0));
        let path_value = optional(list.path.1, quote!(violation.path().to_owned()));
        let text_value = optional(list.message.1, quote!(violation.message().to_owned()));
        let fields = quote! {
            error.violations().iter().map(|violation| {
                let mut field = <#element as ::farrier_runtime::serde::DeserializableShape>::empty();
                field.#path = #path_value;
                field.#text = #text_value;
                field
            }).collect()
        };
        let fields = optional(list.optional, fields);
        quote!(exception.#field = #fields;)
    });
    let reason = error.reason.as_ref().map(|(field, is_optional, ty, variant)| {
        let (field, ty, variant) = (ident(field), ty::shape(ty), ident(variant));
        let value = optional(*is_optional, quote!(#ty::#variant));
        quote!(exception.#field = #value;)
    });
    let empty = quote!(<#shape as ::farrier_runtime::serde::DeserializableShape>::empty());
    if message.is_none() && field_list.is_none() {
        let value = match reason {
            None => empty,
            Some(reason) => quote!(let mut exception = #empty; #reason exception),
        };
        return quote! {
            /// The error that the service models, which cannot tell of violations.
            fn validation_exception(_: &::farrier_runtime::ValidationError) -> #shape { #value }
        };
    }
    quote! {
        /// Tells of every violation in the error that the service models.
        fn validation_exception(error: &::farrier_runtime::ValidationError) -> #shape {
            let mut exception = #empty;
            #message
            #reason
            #field_list
            exception
        }
    }
}
