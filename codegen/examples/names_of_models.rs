//! Prints the Rust name of every shape, member and enum value of the model files given: one line each with the
//! kind, the spelling and the name, and `!` before names that had to be told apart from others of their scope.
//!
//! `cargo run -p farrier-codegen --example names_of_models -- MODEL.json... | sort -u`

use farrier_codegen::names::{Case, Scope};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args().skip(1) {
        let model: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
        let shapes: Vec<_> = model["shapes"].as_object().into_iter().flatten().collect();
        let names: Vec<&str> = shapes.iter().map(|(id, _)| id.split('#').next_back().unwrap_or(id)).collect();
        print(&mut out, "type", &path, Case::Type, &names)?;
        for (id, shape) in shapes {
            let members: Vec<&str> =
                shape["members"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let case = match shape["type"].as_str() {
                Some("structure") => Case::Field,
                Some("union" | "enum" | "intEnum") => Case::Variant,
                _ => Case::Field,
            };
            print(&mut out, "member", id, case, &members)?;
            let values: Vec<&str> = shape["traits"]["smithy.api#enum"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|entry| entry["value"].as_str())
                .collect();
            print(&mut out, "value", id, Case::Variant, &values)?;
        }
    }
    Ok(())
}

fn print(
    out: &mut impl std::io::Write,
    kind: &str,
    scope: &str,
    case: Case,
    spellings: &[&str],
) -> std::io::Result<()> {
    for (spelling, name) in spellings.iter().zip(Scope::new(case).names(spellings)) {
        if name == case.name(spelling) {
            writeln!(out, "{kind}\t{spelling}\t{name}")?;
        } else {
            writeln!(out, "!{kind}\t{spelling}\t{name}\t{scope}")?;
        }
    }
    Ok(())
}
