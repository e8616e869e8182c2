//! Which tokens have a space before them, where they stand on one line.

use super::token::{Kind, Token};

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

/// For each token whether a space stands before it. Angle brackets that are generic arguments' become [`Role::Angle`].
pub(super) fn spaces(tokens: &[Token]) -> (Vec<bool>, Vec<Role>) {
    let mut before = Before { operand: false, tight: true, angles: 0, closure: false, narrow: true };
    let mut outer = Vec::new();
    let mut spaces = Vec::with_capacity(tokens.len());
    let mut roles = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
        let (space, role) = before.take(token, previous, at.checked_sub(2).and_then(|at| tokens.get(at)));
        spaces.push(space);
        roles.push(role);
        match token.kind {
            Kind::Open => {
                let narrow = !token.is("{") || previous.is_some_and(|previous| previous.is("::"));
                outer.push((before.angles, before.closure, before.narrow));
                (before.angles, before.closure, before.narrow) = (0, false, narrow);
                before.tight = narrow;
            }
            Kind::Close => (before.angles, before.closure, before.narrow) = outer.pop().unwrap_or_default(),
            _ => {}
        }
    }
    (spaces, roles)
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
    fn take(&mut self, token: &Token, previous: Option<&Token>, second: Option<&Token>) -> (bool, Role) {
        let tight = std::mem::replace(&mut self.tight, false);
        match token.kind {
            Kind::Word | Kind::Literal => {
                self.operand = !(token.is_word() && is_keyword(token.text));
                (!tight, Role::Other)
            }
            Kind::Docs | Kind::InnerDocs => {
                self.operand = false;
                (false, Role::Other)
            }
            Kind::Open => {
                let called = previous.is_some_and(|previous| match previous.kind {
                    Kind::Word => self.operand || CALLED.iter().any(|word| previous.is(word)),
                    Kind::Close => !previous.is("}"),
                    Kind::Operator => {
                        (self.operand && !previous.is("|")) || previous.is("#") || previous.is("!")
                    }
                    _ => false,
                });
                self.operand = false;
                (!tight && (token.is("{") || !called), Role::Other)
            }
            Kind::Close => {
                self.operand = true;
                (!self.narrow && !previous.is_some_and(|previous| previous.is("{")), Role::Other)
            }
            Kind::Operator => self.operator(token.text, tight, previous, second),
        }
    }

    fn operator(
        &mut self,
        operator: &str,
        tight: bool,
        previous: Option<&Token>,
        second: Option<&Token>,
    ) -> (bool, Role) {
        let operand = std::mem::replace(&mut self.operand, false);
        match operator {
            "," | ";" | ":" => (false, Role::Other),
            "." => {
                self.tight = true;
                // In a table, calls follow an arrow.
                (previous.is_some_and(|previous| previous.is("=>")), Role::Other)
            }
            "?" => {
                self.operand = true;
                (false, Role::Other)
            }
            "::" => {
                self.tight = true;
                (!operand && !tight, Role::Other)
            }
            ".." | "..=" | "..." => {
                self.tight = true;
                (!operand && !tight, Role::Other)
            }
            "#" => {
                self.tight = true;
                (!tight, Role::Other)
            }
            "!" => {
                let called = operand && previous.is_some_and(Token::is_word);
                let attribute = previous.is_some_and(|previous| previous.is("#"));
                self.operand = called;
                self.tight = !called;
                (!tight && !called && !attribute, Role::Other)
            }
            "<" if opens_arguments(operand, previous, second) => {
                self.tight = true;
                self.angles += 1;
                let attached = previous.is_some_and(|previous| previous.is_word() || previous.is("::"));
                (!tight && !attached, Role::Angle)
            }
            ">" if self.angles > 0 => {
                self.operand = true;
                self.angles -= 1;
                (false, Role::Angle)
            }
            "|" | "||" if !operand || self.closure => {
                let opens = operator == "|" && !self.closure;
                self.closure = opens;
                self.tight = opens;
                (!tight && (opens || operator == "||"), Role::Other)
            }
            "&" | "&&" | "*" | "-" if !operand => {
                self.tight = true;
                (!tight, Role::Other)
            }
            _ => (true, Role::Binary),
        }
    }
}

/// Keywords, and words that are only some, which a bracket follows without a space.
const CALLED: &[&str] = &["fn", "or", "pub", "served"];

/// Whether `<` opens generic arguments, or a path through a trait.
fn opens_arguments(operand: bool, previous: Option<&Token>, second: Option<&Token>) -> bool {
    let Some(previous) = previous else { return true };
    if previous.kind == Kind::Word {
        let capital = previous.text.starts_with(char::is_uppercase);
        let named = capital && (previous.text.len() == 1 || previous.text.contains(char::is_lowercase));
        let declares = ["fn", "struct", "enum", "type", "trait"];
        return named
            || matches!(previous.text, "impl" | "for" | "dyn")
            || second.is_some_and(|second| declares.iter().any(|keyword| second.is(keyword)));
    }
    previous.is("::") || !operand
}

/// Words behind which an operand begins.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "break"
            | "const"
            | "dyn"
            | "else"
            | "enum"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            // Of the runtime's tables.
            | "or"
            | "pub"
            | "ref"
            | "return"
            | "served"
            | "static"
            | "struct"
            | "trait"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
    )
}
