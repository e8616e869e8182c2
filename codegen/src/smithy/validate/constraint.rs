//! Constraint traits that no value could meet.
//!
//! Spec: <https://smithy.io/2.0/spec/constraint-traits.html>.

use serde_json::Number;

use super::{Report, a};
use crate::smithy::{Shape, ShapeId, ShapeKind, SmithyTrait as _, Traits, traits};

/// Checks the constraints of a shape and its members.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    check_traits(&shape.id, &shape.traits, Some(shape), report);
    for member in shape.members() {
        check_traits(&member.id, &member.traits, report.target(member), report);
    }
}

fn check_traits(id: &ShapeId, traits: &Traits, value: Option<&Shape>, report: &mut Report<'_>) {
    if traits.is_empty() {
        return;
    }
    if let Some(length) = traits.get::<traits::Length>() {
        check_length(id, length, report);
    }
    if let Some(range) = traits.get::<traits::Range>() {
        check_range(id, range, value, report);
    }
    if let Some(traits::Pattern(pattern)) = traits.get()
        && let Err(why) = (report.rules.pattern)(pattern)
    {
        let message = format!("the pattern `{pattern}` is invalid: {why}");
        report.trait_error::<traits::Pattern>(id, message, "write it as a regular expression of ECMA 262");
    }
}

fn check_length(id: &ShapeId, length: &traits::Length, report: &mut Report<'_>) {
    let mend = "swap the bounds, or correct one of them";
    match (length.min, length.max) {
        (Some(min), Some(max)) if min > max => {
            let message = format!("the length's min {min} is greater than its max {max}");
            report.trait_error::<traits::Length>(id, message, mend);
        }
        (None, None) => {
            let message = "the length has neither min nor max";
            report.trait_error::<traits::Length>(id, message, "give one of them, or remove the trait");
        }
        _ => {}
    }
}

fn check_range(id: &ShapeId, range: &traits::Range, value: Option<&Shape>, report: &mut Report<'_>) {
    match (&range.min, &range.max) {
        (Some(min), Some(max)) if is_greater(min, max) => {
            let message = format!("the range's min {min} is greater than its max {max}");
            report.trait_error::<traits::Range>(id, message, "swap the bounds, or correct one of them");
        }
        (None, None) => {
            let message = "the range has neither min nor max";
            report.trait_error::<traits::Range>(id, message, "give one of them, or remove the trait");
        }
        _ => {}
    }
    let Some(value) = value.filter(|value| is_whole(&value.kind)) else { return };
    for (name, bound) in [("min", &range.min), ("max", &range.max)] {
        if let Some(bound) = bound.as_ref().filter(|bound| is_fraction(bound)) {
            let location = report.model.trait_location(id, traits::Range::ID).inside([name]);
            let message =
                format!("the range's {name} {bound} is no whole number, but the value is {}", a(&value.kind));
            report.error_at(location, id, message, "give a whole number");
        }
    }
}

fn is_whole(kind: &ShapeKind) -> bool {
    use ShapeKind::{BigInteger, Byte, IntEnum, Integer, Long, Short};
    matches!(kind, Byte | Short | Integer | IntEnum(_) | Long | BigInteger)
}

fn is_fraction(number: &Number) -> bool {
    !number.is_i64() && !number.is_u64() && number.as_f64().is_some_and(|number| number.fract() != 0.0)
}

/// Compares exactly where both are whole numbers of 64 bits.
pub(super) fn is_greater(one: &Number, other: &Number) -> bool {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one > other,
        _ => one.as_f64() > other.as_f64(),
    }
}
