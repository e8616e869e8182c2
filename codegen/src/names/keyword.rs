//! Words that cannot be used as they are: Rust's keywords and the file names that mean something already.
//!
//! A keyword is written raw (`r#type`), which keeps the field, its rustdoc and its `Debug` output readable. The
//! four that cannot be raw get a trailing underscore (`self_`), a form that no modelled name has by itself,
//! because [`case`](super::case) never ends a name in an underscore.
//!
//! Names of the prelude (`Option`, `Result`, `Debug`, …) are *not* renamed: generated code says `::std::…`
//! wherever it means the standard library's, and derive macros live in a namespace of their own.

use std::borrow::Cow;

/// Strict and reserved keywords of every edition up to 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The length of the longest keyword.
const LONGEST: usize = 8;

/// Keywords that Rust does not allow as raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "_", "crate", "self", "super"];

/// File stems that a module cannot have: roots of a crate or folder, and the devices of Windows.
const FILE_STEMS: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lib", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "main", "mod", "nul", "prn",
];

/// Makes a word usable as an identifier: `type` becomes `r#type`, `self` becomes `self_`, others stay.
pub fn escape<'a>(word: impl Into<Cow<'a, str>>) -> String {
    let word = word.into();
    // Most names are longer than any keyword.
    if word.len() > LONGEST {
        word.into_owned()
    } else if NEVER_RAW.contains(&&*word) {
        format!("{word}_")
    } else if KEYWORDS.contains(&&*word) {
        format!("r#{word}")
    } else {
        word.into_owned()
    }
}

/// Like [`escape`], and also avoids stems such as `lib` or `con`, which cannot name a module's own file.
pub fn escape_module(word: &str) -> String {
    if FILE_STEMS.contains(&word) { format!("{word}_") } else { escape(word) }
}

/// The identifier without `r#`: for file names, and for gluing into a longer name (`with_type`).
pub fn bare(identifier: &str) -> &str {
    identifier.strip_prefix("r#").unwrap_or(identifier)
}
