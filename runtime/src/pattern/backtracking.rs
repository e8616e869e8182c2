//! Matches patterns that no automaton can express, within a bounded number of steps.

/// One instruction of a [`Backtracking`] program. Instructions are numbered from 0, and go on with the next one
/// unless they say otherwise.
#[derive(Clone, Copy, Debug)]
pub enum Instruction {
    /// Read a unit that is in one of the ranges, which ascend and include their ends; the second field is whether
    /// reading goes backwards, as inside a look-behind.
    Set(&'static [(u32, u32)], bool),
    /// Go on at the first instruction; when that fails, at the second.
    Split(u16, u16),
    /// Go on at this instruction.
    Jump(u16),
    /// Store the position in this register.
    Save(u16),
    /// Clear the registers from the first to before the second, as ECMAScript does for the groups of a repeated body.
    Clear(u16, u16),
    /// Read what the group, whose registers are this one and the next, has captured: what a group that has not taken
    /// part reads is up to `unset_matches`.
    BackReference {
        /// The register of the group's start.
        register: u16,
        /// Whether reading goes backwards.
        backwards: bool,
        /// Whether ASCII letters are compared without regard to case.
        ignore_case: bool,
        /// Whether a group without a capture matches the empty string (ECMAScript) or fails (Java).
        unset_matches: bool,
    },
    /// The string starts here.
    Start,
    /// The string ends here.
    End,
    /// Set this register, which counts, to 0 and clear the next one.
    Zero(u16),
    /// The head of a loop: an [`Instruction::Enter`] and the body follow, which jump back here.
    Loop {
        /// The register that counts; the next one holds where the last round began.
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
    /// Look around: the body follows up to an [`Instruction::Accept`].
    Look {
        /// Whether the body must not match.
        negate: bool,
        /// Where to go on.
        exit: u16,
    },
    /// Match the body, which follows up to an [`Instruction::Accept`], once and for all, and go on at `exit`.
    Atomic {
        /// Where to go on.
        exit: u16,
    },
    /// The body, or the whole pattern, has matched.
    Accept,
}

/// A program for the backtracking matcher.
///
/// A match takes at most [`Backtracking::STEPS`] steps and 64 more for each character; a string that would need more
/// does not match. So no string holds the caller, and the answer for a string is always the same.
#[derive(Clone, Copy, Debug)]
pub struct Backtracking {
    /// The instructions; a match begins with the first.
    pub instructions: &'static [Instruction],
    /// The number of registers.
    pub registers: u16,
    /// Whether a match can only begin at the start of the string.
    pub anchored: bool,
    /// Whether the string is read as UTF-16 code units instead of characters, as ECMAScript does without the flag `u`.
    pub utf16: bool,
}

const UNSET: usize = usize::MAX;

/// What to do when the current way fails.
enum Undo {
    /// Go on here instead.
    Branch { instruction: u16, position: usize },
    /// Give the register its earlier value.
    Register { register: u16, value: usize },
}

struct Machine<'a> {
    program: &'a Backtracking,
    units: Vec<u32>,
    registers: Vec<usize>,
    stack: Vec<Undo>,
    steps: usize,
}

impl Backtracking {
    /// The steps that every match may take, however short the string.
    pub const STEPS: usize = 1_000_000;

    /// Whether the string matches. Out of the way of the matchers that most patterns have.
    #[inline(never)]
    pub(super) fn is_match(&self, value: &str) -> bool {
        let units: Vec<u32> = match self.utf16 {
            true => value.encode_utf16().map(u32::from).collect(),
            false => value.chars().map(u32::from).collect(),
        };
        let steps = Self::STEPS.saturating_add(units.len().saturating_mul(64));
        let last = if self.anchored { 0 } else { units.len() };
        let registers = vec![UNSET; usize::from(self.registers)];
        let mut machine = Machine { program: self, units, registers, stack: Vec::new(), steps };
        for start in 0..=last {
            if machine.run(0, start).is_some() {
                return true;
            }
            machine.undo(0);
            if machine.steps == 0 {
                break;
            }
        }
        false
    }
}

impl Machine<'_> {
    /// Runs from the instruction to the next `Accept`; the position there. What is on the stack stays below.
    fn run(&mut self, mut instruction: u16, mut position: usize) -> Option<usize> {
        let base = self.stack.len();
        loop {
            self.steps = self.steps.checked_sub(1)?;
            let current = *self.program.instructions.get(usize::from(instruction))?;
            if matches!(current, Instruction::Accept) {
                return Some(position);
            }
            match self.step(current, instruction, position) {
                Some(next) => (instruction, position) = next,
                None => (instruction, position) = self.fail(base)?,
            }
        }
    }

    /// Goes back to the last branch above `base`.
    fn fail(&mut self, base: usize) -> Option<(u16, usize)> {
        while self.stack.len() > base {
            match self.stack.pop()? {
                Undo::Branch { instruction, position } => return Some((instruction, position)),
                Undo::Register { register, value } => self.put(register, value),
            }
        }
        None
    }

