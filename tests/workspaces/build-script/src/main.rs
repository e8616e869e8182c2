//! Asks for the weather, as far as the request.

use std::error::Error;

use farrier_runtime::{
    Validate as _,
    client::{self, ClientSettings},
};
use self::city::City;
use self::weather::{PROTOCOL, operation::GetForecast, types::GetForecastInput};

mod city;
farrier_runtime::include_module!("weather");

fn main() -> Result<(), Box<dyn Error>> {
    let input = GetForecastInput::new(City::try_from("Bonn".to_owned())?);
    // The types of the module are those of any format of serde's, with those of this crate in them.
    let input: GetForecastInput = serde_json::from_str(&serde_json::to_string(&input)?)?;
    input.validate()?;
    let request = client::encode_request::<GetForecast>(&PROTOCOL, &input, &ClientSettings::default())?;
    println!("{} {}", request.method(), request.uri().path());
    Ok(())
}
