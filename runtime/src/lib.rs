//! What the crates that Farrier generates call.
//!
//! Generated code describes shapes: their types, their [`schema`] and one serialize and one deserialize function
//! each ([`serde`]). This crate does the rest, once: [`codec`]s turn shapes into bytes and back, [`http`] binds
//! members to the parts of a message, [`protocol`]s compose the two, [`validate`] collects violations.
//!
//! The crate knows no model and no service.

pub mod client;
pub mod codec;
pub mod compatibility;
#[cfg(debug_assertions)]
mod compiled;
pub mod error;
#[cfg(feature = "event-stream")]
pub mod event;
mod failure;
#[cfg(any(feature = "sha256", feature = "sigv4"))]
mod hash;
pub mod http;
pub mod operation;
mod outlined;
pub mod pattern;
pub mod protocol;
pub mod schema;
pub mod serde;
#[cfg(feature = "serde")]
pub mod serde_bridge;
pub mod server;
mod shapes;
pub mod stream;
#[cfg(feature = "testing")]
pub mod testing;
pub mod types;
mod unique;
mod uuid;
pub mod validate;

pub use error::{DecodeError, EncodeError};
pub use types::{BigDecimal, BigInteger, Blob, Document, Map, Timestamp};
pub use validate::{Validate, ValidationError};
