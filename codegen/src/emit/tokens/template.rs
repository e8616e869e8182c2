//! Quotations.
//!
//! `quote!` is run once for every place that it stands in, with marks for what is interpolated. The tokens that it makes
//! are the place's template: from then on they are copied, and the values come where the marks were.

use std::sync::OnceLock;

use proc_macro2::{Delimiter, Group, Span, TokenTree};

use super::{
    ToTokens,
    flat::{self, Flat},
};
use crate::render::{Kind, Token, TokenStream};

/// What is constant in one quotation.
pub(crate) struct Template(OnceLock<Constants>);

struct Constants {
    /// What stands before each value, and behind the last one.
    parts: Vec<Part>,
    /// Room for it, and for short values.
    room: usize,
}

/// The text of tokens, and of those that separate values that are repeated behind it.
#[derive(Default)]
struct Part {
    text: TokenStream,
    separator: TokenStream,
}

/// Stands for a value while `quote!` makes the template: for a single one, or as the first and last of several.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    Value,
    First,
    Last,
}

impl Mark {
    /// Several values.
    pub(crate) const SEVERAL: [Self; 2] = [Self::First, Self::Last];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

impl quote::ToTokens for Mark {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        // No quotation has a group without delimiters.
        let text = TokenTree::Ident(proc_macro2::Ident::new(self.text(), Span::call_site()));
        tokens.extend([TokenTree::Group(Group::new(Delimiter::None, text.into()))]);
    }
}

impl Template {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Begins to fill in values; `make` makes the tokens when there is no template yet.
    pub(crate) fn fill<'t>(
        &'static self,
        tokens: &'t mut TokenStream,
        make: fn() -> proc_macro2::TokenStream,
    ) -> Filled<'t> {
        let constants = self.0.get_or_init(|| Constants::new(make()));
        if tokens.is_empty() {
            // Of most values.
            tokens.reserve(constants.room);
        }
        Filled { tokens, parts: constants.parts.iter() }
    }
}

impl Constants {
    fn new(tokens: proc_macro2::TokenStream) -> Self {
        let Flat { tokens, marks, .. } = Flat::new(tokens);
        let mut marks = marks.into_iter().peekable();
        let (mut parts, mut part, mut separates) = (Vec::new(), Part::default(), false);
        let mut at = 0;
        loop {
            // What is filled in may end in a path.
            let is_continued = marks.peek().is_some_and(|(before, _)| *before == at);
            while let Some((_, mark)) = marks.next_if(|(before, _)| *before == at) {
                separates = matches!(mark, Mark::First);
                if !separates {
                    parts.push(std::mem::take(&mut part));
                }
            }
            let text = if separates { &mut part.separator } else { &mut part.text };
            let end = marks.peek().map_or(tokens.len(), |(before, _)| *before);
            if let Some((path, length)) = flat::path(&tokens, at..end).filter(|_| !is_continued) {
                text.push(Token::new(Kind::Path, &path));
                at += length;
                continue;
            }
            let Some((kind, token)) = tokens.get(at) else { break };
            text.push(flat::token(*kind, token));
            at += 1;
        }
        parts.push(part);
        let length: usize = parts.iter().map(|part| part.text.as_str().len()).sum();
        Self { room: length + 64 * (parts.len() - 1), parts }
    }
}

/// A template with its first values.
pub(crate) struct Filled<'t> {
    tokens: &'t mut TokenStream,
    /// What is left of it.
    parts: std::slice::Iter<'static, Part>,
}

impl Filled<'_> {
    /// Fills in the next value.
    pub(crate) fn value(mut self, value: &(impl ToTokens + ?Sized)) -> Self {
        self.next();
        value.to_tokens(self.tokens);
        self
    }

    /// Fills in several values where the next one belongs.
    pub(crate) fn values(mut self, values: impl IntoIterator<Item: ToTokens>) -> Self {
        let separator = self.next();
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.tokens.push_stream(separator);
            }
            value.to_tokens(self.tokens);
        }
        self
    }

    /// Adds what stands before the next value; what separates several of them.
    fn next(&mut self) -> &'static str {
        let Some(Part { text, separator }) = self.parts.next() else { return "" };
        self.tokens.push_stream(text.as_str());
        separator.as_str()
    }

    /// Adds what stands behind the last value.
    pub(crate) fn finish(mut self) {
        self.next();
    }
}

