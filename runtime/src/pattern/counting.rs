//! Matches by a nondeterministic automaton whose states count, for repeats and look-around too large for a table.

use std::collections::VecDeque;

use super::Alphabet;

/// One instruction of a [`Counting`] automaton; the numbers in it are those of instructions, from 0.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Read a run of characters.
    Run {
        /// The symbols that belong to the run, a bit each.
        symbols: [u64; 4],
        /// The least number of characters, at least 1.
        min: u32,
        /// The greatest number of characters; `u32::MAX` stands for no limit.
        max: u32,
        /// Where to go on.
        next: u16,
    },
    /// Go on at each of these.
    Split(&'static [u16]),
    /// Go on if the string starts here.
    Start(u16),
    /// Go on if the string ends here.
    End(u16),
    /// Go on if the look-around with this number holds here.
    Look {
        /// Its place in [`Counting::looks`].
        number: u16,
        /// Whether its body must not match.
        negate: bool,
        /// Where to go on.
        next: u16,
    },
    /// The body of a look-around, or the whole pattern, has matched.
    Match,
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
/// For each look-around the places where it holds are found first, in one pass over the string. So the time is linear
/// in the string and in the number of instructions.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The instructions.
    pub ops: &'static [Op],
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
    /// Whether the run begins here.
    ready: bool,
    /// Whether the run is among the active ones.
    active: bool,
}

/// One pass over a string.
struct Pass<'a> {
    ops: &'a [Op],
    /// For each look-around, the places where it holds.
    holds: &'a [Vec<bool>],
    length: usize,
    states: Vec<State>,
    /// The runs that are being read or begin here.
    active: Vec<u16>,
    /// Where to go on without reading.
    waiting: Vec<u16>,
    /// For each instruction, one more than the step in which it was last reached.
    reached: Vec<usize>,
    steps: usize,
}

impl Counting {
    pub(super) fn is_match(&self, value: &str) -> bool {
        let mut symbols = Vec::with_capacity(value.len());
        self.alphabet.visit(value, |symbol| {
            symbols.push(symbol);
            true
        });
        let mut holds: Vec<Vec<bool>> = Vec::with_capacity(self.looks.len());
        for look in self.looks {
            let mut places = vec![false; symbols.len() + 1];
            Pass::new(self.ops, &holds, symbols.len()).run(
                &symbols,
                look.start,
                false,
                look.backwards,
                |place| {
                    if let Some(place) = places.get_mut(place) {
                        *place = true;
                    }
                    true
                },
            );
            holds.push(places);
        }
        let mut matched = false;
        Pass::new(self.ops, &holds, symbols.len()).run(&symbols, self.start, self.anchored, false, |_| {
            matched = true;
            false
        });
        matched
    }
}

impl<'a> Pass<'a> {
    fn new(ops: &'a [Op], holds: &'a [Vec<bool>], length: usize) -> Self {
        Self {
            ops,
            holds,
            length,
            states: vec![State::default(); ops.len()],
            active: Vec::new(),
            waiting: Vec::new(),
            reached: vec![0; ops.len()],
            steps: 0,
        }
    }

    /// Reads the string and passes the places of matches to `found`, until it returns `false`.
    fn run(
        &mut self,
        symbols: &[u8],
        start: u16,
        anchored: bool,
        backwards: bool,
        mut found: impl FnMut(usize) -> bool,
    ) {
        for step in 0..=self.length {
            self.steps = step;
            let place = if backwards { self.length - step } else { step };
            if step == 0 || !anchored {
                self.waiting.push(start);
            }
            if self.follow(place) && !found(place) {
                return;
            }
            let next = if backwards { place.checked_sub(1) } else { Some(place) };
            match next.and_then(|at| symbols.get(at)) {
                Some(symbol) => self.read(*symbol),
                None => return,
            }
            if anchored && self.active.is_empty() && self.waiting.is_empty() {
                return;
            }
        }
    }

    /// Goes on from where the automaton waits, as far as that goes without reading; whether it has matched.
    fn follow(&mut self, place: usize) -> bool {
        let mut matched = false;
        while let Some(at) = self.waiting.pop() {
            let index = usize::from(at);
            match self.reached.get_mut(index) {
                Some(reached) if *reached <= self.steps => *reached = self.steps + 1,
                _ => continue,
            }
            match self.ops.get(index) {
                Some(Op::Run { .. }) => {
                    if let Some(state) = self.states.get_mut(index) {
                        state.ready = true;
                        if !std::mem::replace(&mut state.active, true) {
                            self.active.push(at);
                        }
                    }
                }
                Some(Op::Split(targets)) => self.waiting.extend_from_slice(targets),
                Some(Op::Start(next)) if place == 0 => self.waiting.push(*next),
                Some(Op::End(next)) if place == self.length => self.waiting.push(*next),
                Some(Op::Look { number, negate, next }) => {
                    let holds = self.holds.get(usize::from(*number)).and_then(|places| places.get(place));
                    if holds.is_some_and(|holds| holds != negate) {
                        self.waiting.push(*next);
                    }
                }
                Some(Op::Match) => matched = true,
                Some(Op::Start(_) | Op::End(_)) | None => {}
            }
        }
        matched
    }

    /// Reads one symbol.
    fn read(&mut self, symbol: u8) {
        let mut active = std::mem::take(&mut self.active);
        active.retain(|at| {
            let index = usize::from(*at);
            let (Some(Op::Run { symbols, min, max, next }), Some(state)) =
                (self.ops.get(index), self.states.get_mut(index))
            else {
                return false;
            };
            let word = symbols.get(usize::from(symbol / 64)).copied().unwrap_or_default();
            if word >> (symbol % 64) & 1 == 0 {
                *state = State { entries: std::mem::take(&mut state.entries), ..State::default() };
                state.entries.clear();
                return false;
            }
            if state.read(*min as usize, *max, self.steps) {
                self.waiting.push(*next);
            }
            state.active = !state.entries.is_empty();
            state.active
        });
        self.active = active;
    }
}

impl State {
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
    use super::{Counting, Look, Op};

    /// Symbol 1 is `a`, symbol 2 is `b`, everything else is 0.
    static ASCII: [u8; 128] = {
        let mut table = [0; 128];
        table[b'a' as usize] = 1;
        table[b'b' as usize] = 2;
        table
    };
    const ALPHABET: Alphabet = Alphabet { ascii: &ASCII, wide: b"", utf16: false };
    const A: [u64; 4] = [2, 0, 0, 0];
    const A_OR_B: [u64; 4] = [6, 0, 0, 0];

    /// `^(a{2,3}[ab]{3,4})+$`
    static REPEATED: Counting = Counting {
        alphabet: ALPHABET,
        ops: &[
            Op::Run { symbols: A, min: 2, max: 3, next: 1 },
            Op::Run { symbols: A_OR_B, min: 3, max: 4, next: 2 },
            Op::Split(&[0, 3]),
            Op::End(4),
            Op::Match,
        ],
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
        ops: &[
            Op::Look { number: 0, negate: true, next: 1 },
            Op::Run { symbols: A, min: 2, max: 2, next: 2 },
            Op::Look { number: 1, negate: false, next: 4 },
            Op::Run { symbols: [4, 0, 0, 0], min: 1, max: 1, next: 4 },
            Op::Match,
        ],
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
