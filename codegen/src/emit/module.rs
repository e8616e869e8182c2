//! Files that are a module of a crate, and no crate.
//!
//! An emitter need not know of it: the paths that it writes begin at the crate's root, and here they are led into the
//! module.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

use super::{
    ident,
    tokens::{self, quote},
};

/// What the files hold is no mistake of the crate that they are part of: names are the model's, and few crates use all.
pub(super) fn lints() -> tokens::TokenStream {
    quote! {
        #![allow(dead_code, unused_imports, reason = "a crate uses what it needs")]
        #![allow(clippy::disallowed_names, reason = "names are the model's")]
        #![allow(rustdoc::redundant_explicit_links, reason = "a link says in full where it leads")]
    }
}

/// Where a file of a crate lies in the module's folder.
pub(super) fn file(path: String, module: &[String]) -> String {
    if module.is_empty() {
        return path;
    }
    match path.strip_prefix("src/").unwrap_or(&path) {
        "lib.rs" => "mod.rs".to_owned(),
        other => other.to_owned(),
    }
}

/// A path from the crate's root, led into the module.
pub(super) fn path(path: &str, module: &[String]) -> String {
    match path.strip_prefix("crate::") {
        Some(rest) if !module.is_empty() => format!("crate::{}::{rest}", module.join("::")),
        _ => path.to_owned(),
    }
}

/// Tokens whose paths from the crate's root lead into the module, those of links too.
pub(super) fn inside(tokens: TokenStream, module: &[String]) -> TokenStream {
    if module.is_empty() {
        return tokens;
    }
    let segments = module.iter().map(|segment| ident(segment));
    let prefix = ::quote::quote!(#(#segments::)*);
    let link = format!("](crate::{}::", module.join("::"));
    led(tokens, &prefix, &link, false)
}

/// Stands behind `crate` in paths of types that are in the crate around the module.
const OUTSIDE: &str = "__outside";

/// The path of a type that is no part of what is generated, absolute.
pub(super) fn outside(path: &str) -> tokens::TokenStream {
    let segments: Vec<Ident> = path.split("::").filter(|part| !part.is_empty()).map(ident).collect();
    match segments.split_first() {
        Some((first, rest)) if first == "crate" => {
            let outside = ident(OUTSIDE);
            quote!(crate::#outside #(::#rest)*)
        }
        _ => quote!(#(::#segments)*),
    }
}

/// `documents` says whether the tokens are what stands behind `doc =`.
fn led(tokens: TokenStream, prefix: &TokenStream, link: &str, mut documents: bool) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                // A group without delimiters is a part that another emitter has made.
                let documents = documents && group.delimiter() == Delimiter::None;
                let inner = led(group.stream(), prefix, link, documents);
                let mut inner = Group::new(group.delimiter(), inner);
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            TokenTree::Ident(word) if word == "crate" => {
                let colons: Vec<TokenTree> = std::iter::from_fn(|| tokens.next_if(is_colon)).collect();
                let is_path = !colons.is_empty();
                out.extend([TokenTree::Ident(word)].into_iter().chain(colons));
                let outside = |next: &TokenTree| matches!(next, TokenTree::Ident(next) if next == OUTSIDE);
                if tokens.next_if(outside).is_some() {
                    // The colons behind `crate` are those that are wanted.
                    std::iter::from_fn(|| tokens.next_if(is_colon)).for_each(drop);
                } else if is_path {
                    out.extend(prefix.clone());
                }
            }
            TokenTree::Literal(text) if documents => {
                let literal = text.to_string().replace("](crate::", link);
                out.extend([TokenTree::Literal(literal.parse::<Literal>().unwrap_or(text))]);
            }
            other => {
                // `doc = "…"`, and nothing else, is what a literal behind these two words means.
                documents = match &other {
                    TokenTree::Ident(word) => word == "doc",
                    TokenTree::Punct(sign) => documents && sign.as_char() == '=',
                    _ => false,
                };
                out.extend([other]);
                continue;
            }
        }
        documents = false;
    }
    out
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':')
}
