//! The server's side of the crate: the trait that implementations have, the service that calls them, and the routes.

use super::{
    docs, ident, inner_docs, operation,
    tokens::{TokenStream, absolute, quote},
    ty,
};
use crate::ir::{Body, Operation, Payload, Route, RouteSegment, Service, ValidationError};

/// `server.rs`.
pub(super) fn file(service: &Service, operations: &[Operation]) -> TokenStream {
    let schemas = operations.iter().map(|operation| {
        let name = ident(&operation.name);
        quote!(&<crate::operation::#name as ::farrier_runtime::operation::Operation>::SCHEMA)
    });
    let routes = service.routes.iter().map(route);
    let settings = settings(service.validation_error.as_ref());
    let api = (!service.protocols.is_empty()).then(|| api(service, operations));
    let docs = inner_docs(match (&api, &service.validation_error) {
        (None, _) => "The server's side without a protocol: the operations.",
        (Some(_), None) => "The server's side: the trait to implement, and the service over it.",
        (Some(_), Some(_)) => {
            "The server's side: the trait to implement, the service over it, and settings with the service's own\n\
             validation error."
        }
    });
    quote! {
        #docs

        #api

        /// The operations: by name, and by method and URI. A route's `operation` is its place in the schemas.
        pub static OPERATIONS: ::farrier_runtime::server::Operations = ::farrier_runtime::server::Operations::new(
            &crate::SERVICE,
            &[#(#schemas),*],
            ::farrier_runtime::server::Router::new(&[#(#routes),*]),
        );

        #settings
    }
}

/// The trait, and what calls its methods.
fn api(service: &Service, operations: &[Operation]) -> TokenStream {
    let protocols = match service.protocols.as_slice() {
        [_, _, ..] => quote!(crate::PROTOCOLS),
        _ => quote!(&[&crate::PROTOCOL]),
    };
    let methods = operations.iter().map(method);
    let rows = operations.iter().map(row);
    quote! {
        /// What the service does: a method an operation, to be written as `async fn`. Its input is valid.
        pub trait Api: ::std::marker::Send + ::std::marker::Sync + 'static {
            #(#methods)*
        }

        ::farrier_runtime::service! { Dispatch, Api, OPERATIONS, settings, #protocols, { #(#rows)* } }

        /// Answers requests with an implementation of [`Api`]: a `tower::Service`, made by `Service::new`.
        pub type Service = ::farrier_runtime::server::Service<Dispatch>;

        /// Hands each operation to its method.
        #[derive(Clone, Copy, Debug)]
        pub struct Dispatch;
    }
}

/// The method of one operation.
fn method(operation: &Operation) -> TokenStream {
    let (name, function) = (ident(&operation.name), ident(&operation.call.method));
    let error = ident(&operation.error_name);
    let docs = docs(format!("[`{name}`](crate::operation::{name})."));
    let [input, output] = [&operation.input, &operation.output].map(|it| operation::shape(it.as_deref()));
    let parameter = match (
        &operation.input_events,
        operation::beside(&operation.input_body, operation.input_events.as_ref()),
    ) {
        (Some(_), Some(stream)) => quote!(events: #stream,),
        (None, Some(stream)) => quote!(body: #stream,),
        (_, None) => quote!(),
    };
    let output = match operation::beside(&operation.output_body, operation.output_events.as_ref()) {
        Some(stream) => quote!((#output, #stream)),
        None => output,
    };
    quote! {
        #docs
        fn #function(
            &self,
            input: #input,
            #parameter
            context: ::farrier_runtime::server::Context,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<#output, crate::operation::#error>
        > + ::std::marker::Send;
    }
}

/// The row of one operation in the table that calls methods.
fn row(operation: &Operation) -> TokenStream {
    let function = ident(&operation.call.method);
    let beside = |body: &Body, events: &Option<String>| match (body, events) {
        (_, Some(union)) => {
            let union = ty::shape(union);
            Some(quote!(::farrier_runtime::server::Events<#union>))
        }
        (Body::Payload(Payload::Stream { .. }), None) => Some(quote!(::farrier_runtime::server::Streamed)),
        _ => None,
    };
    let incoming = beside(&operation.input_body, &operation.input_events).map(|stream| quote!((#stream)));
    let outgoing = beside(&operation.output_body, &operation.output_events).map(|stream| quote!(-> #stream));
    let name = absolute("crate::operation::", &operation.name);
    quote!(#name: #function #incoming #outgoing;)
}

fn route(route: &Route) -> TokenStream {
    let method = &route.method;
    let operation = route.operation;
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
