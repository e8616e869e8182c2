//! Behaviour tests of Farrier; see `tests/`.

pub mod patterns;
