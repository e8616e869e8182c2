//! Waiters: what answers of an operation mean.

use proc_macro2::Literal;

use super::{
    client::{caller, input, marker},
    docs, ident,
    operation::shape,
    path,
    tokens::{TokenStream, quote},
};
use crate::ir::{Acceptor, Expectation, Matcher, Operation, WaitState, Waiter};

/// `client/waiters.rs`; nothing where no operation has a waiter.
pub(super) fn file(operations: &[Operation]) -> Option<TokenStream> {
    let methods: Vec<_> = operations
        .iter()
        .flat_map(|operation| operation.call.waiters.iter().map(|waiter| method(operation, waiter)))
        .collect();
    let caller = caller();
    (!methods.is_empty()).then(|| {
        quote! {
            //! What can be waited for.

            /// What can be waited for: a method each, which calls an operation until it is so.
            #[derive(Clone, Debug)]
            pub struct Waiters(::farrier_runtime::client::Wait);

            impl crate::client::Client {
                /// Waits for something, for no longer than `limit`.
                pub fn wait(&self, limit: ::std::time::Duration) -> Waiters {
                    Waiters(#caller.wait(limit))
                }
            }

            impl Waiters {
                #(#methods)*
            }
        }
    })
}

fn method(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let (name, marker) = (ident(&waiter.method), marker(operation));
    let docs = docs(&waiter.docs);
    let deprecated = waiter.deprecated.then(|| quote!(#[deprecated]));
    let (least, most) = (Literal::u32_unsuffixed(waiter.delays.0), Literal::u32_unsuffixed(waiter.delays.1));
    let acceptors = waiter.acceptors.iter().map(acceptor);
    let (caller, (input, argument)) = (caller(), input(operation));
    let output = shape(operation.output.as_deref());
    let (function, output) = if ends_with_output(waiter) {
        (quote!(until_output), output)
    } else {
        (quote!(until), quote!(::std::option::Option<#output>))
    };
    quote! {
        #docs
        #deprecated
        pub async fn #name(
            &self, #input
        ) -> ::std::result::Result<#output, ::farrier_runtime::client::WaitError<#marker>> {
            #caller.#function::<#marker>(#argument, #least..=#most, &[#(#acceptors),*]).await
        }
    }
}

/// Whether every success comes with an output.
fn ends_with_output(waiter: &Waiter) -> bool {
    let mut successes = waiter.acceptors.iter().filter(|acceptor| acceptor.state == WaitState::Success);
    successes.all(|acceptor| !matches!(acceptor.matcher, Matcher::Error(_) | Matcher::Success(false)))
}

fn acceptor(acceptor: &Acceptor) -> TokenStream {
    let state = ident(match acceptor.state {
        WaitState::Success => "Success",
        WaitState::Failure => "Failure",
        WaitState::Retry => "Retry",
    });
    let state = quote!(::farrier_runtime::client::State::#state);
    match &acceptor.matcher {
        Matcher::Output(expected) => {
            let expected = expectation(expected);
            quote!(#state.when(|output| #expected))
        }
        Matcher::Both(expected) => {
            let expected = expectation(expected);
            quote!(#state.when_both(|(input, output)| #expected))
        }
        Matcher::Success(true) => quote!(#state.on_output()),
        Matcher::Success(false) => quote!(#state.on_error()),
        Matcher::Error(code) => quote!(#state.on(#code)),
    }
}

fn expectation(expected: &Expectation) -> TokenStream {
    match expected {
        Expectation::True(value) => path::value(value),
        Expectation::Text(value, texts) => {
            let tokens = if texts.len() == 1 { path::operand(value) } else { path::value(value) };
            match (texts.as_slice(), value.nullable) {
                ([text], true) => quote!(#tokens == ::std::option::Option::Some(#text)),
                ([text], false) => quote!(#tokens == #text),
                (texts, true) => quote!(matches!(#tokens, ::std::option::Option::Some(#(#texts)|*))),
                (texts, false) => quote!(matches!(#tokens, #(#texts)|*)),
            }
        }
        Expectation::AnyText(value, texts) => {
            let tokens = path::value(value);
            match texts.as_slice() {
                [text] => quote!(#tokens.any(|it| it == #text)),
                texts => quote!(#tokens.any(|it| matches!(it, #(#texts)|*))),
            }
        }
        Expectation::AllText(value, text, nullable) => {
            let tokens = path::value(value);
            let text = if *nullable { quote!(::std::option::Option::Some(#text)) } else { quote!(#text) };
            quote!(::farrier_runtime::client::all(#tokens, |it| it == #text))
        }
    }
}
