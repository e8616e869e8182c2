//! Loads models and prints what is wrong with them, how many shapes they have, and how long that took beside parsing the
//! same files into [`serde_json::Value`]: `cargo run --release --example load -- FILES...`, each file a model of its own.

use std::{env, fs, process::ExitCode, time::Instant};

use farrier_codegen::smithy::{self, Source};

fn main() -> ExitCode {
    let (mut shapes, mut problems, mut loading, mut parsing) = (0, 0, 0.0, 0.0);
    for name in env::args().skip(1) {
        let bytes = match fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::FAILURE;
            }
        };
        let start = Instant::now();
        let value = serde_json::from_slice::<serde_json::Value>(&bytes);
        parsing += start.elapsed().as_secs_f64();
        drop(value);
        let start = Instant::now();
        let loaded = smithy::load(vec![Source { name, bytes }]);
        loading += start.elapsed().as_secs_f64();
        match &loaded {
            Ok(model) => {
                shapes += model.shapes().len();
                if let Some(warnings) = model.warnings() {
                    println!("{warnings}");
                }
            }
            Err(found) => {
                problems += found.problems.len();
                println!("{found}");
            }
        }
    }
    println!(
        "{shapes} shapes, {problems} problems, {loading:.3} s, {:.2} times bare parsing",
        loading / parsing
    );
    if problems == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
