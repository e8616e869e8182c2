//! `types`: the shapes of the model, in a file for each kind.

use std::collections::BTreeMap;

use super::{
    enumeration, ident, inner_docs, structure,
    tokens::{ToTokens, TokenStream, quote, written},
    union,
};
use crate::ir;

/// The files of `types`: the path of each, and the absolute one of what it holds, where it refers to that.
pub(super) fn files(krate: &ir::Crate) -> Vec<(String, &'static str, TokenStream)> {
    let parts = Part::of(krate);
    let required: Vec<TokenStream> = krate
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            ir::Shape::Structure(structure) => Some(structure),
            _ => None,
        })
        .filter(|shape| structure::has_named_arguments(shape))
        .map(structure::named_arguments)
        .collect();
    let mut files = vec![("src/types/mod.rs".to_owned(), "", index(parts.keys(), !required.is_empty()))];
    for (part, shapes) in &parts {
        let (module, docs) = part.module();
        let (docs, shapes) = (inner_docs(docs), shapes.iter().map(|shape| self::shape(shape)));
        files.push((format!("src/types/{module}.rs"), "crate::types::*", quote! { #docs #(#shapes)* }));
    }
    if !required.is_empty() {
        files.push(("src/types/required.rs".to_owned(), "", required.into_iter().collect()));
    }
    files
}

/// A part of `types`, which is a file.
///
/// They are few: the compiler divides a program's code by the modules that its types are from, and each unit costs beside
/// its code, in development most for what a debugger is told of types. So inputs and outputs stand with other structures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Enums,
    Errors,
    Structures,
    Unions,
}

impl Part {
    /// The shapes of each part that has some.
    fn of(krate: &ir::Crate) -> BTreeMap<Self, Vec<&ir::Shape>> {
        let mut parts: BTreeMap<Self, Vec<&ir::Shape>> = BTreeMap::new();
        for shape in &krate.shapes {
            let part = match shape {
                ir::Shape::Enumeration(_) | ir::Shape::IntEnumeration(_) => Self::Enums,
                ir::Shape::Union(_) => Self::Unions,
                ir::Shape::Structure(structure) if structure.error.is_some() => Self::Errors,
                ir::Shape::Structure(_) => Self::Structures,
            };
            parts.entry(part).or_default().push(shape);
        }
        parts
    }

    /// Its module, and what that has.
    fn module(self) -> (&'static str, &'static str) {
        match self {
            Self::Enums => ("enums", "Enums."),
            Self::Errors => ("errors", "Errors of operations."),
            Self::Structures => ("structures", "Structures."),
            Self::Unions => ("unions", "Unions."),
        }
    }
}

/// `types/mod.rs`: the parts, the shapes of all of them visible here.
fn index<'p>(parts: impl Iterator<Item = &'p Part>, has_required: bool) -> TokenStream {
    let (mut modules, mut exports) = (TokenStream::new(), Vec::new());
    for part in parts {
        let module = ident(part.module().0);
        modules.extend([quote!(mod #module;)]);
        exports.push(quote!(#module::*));
    }
    let exports = (!exports.is_empty()).then(|| quote!(pub use self::{#(#exports),*};));
    let required = has_required.then(|| {
        quote! {
            /// The required members of shapes that have many, for their `new`.
            pub mod required;
        }
    });
    quote! {
        #modules
        #required
        #exports
    }
}

/// One shape.
fn shape(shape: &ir::Shape) -> impl ToTokens {
    written(move |tokens| match shape {
        ir::Shape::Structure(structure) => structure::shape(structure).to_tokens(tokens),
        ir::Shape::Union(union) => union::shape(union).to_tokens(tokens),
        ir::Shape::Enumeration(enumeration) => enumeration::string(enumeration).to_tokens(tokens),
        ir::Shape::IntEnumeration(enumeration) => enumeration::integer(enumeration).to_tokens(tokens),
    })
}
