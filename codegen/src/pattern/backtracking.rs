//! Plans patterns that only backtracking can decide: those with back-references, and what is too large for the rest.

use super::ast::{BackReference, Node};
use super::simplify::is_anchored;

/// One instruction; see `farrier_runtime::pattern::Instruction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Read a unit in one of the ranges; the second field is whether reading goes backwards.
    Set(Vec<(u32, u32)>, bool),
    /// Go on at the first instruction, or else at the second.
    Split(u16, u16),
    /// Go on at this instruction.
    Jump(u16),
    /// Store the position in the register.
    Save(u16),
    /// Clear the registers from the first to before the second.
    Clear(u16, u16),
    /// Read again what the group has captured.
    BackReference {
        /// The register of the group's start.
        register: u16,
        /// Whether reading goes backwards.
        backwards: bool,
        /// Whether ASCII letters are compared without regard to case.
        ignore_case: bool,
        /// Whether a group without a capture matches the empty string.
        unset_matches: bool,
    },
    /// The string starts here.
    Start,
    /// The string ends here.
    End,
    /// Prepare the loop with this register.
    Zero(u16),
    /// The head of a loop.
    Loop {
        /// The register that counts.
        register: u16,
        /// The least number of rounds.
        min: u32,
        /// The greatest number of rounds; `u32::MAX` stands for no limit.
        max: u32,
        /// Whether to leave as soon as possible.
        lazy: bool,
        /// Where to go on after the loop.
        exit: u16,
    },
    /// A round of the loop with this register begins.
    Enter(u16),
    /// Look around.
    Look {
        /// Whether the body must not match.
        negate: bool,
        /// Where to go on.
        exit: u16,
    },
    /// Match the body once and for all.
    Atomic {
        /// Where to go on.
        exit: u16,
    },
    /// The body, or the pattern, has matched.
    Accept,
}

/// A program; see `farrier_runtime::pattern::Backtracking`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backtracking {
    /// The instructions.
    pub instructions: Vec<Instruction>,
    /// The number of registers.
    pub registers: u16,
    /// Whether a match can only begin at the start of the string.
    pub anchored: bool,
    /// Whether the string is read as UTF-16 code units.
    pub utf16: bool,
}

/// The most instructions and registers.
const MAX: usize = 30_000;

/// The program that decides the pattern; `None` where it would be too large.
pub(super) fn backtracking(node: &Node, utf16: bool) -> Option<Backtracking> {
    let groups = last_group(node);
    let registers = u16::try_from(groups.checked_mul(2)?).ok()?;
    // ECMAScript starts every round of a loop without the captures of the one before, Java does not.
    let clears =
        node.any(&|node| matches!(node, Node::BackReference(BackReference { unset_matches: true, .. })));
    let mut builder = Builder { instructions: Vec::new(), registers, clears };
    builder.node(node, false)?;
    builder.push(Instruction::Accept)?;
    Some(Backtracking {
        instructions: builder.instructions,
        registers: builder.registers,
        anchored: is_anchored(node),
        utf16,
    })
}

/// The greatest number of a group in the node.
fn last_group(node: &Node) -> u32 {
    let own = if let Node::Group(number, _) = node { *number } else { 0 };
    node.children().iter().map(last_group).fold(own, u32::max)
}

/// The least number of a group in the node.
fn first_group(node: &Node) -> Option<u32> {
    if let Node::Group(number, _) = node {
        return Some(*number);
    }
    node.children().iter().filter_map(first_group).min()
}

/// The register of a group's start.
fn register(group: u32) -> Option<u16> {
    u16::try_from(group.checked_sub(1)?.checked_mul(2)?).ok()
}

struct Builder {
    instructions: Vec<Instruction>,
    registers: u16,
    /// Whether a round of a loop clears the captures inside.
    clears: bool,
}

impl Builder {
    fn here(&self) -> u16 {
        u16::try_from(self.instructions.len()).unwrap_or(u16::MAX)
    }

