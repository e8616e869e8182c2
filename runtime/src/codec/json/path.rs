//! The place of the value that is being read: one step a container, kept without allocation for ordinary depths.

use std::borrow::Cow;

use super::scan::unescaped_at;
use crate::{schema::Member, validate};

/// Where in its container the value stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Step {
    /// No value was come to yet, or one without a place in the model.
    #[default]
    None,
    Member(&'static Member),
    Index(usize),
    /// Where the key of a map's value begins in the input, at its quote.
    Key(usize),
    SensitiveKey(usize),
}

/// What a step costs in the log of missing members beside its text, in bytes, about.
const STEP_COST: usize = 16;

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Member(member) => member.name(),
            _ => "",
        }
    }
}

/// The steps from the root to the value.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The step in the innermost open container.
    pub(super) last: Step,
    depth: usize,
    near: [Step; Self::NEAR],
    far: Vec<Step>,
}

impl Steps {
    const NEAR: usize = 12;

    /// How many containers are open.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    #[inline]
    pub(super) fn open(&mut self) {
        let step = std::mem::take(&mut self.last);
        match self.near.get_mut(self.depth) {
            Some(place) => *place = step,
            None => self.far.push(step),
        }
        self.depth += 1;
    }

    #[inline]
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.last = match self.near.get(self.depth) {
            Some(&step) => step,
            None => self.far.pop().unwrap_or_default(),
        };
    }

    /// Where the steps are now.
    pub(super) fn place(&self) -> (usize, Step) {
        (self.depth, self.last)
    }

    /// Goes back to an earlier place, in which the containers that are open now were not.
    pub(super) fn reset(&mut self, (depth, last): (usize, Step)) {
        while self.depth > depth {
            self.close();
        }
        self.last = last;
    }

    fn iter(&self) -> impl Iterator<Item = Step> {
        self.near.iter().take(self.depth).chain(&self.far).chain([&self.last]).copied()
    }

    /// The path as error messages have it.
    pub(super) fn to_path(&self, input: &[u8]) -> String {
        let mut path = String::new();
        for step in self.iter() {
            match step {
                Step::None => continue,
                Step::Member(member) if member.name().is_empty() => continue,
                _ => path.push('/'),
            }
            match step {
                Step::None => {}
                Step::Member(member) => path.push_str(member.name()),
                Step::Index(index) => path.push_str(&index.to_string()),
                Step::Key(at) => path.push_str(&unescaped_at(input, at)),
                Step::SensitiveKey(_) => path.push_str("[sensitive]"),
            }
        }
        path
    }

    /// Records the path in the log of missing members, unless it takes more than `budget` bytes, of which it is taken.
    /// Returns whether it was recorded.
    pub(super) fn record(
        &self,
        input: &[u8],
        log: &mut validate::MissingMembers,
        budget: &mut usize,
    ) -> bool {
        let keys: Vec<(Step, Cow<'_, str>)> = self
            .iter()
            .map(|step| match step {
                Step::Key(at) | Step::SensitiveKey(at) => (step, unescaped_at(input, at)),
                _ => (step, Cow::Borrowed("")),
            })
            .collect();
        let cost = keys.iter().map(|(step, key)| STEP_COST + step.name().len() + key.len()).sum();
        let Some(left) = budget.checked_sub(cost) else { return false };
        *budget = left;
        log.record(keys.iter().filter_map(|(step, key)| match *step {
            Step::None => None,
            Step::Member(member) if member.name().is_empty() => None,
            Step::Member(member) => Some(validate::Step::Member(member.name())),
            Step::Index(index) => Some(validate::Step::Index(index)),
            Step::Key(_) => Some(validate::Step::Key(key)),
            Step::SensitiveKey(_) => Some(validate::Step::SensitiveKey(key)),
        }));
        true
    }
}
