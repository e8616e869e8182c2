//! The model: every shape of some files, by ID.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde_json::Value;

use super::{
    Location, Member, Problems, Shape, ShapeId, ShapeKind, Traits,
    traits::{Form, Origin},
};

/// Shapes in the order of their IDs, found by hash: every rule looks targets up.
pub(super) type Shapes = IndexMap<ShapeId, Shape, FxBuildHasher>;

/// A loaded model: versions upgraded, mixins and `apply` statements applied.
///
/// Always holds in a model that [`super::load`] returns: every target is a shape of the model or of the prelude.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) shapes: Shapes,
    pub(super) prelude: Shapes,
    pub(super) unit: Shape,
    pub(super) metadata: BTreeMap<String, Value>,
    pub(super) warnings: Option<Problems>,
}

impl Model {
    /// The shape of that ID, those of the prelude included; none for a member's ID.
    #[must_use]
    pub fn shape(&self, id: &ShapeId) -> Option<&Shape> {
        self.shapes.get(id).or_else(|| self.prelude.get(id))
    }

    /// The place of a shape among [`Model::shapes`]; none for those of the prelude.
    pub(super) fn place(&self, id: &ShapeId) -> Option<usize> {
        self.shapes.get_index_of(id)
    }

    /// The shape that a member targets. In a model with unresolved targets, which only its validation sees, an
    /// unresolved one counts as `smithy.api#Unit`.
    #[must_use]
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target).unwrap_or(&self.unit)
    }

    /// The shapes, without those of the prelude, in the order of their IDs.
    pub fn shapes(&self) -> impl ExactSizeIterator<Item = &Shape> {
        self.shapes.values()
    }

    /// The services, in the order of their IDs.
    pub fn services(&self) -> impl Iterator<Item = &Shape> {
        self.shapes().filter(|shape| matches!(shape.kind, ShapeKind::Service(_)))
    }

    /// The member of that ID.
    #[must_use]
    pub fn member(&self, id: &ShapeId) -> Option<&Member> {
        self.shape(&id.shape())?.member(id.member()?)
    }

    /// The traits of a shape or member.
    #[must_use]
    pub fn traits_of(&self, id: &ShapeId) -> Option<&Traits> {
        match id.member() {
            Some(_) => self.member(id).map(|member| &member.traits),
            None => self.shape(id).map(|shape| &shape.traits),
        }
    }

    /// The metadata of all files, merged.
    #[must_use]
    pub fn metadata(&self) -> &BTreeMap<String, Value> {
        &self.metadata
    }

    /// What is doubtful in the model, with its sources; none if nothing is.
    #[must_use]
    pub fn warnings(&self) -> Option<&Problems> {
        self.warnings.as_ref()
    }

    /// Where a shape or member is defined: for a member from a mixin, where the mixin defines it. For an unknown ID and
    /// shapes of the prelude the start of the first file.
    #[must_use]
    pub fn location(&self, id: &ShapeId) -> Location {
        let place = match id.member() {
            Some(_) => self.member_location(id),
            None => self.shape(id).and_then(|shape| Some(shape_location(&shape.id, shape.source?))),
        };
        place.unwrap_or_else(|| Location::pointer(0, Vec::new()))
    }

    /// Where a shape or member has a trait: the `apply` statement for one that was applied, the mixin for one that was
    /// inherited. Where it does not have it, the place of the shape or member.
    #[must_use]
    pub fn trait_location(&self, id: &ShapeId, trait_id: &str) -> Location {
        let found = self.traits_of(id).and_then(|traits| traits.location(trait_id));
        found.unwrap_or_else(|| self.location(id))
    }

    fn member_location(&self, id: &ShapeId) -> Option<Location> {
        let shape = self.shape(&id.shape())?;
        let (holder, source) = match &shape.member(id.member()?)?.inherited {
            Some((origin, source)) => (origin.clone(), *source),
            None => (id.clone(), shape.source?),
        };
        let alone = matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map { .. });
        let form = if alone { Form::Alone } else { Form::Member };
        Some(Origin { source, holder, form }.location())
    }
}

pub(super) fn shape_location(id: &ShapeId, source: usize) -> Location {
    Origin { source, holder: id.clone(), form: Form::Key }.location()
}
