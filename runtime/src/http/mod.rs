//! HTTP binding: members to the parts of a message and back.
//!
//! A generated operation calls these writers and readers in straight-line code, one call for each bound member. A
//! value goes in as [`SerializableShape`](crate::serde::SerializableShape) and comes out through
//! [`DeserializableShape`](crate::serde::DeserializableShape): labels, query parameters and headers are tiny codecs
//! of their own, so that enums, lists and options need no code here.
//!
//! What always holds:
//! - An absent value writes nothing; a part of the message that is not there leaves its value as it is, and is
//!   recorded as missing where the member is required and the reader is a server's.
//! - Errors carry the member's path, never its value.
//! - Work is linear in the size of the message.

mod bound;
mod header;
mod media_type;
mod payload;
mod read;
mod request;
mod response;
mod text;
mod uri;
mod write;

#[cfg(feature = "client")]
pub(crate) use self::uri::encode_component;
pub use self::{
    media_type::{accepts, media_type_matches},
    request::{BodyHash, RequestReader, RequestWriter},
    response::{ResponseReader, ResponseWriter},
    uri::Labels,
};
pub(crate) use self::{
    request::{RequestParts, RequestSource},
    response::ResponseSource,
    uri::{Query, decode_component},
};

/// Bounds on what is read from a message beside its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpLimits {
    /// Length of the path and query, in bytes.
    pub max_uri_bytes: usize,
    /// Count of query parameters.
    pub max_query_parameters: usize,
    /// Count of header lines.
    pub max_headers: usize,
    /// Length of all header names and values together, in bytes.
    pub max_header_bytes: usize,
    /// Length of a body that is read into memory, in bytes.
    pub max_body_bytes: usize,
}

impl HttpLimits {
    /// The bounds that [`Default`] has.
    pub const DEFAULT: Self = Self {
        max_uri_bytes: 8 * 1024,
        max_query_parameters: 1_000,
        max_headers: 128,
        max_header_bytes: 64 * 1024,
        max_body_bytes: 2 * 1024 * 1024,
    };
}

impl Default for HttpLimits {
    /// URI 8 KiB, 1,000 query parameters, 128 headers of 64 KiB together, body 2 MiB.
    fn default() -> Self {
        Self::DEFAULT
    }
}
