//! Matches by a nondeterministic automaton whose states count, for repeats too large to be written out in a table.

use std::collections::VecDeque;

use super::Alphabet;

/// A state: a run of characters.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The symbols that belong to the run, a bit each.
    pub symbols: [u64; 4],
    /// The least number of characters, at least 1.
    pub min: u32,
    /// The greatest number of characters; `u32::MAX` stands for no limit.
    pub max: u32,
    /// The runs that may follow.
    pub next: &'static [u16],
    /// Whether the pattern has matched when the run is complete, whatever follows.
    pub matches: bool,
    /// Whether the pattern has matched when the string ends after the run.
    pub matches_at_end: bool,
}

/// A nondeterministic automaton of runs.
///
/// A state holds the set of counts that it may have reached. All of them grow by one with each character, so the set
/// is a queue of the places where the run was entered, and only the oldest place that is not yet too far back decides
/// whether the run is complete. That makes a step constant for a run, however large its counts are.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The states.
    pub runs: &'static [Run],
    /// The runs that a match may begin with at the start of the string.
    pub first: &'static [u16],
    /// The runs that a match may begin with anywhere.
    pub anywhere: &'static [u16],
    /// Whether the empty string matches.
    pub matches_empty: bool,
}

/// What is known of one run while a string is read.
#[derive(Clone, Default)]
struct State {
    /// How many symbols had been read when the run was entered, oldest first.
    entries: VecDeque<usize>,
    /// Whether the next symbol may begin the run.
    ready: bool,
    complete: bool,
}

impl Counting {
    pub(super) fn is_match(&self, value: &str) -> bool {
        if value.is_empty() {
            return self.matches_empty;
        }
        let mut states = vec![State::default(); self.runs.len()];
        for index in self.first {
            if let Some(state) = states.get_mut(usize::from(*index)) {
                state.ready = true;
            }
        }
        let (mut position, mut matched) = (0, false);
        self.alphabet.visit(value, |symbol| {
            matched = self.step(&mut states, symbol, position);
            position += 1;
            !matched
        });
        matched || self.runs.iter().zip(&states).any(|(run, state)| run.matches_at_end && state.complete)
    }

    /// Reads one symbol; whether the pattern has matched whatever follows.
    fn step(&self, states: &mut [State], symbol: u8, position: usize) -> bool {
        for index in self.anywhere {
            if let Some(state) = states.get_mut(usize::from(*index)) {
                state.ready = true;
            }
        }
        let mut matched = false;
        for (run, state) in self.runs.iter().zip(states.iter_mut()) {
            state.read(run, symbol, position);
            matched |= state.complete && run.matches;
        }
        for (index, run) in self.runs.iter().enumerate() {
            if states.get(index).is_some_and(|state| state.complete) {
                for next in run.next {
                    if let Some(next) = states.get_mut(usize::from(*next)) {
                        next.ready = true;
                    }
                }
            }
        }
        matched
    }
}

impl State {
    fn read(&mut self, run: &Run, symbol: u8, position: usize) {
        let ready = std::mem::take(&mut self.ready);
        let word = run.symbols.get(usize::from(symbol / 64)).copied().unwrap_or_default();
        if word >> (symbol % 64) & 1 == 0 {
            self.entries.clear();
            self.complete = false;
            return;
        }
        let unlimited = run.max == u32::MAX;
        // Without a limit only the oldest entry can matter.
        if ready && !(unlimited && !self.entries.is_empty()) {
            self.entries.push_back(position);
        }
        let count = |entry: &usize| position + 1 - entry;
        while !unlimited && self.entries.front().is_some_and(|entry| count(entry) > run.max as usize) {
            self.entries.pop_front();
        }
        self.complete = self.entries.front().is_some_and(|entry| count(entry) >= run.min as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Alphabet;
    use super::{Counting, Run};

    /// Symbol 1 is `a`, symbol 2 is `b`, everything else is 0.
    static ASCII: [u8; 128] = {
        let mut table = [0; 128];
        table[b'a' as usize] = 1;
        table[b'b' as usize] = 2;
        table
    };
    const ALPHABET: Alphabet = Alphabet { ascii: &ASCII, wide: &[(0x80, 0)], utf16: false };

    /// `^(a{2,3}[ab]{3,4})+$`
    static REPEATED: Counting = Counting {
        alphabet: ALPHABET,
        runs: &[
            Run { symbols: [2, 0, 0, 0], min: 2, max: 3, next: &[1], matches: false, matches_at_end: false },
            Run { symbols: [6, 0, 0, 0], min: 3, max: 4, next: &[0], matches: false, matches_at_end: true },
        ],
        first: &[0],
        anywhere: &[],
        matches_empty: false,
    };

    #[test]
    fn overlapping_counts_are_all_kept() {
        for text in ["aabbb", "aaaaa", "aaabbbb", "aaaaaaaaaa", "aabbbaaabbb", "aaaaaaabbbbaabbb"] {
            assert!(REPEATED.is_match(text), "{text}");
        }
        for text in ["", "aa", "aabb", "aaaabbbbb", "abbb", "aabbbé", "aaabbbba", "aaaaaaaa"] {
            assert!(!REPEATED.is_match(text), "{text}");
        }
    }
}
