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
    input.validate()?;
    let request = client::encode_request::<GetForecast>(&PROTOCOL, &input, &ClientSettings::default())?;
    println!("{} {}", request.method(), request.uri().path());
    Ok(())
}
