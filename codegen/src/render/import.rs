//! Imports: absolute paths become short ones where nothing in the file shadows them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Path, visit::Visit, visit_mut::VisitMut};

/// Names that the prelude brings into every file, by the absolute path that emitters write.
const PRELUDE: &[&str] = &[
    "std::boxed::Box",
    "std::clone::Clone",
    "std::cmp::PartialEq",
    "std::convert::AsRef",
    "std::convert::From",
    "std::convert::Into",
    "std::default::Default",
    "std::option::Option",
    "std::option::Option::None",
    "std::option::Option::Some",
    "std::result::Result",
    "std::result::Result::Err",
    "std::result::Result::Ok",
    "std::string::String",
    "std::string::ToString",
    "std::vec::Vec",
];

/// Where imports begin: a module of such a name stays absolute.
const ROOTS: &[&str] = &["core", "farrier_runtime", "std"];

/// Replaces absolute paths by imports.
pub(super) fn import(file: &mut syn::File, itself: &str) {
    import_into(&mut file.items, itself);
}

/// The same for the items of a file or of a module in it, which has imports of its own.
fn import_into(items: &mut Vec<Item>, itself: &str) {
    let mut names = Names::default();
    items.iter().for_each(|item| names.visit_item(item));
    let mut shortener = Shortener {
        own: names.0,
        itself: itself.to_owned(),
        imports: BTreeMap::new(),
        traits: BTreeSet::new(),
    };
    items.iter_mut().for_each(|item| shortener.visit_item_mut(item));
    let mut calls = Calls::default();
    items.iter().for_each(|item| calls.visit_item(item));
    let mut paths: Vec<String> = shortener.imports.into_values().collect();
    paths.extend(shortener.traits.iter().filter(|path| calls.need(path)).map(|path| format!("{path} as _")));
    items.retain(|item| match anonymous_import(item) {
        Some(path) => {
            paths.push(path);
            false
        }
        None => true,
    });
    let uses = group(paths).into_iter().filter_map(|(root, paths)| use_item(&root, &paths));
    items.splice(0..0, uses.collect::<Vec<_>>());
}

/// The path of `use ::path as _;`, without the leading colons.
fn anonymous_import(item: &Item) -> Option<String> {
    let Item::Use(syn::ItemUse { leading_colon: Some(_), tree, .. }) = item else { return None };
    let (mut path, mut tree) = (String::new(), tree);
    while let syn::UseTree::Path(step) = tree {
        path.push_str(&format!("{}::", step.ident));
        tree = &step.tree;
    }
    match tree {
        syn::UseTree::Rename(rename) if rename.rename == "_" => Some(format!("{path}{} as _", rename.ident)),
        _ => None,
    }
}

/// The imports by their first segment.
fn group(paths: Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in paths {
        let root = path.split("::").next().unwrap_or(&path);
        groups.entry(root.to_owned()).or_default().push(path);
    }
    groups
}

/// One `use` with everything below `root`, as a tree.
fn use_item(root: &str, paths: &[String]) -> Option<Item> {
    let mut tree = Tree::default();
    for path in paths {
        tree.insert(&path.split("::").skip(1).collect::<Vec<_>>());
    }
    syn::parse_str(&format!("use {root}::{};", tree.text())).ok()
}

/// The paths of one `use`.
#[derive(Default)]
struct Tree {
    branches: BTreeMap<String, Tree>,
    /// Whether a path ends here: with branches, the module is imported beside what is in it.
    ends: bool,
}

impl Tree {
    fn insert(&mut self, path: &[&str]) {
        match path.split_first() {
            Some((first, rest)) => self.branches.entry((*first).to_owned()).or_default().insert(rest),
            None => self.ends = true,
        }
    }

    fn text(&self) -> String {
        let itself = (self.ends && !self.branches.is_empty()).then(|| "self".to_owned());
        let below = self.branches.iter().map(|(name, below)| {
            if below.branches.is_empty() { name.clone() } else { format!("{name}::{}", below.text()) }
        });
        let branches: Vec<String> = itself.into_iter().chain(below).collect();
        if branches.len() == 1 { branches.concat() } else { format!("{{{}}}", branches.join(", ")) }
    }
}

