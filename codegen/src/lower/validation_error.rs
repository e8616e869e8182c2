//! The error that a service models for invalid input: a structure with the `error` trait and the name
//! `ValidationException`, which every operation of most AWS services lists.

use super::Context;
use crate::{
    ir::{self, FieldList, ValidationError},
    smithy::{Member, Shape, ShapeKind, traits},
};

/// The name by which services model it.
const NAME: &str = "ValidationException";

/// Finds the service's own error among those that its operations list. Smithy's framework shape is the runtime's.
pub(super) fn find(context: &Context<'_>, operations: &[ir::Operation]) -> Option<ValidationError> {
    let listed = operations.iter().flat_map(|operation| &operation.errors).any(|error| error.code == NAME);
    let shape = context.shapes().find(|shape| {
        listed
            && shape.id.name() == NAME
            && shape.traits.has::<traits::Error>()
            && shape.id.namespace() != "smithy.framework"
    })?;
    let ir::Shape::Structure(lowered) = context.shape(shape)? else { return None };
    let members = fields(context, shape);
    let optional = |member: &ir::Member| member.is_optional();
    let named =
        |name: &str| members.iter().position(|member| member.name == name).map(|at| &lowered.members[at]);
    // IVS calls it `exceptionMessage`.
    let message = ["message", "Message", "exceptionMessage"].into_iter().find_map(named);
    let message = message.filter(|member| member.ty == ir::Type::String);
    Some(ValidationError {
        ty: lowered.info.name.clone(),
        message: message.map(|member| (member.field.clone(), optional(member))),
        reason: named("reason").and_then(|member| reason(context, member, optional(member))),
        field_list: named("fieldList").and_then(|member| field_list(context, member, optional(member))),
    })
}

/// The members that are fields, in their order.
fn fields<'m>(context: &Context<'m>, shape: &'m Shape) -> Vec<&'m Member> {
    match &shape.kind {
        ShapeKind::Structure(members) => super::structure::fields_of(context, members).collect(),
        _ => Vec::new(),
    }
}

/// The field that says why, when its enum has the value for violated constraints.
fn reason(
    context: &Context<'_>,
    member: &ir::Member,
    optional: bool,
) -> Option<(String, bool, String, String)> {
    let ir::Type::Shape(ty) = &member.ty else { return None };
    let (id, _) = context.types.iter().find(|(_, name)| *name == ty)?;
    let ir::Shape::Enumeration(lowered) = context.shape(context.model.shape(id)?)? else { return None };
    let variant = lowered.variants.iter().find(|variant| {
        matches!(variant.value.as_str(), "fieldValidationFailed" | "FIELD_VALIDATION_FAILED")
    })?;
    Some((member.field.clone(), optional, ty.clone(), variant.name.clone()))
}

/// The list of violations, when its elements have a path (or name) and a message.
fn field_list(context: &Context<'_>, member: &ir::Member, optional: bool) -> Option<FieldList> {
    let ir::Type::List(element) = &member.ty else { return None };
    let ir::Type::Shape(ty) = &**element else { return None };
    let (id, _) = context.types.iter().find(|(_, name)| *name == ty)?;
    let ir::Shape::Structure(lowered) = context.shape(context.model.shape(id)?)? else { return None };
    let field = |names: &[&str]| {
        let member = lowered.members.iter().find(|member| names.contains(&member.wire.name.as_str()))?;
        let text = member.ty == ir::Type::String;
        text.then(|| (member.field.clone(), member.is_optional()))
    };
    Some(FieldList {
        field: member.field.clone(),
        optional,
        ty: ty.clone(),
        path: field(&["path", "name"])?,
        message: field(&["message"])?,
    })
}
