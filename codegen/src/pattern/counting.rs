//! Plans patterns whose counts are too large for a table, by an automaton whose states count.

use super::ast::Node;
use super::set::CharSet;
use super::simplify::is_anchored;
use super::symbols::{Alphabet, symbols};

/// A state; see `farrier_runtime::pattern::Run`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The symbols that belong to the run, a bit each.
    pub symbols: [u64; 4],
    /// The least number of characters, at least 1.
    pub min: u32,
    /// The greatest number of characters; `u32::MAX` stands for no limit.
    pub max: u32,
    /// The runs that may follow.
    pub next: Vec<u16>,
    /// Whether the pattern has matched when the run is complete, whatever follows.
    pub matches: bool,
    /// Whether the pattern has matched when the string ends after the run.
    pub matches_at_end: bool,
}

/// A nondeterministic automaton of runs; see `farrier_runtime::pattern::Counting`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The states.
    pub runs: Vec<Run>,
    /// The runs that a match may begin with at the start of the string.
    pub first: Vec<u16>,
    /// The runs that a match may begin with anywhere.
    pub anywhere: Vec<u16>,
    /// Whether the empty string matches.
    pub matches_empty: bool,
}

/// The most instructions, and so runs, of an automaton.
const MAX_OPS: usize = 4_096;

enum Op {
    Run { set: usize, min: u32, max: u32, next: usize },
    Split(Vec<usize>),
    Start(usize),
    End(usize),
    Match,
}

/// What can be reached without reading.
#[derive(Default)]
struct Reach {
    runs: Vec<usize>,
    matches: bool,
    matches_at_end: bool,
}

/// The automaton that decides the pattern, if there is one.
pub(super) fn counting(node: &Node, utf16: bool) -> Option<Counting> {
    let mut builder = Builder { ops: vec![Op::Match], sets: Vec::new() };
    let start = builder.node(node, 0)?;
    let divided = symbols(&builder.sets, utf16)?;
    let first = builder.reach(start, true);
    let anywhere = if is_anchored(node) { Reach::default() } else { builder.reach(start, false) };
    if first.matches || anywhere.matches || anywhere.matches_at_end {
        // Any string matches, which a table says better.
        return None;
    }
    let numbers: Vec<Option<u16>> = builder.numbers()?;
    let numbered = |runs: &[usize]| runs.iter().filter_map(|op| *numbers.get(*op)?).collect::<Vec<u16>>();
    let mut runs = Vec::new();
    for op in &builder.ops {
        if let Op::Run { set, min, max, next } = op {
            let after = builder.reach(*next, false);
            runs.push(Run {
                symbols: divided.sets.get(*set)?.0,
                min: *min,
                max: *max,
                next: numbered(&after.runs),
                matches: after.matches,
                matches_at_end: after.matches_at_end || after.matches,
            });
        }
    }
    Some(Counting {
        alphabet: divided.alphabet,
        runs,
        first: numbered(&first.runs),
        anywhere: numbered(&anywhere.runs),
        matches_empty: first.matches_at_end,
    })
}

struct Builder {
    ops: Vec<Op>,
    sets: Vec<CharSet>,
}

impl Builder {
    fn push(&mut self, op: Op) -> Option<usize> {
        (self.ops.len() < MAX_OPS).then(|| {
            self.ops.push(op);
            self.ops.len() - 1
        })
    }

    fn run(&mut self, set: &CharSet, min: u32, max: Option<u32>, next: usize) -> Option<usize> {
        let set = match self.sets.iter().position(|known| known == set) {
            Some(index) => index,
            None => {
                self.sets.push(set.clone());
                self.sets.len() - 1
            }
        };
        let run = self.push(Op::Run { set, min: min.max(1), max: max.unwrap_or(u32::MAX), next })?;
        if min == 0 { self.push(Op::Split(vec![run, next])) } else { Some(run) }
    }

    fn node(&mut self, node: &Node, next: usize) -> Option<usize> {
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => self.run(set, 1, Some(1), next),
            Node::Concat(nodes) => nodes.iter().rev().try_fold(next, |next, node| self.node(node, next)),
            Node::Alternation(nodes) => {
                let starts = nodes.iter().map(|node| self.node(node, next)).collect::<Option<Vec<_>>>()?;
                self.push(Op::Split(starts))
            }
            Node::Repeat { node, min, max, .. } => match &**node {
                Node::Set(set) => self.run(set, *min, *max, next),
                body => self.repeat(body, *min, *max, next),
            },
            Node::Start => self.push(Op::Start(next)),
            Node::End => self.push(Op::End(next)),
            Node::Group(_, node) => self.node(node, next),
            Node::Look { .. } | Node::BackReference(_) | Node::Atomic(_) => None,
        }
    }

    fn repeat(&mut self, body: &Node, min: u32, max: Option<u32>, next: usize) -> Option<usize> {
        let mut start = next;
        match max {
            None => {
                let split = self.push(Op::Split(Vec::new()))?;
                let body = self.node(body, split)?;
                *self.ops.get_mut(split)? = Op::Split(vec![body, next]);
                start = split;
            }
            Some(max) => {
                for _ in min..max {
                    let body = self.node(body, start)?;
                    start = self.push(Op::Split(vec![body, next]))?;
                }
            }
        }
        for _ in 0..min {
            start = self.node(body, start)?;
        }
        Some(start)
    }

    /// The number of the run that each instruction is.
    fn numbers(&self) -> Option<Vec<Option<u16>>> {
        let mut count = 0u16;
        let mut numbers = Vec::with_capacity(self.ops.len());
        for op in &self.ops {
            if matches!(op, Op::Run { .. }) {
                numbers.push(Some(count));
                count = count.checked_add(1)?;
            } else {
                numbers.push(None);
            }
        }
        Some(numbers)
    }

    fn reach(&self, from: usize, at_start: bool) -> Reach {
        let mut reach = Reach::default();
        let mut seen = std::collections::BTreeSet::new();
        let mut waiting = vec![(from, false)];
        while let Some((op, ended)) = waiting.pop() {
            if !seen.insert((op, ended)) {
                continue;
            }
            match self.ops.get(op) {
                Some(Op::Run { .. }) if !ended => reach.runs.push(op),
                Some(Op::Split(targets)) => waiting.extend(targets.iter().map(|target| (*target, ended))),
                Some(Op::Start(next)) if at_start => waiting.push((*next, ended)),
                Some(Op::End(next)) => waiting.push((*next, true)),
                Some(Op::Match) if ended => reach.matches_at_end = true,
                Some(Op::Match) => reach.matches = true,
                _ => {}
            }
        }
        reach
    }
}
