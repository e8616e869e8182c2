//! Which braces are blocks, that always break.

use super::{
    spacing::{self, Role},
    token::{Kind, Token},
};

/// What stands in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Items, with blank lines between them.
    Items,
    Statements,
    /// What commas separate.
    List,
    /// The lines of a macro's own table.
    Table,
}

/// For each bracket the other one.
pub(super) fn pairs(tokens: &[Token]) -> Vec<usize> {
    let mut pairs = vec![0; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push(at),
            Kind::Close => {
                let other = open.pop().unwrap_or(at);
                pairs[at] = other;
                pairs[other] = at;
            }
            _ => {}
        }
    }
    pairs
}

/// Whether a token behind a brace belongs to the same unit.
pub(super) fn continues(next: &Token) -> bool {
    const SIGNS: &[&str] = &[".", "?", ",", ";", "=", "=>", "|", "&&", "||", "==", "+", "else", "in", "as"];
    SIGNS.iter().any(|sign| next.is(sign))
}

/// Tokens within one bracket.
#[derive(Default)]
struct Level {
    /// What this level is, where it is a block.
    block: Option<Block>,
    /// What the next brace holds, by the keywords before it.
    expected: Option<Block>,
    /// Whether a later keyword may say otherwise.
    weak: bool,
}

impl Level {
    fn keyword(&mut self, word: &str) {
        let open = self.expected.is_none() || self.weak;
        let (expected, weak) = match word {
            "match" => (Block::List, false),
            "if" | "while" | "loop" | "else" => (Block::Statements, false),
            "impl" | "trait" | "mod" if open => (Block::Items, false),
            "struct" | "enum" if open => (Block::List, false),
            "fn" if open => (Block::Statements, false),
            "for" | "unsafe" | "async" | "move" if open => (Block::Statements, true),
            _ => return,
        };
        (self.expected, self.weak) = (Some(expected), weak);
    }
}

/// What stands in each brace that is a block.
pub(super) fn blocks(tokens: &[Token], pairs: &[usize], roles: &[Role]) -> Vec<Option<Block>> {
    let mut blocks = vec![None; tokens.len()];
    let mut level = Level { block: Some(Block::Items), ..Level::default() };
    let mut outer = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word => level.keyword(token.text),
            Kind::Operator => {
                let ends = match level.block {
                    Some(Block::Items | Block::Statements) => token.is(";") || token.is("=>"),
                    _ => token.is(",") || token.is("=>") || token.is(";"),
                };
                if ends {
                    level.expected = None;
                }
            }
            Kind::Open => {
                let block = token.is("{").then(|| brace(tokens, pairs, roles, at, &mut level)).flatten();
                blocks[at] = block.filter(|_| pairs[at] > at + 1);
                outer.push(std::mem::replace(&mut level, Level { block, ..Level::default() }));
            }
            Kind::Close => level = outer.pop().unwrap_or_default(),
            Kind::Literal | Kind::Docs | Kind::InnerDocs => {}
        }
    }
    blocks
}

/// What stands in the brace at `at`, if it is a block.
fn brace(tokens: &[Token], pairs: &[usize], roles: &[Role], at: usize, level: &mut Level) -> Option<Block> {
    let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
    if previous.is_some_and(|previous| previous.is("!")) {
        return Some(Block::Table);
    }
    if previous.is_some_and(|previous| previous.is("::")) {
        return None;
    }
    let is_pattern = |next: &Token| ["=", "=>", "|", "in"].iter().any(|sign| next.is(sign));
    if let Some(expected) = level.expected {
        if tokens.get(pairs[at] + 1).is_some_and(is_pattern) {
            return None;
        }
        level.expected = None;
        return Some(expected);
    }
    let named = previous.is_some_and(|previous| {
        previous.is_word() && !spacing::is_keyword(previous.text) || at > 0 && roles[at - 1] == Role::Angle
    });
    (!named).then_some(Block::Statements)
}