/// As `quote::quote!`, but that only a single name can be repeated: `#(#name)*` and `#(#name),*`.
macro_rules! quote {
    () => { $crate::emit::tokens::TokenStream::new() };
    ($($token:tt)+) => {{
        let mut tokens = $crate::emit::tokens::TokenStream::new();
        $crate::emit::tokens::quote_into! { &mut tokens, $($token)+ }
        tokens
    }};
}

/// As `quote!`, behind the tokens of a stream.
macro_rules! quote_into {
    ($tokens:expr, $($token:tt)+) => {{
        static TEMPLATE: $crate::emit::tokens::Template = $crate::emit::tokens::Template::new();
        let filled = TEMPLATE.fill($tokens, || {
            $crate::emit::tokens::each_name! { mark filled [_ $($token)+] [$($token)+ _] }
            ::quote::quote!($($token)+)
        });
        $crate::emit::tokens::each_name! { fill filled [_ $($token)+] [$($token)+ _] }
        filled.finish();
    }};
}

/// Does something for each name that is interpolated, in their order. Comes in: what to do, and all tokens twice, the
/// first time each with the one before it.
macro_rules! each_name {
    ($what:ident $filled:ident [$($before:tt)*] [$($token:tt)*]) => {
        $($crate::emit::tokens::name! { $what $filled $before $token })*
    };
}

/// Does something for the name that is interpolated, if these two tokens do that: marks it, or fills it in.
macro_rules! name {
    (mark $filled:ident # (# $name:ident)) => {
        #[allow(unused_variables, reason = "a name that is interpolated twice is marked twice")]
        let $name = $crate::emit::tokens::Mark::SEVERAL;
    };
    (fill $filled:ident # (# $name:ident)) => {
        let $filled = $filled.values($name);
    };
    (mark $filled:ident # $name:ident) => {
        #[allow(unused_variables, reason = "a name that is interpolated twice is marked twice")]
        let $name = $crate::emit::tokens::Mark::Value;
    };
    (fill $filled:ident # $name:ident) => {
        let $filled = $filled.value(&$name);
    };
    ($what:ident $filled:ident $before:tt ($($token:tt)*)) => {
        $crate::emit::tokens::each_name! { $what $filled [_ $($token)*] [$($token)* _] }
    };
    ($what:ident $filled:ident $before:tt [$($token:tt)*]) => {
        $crate::emit::tokens::each_name! { $what $filled [_ $($token)*] [$($token)* _] }
    };
    ($what:ident $filled:ident $before:tt {$($token:tt)*}) => {
        $crate::emit::tokens::each_name! { $what $filled [_ $($token)*] [$($token)* _] }
    };
    ($what:ident $filled:ident $before:tt $token:tt) => {};
}

pub(crate) use {each_name, name, quote, quote_into};

#[cfg(test)]
mod tests {
    use proc_macro2::Literal;

    use crate::{
        emit::{ident, tokens::absolute},
        render::{Kind, TokenStream, file},
    };

    fn texts(tokens: &TokenStream) -> Vec<String> {
        tokens.iter().map(|token| token.text.to_owned()).collect()
    }

    /// The same quotation by `quote` itself, of values that it knows, too.
    macro_rules! assert_as_quote {
        ([$($name:ident = $value:expr),*] $($token:tt)*) => {{
            let own = {
                $(let $name = $value.parse::<TokenStream>().expect("tokens");)*
                quote!($($token)*)
            };
            let other = {
                $(let $name = $value.parse::<proc_macro2::TokenStream>().expect("tokens");)*
                ::quote::quote!($($token)*).to_string().parse::<TokenStream>().expect("tokens")
            };
            assert_eq!(texts(&own), texts(&other));
        }};
    }

