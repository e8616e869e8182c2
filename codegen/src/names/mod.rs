//! Every Rust name that Farrier writes is made here, once, while lowering.
//!
//! In come the model's spellings (shape names, member names, enum values, header names: any text at all); out go
//! identifiers that `syn` accepts, keywords already written raw. Always: a name depends on its own spelling alone
//! unless it collides with another of its scope, and the result never depends on the order of the input.
//!
//! - [`case`]: one spelling to one name.
//! - [`keyword`]: what Rust or a file system keeps for itself.
//! - [`scope`]: many spellings to distinct names.

pub mod case;
pub mod keyword;
pub mod scope;

pub use case::{Case, constant_name, field_name, method_name, module_name, type_name, variant_name};
pub use keyword::bare;
pub use scope::{RESERVED_METHODS, Scope, metadata_field_name, unhandled_variant_name, unknown_variant_name};

/// The last segment of a Rust path: `Hash` of `::std::hash::Hash`.
pub(crate) fn last_segment(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}
