//! Distinct names for everything in one scope: the types of a module, the fields of a structure, the variants of
//! an enum, the methods of an `impl`.
//!
//! # The rule
//! Most spellings of a scope have a name that no other has; they keep it, whatever else is there. Where spellings
//! meet in one name (`fooBar`, `foo_bar`, `FOO_BAR`):
//! 1. The plainest spelling keeps the name: by its style first (`foo`, `fooBar`, `FooBar`, `foo_bar`, `foo-bar`,
//!    `FOO_BAR`, others), then by its bytes.
//! 2. Each other one is told apart by its own style (`foo_bar_upper`); where the style does not tell, a shape ID by
//!    the last part of its namespace (`FooBarShared`), anything else by a short hash of its spelling
//!    (`foo_bar_h3f2a`).
//!
//! So neither the model's order nor its other shapes move a name. Only a spelling that is plainer *and* meets in
//! the same name can, and then it moves one. Both alternatives are less stable: "the first keeps it" moves names
//! when a member is inserted before, "all get a suffix" moves one with every first collision.
//!
//! A name that the scope reserves (`new`) gets a trailing underscore, as keywords do that cannot be raw.

use super::case::Case;
use super::keyword;
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// Methods that every type has, or whose names belong to traits of the standard library: a generated helper of
/// that name would shadow them.
pub const RESERVED_METHODS: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_str",
    "hash",
    "into",
    "ne",
    "partial_cmp",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
];

/// One namespace: what is taken in it, and how names in it are written.
#[derive(Clone, Debug)]
pub struct Scope {
    case: Case,
    taken: IndexSet<String, FxBuildHasher>,
}

impl Scope {
    /// An empty namespace for names of one case.
    pub fn new(case: Case) -> Self {
        Self { case, taken: IndexSet::default() }
    }

    /// Keeps a name away from all later assignments.
    pub fn reserve(&mut self, name: &str) -> &mut Self {
        self.taken.insert(keyword::bare(name).to_owned());
        self
    }

    /// The name for one spelling, which is kept away from all later ones.
    pub fn name(&mut self, spelling: &str) -> String {
        let name = self.unreserved(self.case.name(spelling));
        self.reserve(&name);
        name
    }

    /// Names for spellings, in their order, each written in the scope's case. Spellings should be distinct; equal
    /// ones are told apart by a number, in order.
    pub fn names<S: AsRef<str>>(self, spellings: &[S]) -> Vec<String> {
        let keys: Vec<&str> = spellings.iter().map(AsRef::as_ref).collect();
        let names = keys.iter().map(|key| self.unreserved(self.case.name(key))).collect();
        self.settle(&keys, names)
    }

    /// Names for pairs of a key and the name that it would like, in their order. The key says where the name comes
    /// from (the wire name, the shape ID): collisions are resolved by it, see the module's rule.
    pub fn assign<K: AsRef<str>>(self, wanted: Vec<(K, String)>) -> Vec<String> {
        let (keys, names): (Vec<K>, Vec<String>) =
            wanted.into_iter().map(|(key, name)| (key, self.unreserved(name))).unzip();
        self.settle(&keys.iter().map(AsRef::as_ref).collect::<Vec<_>>(), names)
    }

    /// Tells the names apart that meet.
    fn settle(mut self, keys: &[&str], mut names: Vec<String>) -> Vec<String> {
        let bare = |index: &usize| names.get(*index).map(|name| keyword::bare(name));
        let mut order: Vec<usize> = (0..names.len()).collect();
        // Stable: names that meet stay in their order.
        order.sort_by(|one, other| bare(one).cmp(&bare(other)));
        let groups = order.chunk_by(|one, other| bare(one) == bare(other));
        let groups: Vec<&[usize]> = groups.filter(|group| group.len() > 1).collect();
        if !groups.is_empty() {
            self.taken.extend(names.iter().map(|name| keyword::bare(name).to_owned()));
        }
        for group in groups {
            self.tell_apart(group, keys, &mut names);
        }
        names
    }

    /// The name itself, or with as many underscores as make it free of what was taken before.
    fn unreserved(&self, mut name: String) -> String {
        while self.taken.contains(keyword::bare(&name)) {
            name = format!("{}_", keyword::bare(&name));
        }
        name
    }

