//! A type of this crate's own in place of the model's `City`.

use farrier_runtime::shape_as;

/// The name of a city, which is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct City(String);

impl TryFrom<String> for City {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        if name.is_empty() { Err("a city has a name") } else { Ok(Self(name)) }
    }
}

impl From<&City> for String {
    fn from(city: &City) -> Self {
        city.0.clone()
    }
}

shape_as! { City: String }
