//! `cargo xtask tidy` finds each breach of the architecture, on trees of a file or two.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::tidy;

fn breaches(files: &[(&str, &str)]) -> Vec<String> {
    let root = TempDir::new().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    tidy::check(root.path()).unwrap_or_else(|failure| panic!("{failure}")).0
}

#[track_caller]
fn breach(path: &str, text: &str, start: &str) {
    let found = breaches(&[(path, text)]);
    assert_eq!(found.len(), 1, "{path}: {text}: {found:#?}");
    assert!(found[0].starts_with(start), "{}", found[0]);
}

#[track_caller]
fn fine(path: &str, text: &str) {
    assert_eq!(breaches(&[(path, text)]), Vec::<String>::new(), "{path}: {text}");
}

#[test]
fn the_two_chains_of_packages_never_meet() {
    let manifest = |name: &str| format!("[package]\nname = \"x\"\n[dependencies]\n{name}\n");
    breach("codegen/Cargo.toml", &manifest("farrier-runtime = \"1\""), "codegen/Cargo.toml:4: rule 1");
    breach(
        "runtime/Cargo.toml",
        &manifest("a = { package = \"farrier-codegen\", path = \"..\" }"),
        "runtime/Cargo.toml:4: ",
    );
    breach("xtask/Cargo.toml", &manifest("farrier-runtime = \"1\""), "xtask/Cargo.toml:4: rule 1");
    breach(
        "generated/a/Cargo.toml",
        &manifest("farrier-codegen = \"1\""),
        "generated/a/Cargo.toml:4: rule 1",
    );
    fine("xtask/Cargo.toml", &manifest("farrier-codegen = \"1\""));
}

#[test]
fn smithy_imports_nothing_of_the_rest() {
    breach("codegen/src/smithy/mod.rs", "\nuse crate::names;\n", "codegen/src/smithy/mod.rs:2: rule 1");
    breach("codegen/src/smithy/a.rs", "use super::super::ir::X;", "codegen/src/smithy/a.rs:1: rule 1");
    breach(
        "codegen/src/smithy/a.rs",
        "use crate::{smithy::Shape, lower::x};",
        "codegen/src/smithy/a.rs:1: rule 1",
    );
    fine("codegen/src/smithy/a.rs", "use super::names::X; use crate::smithy::names::Y; // crate::names");
}

#[test]
fn each_stage_knows_only_its_neighbour() {
    breach("codegen/src/emit/a.rs", "use crate::smithy::Model;", "codegen/src/emit/a.rs:1: rule 2");
    breach("codegen/src/lower/a.rs", "fn f() { crate::emit::x() }", "codegen/src/lower/a.rs:1: rule 2");
    breach("codegen/src/ir/a.rs", "pub struct A(TokenStream);", "codegen/src/ir/a.rs:1: rule 2");
    fine("codegen/src/emit/a.rs", "use crate::ir;");
    fine("codegen/src/lower/a.rs", "use crate::{ir, names, smithy::Model};");
}

#[test]
fn tokens_syntax_and_files_have_their_places() {
    breach("codegen/src/lower/a.rs", "fn f() {\n quote! { x }\n}", "codegen/src/lower/a.rs:2: rule 3");
    breach("codegen/src/emit/a.rs", "use syn::File;", "codegen/src/emit/a.rs:1: rule 3");
    breach(
        "codegen/src/emit/a.rs",
        "fn f() { ::prettyplease::unparse(x) }",
        "codegen/src/emit/a.rs:1: rule 3",
    );
    breach("codegen/src/a.rs", "use std::fs;", "codegen/src/a.rs:1: rule 3");
    breach("codegen/src/a.rs", "use std::{collections::BTreeMap, fs::File};", "codegen/src/a.rs:1: rule 3");
    breach("codegen/src/a.rs", "fn f() { println!(\"x\") }", "codegen/src/a.rs:1: rule 3");
    fine("codegen/src/emit/a.rs", "fn f() { quote! { ::std::string::String } }");
    fine("codegen/src/render.rs", "fn f() { prettyplease::unparse(&syn::parse2(x)) }");
    fine("xtask/src/a.rs", "use std::fs; fn f() { println!() }");
}

#[test]
fn names_are_made_in_one_place() {
    breach("codegen/src/lower/a.rs", "use heck::ToSnakeCase;", "codegen/src/lower/a.rs:1: rule 4");
    breach("codegen/src/emit/a.rs", "fn f() { x.to_uppercase() }", "codegen/src/emit/a.rs:1: rule 4");
    fine("codegen/src/names/case.rs", "use heck::ToSnakeCase; fn f() { x.to_uppercase() }");
    fine("codegen/src/smithy/a.rs", "fn f() { header.to_ascii_lowercase() }");
}

#[test]
fn a_codec_never_sees_http_and_a_shape_never_a_codec() {
    breach("runtime/src/codec/json.rs", "use crate::http::Uri;", "runtime/src/codec/json.rs:1: rule 5");
    breach("runtime/src/codec/json.rs", "use http::Uri;", "runtime/src/codec/json.rs:1: rule 5");
    breach("runtime/src/codec/json.rs", "use crate::{http, schema};", "runtime/src/codec/json.rs:1: rule 5");
    breach(
        "generated/a/src/lib.rs",
        "use ::farrier_runtime::codec::json;",
        "generated/a/src/lib.rs:1: rule 5",
    );
    fine("runtime/src/protocol/a.rs", "use crate::{codec, http::Uri};");
    fine("runtime/src/codec/json.rs", "fn f(server: u8) -> u8 { server }");
}

#[test]
fn collections_are_ordered() {
    breach("codegen/src/a.rs", "\n\nuse std::collections::HashMap;", "codegen/src/a.rs:3: rule 6");
    fine("runtime/src/a.rs", "use std::collections::HashMap;");
}

#[test]
fn services_are_named_in_one_file() {
    breach("codegen/src/emit/a.rs", "const A: &str = \"Glacier\";", "codegen/src/emit/a.rs:1: rule 7");
    breach("runtime/src/a.rs", "const A: &str = \"x-s3-y\";", "runtime/src/a.rs:1: rule 7");
    fine("codegen/src/normalize/aws.rs", "const A: &str = \"Glacier\";");
    fine(
        "codegen/src/a.rs",
        "const A: &str = \"aws.customizations#s3UnwrappedXmlOutput\"; // S3\nconst B: &str = \"s30\";",
    );
}

#[test]
fn the_lines_of_all_files_are_told_in_order() {
    let found = breaches(&[
        ("codegen/src/b.rs", "use std::fs;\nuse std::collections::HashMap;\n"),
        ("codegen/src/a.rs", "use std::fs;\n"),
    ]);
    let places: Vec<_> = found.iter().filter_map(|breach| breach.split(": ").next()).collect();
    assert_eq!(places, ["codegen/src/a.rs:1", "codegen/src/b.rs:1", "codegen/src/b.rs:2"]);
}

#[test]
fn an_empty_folder_is_an_error() {
    let root = TempDir::new().expect("a folder");
    assert!(tidy::check(root.path()).is_err());
}

#[test]
fn this_workspace_keeps_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let (breaches, checked) = tidy::check(root).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    assert!(checked > 10, "{checked} files");
}
