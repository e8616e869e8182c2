//! Behaviour tests of Farrier; see `tests/`.

pub mod fixture;
pub mod round_trips;
