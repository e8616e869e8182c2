//! What the crates that Farrier generates call.

pub mod pattern;
