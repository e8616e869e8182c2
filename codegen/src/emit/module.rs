//! Files that are a module of a crate, and no crate.
//!
//! An emitter need not know of it: the paths that it writes begin at the crate's root, and here they are led into the
//! module.

use super::{
    ident,
    tokens::{Kind, Part, Token, TokenStream, quote},
};

/// What the files hold is no mistake of the crate that they are part of: names are the model's, and few crates use all.
pub(super) fn lints() -> TokenStream {
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
    let prefix = quote!(#(#segments::)*);
    let link = format!("](crate::{}::", module.join("::"));
    let led = |text: &str| text.replace("](crate::", &link).into();
    let mut out = TokenStream::new();
    for part in tokens.parts() {
        match part {
            Part::Fixed(tokens) => {
                let mut rest = *tokens;
                while let Some(at) = rest.iter().enumerate().position(|(at, _)| is_led(&rest[at..])) {
                    let length = at + if is_comment(rest[at].kind) { 0 } else { 2 };
                    out.push_fixed(&rest[..length]);
                    if length == at {
                        out.push(rest[at].kind, led(rest[at].text));
                        rest = &rest[at + 1..];
                    } else {
                        out.push_all(&prefix);
                        rest = &rest[length..];
                    }
                }
                out.push_fixed(rest);
            }
            Part::Text(kind, text) if is_comment(*kind) => out.push(*kind, led(text)),
            Part::Text(kind, text) => out.push(*kind, text.clone()),
        }
    }
    out
}

/// Whether what is led begins there: a path from the crate's root that an emitter has written, or a comment.
fn is_led(tokens: &[Token]) -> bool {
    match tokens {
        [word, colons, ..] if *word == Token::word("crate") => *colons == Token::operator("::"),
        [first, ..] => is_comment(first.kind),
        [] => false,
    }
}

fn is_comment(kind: Kind) -> bool {
    matches!(kind, Kind::Docs | Kind::InnerDocs)
}

/// The path of a type that is no part of what is generated, absolute. From the root of the crate around the module its
/// first word is not one of an emitter's.
pub(super) fn outside(path: &str) -> TokenStream {
    let segments = path.split("::").filter(|part| !part.is_empty()).map(ident);
    let start = (!path.starts_with("crate::")).then(|| quote!(::));
    quote!(#start #(#segments)::*)
}
