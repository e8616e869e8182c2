//! Turns plain data into tokens.

pub mod pattern;
