//! What emitters quote.
//!
//! `quote!` is run once for every place that it stands in, with marks for what is interpolated. The tokens that it makes
//! are the place's template: from then on they are copied, and the values come where the marks were.

use std::{borrow::Cow, fmt, fmt::Write as _, str::FromStr, sync::OnceLock};

use proc_macro2::{Delimiter, Group, LexError, Literal, Spacing, Span, TokenTree};

pub(crate) use crate::render::TokenStream;
use crate::render::{Kind, Piece, Token};

/// What can be interpolated.
pub(crate) trait ToTokens {
    /// Adds its tokens.
    fn to_tokens(&self, tokens: &mut TokenStream);
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_all(self);
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(value) = self {
            value.to_tokens(tokens);
        }
    }
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let is_plain = self.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
        if is_plain {
            tokens.push_written(Kind::Literal, |texts| {
                texts.push('"');
                texts.push_str(self);
                texts.push('"');
            });
        } else {
            Literal::string(self).to_tokens(tokens);
        }
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Token::word(if *self { "true" } else { "false" }));
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_written(Kind::Literal, |texts| {
            // Writing to a string cannot fail.
            let _ = write!(texts, "{self}");
        });
    }
}

/// An identifier, raw ones with their `r#`.
#[derive(Clone, Debug)]
pub(crate) struct Ident<'a>(Cow<'a, str>);

impl<'a> Ident<'a> {
    /// One with this name, which is an identifier.
    pub(crate) fn new(name: impl Into<Cow<'a, str>>) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Token::word(&self.0));
    }
}

/// Documentation: nothing where the text is empty.
#[derive(Clone, Debug)]
pub(crate) struct Docs<'a> {
    kind: Kind,
    text: Cow<'a, str>,
}

impl<'a> Docs<'a> {
    /// Documentation of this kind, in Markdown.
    pub(crate) fn new(kind: Kind, text: impl Into<Cow<'a, str>>) -> Self {
        Self { kind, text: text.into() }
    }
}

impl ToTokens for Docs<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (kind, text) = (self.kind, self.text.trim_end());
        if memchr::memchr(b'\t', text.as_bytes()).is_some() {
            // In comments a tab is as wide as whoever reads it likes.
            tokens.push(Token { kind, text: &text.replace('\t', "    ") });
        } else if !text.is_empty() {
            tokens.push(Token { kind, text });
        }
    }
}

/// What is constant in one quotation.
pub(crate) struct Template(OnceLock<Constants>);

struct Constants {
    pieces: Vec<Piece>,
    holes: Vec<Hole>,
}

/// Where a value comes in. Behind `from` the pieces up to `to` separate values that are repeated.
struct Hole {
    from: usize,
    to: usize,
}

/// Stands for a value while `quote!` makes the template: for a single one, or as the first and last of several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Value,
    First,
    Last,
}

impl Mark {
    /// Several values.
    pub(crate) const SEVERAL: [Self; 2] = [Self::First, Self::Last];

    fn text(self) -> &'static str {
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
    pub(crate) fn fill(&'static self, make: fn() -> proc_macro2::TokenStream) -> Filled {
        let constants = self.0.get_or_init(|| Constants::new(make()));
        let holes = constants.holes.len();
        let tokens = TokenStream::with_capacity(constants.pieces.len() + 6 * holes, 48 * holes);
        Filled { tokens, constants, hole: 0, taken: 0 }
    }
}

impl Constants {
    fn new(tokens: proc_macro2::TokenStream) -> Self {
        let flat = Flat::new(tokens);
        let mut holes = Vec::new();
        for (at, mark) in flat.marks {
            match (mark, holes.last_mut()) {
                (Mark::Last, Some(Hole { to, .. })) => *to = at,
                _ => holes.push(Hole { from: at, to: at }),
            }
        }
        // There are as many templates as there are quotations in the emitters, and they are kept for good.
        let tokens: Vec<_> =
            flat.tokens.into_iter().map(|(kind, text)| Token { kind, text: &*text.leak() }).collect();
        Self { pieces: tokens.leak().iter().map(Piece::Constant).collect(), holes }
    }
}

/// A template with its first values.
pub(crate) struct Filled {
    tokens: TokenStream,
    constants: &'static Constants,
    /// How many values there are.
    hole: usize,
    /// How many of the constant pieces.
    taken: usize,
}

impl Filled {
    /// Fills in the next value.
    pub(crate) fn value(mut self, value: &(impl ToTokens + ?Sized)) -> Self {
        self.next();
        value.to_tokens(&mut self.tokens);
        self
    }

    /// Fills in several values where the next one belongs.
    pub(crate) fn values(mut self, values: impl IntoIterator<Item: ToTokens>) -> Self {
        let separator = self.next();
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.tokens.push_constants(separator);
            }
            value.to_tokens(&mut self.tokens);
        }
        self
    }

    /// Adds what stands before the next value; what separates several of them.
    fn next(&mut self) -> &'static [Piece] {
        let Constants { pieces, holes } = self.constants;
        let (from, to) =
            holes.get(self.hole).map_or((pieces.len(), pieces.len()), |hole| (hole.from, hole.to));
        self.tokens.push_constants(&pieces[self.taken..from]);
        self.hole += 1;
        self.taken = to;
        &pieces[from..to]
    }

    /// Adds what stands behind the last value.
    pub(crate) fn finish(mut self) -> TokenStream {
        self.next();
        self.tokens
    }
}

