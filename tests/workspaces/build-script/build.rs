//! Generates the module `weather` from the model.

use farrier::build::Module;

fn main() {
    Module::new("weather").model("model/weather.json").generate();
}
