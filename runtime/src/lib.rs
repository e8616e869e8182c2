//! What the crates that Farrier generates call.
