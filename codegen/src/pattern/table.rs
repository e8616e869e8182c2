//! Plans patterns that a deterministic automaton of bounded size decides.

use super::ast::Node;
use super::determinize::{Automaton, determinize};
use super::minimize::equivalent;
use super::program::{Program, program};
use super::symbols::Alphabet;

/// A deterministic automaton; see `farrier_runtime::pattern::Table`. A state is the index of its row; the first row is
/// the state that never matches, the second the one that always does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The number of symbols, which is the length of a row.
    pub symbols: u16,
    /// The state before the first character.
    pub start: u16,
    /// The first of the states that match at the end of the string.
    pub accepting: u16,
    /// The next states, row by row.
    pub next: Vec<u16>,
}

impl Table {
    /// The size of the table in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.next.len() * 2 + self.alphabet.wide.len() * 4 + self.alphabet.ascii.len()
    }
}

/// The most cells of a table, which are two bytes each. A table that is larger costs more to load than the counting
/// automaton costs to run.
const MAX_CELLS: usize = 8 * 1024;

/// How many states a minimal automaton may have had before.
const SURPLUS: usize = 4;

/// The table that decides the pattern, if there is a small one.
pub(super) fn table(node: &Node, utf16: bool) -> Option<Table> {
    let program = program(node, utf16)?;
    let states = MAX_CELLS * SURPLUS / program.symbols.count.max(1);
    let automaton = determinize(&program, states)?;
    let small = quotient(&automaton);
    let columns = distinct_columns(&small);
    let width = columns.iter().max().map_or(1, |last| last + 1);
    if (small.accepting.len() + 2) * width > MAX_CELLS {
        return None;
    }
    Some(lay_out(&program, &small, &columns, width))
}

/// The minimal automaton.
fn quotient(automaton: &Automaton) -> Automaton {
    let (block_of, blocks) = equivalent(automaton);
    let symbols = automaton.symbols;
    let mut small = Automaton {
        symbols,
        start: block_of[automaton.start],
        next: vec![0; blocks * symbols],
        accepting: vec![false; blocks],
    };
    for (state, block) in block_of.iter().enumerate() {
        small.accepting[*block] = automaton.accepting[state];
        for symbol in 0..symbols {
            small.next[block * symbols + symbol] = block_of[automaton.next[state * symbols + symbol]];
        }
    }
    small
}

/// For each symbol a number from 0, the same for symbols that no state tells apart.
fn distinct_columns(automaton: &Automaton) -> Vec<usize> {
    let column =
        |symbol: usize| automaton.next.iter().skip(symbol).step_by(automaton.symbols).collect::<Vec<_>>();
    let mut known = std::collections::BTreeMap::new();
    (0..automaton.symbols)
        .map(|symbol| {
            let next = known.len();
            *known.entry(column(symbol)).or_insert(next)
        })
        .collect()
}

/// What becomes of a state: its row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Never,
    Always,
    Rejecting,
    Accepting,
}

fn lay_out(program: &Program, automaton: &Automaton, columns: &[usize], width: usize) -> Table {
    let count = automaton.accepting.len();
    let rows = |state: usize| &automaton.next[state * automaton.symbols..(state + 1) * automaton.symbols];
    let rank =
        |state: usize| match (automaton.accepting[state], rows(state).iter().all(|next| *next == state)) {
            (false, true) => Rank::Never,
            (true, true) => Rank::Always,
            (false, false) => Rank::Rejecting,
            (true, false) => Rank::Accepting,
        };
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|state| (rank(*state), *state));
    // The first two rows are there even when no state is in them.
    let mut row = vec![0; count];
    let mut next_row = 2;
    let mut accepting = None;
    for state in &order {
        row[*state] = match rank(*state) {
            Rank::Never => 0,
            Rank::Always => 1,
            rank => {
                if rank == Rank::Accepting {
                    accepting.get_or_insert(next_row);
                }
                next_row += 1;
                next_row - 1
            }
        };
    }
    // The number of cells is bounded, so that every index fits.
    let cell = |row: usize| u16::try_from(row * width).unwrap_or(u16::MAX);
    let mut next = vec![0; next_row * width];
    next[width..2 * width].fill(cell(1));
    for state in order.iter().filter(|state| row[**state] > 1) {
        for (symbol, target) in rows(*state).iter().enumerate() {
            next[row[*state] * width + columns[symbol]] = cell(row[*target]);
        }
    }
    let names: Vec<u8> = columns.iter().map(|column| u8::try_from(*column).unwrap_or(u8::MAX)).collect();
    Table {
        alphabet: program.symbols.alphabet.renamed(&names),
        symbols: u16::try_from(width).unwrap_or(u16::MAX),
        start: cell(row[automaton.start]),
        accepting: accepting.map_or(u16::MAX, cell),
        next,
    }
}
