//! Tests of event streams, in `tests/protocol.rs`.

use super::{
    docs, ident,
    tokens::{TokenStream, quote},
};
use crate::ir::{EventCase, EventTest};

/// One test.
pub(super) fn test(test: &EventTest) -> TokenStream {
    let (name, docs, operation) = (ident(&test.function), docs(&test.docs), ident(&test.operation));
    let EventTest { id, protocol, .. } = test;
    let (input, output) = (events(test.input_events.as_ref()), events(test.output_events.as_ref()));
    let run = |role: &str| {
        let role = ident(role);
        quote!(test.#role::<service::operation::#operation, #input, #output>(&PROTOCOL))
    };
    let runs = test.client.then(|| run("client")).into_iter().chain(test.server.then(|| run("server")));
    let initial_request_params = option(test.initial_request_params.as_ref());
    let initial_request = option(test.initial_request.as_ref());
    let initial_response_params = option(test.initial_response_params.as_ref());
    let initial_response = option(test.initial_response.as_ref());
    let cases = test.events.iter().map(event);
    let expectation = match &test.failure {
        None => quote!(Success),
        Some(error) => {
            let error = option(error.as_ref());
            quote!(Failure(#error))
        }
    };
    quote! {
        #docs
        #[test]
        fn #name() {
            let test = ::farrier_runtime::testing::EventStreamTest {
                id: #id,
                protocol: #protocol,
                initial_request_params: #initial_request_params,
                initial_request: #initial_request,
                initial_response_params: #initial_response_params,
                initial_response: #initial_response,
                events: ::std::vec![#(#cases),*],
                expectation: ::farrier_runtime::testing::Expectation::#expectation,
            };
            ::farrier_runtime::testing::pass([#(#runs),*]);
        }
    }
}

/// The type of the events of one direction.
fn events(union: Option<&String>) -> TokenStream {
    match union {
        Some(union) => {
            let union = ident(union);
            quote!(service::types::#union)
        }
        None => quote!(::farrier_runtime::operation::Unit),
    }
}

fn event(event: &EventCase) -> TokenStream {
    let EventCase { headers, forbid_headers, require_headers, .. } = event;
    let direction = ident(if event.is_request { "Request" } else { "Response" });
    let (params, body) = (option(event.params.as_ref()), option(event.body.as_ref()));
    let (media_type, bytes) = (option(event.body_media_type.as_ref()), option(event.bytes.as_ref()));
    quote! {
        ::farrier_runtime::testing::EventCase {
            direction: ::farrier_runtime::testing::Direction::#direction,
            params: #params,
            headers: #headers,
            forbid_headers: ::std::vec![#(#forbid_headers),*],
            require_headers: ::std::vec![#(#require_headers),*],
            body: #body,
            body_media_type: #media_type,
            bytes: #bytes,
        }
    }
}

fn option(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(::std::option::Option::Some(#text)),
        None => quote!(::std::option::Option::None),
    }
}
