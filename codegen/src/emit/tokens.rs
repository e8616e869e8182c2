//! The tokens that emitters make, with `quote!` for them.
//!
//! It reads as that of the crate `quote`, and differs in what it makes: lists of parts ([`TokenStream`]), of which all
//! that stands in the emitter's own source is made at compile time. In `#(…)*` the first variable is what is repeated.

use smol_str::{SmolStr, SmolStrBuilder, ToSmolStr as _, format_smolstr};

pub(crate) use crate::render::{Kind, Part, Token, TokenStream};

/// What can be interpolated.
pub(crate) trait ToTokens {
    /// Adds the tokens that it is.
    fn to_tokens(&self, tokens: &mut TokenStream);
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(part) = self {
            part.to_tokens(tokens);
        }
    }
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_all(self);
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Word, SmolStr::new_static(if *self { "true" } else { "false" }));
    }
}

/// A text is a string literal.
impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Literal::string(self).to_tokens(tokens);
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

/// An identifier.
#[derive(Clone, Debug)]
pub(crate) struct Ident(SmolStr);

impl Ident {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.into())
    }
}

impl std::fmt::Display for Ident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Word, self.0.clone());
    }
}

/// A literal.
#[derive(Clone, Debug)]
pub(crate) struct Literal(SmolStr);

impl Literal {
    /// A string.
    pub(crate) fn string(text: &str) -> Self {
        let mut literal = SmolStrBuilder::new();
        literal.push('"');
        let mut rest = text;
        while let Some(at) = rest.find(is_escaped) {
            literal.push_str(&rest[..at]);
            let mut characters = rest[at..].chars();
            let character = characters.next().unwrap_or_default();
            rest = characters.as_str();
            match character {
                '\0' if rest.starts_with(|next: char| next.is_digit(8)) => literal.push_str("\\x00"),
                '\0' => literal.push_str("\\0"),
                other => other.escape_debug().for_each(|character| literal.push(character)),
            }
        }
        literal.push_str(rest);
        literal.push('"');
        Self(literal.finish())
    }

    /// A byte string.
    pub(crate) fn byte_string(bytes: &[u8]) -> Self {
        let mut literal = String::with_capacity(bytes.len() * 4 + 3);
        literal.push_str("b\"");
        let mut bytes = bytes.iter().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\0' if bytes.peek().is_some_and(|next| (b'0'..=b'7').contains(next)) => {
                    literal.push_str("\\x00");
                }
                b'\0' => literal.push_str("\\0"),
                b'\t' => literal.push_str("\\t"),
                b'\n' => literal.push_str("\\n"),
                b'\r' => literal.push_str("\\r"),
                b'"' => literal.push_str("\\\""),
                b'\\' => literal.push_str("\\\\"),
                b'\x20'..=b'\x7E' => literal.push(char::from(*byte)),
                _ => literal.push_str(&format_smolstr!("\\x{byte:02X}")),
            }
        }
        literal.push('"');
        Self(literal.into())
    }

    /// An integer without a suffix.
    pub(crate) fn integer(value: impl std::fmt::Display) -> Self {
        Self(value.to_smolstr())
    }

    /// An integer with its type.
    pub(crate) fn i64_suffixed(value: i64) -> Self {
        Self(format_smolstr!("{value}i64"))
    }

    /// A float without a suffix.
    pub(crate) fn float(value: impl std::fmt::Display) -> Self {
        let text = value.to_smolstr();
        Self(if text.contains('.') { text } else { format_smolstr!("{text}.0") })
    }

    /// The digits of a number.
    pub(crate) fn number(digits: &str) -> Self {
        Self(digits.into())
    }
}

fn is_escaped(character: char) -> bool {
    !matches!(character, ' '..='~') || matches!(character, '"' | '\\')
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.0.strip_prefix('-') {
            Some(rest) => {
                tokens.push_fixed(const { &[Token::operator("-")] });
                tokens.push(Kind::Literal, rest.into());
            }
            None => tokens.push(Kind::Literal, self.0.clone()),
        }
    }
}

