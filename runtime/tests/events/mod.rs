//! Shapes of events, for tests and fuzzing.

use farrier_runtime::{Validate, schema::MemberSet, structure, union};

/// The event `said`: a header, and a member in the body.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// A header.
    pub(crate) at: i64,
    /// A member in the body.
    pub(crate) text: Option<String>,
}

structure! { Said: "test#Said".with_event_body(MemberSet::Only(&[1])), new(..) {
    0: at(i64) = "at".required().event_header();
    1: text = "text" / with_text(String);
} }

/// The exception `failed`.
#[derive(Debug)]
pub(crate) struct Failed {
    /// What went wrong.
    pub(crate) message: Option<String>,
}

structure! { Failed: "test#Failed".error(), new() {
    0: message = "message" / with_message(String);
} }

union! {
    /// The union of both.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Event: "test#Event", Unknown {
        /// An event.
        0: Said(Said) = "said" => Validate::check;
        /// An exception.
        1: Failed(Failed) = "failed" => Validate::check;
    }
}
