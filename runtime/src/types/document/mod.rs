//! Documents.

use std::{collections::BTreeMap, fmt};

use super::{BigDecimal, BigInteger};

#[cfg(feature = "serde_json")]
mod serde_json;

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
///
/// Codecs read each number as the first variant that holds it exactly enough, so that one number is always read as
/// one variant. Variants are not equal to each other: `Integer(1)` is written `1`, `Double(1.0)` is written `1.0`.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An integer that fits.
    Integer(i64),
    /// An integer above `i64::MAX` that fits.
    Unsigned(u64),
    /// Any other number that a double expresses; never NaN or infinite, which no codec could write.
    Double(f64),
    /// A number that none of the others expresses exactly enough: an integer beyond them, one with more than 17
    /// significant digits, or beyond a double's range.
    Big(BigDecimal),
}

/// Significant digits up to which a decimal number is kept as a double. The shortest text of any double has no more.
const DOUBLE_DIGITS: usize = 17;

impl Document {
    /// Whether there is no value.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The integer, if it is a number that an `i64` holds.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.to_i64()
    }

    /// The nearest double, if it is a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        Some(self.as_number()?.to_f64())
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(value) => Some(value),
            _ => None,
        }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Document]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// The map, if it is one.
    #[must_use]
    pub const fn as_map(&self) -> Option<&BTreeMap<String, Document>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value at `key`, if it is a map that has one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Document> {
        self.as_map()?.get(key)
    }

    /// The element at `index`, if it is a list that long.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Document> {
        self.as_list()?.get(index)
    }
}

impl Number {
    /// The variant for `value`; none when it is NaN or infinite.
    #[must_use]
    pub const fn from_f64(value: f64) -> Option<Self> {
        if value.is_finite() { Some(Self::Double(value)) } else { None }
    }

    /// The integer, if it is one that an `i64` holds.
    #[must_use]
    pub const fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if it is one that a `u64` holds.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Self::Integer(value) => u64::try_from(*value).ok(),
            Self::Unsigned(value) => Some(*value),
            _ => None,
        }
    }

    /// The nearest double; infinite when it is beyond a double's range.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match self {
            Self::Integer(value) => *value as f64,
            Self::Unsigned(value) => *value as f64,
            Self::Double(value) => *value,
            Self::Big(value) => value.to_f64(),
        }
    }

    /// From text that is known to be a number as JSON has it, and `integer` if it has neither fraction nor exponent.
    /// None when its exponent is beyond any type.
    pub(crate) fn from_json_text(text: &str, integer: bool) -> Option<Self> {
        if integer && text != "-0" {
            if let Ok(value) = text.parse() {
                return Some(Self::Integer(value));
            }
            if let Ok(value) = text.parse() {
                return Some(Self::Unsigned(value));
            }
        } else if let Some(value) = double(text) {
            return Some(Self::Double(value));
        }
        BigDecimal::from_json_text(text).map(Self::Big)
    }
}

/// The double that `text` stands for, if it is exact enough.
fn double(text: &str) -> Option<f64> {
    let mut significant = 0;
    let mut zeros = 0;
    for byte in text.bytes() {
        match byte {
            b'e' | b'E' => break,
            b'0' if significant == 0 => {}
            b'0' => zeros += 1,
            b'1'..=b'9' => {
                significant += zeros + 1;
                zeros = 0;
            }
            _ => {}
        }
    }
    let value: f64 = text.parse().ok()?;
    let kept = value.is_finite() && significant <= DOUBLE_DIGITS && (value != 0.0) == (significant > 0);
    kept.then_some(value)
}

/// The number as JSON has it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Double(value) => fmt::Debug::fmt(value, f),
            Self::Big(value) => value.fmt(f),
        }
    }
}

macro_rules! from_small_integers {
    ($($integer:ty),*) => { $(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                Self::Integer(value.into())
            }
        }
    )* };
}

from_small_integers!(i8, i16, i32, i64, u8, u16, u32);

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Unsigned(value), Self::Integer)
    }
}

/// As the codecs would read the number.
impl From<BigInteger> for Number {
    fn from(value: BigInteger) -> Self {
        Self::from_json_text(value.as_str(), true).unwrap_or_else(|| Self::Big(value.into()))
    }
}

/// As the codecs would read the number.
impl From<BigDecimal> for Number {
    fn from(value: BigDecimal) -> Self {
        let integer = value.as_str().bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        Self::from_json_text(value.as_str(), integer).unwrap_or(Self::Big(value))
    }
}

impl<T: Into<Number>> From<T> for Document {
    fn from(number: T) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<String> for Document {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for Document {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<Vec<Document>> for Document {
    fn from(values: Vec<Document>) -> Self {
        Self::List(values)
    }
}

impl From<BTreeMap<String, Document>> for Document {
    fn from(entries: BTreeMap<String, Document>) -> Self {
        Self::Map(entries)
    }
}

impl<T: Into<Document>> From<Option<T>> for Document {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl FromIterator<Document> for Document {
    fn from_iter<I: IntoIterator<Item = Document>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}

impl<K: Into<String>> FromIterator<(K, Document)> for Document {
    fn from_iter<I: IntoIterator<Item = (K, Document)>>(entries: I) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}
