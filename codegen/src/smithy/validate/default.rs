//! Default values.
//!
//! Spec: <https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait>,
//! <https://smithy.io/2.0/spec/model.html#trait-node-values>.

use serde_json::{Number, Value};

use super::{Report, constraint::is_greater};
use crate::smithy::{Member, Shape, ShapeId, ShapeKind, Traits, instant, traits};

/// Checks the defaults of a shape and its members.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    if let Some(traits::Default(value)) = shape.traits.get() {
        if value.is_null() {
            let help = "give a value, or remove the trait: null takes the default of a member's target away";
            report.trait_error::<traits::Default>(
                &shape.id,
                "only members can have null as their default",
                help,
            );
        } else {
            check_value(&shape.id, value, shape, None, report);
        }
    }
    if !matches!(shape.kind, ShapeKind::Structure(_)) {
        return;
    }
    for member in shape.members() {
        let Some(target) = report.target(member) else { continue };
        let own = member.traits.get::<traits::Default>().map(|default| &default.0);
        if let Some(value) = own.filter(|value| !value.is_null()) {
            check_value(&member.id, value, target, Some(&member.traits), report);
        }
        agrees(member, own, target, report);
    }
}

/// A member of a structure repeats the default of its target, or takes it away with null.
fn agrees(member: &Member, own: Option<&Value>, target: &Shape, report: &mut Report<'_>) {
    let Some(traits::Default(value)) = target.traits.get() else { return };
    let (message, help) = match own {
        None => (
            format!("`{}` has the default {value}, which `{}` does not repeat", target.id, member.name),
            format!("add `\"smithy.api#default\": {value}` to the member, or null for no default"),
        ),
        Some(own) if own.is_null() || own == value => return,
        Some(own) => (
            format!(
                "the default {own} of `{}` differs from the default {value} of its target `{}`",
                member.name, target.id
            ),
            format!("write {value}, or null for no default"),
        ),
    };
    report.trait_error::<traits::Default>(&member.id, message, help);
    report.related(report.model.trait_location(&target.id, <traits::Default as traits::SmithyTrait>::ID));
}

fn check_value(
    id: &ShapeId,
    value: &Value,
    target: &Shape,
    member: Option<&Traits>,
    report: &mut Report<'_>,
) {
    let wrong = match wrong_kind(value, &target.kind) {
        Some(expected) => {
            Some((format!("the default {value} is not {expected}"), format!("give {expected}")))
        }
        None => out_of_bounds(value, target, member),
    };
    if let Some((message, help)) = wrong {
        report.trait_error::<traits::Default>(id, message, help);
    }
}

