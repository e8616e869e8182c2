//! Types of the team's own, which stand in place of shapes.

/// A temperature.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Celsius(pub f32);

impl From<f32> for Celsius {
    fn from(degrees: f32) -> Self {
        Self(degrees)
    }
}

impl From<&Celsius> for f32 {
    fn from(temperature: &Celsius) -> Self {
        temperature.0
    }
}

farrier_runtime::shape_as! { Celsius: f32 }
