//! Converts every documentation text of the model files given, and writes a crate of empty items that carry them,
//! so that rustdoc can judge them:
//!
//! ```text
//! cargo run --release -p farrier-codegen --example docs_of_models -- OUT.rs LIMIT MODEL.json...
//! RUSTDOCFLAGS="-D warnings" rustdoc --edition 2024 OUT.rs
//! ```
//!
//! At most LIMIT texts are written, those with the rarest sequences of tags first; all are converted and timed.

use farrier_codegen::docs::{summary, to_markdown};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Lints of rustdoc that allow by default, and would be worth a warning.
const LINTS: &str = ", rustdoc::unescaped_backticks, rustdoc::private_intra_doc_links";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("OUT.rs is missing")?;
    let limit: usize = arguments.next().ok_or("LIMIT is missing")?.parse()?;
    let sources = arguments.map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let models =
        sources.iter().map(|source| serde_json::from_slice(source)).collect::<Result<Vec<Value>, _>>()?;
    let parsed = start.elapsed();

    let mut texts = Vec::new();
    let mut names = BTreeSet::new();
    for model in &models {
        for (id, shape) in model["shapes"].as_object().into_iter().flatten() {
            names.insert(id.split('#').next_back().unwrap_or(id).to_owned());
            collect(shape, &mut texts);
        }
    }
    let links = |name: &str| names.get(name).map(|name| format!("crate::types::{name}"));
    let start = Instant::now();
    let converted: Vec<String> = texts.iter().map(|text| to_markdown(text, &links)).collect();
    let elapsed = start.elapsed();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    println!(
        "{} texts, {bytes} bytes: {elapsed:?}; parsing their JSON: {parsed:?}, so {:.2} times",
        texts.len(),
        elapsed.as_secs_f64() / parsed.as_secs_f64()
    );
    let again = converted
        .iter()
        .filter(|text| to_markdown(text, &|_| None) != to_markdown(&to_markdown(text, &|_| None), &|_| None));
    println!("not the same when converted again: {}", again.count());
    std::fs::write(out, as_crate(&texts, &converted, &names, limit))?;
    Ok(())
}

fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            texts.extend(fields.get("smithy.api#documentation").and_then(Value::as_str));
            fields.values().for_each(|value| collect(value, texts));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// Fields a page, so that rustdoc writes few files.
const PAGE: usize = 500;

/// The rarest structures first, so that a small limit sees the most different ones.
fn as_crate(texts: &[&str], converted: &[String], names: &BTreeSet<String>, limit: usize) -> String {
    let mut by_structure: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        by_structure.entry(structure(text)).or_default().push(index);
    }
    println!("different structures: {}", by_structure.len());
    let mut groups: Vec<&Vec<usize>> = by_structure.values().collect();
    groups.sort_by_key(|group| group.len());
    let deepest = groups.last().map_or(0, |group| group.len());
    let order = (0..deepest).flat_map(|round| groups.iter().filter_map(move |group| group.get(round)));
    let mut seen = BTreeSet::new();
    let chosen: Vec<&str> = order
        .filter_map(|index| converted.get(*index).map(String::as_str))
        .filter(|text| seen.insert(*text))
        .take(limit)
        .collect();
    println!("written: {}", chosen.len());
    let mut out =
        format!("//! Documentation of models.\n#![deny(warnings{LINTS})]\n#![allow(non_camel_case_types)]\n");
    out.push_str("/// Shapes.\npub mod types {\n");
    let links = chosen.iter().flat_map(|text| text.split("](crate::types::").skip(1));
    let named: BTreeSet<&str> = links.filter_map(|link| link.split(')').next()).collect();
    names
        .iter()
        .filter(|name| named.contains(name.as_str()))
        .for_each(|name| out.push_str(&format!("/// A shape.\npub struct r#{name};\n")));
    out.push_str("}\n");
    for (number, page) in chosen.chunks(PAGE).enumerate() {
        out.push_str(&format!("/// A page.\npub struct Page{number} {{\n"));
        for (index, text) in page.iter().enumerate() {
            out.push_str(&format!("#[doc = {text:?}]\npub d{index}: (),\n"));
            out.push_str(&format!("#[doc = {:?}]\npub s{index}: (),\n", summary(text)));
        }
        out.push_str("}\n");
    }
    out
}

fn structure(text: &str) -> String {
    let mut out = String::new();
    for tag in text.split('<').skip(1) {
        out.push_str(tag.split(|c: char| c == '>' || c.is_whitespace()).next().unwrap_or_default());
        out.push('<');
    }
    out
}
