//! Generates the module `weather` from the model.

use farrier::build::Module;

fn main() {
    Module::new("weather")
        .model("model/weather.json")
        .settings(|settings| {
            settings.shape_types.insert("City".to_owned(), "crate::city::City".to_owned());
            settings.serde = true;
        })
        .generate();
}
