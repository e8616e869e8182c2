//! Imports: absolute paths become short ones where nothing in the file shadows them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::{
    sign::sign,
    token::{Kind, Token},
};

/// A path by its segments.
type Path<'a> = Vec<&'a str>;

/// Names that the prelude brings into every file, by the segments of the absolute path that emitters write.
const PRELUDE: &[&[&str]] = &[
    &["std", "boxed", "Box"],
    &["std", "clone", "Clone"],
    &["std", "cmp", "PartialEq"],
    &["std", "convert", "AsRef"],
    &["std", "convert", "From"],
    &["std", "convert", "Into"],
    &["std", "default", "Default"],
    &["std", "future", "Future"],
    &["std", "marker", "Send"],
    &["std", "marker", "Sync"],
    &["std", "option", "Option"],
    &["std", "option", "Option", "None"],
    &["std", "option", "Option", "Some"],
    &["std", "result", "Result"],
    &["std", "result", "Result", "Err"],
    &["std", "result", "Result", "Ok"],
    &["std", "string", "String"],
    &["std", "string", "ToString"],
    &["std", "vec", "Vec"],
];

/// Where imports begin: a module of such a name stays absolute.
const ROOTS: &[&str] = &["core", "farrier_runtime", "std"];

/// The methods of traits that shapes call on their members, outside the implementation of the trait itself, where it
/// would be in scope without an import.
const TRAIT_METHODS: [(&str, &str); 2] =
    [("SerializableShape", "serialize"), ("DeserializableShape", "deserialize")];

/// The tokens of a file or module, with absolute paths replaced by imports. `itself` is the absolute path of what it
/// holds.
pub(super) fn import<'a>(tokens: &[Token<'a>], itself: &str) -> Vec<Token<'a>> {
    let scan = scan(tokens);
    let mut shortener = Shortener {
        own: scan.names,
        derived: scan.derived,
        itself: itself.split("::").filter(|part| !part.is_empty()).collect(),
        imports: IndexMap::default(),
        traits: BTreeSet::new(),
        segments: Vec::new(),
        split: Vec::new(),
        known: IndexMap::default(),
        pieces: Vec::new(),
        // With room for paths that are one token, and for the imports.
        out: Vec::with_capacity(tokens.len() + tokens.len() / 4 + 256),
    };
    shortener.take(tokens);
    let Shortener { imports, traits, mut out, .. } = shortener;
    let mut tree = Tree::default();
    for path in imports.values() {
        tree.insert(path, false);
    }
    let called = |path: &&Path| {
        let named = |index: usize| path.last() == Some(&TRAIT_METHODS[index].0) && scan.calls[index];
        (0..TRAIT_METHODS.len()).any(named)
    };
    for path in traits.iter().filter(called).chain(&scan.anonymous) {
        tree.insert(path, true);
    }
    let mut uses = Vec::new();
    for ((root, _), paths) in &tree.branches {
        uses.extend([sign!(use).token(), Token::word(root), sign!(::).token()]);
        paths.push(&mut uses);
        uses.push(sign!(;).token());
    }
    // Behind what documents or configures the whole.
    let start = inner_attributes(&out);
    out.splice(start..start, uses);
    out
}

/// What the items at the top of a file say, before paths are looked at.
#[derive(Default)]
struct Scan<'a> {
    /// Names that the file defines at its top, which imports must leave alone.
    names: IndexSet<&'a str, FxBuildHasher>,
    /// Which of [`TRAIT_METHODS`] are called.
    calls: [bool; TRAIT_METHODS.len()],
    /// The paths of `use ::path as _;`.
    anonymous: Vec<Path<'a>>,
    /// The names of the traits that the file derives. A type of such a name stays absolute: an import may bring in a
    /// macro, too, and until the compiler knows that it does not, it cannot tell which of the two is derived.
    derived: BTreeSet<&'a str>,
}

fn scan<'a>(tokens: &[Token<'a>]) -> Scan<'a> {
    let mut scan = Scan::default();
    let (mut depth, mut table) = (0_usize, None);
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        match token.kind {
            Kind::Open => {
                // A table may define the type that it describes.
                if depth == 0 && at > 0 && tokens[at - 1].is(sign!(!)) {
                    table = Some(depth);
                }
                depth += 1;
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                if table == Some(depth) {
                    table = None;
                }
            }
            Kind::Word if token.is(sign!(derive)) && next.is_some_and(|next| next.is(sign!("("))) => {
                scan.derive(&tokens[at + 1..])
            }
            Kind::Word if depth == 0 || table.is_some() => {
                match token.sign {
                    Some(sign!(enum) | sign!(struct)) => scan.define(next),
                    Some(
                        sign!(const) | sign!(fn) | sign!(mod) | sign!(static) | sign!(trait) | sign!(type),
                    ) if depth == 0 => scan.define(next),
                    Some(sign!(use)) if depth == 0 => scan.import(&tokens[at + 1..]),
                    _ => {}
                }
            }
            Kind::Operator
                if token.is(sign!(.)) && tokens.get(at + 2).is_some_and(|after| after.is(sign!("("))) =>
            {
                for (called, (_, method)) in scan.calls.iter_mut().zip(TRAIT_METHODS) {
                    *called |= next.is_some_and(|next| next.text == method);
                }
            }
            _ => {}
        }
    }
    scan
}

