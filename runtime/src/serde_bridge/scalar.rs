//! Simple values whose form depends on the format: floats, big numbers, blobs, timestamps.
//!
//! All are read by one visitor, which takes whatever comes: what a format says of itself (`is_human_readable`) is not what
//! the value was written in when serde has buffered it, as for `#[serde(flatten)]`.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{self, Unexpected, Visitor},
    ser::Error as _,
};

use crate::{
    codec::base64,
    types::{BigDecimal, BigInteger, Blob, Timestamp, TimestampFormat},
};

/// The key under which serde_json, with its feature `arbitrary_precision`, hands over the text of a number.
pub(super) const NUMBER_KEY: &str = "$serde_json::private::Number";

/// A float to be written.
pub(super) struct Real<F>(pub(super) F);

impl<F: Copy + Into<f64> + Serialize> Serialize for Real<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: f64 = self.0.into();
        if value.is_finite() || !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        serializer.serialize_str(match value {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            _ => "NaN",
        })
    }
}

/// A blob to be written.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&base64::encode(self.0))
        } else {
            serializer.serialize_bytes(self.0)
        }
    }
}

/// A timestamp to be written.
pub(super) struct Instant {
    pub(super) value: Timestamp,
    pub(super) format: TimestampFormat,
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (seconds, nanoseconds) = (self.value.seconds(), self.value.nanoseconds());
        if !serializer.is_human_readable() {
            return (seconds, nanoseconds).serialize(serializer);
        }
        match self.format {
            TimestampFormat::EpochSeconds if nanoseconds == 0 => serializer.serialize_i64(seconds),
            format => {
                let text = self.value.format(format).map_err(S::Error::custom)?;
                match text.parse::<f64>() {
                    // The nearest double, as a reader of JSON has it.
                    Ok(seconds) if format == TimestampFormat::EpochSeconds => {
                        serializer.serialize_f64(seconds)
                    }
                    _ => serializer.serialize_str(&text),
                }
            }
        }
    }
}

/// A float that was read.
pub(super) trait Float: Sized {
    const EXPECTED: &'static str;
    fn from_double(value: f64) -> Option<Self>;
}

impl Float for f64 {
    const EXPECTED: &'static str = "a double";
    fn from_double(value: f64) -> Option<Self> {
        Some(value)
    }
}

impl Float for f32 {
    const EXPECTED: &'static str = "a float";
    /// None for a number beyond the range of floats.
    #[allow(clippy::cast_possible_truncation, reason = "to the nearest float")]
    fn from_double(value: f64) -> Option<Self> {
        let nearest = value as Self;
        (nearest.is_finite() || !value.is_finite()).then_some(nearest)
    }
}

/// Reads a float or double.
pub(super) fn float<'de, F: Float, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    let scalar = Scalar::read(deserializer, F::EXPECTED)?;
    let value = match &scalar {
        #[allow(clippy::cast_precision_loss, reason = "to the nearest double")]
        Scalar::Integer(value) => Some(*value as f64),
        Scalar::Float(value) => Some(*value),
        Scalar::Number(text) => text.parse().ok(),
        Scalar::Text(text) => match &**text {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        Scalar::Bytes(_) | Scalar::Sequence(_) => None,
    };
    value.and_then(F::from_double).ok_or_else(|| scalar.unfit(F::EXPECTED))
}

/// Reads a big integer.
pub(super) fn big_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BigInteger, D::Error> {
    let expected = "an integer";
    let scalar = Scalar::read(deserializer, expected)?;
    match &scalar {
        Scalar::Integer(value) => value.to_string().parse().ok(),
        Scalar::Number(text) => text.parse().ok(),
        Scalar::Text(text) => text.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| scalar.unfit(expected))
}

/// Reads a big decimal.
pub(super) fn big_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BigDecimal, D::Error> {
    let expected = "a decimal number";
    let scalar = Scalar::read(deserializer, expected)?;
    match &scalar {
        Scalar::Integer(value) => value.to_string().parse().ok(),
        Scalar::Float(value) => format!("{value:?}").parse().ok(),
        Scalar::Number(text) => text.parse().ok(),
        Scalar::Text(text) => text.parse().ok(),
        Scalar::Bytes(_) | Scalar::Sequence(_) => None,
    }
    .ok_or_else(|| scalar.unfit(expected))
}

/// Reads a blob.
pub(super) fn blob<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Blob, D::Error> {
    let expected = "bytes, or their base64";
    let bytes = match Scalar::read(deserializer, expected)? {
        Scalar::Bytes(bytes) => bytes,
        Scalar::Text(text) => base64::decode(text.as_bytes()).map_err(de::Error::custom)?,
        Scalar::Sequence(values) => {
            let bytes: Result<Vec<u8>, _> = values.iter().map(|value| u8::try_from(*value)).collect();
            bytes.map_err(|_| de::Error::invalid_value(Unexpected::Seq, &expected))?
        }
        other => return Err(other.unfit(expected)),
    };
    Ok(bytes.into())
}

/// Reads a timestamp, which the model has in `format`.
pub(super) fn timestamp<'de, D: Deserializer<'de>>(
    deserializer: D,
    format: TimestampFormat,
) -> Result<Timestamp, D::Error> {
    let expected = "a timestamp";
    let scalar = Scalar::read(deserializer, expected)?;
    match &scalar {
        Scalar::Integer(seconds) => i64::try_from(*seconds).ok().map(Timestamp::from_seconds),
        Scalar::Float(seconds) => Timestamp::from_seconds_f64(*seconds).ok(),
        Scalar::Number(text) => Timestamp::parse(text, TimestampFormat::EpochSeconds).ok(),
        Scalar::Text(text) => [format, TimestampFormat::DateTime, TimestampFormat::HttpDate]
            .into_iter()
            .find_map(|format| Timestamp::parse_lenient(text, format).ok()),
        Scalar::Sequence(values) => match **values {
            [seconds, nanoseconds] => {
                u32::try_from(nanoseconds).ok().and_then(|nanoseconds| Timestamp::new(seconds, nanoseconds))
            }
            _ => None,
        },
        Scalar::Bytes(_) => None,
    }
    .ok_or_else(|| scalar.unfit(expected))
}

/// What a format has for a simple value.
enum Scalar<'de> {
    Integer(i128),
    Float(f64),
    /// The text of a number that is kept whole.
    Number(String),
    Text(Cow<'de, str>),
    Bytes(Vec<u8>),
    Sequence(Vec<i64>),
}

impl<'de> Scalar<'de> {
    fn read<D: Deserializer<'de>>(deserializer: D, expected: &'static str) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor(expected))
    }

    /// The error for a value that is none of the `expected` ones. It does not show the value, which may be sensitive.
    fn unfit<E: de::Error>(&self, expected: &'static str) -> E {
        let found = match self {
            Self::Integer(_) | Self::Float(_) | Self::Number(_) => Unexpected::Other("number"),
            Self::Text(_) => Unexpected::Other("string"),
            Self::Bytes(_) => Unexpected::Other("bytes"),
            Self::Sequence(_) => Unexpected::Seq,
        };
        E::invalid_value(found, &expected)
    }
}

struct ScalarVisitor(&'static str);

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(Scalar::Integer(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(text.to_owned().into()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Scalar::Bytes(bytes.to_owned()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
        Ok(Scalar::Bytes(bytes))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(Scalar::Sequence(values))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if map.next_key::<Cow<'_, str>>()?.as_deref() == Some(NUMBER_KEY) {
            return Ok(Scalar::Number(map.next_value()?));
        }
        Err(de::Error::invalid_type(Unexpected::Map, &self))
    }
}
