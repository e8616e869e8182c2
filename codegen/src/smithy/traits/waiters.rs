//! Waiters.
//! Spec: <https://smithy.io/2.0/additional-specs/waiters.html>.

use std::collections::BTreeMap;

use crate::smithy::node::{Fields, FromNode, Node, Wrong};

values! {
    /// The waiters of an operation, by name.
    Waitable(BTreeMap<String, Waiter>) = "smithy.waiters#waitable";
}

records! {
    /// Calls an operation until something is so.
    Waiter {
        /// Documentation in CommonMark.
        documentation: Option<String> = "documentation",
        /// What answers mean: the first that matches counts.
        acceptors: Vec<Acceptor> = "acceptors",
        /// The shortest pause between calls, in seconds.
        min_delay: u64 = "minDelay" or 2,
        /// The longest pause between calls, in seconds.
        max_delay: u64 = "maxDelay" or 120,
        /// Whether it should not be used any more.
        deprecated: bool = "deprecated" or false,
        /// Tags.
        tags: Vec<String> = "tags" or Vec::new(),
    }
    /// What an answer means.
    Acceptor {
        /// The state that it leads to.
        state: AcceptorState = "state",
        /// The answers that it is about.
        matcher: Matcher = "matcher",
        /// The path of a text that says why the wait failed.
        message: Option<String> = "message",
    }
    /// A path and what its value should be.
    PathMatcher {
        /// A JMESPath expression.
        path: String = "path",
        /// The expected value.
        expected: String = "expected",
        /// How the two are compared.
        comparator: PathComparator = "comparator",
    }
}

words! {
    /// The state of a wait.
    AcceptorState {
        /// What was waited for is so.
        Success = "success",
        /// It never will be.
        Failure = "failure",
        /// It may be later.
        Retry = "retry",
    }
    /// How the value of a path is compared with the expected one.
    PathComparator {
        /// It is that text.
        StringEquals = "stringEquals",
        /// It is that boolean.
        BooleanEquals = "booleanEquals",
        /// It is a list of at least one text, and all are that.
        AllStringEquals = "allStringEquals",
        /// It is a list that has that text.
        AnyStringEquals = "anyStringEquals",
    }
}

/// The answers that an acceptor is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// Those whose output has a value.
    Output(PathMatcher),
    /// Those whose input and output have a value between them.
    InputOutput(PathMatcher),
    /// All outputs, or all errors.
    Success(bool),
    /// The error of this name or shape ID.
    ErrorType(String),
}

impl Matcher {
    /// The path, with the name of the member that it stands in.
    #[must_use]
    pub fn path(&self) -> Option<(&'static str, &PathMatcher)> {
        match self {
            Self::Output(matcher) => Some(("output", matcher)),
            Self::InputOutput(matcher) => Some(("inputOutput", matcher)),
            Self::Success(_) | Self::ErrorType(_) => None,
        }
    }
}

impl FromNode for Matcher {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let mut fields = Fields::new(node)?;
        let mut found = [
            fields.take::<Option<PathMatcher>>("output", notes)?.map(Self::Output),
            fields.take::<Option<PathMatcher>>("inputOutput", notes)?.map(Self::InputOutput),
            fields.take::<Option<bool>>("success", notes)?.map(Self::Success),
            fields.take::<Option<String>>("errorType", notes)?.map(Self::ErrorType),
        ]
        .into_iter()
        .flatten();
        let matcher = (found.next(), found.next());
        fields.finish(notes);
        match matcher {
            (Some(matcher), None) => Ok(matcher),
            _ => Err(Wrong::new("a matcher has one of `output`, `inputOutput`, `success` and `errorType`")
                .help("keep one of them")),
        }
    }
}
