//! Matches patterns that the next character decides: no step ever has to be taken back.

use super::{Class, Table};

/// One step of a pattern that is anchored at its start. Counts are of characters.
///
/// The generator emits steps only where the next character, or the end of the string, decides how to go on; so a run
/// may take all that it can, and a failed step fails the pattern.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// This text comes next.
    Literal(&'static str),
    /// Members of the class come next: at least the first number of them, and as many as there are up to the second.
    Run(&'static Class, u32, u32),
    /// The rest of the string is such a run, followed by one character of each class of the slice.
    Rest(&'static Class, u32, u32, &'static [&'static Class]),
    /// The first of these texts that comes next, of which the last may be empty.
    OneOf(&'static [&'static str]),
    /// The branch whose first character comes next, else the steps of the second field, which are `None` where no
    /// other branch may follow.
    Choice(&'static [Branch], Option<&'static [Step]>),
    /// The branch, over and over while its first character comes next: at least the first number of times and at
    /// most the second.
    Repeat(&'static Branch, u32, u32),
    /// The rest of the string is what the automaton accepts: the last step.
    Table(&'static Table),
    /// The string ends here.
    End,
}

/// Steps that are taken when a member of the class comes next.
#[derive(Clone, Copy, Debug)]
pub struct Branch(pub &'static Class, pub &'static [Step]);

/// Whether the steps pass from the start of `value`.
#[inline]
pub(super) fn is_match(steps: &[Step], value: &str) -> bool {
    steps.is_empty() || advance(steps, value, 0).is_some()
}

/// Takes all steps from byte `at` on; where they end, or `None` when one of them fails.
fn advance(steps: &[Step], value: &str, mut at: usize) -> Option<usize> {
    for step in steps {
        at = match *step {
            Step::Literal(text) => at + prefix(value, at, text)?,
            Step::OneOf(texts) => at + texts.iter().find_map(|text| prefix(value, at, text))?,
            Step::Table(table) => return table.is_match(value.get(at..)?).then_some(value.len()),
            Step::Run(class, 1, 1) => match class.width(value, at) {
                0 => return None,
                width => at + width,
            },
            Step::Run(class, min, max) if min == max => class.exactly(value, at, min as usize)?,
            Step::Run(class, min, max) => {
                let (count, end) = class.run(value, at, max as usize);
                (count >= min as usize).then_some(end)?
            }
            Step::Rest(class, min, max, tail) => rest(class, min as usize, max as usize, tail, value, at)?,
            Step::Choice(branches, otherwise) => {
                let branch = branches.iter().find(|branch| branch.0.width(value, at) > 0);
                advance(branch.map(|branch| branch.1).or(otherwise)?, value, at)?
            }
            Step::Repeat(branch, min, max) => repeat(branch, min, max, value, at)?,
            Step::End => (at == value.len()).then_some(at)?,
        };
    }
    Some(at)
}

/// The length of `text` if it comes at byte `at`.
#[inline]
fn prefix(value: &str, at: usize, text: &str) -> Option<usize> {
    let end = at + text.len();
    // Most texts are short, and a comparison of a length unknown to the compiler is a call.
    let next = value.as_bytes().get(at..end)?;
    next.iter().zip(text.as_bytes()).all(|(next, byte)| next == byte).then_some(text.len())
}

/// [`Step::Rest`]: the tail is checked backwards from the end, then the run in what is left between.
fn rest(class: &Class, min: usize, max: usize, tail: &[&Class], value: &str, at: usize) -> Option<usize> {
    let mut end = value.len();
    for class in tail.iter().rev() {
        end = class.before(value, at, end)?;
    }
    // A limit of one more than `max` lets the comparison with `end` below see that there are too many.
    let (count, stop) = class.run(value.get(..end)?, at, max.saturating_add(1));
    (stop == end && count >= min && count <= max).then_some(value.len())
}

fn repeat(branch: &Branch, min: u32, max: u32, value: &str, mut at: usize) -> Option<usize> {
    let mut count = 0;
    while count < max && branch.0.width(value, at) > 0 {
        at = advance(branch.1, value, at)?;
        count += 1;
    }
    (count >= min).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::super::classes::{ALNUM, DIGIT, LOWER, WORD_HYPHEN};
    use super::{Branch, Step, is_match};

    #[test]
    fn a_rest_checks_its_tail_from_the_end() {
        static STEPS: &[Step] = &[Step::Run(&LOWER, 1, 1), Step::Rest(&WORD_HYPHEN, 0, 3, &[&ALNUM, &DIGIT])];
        for text in ["aa0", "ab-_c0", "a00"] {
            assert!(is_match(STEPS, text), "{text}");
        }
        for text in ["", "a", "a0", "a-0", "abcdefg0", "ab-_cc", "ab.c0", "ab-_cé0", "é00"] {
            assert!(!is_match(STEPS, text), "{text}");
        }
    }

    #[test]
    fn choices_and_repeats_follow_the_next_character() {
        static GROUP: Branch = Branch(&LOWER, &[Step::Run(&LOWER, 1, 2), Step::Literal("-")]);
        static STEPS: &[Step] = &[
            Step::Repeat(&GROUP, 1, 2),
            Step::OneOf(&["=-", "="]),
            Step::Choice(&[Branch(&DIGIT, &[Step::Run(&DIGIT, 2, 2)])], Some(&[Step::Literal("!")])),
            Step::End,
        ];
        for text in ["a-=12", "ab-c-=!", "a-=-!"] {
            assert!(is_match(STEPS, text), "{text}");
        }
        for text in ["", "!", "=12", "abc-=12", "a-b-c-=12", "a-=1", "a-=12x", "a-=x", "a-12", "a-=--!"] {
            assert!(!is_match(STEPS, text), "{text}");
        }
    }
}
