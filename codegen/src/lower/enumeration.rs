//! Enums.

use super::{Context, documentation};
use crate::{
    ir,
    names::{self, Case, Scope},
    smithy::{Member, Shape, traits},
};

/// Lowers an enum with string values.
pub(super) fn string(context: &Context<'_>, shape: &Shape, members: &[Member]) -> ir::Enumeration {
    let (names, unknown) = variant_names(members);
    let variants = members.iter().zip(names).map(|(member, name)| ir::EnumVariant {
        name,
        value: string_value(member),
        docs: documentation::variant(context, member, &string_value(member)),
        deprecated: documentation::deprecated(&member.traits),
        internal: is_internal(member),
    });
    ir::Enumeration {
        variants: variants.collect(),
        unknown,
        redacted: shape.traits.has::<traits::Sensitive>(),
        open: shape.traits.has::<traits::OpenEnum>(),
        map_key: context.map_keys.contains(&shape.id),
        info: context.info(shape),
    }
}

/// Lowers an enum with integer values.
pub(super) fn integer(context: &Context<'_>, shape: &Shape, members: &[Member]) -> ir::IntEnumeration {
    let (names, unknown) = variant_names(members);
    let variants = members.iter().zip(names).map(|(member, name)| ir::IntVariant {
        name,
        value: integer_value(member),
        docs: documentation::variant(context, member, &integer_value(member).to_string()),
        deprecated: documentation::deprecated(&member.traits),
        internal: is_internal(member),
    });
    ir::IntEnumeration {
        variants: variants.collect(),
        unknown,
        redacted: shape.traits.has::<traits::Sensitive>(),
        open: shape.traits.has::<traits::OpenEnum>(),
        info: context.info(shape),
    }
}

/// The names of the variants and of the one for values that the model does not list.
pub(super) fn variant_names(members: &[Member]) -> (Vec<String>, String) {
    let spellings: Vec<&str> = members.iter().map(spelling).collect();
    let names = Scope::new(Case::Variant).names(&spellings);
    let unknown = names::unknown_variant_name(&names);
    (names, unknown)
}

/// What a variant is named after: the member's name, or its value where the model does not name it.
fn spelling(member: &Member) -> &str {
    match member.traits.get::<traits::EnumValue>() {
        Some(traits::EnumValue::String(value)) if member.traits.has::<traits::Unnamed>() => value,
        _ => &member.name,
    }
}

/// The value of an enum's member on the wire: its name without the trait.
pub(super) fn string_value(member: &Member) -> String {
    match member.traits.get::<traits::EnumValue>() {
        Some(traits::EnumValue::String(value)) => value.clone(),
        _ => member.name.clone(),
    }
}

/// The value of an intEnum's member on the wire.
pub(super) fn integer_value(member: &Member) -> i32 {
    match member.traits.get::<traits::EnumValue>() {
        Some(traits::EnumValue::Integer(value)) => i32::try_from(*value).unwrap_or_default(),
        _ => 0,
    }
}

/// Whether messages leave the value out.
fn is_internal(member: &Member) -> bool {
    member.traits.has::<traits::Internal>()
}
