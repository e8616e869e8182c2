//! Plans patterns whose counts or look-arounds are too large for a table, by an automaton whose states count.

use super::ast::Node;
use super::set::CharSet;
use super::simplify::{is_anchored, without_atomic_runs};
use super::symbols::{Alphabet, symbols};

/// One instruction; see `farrier_runtime::pattern::Counting`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Read a run of characters.
    Run {
        /// The number of the set of symbols that belong to the run.
        set: u8,
        /// The least number of characters, at least 1.
        min: u32,
        /// The greatest number of characters; `u32::MAX` stands for no limit.
        max: u32,
        /// Where to go on.
        next: u16,
    },
    /// Go on at both.
    Split(u16, u16),
    /// Go on if the string starts here.
    Start(u16),
    /// Go on if the string ends here.
    End(u16),
    /// Go on if the look-around holds here.
    Look {
        /// Its place in [`Counting::looks`].
        number: u16,
        /// Whether its body must not match.
        negate: bool,
        /// Where to go on.
        next: u16,
    },
    /// A round of a loop has ended: leave the loop, or begin the next round unless there were `max`.
    Round {
        /// Where a round begins.
        body: u16,
        /// Where to go on.
        next: u16,
        /// The greatest number of rounds.
        max: u32,
    },
    /// The body of a look-around, or the whole pattern, has matched.
    Match,
}

/// A look-around; see `farrier_runtime::pattern::Look`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Where the body begins.
    pub start: u16,
    /// Whether it is read backwards.
    pub backwards: bool,
}

/// A nondeterministic automaton of runs; see `farrier_runtime::pattern::Counting`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The sets of symbols that runs are made of, a bit for each symbol.
    pub sets: Vec<[u64; 4]>,
    /// The instructions.
    pub ops: Vec<Op>,
    /// The look-arounds, inner ones first.
    pub looks: Vec<Look>,
    /// Where the pattern begins.
    pub start: u16,
    /// Whether a match can only begin at the start of the string.
    pub anchored: bool,
}

/// The most instructions of an automaton, which bound the time for a character.
const MAX_OPS: usize = 8_192;

/// From how many instructions on a loop may have its rounds counted instead of written out.
const WRITTEN_OUT: u32 = 64;

/// The automaton that decides the pattern, if there is one.
pub(super) fn counting(node: &Node, utf16: bool) -> Option<Counting> {
    let node = &without_atomic_runs(node.clone());
    let mut builder = Builder::default();
    let end = builder.push(Op::Match)?;
    let start = builder.node(node, end, false)?;
    let divided = symbols(&builder.sets, utf16)?;
    Some(Counting {
        alphabet: divided.alphabet,
        sets: divided.sets.iter().map(|set| set.0).collect(),
        ops: builder.ops,
        looks: builder.looks,
        start,
        anchored: is_anchored(node),
    })
}

impl Counting {
    /// The instructions as the runtime has them, twelve bytes each.
    #[must_use]
    pub fn packed_ops(&self) -> Vec<u8> {
        self.ops.iter().flat_map(|op| op.packed()).collect()
    }
}

impl Op {
    fn packed(&self) -> [u8; 12] {
        let (kind, small, next, first, second) = match *self {
            Self::Run { set, min, max, next } => (0, set, next, min, max),
            Self::Split(first, second) => (1, 0, first, u32::from(second), 0),
            Self::Start(next) => (2, 0, next, 0, 0),
            Self::End(next) => (3, 0, next, 0, 0),
            Self::Look { number, negate, next } => (4, u8::from(negate), next, u32::from(number), 0),
            Self::Match => (5, 0, 0, 0, 0),
            Self::Round { body, next, max } => (6, 0, next, u32::from(body), max),
        };
        let ([n0, n1], [a0, a1, a2, a3]) = (next.to_le_bytes(), first.to_le_bytes());
        let [b0, b1, b2, b3] = second.to_le_bytes();
        [kind, small, n0, n1, a0, a1, a2, a3, b0, b1, b2, b3]
    }
}

#[derive(Default)]
struct Builder {
    ops: Vec<Op>,
    sets: Vec<CharSet>,
    looks: Vec<Look>,
    /// The bodies of the look-arounds and their directions: a repeated one is the same one.
    known: Vec<(Node, bool)>,
    /// Whether the instructions are of a loop whose rounds are counted.
    counts_rounds: bool,
}

impl Builder {
    fn push(&mut self, op: Op) -> Option<u16> {
        let at = u16::try_from(self.ops.len()).ok()?;
        (self.ops.len() < MAX_OPS).then(|| {
            self.ops.push(op);
            at
        })
    }

    fn run(&mut self, set: &CharSet, min: u32, max: Option<u32>, next: u16) -> Option<u16> {
        if self.counts_rounds && !(min <= 1 && max.is_none_or(|max| max == 1)) {
            let character = Node::Set(set.clone());
            return self.written_out(&character, (min, max), next, false);
        }
        let set = match self.sets.iter().position(|known| known == set) {
            Some(index) => index,
            None => {
                self.sets.push(set.clone());
                self.sets.len() - 1
            }
        };
        let max = max.unwrap_or(u32::MAX);
        let set = u8::try_from(set).ok()?;
        let run = self.push(Op::Run { set, min: min.max(1), max, next })?;
        if min == 0 { self.push(Op::Split(run, next)) } else { Some(run) }
    }

