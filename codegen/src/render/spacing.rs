//! Which tokens have a space before them, where they stand on one line.

use super::{
    sign::{Sign, sign},
    token::{Kind, Token},
};

/// What matters of the tokens before.
struct Before {
    /// Whether an operand ends there: what follows is binary.
    operand: bool,
    /// Whether what follows is tight: a unary operator, an opening bracket.
    tight: bool,
    /// How many generic arguments' brackets are open.
    angles: usize,
    /// Whether a closure's parameters are open.
    closure: bool,
    /// Whether the bracket around has no spaces inside.
    narrow: bool,
}

/// How a token stands among the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spacing {
    /// Whether a space stands before it.
    pub(super) space: bool,
    pub(super) role: Role,
}

/// For each token whether a space stands before it. Angle brackets that are generic arguments' become [`Role::Angle`].
pub(super) fn spaces(tokens: &[Token]) -> Vec<Spacing> {
    let mut before = Before { operand: false, tight: true, angles: 0, closure: false, narrow: true };
    let mut outer = Vec::new();
    let mut spaces = vec![Spacing { space: false, role: Role::Other }; tokens.len()];
    for (at, (token, spacing)) in tokens.iter().zip(&mut spaces).enumerate() {
        let preceding = &tokens[..at];
        let (space, role) = before.take(token, preceding);
        *spacing = Spacing { space, role };
        match token.kind {
            Kind::Open => {
                let follows_path = || preceding.last().is_some_and(|previous| previous.is(sign!(::)));
                let narrow = !token.is(sign!("{")) || follows_path();
                outer.push((before.angles, before.closure, before.narrow));
                (before.angles, before.closure, before.narrow) = (0, false, narrow);
                before.tight = narrow;
            }
            Kind::Close => (before.angles, before.closure, before.narrow) = outer.pop().unwrap_or_default(),
            _ => {}
        }
    }
    spaces
}

/// What an operator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `<` or `>` around generic arguments.
    Angle,
    /// Between two operands.
    Binary,
    Other,
}

impl Before {
    /// Takes the next token: whether a space stands before it, and what it is.
    fn take(&mut self, token: &Token, preceding: &[Token]) -> (bool, Role) {
        let tight = std::mem::replace(&mut self.tight, false);
        match token.kind {
            Kind::Word | Kind::Path | Kind::Literal => {
                self.operand = !is_keyword(token);
                (!tight, Role::Other)
            }
            Kind::Docs | Kind::InnerDocs => {
                self.operand = false;
                (false, Role::Other)
            }
            Kind::Open => {
                let called = preceding.last().is_some_and(|previous| match previous.kind {
                    Kind::Word => self.operand || is_called(previous),
                    Kind::Close => !previous.is(sign!("}")),
                    Kind::Operator => {
                        (self.operand && !previous.is(sign!(|)))
                            || previous.is(sign!(#))
                            || previous.is(sign!(!))
                    }
                    _ => false,
                });
                self.operand = false;
                (!tight && (token.is(sign!("{")) || !called), Role::Other)
            }
            Kind::Close => {
                self.operand = true;
                let is_empty = || preceding.last().is_some_and(|previous| previous.is(sign!("{")));
                (!self.narrow && !is_empty(), Role::Other)
            }
            Kind::Operator => self.operator(token.sign, tight, preceding),
        }
    }

    fn operator(&mut self, operator: Option<Sign>, tight: bool, preceding: &[Token]) -> (bool, Role) {
        let previous = || preceding.last();
        let operand = std::mem::replace(&mut self.operand, false);
        let Some(operator) = operator else { return (true, Role::Binary) };
        match operator {
            sign!(,) | sign!(;) | sign!(:) => (false, Role::Other),
            sign!(.) => {
                self.tight = true;
                // In a table, calls follow an arrow.
                (previous().is_some_and(|previous| previous.is(sign!(=>))), Role::Other)
            }
            sign!(?) => {
                self.operand = true;
                (false, Role::Other)
            }
            sign!(::) => {
                self.tight = true;
                (!operand && !tight, Role::Other)
            }
            sign!(..) | sign!(..=) | sign!(...) => {
                self.tight = true;
                (!operand && !tight, Role::Other)
            }
            sign!(#) => {
                self.tight = true;
                (!tight, Role::Other)
            }
            sign!(!) => {
                let called = operand && previous().is_some_and(Token::is_word);
                let attribute = previous().is_some_and(|previous| previous.is(sign!(#)));
                self.operand = called;
                self.tight = !called;
                (!tight && !called && !attribute, Role::Other)
            }
            sign!(<) if opens_arguments(operand, preceding) => {
                self.tight = true;
                self.angles += 1;
                let attached =
                    previous().is_some_and(|previous| previous.is_word() || previous.is(sign!(::)));
                (!tight && !attached, Role::Angle)
            }
            sign!(>) if self.angles > 0 => {
                self.operand = true;
                self.angles -= 1;
                (false, Role::Angle)
            }
            sign!(|) | sign!(||) if !operand || self.closure => {
                let opens = operator == sign!(|) && !self.closure;
                self.closure = opens;
                self.tight = opens;
                (!tight && (opens || operator == sign!(||)), Role::Other)
            }
            sign!(&) | sign!(&&) | sign!(*) | sign!(-) if !operand => {
                self.tight = true;
                (!tight, Role::Other)
            }
            _ => (true, Role::Binary),
        }
    }
}

/// Whether a bracket follows the word without a space although it is a keyword, or one of the runtime's tables.
fn is_called(word: &Token) -> bool {
    matches!(word.sign, Some(sign!(fn) | sign!(or) | sign!(pub) | sign!(served)))
}

/// Whether `<` opens generic arguments, or a path through a trait.
fn opens_arguments(operand: bool, preceding: &[Token]) -> bool {
    let Some((previous, preceding)) = preceding.split_last() else { return true };
    if previous.kind == Kind::Word {
        let capital = previous.text.starts_with(char::is_uppercase);
        let named = capital && (previous.text.len() == 1 || previous.text.contains(char::is_lowercase));
        return named
            || matches!(previous.sign, Some(sign!(impl) | sign!(for) | sign!(dyn)))
            || matches!(
                preceding.last().and_then(|second| second.sign),
                Some(sign!(fn) | sign!(struct) | sign!(enum) | sign!(type) | sign!(trait))
            );
    }
    previous.is(sign!(::)) || !operand
}

/// Whether the token is a word behind which an operand begins: a keyword, or one of the runtime's tables.
pub(super) fn is_keyword(word: &Token) -> bool {
    word.is_word() && word.sign.is_some_and(|sign| !matches!(sign, sign!(crate) | sign!(derive) | sign!(_)))
}
