//! The intermediate representation to tokens, and tokens to files.
//!
//! An emitter writes every path outside its own file absolute (`::std::…`, `::farrier_runtime::…`,
//! `crate::types::…`); rendering turns them into imports. An emitter makes no name: all come from the
//! representation.

use proc_macro2::Literal;

use self::tokens::{Ident, TokenStream, docs, ident, inner_docs, quote};
use crate::{Files, ir, names, render, settings::Roles};

mod check;
mod client;
mod debug;
mod enumeration;
mod error;
mod event_test;
mod manifest;
mod module;
mod operation;
mod pages;
mod path;
mod pattern;
mod protocol_test;
mod round_trip;
mod schema;
mod serde;
mod server;
mod structure;
mod tokens;
mod ty;
mod types;
mod union;
mod waiter;

/// Emits every file of a crate.
pub(crate) fn files(krate: &ir::Crate) -> Files {
    let mut files = Files::new();
    if krate.module.is_empty() {
        files.insert("Cargo.toml", manifest::cargo_toml(&krate.manifest));
        files.insert("rustfmt.toml", manifest::RUSTFMT_TOML);
    }
    // The tests of a side look at its messages from both.
    let sides = if krate.manifest.tests { Roles::default() } else { krate.roles };
    // `itself` is the absolute path of what a file holds, where the file refers to it.
    let mut add_held = |path: String, itself: &str, tokens: TokenStream| {
        let itself = module::path(itself, &krate.module);
        let text = render::file(&module::inside(tokens, &krate.module), &itself);
        files.insert(module::file(path, &krate.module), text);
    };
    for (path, itself, tokens) in types::files(krate) {
        add_held(path, itself, tokens);
    }
    if !krate.collections.is_empty() {
        add_held("src/schema.rs".to_owned(), "crate::schema", schema::collections(&krate.collections));
    }
    if has_checks(krate) {
        let checks = check::functions(&krate.checks, &krate.patterns);
        add_held("src/checks.rs".to_owned(), "crate::checks", checks);
    }
    let mut add = |path: String, tokens: TokenStream| add_held(path, "", tokens);
    add("src/lib.rs".to_owned(), root(krate));
    if let Some(service) = krate.service.as_ref().filter(|_| krate.roles.server) {
        add("src/server.rs".to_owned(), server::file(service, &krate.operations));
    }
    if let Some(client) = &krate.client {
        add("src/client.rs".to_owned(), client::file(client, &krate.operations));
        if let Some(tokens) = pages::file(&krate.operations) {
            add("src/client/pages.rs".to_owned(), tokens);
        }
        if let Some(tokens) = waiter::file(&krate.operations) {
            add("src/client/waiters.rs".to_owned(), tokens);
        }
    }
    if let Some(form) = serde_form(krate) {
        add("src/serde.rs".to_owned(), serde::file(form, &krate.shapes));
    }
    if krate.service.is_some() {
        add("src/operation.rs".to_owned(), operation::file(&krate.operations, sides));
    }
    if krate.manifest.tests && !krate.shapes.is_empty() {
        let name = krate.manifest.name.replace('-', "_");
        add(
            "tests/round_trip.rs".to_owned(),
            round_trip::file(&name, &krate.shapes, &krate.reaching_own_types),
        );
    }
    for tests in &krate.protocol_tests {
        let name = krate.manifest.name.replace('-', "_");
        let feature = krate.manifest.own_features.iter().any(|(name, _)| *name == tests.protocol.name());
        let text = protocol_test::file(&name, tests, &krate.operations, feature);
        add(format!("tests/{}.rs", tests.file), text);
    }
    files
}

