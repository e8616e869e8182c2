//! Unions.

use super::{Context, documentation};
use crate::{
    ir,
    names::{self, Case, Scope},
    smithy::{Member, Shape, traits},
};

/// Lowers a union.
pub(super) fn lower(context: &Context<'_>, shape: &Shape, members: &[Member]) -> ir::Union {
    let hidden = shape.traits.has::<traits::Sensitive>();
    let names = variant_names(members);
    let unknown = names::unknown_variant_name(&names);
    let variants: Vec<ir::Variant> =
        members.iter().zip(names).map(|(member, name)| variant(context, member, name, hidden)).collect();
    ir::Union {
        info: context.info(shape),
        redacted: variants.iter().any(|variant| variant.sensitive),
        variants,
        unknown,
        form: form(shape),
    }
}

/// The names of a union's variants.
pub(super) fn variant_names(members: &[Member]) -> Vec<String> {
    let spellings: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    Scope::new(Case::Variant).names(&spellings)
}

fn form(shape: &Shape) -> ir::UnionForm {
    match shape.traits.get::<traits::Discriminated>() {
        Some(traits::Discriminated(name)) => ir::UnionForm::Discriminated(name.clone()),
        None if shape.traits.has::<traits::Untagged>() => ir::UnionForm::Untagged,
        None => ir::UnionForm::Tagged,
    }
}

fn variant(context: &Context<'_>, member: &Member, name: String, hidden: bool) -> ir::Variant {
    let unit = member.target.to_string() == "smithy.api#Unit";
    ir::Variant {
        name,
        ty: (!unit).then(|| context.ty(member)),
        wire: context.wire(member),
        docs: documentation::member(context, member),
        deprecated: documentation::deprecated(&member.traits),
        check: if unit { None } else { context.check(member) },
        sensitive: !unit && (hidden || context.shows_sensitive(member)),
    }
}
