//! The place of the value that is being read: one step a container, kept without allocation for ordinary depths.

use std::borrow::Cow;

use super::{Policy, stack::Stack};
use crate::{
    schema::Member,
    validate::{self, MissingMembers},
};

/// Where in its container the value stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Step {
    /// No value was come to yet, or one without a place in the model.
    #[default]
    None,
    Member(&'static Member),
    Index(usize),
    /// Where the key of a map's value begins in the input.
    Key(usize),
    SensitiveKey(usize),
}

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
    outer: Stack<Step, 12>,
}

impl Steps {
    /// How many containers are open.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.outer.depth()
    }

    #[inline]
    pub(super) fn open(&mut self) {
        self.outer.push(std::mem::take(&mut self.last));
    }

    #[inline]
    pub(super) fn close(&mut self) {
        self.last = self.outer.pop();
    }

    /// Where the steps are now.
    #[cfg(feature = "json")]
    pub(super) fn place(&self) -> (usize, Step) {
        (self.depth(), self.last)
    }

    /// Goes back to an earlier place, in which the containers that are open now were not.
    #[cfg(feature = "json")]
    pub(super) fn reset(&mut self, (depth, last): (usize, Step)) {
        while self.depth() > depth {
            self.close();
        }
        self.last = last;
    }

    fn iter(&self) -> impl Iterator<Item = Step> {
        self.outer.iter().chain([self.last])
    }

    /// The path as error messages have it. `key_at` gives the key that begins at a place of the input.
    pub(super) fn to_path<'a>(&self, key_at: impl Fn(usize) -> Cow<'a, str>) -> String {
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
                Step::Key(at) => path.push_str(&key_at(at)),
                Step::SensitiveKey(_) => path.push_str("[sensitive]"),
            }
        }
        path
    }
}

/// What the log of missing members may take for any message, in bytes, and for each byte of a message.
const LOG_LEAST: usize = 1 << 20;
const LOG_FACTOR: usize = 16;
/// What a step costs in the log beside its text, in bytes, about.
const STEP_COST: usize = 16;

/// The log of a strict deserializer; a lenient one has none.
#[derive(Debug)]
pub(super) struct MissingLog<'a> {
    members: Option<&'a mut MissingMembers>,
    /// Bytes that the log may still take: a message with a long key may lack members in many places below it.
    budget: usize,
}

impl<'a> MissingLog<'a> {
    /// The log that `policy` asks for, of an input of `length` bytes.
    pub(super) fn new(policy: Policy<'a>, length: usize) -> Self {
        let members = match policy {
            Policy::Lenient => None,
            Policy::Strict(members) => Some(members),
        };
        Self { members, budget: LOG_LEAST.saturating_add(LOG_FACTOR.saturating_mul(length)) }
    }

    /// Whether the policy is a server's.
    #[inline]
    pub(super) fn is_strict(&self) -> bool {
        self.members.is_some()
    }

    /// Records the place of a missing member, unless it takes more than what is left of the budget. Returns whether
    /// it was recorded.
    pub(super) fn record<'k>(&mut self, steps: &Steps, key_at: impl Fn(usize) -> Cow<'k, str>) -> bool {
        let Some(log) = &mut self.members else { return true };
        let keys: Vec<(Step, Cow<'_, str>)> = steps
            .iter()
            .map(|step| match step {
                Step::Key(at) | Step::SensitiveKey(at) => (step, key_at(at)),
                _ => (step, Cow::Borrowed("")),
            })
            .collect();
        let cost = keys.iter().map(|(step, key)| STEP_COST + step.name().len() + key.len()).sum();
        let Some(left) = self.budget.checked_sub(cost) else { return false };
        self.budget = left;
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
