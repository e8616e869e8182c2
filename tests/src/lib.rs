//! Behaviour tests of Farrier; see `tests/`.

pub mod fixture;
pub mod patterns;
pub mod round_trips;
