//! The commands, one module each.

pub mod bench;
pub mod codegen;
pub mod conformance;
pub mod corpus;
