//! Tokens whose text is always the same: import and layout compare them by number.

use super::token::{Kind, Token};

macro_rules! signs {
    (
        Operator { $($operator:ident $operator_token:tt)* }
        Word { $($word:ident $word_token:tt)* }
        $($kind:ident $other:ident $text:tt)*
    ) => {
        /// An operator, a bracket or a word that matters to import and layout.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Sign {
            $($operator,)* $($word,)* $($other),*
        }

        /// The token of each sign. Of operators that begin alike, the longest comes first.
        const SIGNS: &[Token<'static>] = &[
            $(Sign::$operator.as_token(Kind::Operator, stringify!($operator_token)),)*
            $(Sign::$word.as_token(Kind::Word, stringify!($word_token)),)*
            $(Sign::$other.as_token(Kind::$kind, $text)),*
        ];

        /// The sign of a token; those that no macro could match are written in quotes.
        macro_rules! sign {
            $(($operator_token) => { $crate::render::Sign::$operator };)*
            $(($word_token) => { $crate::render::Sign::$word };)*
            $(($text) => { $crate::render::Sign::$other };)*
        }

        pub(crate) use sign;
    };
}

signs! {
    Operator {
        PathSeparator :: Comma , FatArrow => Arrow -> Dots ... InclusiveRange ..= Range .. Dot . Semicolon ; Colon :
        Pound # Equal == Assign = LessOrEqual <= Less < GreaterOrEqual >= Greater > AndAnd && AndAssign &= And &
        NotEqual != Not ! Question ? OrOr || OrAssign |= Or | SlashAssign /= Slash / PlusAssign += Plus +
        MinusAssign -= Minus - StarAssign *= Star * CaretAssign ^= Caret ^ PercentAssign %= Percent % At @ Tilde ~
    }
    Word {
        As as Async async Break break Const const Crate crate Derive derive Dyn dyn Else else Enum enum Fn fn For for
        If if Impl impl In in Let let Loop loop Match match Mod mod Move move Mut mut Default or Pub pub Ref ref
        Return return Served served Static static Struct struct Trait trait Type type Underscore _ Unsafe unsafe
        Use use Where where While while
    }
    Operator Dollar "$"
    Open OpenParenthesis "(" Open OpenBracket "[" Open OpenBrace "{"
    Close CloseParenthesis ")" Close CloseBracket "]" Close CloseBrace "}"
}

impl Sign {
    /// How many there are.
    pub(super) const COUNT: usize = SIGNS.len();

    const fn as_token(self, kind: Kind, text: &'static str) -> Token<'static> {
        Token { kind, sign: Some(self), text }
    }

    /// The token of the sign with this number, in the order of the signs.
    pub(super) fn numbered(number: u8) -> Option<Token<'static>> {
        SIGNS.get(usize::from(number)).copied()
    }

    /// Its token.
    pub(crate) fn token(self) -> Token<'static> {
        SIGNS[self as usize]
    }

    /// The sign of the token with this text, if it has one.
    pub(crate) fn of(kind: Kind, text: &str) -> Option<Self> {
        SIGNS.iter().find(|token| token.kind == kind && token.text == text)?.sign
    }

    /// The longest operator at the start of a text.
    pub(crate) fn operator_at(text: &str) -> Option<Token<'static>> {
        SIGNS.iter().find(|token| token.kind == Kind::Operator && text.starts_with(token.text)).copied()
    }
}