    /// Adds the node, which goes on at `next`; where it begins.
    fn node(&mut self, node: &Node, next: u16, backwards: bool) -> Option<u16> {
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => self.run(set, 1, Some(1), next),
            Node::Concat(nodes) if backwards => {
                nodes.iter().try_fold(next, |next, node| self.node(node, next, true))
            }
            Node::Concat(nodes) => {
                nodes.iter().rev().try_fold(next, |next, node| self.node(node, next, false))
            }
            Node::Alternation(nodes) => {
                let mut starts =
                    nodes.iter().map(|node| self.node(node, next, backwards)).collect::<Option<Vec<_>>>()?;
                let mut start = starts.pop()?;
                for other in starts.into_iter().rev() {
                    start = self.push(Op::Split(other, start))?;
                }
                Some(start)
            }
            Node::Repeat { node, min, max, .. } => match &**node {
                Node::Set(set) => self.run(set, *min, *max, next),
                body => self.repeat(body, (*min, *max), next, backwards),
            },
            Node::Start => self.push(Op::Start(next)),
            Node::End => self.push(Op::End(next)),
            Node::Look { node, behind, negate } => {
                let number = self.look(node, !behind)?;
                self.push(Op::Look { number, negate: *negate, next })
            }
            Node::Group(_, node) => self.node(node, next, backwards),
            Node::BackReference(_) | Node::Atomic(_) => None,
        }
    }

    fn look(&mut self, body: &Node, backwards: bool) -> Option<u16> {
        let known = self.known.iter().position(|(known, direction)| known == body && *direction == backwards);
        if let Some(number) = known {
            return u16::try_from(number).ok();
        }
        let end = self.push(Op::Match)?;
        let start = self.node(body, end, backwards)?;
        self.looks.push(Look { start, backwards });
        self.known.push((body.clone(), backwards));
        u16::try_from(self.looks.len() - 1).ok()
    }

    fn repeat(
        &mut self,
        body: &Node,
        (min, max): (u32, Option<u32>),
        next: u16,
        backwards: bool,
    ) -> Option<u16> {
        let rounds = match max {
            // One round that has to be is a part of the loop.
            Some(max) if !self.counts_rounds && Size::of(body).counted(min, max).is_some() => {
                max - min.saturating_sub(1)
            }
            _ => return self.written_out(body, (min, max), next, backwards),
        };
        let round = self.push(Op::Round { body: next, next, max: rounds })?;
        self.counts_rounds = true;
        let counted = self.node(body, round, backwards);
        self.counts_rounds = false;
        let first = counted?;
        *self.ops.get_mut(usize::from(round))? = Op::Round { body: first, next, max: rounds };
        match min {
            0 => self.push(Op::Split(first, next)),
            min => (1..min).try_fold(first, |start, _| self.node(body, start, backwards)),
        }
    }

    fn written_out(
        &mut self,
        body: &Node,
        (min, max): (u32, Option<u32>),
        next: u16,
        backwards: bool,
    ) -> Option<u16> {
        let mut start = next;
        match max {
            None => {
                let split = self.push(Op::Split(next, next))?;
                let body = self.node(body, split, backwards)?;
                *self.ops.get_mut(usize::from(split))? = Op::Split(body, next);
                start = split;
            }
            Some(max) => {
                for _ in min..max {
                    let body = self.node(body, start, backwards)?;
                    start = self.push(Op::Split(body, next))?;
                }
            }
        }
        for _ in 0..min {
            start = self.node(body, start, backwards)?;
        }
        Some(start)
    }
}

/// About how many instructions a node takes.
#[derive(Clone, Copy, Default)]
struct Size {
    /// By itself, with its large loops counted.
    alone: u32,
    /// Inside a loop whose rounds are counted, with all of its loops written out.
    inside: u32,
}

impl Size {
    fn of(node: &Node) -> Self {
        match node {
            Node::Concat(nodes) | Node::Alternation(nodes) => {
                nodes.iter().map(Self::of).fold(Self::default(), |sum, size| Self {
                    alone: sum.alone.saturating_add(size.alone),
                    inside: sum.inside.saturating_add(size.inside),
                })
            }
            Node::Repeat { node, min, max, .. } => {
                let rounds = max.unwrap_or(min.saturating_add(1));
                if let Node::Set(_) = **node {
                    return Self { alone: 1, inside: rounds.max(1) };
                }
                let body = Self::of(node);
                let alone = max.and_then(|max| body.counted(*min, max));
                Self {
                    alone: alone.unwrap_or(body.alone.saturating_mul(rounds)),
                    inside: body.inside.saturating_mul(rounds),
                }
            }
            Node::Group(_, node) | Node::Atomic(node) => Self::of(node),
            _ => Self { alone: 1, inside: 1 },
        }
    }

    /// The instructions of a loop around this body whose rounds are counted; none where they are better written out.
    fn counted(self, min: u32, max: u32) -> Option<u32> {
        let counted = self.inside.saturating_add(self.alone.saturating_mul(min.saturating_sub(1)));
        let written_out = self.alone.saturating_mul(max);
        (min < max && written_out > WRITTEN_OUT && counted < written_out).then_some(counted)
    }
}
