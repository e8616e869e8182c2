//! The commands of Farrier.

pub mod failure;
pub mod write;
