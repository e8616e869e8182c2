//! The client's side of the crate: the service as a client sees it, and a method an operation.

use super::{
    deprecated, docs, ident,
    operation::{beside, shape},
    tokens::{ToTokens, TokenStream, absolute, quote},
    ty,
};
use crate::ir::{AuthScheme, Call, Client, Discovery, EndpointRule, Operation, Step};

/// `client.rs`.
pub(super) fn file(client: &Client, operations: &[Operation]) -> TokenStream {
    let service = service(client);
    let methods = operations.iter().map(method);
    let calls = operations.iter().map(call);
    let pages = operations.iter().any(|operation| operation.call.pages.is_some());
    let pages = pages.then(|| {
        quote!(
            pub mod pages;
        )
    });
    let waiters = operations.iter().any(|operation| !operation.call.waiters.is_empty());
    let waiters = waiters.then(|| {
        quote!(
            pub mod waiters;
        )
    });
    quote! {
        //! The client's side: a method an operation.

        #pages

        #waiters

        #service

        /// Calls the operations of the service. It is cheap to clone.
        #[derive(Clone, Debug)]
        pub struct Client(::farrier_runtime::client::Caller);

        impl Client {
            #(#methods)*
        }

        ::farrier_runtime::calls! { Client: SERVICE, crate::PROTOCOL { #(#calls)* } }
    }
}

/// The static that holds what a client has to know of the service.
fn service(client: &Client) -> TokenStream {
    let aws = client.aws.as_ref().map(|(id, prefix)| quote!(.with_aws(#id, #prefix)));
    let endpoints = (!client.endpoints.is_empty()).then(|| {
        let rules = endpoints(&client.endpoints);
        quote!(.with_endpoints(#rules))
    });
    let auth = (!client.auth.is_empty()).then(|| {
        let schemes = schemes(&client.auth);
        quote!(.with_auth(#schemes))
    });
    let own_endpoints = client.own_endpoints.iter().map(own_endpoints);
    let asks = client.discovery.as_ref().map(|discovery| {
        let invalid = &discovery.invalid;
        quote!(.with_discovery(::farrier_runtime::client::Discovery::new(discover, #invalid)))
    });
    let discover = client.discovery.as_ref().map(discover);
    quote! {
        /// The service as a client sees it.
        pub static SERVICE: ::farrier_runtime::client::ClientService =
            ::farrier_runtime::client::ClientService::new(&crate::SERVICE) #aws #endpoints #asks #auth;

        #(#own_endpoints)*

        #discover
    }
}

/// The function that asks the service where operations are.
fn discover(discovery: &Discovery) -> TokenStream {
    let Discovery { operation, input, output, endpoints, address, minutes, .. } = discovery;
    let (operation, output) = (absolute("crate::operation::", operation), ty::shape(output));
    let input = match input {
        Some(name) => {
            let ty = ty::shape(name);
            quote!(#ty::new())
        }
        None => shape(None),
    };
    let question = |step: &Step| step.optional.then(|| quote!(?));
    let (list, listed) = (ident(&endpoints.field), question(endpoints));
    let (host, given) = (ident(&address.field), question(address));
    let (period, or_none) = (ident(&minutes.field), minutes.optional.then(|| quote!(.unwrap_or_default())));
    quote! {
        /// Asks the service where operations are.
        fn discover(caller: &::farrier_runtime::client::Caller) -> ::farrier_runtime::client::Discovering {
            let first = |output: #output| {
                let endpoint = output.#list #listed.into_iter().next()?;
                ::std::option::Option::Some(::farrier_runtime::client::DiscoveredEndpoint::new(
                    endpoint.#host #given,
                    endpoint.#period #or_none
                ))
            };
            caller.discover::<#operation>(#input, first)
        }
    }
}

/// The constant of operations that are elsewhere than the service.
fn own_endpoints((name, rules): &(String, Vec<EndpointRule>)) -> TokenStream {
    let (name, rules) = (ident(name), endpoints(rules));
    quote! {
        /// Where operations are that are elsewhere than the service.
        const #name: &[::farrier_runtime::client::EndpointRule] = #rules;
    }
}

fn endpoints(rules: &[EndpointRule]) -> TokenStream {
    let rules = rules.iter().map(|rule| {
        let (place, url) = (&rule.place, &rule.url);
        let signed = rule.signing_region.as_ref().map(|region| quote!(.signed_for(#region)));
        let named = rule.signing_name.as_ref().map(|name| quote!(.signed_as(#name)));
        let fips = rule.fips.then(|| quote!(.fips()));
        let dual_stack = rule.dual_stack.then(|| quote!(.dual_stack()));
        quote!(::farrier_runtime::client::EndpointRule::new(#place, #url) #signed #named #fips #dual_stack)
    });
    quote!(&[#(#rules),*])
}

fn schemes(schemes: &[AuthScheme]) -> TokenStream {
    let schemes = schemes.iter().map(scheme);
    quote!(&[#(#schemes),*])
}

fn scheme(scheme: &AuthScheme) -> TokenStream {
    let path = quote!(::farrier_runtime::client::AuthScheme);
    let sigv4 = quote!(::farrier_runtime::client::SigV4);
    match scheme {
        AuthScheme::SigV4 { name, object_storage: false } => quote!(#path::SigV4(#sigv4::new(#name))),
        AuthScheme::SigV4 { name, object_storage: true } => {
            quote!(#path::SigV4(#sigv4::object_storage(#name)))
        }
        AuthScheme::Bearer => quote!(#path::Bearer),
        AuthScheme::Basic => quote!(#path::Basic),
        AuthScheme::ApiKeyHeader(name, None) => {
            quote!(#path::ApiKeyHeader(#name, ::std::option::Option::None))
        }
        AuthScheme::ApiKeyHeader(name, Some(scheme)) => {
            quote!(#path::ApiKeyHeader(#name, ::std::option::Option::Some(#scheme)))
        }
        AuthScheme::ApiKeyQuery(name) => quote!(#path::ApiKeyQuery(#name)),
        AuthScheme::Other(id) => quote!(#path::Other(#id)),
    }
}

/// An operation in the runtime's table: its marker, and what its traits say to a client.
fn call(operation: &Operation) -> TokenStream {
    let name = marker(operation);
    let Call { idempotent: idempotent_is, unsigned_payload: unsigned_is, optional_auth: optional_is, .. } =
        &operation.call;
    let idempotent = idempotent_is.then(|| quote!(.idempotent()));
    let unsigned = unsigned_is.then(|| quote!(.unsigned_payload()));
    let optional = optional_is.then(|| quote!(.optional_auth()));
    let auth = operation.call.auth.as_ref().map(|auth| {
        let schemes = schemes(auth);
        quote!(.auth(#schemes))
    });
    let endpoints = operation.call.endpoints.as_ref().map(|name| {
        let name = ident(name);
        quote!(.endpoints(#name))
    });
    let discovered = operation.call.discovered.then(|| quote!(.discovered()));
    let has_traits = *idempotent_is
        || *unsigned_is
        || *optional_is
        || auth.is_some()
        || endpoints.is_some()
        || discovered.is_some();
    let arrow = has_traits.then(|| quote!(=>));
    quote!(#name #arrow #idempotent #unsigned #optional #auth #endpoints #discovered;)
}

pub(super) fn marker(operation: &Operation) -> impl ToTokens {
    absolute("crate::operation::", &operation.name)
}

/// What a client calls with. In a longer quotation `self.0.` would be read as a number.
pub(super) fn caller() -> TokenStream {
    quote!(self.0)
}

/// The parameter of a method that calls an operation, if it has one, and the argument that becomes of it.
pub(super) fn input(operation: &Operation) -> (Option<TokenStream>, TokenStream) {
    match &operation.input {
        Some(name) => {
            let ty = ty::shape(name);
            (Some(quote!(input: #ty,)), quote!(input))
        }
        None => (None, shape(None)),
    }
}

/// The method that calls an operation. It is inline, so that all that is generic over the operation is compiled in the
/// programs that call it, and nothing of the others.
fn method(operation: &Operation) -> TokenStream {
    let (name, marker) = (ident(&operation.call.method), marker(operation));
    let docs = docs(method_docs(operation));
    let deprecated = deprecated(operation.deprecated.as_deref());
    let sent = beside(&operation.input_body, operation.input_events.as_ref());
    let received = beside(&operation.output_body, operation.output_events.as_ref());
    let events = (operation.input_events.is_some(), operation.output_events.is_some());
    let function = ident(function(sent.is_some(), received.is_some(), events));
    let (caller, (input, argument)) = (caller(), input(operation));
    let beside = received.as_ref().map(|ty| quote!(, #ty));
    let body = sent.as_ref().map(|ty| quote!(body: #ty));
    let body_argument = sent.as_ref().map(|_| quote!(, body));
    let types = match events {
        (false, false) => quote!(#marker),
        (true, true) => quote!(#marker, _, _),
        _ => quote!(#marker, _),
    };
    let (parameters, call) =
        (quote!(&self, #input #body), quote!(#caller.#function::<#types>(#argument #body_argument)));
    let signature = match operation.output_events {
        // The first event is waited for too.
        Some(_) => {
            let output = shape(operation.output.as_deref());
            let error = absolute("crate::operation::", &operation.error_name);
            quote!(async fn #name(#parameters) -> ::std::result::Result<(#output #beside), #error>)
        }
        None => quote!(fn #name(#parameters) -> ::farrier_runtime::client::Answer<#marker #beside>),
    };
    let awaited = operation.output_events.as_ref().map(|_| quote!(.await));
    quote! {
        #docs
        #deprecated
        #[inline]
        pub #signature {
            #call #awaited
        }
    }
}

/// The core's function for an operation.
fn function(sends: bool, receives: bool, events: (bool, bool)) -> &'static str {
    match (sends, receives, events) {
        (false, false, _) => "call",
        (true, false, (false, _)) => "send_stream",
        (false, true, (_, false)) => "receive_stream",
        (true, true, (false, false)) => "exchange_streams",
        (true, false, (true, _)) => "send_events",
        (false, true, (_, true)) => "receive_events",
        (true, true, (true, true)) => "exchange_events",
        (true, true, (true, false)) => "send_events_receive_stream",
        (true, true, (false, true)) => "send_stream_receive_events",
    }
}

fn method_docs(operation: &Operation) -> String {
    let name = operation.name.strip_prefix("r#").unwrap_or(&operation.name);
    match operation.call.summary.as_str() {
        "" => format!("Calls [`{name}`](crate::operation::{name})."),
        summary => format!("{summary}\n\nSee [`{name}`](crate::operation::{name})."),
    }
}
