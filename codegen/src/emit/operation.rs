//! Operations: the type that stands for one, its bindings as straight-line code, and its errors.

use proc_macro2::Literal;

use super::{
    deprecated, docs, ident,
    tokens::{Ident, ToTokens, TokenStream, quote, quote_into, written},
    ty,
};
use crate::{
    ir::{Binding, Body, BodyHash, BoundMember, Operation, Payload},
    settings::Roles,
};

/// `operation.rs`: one module, for the reason that `types` has few of them.
pub(super) fn file(operations: &[Operation], roles: Roles) -> TokenStream {
    let operations = operations.iter().map(|operation| self::operation(operation, roles));
    quote!(#(#operations)*)
}

/// One operation, and what it can fail with.
fn operation(operation: &Operation, roles: Roles) -> impl ToTokens {
    written(move |tokens| {
        let name = ident(&operation.name);
        let docs = docs(&operation.docs);
        let deprecated = deprecated(operation.deprecated.as_deref());
        quote_into!(tokens, #docs #deprecated pub struct #name;);
        implementation(operation, roles, tokens);
        error(operation, roles).to_tokens(tokens);
    })
}

/// The runtime's operation trait.
fn implementation(operation: &Operation, roles: Roles, tokens: &mut TokenStream) {
    let name = ident(&operation.name);
    let (input, output) = (shape(operation.input.as_deref()), shape(operation.output.as_deref()));
    let error = ident(&operation.error_name);
    let schema = schema(operation, roles);
    let client = roles.client.then(|| {
        let token = operation.idempotency_token.as_deref().map(idempotency_token);
        let bind_host = bind(&HOST, bound_host(operation));
        let request = (!is_constant(operation)).then_some(&*operation.request);
        let bind_request = bind(&REQUEST, request.unwrap_or_default());
        let read_response = read(&RESPONSE, &operation.response);
        quote! { #token #bind_host #bind_request #read_response }
    });
    let server = roles.server.then(|| {
        let read_request = read(&REQUEST, &operation.request);
        let bind_response = bind(&RESPONSE, &operation.response);
        quote! { #read_request #bind_response }
    });
    quote_into! { tokens,
        impl ::farrier_runtime::operation::Operation for #name {
            type Input = #input;
            type Output = #output;
            type Error = #error;
            #schema
            #client
            #server
        }
    }
}

pub(super) fn shape(shape: Option<&str>) -> TokenStream {
    match shape.map(ty::shape) {
        Some(shape) => quote!(#shape),
        None => quote!(::farrier_runtime::operation::Unit),
    }
}

fn schema(operation: &Operation, roles: Roles) -> TokenStream {
    let Operation { id, method, uri, .. } = operation;
    let code = Literal::u16_unsuffixed(operation.code);
    let host_prefix = constant_host(operation).map(|prefix| quote!(.host_prefix(#prefix)));
    let body = |body: &Body| (*body != Body::All).then(|| self::body(body));
    let input = body(&operation.input_body).map(|body| quote!(.input(#body)));
    let output = body(&operation.output_body).map(|body| quote!(.output(#body)));
    let checksum = operation.checksum_required.then(|| quote!(.checksum_required()));
    let gzip = operation.gzip.then(|| quote!(.gzip()));
    let unwrapped = operation.unwrapped_output.then(|| quote!(.unwrapped_output()));
    let token = (roles.client && operation.idempotency_token.is_some()).then(|| quote!(.idempotency_token()));
    let host = (roles.client && !bound_host(operation).is_empty()).then(|| quote!(.binds_host()));
    let (input_type, output_type) = operation.content_type;
    let input_type = (roles.server && input_type).then(|| quote!(.input_content_type()));
    let output_type = (roles.server && output_type).then(|| quote!(.output_content_type()));
    quote! {
        const SCHEMA: ::farrier_runtime::operation::OperationSchema =
            crate::SERVICE.operation(#id).http(#method, #uri, #code)
                #host_prefix #input #output #checksum #gzip #unwrapped #token #host #input_type #output_type;
    }
}

/// What a request of any protocol has outside its body, where that is more than the schema says.
fn bound_host(operation: &Operation) -> &[Binding] {
    if constant_host(operation).is_some() { &[] } else { &operation.host }
}

/// The host prefix, where it has no labels: the schema says it then.
fn constant_host(operation: &Operation) -> Option<&String> {
    match &*operation.host {
        [Binding::HostPrefix(prefix)] => Some(prefix),
        _ => None,
    }
}

/// Whether the URI is all that a request has outside its body, and literal throughout: the schema says it then.
fn is_constant(operation: &Operation) -> bool {
    match &*operation.request {
        [] => operation.uri == "/",
        [Binding::Segment(path)] => operation.uri.strip_prefix('/') == Some(path),
        _ => false,
    }
}

/// What of a structure travels in the body, as an expression.
pub(super) fn body(body: &Body) -> TokenStream {
    let path = quote!(::farrier_runtime::operation::Body);
    let set = quote!(::farrier_runtime::schema::MemberSet);
    match body {
        Body::Unit => quote!(#path::Unit),
        Body::All => quote!(#path::Members(#set::All)),
        Body::Members(members) => quote!(#path::only(&[#(#members),*])),
        Body::Payload(payload) => {
            let payload = self::payload(payload);
            quote!(#path::Payload(#payload))
        }
    }
}

fn payload(payload: &Payload) -> TokenStream {
    let path = quote!(::farrier_runtime::operation::Payload);
    let option = |text: &Option<String>| match text {
        Some(text) => quote!(::std::option::Option::Some(#text)),
        None => quote!(::std::option::Option::None),
    };
    match payload {
        Payload::Blob(media_type) => {
            let media_type = option(media_type);
            quote!(#path::Blob(#media_type))
        }
        Payload::Stream { media_type, requires_length } => {
            let media_type = option(media_type);
            quote!(#path::Stream { media_type: #media_type, requires_length: #requires_length })
        }
        Payload::Events => quote!(#path::Events),
        Payload::Text(media_type) => {
            let media_type = option(media_type);
            quote!(#path::Text(#media_type))
        }
        Payload::Structure => quote!(#path::Structure),
        Payload::Union => quote!(#path::Union),
        Payload::Document => quote!(#path::Document),
        Payload::Collection => quote!(#path::Collection),
    }
}

/// What travels beside a structure: a stream of bytes, or of events.
pub(super) fn beside(body: &Body, events: Option<&String>) -> Option<TokenStream> {
    if let Some(events) = events {
        let events = ty::shape(events);
        return Some(quote!(::farrier_runtime::event::EventStream<#events>));
    }
    let is_stream = matches!(body, Body::Payload(Payload::Stream { .. }));
    is_stream.then(|| quote!(::farrier_runtime::stream::ByteStream))
}

/// The function that fills in an absent idempotency token.
fn idempotency_token(field: &str) -> TokenStream {
    let field = ident(field);
    quote! {
        #[inline]
        fn with_idempotency_token(
            input: &Self::Input,
            tokens: &dyn ::farrier_runtime::operation::IdempotencyTokenSource,
        ) -> ::std::option::Option<Self::Input> {
            input.#field.is_none().then(|| {
                let mut input = input.clone();
                input.#field = ::std::option::Option::Some(tokens.token());
                input
            })
        }
    }
}

/// The names of one direction.
struct Direction {
    bind: &'static str,
    read: &'static str,
    message: &'static str,
    value: &'static str,
    value_type: &'static str,
    writer: &'static str,
    reader: &'static str,
}

const REQUEST: Direction = Direction {
    bind: "bind_request",
    read: "read_request",
    message: "request",
    value: "input",
    value_type: "Input",
    writer: "RequestWriter",
    reader: "RequestReader",
};

/// Writes what requests of every protocol have; nothing reads it.
const HOST: Direction = Direction { bind: "bind_host", ..REQUEST };

const RESPONSE: Direction = Direction {
    bind: "bind_response",
    read: "read_response",
    message: "response",
    value: "output",
    value_type: "Output",
    writer: "ResponseWriter",
    reader: "ResponseReader",
};

/// The function that writes the bindings of one direction, if there are any.
fn bind(direction: &Direction, bindings: &[Binding]) -> Option<TokenStream> {
    if bindings.is_empty() {
        return None;
    }
    let (function, value_type) = (ident(direction.bind), ident(direction.value_type));
    let uses_value = bindings.iter().any(|binding| member(binding).is_some());
    let message = ident(direction.message);
    let value = if uses_value { ident(direction.value) } else { ident(format!("_{}", direction.value)) };
    let writer = ident(direction.writer);
    let calls = bindings.iter().map(|binding| write_call(binding, &value));
    Some(quote! {
        #[inline]
        fn #function(#value: &Self::#value_type, #message: &mut ::farrier_runtime::http::#writer<'_>) {
            #message #(#calls)*;
        }
    })
}

/// The function that reads the bindings of one direction, if there are any.
fn read(direction: &Direction, bindings: &[Binding]) -> Option<TokenStream> {
    let (message, value) = (ident(direction.message), ident(direction.value));
    let mut calls = bindings.iter().filter_map(|binding| read_call(binding, &value)).peekable();
    calls.peek()?;
    let (function, value_type) = (ident(direction.read), ident(direction.value_type));
    let reader = ident(direction.reader);
    Some(quote! {
        #[inline]
        fn #function(#message: &mut ::farrier_runtime::http::#reader<'_>, #value: &mut Self::#value_type) {
            #message #(#calls)*;
        }
    })
}

/// The function that writes the bindings of an error.
pub(super) fn bind_error(bindings: &[Binding]) -> TokenStream {
    let this = ident("self");
    let written = bindings.iter().map(|binding| write_call(binding, &this));
    quote! {
        #[inline]
        fn bind_response(&self, response: &mut ::farrier_runtime::http::ResponseWriter<'_>) {
            response #(#written)*;
        }
    }
}

/// The function that reads them.
pub(super) fn read_error(bindings: &[Binding]) -> TokenStream {
    let this = ident("self");
    let read = bindings.iter().filter_map(|binding| read_call(binding, &this));
    quote! {
        #[inline]
        fn read_response(&mut self, response: &mut ::farrier_runtime::http::ResponseReader<'_>) {
            response #(#read)*;
        }
    }
}

fn member(binding: &Binding) -> Option<&BoundMember> {
    match binding {
        Binding::HostPrefix(_)
        | Binding::Segment(_)
        | Binding::LiteralQuery(..)
        | Binding::ConstantHeader(..)
        | Binding::BodyHashHeader(..) => None,
        Binding::HostLabel(member)
        | Binding::Endpoint(member)
        | Binding::NeedsSigV4a(member)
        | Binding::Label(member)
        | Binding::LabelOr(member, _)
        | Binding::HostOrPathLabel(member)
        | Binding::GreedyLabel(member)
        | Binding::Query(_, member)
        | Binding::QueryParams(member)
        | Binding::Header(_, member)
        | Binding::LenientDate(_, member)
        | Binding::PrefixHeaders(_, member)
        | Binding::Payload(member)
        | Binding::LastSegmentLabel(member)
        | Binding::ResponseCode(member) => Some(member),
    }
}

/// A call that writes a binding.
fn write_call(binding: &Binding, value: &Ident) -> TokenStream {
    let arguments = |member: &BoundMember| {
        let (index, field) = (member.index, ident(&member.field));
        quote!(#index, &#value.#field)
    };
    match binding {
        Binding::HostPrefix(text) => quote!(.host_prefix(#text)),
        Binding::Segment(text) => quote!(.segment(#text)),
        Binding::LiteralQuery(name, None) => quote!(.literal_query(#name, ::std::option::Option::None)),
        Binding::LiteralQuery(name, Some(text)) => {
            quote!(.literal_query(#name, ::std::option::Option::Some(#text)))
        }
        Binding::LabelOr(member, text) => {
            let arguments = arguments(member);
            quote!(.label_or(#arguments, #text))
        }
        Binding::ConstantHeader(name, value) => quote!(.constant_header(#name, #value)),
        Binding::BodyHashHeader(name, hash) => {
            let hash = ident(match hash {
                BodyHash::Sha256 => "Sha256",
                BodyHash::Sha256Tree => "Sha256Tree",
            });
            quote!(.body_hash_header(#name, ::farrier_runtime::http::BodyHash::#hash))
        }
        Binding::LenientDate(name, member) => {
            call(&Binding::Header(name.clone(), member.clone()), &arguments)
        }
        _ => call(binding, &arguments),
    }
}

/// The call that reads a binding. Literals carry nothing.
fn read_call(binding: &Binding, value: &Ident) -> Option<TokenStream> {
    let arguments = |member: &BoundMember| {
        let (index, field) = (member.index, ident(&member.field));
        quote!(#index, &mut #value.#field)
    };
    member(binding)?;
    Some(match binding {
        // A reader takes what the route found, however many segments that are.
        Binding::GreedyLabel(member)
        | Binding::LabelOr(member, _)
        | Binding::LastSegmentLabel(member)
        | Binding::HostOrPathLabel(member) => call(&Binding::Label(member.clone()), &arguments),
        other => call(other, &arguments),
    })
}

/// The call that writes or reads a binding which carries a member.
fn call(binding: &Binding, arguments: &dyn Fn(&BoundMember) -> TokenStream) -> TokenStream {
    let (method, name, member) = match binding {
        Binding::HostLabel(member) => ("host_label", None, member),
        Binding::Endpoint(member) => ("endpoint", None, member),
        Binding::NeedsSigV4a(member) => ("needs_sigv4a", None, member),
        Binding::Label(member) => ("label", None, member),
        Binding::GreedyLabel(member) => ("greedy_label", None, member),
        Binding::LastSegmentLabel(member) => ("last_segment_label", None, member),
        Binding::HostOrPathLabel(member) => ("host_or_path_label", None, member),
        Binding::Query(name, member) => ("query", Some(name), member),
        Binding::QueryParams(member) => ("query_params", None, member),
        Binding::Header(name, member) => ("header", Some(name), member),
        Binding::LenientDate(name, member) => ("lenient_date", Some(name), member),
        Binding::PrefixHeaders(prefix, member) => ("prefix_headers", Some(prefix), member),
        Binding::Payload(member) => ("payload", None, member),
        Binding::ResponseCode(member) => ("status", None, member),
        Binding::HostPrefix(_)
        | Binding::Segment(_)
        | Binding::LiteralQuery(..)
        | Binding::LabelOr(..)
        | Binding::ConstantHeader(..)
        | Binding::BodyHashHeader(..) => return TokenStream::new(),
    };
    let (method, name, arguments) = (ident(method), name.map(|name| quote!(#name,)), arguments(member));
    quote!(.#method(#name #arguments))
}

/// The error enum. A client alone makes none of a structure, and compares none with what it would have made.
fn error(operation: &Operation, roles: Roles) -> TokenStream {
    let name = ident(&operation.error_name);
    let docs = docs(format!("What [`{}`] can fail with.", operation.name));
    let unhandled = ident(&operation.unhandled);
    let read = (!roles.server).then(|| quote!(, read));
    let derives = roles.server.then(|| quote!(#[derive(Clone, PartialEq)]));
    let rows = operation.errors.iter().enumerate().map(|(index, error)| {
        let (variant, docs, shape) = (ident(&error.name), super::docs(&error.docs), ty::shape(&error.ty));
        quote! { #docs #index: #variant(#shape); }
    });
    quote! {
        ::farrier_runtime::operation_error! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name: #unhandled #read { #(#rows)* }
        }
    }
}
