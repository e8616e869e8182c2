//! What tests of generated crates need.

mod params;

pub use self::params::from_params;