/// The crate's root.
fn root(krate: &ir::Crate) -> TokenStream {
    let docs = inner_docs(&krate.docs);
    let checks = has_checks(krate).then(|| {
        quote!(
            mod checks;
        )
    });
    let schema = (!krate.collections.is_empty()).then(|| {
        quote!(
            mod schema;
        )
    });
    let operation = krate.service.is_some().then(|| {
        quote! {
            /// The operations: for each a type that stands for it, and its errors.
            pub mod operation;
        }
    });
    let client = krate.client.is_some().then(|| {
        if krate.module.is_empty() {
            quote!(
                #[cfg(feature = "client")]
                pub mod client;
            )
        } else {
            quote!(::farrier_runtime::with_client! { pub mod client; })
        }
    });
    let serde = serde_form(krate).map(|_| {
        if krate.module.is_empty() {
            quote!(
                #[cfg(feature = "serde")]
                mod serde;
            )
        } else {
            quote!(::farrier_runtime::with_serde! { mod serde; })
        }
    });
    let server = (krate.service.is_some() && krate.roles.server).then(|| {
        if krate.module.is_empty() {
            quote!(
                pub mod server;
            )
        } else {
            quote!(::farrier_runtime::with_server! { pub mod server; })
        }
    });
    let service = krate.service.as_ref().map(service);
    let protocol = krate.service.as_ref().map(|service| protocols(&service.protocols, &krate.module));
    let lints = (!krate.module.is_empty()).then(module::lints);
    let (deprecated, large) = (allow_deprecated(krate), allow_large_variants(krate));
    let conventions = allow_conventions(krate);
    quote! {
        #docs
        #lints
        #deprecated
        #large
        #conventions
        #checks
        #client
        #operation
        #schema
        #serde
        #server
        /// The shapes of the model.
        pub mod types;
        #service
        #protocol
        const _: () = ::farrier_runtime::compatibility::require(11);
    }
}

