//! Checks of simple shapes, lists and maps, and calls of them.

use proc_macro2::Literal;

use super::{
    docs, ident, pattern,
    tokens::{ToTokens, TokenStream, absolute, quote, quote_into, written},
};
use crate::ir::{Check, CheckFunction, Constraint, Inside, Limit, Pattern, Range, Type};

/// The last column of a table's row: the function that checks the value.
pub(super) fn column(check: Option<&Check>) -> impl ToTokens {
    check.map(|check| written(move |tokens| quote_into!(tokens, => #check)))
}

/// The function that checks a value, as an expression.
impl ToTokens for Check {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Itself => quote_into!(tokens, ::farrier_runtime::Validate::check),
            Self::Function(name) => absolute("crate::checks::", name).to_tokens(tokens),
        }
    }
}

/// The file of check functions and patterns.
pub(super) fn functions(functions: &[CheckFunction], patterns: &[Pattern]) -> TokenStream {
    let rows = functions.iter().map(row);
    let table = (!functions.is_empty()).then(|| quote!(::farrier_runtime::checks! { #(#rows)* }));
    let patterns = patterns.iter().map(|pattern| {
        let name = ident(&pattern.name);
        pattern::pattern(&quote!(pub(crate)), &name, &pattern.plan)
    });
    quote! {
        //! Checks of shapes that are no Rust types of their own.
        #table
        #(#patterns)*
    }
}

/// A function in the table.
fn row(function: &CheckFunction) -> impl ToTokens {
    written(move |tokens| {
        let name = ident(&function.name);
        let docs = docs(format!("`{}`", function.id));
        let ty = &function.ty;
        let constraints =
            function.constraints.iter().map(|constraint| self::constraint(constraint, &function.ty));
        let rules = constraints.chain(inside(&function.inside));
        quote_into!(tokens, #docs #name(#ty): #(#rules),*;);
    })
}

fn constraint(constraint: &Constraint, ty: &Type) -> TokenStream {
    match constraint {
        Constraint::Characters(min, max) => {
            let (min, max) = (least(*min), greatest(*max));
            quote!(characters(#min, #max))
        }
        Constraint::Length(min, max) => {
            let (min, max) = (least(*min), greatest(*max));
            quote!(length(#min, #max))
        }
        Constraint::Range(range) => self::range(range, ty),
        Constraint::Pattern(name) => {
            let name = ident(name);
            quote!(pattern(&crate::checks::#name))
        }
        Constraint::UniqueItems => quote!(unique()),
    }
}

fn least(min: Option<u64>) -> Literal {
    Literal::u64_unsuffixed(min.unwrap_or(0))
}

fn greatest(max: Option<u64>) -> TokenStream {
    match max.map(Literal::u64_unsuffixed) {
        Some(max) => quote!(#max),
        None => quote!(usize::MAX),
    }
}

fn range(range: &Range, ty: &Type) -> TokenStream {
    let text = |bound: &Option<String>| match bound {
        Some(bound) => quote!(::std::option::Option::Some(#bound)),
        None => quote!(::std::option::Option::None),
    };
    let (min, max) = (text(&range.min), text(&range.max));
    let limit = |limit: &Limit| self::limit(limit, ty);
    let inside = match (range.least.as_ref(), range.greatest.as_ref()) {
        (Some(Limit::Never), _) | (_, Some(Limit::Never)) => return quote!(empty_range(#min, #max)),
        (Some(Limit::Text(_)), _) | (_, Some(Limit::Text(_))) => return quote!(big_range(#min, #max)),
        (Some(least), Some(greatest)) => {
            let (least, greatest) = (limit(least), limit(greatest));
            quote!(#least..=#greatest)
        }
        (Some(least), None) => {
            let least = limit(least);
            quote!(#least..)
        }
        (None, Some(greatest)) => {
            let greatest = limit(greatest);
            quote!(..=#greatest)
        }
        (None, None) => quote!(..),
    };
    match ty {
        Type::Shape(_) => quote!(int_enum_range(#inside, #min, #max)),
        _ => quote!(range(#inside, #min, #max)),
    }
}

/// A limit as a literal of the value's type.
fn limit(limit: &Limit, ty: &Type) -> TokenStream {
    let literal = match limit {
        Limit::Integer(value) => Literal::i64_unsuffixed(*value),
        Limit::Float(value) => return super::float(*value, ty),
        Limit::Text(text) => Literal::string(text),
        Limit::Never => Literal::i64_unsuffixed(0),
    };
    quote!(#literal)
}

/// The rule for what is inside a value.
fn inside(inside: &Inside) -> Option<TokenStream> {
    let part = |check: &Check, sparse: bool| {
        if sparse { quote!(::farrier_runtime::validate::rule::present(#check)) } else { quote!(#check) }
    };
    let optional = |check: &Option<Check>, sparse: bool| match check {
        Some(check) => part(check, sparse),
        None => quote!(::farrier_runtime::validate::rule::anything),
    };
    match inside {
        Inside::Nothing => None,
        Inside::Itself => Some(quote!(shape())),
        Inside::Elements { check, sparse } => {
            let check = part(check, *sparse);
            Some(quote!(each(#check)))
        }
        Inside::Entries { key, value, sparse, sensitive_key } => {
            let (key, value) = (optional(key, false), optional(value, *sparse));
            let rule = ident(if *sensitive_key { "sensitive_entries" } else { "entries" });
            Some(quote!(#rule(#key, #value)))
        }
    }
}