/// The names that a file defines at its top, which imports must leave alone.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Mod(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Use(item) => return self.visit_use_tree(&item.tree),
            Item::Macro(item) => return self.visit_table(&item.mac.tokens),
            _ => return,
        };
        self.0.insert(name.to_string());
    }

    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.0.insert(name.ident.to_string());
    }

    fn visit_use_rename(&mut self, name: &'ast syn::UseRename) {
        self.0.insert(name.rename.to_string());
    }
}

impl Names {
    /// A table may define the type that it describes.
    fn visit_table(&mut self, tokens: &TokenStream) {
        let mut defines = false;
        for token in tokens.clone() {
            match token {
                TokenTree::Ident(name) if defines => {
                    self.0.insert(name.to_string());
                    defines = false;
                }
                TokenTree::Ident(keyword) => defines = keyword == "enum" || keyword == "struct",
                _ => defines = false,
            }
        }
    }
}

/// The methods of traits that shapes call on their members, outside the implementation of the trait itself, where it
/// would be in scope without an import.
const TRAIT_METHODS: &[(&str, &str)] =
    &[("SerializableShape", "serialize"), ("DeserializableShape", "deserialize")];

/// The names of the methods that are called.
#[derive(Default)]
struct Calls(BTreeSet<String>);

impl Calls {
    /// Whether a method of the trait is called.
    fn need(&self, path: &str) -> bool {
        TRAIT_METHODS.iter().any(|(name, method)| path.ends_with(name) && self.0.contains(*method))
    }
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.0.insert(call.method.to_string());
        syn::visit::visit_expr_method_call(self, call);
    }
}

/// Shortens paths and notes what to import for it.
struct Shortener {
    own: BTreeSet<String>,
    /// What the file holds, by its absolute path.
    itself: String,
    /// Full path by the name that it brings in.
    imports: BTreeMap<String, String>,
    /// Traits that stay absolute in the file's `impl`s; their methods need them in scope.
    traits: BTreeSet<String>,
}

impl Shortener {
    /// How many of the first `length` segments of `path` go, to be imported; none where it stays as it is.
    fn shorten(&mut self, path: &Path, length: usize) -> Option<usize> {
        let segments: Vec<String> =
            path.segments.iter().take(length).map(|segment| segment.ident.to_string()).collect();
        let first = segments.first()?;
        let absolute = path.leading_colon.is_some() || first == "crate";
        if !absolute || segments.len() < 2 {
            return None;
        }
        let full = segments.join("::");
        if full == self.itself {
            return Some(segments.len() - 1);
        }
        if PRELUDE.contains(&full.as_str()) {
            let last = segments.len() - 1;
            return (!self.own.contains(&segments[last])).then_some(last);
        }
        let (kept, prelude) = match segments.iter().position(|name| name.starts_with(char::is_uppercase)) {
            Some(at) if full.starts_with("std::fmt::") || is_constant(&segments[at]) => {
                (at.saturating_sub(1), false)
            }
            Some(at) => (at, PRELUDE.contains(&segments[..=at].join("::").as_str())),
            None if first == "farrier_runtime" && segments.len() == 2 => (1, false),
            None => (segments.len() - 2, false),
        };
        if kept == 0 {
            return None;
        }
        let name = segments[kept].clone();
        if self.own.contains(&name) || ROOTS.contains(&name.as_str()) {
            return None;
        }
        if prelude {
            return Some(kept);
        }
        let import = segments[..=kept].join("::");
        let taken = PRELUDE.iter().any(|prelude| prelude.rsplit("::").next() == Some(name.as_str()));
        if taken || self.imports.get(&name).is_some_and(|other| *other != import) {
            return None;
        }
        self.imports.insert(name, import);
        Some(kept)
    }
}

impl Shortener {
    /// Shortens a path to something in what the file holds: `self::name` in a module, `Item::Variant` of a type.
    fn make_local(&self, path: &mut Path) {
        let itself: Vec<&str> = self.itself.split("::").collect();
        let inside = path.segments.len() > itself.len()
            && path.segments.iter().zip(&itself).all(|(segment, name)| segment.ident == name);
        if !inside {
            return;
        }
        path.segments = std::mem::take(&mut path.segments).into_iter().skip(itself.len() - 1).collect();
        if let Some(first) = path.segments.first_mut()
            && first.ident.to_string().starts_with(char::is_lowercase)
        {
            first.ident = syn::Ident::new("self", first.ident.span());
        }
    }

