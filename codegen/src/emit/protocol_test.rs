//! `tests/protocol.rs`: the model's protocol tests, one function a case.

use proc_macro2::Literal;

use super::{
    docs, event_test, ident, pattern,
    tokens::{Ident, TokenStream, quote},
};
use crate::ir::{
    Assertion, Field, MalformedCase, MalformedTest, MessageTest, Operation, ProtocolTests, Subject,
};

/// The file.
///
/// Where the protocol is a `feature` of the crate, the crate may have another one as its default.
pub(super) fn file(
    krate: &str,
    tests: &ProtocolTests,
    operations: &[Operation],
    feature: bool,
) -> TokenStream {
    let krate = ident(krate);
    let (condition, protocol) = if feature {
        let (name, (ty, make)) = (tests.protocol.name(), super::protocol(tests.protocol));
        let protocol = quote! {
            static PROTOCOL: ::farrier_runtime::protocol::#ty = ::farrier_runtime::protocol::#ty::#make();
        };
        (quote!(#![cfg(feature = #name)]), protocol)
    } else {
        (TokenStream::new(), quote!(use #krate::PROTOCOL;))
    };
    let names = quote!(
        use super::{PROTOCOL, service};
    );
    let requests = module("requests", &names, tests.requests.iter().map(request));
    let responses = module("responses", &names, tests.responses.iter().map(response));
    let malformed = module("malformed_requests", &TokenStream::new(), tests.malformed.iter().map(malformed));
    let events = module("event_streams", &names, tests.events.iter().map(event_test::test));
    let import = (events.is_some() || requests.is_some() || responses.is_some())
        .then(|| quote!(use #krate as service;));
    let serve = (!tests.malformed.is_empty()).then(|| serve(&krate, operations));
    quote! {
        //! The model's protocol tests.

        #condition
        #import
        #protocol
        #serve
        #requests
        #responses
        #malformed
        #events
    }
}

fn module(
    name: &str,
    imports: &TokenStream,
    tests: impl Iterator<Item = TokenStream>,
) -> Option<TokenStream> {
    let tests: Vec<_> = tests.collect();
    let name = ident(name);
    (!tests.is_empty()).then(|| {
        quote! {
            mod #name {
                #imports
                #(#tests)*
            }
        }
    })
}

fn request(test: &MessageTest) -> TokenStream {
    let Subject::Operation(operation) = &test.subject else { return TokenStream::new() };
    let operation = ident(operation);
    let client = test.client.then(|| quote!(test.client::<service::operation::#operation>(&PROTOCOL)));
    let server = test.server.then(
        || quote!(test.server::<service::operation::#operation>(&PROTOCOL, &service::server::OPERATIONS)),
    );
    function(test, "RequestTest", client, server)
}

fn response(test: &MessageTest) -> TokenStream {
    let (client, server) = match &test.subject {
        Subject::Operation(operation) => {
            let operation = ident(operation);
            let client = quote!(test.client::<service::operation::#operation>(&PROTOCOL));
            let server = quote!(test.server::<service::operation::#operation>(&PROTOCOL));
            (client, server)
        }
        Subject::Error { operation, code, ty } => {
            let (operation, ty) = (ident(operation), ident(ty));
            let client = quote!(test.client_error::<service::operation::#operation>(&PROTOCOL, #code));
            let server = quote!(test.server_error::<service::types::#ty>(&PROTOCOL, &service::SERVICE));
            (client, server)
        }
    };
    function(test, "ResponseTest", test.client.then_some(client), test.server.then_some(server))
}

fn function(
    test: &MessageTest,
    ty: &str,
    client: Option<TokenStream>,
    server: Option<TokenStream>,
) -> TokenStream {
    let runs = client.into_iter().chain(server);
    let (name, docs, ty) = (ident(&test.function), docs(&test.docs), ident(ty));
    let fields = test.fields.iter().map(|(name, field)| {
        let (name, value) = (ident(*name), self::field(field));
        quote!(#name: #value,)
    });
    quote! {
        #docs
        #[test]
        fn #name() {
            let test = ::farrier_runtime::testing::#ty {
                #(#fields)*
                ..::std::default::Default::default()
            };
            ::farrier_runtime::testing::pass([#(#runs),*]);
        }
    }
}

fn field(field: &Field) -> TokenStream {
    match field {
        Field::Constant(text) => quote!(#text),
        Field::Text(text) => quote!(#text.to_owned()),
        Field::OptionalConstant(text) => quote!(::std::option::Option::Some(#text)),
        Field::OptionalText(text) => quote!(::std::option::Option::Some(#text.to_owned())),
        Field::True => quote!(true),
        Field::Number(number) => {
            let number = Literal::u16_unsuffixed(*number);
            quote!(#number)
        }
        Field::Texts(texts) => quote!(::farrier_runtime::testing::texts(&[#(#texts),*])),
        Field::Pairs(pairs) => self::pairs(pairs),
    }
}

fn pairs(pairs: &[(String, String)]) -> TokenStream {
    let pairs = pairs.iter().map(|(name, value)| quote!((#name, #value)));
    quote!(::farrier_runtime::testing::pairs(&[#(#pairs),*]))
}

fn malformed(test: &MalformedTest) -> TokenStream {
    let (name, docs) = (ident(&test.function), docs(&test.docs));
    let cases = test.cases.iter().map(malformed_case);
    quote! {
        #docs
        #[test]
        fn #name() {
            ::farrier_runtime::testing::pass([#(#cases),*]);
        }
    }
}

fn malformed_case(case: &MalformedCase) -> TokenStream {
    let MalformedCase { id, protocol, method, uri, query_params, .. } = case;
    let code = Literal::u16_unsuffixed(case.code);
    let headers = case.headers.iter().map(|(name, value)| quote!((#name, #value)));
    let body = match &case.body {
        Some(body) => quote!(::std::option::Option::Some(#body)),
        None => quote!(::std::option::Option::None),
    };
    let response_headers = pairs(&case.response_headers);
    let (pattern, response_body) = match &case.response_body {
        None => (None, quote!(::std::option::Option::None)),
        Some((media_type, assertion)) => {
            let (pattern, assertion) = self::assertion(assertion);
            let body = quote! {
                ::std::option::Option::Some(::farrier_runtime::testing::ExpectedBody {
                    media_type: #media_type,
                    assertion: #assertion,
                })
            };
            (pattern, body)
        }
    };
    let test = quote! {
        ::farrier_runtime::testing::MalformedRequestTest {
            id: #id,
            protocol: #protocol,
            method: #method,
            uri: #uri,
            query_params: ::std::vec![#(#query_params),*],
            headers: ::std::vec![#(#headers),*],
            body: #body,
            code: #code,
            response_headers: #response_headers,
            response_body: #response_body,
        }
        .server(super::serve)
    };
    if pattern.is_some() { quote!({ #pattern #test }) } else { test }
}

fn assertion(assertion: &Assertion) -> (Option<TokenStream>, TokenStream) {
    let path = quote!(::farrier_runtime::testing::Assertion);
    match assertion {
        Assertion::Contents(text) => (None, quote!(#path::Contents(#text.to_owned()))),
        Assertion::MessageRegex(plan) => {
            let name = ident("MESSAGE");
            (Some(pattern::pattern(&TokenStream::new(), &name, plan)), quote!(#path::MessageRegex(&#name)))
        }
    }
}

/// A server's whole way from a request to the answer, for requests that it refuses.
fn serve(krate: &Ident, operations: &[Operation]) -> TokenStream {
    let arms = operations.iter().enumerate().map(|(index, operation)| {
        let name = ident(&operation.name);
        quote! {
            #index => ::farrier_runtime::server::decode_valid_request::<#krate::operation::#name>(
                &PROTOCOL, request, &settings,
            ).err(),
        }
    });
    quote! {
        /// Answers a request that no operation takes.
        fn serve(request: &::farrier_runtime::testing::Request) -> ::farrier_runtime::testing::Response {
            let settings = #krate::server::settings();
            ::farrier_runtime::testing::refuse(&PROTOCOL, &#krate::server::OPERATIONS, &settings, request, |operation, request| {
                match operation {
                    #(#arms)*
                    _ => ::std::option::Option::None,
                }
            })
        }
    }
}
