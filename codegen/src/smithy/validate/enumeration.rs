//! Values of enums.
//!
//! Spec: <https://smithy.io/2.0/spec/simple-types.html#enum>, <https://smithy.io/2.0/spec/simple-types.html#intenum>.

use std::collections::BTreeMap;

use super::Report;
use crate::smithy::{Member, Shape, ShapeKind, traits};

/// Checks the values of an enum or intEnum.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    match &shape.kind {
        ShapeKind::Enum(members) => {
            not_empty(shape, members, report);
            strings(members, report);
        }
        ShapeKind::IntEnum(members) => {
            not_empty(shape, members, report);
            integers(members, report);
        }
        _ => {}
    }
}

fn not_empty(shape: &Shape, members: &[Member], report: &mut Report<'_>) {
    if members.is_empty() {
        let message = format!("the {} has no values", shape.kind.name());
        report.error(&shape.id, message, "add a member a value");
    }
}

fn strings(members: &[Member], report: &mut Report<'_>) {
    let mut seen: BTreeMap<&str, &Member> = BTreeMap::new();
    for member in members {
        let value = match member.traits.get() {
            None => member.name.as_str(),
            Some(traits::EnumValue::String(value)) => value.as_str(),
            Some(traits::EnumValue::Integer(value)) => {
                let message = format!("the value {value} of `{}` is no string", member.name);
                report.trait_error::<traits::EnumValue>(
                    &member.id,
                    message,
                    "write it in quotes, or make the shape an intEnum",
                );
                continue;
            }
        };
        if value.is_empty() {
            let message = format!("the value of `{}` is empty", member.name);
            report.trait_error::<traits::EnumValue>(
                &member.id,
                message,
                "give the text that stands on the wire",
            );
        }
        match seen.get(value) {
            Some(first) => duplicate(first, member, &format!("`{value}`"), report),
            None => drop(seen.insert(value, member)),
        }
    }
}

fn integers(members: &[Member], report: &mut Report<'_>) {
    let mut seen: BTreeMap<i64, &Member> = BTreeMap::new();
    for member in members {
        let value = match member.traits.get() {
            Some(traits::EnumValue::Integer(value)) => *value,
            Some(traits::EnumValue::String(value)) => {
                let message = format!("the value `{value}` of `{}` is no whole number", member.name);
                report.trait_error::<traits::EnumValue>(
                    &member.id,
                    message,
                    "give a number, or make the shape an enum",
                );
                continue;
            }
            None => {
                let message = format!("`{}` has no value", member.name);
                report.error(&member.id, message, "add the trait `smithy.api#enumValue` with a whole number");
                continue;
            }
        };
        if i32::try_from(value).is_err() {
            let message = format!("the value {value} of `{}` does not fit into 32 bits", member.name);
            report.trait_error::<traits::EnumValue>(
                &member.id,
                message,
                "give a number from -2147483648 to 2147483647",
            );
        }
        match seen.get(&value) {
            Some(first) => duplicate(first, member, &value.to_string(), report),
            None => drop(seen.insert(value, member)),
        }
    }
}

fn duplicate(first: &Member, second: &Member, value: &str, report: &mut Report<'_>) {
    let message = format!("the value {value} of `{}` is that of `{}` too", second.name, first.name);
    report.trait_error::<traits::EnumValue>(
        &second.id,
        message,
        "remove one of the two members, or correct its value",
    );
    report.related(report.model.location(&first.id));
}
