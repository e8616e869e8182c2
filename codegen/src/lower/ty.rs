//! Rust types of members.

use std::collections::BTreeSet;

use super::Context;
use crate::{
    ir::Type,
    smithy::{Member, Model, Shape, ShapeId, ShapeKind, traits},
};

impl Context<'_> {
    /// The type of a member's value, without an `Option` around it.
    pub(super) fn ty(&self, member: &Member) -> Type {
        let ty = self.shape_type(self.target(member));
        if self.boxed.contains(&member.id) { Type::Boxed(Box::new(ty)) } else { ty }
    }

    pub(super) fn shape_type(&self, shape: &Shape) -> Type {
        if let Some(path) = self.selection.shapes.types.get(&shape.id) {
            return Type::Foreign(path.clone());
        }
        match &shape.kind {
            ShapeKind::Boolean => Type::Boolean,
            ShapeKind::Byte => Type::Byte,
            ShapeKind::Short => Type::Short,
            ShapeKind::Integer => Type::Integer,
            ShapeKind::Long => Type::Long,
            ShapeKind::Float => Type::Float,
            ShapeKind::Double => Type::Double,
            ShapeKind::BigInteger => Type::BigInteger,
            ShapeKind::BigDecimal => Type::BigDecimal,
            ShapeKind::String => Type::String,
            ShapeKind::Blob => Type::Blob,
            ShapeKind::Timestamp => Type::Timestamp,
            ShapeKind::Document => Type::Document,
            ShapeKind::List(member) => Type::List(Box::new(self.element_type(shape, member))),
            ShapeKind::Map { key, value } => {
                Type::Map { key: Box::new(self.ty(key)), value: Box::new(self.element_type(shape, value)) }
            }
            ShapeKind::Enum(_) | ShapeKind::IntEnum(_) | ShapeKind::Structure(_) | ShapeKind::Union(_) => {
                Type::Shape(self.name(shape))
            }
            // No member targets these in a valid model.
            ShapeKind::Operation(_) | ShapeKind::Resource(_) | ShapeKind::Service(_) => Type::Document,
        }
    }

    fn element_type(&self, collection: &Shape, member: &Member) -> Type {
        let ty = self.ty(member);
        if collection.traits.has::<traits::Sparse>() { Type::Option(Box::new(ty)) } else { ty }
    }
}

/// The enums that are the key of some map.
pub(super) fn map_keys<'m>(model: &'m Model, shapes: &[&'m Shape]) -> BTreeSet<&'m ShapeId> {
    shapes
        .iter()
        .filter_map(|shape| match &shape.kind {
            ShapeKind::Map { key, .. } => Some(&model.target(key).id),
            _ => None,
        })
        .collect()
}
