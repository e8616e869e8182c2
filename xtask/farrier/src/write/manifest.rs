//! The list of the files that Farrier wrote into a crate.
//!
//! It lies in the crate as `.farrier-manifest`, one line a file, ordered by path, in the form that
//! `sha256sum --check` reads:
//!
//! ```text
//! # Farrier wrote the files below, and replaces and removes them. All others are yours.
//! 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  src/lib.rs
//! ```
//!
//! A path may stand there with several hashes: the marks and the two sides of a merge that Git could not finish are
//! read as one list, since whichever bytes Farrier wrote are Farrier's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use farrier_codegen::Files;
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

/// Where the manifest lies in a crate.
pub const FILE_NAME: &str = ".farrier-manifest";

const HEADER: &str =
    "# Farrier wrote the files below, and replaces and removes them. All others are yours.\n";

/// SHA-256 of a file's bytes, in lower-case hexadecimal digits.
type Hash = String;

/// The files that Farrier wrote, each with the hashes of what it wrote there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    entries: BTreeMap<String, BTreeSet<Hash>>,
}

impl Manifest {
    /// The manifest of `files`.
    pub fn of(files: &Files) -> Self {
        let entry = |(path, text): (&str, &str)| (path.to_owned(), BTreeSet::from([hash(text.as_bytes())]));
        Self { entries: files.iter().map(entry).collect() }
    }

    /// Reads the manifest of the crate in `dir`; empty where there is none.
    ///
    /// # Errors
    /// The file cannot be read, or has a line that is neither an entry, a comment nor a mark of a merge.
    pub fn read(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(Self::default())
            }
            Err(error) => Err(Failure::io("read", &path, &error)),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let mut manifest = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || is_comment(line) {
                continue;
            }
            let entry = line.split_once("  ").filter(|(hash, file)| is_hash(hash) && !file.is_empty());
            let Some((hash, file)) = entry else {
                let place = format!("{}:{}", path.display(), index + 1);
                return Err(Failure::new(format!("{place}: not a line of a Farrier manifest: {line:?}"))
                    .help("restore the manifest, for instance with `git checkout`"));
            };
            manifest.entries.entry(file.to_owned()).or_default().insert(hash.to_owned());
        }
        Ok(manifest)
    }

    /// Whether Farrier wrote a file at `path`.
    pub fn lists(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// Whether `bytes` are what Farrier wrote at `path`.
    pub fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        self.entries.get(path).is_some_and(|hashes| hashes.contains(&hash(bytes)))
    }

    /// The listed paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The entries of both.
    #[must_use]
    pub fn union(mut self, other: &Self) -> Self {
        for (path, hashes) in &other.entries {
            self.entries.entry(path.clone()).or_default().extend(hashes.iter().cloned());
        }
        self
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let mut text = HEADER.to_owned();
        for (path, hashes) in &self.entries {
            for hash in hashes {
                text.push_str(hash);
                text.push_str("  ");
                text.push_str(path);
                text.push('\n');
            }
        }
        text
    }
}

fn is_comment(line: &str) -> bool {
    ["#", "<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn hash(bytes: &[u8]) -> Hash {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let mut all = Files::new();
        for (path, text) in files {
            all.insert(*path, *text);
        }
        Manifest::of(&all)
    }

    #[test]
    fn what_is_rendered_is_read_back() {
        let written = manifest(&[("Cargo.toml", "a"), ("src/with  two spaces.rs", "b")]);
        assert_eq!(Manifest::parse(&written.render(), Path::new("m")), Ok(written));
    }

    #[test]
    fn the_hash_is_sha256() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn both_sides_of_an_unfinished_merge_count() {
        let (ours, theirs) = (manifest(&[("src/lib.rs", "ours")]), manifest(&[("src/lib.rs", "theirs")]));
        let merge = format!("<<<<<<< HEAD\n{}=======\n{}>>>>>>> topic\n", ours.render(), theirs.render());
        let read = Manifest::parse(&merge, Path::new("m")).expect("a merge is readable");
        assert!(read.wrote("src/lib.rs", b"ours") && read.wrote("src/lib.rs", b"theirs"));
        assert!(!read.wrote("src/lib.rs", b"edited"));
    }

    #[test]
    fn another_line_is_an_error_with_its_place() {
        let failure = Manifest::parse("# x\nsrc/lib.rs\n", Path::new("c/.farrier-manifest"));
        let text = failure.expect_err("no hash").to_string();
        assert!(text.starts_with("c/.farrier-manifest:2: "), "{text}");
    }
}
