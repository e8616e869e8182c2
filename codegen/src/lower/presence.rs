//! Whether members may be absent, and their defaults.

use serde_json::{Number, Value};

use super::{Context, enumeration};
use crate::{
    ir::{self, DocumentDefault, Presence},
    smithy::{Member, Shape, ShapeKind, traits},
};

impl Context<'_> {
    /// Whether and how a member of `shape` may be absent, by Smithy's nullability rules, of which Farrier departs in
    /// one: a required member of an `@input` structure is no `Option`.
    pub(super) fn presence(&self, shape: &Shape, member: &Member) -> Presence {
        let traits = &member.traits;
        let optional = traits.has::<traits::ClientOptional>();
        let default = traits.get::<traits::Default>().and_then(|default| self.default(member, &default.0));
        let is_unsent = optional || self.selection.customization.unsent_defaults;
        match default {
            Some(default) if is_unsent || shape.traits.has::<traits::Input>() => {
                Presence::ServerDefault(default)
            }
            Some(default) => Presence::Default(default),
            // A client fills in an idempotency token that its caller leaves out, required or not.
            None if traits.has::<traits::Required>()
                && !optional
                && !traits.has::<traits::IdempotencyToken>() =>
            {
                Presence::Required
            }
            None => Presence::Optional,
        }
    }

    /// The default of a member; none for null.
    fn default(&self, member: &Member, value: &Value) -> Option<ir::Default> {
        let target = self.target(member);
        match (&target.kind, value) {
            (_, Value::Null) => None,
            (ShapeKind::Document, value) => {
                document(value).map(|value| ir::Default::Document(Box::new(value)))
            }
            (ShapeKind::Boolean, Value::Bool(value)) => Some(ir::Default::Boolean(*value)),
            (ShapeKind::Float | ShapeKind::Double, Value::Number(number)) => {
                number.as_f64().map(ir::Default::Float)
            }
            // A number beyond 64 bits comes as its digits.
            (ShapeKind::Float | ShapeKind::Double, Value::String(digits)) => {
                digits.parse().ok().map(ir::Default::Float)
            }
            (ShapeKind::BigInteger, Value::Number(number)) if number.is_f64() => {
                // Written out, without an exponent or a fraction.
                number.as_f64().map(|number| ir::Default::BigNumber(number.to_string()))
            }
            (ShapeKind::BigInteger | ShapeKind::BigDecimal, Value::Number(number)) => {
                Some(ir::Default::BigNumber(number.to_string()))
            }
            (ShapeKind::BigInteger | ShapeKind::BigDecimal, Value::String(digits)) => {
                Some(ir::Default::BigNumber(digits.clone()))
            }
            (ShapeKind::Timestamp, value) => timestamp(value),
            (ShapeKind::IntEnum(members), Value::Number(number)) => {
                let at = members.iter().position(|member| {
                    Some(i64::from(enumeration::integer_value(member))) == number.as_i64()
                })?;
                self.variant(target, members, at)
            }
            (_, Value::Number(number)) => whole(number).map(ir::Default::Integer),
            (ShapeKind::Enum(members), Value::String(text)) => {
                let at = members.iter().position(|member| enumeration::string_value(member) == *text)?;
                self.variant(target, members, at)
            }
            (ShapeKind::Blob, Value::String(text)) => base64(text).map(ir::Default::Blob),
            (_, Value::String(text)) => Some(ir::Default::String(text.clone())),
            (_, Value::Array(_) | Value::Object(_)) => Some(ir::Default::Empty),
            _ => None,
        }
    }

    fn variant(&self, target: &Shape, members: &[Member], at: usize) -> Option<ir::Default> {
        let (names, _) = enumeration::variant_names(members);
        let ty = self.name(target);
        Some(ir::Default::Variant { ty, variant: names.get(at)?.clone() })
    }
}

/// A whole number of 64 bits, which may be written as `1.0` or `1e3`.
fn whole(number: &Number) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "the model's validation has checked the range")]
    number
        .as_i64()
        .or_else(|| number.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64))
}

fn document(value: &Value) -> Option<DocumentDefault> {
    match value {
        Value::Bool(value) => Some(DocumentDefault::Boolean(*value)),
        Value::Number(number) => {
            let integer = number.as_i64().map(DocumentDefault::Integer);
            integer.or_else(|| number.as_f64().map(DocumentDefault::Float))
        }
        Value::String(text) => Some(DocumentDefault::String(text.clone())),
        Value::Array(_) => Some(DocumentDefault::List),
        Value::Object(_) => Some(DocumentDefault::Map),
        Value::Null => None,
    }
}

/// A timestamp's default: epoch seconds or RFC 3339, which the model's validation has checked.
fn timestamp(value: &Value) -> Option<ir::Default> {
    match value {
        Value::Number(number) => {
            if let Some(seconds) = number.as_i64() {
                return Some(ir::Default::Timestamp(seconds, 0));
            }
            let seconds = number.as_f64()?;
            let nanoseconds = (seconds - seconds.floor()) * 1e9;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in 0..1e9 by construction"
            )]
            Some(ir::Default::Timestamp(seconds.floor() as i64, nanoseconds.round() as u32))
        }
        Value::String(text) => {
            crate::smithy::instant::parse(text).map(|(seconds, nanos)| ir::Default::Timestamp(seconds, nanos))
        }
        _ => None,
    }
}

/// The bytes of a base64 text; none when it is not base64.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    Some(bytes)
}
