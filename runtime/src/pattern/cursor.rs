//! Matches patterns that the next character decides: no step ever has to be taken back.

use super::{Class, Table};

/// What is left of a string that begins as a pattern does, behind the steps that have matched; or nothing, where one of
/// them has not.
///
/// Each method is a step of a pattern that is anchored at the start. Counts are of characters. The generator emits steps
/// only where the next character, or the end of the string, decides how to go on; so a run may take all that it can, and
/// a step that fails fails the pattern.
// Two words, so that a pattern's function has them in registers.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a>(Option<&'a [u8]>);

impl<'a> Cursor<'a> {
    /// The start of `text`.
    #[must_use]
    #[inline]
    pub const fn new(text: &'a str) -> Self {
        Self(Some(text.as_bytes()))
    }

    /// Whether all steps have matched.
    #[must_use]
    #[inline]
    pub const fn is_match(self) -> bool {
        self.0.is_some()
    }

    /// This text comes next.
    #[must_use]
    #[inline]
    pub fn literal(self, literal: &str) -> Self {
        Self(self.0.and_then(|text| text.strip_prefix(literal.as_bytes())))
    }

    /// The first of these texts that comes next, of which the last may be empty.
    #[must_use]
    #[inline]
    pub fn one_of(self, literals: &[&str]) -> Self {
        Self(
            self.0.and_then(|text| literals.iter().find_map(|literal| text.strip_prefix(literal.as_bytes()))),
        )
    }

    /// A member of the class comes next.
    #[must_use]
    #[inline]
    pub fn one(self, class: &Class) -> Self {
        Self(self.0.and_then(|text| match class.width(text) {
            0 => None,
            width => text.get(width..),
        }))
    }

    /// So many members of the class come next.
    #[must_use]
    #[inline]
    pub fn exactly(self, class: &Class, count: usize) -> Self {
        Self(self.0.and_then(|text| class.exactly(text, count)))
    }

    /// Members of the class come next: at least `min`, and as many as there are.
    #[must_use]
    #[inline]
    pub fn at_least(self, class: &Class, min: usize) -> Self {
        self.run(class, min, usize::MAX)
    }

    /// Members of the class come next: at least `min`, and as many as there are up to `max`.
    #[must_use]
    #[inline]
    pub fn run(self, class: &Class, min: usize, max: usize) -> Self {
        Self(self.0.and_then(|text| {
            let (count, rest) = class.run(text, max);
            (count >= min).then_some(rest)
        }))
    }

    /// The rest of the string is such a run, followed by one character of each class of `tail`.
    #[must_use]
    #[inline]
    pub fn rest(self, class: &Class, min: usize, max: usize, tail: &[&Class]) -> Self {
        Self(self.0.and_then(|text| {
            // The tail is checked backwards from the end, then the run in what is left before it.
            let run = tail.iter().rev().try_fold(text, |text, class| class.strip_last(text))?;
            class.covers(run, min, max).then_some(&[][..])
        }))
    }

    /// Whether a member of the class comes next.
    #[must_use]
    #[inline]
    pub fn is_at(self, class: &Class) -> bool {
        self.0.is_some_and(|text| class.width(text) > 0)
    }

    /// Whether this text comes next.
    #[must_use]
    #[inline]
    pub fn is_at_literal(self, literal: &str) -> bool {
        self.literal(literal).is_match()
    }

    /// The steps that `choice` makes of what comes next.
    #[must_use]
    #[inline]
    pub fn choose(self, choice: impl FnOnce(Self) -> Self) -> Self {
        choice(self)
    }

    /// These steps, over and over while what they begin with `comes_next`: at least `min` times and at most `max`.
    #[must_use]
    #[inline]
    pub fn repeat(
        self,
        min: usize,
        max: usize,
        comes_next: impl Fn(Self) -> bool,
        steps: impl Fn(Self) -> Self,
    ) -> Self {
        let (mut cursor, mut count) = (self, 0);
        while count < max && comes_next(cursor) {
            cursor = steps(cursor);
            count += 1;
        }
        if count >= min { cursor } else { cursor.fail() }
    }

    /// The rest of the string is what the automaton accepts: the last step.
    #[must_use]
    #[inline]
    pub fn table(self, table: &Table) -> Self {
        Self(self.0.filter(|text| table.is_match(text)))
    }

    /// The string ends here.
    #[must_use]
    #[inline]
    pub fn end(self) -> Self {
        Self(self.0.filter(|text| text.is_empty()))
    }

    /// Nothing matches here.
    #[must_use]
    #[inline]
    pub const fn fail(self) -> Self {
        Self(None)
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::{ALNUM, DIGIT, LOWER, WORD_HYPHEN};
    use super::Cursor;

    #[test]
    fn a_rest_checks_its_tail_from_the_end() {
        let is_match =
            |text| Cursor::new(text).one(&LOWER).rest(&WORD_HYPHEN, 0, 3, &[&ALNUM, &DIGIT]).is_match();
        for text in ["aa0", "ab-_c0", "a00"] {
            assert!(is_match(text), "{text}");
        }
        for text in ["", "a", "a0", "a-0", "abcdefg0", "ab-_cc", "ab.c0", "ab-_cé0", "é00"] {
            assert!(!is_match(text), "{text}");
        }
    }

    #[test]
    fn choices_and_repeats_follow_the_next_character() {
        let choice = |text: Cursor<'_>| {
            Cursor::is_match(
                text.repeat(1, 2, |text| text.is_at(&LOWER), |text| text.run(&LOWER, 1, 2).literal("-"))
                    .one_of(&["=-", "="])
                    .choose(
                        |text| if text.is_at(&DIGIT) { text.exactly(&DIGIT, 2) } else { text.literal("!") },
                    )
                    .end(),
            )
        };
        for text in ["a-=12", "ab-c-=!", "a-=-!"] {
            assert!(choice(Cursor::new(text)), "{text}");
        }
        for text in ["", "!", "=12", "abc-=12", "a-b-c-=12", "a-=1", "a-=12x", "a-=x", "a-12", "a-=--!"] {
            assert!(!choice(Cursor::new(text)), "{text}");
        }
    }
}
