//! Matches by a nondeterministic automaton whose states count, for repeats and look-around too large for a table.

use std::collections::VecDeque;

use super::Alphabet;

/// One instruction of a [`Counting`] automaton; the numbers in it are those of instructions, from 0.
#[derive(Clone, Copy, Debug)]
enum Op {
    /// Read a run of characters.
    Run {
        /// The number of the set of symbols that belong to the run.
        set: u8,
        /// The least number of characters, at least 1.
        min: u32,
        /// The greatest number of characters; `u32::MAX` stands for no limit.
        max: u32,
        next: u16,
    },
    /// Go on at both.
    Split(u16, u16),
    /// Go on if the string starts here.
    Start(u16),
    /// Go on if the string ends here.
    End(u16),
    /// Go on if the look-around with this number holds here.
    Look { number: u32, negate: bool, next: u16 },
    /// A round of a loop has ended: leave the loop, or begin the next round unless there were `max`.
    Round {
        /// Where a round begins.
        body: u16,
        next: u16,
        /// The greatest number of rounds.
        max: u32,
    },
    /// The body of a look-around, or the whole pattern, has matched.
    Match,
}

/// The bytes of an instruction: its kind, a small number, two bytes of where to go on, and two more numbers of four
/// bytes, each with its lowest byte first.
const OP_BYTES: usize = 12;

impl Op {
    fn unpack(bytes: [u8; OP_BYTES]) -> Self {
        let [kind, small, n0, n1, a0, a1, a2, a3, b0, b1, b2, b3] = bytes;
        let next = u16::from_le_bytes([n0, n1]);
        let (first, second) = (u32::from_le_bytes([a0, a1, a2, a3]), u32::from_le_bytes([b0, b1, b2, b3]));
        match kind {
            0 => Self::Run { set: small, min: first, max: second, next },
            1 => Self::Split(next, u16::from_le_bytes([a0, a1])),
            2 => Self::Start(next),
            3 => Self::End(next),
            4 => Self::Look { number: first, negate: small == 1, next },
            6 => Self::Round { next, body: u16::from_le_bytes([a0, a1]), max: second },
            _ => Self::Match,
        }
    }
}

/// A look-around: a look-behind's body is read forwards up to each place of the string, a look-ahead's backwards.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Where the body begins.
    pub start: u16,
    /// Whether it is read backwards.
    pub backwards: bool,
}

/// A nondeterministic automaton of runs.
///
/// A run that is being read holds the set of counts that it may have reached. All of them grow by one with each
/// character, so the set is a queue of the places where the run was entered, and only the oldest place that is not yet
/// too far back decides whether the run is complete. That makes a step constant for a run, however large its counts.
///
/// Loops of more than runs are written out, but for large ones. Such a loop has at least one round, so that fewer rounds
/// are always as good as more: whatever is read in it knows the least number of rounds before it, and nothing else. Its
/// runs are of one character or without a limit, and loops are not inside each other.
///
/// For each look-around the places where it holds are found first, in one pass over the string. So the time is linear
/// in the string and in the number of runs that are read at once. Where hundreds of them are, on a string of hundreds
/// of thousands of characters, that is still long: a match may advance runs by a character or follow instructions
/// [`Counting::STEPS`] times, and 1024 times more for each character; a string that would need more does not match.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The sets of symbols that runs are made of, a bit for each symbol.
    pub sets: &'static [[u64; 4]],
    /// The instructions, of twelve bytes each: the kind; the number of a set, or 1 for a look-around that must not
    /// hold; where to go on, in two bytes; the least count, the number of a look-around or the other place to go on,
    /// in four; the greatest count, in four. The lowest byte is always the first. The kinds are a run, a fork, the start
    /// of the string, its end, a look-around, the end of the pattern or of the body of a look-around, and the end of a
    /// loop's round.
    ///
    /// So an automaton of a thousand instructions is one literal, which takes the compiler no time.
    pub ops: &'static [u8],
    /// The look-arounds, each after those that its body contains.
    pub looks: &'static [Look],
    /// Where the pattern begins.
    pub start: u16,
    /// Whether a match can only begin at the start of the string.
    pub anchored: bool,
}

/// What is known of one run while a string is read.
#[derive(Clone, Default)]
struct State {
    /// How many symbols had been read when the run was entered, oldest first.
    entries: VecDeque<usize>,
    /// The least number of rounds that the loop around it had before the run; 0 outside of one.
    rounds: u32,
    /// Whether the run begins here.
    ready: bool,
    /// Whether the run is among the active ones.
    active: bool,
}

