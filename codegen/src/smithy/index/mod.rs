//! Questions asked of a model.
//!
//! Comes in: a model. Goes out: an answer that depends on the model alone, in a fixed order. Always holds: nothing here
//! changes a model or reports a problem, and a broken model (unresolved targets, resources inside themselves) gets an
//! answer too.

mod closure;
mod member;
mod recursion;

pub use closure::{closure, closure_up_to, service_operations};
pub use member::{
    event_stream_member, host_labels, idempotency_token_member, is_bound_to_request, is_bound_to_response,
    streaming_member, structure_members,
};
pub use recursion::boxed_members;
pub(in crate::smithy) use recursion::{Graph, components};
