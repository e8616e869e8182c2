//! The rules: who may know whom, and what may stand where.
//!
//! Comes in: one file, by its path from the workspace's root. Goes out: its breaches as line and message. Always holds:
//! a rule says in its message what to do instead.

use toml::{Table, Value};

use super::lexer::{Source, Token};

type Breach = (usize, String);

/// The modules of codegen beside `smithy`: the rest that it must not import.
const STAGES: &[&str] =
    &["emit", "files", "generate", "ir", "lower", "names", "normalize", "render", "settings"];

/// Which stages' names a stage must not write in a path: each knows only its neighbour.
const STRANGERS: &[(&str, &[&str])] = &[
    ("smithy", STAGES),
    ("normalize", &["lower", "emit", "render"]),
    ("ir", &["smithy", "normalize", "lower", "emit", "render"]),
    ("lower", &["emit", "render"]),
    ("emit", &["smithy", "normalize", "lower"]),
    ("render", &["smithy", "normalize", "lower", "ir", "emit"]),
];

/// Packages of the workspace and those that they must not depend on.
const CHAINS: &[(&str, &[&str])] = &[
    ("codegen/", &["farrier", "farrier-runtime", "xtask"]),
    ("runtime/", &["farrier", "farrier-codegen", "xtask"]),
    ("xtask/", &["farrier-runtime"]),
    ("generated/", &["farrier", "farrier-codegen", "xtask"]),
];

/// Names of services; what one of them does differently is data in `normalize/aws.rs`.
const SERVICES: &[&str] = &[
    "apigateway",
    "cloudfront",
    "dynamodb",
    "ec2",
    "glacier",
    "iottwinmaker",
    "kinesis",
    "lambda",
    "machinelearning",
    "machine learning",
    "quicksight",
    "route53",
    "route 53",
    "s3",
    "sqs",
    "twinmaker",
];

/// The breaches of a manifest: the two chains of packages never meet.
pub(super) fn manifest(path: &str, text: &str) -> Vec<Breach> {
    let Ok(table) = text.parse::<Table>() else { return Vec::new() };
    let Some((_, forbidden)) = CHAINS.iter().find(|(folder, _)| path.starts_with(folder)) else {
        return Vec::new();
    };
    let sections = table.iter().filter(|(key, _)| key.ends_with("dependencies"));
    let names = sections.filter_map(|(_, value)| value.as_table()).flatten();
    let real = |(name, value): (&String, &Value)| {
        value.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
    };
    let found: Vec<String> = names.map(real).filter(|name| forbidden.contains(&name.as_str())).collect();
    let line = |name: &str| text.lines().position(|line| line.contains(name)).map_or(1, |index| index + 1);
    let breach = |name: String| {
        (
            line(&name),
            format!("rule 1: this package must not depend on `{name}`; only `tests` sees both chains"),
        )
    };
    found.into_iter().map(breach).collect()
}

/// The breaches of a source file.
pub(super) fn source(path: &str, source: &Source) -> Vec<Breach> {
    let mut found = Found { tokens: &source.tokens, breaches: Vec::new() };
    if let Some(module) = path.strip_prefix("codegen/src/") {
        codegen(module, &mut found);
    } else if path.starts_with("runtime/src/codec") {
        codec(&mut found);
    } else if path.starts_with("generated/") && !path.contains("/runtime/") {
        found.path_start("codec", "rule 5: a generated shape names no codec; call the protocol");
    }
    let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
    let named = path.starts_with("runtime/src/") || path.starts_with("codegen/src/");
    if named && path != "codegen/src/normalize/aws.rs" && !is_test {
        service_names(&source.strings, &mut found.breaches);
    }
    found.breaches
}

fn codegen(module: &str, found: &mut Found) {
    let stage = module.split(['/', '.']).next().unwrap_or_default();
    let depth = module.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    for stranger in
        STRANGERS.iter().find(|(name, _)| *name == stage).map_or(&[][..], |(_, strangers)| strangers)
    {
        let message =
            format!("rule {}: `{stage}` must not import `{stranger}`", if stage == "smithy" { 1 } else { 2 });
        found.stage(stranger, depth, &message);
    }
    if stage == "ir" {
        for word in ["quote", "proc_macro2", "TokenStream", "serde_json"] {
            found.word(word, &format!("rule 2: `ir` is plain data, without `{word}`"));
        }
    }
    if stage == "emit" {
        found.word("serde_json", "rule 2: `emit` sees `ir` alone, no JSON");
    } else {
        for sign in ["quote", "quote_spanned", "format_ident"] {
            found.macro_call(sign, &format!("rule 3: `{sign}!` lives in `emit`"));
        }
    }
    if stage != "render" {
        for word in ["syn", "prettyplease"] {
            found.path_start(word, &format!("rule 3: `{word}` lives in `render`"));
        }
    }
    for word in ["fs", "env", "net", "process"] {
        found.std_module(word, &format!("rule 3: codegen does no I/O; `std::{word}` belongs in `xtask`"));
    }
    for word in ["println", "eprintln", "print", "eprint"] {
        found.macro_call(word, "rule 3: codegen prints nothing; give a value back and let `xtask` show it");
    }
    if stage != "names" {
        found.path_start("heck", "rule 4: names are made in `names`");
    }
    if ["lower", "ir", "emit", "render"].contains(&stage) {
        for word in CASE_CHANGES {
            found.word(word, &format!("rule 4: `{word}` changes case; names are made once, in `names`"));
        }
    }
    for word in ["HashMap", "HashSet"] {
        found.word(word, &format!("rule 6: `{word}` differs from run to run; use an ordered collection"));
    }
}

