//! The tables that generated code is written in: declarative macros with a line a member, variant or check.
//!
//! A table expands to what one would write by hand for the shape: its schema, serializer, deserializer, validator,
//! constructor and setters, in place and without recursion, so that a table of any length expands in one step. What
//! differs between the lines is settled by small macros, one call a line. They are exported for the tables alone.

mod check;
mod enumeration;
mod error;
mod own;
mod protocols;
mod route;
#[cfg(feature = "server")]
mod service;
mod structure;
mod union;
