//! Smithy models: JSON ASTs come in, a resolved [`Model`] goes out.
//!
//! The stages: [`node`] reads the JSON, `ast` makes declarations of it, `merge` joins the files, `upgrade` brings old
//! versions to Smithy 2.0, `mixin` applies mixins, `resolve` looks every target up. Always holds: problems are collected
//! as values ([`Problem`]) and never end a stage early.

pub mod index;
pub mod instant;
mod model;
pub mod node;
mod problem;
mod shape;
mod shape_id;
pub mod traits;

pub use model::Model;
pub use problem::{Location, Place, Problem, Problems, Severity, Source};
pub use shape::{Member, Operation, Resource, Service, Shape, ShapeKind};
pub use shape_id::ShapeId;
pub use traits::{SmithyTrait, TraitValue, Traits};