    /// Renames all but the plainest of the entries that meet in one name.
    fn tell_apart(&mut self, group: &[usize], keys: &[&str], names: &mut [String]) {
        let mut entries: Vec<(Style, &str, usize)> = group
            .iter()
            .filter_map(|&index| keys.get(index).map(|key| (Style::of(key), *key, index)))
            .collect();
        entries.sort();
        let only = |test: &dyn Fn(Style, &str) -> bool| {
            entries.iter().filter(|(style, key, _)| test(*style, key)).count() == 1
        };
        for &(style, key, index) in entries.iter().skip(1) {
            let style = style.word().filter(|_| only(&|other, _| other == style));
            let home =
                namespace(key).filter(|home| only(&|_, other| namespace(other).as_ref() == Some(home)));
            if let Some(name) = names.get_mut(index) {
                *name = self.suffixed(name, key, style.map(str::to_owned).or(home));
                self.taken.insert(name.clone());
            }
        }
    }

    /// The first free name among: the word, then longer and longer parts of the key's hash, then numbers.
    fn suffixed(&self, name: &str, key: &str, word: Option<String>) -> String {
        let hash = format!("{:016x}", fnv1a(key));
        let hashes =
            [4, 8, 16].into_iter().filter_map(|length| hash.get(..length)).map(|part| format!("h{part}"));
        let numbers = (2_u64..).map(|number| format!("h{hash}_{number}"));
        word.into_iter()
            .chain(hashes)
            .chain(numbers)
            .map(|word| self.case.extend(name, &word))
            .find(|candidate| !self.taken.contains(candidate))
            .unwrap_or_else(|| name.to_owned())
    }
}

/// The name of the variant that keeps what the model does not list: `Unknown`, unless the model has that.
pub fn unknown_variant_name<S: AsRef<str>>(modelled: &[S]) -> String {
    free_variant_name(&["Unknown", "UnknownValue", "UnknownVariant"], modelled)
}

/// The name of the variant for errors that the model does not list: `Unhandled`, unless the model has that.
pub fn unhandled_variant_name<S: AsRef<str>>(modelled: &[S]) -> String {
    free_variant_name(&["Unhandled", "UnhandledError"], modelled)
}

/// The name of the field for what an error's response said beside the error: `metadata`, unless the model has that.
pub fn metadata_field_name<S: AsRef<str>>(modelled: &[S]) -> String {
    free_variant_name(&["metadata", "response_metadata"], modelled)
}

/// The first of `wanted` that the model does not have, or the last of them with a number.
fn free_variant_name<S: AsRef<str>>(wanted: &[&str], modelled: &[S]) -> String {
    let free = |name: &String| !modelled.iter().any(|other| other.as_ref() == name);
    let last = wanted.last().copied().unwrap_or_default();
    let numbered = (2_u64..).map(|number| format!("{last}{number}"));
    wanted.iter().map(|&name| name.to_owned()).chain(numbered).find(free).unwrap_or_default()
}

/// How a spelling is written; the order is that of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    Lower,
    Camel,
    Pascal,
    Snake,
    Kebab,
    Upper,
    Other,
}

impl Style {
    /// The style of a member name or value, or of the last part of a shape ID.
    fn of(key: &str) -> Self {
        let spelling = key.rsplit(['#', '$']).next().unwrap_or(key);
        let any = |test: fn(&char) -> bool| spelling.chars().any(|c| test(&c));
        let only = |extra: &str| spelling.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
        let (lower, upper) = (any(char::is_ascii_lowercase), any(char::is_ascii_uppercase));
        let starts_upper = spelling.starts_with(|c: char| c.is_ascii_uppercase());
        match (lower, upper) {
            (_, false) if only("") => Style::Lower,
            (true, true) if only("") && starts_upper => Style::Pascal,
            (true, true) if only("") => Style::Camel,
            (_, false) if only("_") => Style::Snake,
            (_, false) if only("-") => Style::Kebab,
            (false, true) if only("_-") => Style::Upper,
            _ => Style::Other,
        }
    }

    /// The word that tells the style in a name; `None` where only a hash can.
    fn word(self) -> Option<&'static str> {
        Some(match self {
            Style::Lower => "lower",
            Style::Camel => "camel",
            Style::Pascal => "pascal",
            Style::Snake => "snake",
            Style::Kebab => "kebab",
            Style::Upper => "upper",
            Style::Other => return None,
        })
    }
}

/// The last part of a shape ID's namespace as a word: `shared` of `aws.protocoltests.shared#Foo`.
fn namespace(key: &str) -> Option<String> {
    let (namespace, _) = key.split_once('#')?;
    let word = namespace.rsplit('.').next()?;
    let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    (!word.is_empty()).then(|| word.to_ascii_lowercase())
}

/// FNV-1a, 64 bits: the standard library's hashes may differ between releases, names must not.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