/// What the default of such a shape must be, where it is something else.
fn wrong_kind(value: &Value, kind: &ShapeKind) -> Option<&'static str> {
    use ShapeKind::{BigDecimal, BigInteger, Byte, Double, Float, IntEnum, Integer, Long, Short};
    let (fits, expected) = match kind {
        ShapeKind::Boolean => (value.is_boolean(), "true or false"),
        Byte => (is_within(value, i8::MIN.into(), i8::MAX.into()), "a whole number from -128 to 127"),
        Short => (is_within(value, i16::MIN.into(), i16::MAX.into()), "a whole number from -32768 to 32767"),
        Integer | IntEnum(_) => {
            (is_within(value, i32::MIN.into(), i32::MAX.into()), "a whole number of 32 bits")
        }
        Long => (is_within(value, i64::MIN, i64::MAX), "a whole number of 64 bits"),
        BigInteger => (value.as_number().is_some_and(is_whole) || is_great_integer(value), "a whole number"),
        Float | Double => {
            (value.is_number() || is_special_float(value) || is_great_number(value), "a number")
        }
        BigDecimal => (value.is_number() || is_great_number(value), "a number"),
        ShapeKind::String | ShapeKind::Enum(_) => (value.is_string(), "a string"),
        ShapeKind::Blob => (value.as_str().is_some_and(is_base64), "a string in base64"),
        ShapeKind::Timestamp => {
            let parses = value.as_str().is_some_and(|text| instant::parse(text).is_some());
            (value.is_number() || parses, "epoch seconds or a date-time of RFC 3339")
        }
        ShapeKind::Document => {
            let empty = value.as_array().is_none_or(Vec::is_empty)
                && value.as_object().is_none_or(|map| map.is_empty());
            (empty, "a simple value, an empty array or an empty object")
        }
        ShapeKind::List(_) => (value.as_array().is_some_and(Vec::is_empty), "an empty array"),
        ShapeKind::Map { .. } => (value.as_object().is_some_and(|map| map.is_empty()), "an empty object"),
        // The trait's selector does not allow the others.
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// Whether the value is a whole number in the range; `5.0` is whole.
fn is_within(value: &Value, min: i64, max: i64) -> bool {
    match value.as_number() {
        Some(number) if !number.is_f64() => {
            number.as_i64().is_some_and(|number| (min..=max).contains(&number))
        }
        #[allow(clippy::cast_precision_loss, reason = "the bounds of smaller types are exact")]
        Some(number) => number
            .as_f64()
            .is_some_and(|number| number.fract() == 0.0 && number >= min as f64 && number <= max as f64),
        None => false,
    }
}

fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Whether the value is a number beyond 64 bits, which the loader keeps as its text.
fn is_great_number(value: &Value) -> bool {
    let digits = value.as_str().map(|text| text.strip_prefix('-').unwrap_or(text));
    digits.is_some_and(|digits| {
        digits.len() > 18
            && digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.parse::<f64>().is_ok()
    })
}

fn is_great_integer(value: &Value) -> bool {
    is_great_number(value) && value.as_str().is_some_and(|text| !text.contains('.'))
}

fn is_special_float(value: &Value) -> bool {
    matches!(value.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
}

fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    text.len() - data.len() <= 2
        && text.len().is_multiple_of(4)
        && data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// What is wrong with a default against the constraints of its shape, and the mend. Zero is let through: a model of
/// Smithy 1.0 gives it to numbers whatever their range.
fn out_of_bounds(value: &Value, target: &Shape, member: Option<&Traits>) -> Option<(String, String)> {
    match (&target.kind, value) {
        (ShapeKind::Enum(members), Value::String(text)) => {
            let is_value = |member: &Member| match member.traits.get() {
                Some(traits::EnumValue::String(value)) => value == text,
                _ => member.name == *text,
            };
            let message = || format!("the default `{text}` is no value of the enum `{}`", target.id);
            (!members.iter().any(is_value)).then(|| (message(), "give one of its values".to_owned()))
        }
        (ShapeKind::IntEnum(members), Value::Number(number)) => {
            let is_value = |member: &Member| match member.traits.get() {
                Some(traits::EnumValue::Integer(value)) => number.as_i64() == Some(*value),
                _ => false,
            };
            let message = || format!("the default {number} is no value of the intEnum `{}`", target.id);
            let allowed = number.as_i64() == Some(0) || members.iter().any(is_value);
            (!allowed).then(|| (message(), "give one of its values".to_owned()))
        }
        (_, Value::Number(number)) => {
            let range = effective::<traits::Range>(target, member)?;
            let below = range.min.as_ref().is_some_and(|min| is_greater(min, number));
            let above = range.max.as_ref().is_some_and(|max| is_greater(number, max));
            let outside = (below || above) && number.as_f64() != Some(0.0);
            outside.then(|| {
                (
                    format!("the default {number} is outside the range"),
                    bounds(range.min.as_ref(), range.max.as_ref()),
                )
            })
        }
        (ShapeKind::String, Value::String(text)) => {
            let length = effective::<traits::Length>(target, member)?;
            let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            let outside =
                length.min.is_some_and(|min| count < min) || length.max.is_some_and(|max| count > max);
            let message =
                || format!("the default `{text}` has {count} characters, which its length does not allow");
            outside.then(|| (message(), bounds(length.min.as_ref(), length.max.as_ref())))
        }
        _ => None,
    }
}

fn bounds<T: std::fmt::Display>(min: Option<&T>, max: Option<&T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("stay within {min} to {max}, or change the constraint"),
        (Some(min), None) => format!("give at least {min}, or change the constraint"),
        (None, Some(max)) => format!("give at most {max}, or change the constraint"),
        (None, None) => "change the constraint".to_owned(),
    }
}

/// A constraint of the member, else of its target.
fn effective<'a, T: traits::SmithyTrait>(target: &'a Shape, member: Option<&'a Traits>) -> Option<&'a T> {
    member.and_then(|traits| traits.get()).or_else(|| target.traits.get())
}