    #[test]
    fn what_is_quoted_is_what_quote_makes() {
        for value in ["a::b", "\"text\"", "", "|x: &'static str| x..=1"] {
            assert_as_quote!([x = value] #x);
            assert_as_quote!([x = value] fn f<'a>(self, #x) -> &'a [u8; 3] { #x.g(&#x)?; [#x] } #x);
            assert_as_quote!([x = value, y = "y"] #[cfg(#x)] #y! { #x #y => { (#y,) }, _ => #x });
            assert_as_quote!([x = value] a && #x || !#x >= 2.5 .. "\"\\" 'c' b"\0" r#"raw"# r#type);
        }
    }

    /// Whether a quotation is rendered as its tokens are when none of its paths is one token.
    macro_rules! assert_rendered {
        ($itself:literal [$($name:ident = $value:expr),*] $($token:tt)*) => {{
            let own = {
                $(let $name = $value;)*
                quote!($($token)*)
            };
            let text = {
                $(let $name = $value;
                let $name = quote!(#$name).iter().map(|token| token.text.to_owned()).collect::<String>();
                let $name = $name.parse::<proc_macro2::TokenStream>().expect("tokens");)*
                ::quote::quote!($($token)*).to_string()
            };
            let other = text.parse::<TokenStream>().expect("tokens");
            assert_eq!(file(&own, $itself), file(&other, $itself));
            own.iter().filter(|token| token.kind == Kind::Path).count()
        }};
    }

    #[test]
    fn a_path_that_is_one_token_is_rendered_as_its_tokens() {
        let shape = || absolute("crate::types::", "Shape");
        let none: [usize; 5] = [
            assert_rendered!("" [] use ::std::fmt::Display; use crate::types::{A, B}; pub use ::std::mem;),
            assert_rendered!("" [] fn f() -> ::f64 { <T>::a::b::<U>(crate) }),
            assert_rendered!("" [x = ident("x")] type A = #x::std::string::String;),
            assert_rendered!("" [x = ident("x")] type A = ::std::#x; pub(crate) struct B(::#x);),
            assert_rendered!("" [] type A = a::std::string::String; type B = Vec<u8>::std::fmt::Display;),
        ];
        assert_eq!(none, [0; 5]);
        assert_eq!(
            assert_rendered!("crate::types::*" [shape = shape()]
                struct Shape;
                impl ::std::clone::Clone for #shape { fn clone(&self) -> ::std::option::Option<#shape> {} }
                impl<T: ::std::fmt::Debug> ::farrier_runtime::SerializableShape for #shape {}
                fn f(a: #shape::A, b: &::std::fmt::Formatter<'_>) { a.serialize(&::std::fmt::Error, 1,); }
            ),
            9
        );
        // A trait that stays absolute is imported without a name, wherever else it stands before.
        assert_eq!(
            assert_rendered!("" [shape = shape()]
                struct SerializableShape;
                fn f(it: &dyn ::farrier_runtime::SerializableShape) { it.serialize(); }
                impl ::farrier_runtime::SerializableShape for #shape {}
            ),
            3
        );
        assert_eq!(
            assert_rendered!("crate::checks" [shape = shape()]
                fn f(it: &#shape) { crate::checks::g(it); crate::checks::h::<#shape>(it) }
                #[derive(::std::clone::Clone)]
                struct Vec(::std::vec::Vec<::std::string::String>, ::farrier_runtime::Vec, crate::a::B, crate::c::B);
                mod inner { type A = ::std::vec::Vec<crate::a::B>; }
            ),
            12
        );
    }

    #[test]
    fn several_values_are_separated() {
        let names = |count: usize| (0..count).map(|index| ident(format!("x{index}")));
        for (count, expected) in [(0, "[] , {}"), (1, "[x0] , {x0}"), (3, "[x0,x1,x2] , {x0x1x2}")] {
            let (one, other) = (names(count), names(count));
            let text = texts(&quote!([#(#one),*] , { #(#other)* })).concat();
            assert_eq!(text, expected.replace(' ', ""));
        }
    }

    #[test]
    fn values_of_a_place_differ_from_run_to_run() {
        let quoted = |value: &str| texts(&quote!(a #value b));
        assert_eq!(quoted("x"), ["a", "\"x\"", "b"]);
        assert_eq!(quoted("\"é\n\u{7f}"), ["a", "\"\\\"é\\n\\u{7f}\"", "b"]);
        let (none, some, literal) = (None::<bool>, Some(true), Literal::i32_unsuffixed(-1));
        assert_eq!(texts(&quote!(#none #some #literal)), ["true", "-1"]);
    }

    #[test]
    fn comments_are_one_token_each() {
        let tokens = quote! {
            //! Inner.

            /// Outer, "quoted".
            fn f() {}
        };
        let shown: Vec<_> = tokens.iter().take(3).map(|token| (token.kind, token.text)).collect();
        let expected = [(Kind::InnerDocs, "Inner."), (Kind::Docs, "Outer, \"quoted\"."), (Kind::Word, "fn")];
        assert_eq!(shown, expected);
    }
}
