//! The pages of paginated operations.

use super::{
    client::{caller, marker},
    deprecated, docs, ident,
    tokens::{TokenStream, quote},
    ty,
};
use crate::ir::{Operation, Pages, Step};

/// `client/pages.rs`; nothing where no operation has pages.
pub(super) fn file(operations: &[Operation]) -> Option<TokenStream> {
    let methods: Vec<_> = operations
        .iter()
        .filter_map(|operation| operation.call.pages.as_ref().map(|pages| method(operation, pages)))
        .collect();
    let caller = caller();
    (!methods.is_empty()).then(|| {
        quote! {
            //! The pages of paginated operations.

            /// The operations whose answers come in pages: a method an operation, which gives a stream of them.
            #[derive(Clone, Debug)]
            pub struct Paginators(::farrier_runtime::client::Caller);

            impl crate::client::Client {
                /// The operations whose answers come in pages.
                #[inline]
                pub fn pages(&self) -> Paginators {
                    Paginators(#caller.clone())
                }
            }

            impl Paginators {
                #(#methods)*
            }
        }
    })
}

fn method(operation: &Operation, pages: &Pages) -> TokenStream {
    let (name, marker) = (ident(&operation.call.method), marker(operation));
    let method = &operation.call.method;
    // rustdoc finds raw identifiers by their bare names only.
    let called = method.strip_prefix("r#").unwrap_or(method);
    let docs = docs(format!("The pages of [`{called}`](crate::client::Client::{called})."));
    let deprecated = deprecated(operation.deprecated.as_deref());
    let input = operation.input.as_deref().map(ty::shape);
    let caller = caller();
    let function = ident(if pages.input_token.optional { "pages" } else { "pages_by_default" });
    let place = ident(&pages.input_token.field);
    let token = token(pages);
    let items = pages.items.as_ref().map(|(steps, ty)| {
        let value = value(steps);
        (quote!(, #ty), quote!(.with_items(|output| #value)))
    });
    let (item_type, items) = items.unzip();
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #name(&self, input: #input) -> ::farrier_runtime::client::Pages<#marker #item_type> {
            #caller.#function::<#marker, _>(input, |input| &mut input.#place, |output| #token) #items
        }
    }
}

/// The token of the next page, as an `Option`.
fn token(pages: &Pages) -> TokenStream {
    let mut value = quote!(output);
    let Some((last, before)) = pages.output_token.split_last() else { return value };
    for step in before {
        let field = ident(&step.field);
        let question = step.optional.then(|| quote!(.as_ref()?));
        value = quote!(#value.#field #question);
    }
    let field = ident(&last.field);
    match (&pages.conversion, last.optional) {
        (None, true) => quote!(#value.#field.clone()),
        (None, false) => quote!(::std::option::Option::Some(#value.#field.clone())),
        (Some(place), optional) => {
            let question = optional.then(|| quote!(.as_ref()?));
            quote!(::std::option::Option::Some(#place::from(#value.#field #question.as_str())))
        }
    }
}

/// The items of a page; what is empty where it has none.
fn value(steps: &[Step]) -> TokenStream {
    let mut value = quote!(output);
    let mut optional = false;
    for step in steps {
        let field = ident(&step.field);
        value = match (optional, step.optional) {
            (false, _) => quote!(#value.#field),
            (true, false) => quote!(#value.map(|it| it.#field)),
            (true, true) => quote!(#value.and_then(|it| it.#field)),
        };
        optional |= step.optional;
    }
    if optional { quote!(#value.unwrap_or_default()) } else { value }
}
