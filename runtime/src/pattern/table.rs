//! Matches by a deterministic automaton that the generator has built and minimised.

use super::class::decode;

/// How an automaton reads a string: each character is one symbol, a small number that stands for all the characters
/// that the pattern does not tell apart.
#[derive(Clone, Copy, Debug)]
pub struct Alphabet {
    /// The symbol of each ASCII character.
    pub ascii: &'static [u8; 128],
    /// Where the symbol changes above ASCII, ascending: four bytes each, the symbol from there on and the first
    /// character, its lowest byte first. So hundreds of changes are one literal, which takes the compiler no time.
    pub wide: &'static [u8],
    /// Whether a character above U+FFFF is read as its two UTF-16 code units, as ECMAScript does without the flag `u`.
    pub utf16: bool,
}

impl Alphabet {
    /// Passes the symbols of `text` to `visit` until it returns `false`.
    #[inline]
    pub(super) fn visit(&self, mut text: &[u8], mut visit: impl FnMut(u8) -> bool) {
        while let Some(byte) = text.first() {
            let (width, more) = match self.ascii.get(usize::from(*byte)) {
                Some(symbol) => (1, visit(*symbol)),
                None => {
                    let (width, code) = decode(text);
                    (width, self.visit_wide(code, &mut visit))
                }
            };
            if !more {
                return;
            }
            text = text.get(width..).unwrap_or_default();
        }
    }

    /// Passes the symbols of a character that is not ASCII.
    fn visit_wide(&self, code: u32, visit: &mut impl FnMut(u8) -> bool) -> bool {
        let mut units = [0; 2];
        match char::from_u32(code) {
            Some(character) if self.utf16 => {
                character.encode_utf16(&mut units).iter().all(|unit| visit(self.search(u32::from(*unit))))
            }
            _ => visit(self.search(code)),
        }
    }

    fn search(&self, code: u32) -> u8 {
        let (changes, _) = self.wide.as_chunks::<4>();
        let after = changes.partition_point(|change| u32::from_le_bytes(*change) >> 8 <= code);
        after.checked_sub(1).and_then(|at| changes.get(at)).map_or(0, |[symbol, ..]| *symbol)
    }
}

/// A deterministic automaton.
///
/// A state is the index of its row in the table, so that the next state is at `state + symbol`. The first row is the
/// state that no string can leave to match any more, the second the state that matches whatever follows.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// How the string is read.
    pub alphabet: Alphabet,
    /// The number of symbols, which is the length of a row.
    pub symbols: u16,
    /// The state before the first character.
    pub start: u16,
    /// The first state of those that match when the string ends in them; the rows are sorted so.
    pub accepting: u16,
    /// The next states, row by row, each as two bytes, the lower first.
    pub next: &'static [u8],
}

impl Table {
    /// Whether the automaton accepts `text`.
    #[inline(never)]
    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        let (cells, _) = self.next.as_chunks::<2>();
        let mut state = self.start;
        if state > self.symbols {
            self.alphabet.visit(text, |symbol| {
                let cell = cells.get(usize::from(state) + usize::from(symbol)).copied().unwrap_or_default();
                state = u16::from_le_bytes(cell);
                state > self.symbols
            });
        }
        state == self.symbols || state >= self.accepting
    }
}