const CASE_CHANGES: &[&str] = &[
    "make_ascii_lowercase",
    "make_ascii_uppercase",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_lowercase",
    "to_uppercase",
];

fn codec(found: &mut Found) {
    for word in ["http", "protocol", "client", "server"] {
        found.path_start(word, &format!("rule 5: a codec sees bytes and schemas, never `{word}`"));
    }
}

fn service_names(strings: &[Token], breaches: &mut Vec<Breach>) {
    for string in strings {
        let text = string.text.to_lowercase();
        // Traits of a protocol or customisation are named after services and stand in every model.
        if text.contains('#') {
            continue;
        }
        if let Some(service) = SERVICES.iter().find(|service| has_word(&text, service)) {
            let message = format!(
                "rule 7: `{service}` names a service; its peculiarities are rows of `normalize/aws.rs`"
            );
            breaches.push((string.line, message));
        }
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(start, _)| {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(start + word.len()..).and_then(|text| text.chars().next());
        outside(before) && outside(after)
    })
}

struct Found<'a> {
    tokens: &'a [Token],
    breaches: Vec<Breach>,
}

impl Found<'_> {
    fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.text.as_str())
    }

    fn collect(&mut self, message: &str, is_breach: impl Fn(&Self, usize) -> bool) {
        for (index, token) in self.tokens.iter().enumerate() {
            if is_breach(self, index) {
                self.breaches.push((token.line, message.to_owned()));
            }
        }
    }

    /// The word anywhere in the code.
    fn word(&mut self, word: &str, message: &str) {
        self.collect(message, |found, index| found.text(index) == word);
    }

    fn macro_call(&mut self, name: &str, message: &str) {
        self.collect(message, |found, index| found.text(index) == name && found.text(index + 1) == "!");
    }

    /// `word::…` or `use word;`, as a package or below `crate` or `super`.
    fn path_start(&mut self, word: &str, message: &str) {
        self.collect(message, |found, index| {
            let before = if index == 0 { "" } else { found.text(index - 1) };
            let owner = if index < 2 { "" } else { found.text(index - 2) };
            let starts = before != "::" || ["crate", "super", "farrier_runtime", ""].contains(&owner);
            let absolute = before == "::" && !owner.chars().all(|c| c.is_alphanumeric() || c == '_');
            let imported = before == "use" && found.text(index + 1) == ";";
            let listed = (before == "{" || before == ",") && [",", "}"].contains(&found.text(index + 1));
            let grouped = listed
                && found
                    .group_owner(index)
                    .is_some_and(|o| ["crate", "super", "farrier_runtime"].contains(&o));
            found.text(index) == word
                && ((starts || absolute) && found.text(index + 1) == "::" || imported || grouped)
        });
    }

    /// `std::word` or `use std::{…, word…}`, also from `core`.
    fn std_module(&mut self, word: &str, message: &str) {
        self.collect(message, |found, index| {
            let direct = index >= 2 && found.text(index - 1) == "::" && found.text(index - 2) == "std";
            let grouped = index >= 1
                && ["{", ","].contains(&found.text(index - 1))
                && found.group_owner(index) == Some("std");
            found.text(index) == word && (direct || grouped)
        });
    }

    /// A path to one of codegen's stages: `crate::stage`, `farrier_codegen::stage`, enough `super`s, or a `use crate::{…}`.
    fn stage(&mut self, stage: &str, depth: usize, message: &str) {
        self.collect(message, |found, index| {
            if found.text(index) != stage || index == 0 {
                return false;
            }
            if found.text(index - 1) == "::" {
                let mut at = index - 1;
                let mut supers = 0;
                while at > 0 && found.text(at) == "::" && found.text(at - 1) == "super" {
                    supers += 1;
                    at = at.saturating_sub(2);
                }
                return supers >= depth
                    || index >= 2 && ["crate", "farrier_codegen"].contains(&found.text(index - 2));
            }
            ["{", ","].contains(&found.text(index - 1))
                && found.group_owner(index).is_some_and(|owner| ["crate", "farrier_codegen"].contains(&owner))
        });
    }

    /// The word before the `::{` of the innermost `use` group around `index`.
    fn group_owner(&self, index: usize) -> Option<&str> {
        let mut depth = 0_usize;
        for at in (0..index).rev() {
            match self.text(at) {
                "}" => depth += 1,
                "{" if depth > 0 => depth -= 1,
                "{" => {
                    let grouped = at >= 2 && self.text(at - 1) == "::";
                    return grouped.then(|| self.text(at - 2));
                }
                ";" => return None,
                _ => {}
            }
        }
        None
    }
}
