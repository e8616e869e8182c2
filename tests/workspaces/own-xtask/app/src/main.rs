//! Asks for the weather, as far as the request.

use std::error::Error;

use farrier_runtime::{
    Validate as _,
    client::{self, ClientSettings},
};
use bytes::Bytes;
use http::Response;
use units::Celsius;
use weather::{PROTOCOL, operation::GetForecast, types::GetForecastInput};

fn main() -> Result<(), Box<dyn Error>> {
    let input = GetForecastInput::new("Bonn");
    input.validate()?;
    let request = client::encode_request::<GetForecast>(&PROTOCOL, &input, &ClientSettings::default())?;
    println!("{} {}", request.method(), request.uri().path());
    let response = Response::builder().header("content-type", "application/json");
    let response = response.body(Bytes::from_static(br#"{"sky":"clear","degrees":12.5}"#))?;
    let output = client::decode_response::<GetForecast>(&PROTOCOL, &response, &ClientSettings::default())?;
    assert_eq!(output.degrees, Some(Celsius(12.5)));
    Ok(())
}