/// Lets the crate use what its model deprecates, which is for the crate's users to hear of.
fn allow_deprecated(krate: &ir::Crate) -> Option<TokenStream> {
    let shapes = krate.shapes.iter().any(has_deprecated);
    let operations = krate.operations.iter().any(|operation| operation.deprecated.is_some());
    (shapes || operations).then(|| quote!(#![allow(deprecated)]))
}

/// Lets unions and error enums be as large as their largest variant: boxing one would make what users write depend on
/// the sizes of the others.
fn allow_large_variants(krate: &ir::Crate) -> Option<TokenStream> {
    let large = krate.shapes.iter().any(|shape| match shape {
        ir::Shape::Union(shape) => shape.variants.len() > 1,
        // The lint begins at 200 bytes of difference, and the smallest error has a message.
        ir::Shape::Structure(shape) => shape.error.is_some() && shape.members.len() > 5,
        _ => false,
    });
    large.then(|| quote!(#![allow(clippy::large_enum_variant)]))
}

/// Lets methods of operations be called `into_…` and `from_…`, which are conversions to others.
fn allow_conventions(krate: &ir::Crate) -> Option<TokenStream> {
    let is_conversion = |method: &str| method.starts_with("into_") || method.starts_with("from_");
    let named = krate.operations.iter().any(|operation| is_conversion(&operation.call.method));
    (named && krate.roles.server).then(|| quote!(#![allow(clippy::wrong_self_convention)]))
}

fn has_deprecated(shape: &ir::Shape) -> bool {
    let inside = match shape {
        ir::Shape::Structure(shape) => shape.members.iter().any(|member| member.deprecated.is_some()),
        ir::Shape::Union(shape) => shape.variants.iter().any(|variant| variant.deprecated.is_some()),
        ir::Shape::Enumeration(shape) => shape.variants.iter().any(|variant| variant.deprecated.is_some()),
        ir::Shape::IntEnumeration(shape) => shape.variants.iter().any(|variant| variant.deprecated.is_some()),
    };
    inside || shape.info().deprecated.is_some()
}

/// The static that holds what protocols need to know of the service.
fn service(service: &ir::Service) -> TokenStream {
    let ir::Service { id, version, .. } = service;
    let namespace = service.xml_namespace.as_ref().map(|(uri, prefix)| {
        let prefix = match prefix {
            Some(prefix) => quote!(::std::option::Option::Some(#prefix)),
            None => quote!(::std::option::Option::None),
        };
        quote!(.with_xml_namespace(#uri, #prefix))
    });
    let unwrapped = service.unwrapped_errors.then(|| quote!(.with_unwrapped_errors()));
    let storage = service.object_storage.then(|| quote!(.with_object_storage()));
    let compatible = service.query_compatible.then(|| quote!(.with_query_compatible()));
    quote! {
        /// The service.
        pub static SERVICE: ::farrier_runtime::operation::ServiceSchema =
            ::farrier_runtime::operation::ServiceSchema::new(#id, #version) #namespace #compatible #unwrapped
            #storage;
    }
}

/// The type of the runtime that is the protocol, and the function of it that makes it.
fn protocol(protocol: ir::Protocol) -> (Ident<'static>, Ident<'static>) {
    let (ty, make) = match protocol {
        ir::Protocol::RestJson1 => ("RestJson", "rest_json_1"),
        ir::Protocol::AwsJson1_0 => ("AwsJson", "aws_json_1_0"),
        ir::Protocol::AwsJson1_1 => ("AwsJson", "aws_json_1_1"),
        ir::Protocol::RpcV2Cbor => ("RpcV2", "rpc_v2_cbor"),
        ir::Protocol::RpcV2Json => ("RpcV2", "rpc_v2_json"),
        ir::Protocol::RestXml => ("RestXml", "new"),
        ir::Protocol::AwsQuery => ("AwsQuery", "new"),
        ir::Protocol::Ec2Query => ("Ec2Query", "new"),
        ir::Protocol::SimpleRestJson => ("RestJson", "simple_rest_json"),
    };
    (ident(ty), ident(make))
}

/// The statics that hold the service's protocols: the default one, and all.
fn protocols(protocols: &[ir::Protocol], module: &[String]) -> TokenStream {
    match protocols {
        [] => TokenStream::new(),
        [one] => {
            let docs = docs(format!("The protocol that the service speaks: {}.", one.name()));
            let (ty, make) = protocol(*one);
            quote! {
                #docs
                pub static PROTOCOL: ::farrier_runtime::protocol::#ty = ::farrier_runtime::protocol::#ty::#make();
            }
        }
        several => {
            let rows = several.iter().map(|one| {
                let (feature, (ty, make)) = (one.name(), protocol(*one));
                let feature = module.is_empty().then(|| quote!(#feature:));
                quote!(#feature #ty::#make;)
            });
            quote!(::farrier_runtime::protocols! { #(#rows)* })
        }
    }
}

/// The names and formats in serde's formats, where the crate has shapes for them.
fn serde_form(krate: &ir::Crate) -> Option<ir::SerdeForm> {
    krate.serde.filter(|_| !krate.shapes.is_empty())
}

fn has_checks(krate: &ir::Crate) -> bool {
    !krate.checks.is_empty() || !krate.patterns.is_empty()
}

/// The attribute by which a type derives the traits of `always`, of which what is redacted writes `Debug` itself, and what
/// the settings ask for beside those that it has anyway: `always` and `own`.
fn derive(always: &[&str], info: &ir::ShapeInfo, redacted: bool, own: &[&str]) -> Option<TokenStream> {
    let has = |path: &&String| [always, own].iter().any(|traits| traits.contains(&names::last_segment(path)));
    // What is no path was refused with the settings.
    let asked =
        info.derives.iter().filter(|path| !has(path)).filter_map(|path| path.parse::<TokenStream>().ok());
    let always = always.iter().filter(|name| !redacted || **name != "Debug").map(|name| {
        let name = ident(*name);
        quote!(#name)
    });
    let paths: Vec<TokenStream> = always.chain(asked).collect();
    (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
}

/// A number of a float or double; infinite beyond what the type has.
fn float(value: f64, ty: &ir::Type) -> TokenStream {
    let (name, literal) = match ty {
        ir::Type::Float => {
            // The shortest text that gives the same float, instead of the double's digits.
            #[allow(clippy::cast_possible_truncation, reason = "the value is a float")]
            let value = value as f32;
            ("f32", value.is_finite().then(|| format!("{value:?}")))
        }
        _ => ("f64", value.is_finite().then(|| format!("{value:?}"))),
    };
    // With an exponent where the digits would be many.
    if let Some(literal) = literal.and_then(|text| text.parse::<Literal>().ok()) {
        return quote!(#literal);
    }
    let ty = ident(name);
    match (value.is_nan(), value.is_sign_positive()) {
        (true, _) => quote!(#ty::NAN),
        (false, true) => quote!(#ty::INFINITY),
        (false, false) => quote!(#ty::NEG_INFINITY),
    }
}

/// The `deprecated` attribute.
fn deprecated(note: Option<&str>) -> TokenStream {
    match note {
        None => TokenStream::new(),
        Some("") => quote!(#[deprecated]),
        Some(note) => quote!(#[deprecated(note = #note)]),
    }
}