    fn push(&mut self, instruction: Instruction) -> Option<u16> {
        let here = self.here();
        (self.instructions.len() < MAX && usize::from(self.registers) < MAX).then(|| {
            self.instructions.push(instruction);
            here
        })
    }

    fn put(&mut self, at: u16, instruction: Instruction) {
        if let Some(slot) = self.instructions.get_mut(usize::from(at)) {
            *slot = instruction;
        }
    }

    fn node(&mut self, node: &Node, backwards: bool) -> Option<()> {
        match node {
            Node::Empty => {}
            Node::Set(set) => drop(self.push(Instruction::Set(set.ranges().to_vec(), backwards))?),
            Node::Concat(nodes) if backwards => {
                nodes.iter().rev().try_for_each(|node| self.node(node, backwards))?
            }
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| self.node(node, backwards))?,
            Node::Alternation(nodes) => self.alternation(nodes, backwards)?,
            Node::Repeat { node, min, max, lazy } => self.repeat(node, (*min, *max), *lazy, backwards)?,
            Node::Start => drop(self.push(Instruction::Start)?),
            Node::End => drop(self.push(Instruction::End)?),
            Node::Look { node, behind, negate } => {
                let negate = *negate;
                self.enclosed(node, *behind, |exit| Instruction::Look { negate, exit })?;
            }
            Node::Atomic(node) => self.enclosed(node, backwards, |exit| Instruction::Atomic { exit })?,
            Node::Group(number, node) => {
                let start = register(*number)?;
                let (before, after) = if backwards { (start + 1, start) } else { (start, start + 1) };
                self.push(Instruction::Save(before))?;
                self.node(node, backwards)?;
                self.push(Instruction::Save(after))?;
            }
            Node::BackReference(BackReference { group, ignore_case, unset_matches }) => {
                let (ignore_case, unset_matches) = (*ignore_case, *unset_matches);
                let register = register(*group)?;
                self.push(Instruction::BackReference { register, backwards, ignore_case, unset_matches })?;
            }
        }
        Some(())
    }

    fn alternation(&mut self, nodes: &[Node], backwards: bool) -> Option<()> {
        let mut jumps = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.node(node, backwards)?;
                break;
            }
            let split = self.push(Instruction::Jump(0))?;
            self.node(node, backwards)?;
            jumps.push(self.push(Instruction::Jump(0))?);
            let next = self.here();
            self.put(split, Instruction::Split(split + 1, next));
        }
        let end = self.here();
        jumps.into_iter().for_each(|jump| self.put(jump, Instruction::Jump(end)));
        Some(())
    }

    /// A body that is matched by itself.
    fn enclosed(&mut self, node: &Node, backwards: bool, make: impl Fn(u16) -> Instruction) -> Option<()> {
        let head = self.push(make(0))?;
        self.node(node, backwards)?;
        self.push(Instruction::Accept)?;
        let exit = self.here();
        self.put(head, make(exit));
        Some(())
    }

    fn repeat(
        &mut self,
        node: &Node,
        (min, max): (u32, Option<u32>),
        lazy: bool,
        backwards: bool,
    ) -> Option<()> {
        let register_of_loop = self.registers;
        self.registers = self.registers.checked_add(2)?;
        self.push(Instruction::Zero(register_of_loop))?;
        let head = self.push(Instruction::Jump(0))?;
        self.push(Instruction::Enter(register_of_loop))?;
        if let (true, Some(first), last) = (self.clears, first_group(node), last_group(node)) {
            self.push(Instruction::Clear(register(first)?, register(last)?.checked_add(2)?))?;
        }
        self.node(node, backwards)?;
        self.push(Instruction::Jump(head))?;
        let exit = self.here();
        let max = max.unwrap_or(u32::MAX);
        self.put(head, Instruction::Loop { register: register_of_loop, min, max, lazy, exit });
        Some(())
    }
}
