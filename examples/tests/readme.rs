//! README's excerpts (its blocks in `rs`) are what stands in the tree. Its other blocks are compiled as they are.

use std::{fs, path::Path};

const README: &str = include_str!("../../README.md");

/// The lines of a text without their indentation, empty ones left out.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The texts of the files below a folder.
fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: std::path::PathBuf| match path.is_dir() {
        true => texts(&path),
        false => vec![fs::read_to_string(path).expect("a text")],
    };
    entries.flat_map(text).collect()
}

#[test]
fn its_excerpts_are_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = texts(&root.join("src"));
    files.extend(texts(&root.join("../generated/iottwinmaker/src")));
    let excerpts: Vec<&str> =
        README.split("```rs\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!excerpts.is_empty());
    for excerpt in excerpts {
        let wanted = lines(excerpt);
        let is_there = |file: &String| lines(file).windows(wanted.len()).any(|window| window == wanted);
        assert!(files.iter().any(is_there), "README's excerpt is not what stands in the tree:\n{excerpt}");
    }
}