/// Tokens, with the values of variables in them: `#name`, and `#(…)*`, `#(…),*` for what is repeated.
macro_rules! quote {
    ($($tokens:tt)*) => {{
        #[allow(unused_mut, reason = "there may be no tokens")]
        let mut tokens = $crate::emit::tokens::TokenStream::new();
        $crate::emit::tokens::push!(tokens [] $($tokens)*);
        tokens
    }};
}

/// Adds tokens to a stream, one by one: those without variables are gathered in the brackets behind its name.
macro_rules! push {
    ($out:ident []) => {};
    ($out:ident [$($fixed:tt)+]) => {
        $out.push_fixed(const { &[$($crate::emit::tokens::fixed! $fixed),+] });
    };
    // Variables, and what is repeated.
    ($out:ident $fixed:tt # $name:ident $($rest:tt)*) => {
        $crate::emit::tokens::push!($out $fixed);
        $crate::emit::tokens::ToTokens::to_tokens(&$name, &mut $out);
        $crate::emit::tokens::push!($out [] $($rest)*);
    };
    ($out:ident $fixed:tt # ($($each:tt)*) * $($rest:tt)*) => {
        $crate::emit::tokens::push!($out $fixed);
        $crate::emit::tokens::repeat!($out [$($each)*] [] $($each)*);
        $crate::emit::tokens::push!($out [] $($rest)*);
    };
    ($out:ident $fixed:tt # ($($each:tt)*) $separator:tt * $($rest:tt)*) => {
        $crate::emit::tokens::push!($out $fixed);
        $crate::emit::tokens::repeat!($out [$($each)*] [$separator] $($each)*);
        $crate::emit::tokens::push!($out [] $($rest)*);
    };
    // Comments.
    ($out:ident [$($fixed:tt)*] # [doc = $text:literal] $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (docs $text)] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] # ! [doc = $text:literal] $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (inner_docs $text)] $($rest)*);
    };
    // Brackets: what is in them is followed by a sign for the closing one.
    ($out:ident [$($fixed:tt)*] # @ $close:literal $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (close $close)] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] ($($inside:tt)*) $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (open "(")] $($inside)* #@")" $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] [$($inside:tt)*] $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (open "[")] $($inside)* #@"]" $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] {$($inside:tt)*} $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (open "{")] $($inside)* #@"}" $($rest)*);
    };
    // All others. A generic argument's `>` never joins the next one.
    ($out:ident [$($fixed:tt)*] >> $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (operator ">") (operator ">")] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] _ $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (word "_")] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] $word:ident $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (word stringify!($word))] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] $word:lifetime $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (word stringify!($word))] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] $literal:literal $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (literal stringify!($literal))] $($rest)*);
    };
    ($out:ident [$($fixed:tt)*] $operator:tt $($rest:tt)*) => {
        $crate::emit::tokens::push!($out [$($fixed)* (operator stringify!($operator))] $($rest)*);
    };
}

/// One token of an emitter's source.
macro_rules! fixed {
    ($kind:ident $text:expr) => {
        $crate::emit::tokens::Token::$kind($text)
    };
}

/// Adds the tokens in the first brackets for each value of their first variable, with the separator in the second ones.
macro_rules! repeat {
    ($out:ident [$($each:tt)*] [] # $name:ident $($rest:tt)*) => {
        for $name in $name {
            $crate::emit::tokens::push!($out [] $($each)*);
        }
    };
    ($out:ident [$($each:tt)*] [$separator:tt] # $name:ident $($rest:tt)*) => {
        for (index, $name) in $name.into_iter().enumerate() {
            if index > 0 {
                $crate::emit::tokens::push!($out [] $separator);
            }
            $crate::emit::tokens::push!($out [] $($each)*);
        }
    };
    ($out:ident $each:tt $separator:tt $other:tt $($rest:tt)*) => {
        $crate::emit::tokens::repeat!($out $each $separator $($rest)*);
    };
}

pub(crate) use {fixed, push, quote, repeat};