/// One pass over a string.
struct Pass<'a> {
    sets: &'a [[u64; 4]],
    ops: &'a [[u8; OP_BYTES]],
    /// For each look-around, the places where it holds.
    holds: &'a [Vec<bool>],
    length: usize,
    states: Vec<State>,
    /// The runs that are being read or begin here.
    active: Vec<u16>,
    /// Where to go on without reading, and after how many rounds of the loop around it.
    waiting: Vec<(u16, u32)>,
    /// For each instruction, one more than the step in which it was last reached, and after how many rounds.
    reached: Vec<(usize, u32)>,
    steps: usize,
}

impl Counting {
    /// The runs that every match may advance by a character, however short the string.
    pub const STEPS: usize = 8_000_000;

    /// Whether the string matches. Out of the way of the matchers that most patterns have.
    #[inline(never)]
    pub(super) fn is_match(&self, value: &str) -> bool {
        let mut symbols = Vec::with_capacity(value.len());
        self.alphabet.visit(value.as_bytes(), |symbol| {
            symbols.push(symbol);
            true
        });
        self.search(&symbols).unwrap_or(false)
    }

    /// Whether the pattern matches; `None` when that takes too much work.
    fn search(&self, symbols: &[u8]) -> Option<bool> {
        let mut work = Self::STEPS.saturating_add(symbols.len().saturating_mul(1024));
        let mut holds: Vec<Vec<bool>> = Vec::with_capacity(self.looks.len());
        for look in self.looks {
            let mut places = vec![false; symbols.len() + 1];
            let mut pass = Pass::new(self, &holds, symbols.len());
            work = pass.run(symbols, (look.start, false, look.backwards), work, |place| {
                if let Some(place) = places.get_mut(place) {
                    *place = true;
                }
                true
            })?;
            holds.push(places);
        }
        let mut matched = false;
        let mut pass = Pass::new(self, &holds, symbols.len());
        pass.run(symbols, (self.start, self.anchored, false), work, |_| {
            matched = true;
            false
        })?;
        Some(matched)
    }
}

impl<'a> Pass<'a> {
    fn new(counting: &'a Counting, holds: &'a [Vec<bool>], length: usize) -> Self {
        let (ops, _) = counting.ops.as_chunks::<OP_BYTES>();
        Self {
            sets: counting.sets,
            ops,
            holds,
            length,
            states: vec![State::default(); ops.len()],
            active: Vec::new(),
            waiting: Vec::new(),
            reached: vec![(0, 0); ops.len()],
            steps: 0,
        }
    }

    /// Reads the string and passes the places of matches to `found`, until it returns `false`. What is left of the
    /// `work` that may be done; `None` when that was not enough.
    fn run(
        &mut self,
        symbols: &[u8],
        (start, anchored, backwards): (u16, bool, bool),
        mut work: usize,
        mut found: impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        for step in 0..=self.length {
            self.steps = step;
            let place = if backwards { self.length - step } else { step };
            if step == 0 || !anchored {
                self.waiting.push((start, 0));
            }
            if self.follow(place, &mut work)? && !found(place) {
                return Some(work);
            }
            work = work.checked_sub(self.active.len())?;
            let next = if backwards { place.checked_sub(1) } else { Some(place) };
            match next.and_then(|at| symbols.get(at)) {
                Some(symbol) => self.read(*symbol),
                None => return Some(work),
            }
            if anchored && self.active.is_empty() && self.waiting.is_empty() {
                return Some(work);
            }
        }
        Some(work)
    }

    /// Goes on from where the automaton waits, as far as that goes without reading; whether it has matched. Takes one
    /// of the `work` for each instruction; `None` when that was not enough.
    fn follow(&mut self, place: usize, work: &mut usize) -> Option<bool> {
        let mut matched = false;
        while let Some((at, rounds)) = self.waiting.pop() {
            *work = work.checked_sub(1)?;
            let index = usize::from(at);
            match self.reached.get_mut(index) {
                Some((step, before)) if *step <= self.steps || *before > rounds => {
                    (*step, *before) = (self.steps + 1, rounds);
                }
                _ => continue,
            }
            let Some(op) = self.ops.get(index) else { continue };
            match Op::unpack(*op) {
                Op::Run { .. } => {
                    if let Some(state) = self.states.get_mut(index) {
                        state.enter(rounds);
                        if !std::mem::replace(&mut state.active, true) {
                            self.active.push(at);
                        }
                    }
                }
                Op::Split(first, second) => self.waiting.extend([(first, rounds), (second, rounds)]),
                Op::Start(next) if place == 0 => self.waiting.push((next, rounds)),
                Op::End(next) if place == self.length => self.waiting.push((next, rounds)),
                Op::Look { number, negate, next } => {
                    let holds = self.holds.get(number as usize).and_then(|places| places.get(place));
                    if holds.is_some_and(|holds| *holds != negate) {
                        self.waiting.push((next, rounds));
                    }
                }
                Op::Round { body, next, max } => {
                    self.waiting.push((next, 0));
                    if rounds + 1 < max {
                        self.waiting.push((body, rounds + 1));
                    }
                }
                Op::Match => matched = true,
                Op::Start(_) | Op::End(_) => {}
            }
        }
        Some(matched)
    }

