//! Documents.

use std::collections::BTreeMap;

use super::BigDecimal;

/// A value of no modelled shape: what JSON can express.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// No value.
    #[default]
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A list.
    List(Vec<Document>),
    /// A map with string keys.
    Map(BTreeMap<String, Document>),
}

/// A number of a [`Document`].
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An integer that fits.
    Integer(i64),
    /// An integer above `i64::MAX` that fits.
    Unsigned(u64),
    /// Any other number that a double expresses; never NaN or infinite.
    Double(f64),
    /// A number that none of the others expresses exactly enough.
    Big(BigDecimal),
}
