//! Conversions to and from serde_json's values.

use serde_json::Value;

use super::{Document, Number};

/// Keeps the value; a number as the codecs would read it.
impl From<Value> for Document {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            Value::Number(number) => Self::Number(from_number(&number)),
            Value::String(value) => Self::String(value),
            Value::Array(values) => values.into_iter().map(Self::from).collect(),
            Value::Object(entries) => {
                entries.into_iter().map(|(key, value)| (key, Self::from(value))).collect()
            }
        }
    }
}

/// Keeps the value, but for [`Number::Big`], which becomes the nearest double, or null beyond a double's range.
impl From<Document> for Value {
    fn from(document: Document) -> Self {
        match document {
            Document::Null => Self::Null,
            Document::Boolean(value) => value.into(),
            Document::Number(Number::Integer(value)) => value.into(),
            Document::Number(Number::Unsigned(value)) => value.into(),
            // Null, too, for a double that is NaN or infinite.
            Document::Number(number) => number.to_f64().into(),
            Document::String(value) => value.into(),
            Document::List(values) => values.into_iter().map(Self::from).collect(),
            Document::Map(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

fn from_number(number: &serde_json::Number) -> Number {
    if let Some(value) = number.as_i64() {
        return Number::Integer(value);
    }
    if let Some(value) = number.as_u64() {
        return Number::Unsigned(value);
    }
    // With serde_json's feature `arbitrary_precision` a number may be more than a double.
    let text = number.to_string();
    let integer = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    Number::from_json_text(&text, integer)
        .unwrap_or_else(|| Number::Double(number.as_f64().unwrap_or_default()))
}
