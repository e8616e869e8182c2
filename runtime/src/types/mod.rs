//! Rust types for the simple shapes that Rust has none for.

mod big_number;
mod blob;
pub(crate) mod digits;
mod document;
mod timestamp;

#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) use self::timestamp::TimestampText;
pub use self::{
    big_number::{BigDecimal, BigInteger, BigNumberParseError},
    blob::Blob,
    document::{Document, Number},
    timestamp::{Timestamp, TimestampFormat, TimestampParseError, TimestampRangeError},
};