impl<'a> Scan<'a> {
    /// Notes the name of an item, by the token behind its keyword.
    fn define(&mut self, name: Option<&Token<'a>>) {
        self.names.extend(name.filter(|name| name.is_word()).map(|name| name.text));
    }

    /// Notes the names in a list of traits to derive.
    fn derive(&mut self, list: &[Token<'a>]) {
        let within = list.windows(3).take_while(|three| !three[0].is(sign!(")")));
        // A longer path names no trait of the prelude.
        let names =
            within.filter(|three| !three[0].is(sign!(::)) && three[1].is_word() && !three[2].is(sign!(::)));
        self.derived.extend(names.map(|three| three[1].text));
    }

    /// What a `use` of the file's own brings in, by its tokens behind the keyword.
    fn import(&mut self, tokens: &[Token<'a>]) {
        let length = tokens.iter().position(|token| token.is(sign!(;))).unwrap_or(tokens.len());
        let tokens = &tokens[..length];
        match tokens {
            [start, path @ .., keyword, name]
                if start.is(sign!(::)) && keyword.is(sign!(as)) && name.is(sign!(_)) =>
            {
                let names = path.iter().filter(|token| token.is_word());
                self.anonymous.push(names.map(|token| token.text).collect());
            }
            _ => {
                let ends = |at: &usize| {
                    tokens.get(at + 1).is_none_or(|next| next.is(sign!(,)) || next.is(sign!("}")))
                };
                let names = (0..tokens.len()).filter(ends).filter_map(|at| tokens.get(at));
                self.names.extend(names.filter(|token| token.is_word()).map(|token| token.text));
            }
        }
    }
}

/// How many tokens stand before the first item.
fn inner_attributes(tokens: &[Token]) -> usize {
    let mut at = 0;
    loop {
        match &tokens[at.min(tokens.len())..] {
            [docs, ..] if docs.kind == Kind::InnerDocs => at += 1,
            [pound, bang, rest @ ..] if pound.is(sign!(#)) && bang.is(sign!(!)) => {
                at += 2 + group_length(rest);
            }
            _ => return at.min(tokens.len()),
        }
    }
}

/// How many tokens the group has that begins there, its brackets included.
fn group_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The paths of one `use`.
#[derive(Default)]
struct Tree<'a> {
    /// What is below, by its name and whether it is imported without one.
    branches: BTreeMap<(&'a str, bool), Tree<'a>>,
    /// Whether a path ends here: with branches, the module is imported beside what is in it.
    ends: bool,
}

impl<'a> Tree<'a> {
    fn insert(&mut self, path: &[&'a str], anonymous: bool) {
        match path {
            [] => self.ends = true,
            [first, rest @ ..] => {
                let anonymous_here = anonymous && rest.is_empty();
                self.branches.entry((first, anonymous_here)).or_default().insert(rest, anonymous);
            }
        }
    }

    fn push(&self, tokens: &mut Vec<Token<'a>>) {
        let itself = self.ends && !self.branches.is_empty();
        let several = self.branches.len() + usize::from(itself) > 1;
        tokens.extend(several.then(|| sign!("{").token()));
        tokens.extend(itself.then(|| Token::word("self")));
        for (index, ((name, anonymous), below)) in self.branches.iter().enumerate() {
            if index > 0 || itself {
                tokens.push(sign!(,).token());
            }
            tokens.push(Token::word(name));
            if *anonymous {
                tokens.extend([sign!(as).token(), sign!(_).token()]);
            }
            if !below.branches.is_empty() {
                tokens.push(sign!(::).token());
                below.push(tokens);
            }
        }
        tokens.extend(several.then(|| sign!("}").token()));
    }
}

/// How a path is shortened: how many segments go, and what takes the place of the next.
type Shortened = (usize, Option<&'static str>);

/// Writes a path that is one token as its segments.
fn push_segments<'a>(path: &'a str, tokens: &mut Vec<Token<'a>>) {
    let mut rest = path;
    loop {
        let (segment, behind) = match memchr::memchr(b':', rest.as_bytes()) {
            Some(at) => (&rest[..at], rest.get(at + 2..)),
            None => (rest, None),
        };
        match segment {
            "" => {}
            "crate" => tokens.push(sign!(crate).token()),
            segment => tokens.push(Token::word(segment)),
        }
        let Some(behind) = behind else { return };
        tokens.push(sign!(::).token());
        rest = behind;
    }
}

/// Shortens paths and notes what to import for it.
struct Shortener<'a, 'i> {
    own: IndexSet<&'a str, FxBuildHasher>,
    /// Names that the file derives.
    derived: BTreeSet<&'a str>,
    /// What the file holds, by the segments of its absolute path.
    itself: Path<'i>,
    /// Full path by the name that it brings in.
    imports: IndexMap<&'a str, Path<'a>, FxBuildHasher>,
    /// Traits that stay absolute in the file's `impl`s; their methods need them in scope.
    traits: BTreeSet<Path<'a>>,
    /// Room for the segments of the path that is looked at, and for its tokens.
    segments: Path<'a>,
    split: Vec<Token<'a>>,
    /// Where among `pieces` is what becomes of a path that is one token and is shortened: a file has few of them, many times
    /// each.
    known: IndexMap<&'a str, std::ops::Range<usize>, FxBuildHasher>,
    pieces: Vec<Token<'a>>,
    out: Vec<Token<'a>>,
}

impl<'a> Shortener<'a, '_> {
    fn take(&mut self, tokens: &[Token<'a>]) {
        // What is left as it is goes over in runs.
        let (mut from, mut at) = (0, 0);
        while let Some(token) = tokens.get(at) {
            let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
            let is_path = token.kind == Kind::Path;
            if !is_path && !matches!(token.sign, Some(sign!(use) | sign!(mod) | sign!(::) | sign!(crate))) {
                at += 1;
                continue;
            }
            self.out.extend_from_slice(&tokens[from..at]);
            from = at;
            let taken = match token.sign {
                _ if is_path => self.whole_path(token.text, &tokens[at + 1..], previous),
                Some(sign!(use)) => self.import(&tokens[at..]),
                Some(sign!(mod)) => self.module(&tokens[at..]),
                _ => self.path(&tokens[at..], previous),
            };
            from += taken;
            at += taken.max(1);
        }
        self.out.extend_from_slice(&tokens[from..]);
    }

    /// Takes a `use`: an anonymous one goes, the others stay as they are.
    fn import(&mut self, tokens: &[Token<'a>]) -> usize {
        let length = tokens.iter().position(|token| token.is(sign!(;))).map_or(tokens.len(), |at| at + 1);
        let anonymous = tokens.get(1).is_some_and(|start| start.is(sign!(::)))
            && length >= 4
            && tokens[length - 2].is(sign!(_))
            && tokens[length - 3].is(sign!(as));
        if !anonymous {
            self.out.extend_from_slice(&tokens[..length]);
        }
        length
    }

    /// Takes a module with a body, which has imports of its own.
    fn module(&mut self, tokens: &[Token<'a>]) -> usize {
        let [keyword, name, open, rest @ ..] = tokens else { return 0 };
        if !open.is(sign!("{")) {
            return 0;
        }
        let length = group_length(&tokens[2..]);
        let inside = rest.get(..length.saturating_sub(2)).unwrap_or_default();
        self.out.extend([*keyword, *name, *open]);
        self.out.extend(import(inside, ""));
        self.out.push(sign!("}").token());
        length + 2
    }

    /// Takes a path that is one token, and what follows it as more of its segments.
    fn whole_path(&mut self, path: &'a str, rest: &[Token<'a>], previous: Option<&Token>) -> usize {
        let mut more = 0;
        while let [separator, name, ..] = &rest[more..]
            && separator.is(sign!(::))
            && name.is_word()
        {
            more += 2;
        }
        let (tail, next) = (&rest[..more], rest.get(more));
        if continues(path.starts_with("::"), previous) {
            push_segments(path, &mut self.out);
            self.out.extend_from_slice(tail);
        } else if let Some(known) = self.known.get(path).filter(|_| tail.is_empty()) {
            self.out.extend_from_slice(&self.pieces[known.clone()]);
        } else {
            let mut tokens = std::mem::take(&mut self.split);
            tokens.clear();
            push_segments(path, &mut tokens);
            tokens.extend_from_slice(tail);
            let mut segments = std::mem::take(&mut self.segments);
            segments.clear();
            segments.extend(tokens.iter().filter(|token| token.is_word()).map(|token| token.text));
            let start = self.out.len();
            let is_short = self.push_path(&tokens, &segments, previous, next);
            if is_short && tail.is_empty() {
                let from = self.pieces.len();
                self.pieces.extend_from_slice(&self.out[start..]);
                self.known.insert(path, from..self.pieces.len());
            }
            (self.split, self.segments) = (tokens, segments);
        }
        1 + more
    }

    /// Takes a path that begins there, shortened where that can be done.
    fn path(&mut self, tokens: &[Token<'a>], previous: Option<&Token>) -> usize {
        let leading = tokens[0].is(sign!(::));
        if continues(leading, previous) {
            return 0;
        }
        let start = usize::from(leading);
        let mut segments = std::mem::take(&mut self.segments);
        segments.clear();
        while let Some(segment) = tokens.get(start + segments.len() * 2).filter(|token| token.is_word()) {
            segments.push(segment.text);
            let separator = tokens.get(start + segments.len() * 2 - 1);
            if !separator.is_some_and(|separator| separator.is(sign!(::))) {
                break;
            }
        }
        // What follows the last separator may be generic arguments.
        let length = start + (segments.len() * 2).saturating_sub(1);
        let taken = if segments.len() < 2 { 0 } else { length };
        if taken > 0 {
            self.push_path(&tokens[..length], &segments, previous, tokens.get(length));
        }
        self.segments = segments;
        taken
    }

    /// Writes a path with these segments, shortened where that can be done; whether it was.
    fn push_path(
        &mut self,
        tokens: &[Token<'a>],
        segments: &[&'a str],
        previous: Option<&Token>,
        next: Option<&Token>,
    ) -> bool {
        let leading = tokens[0].is(sign!(::));
        let shortened = self.local(segments).or_else(|| Some((self.shorten(segments)?, None)));
        match shortened {
            Some((kept, first)) => {
                let from = usize::from(leading) + kept * 2;
                self.out.extend(first.map(Token::word));
                self.out.extend_from_slice(&tokens[from + usize::from(first.is_some())..]);
            }
            None => {
                let implemented = previous
                    .is_some_and(|previous| previous.is(sign!(impl)) || previous.is(sign!(>)))
                    && next.is_some_and(|next| next.is(sign!(for)));
                if leading && implemented && segments[0] == "farrier_runtime" {
                    self.traits.insert(segments.to_vec());
                }
                self.out.extend_from_slice(tokens);
            }
        }
        shortened.is_some()
    }

    /// A path to something in what the file holds: `self::name` in a module, `Item` where the file defines some of a
    /// module's items.
    fn local(&self, segments: &[&str]) -> Option<Shortened> {
        if let Some((&"*", module)) = self.itself.split_last() {
            let item = segments.strip_prefix(module)?.first()?;
            return self.own.contains(item).then_some((module.len(), None));
        }
        let last = self.itself.len().checked_sub(1)?;
        let inside = segments.starts_with(&self.itself) && segments.len() > self.itself.len();
        inside.then_some((last, Some("self")))
    }

    /// How many of the segments go, to be imported; none where the path stays as it is.
    fn shorten(&mut self, segments: &[&'a str]) -> Option<usize> {
        let last = segments.len() - 1;
        if is_prelude(segments) {
            return (!self.own.contains(segments[last])).then_some(last);
        }
        let (kept, prelude) = match segments.iter().position(|name| name.starts_with(char::is_uppercase)) {
            Some(at) if segments.starts_with(&["std", "fmt"]) || is_constant(segments[at]) => {
                (at.saturating_sub(1), false)
            }
            Some(at) => (at, is_prelude(&segments[..=at])),
            None if segments[0] == "farrier_runtime" && segments.len() == 2 => (1, false),
            None => (segments.len() - 2, false),
        };
        if kept == 0 {
            return None;
        }
        let name = segments[kept];
        if self.own.contains(name) || self.derived.contains(name) || ROOTS.contains(&name) {
            return None;
        }
        if prelude {
            return Some(kept);
        }
        let import = &segments[..=kept];
        match self.imports.get(name) {
            Some(other) => (*other == import).then_some(kept),
            None if PRELUDE.iter().any(|prelude| prelude.last() == Some(&name)) => None,
            None => {
                self.imports.insert(name, import.to_vec());
                Some(kept)
            }
        }
    }
}

/// Whether what stands before a path makes it a part of another.
fn continues(leading: bool, previous: Option<&Token>) -> bool {
    previous.is_some_and(|previous| {
        previous.is(sign!(::))
            || leading && (previous.is_word() && !is_keyword(previous) || previous.is(sign!(>)))
    })
}

/// Whether a path may follow the word.
fn is_keyword(word: &Token) -> bool {
    super::spacing::is_keyword(word)
}

fn is_prelude(segments: &[&str]) -> bool {
    segments[0] == "std" && PRELUDE.contains(&segments)
}

/// Whether a name is written in capitals: its module is imported, so that the name stays clear.
fn is_constant(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase)
}