    fn step(&mut self, current: Instruction, at: u16, position: usize) -> Option<(u16, usize)> {
        let next = at + 1;
        match current {
            Instruction::Set(ranges, backwards) => {
                let (unit, after) = self.read(position, backwards)?;
                contains(ranges, unit).then_some((next, after))
            }
            Instruction::Split(first, second) => {
                self.stack.push(Undo::Branch { instruction: second, position });
                Some((first, position))
            }
            Instruction::Jump(target) => Some((target, position)),
            Instruction::Save(register) => {
                self.set(register, position);
                Some((next, position))
            }
            Instruction::Clear(first, last) => {
                (first..last).for_each(|register| self.set(register, UNSET));
                Some((next, position))
            }
            Instruction::BackReference { register, backwards, ignore_case, unset_matches } => {
                let (start, end) = (self.register(register), self.register(register + 1));
                if start == UNSET || end == UNSET {
                    return unset_matches.then_some((next, position));
                }
                let after =
                    self.read_again(start.min(end)..start.max(end), position, backwards, ignore_case)?;
                Some((next, after))
            }
            Instruction::Start => (position == 0).then_some((next, position)),
            Instruction::End => (position == self.units.len()).then_some((next, position)),
            Instruction::Zero(register) => {
                self.set(register, 0);
                self.set(register + 1, UNSET);
                Some((next, position))
            }
            Instruction::Loop { register, min, max, lazy, exit } => {
                let (count, began) = (self.register(register), self.register(register + 1));
                if count < min as usize {
                    return Some((next, position));
                }
                // An optional round that read nothing is refused, or the loop would have no end.
                if count > min as usize && began == position {
                    return None;
                }
                if max != u32::MAX && count >= max as usize {
                    return Some((exit, position));
                }
                let (first, second) = if lazy { (exit, next) } else { (next, exit) };
                self.stack.push(Undo::Branch { instruction: second, position });
                Some((first, position))
            }
            Instruction::Enter(register) => {
                self.set(register, self.register(register) + 1);
                self.set(register + 1, position);
                Some((next, position))
            }
            Instruction::Look { negate, exit } => {
                let found = self.once(next, position, !negate).is_some();
                (found != negate).then_some((exit, position))
            }
            Instruction::Atomic { exit } => Some((exit, self.once(next, position, true)?)),
            Instruction::Accept => None,
        }
    }

    /// Runs a body that is not tried again: with `keep`, its captures stay until the caller fails.
    fn once(&mut self, instruction: u16, position: usize, keep: bool) -> Option<usize> {
        let base = self.stack.len();
        let result = self.run(instruction, position);
        if result.is_some() && keep {
            let mut above = self.stack.split_off(base);
            above.retain(|undo| matches!(undo, Undo::Register { .. }));
            self.stack.append(&mut above);
        } else {
            self.undo(base);
        }
        result
    }

    /// Drops what is on the stack above `base` and restores the registers.
    fn undo(&mut self, base: usize) {
        while self.fail(base).is_some() {}
    }

    fn read(&self, position: usize, backwards: bool) -> Option<(u32, usize)> {
        match backwards {
            true => {
                let before = position.checked_sub(1)?;
                Some((*self.units.get(before)?, before))
            }
            false => Some((*self.units.get(position)?, position + 1)),
        }
    }

    fn read_again(
        &mut self,
        captured: std::ops::Range<usize>,
        position: usize,
        backwards: bool,
        ignore_case: bool,
    ) -> Option<usize> {
        let length = captured.len();
        // A comparison of many characters counts as many steps.
        self.steps = self.steps.checked_sub(length)?;
        let start = if backwards { position.checked_sub(length)? } else { position };
        let again = self.units.get(start..start.checked_add(length)?)?;
        let same =
            |(left, right): (&u32, &u32)| left == right || ignore_case && folded(*left) == folded(*right);
        let equal = self.units.get(captured)?.iter().zip(again).all(same);
        equal.then_some(if backwards { start } else { start + length })
    }

    fn register(&self, register: u16) -> usize {
        self.registers.get(usize::from(register)).copied().unwrap_or(UNSET)
    }

    fn put(&mut self, register: u16, value: usize) {
        if let Some(slot) = self.registers.get_mut(usize::from(register)) {
            *slot = value;
        }
    }

    fn set(&mut self, register: u16, value: usize) {
        self.stack.push(Undo::Register { register, value: self.register(register) });
        self.put(register, value);
    }
}

fn contains(ranges: &[(u32, u32)], unit: u32) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= unit);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|(_, last)| unit <= *last)
}

fn folded(unit: u32) -> u32 {
    u8::try_from(unit).map_or(unit, |byte| u32::from(byte.to_ascii_lowercase()))
}
