//! Which braces are blocks, that always break.

use super::{
    sign::{Sign, sign},
    spacing::{self, Role, Spacing},
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
    matches!(
        next.sign,
        Some(
            sign!(.)
                | sign!(?)
                | sign!(,)
                | sign!(;)
                | sign!(=)
                | sign!(=>)
                | sign!(|)
                | sign!(&&)
                | sign!(||)
                | sign!(==)
                | sign!(+)
                | sign!(else)
                | sign!(in)
                | sign!(as)
        )
    )
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
    fn keyword(&mut self, word: Sign) {
        let open = self.expected.is_none() || self.weak;
        let (expected, weak) = match word {
            sign!(match) => (Block::List, false),
            sign!(if) | sign!(while) | sign!(loop) | sign!(else) => (Block::Statements, false),
            sign!(impl) | sign!(trait) | sign!(mod) if open => (Block::Items, false),
            sign!(struct) | sign!(enum) if open => (Block::List, false),
            sign!(fn) if open => (Block::Statements, false),
            sign!(for) | sign!(unsafe) | sign!(async) | sign!(move) if open => (Block::Statements, true),
            _ => return,
        };
        (self.expected, self.weak) = (Some(expected), weak);
    }
}

/// What stands in each brace that is a block.
pub(super) fn blocks(tokens: &[Token], pairs: &[usize], spaces: &[Spacing]) -> Vec<Option<Block>> {
    let mut blocks = vec![None; tokens.len()];
    let mut level = Level { block: Some(Block::Items), ..Level::default() };
    let mut outer = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word => {
                if let Some(word) = token.sign {
                    level.keyword(word);
                }
            }
            Kind::Operator => {
                let ends = match level.block {
                    Some(Block::Items | Block::Statements) => token.is(sign!(;)) || token.is(sign!(=>)),
                    _ => token.is(sign!(,)) || token.is(sign!(=>)) || token.is(sign!(;)),
                };
                if ends {
                    level.expected = None;
                }
            }
            Kind::Open => {
                let block =
                    token.is(sign!("{")).then(|| brace(tokens, pairs, spaces, at, &mut level)).flatten();
                blocks[at] = block.filter(|_| pairs[at] > at + 1);
                outer.push(std::mem::replace(&mut level, Level { block, ..Level::default() }));
            }
            Kind::Close => level = outer.pop().unwrap_or_default(),
            Kind::Path | Kind::Literal | Kind::Docs | Kind::InnerDocs => {}
        }
    }
    blocks
}

/// What stands in the brace at `at`, if it is a block.
fn brace(
    tokens: &[Token],
    pairs: &[usize],
    spaces: &[Spacing],
    at: usize,
    level: &mut Level,
) -> Option<Block> {
    let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
    if previous.is_some_and(|previous| previous.is(sign!(!))) {
        return Some(Block::Table);
    }
    if previous.is_some_and(|previous| previous.is(sign!(::))) {
        return None;
    }
    let is_pattern = |next: &Token| matches!(next.sign, Some(sign!(=) | sign!(=>) | sign!(|) | sign!(in)));
    if let Some(expected) = level.expected {
        if tokens.get(pairs[at] + 1).is_some_and(is_pattern) {
            return None;
        }
        level.expected = None;
        return Some(expected);
    }
    let named = previous.is_some_and(|previous| {
        previous.is_word() && !spacing::is_keyword(previous) || at > 0 && spaces[at - 1].role == Role::Angle
    });
    (!named).then_some(Block::Statements)
}
