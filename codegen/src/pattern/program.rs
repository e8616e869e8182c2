//! A pattern as a nondeterministic automaton with assertions, from which tables are made.

use super::ast::Node;
use super::set::CharSet;
use super::simplify::{is_anchored, without_atomic_runs};
use super::symbols::{Symbols, symbols};

/// An instruction of the automaton; numbers are those of instructions.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// Reads a member of the set with this number.
    Set(usize, usize),
    /// Goes on at each of them.
    Split(Vec<usize>),
    /// Goes on at the start of the string.
    Start(usize),
    /// Goes on at its end.
    End(usize),
    /// Goes on where the look-around with this number holds.
    Look(usize, usize),
    /// The end of the pattern or of a look-around's body.
    Match,
}

/// A look-around.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) negate: bool,
    /// Where its body begins; that of a look-behind begins with a loop over everything before it.
    pub(super) start: usize,
}

pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    /// The look-arounds, inner ones before those that contain them.
    pub(super) looks: Vec<Look>,
    pub(super) start: usize,
    pub(super) symbols: Symbols,
}

/// The most instructions of a program.
const MAX_OPS: usize = 6_000;

/// The automaton of a pattern; `None` where it would be too large or where the pattern needs backtracking.
pub(super) fn program(node: &Node, utf16: bool) -> Option<Program> {
    let node = &without_atomic_runs(node.clone());
    let mut builder = Builder { ops: Vec::new(), looks: Vec::new(), known: Vec::new(), sets: Vec::new() };
    let end = builder.push(Op::Match)?;
    let start = builder.node(node, end, false)?;
    let start = if is_anchored(node) { start } else { builder.search(start)? };
    let symbols = symbols(&builder.sets, utf16)?;
    Some(Program { ops: builder.ops, looks: builder.looks, start, symbols })
}

struct Builder {
    ops: Vec<Op>,
    looks: Vec<Look>,
    /// The nodes of the look-arounds: a repeated one is the same one.
    known: Vec<Node>,
    sets: Vec<CharSet>,
}

impl Builder {
    fn push(&mut self, op: Op) -> Option<usize> {
        (self.ops.len() < MAX_OPS).then(|| {
            self.ops.push(op);
            self.ops.len() - 1
        })
    }

    fn set(&mut self, set: &CharSet) -> usize {
        match self.sets.iter().position(|known| known == set) {
            Some(index) => index,
            None => {
                self.sets.push(set.clone());
                self.sets.len() - 1
            }
        }
    }

    /// Reads anything before `start`.
    fn search(&mut self, start: usize) -> Option<usize> {
        let split = self.push(Op::Split(Vec::new()))?;
        let all = self.set(&CharSet::all());
        let any = self.push(Op::Set(all, split))?;
        self.put(split, Op::Split(vec![start, any]));
        Some(split)
    }

    fn put(&mut self, at: usize, op: Op) {
        if let Some(slot) = self.ops.get_mut(at) {
            *slot = op;
        }
    }

    /// Adds the node, which goes on at `next`; where it begins. Inside a look-behind nothing may look ahead.
    fn node(&mut self, node: &Node, next: usize, behind: bool) -> Option<usize> {
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => {
                let set = self.set(set);
                self.push(Op::Set(set, next))
            }
            Node::Concat(nodes) => {
                nodes.iter().rev().try_fold(next, |next, node| self.node(node, next, behind))
            }
            Node::Alternation(nodes) => {
                let starts =
                    nodes.iter().map(|node| self.node(node, next, behind)).collect::<Option<Vec<_>>>()?;
                self.push(Op::Split(starts))
            }
            Node::Repeat { node, min, max, .. } => self.repeat(node, *min, *max, next, behind),
            Node::Start => self.push(Op::Start(next)),
            Node::End if behind => None,
            Node::End => self.push(Op::End(next)),
            Node::Look { behind: false, .. } if behind => None,
            Node::Look { node: body, behind, negate } => {
                let number = match self.known.iter().position(|known| known == node) {
                    Some(number) => number,
                    None => {
                        let end = self.push(Op::Match)?;
                        let body = self.node(body, end, *behind)?;
                        let start = if *behind { self.search(body)? } else { body };
                        self.looks.push(Look { behind: *behind, negate: *negate, start });
                        self.known.push(node.clone());
                        self.looks.len() - 1
                    }
                };
                self.push(Op::Look(number, next))
            }
            Node::Group(_, node) => self.node(node, next, behind),
            Node::BackReference(_) | Node::Atomic(_) => None,
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: Option<u32>,
        next: usize,
        behind: bool,
    ) -> Option<usize> {
        let mut start = next;
        match max {
            None => {
                let split = self.push(Op::Split(Vec::new()))?;
                let body = self.node(node, split, behind)?;
                self.put(split, Op::Split(vec![body, next]));
                start = split;
            }
            Some(max) => {
                for _ in min..max {
                    let body = self.node(node, start, behind)?;
                    start = self.push(Op::Split(vec![body, next]))?;
                }
            }
        }
        for _ in 0..min {
            start = self.node(node, start, behind)?;
        }
        Some(start)
    }
}
