//! Files that are a module of a crate, and no crate.
//!
//! An emitter need not know of it: the paths that it writes begin at the crate's root, and here they are led into the
//! module.

use super::{
    ident,
    tokens::{TokenStream, quote},
};
use crate::render::{Kind, Token, sign};

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
    let own = format!("crate::{}::", module.join("::"));
    let link = format!("]({own}");
    let mut led = TokenStream::new();
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        if matches!(token.kind, Kind::Docs | Kind::InnerDocs) {
            led.push(Token { text: &token.text.replace("](crate::", &link), ..token });
            continue;
        }
        if let Some(path) = token.text.strip_prefix("crate::").filter(|_| token.kind == Kind::Path) {
            led.push(Token { text: &format!("{own}{path}"), ..token });
            continue;
        }
        led.push(token);
        let Some(separator) = tokens.next_if(|next| token.is(sign!(crate)) && next.is(sign!(::))) else {
            continue;
        };
        led.push(separator);
        if tokens.next_if(|next| next.text == OUTSIDE).is_some() {
            // The separator behind `crate` is the one that is wanted.
            tokens.next();
            continue;
        }
        for segment in module {
            led.push(Token::word(segment));
            led.push(separator);
        }
    }
    led
}

/// Stands behind `crate` in paths of types that are in the crate around the module.
const OUTSIDE: &str = "__outside";

/// The path of a type that is no part of what is generated, absolute.
pub(super) fn outside(path: &str) -> TokenStream {
    let mut segments = path.split("::").filter(|part| !part.is_empty()).peekable();
    let start = segments.next_if_eq(&"crate").map(|_| {
        let outside = ident(OUTSIDE);
        quote!(crate::#outside)
    });
    let rest = segments.map(|segment| {
        let segment = ident(segment);
        quote!(::#segment)
    });
    start.into_iter().chain(rest).collect()
}
