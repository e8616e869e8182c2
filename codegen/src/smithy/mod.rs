//! Smithy models: JSON ASTs come in, a resolved [`Model`] goes out.
//!
//! [`load`] makes the one of the other; [`traits`] has the typed values of traits. Always holds: problems are collected as
//! values ([`Problem`]), never printed and never just the first.

pub mod diagnostic;
pub mod index;
pub mod instant;
mod load;
mod model;
pub mod node;
mod prelude;
mod problem;
mod shape;
mod shape_id;
pub mod traits;
pub mod validate;

pub use load::{load, load_with};
pub use model::Model;
pub use problem::{Location, Place, Problem, Problems, Severity, Source};
pub use shape::{Member, Operation, Resource, Service, Shape, ShapeKind};
pub use shape_id::ShapeId;
pub use traits::{SmithyTrait, TraitValue, Traits};
