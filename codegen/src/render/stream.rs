//! Tokens as emitters put them together.

use super::{
    sign::Sign,
    token::{Kind, Token},
};

/// Tokens, in their order.
///
/// They are one text: of each token the mark of its kind, its text and the mark of its end, or the mark of a sign and
/// its number. A part is put into the whole by one copy, whatever it consists of.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenStream(String);

/// The kinds of tokens by their marks: control characters, none of which is in a token's text.
const KINDS: [Kind; 8] = [
    Kind::Word,
    Kind::Path,
    Kind::Literal,
    Kind::Operator,
    Kind::Open,
    Kind::Close,
    Kind::Docs,
    Kind::InnerDocs,
];

const _: () = {
    let mut mark = 0;
    while mark < KINDS.len() {
        assert!(KINDS[mark] as usize == mark, "a kind's mark is its number");
        mark += 1;
    }
};

/// The mark behind a text.
const END: u8 = KINDS.len() as u8;

/// The mark before the number of a sign.
const SIGN: u8 = END + 1;

/// The number of the first sign. Each is a byte of its own in the text, and no mark.
const FIRST_SIGN: u8 = SIGN + 1;
const _: () = assert!(FIRST_SIGN as usize + Sign::COUNT <= 0x80);

fn is_mark(byte: u8) -> bool {
    byte <= SIGN
}

impl TokenStream {
    /// No tokens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many bytes more.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.0.reserve(bytes);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a token with any text: without characters that are marks.
    pub(crate) fn push(&mut self, token: Token) {
        if let Some(sign) = token.sign {
            return self.0.extend([char::from(SIGN), char::from(FIRST_SIGN + sign as u8)]);
        }
        // Over all bytes, which the compiler does many at once; a search it does not.
        let has_marks = token.text.bytes().fold(false, |has_marks, byte| has_marks | is_mark(byte));
        self.push_written(token.kind, |text| {
            if has_marks {
                text.extend(token.text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_mark)));
            } else {
                text.push_str(token.text);
            }
        });
    }

    /// Adds a token whose text, of which no character is a mark, is written.
    pub(crate) fn push_written(&mut self, kind: Kind, write: impl FnOnce(&mut String)) {
        self.0.push(char::from(kind as u8));
        write(&mut self.0);
        self.0.push(char::from(END));
    }

    /// Adds a stream's text.
    pub(crate) fn push_stream(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// The tokens.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        let (text, bytes) = (self.0.as_str(), self.0.as_bytes());
        let mut at = 0;
        std::iter::from_fn(move || {
            let mark = *bytes.get(at)?;
            let start = at + 1;
            if mark == SIGN {
                at += 2;
                return Sign::numbered(*bytes.get(start)? - FIRST_SIGN);
            }
            let kind = *KINDS.get(usize::from(mark))?;
            let end = start + memchr::memchr(END, bytes.get(start..)?)?;
            at = end + 1;
            Some(Token::new(kind, text.get(start..end)?))
        })
    }
}

impl Extend<TokenStream> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenStream>>(&mut self, parts: I) {
        self.0.extend(parts.into_iter().map(|part| part.0));
    }
}

impl FromIterator<TokenStream> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenStream>>(parts: I) -> Self {
        let mut tokens = Self::new();
        tokens.extend(parts);
        tokens
    }
}