/// As `quote::quote!`, but that only a single name can be repeated: `#(#name)*` and `#(#name),*`.
macro_rules! quote {
    () => { $crate::emit::tokens::TokenStream::new() };
    ($($token:tt)+) => {{
        static TEMPLATE: $crate::emit::tokens::Template = $crate::emit::tokens::Template::new();
        let filled = TEMPLATE.fill(|| {
            $crate::emit::tokens::each_name! { mark filled [_ $($token)+] [$($token)+ _] }
            ::quote::quote!($($token)+)
        });
        $crate::emit::tokens::each_name! { fill filled [_ $($token)+] [$($token)+ _] }
        filled.finish()
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

pub(crate) use {each_name, name, quote};

/// The operators; of those that begin alike, the longest comes first. A generic argument's `>` never joins what follows
/// it but `=`.
const OPERATORS: &[&str] = &[
    "::", ",", "=>", "->", "...", "..=", "..", ".", ";", ":", "#", "==", "=", "<=", "<", ">=", ">", "&&",
    "&=", "&", "!=", "!", "?", "||", "|=", "|", "/=", "/", "+=", "+", "-=", "-", "*=", "*", "^=", "^", "%=",
    "%", "$", "@", "~",
];

/// Tokens of `proc_macro2` as a flat list.
#[derive(Default)]
struct Flat {
    tokens: Vec<(Kind, String)>,
    /// The marks, by how many tokens stand before them.
    marks: Vec<(usize, Mark)>,
    /// Signs that may belong to one operator.
    signs: String,
}

impl FromStr for TokenStream {
    type Err = LexError;

    fn from_str(text: &str) -> Result<Self, LexError> {
        let mut tokens = Self::new();
        for (kind, text) in &Flat::new(text.parse()?).tokens {
            tokens.push(Token { kind: *kind, text });
        }
        Ok(tokens)
    }
}

impl Flat {
    fn new(stream: proc_macro2::TokenStream) -> Self {
        let mut flat = Self::default();
        flat.push_all(stream);
        flat
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>) {
        self.tokens.push((kind, text.into()));
    }

    fn push_all(&mut self, stream: proc_macro2::TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Punct(punct) => {
                    self.signs.push(punct.as_char());
                    if punct.spacing() == Spacing::Alone {
                        self.push_operators();
                    }
                }
                TokenTree::Ident(word) => {
                    // A lifetime's sign comes as one before its word.
                    let lifetime = if self.signs.ends_with('\'') { self.signs.pop() } else { None };
                    self.push_operators();
                    self.push(
                        Kind::Word,
                        lifetime.map_or_else(String::new, String::from) + &word.to_string(),
                    );
                }
                TokenTree::Literal(literal) => {
                    self.push_operators();
                    self.push(Kind::Literal, literal.to_string());
                }
                TokenTree::Group(group) => {
                    self.push_operators();
                    self.push_group(&group);
                }
            }
        }
        self.push_operators();
    }

    fn push_group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.push_mark(group),
        };
        self.push(Kind::Open, open);
        self.push_all(group.stream());
        self.push(Kind::Close, close);
        self.take_docs();
    }

    fn push_mark(&mut self, group: &Group) {
        let text = group.stream().to_string();
        let mark = [Mark::Value, Mark::First, Mark::Last].into_iter().find(|mark| mark.text() == text);
        self.marks.extend(mark.map(|mark| (self.tokens.len(), mark)));
    }

    /// The signs as operators, the longest first.
    fn push_operators(&mut self) {
        let signs = std::mem::take(&mut self.signs);
        let mut rest = signs.as_str();
        while let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            self.push(Kind::Operator, *operator);
            rest = &rest[operator.len()..];
        }
    }

    /// Replaces `#[doc = r" …"]` at the end, which a comment becomes, by its text.
    fn take_docs(&mut self) {
        let [.., (_, sign), (Kind::Open, _), (_, doc), (_, equals), (Kind::Literal, text), (Kind::Close, _)] =
            self.tokens.as_slice()
        else {
            return;
        };
        let text = text.strip_prefix('r').map(|raw| raw.trim_matches('#'));
        let Some(text) = text.and_then(|text| text.strip_prefix('"')?.strip_suffix('"')) else { return };
        if doc != "doc" || equals != "=" {
            return;
        }
        let (kind, length) = if sign == "!" { (Kind::InnerDocs, 7) } else { (Kind::Docs, 6) };
        let text = text.strip_prefix(' ').unwrap_or(text).to_owned();
        self.tokens.truncate(self.tokens.len().saturating_sub(length));
        self.tokens.push((kind, text));
    }
}

#[cfg(test)]
mod tests {
    use super::{Ident, Kind, Literal, TokenStream};

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

    #[test]
    fn several_values_are_separated() {
        let names = |count: usize| (0..count).map(|index| Ident::new(format!("x{index}")));
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
