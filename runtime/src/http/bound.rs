//! What the writers and readers of both messages have in common: members by their index, and the first error.

use crate::{
    error::{DecodeError, EncodeError},
    schema::Member,
};

/// The members of the structure that a message is bound to, and what went wrong first.
pub(super) struct Bound<E> {
    members: &'static [Member],
    error: Option<E>,
}

impl<E: BindingError> Bound<E> {
    pub(super) fn new(members: &'static [Member]) -> Self {
        Self { members, error: None }
    }

    /// The member of that index, unless something went wrong already. That there is none is an error.
    pub(super) fn member(&mut self, index: usize) -> Option<&'static Member> {
        if self.error.is_some() {
            return None;
        }
        let member = self.members.get(index);
        self.error = member.is_none().then(|| E::of("the structure has no such member"));
        member
    }

    /// Keeps what became of a member.
    pub(super) fn keep(&mut self, result: Result<(), E>) {
        self.error = result.err();
    }

    /// What all members came to.
    ///
    /// # Errors
    /// What went wrong first.
    pub(super) fn end<T>(self, value: T) -> Result<T, E> {
        self.error.map_or(Ok(value), Err)
    }
}

/// An error of a message as a whole.
pub(super) trait BindingError {
    fn of(message: &'static str) -> Self;
}

impl BindingError for EncodeError {
    fn of(message: &'static str) -> Self {
        Self::new(message, "")
    }
}

impl BindingError for DecodeError {
    fn of(message: &'static str) -> Self {
        Self::new(message, "")
    }
}
