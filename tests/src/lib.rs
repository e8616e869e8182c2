//! Behaviour tests of Farrier; see `tests/`.