    /// Shortens `<Type as some::Trait>::item`, whose path counts the trait's segments.
    fn shorten_qualified(&mut self, own: &mut syn::QSelf, path: &mut Path) {
        self.visit_type_mut(&mut own.ty);
        if let Some(kept) = self.shorten(path, own.position) {
            path.leading_colon = None;
            path.segments = std::mem::take(&mut path.segments).into_iter().skip(kept).collect();
            own.position -= kept;
        }
    }
}

impl Shortener {
    /// Shortens the paths in the lines of a table.
    fn shorten_tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let mut shortened = TokenStream::new();
        let mut rest = tokens.into_iter().peekable();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.shorten_tokens(group.stream()));
                    inside.set_span(group.span());
                    inside.to_tokens(&mut shortened);
                }
                TokenTree::Punct(colon) if is_path_separator(&colon) => {
                    rest.next();
                    let segments = segments(&mut rest);
                    self.shorten_segments(true, segments).to_tokens(&mut shortened);
                }
                TokenTree::Ident(root) if root == "crate" && starts_separator(&mut rest) => {
                    let mut all = vec![root];
                    rest.next();
                    rest.next();
                    all.extend(segments(&mut rest));
                    self.shorten_segments(false, all).to_tokens(&mut shortened);
                }
                other => other.to_tokens(&mut shortened),
            }
        }
        shortened
    }

    /// Shortens one path of identifiers.
    fn shorten_segments(&mut self, leading: bool, segments: Vec<Ident>) -> TokenStream {
        let mut path = Path {
            leading_colon: leading.then(Default::default),
            segments: segments.into_iter().map(syn::PathSegment::from).collect(),
        };
        self.visit_path_mut(&mut path);
        path.into_token_stream()
    }
}

type Tokens = std::iter::Peekable<proc_macro2::token_stream::IntoIter>;

/// Whether the first of two colons.
fn is_path_separator(colon: &Punct) -> bool {
    colon.as_char() == ':' && colon.spacing() == Spacing::Joint
}

fn starts_separator(tokens: &mut Tokens) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if is_path_separator(colon))
}

/// The segments of a path from its first name on.
fn segments(tokens: &mut Tokens) -> Vec<Ident> {
    let mut segments = Vec::new();
    while let Some(TokenTree::Ident(name)) = tokens.next_if(|token| matches!(token, TokenTree::Ident(_))) {
        segments.push(name);
        if !starts_separator(tokens) {
            break;
        }
        tokens.next();
        tokens.next();
    }
    segments
}

/// Whether a name is written in capitals: its module is imported, so that the name stays clear.
fn is_constant(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase)
}

impl VisitMut for Shortener {
    fn visit_item_mod_mut(&mut self, item: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut item.content {
            import_into(items, "");
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        syn::visit_mut::visit_path_mut(self, path);
        self.make_local(path);
        if let Some(kept) = self.shorten(path, path.segments.len()) {
            path.leading_colon = None;
            path.segments = std::mem::take(&mut path.segments).into_iter().skip(kept).collect();
        }
    }

    fn visit_macro_mut(&mut self, table: &mut syn::Macro) {
        self.visit_path_mut(&mut table.path);
        table.tokens = self.shorten_tokens(std::mem::take(&mut table.tokens));
    }

    fn visit_expr_path_mut(&mut self, expression: &mut syn::ExprPath) {
        match &mut expression.qself {
            Some(own) => self.shorten_qualified(own, &mut expression.path),
            None => syn::visit_mut::visit_expr_path_mut(self, expression),
        }
    }

    fn visit_type_path_mut(&mut self, ty: &mut syn::TypePath) {
        match &mut ty.qself {
            Some(own) => self.shorten_qualified(own, &mut ty.path),
            None => syn::visit_mut::visit_type_path_mut(self, ty),
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        syn::visit_mut::visit_item_impl_mut(self, item);
        if let Some((_, path, _)) = &item.trait_ {
            let absolute: Vec<String> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if path.leading_colon.is_some() && absolute.first().is_some_and(|root| root == "farrier_runtime")
            {
                self.traits.insert(absolute.join("::"));
            }
        }
    }
}
