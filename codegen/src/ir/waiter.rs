//! Waiters.

use super::Value;

/// A waiter of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Waiter {
    /// Name of the method.
    pub method: String,
    /// Documentation: what is waited for, by which operation.
    pub docs: String,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// The shortest and the longest pause, in seconds.
    pub delays: (u32, u32),
    /// What answers mean; the first that matches counts.
    pub acceptors: Vec<Acceptor>,
}

/// What an answer means.
#[derive(Clone, Debug)]
pub(crate) struct Acceptor {
    /// The state that it leads to.
    pub state: WaitState,
    /// The answers that it is about.
    pub matcher: Matcher,
}

/// The state of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitState {
    /// What was waited for is so.
    Success,
    /// It never will be.
    Failure,
    /// It may be later.
    Retry,
}

/// The answers that an acceptor is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Matcher {
    /// Those whose output is so.
    Output(Expectation),
    /// Those whose input and output are so.
    Both(Expectation),
    /// All outputs, or all errors.
    Success(bool),
    /// The error of this code.
    Error(String),
}

/// What a value is expected to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expectation {
    /// One of these texts.
    Text(Value, Vec<String>),
    /// True.
    True(Value),
    /// A sequence that has one of these texts.
    AnyText(Value, Vec<String>),
    /// A sequence of this text; whether elements are `Option`s.
    AllText(Value, String, bool),
}