    /// Reads one symbol.
    fn read(&mut self, symbol: u8) {
        let mut active = std::mem::take(&mut self.active);
        active.retain(|at| {
            let index = usize::from(*at);
            let op = self.ops.get(index).map(|op| Op::unpack(*op));
            let (Some(Op::Run { set, min, max, next }), Some(state)) = (op, self.states.get_mut(index))
            else {
                return false;
            };
            let set = self.sets.get(usize::from(set));
            let word = set.and_then(|set| set.get(usize::from(symbol / 64))).copied().unwrap_or_default();
            if word >> (symbol % 64) & 1 == 0 {
                *state = State { entries: std::mem::take(&mut state.entries), ..State::default() };
                state.entries.clear();
                return false;
            }
            if state.read(min as usize, max, self.steps) {
                self.waiting.push((next, state.rounds));
            }
            state.active = !state.entries.is_empty();
            state.active
        });
        self.active = active;
    }
}

impl State {
    /// Begins the run here.
    fn enter(&mut self, rounds: u32) {
        let is_read = self.ready || !self.entries.is_empty();
        self.rounds = if is_read { self.rounds.min(rounds) } else { rounds };
        self.ready = true;
    }

    /// Adds a member to the run; whether the run is complete.
    fn read(&mut self, min: usize, max: u32, step: usize) -> bool {
        let unlimited = max == u32::MAX;
        // Without a limit only the oldest entry can matter.
        if std::mem::take(&mut self.ready) && (self.entries.is_empty() || !unlimited) {
            self.entries.push_back(step);
        }
        let count = |entry: &usize| step + 1 - entry;
        let complete = self.entries.front().is_some_and(|entry| count(entry) >= min);
        // Whoever has reached the limit cannot read on.
        if !unlimited && self.entries.front().is_some_and(|entry| count(entry) >= max as usize) {
            self.entries.pop_front();
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::super::Alphabet;
    use super::{Counting, Look};

    /// Symbol 1 is `a`, symbol 2 is `b`, everything else is 0.
    static ASCII: [u8; 128] = {
        let mut table = [0; 128];
        table[b'a' as usize] = 1;
        table[b'b' as usize] = 2;
        table
    };
    const ALPHABET: Alphabet = Alphabet { ascii: &ASCII, wide: b"", utf16: false };
    const SETS: &[[u64; 4]] = &[[2, 0, 0, 0], [6, 0, 0, 0], [4, 0, 0, 0]];

    /// `^(a{2,3}[ab]{3,4})+$`
    static REPEATED: Counting = Counting {
        alphabet: ALPHABET,
        sets: SETS,
        ops: b"\x00\x00\x01\x00\x02\x00\x00\x00\x03\x00\x00\x00\
            \x00\x01\x02\x00\x03\x00\x00\x00\x04\x00\x00\x00\
            \x01\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\
            \x03\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\
            \x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        looks: &[],
        start: 0,
        anchored: true,
    };

    #[test]
    fn overlapping_counts_are_all_kept() {
        for text in ["aabbb", "aaaaa", "aaabbbb", "aaaaaaaaaa", "aabbbaaabbb", "aaaaaaabbbbaabbb"] {
            assert!(REPEATED.is_match(text), "{text}");
        }
        for text in ["", "aa", "aabb", "aaaaaaaa", "aaaabbbbb", "abbb", "aabbbé", "aaabbbba"] {
            assert!(!REPEATED.is_match(text), "{text}");
        }
    }

    /// `(?<!b)a{2}(?=b)`
    static AROUND: Counting = Counting {
        alphabet: ALPHABET,
        sets: SETS,
        ops: b"\x04\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\
            \x00\x00\x02\x00\x02\x00\x00\x00\x02\x00\x00\x00\
            \x04\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\
            \x00\x02\x04\x00\x01\x00\x00\x00\x01\x00\x00\x00\
            \x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        looks: &[Look { start: 3, backwards: false }, Look { start: 3, backwards: true }],
        start: 0,
        anchored: false,
    };

    #[test]
    fn look_arounds_are_known_at_every_place() {
        for text in ["aab", "aaab", "éaab", "baaab", "baa-aab"] {
            assert!(AROUND.is_match(text), "{text}");
        }
        for text in ["", "aa", "baab", "ab", "aa-b", "b"] {
            assert!(!AROUND.is_match(text), "{text}");
        }
    }
}
