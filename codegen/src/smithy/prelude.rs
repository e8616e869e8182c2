//! The prelude: the shapes of the namespace `smithy.api` that models target.
//! Spec: <https://smithy.io/2.0/spec/model.html#prelude>.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Shape, ShapeId, ShapeKind, Traits, traits};

/// The simple shapes of the prelude, and `smithy.api#Unit`.
pub(super) fn shapes() -> BTreeMap<ShapeId, Shape> {
    let boxed = [
        ("String", ShapeKind::String),
        ("Blob", ShapeKind::Blob),
        ("BigInteger", ShapeKind::BigInteger),
        ("BigDecimal", ShapeKind::BigDecimal),
        ("Timestamp", ShapeKind::Timestamp),
        ("Document", ShapeKind::Document),
        ("Boolean", ShapeKind::Boolean),
        ("Byte", ShapeKind::Byte),
        ("Short", ShapeKind::Short),
        ("Integer", ShapeKind::Integer),
        ("Long", ShapeKind::Long),
        ("Float", ShapeKind::Float),
        ("Double", ShapeKind::Double),
    ];
    let primitive = [
        ("PrimitiveBoolean", ShapeKind::Boolean),
        ("PrimitiveByte", ShapeKind::Byte),
        ("PrimitiveShort", ShapeKind::Short),
        ("PrimitiveInteger", ShapeKind::Integer),
        ("PrimitiveLong", ShapeKind::Long),
        ("PrimitiveFloat", ShapeKind::Float),
        ("PrimitiveDouble", ShapeKind::Double),
    ];
    let boxed = boxed.into_iter().map(|(name, kind)| shape(name, kind, Traits::default()));
    let primitive = primitive.into_iter().map(|(name, kind)| {
        let mut traits = Traits::default();
        traits.set(traits::Default(zero(&kind)));
        shape(name, kind, traits)
    });
    let shapes = boxed.chain(primitive).chain([unit()]);
    shapes.map(|shape| (shape.id.clone(), shape)).collect()
}

/// `smithy.api#Unit`: a structure without members.
pub(super) fn unit() -> Shape {
    shape("Unit", ShapeKind::Structure(Vec::new()), Traits::default())
}

/// The default that Smithy 1.0 gives a boolean or number.
pub(super) fn zero(kind: &ShapeKind) -> Value {
    match kind {
        ShapeKind::Boolean => Value::Bool(false),
        _ => Value::from(0),
    }
}

/// Whether the ID is that of a shape of the prelude that is boxed in Smithy 1.0.
pub(super) fn is_boxed(id: &ShapeId) -> bool {
    id.namespace() == "smithy.api" && !id.name().starts_with("Primitive")
}

fn shape(name: &str, kind: ShapeKind, traits: Traits) -> Shape {
    Shape { id: ShapeId::prelude(name), kind, traits, source: None }
}
