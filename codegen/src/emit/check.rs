//! Validators, as plain code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident, pattern, ty};
use crate::ir::{
    Check, CheckFunction, Constraint, Enumeration, IntEnumeration, Limit, Member, Nested, Pattern, Presence,
    Range, Structure, Type, Union,
};

/// A structure's.
pub(super) fn structure(shape: &Structure) -> TokenStream {
    if !shape.constrained {
        return accept(&shape.info.name);
    }
    let members: Vec<_> = shape.members.iter().filter_map(member).collect();
    if members.is_empty() {
        return accept(&shape.info.name);
    }
    validate(&shape.info.name, &quote!(#(#members)*))
}

/// The `Validate` implementation of a shape that nothing is asked of.
fn accept(name: &str) -> TokenStream {
    let name = ident(name);
    quote!(impl ::farrier_runtime::Validate for #name {})
}

/// The `Validate` implementation with this body.
fn validate(name: &str, body: &TokenStream) -> TokenStream {
    let name = ident(name);
    quote! {
        impl ::farrier_runtime::Validate for #name {
            fn check(
                &self,
                path: &::farrier_runtime::validate::Path<'_>,
                violations: &mut ::farrier_runtime::validate::Violations,
            ) {
                #body
            }
        }
    }
}

/// What is checked of one member.
fn member(member: &Member) -> Option<TokenStream> {
    let (field, name) = (ident(&member.field), &member.wire.name);
    let path = quote!(path.member(#name));
    match (&member.check, &member.presence) {
        (None, Presence::Required) => Some(quote!(violations.present(&#path);)),
        // Absent in Rust, and yet what a server must be sent: `clientOptional`, or a token that clients fill in.
        (None, Presence::Optional) if member.wire.required => Some(quote! {
            if self.#field.is_none() { violations.present(&#path); }
        }),
        (None, _) => None,
        (Some(check), Presence::Required) => {
            let statements = statements(check, &member.ty, &Place::field(&field, &member.ty));
            Some(quote! {
                let at = #path;
                if violations.present(&at) { #statements }
            })
        }
        (Some(check), Presence::Default(_)) => {
            let statements = statements(check, &member.ty, &Place::field(&field, &member.ty));
            Some(quote! {
                let at = #path;
                #statements
            })
        }
        (Some(check), presence) => {
            let statements = statements(check, &member.ty, &Place::variable());
            let missing = (*presence == Presence::Optional && member.wire.required)
                .then(|| quote!(else { violations.present(&#path); }));
            Some(quote! {
                if let ::std::option::Option::Some(value) = &self.#field {
                    let at = #path;
                    #statements
                } #missing
            })
        }
    }
}

/// Where a value stands, as expressions.
struct Place {
    /// An expression of a reference type.
    reference: TokenStream,
    /// An expression of the value's own type, for types that are copied.
    copy: TokenStream,
    /// An expression of a reference to it, for types that are copied.
    pointer: TokenStream,
    /// An expression to call methods on.
    receiver: TokenStream,
    /// An expression of a reference to its path.
    path: TokenStream,
}

impl Place {
    /// A field of `self`.
    fn field(name: &proc_macro2::Ident, ty: &Type) -> Self {
        let reference = if matches!(ty, Type::Boxed(_)) { quote!(&*self.#name) } else { quote!(&self.#name) };
        Self {
            reference,
            copy: quote!(self.#name),
            pointer: quote!(&self.#name),
            receiver: quote!(self.#name),
            path: quote!(&at),
        }
    }

    /// The variable `value`, a reference.
    fn variable() -> Self {
        Self {
            reference: quote!(value),
            copy: quote!(*value),
            pointer: quote!(value),
            receiver: quote!(value),
            path: quote!(&at),
        }
    }

    /// The parameter `value`, as a check function takes it.
    fn parameter() -> Self {
        Self {
            reference: quote!(value),
            copy: quote!(value),
            pointer: quote!(&value),
            receiver: quote!(value),
            path: quote!(at),
        }
    }

    fn argument(&self, ty: &Type) -> &TokenStream {
        if ty::is_copy(ty) { &self.copy } else { &self.reference }
    }
}

/// The statements that check one value at the path `at`.
fn statements(check: &Check, ty: &Type, place: &Place) -> TokenStream {
    let constraints = check.constraints.iter().map(|constraint| self::constraint(constraint, ty, place));
    let nested = nested(&check.nested, ty, place);
    quote! { #(#constraints)* #nested }
}

fn constraint(constraint: &Constraint, ty: &Type, place: &Place) -> TokenStream {
    let argument = place.argument(ty);
    let (receiver, at) = (&place.receiver, &place.path);
    // The text of an enum's value.
    let text = if matches!(ty, Type::Shape(_)) { &quote!(#receiver.as_str()) } else { argument };
    match constraint {
        Constraint::Characters(min, max) => {
            let bounds = bounds(*min, *max);
            quote!(violations.string_length(#at, #text, #bounds);)
        }
        Constraint::Length(min, max) => {
            let bounds = bounds(*min, *max);
            quote!(violations.length(#at, #receiver.len(), #bounds);)
        }
        Constraint::Range(range) => self::range(range, ty, place),
        Constraint::Pattern(name) => {
            let name = ident(name);
            quote!(violations.pattern(#at, #text, &crate::checks::#name);)
        }
        Constraint::UniqueItems => {
            quote!(violations.unique_items(#at, ::farrier_runtime::validate::is_unique(#argument));)
        }
    }
}

fn bounds(min: Option<u64>, max: Option<u64>) -> TokenStream {
    let literal = |value: u64| Literal::u64_unsuffixed(value);
    let path = quote!(::farrier_runtime::validate::Bounds);
    match (min.map(literal), max.map(literal)) {
        (Some(min), Some(max)) => quote!(#path::between(#min, #max)),
        (Some(min), None) => quote!(#path::at_least(#min)),
        (None, Some(max)) => quote!(#path::at_most(#max)),
        (None, None) => quote!(#path::at_least(0)),
    }
}

fn range(range: &Range, ty: &Type, place: &Place) -> TokenStream {
    let inside = inside(range, ty, place);
    let text = |bound: &Option<String>| match bound {
        Some(bound) => quote!(::std::option::Option::Some(#bound)),
        None => quote!(::std::option::Option::None),
    };
    let (min, max) = (text(&range.min), text(&range.max));
    let at = &place.path;
    quote!(violations.range(#at, #inside, #min, #max);)
}

/// Whether the value lies in the range, as an expression.
fn inside(range: &Range, ty: &Type, place: &Place) -> TokenStream {
    let receiver = &place.receiver;
    // The number of an intEnum's value.
    let (copy, pointer) = match ty {
        Type::Shape(_) => (&quote!(#receiver.as_i32()), &quote!(&#receiver.as_i32())),
        _ => (&place.copy, &place.pointer),
    };
    match (range.least.as_ref(), range.greatest.as_ref()) {
        (Some(Limit::Never), _) | (_, Some(Limit::Never)) => quote!(false),
        (Some(Limit::Text(min)), Some(Limit::Text(max))) => {
            quote!(#receiver.is_at_least(#min) && #receiver.is_at_most(#max))
        }
        (Some(Limit::Text(min)), _) => quote!(#receiver.is_at_least(#min)),
        (_, Some(Limit::Text(max))) => quote!(#receiver.is_at_most(#max)),
        (Some(min), Some(max)) => {
            let (min, max) = (limit(min, ty), limit(max, ty));
            quote!((#min..=#max).contains(#pointer))
        }
        (Some(min), None) => {
            let min = limit(min, ty);
            quote!(#copy >= #min)
        }
        (None, Some(max)) => {
            let max = limit(max, ty);
            quote!(#copy <= #max)
        }
        (None, None) => quote!(true),
    }
}

/// A limit as a literal of the value's type.
fn limit(limit: &Limit, ty: &Type) -> Literal {
    match (limit, ty) {
        (Limit::Integer(value), _) => Literal::i64_unsuffixed(*value),
        // The shortest text that gives the same float, instead of the double's digits.
        #[allow(clippy::cast_possible_truncation, reason = "the member is a float")]
        (Limit::Float(value), Type::Float) => Literal::f32_unsuffixed(*value as f32),
        (Limit::Float(value), _) => Literal::f64_unsuffixed(*value),
        (Limit::Text(text), _) => Literal::string(text),
        (Limit::Never, _) => Literal::i64_unsuffixed(0),
    }
}

fn nested(nested: &Nested, ty: &Type, place: &Place) -> TokenStream {
    let argument = place.argument(ty);
    let (receiver, at) = (&place.receiver, &place.path);
    match (nested, ty) {
        (nested, Type::Boxed(inner)) => self::nested(nested, inner, place),
        (Nested::Nothing, _) => TokenStream::new(),
        (Nested::Shape, _) => quote!(#receiver.check(#at, violations);),
        (Nested::Function(name), _) => {
            let name = ident(name);
            quote!(crate::checks::#name(#argument, #at, violations);)
        }
        (Nested::Elements { check, sparse }, Type::List(member)) => {
            let statements = element(check, member, *sparse);
            quote! {
                for (index, value) in #receiver.iter().enumerate() {
                    let at = at.index(index);
                    #statements
                }
            }
        }
        (
            Nested::Entries { key, value, sparse, sensitive_key },
            Type::Map { key: key_type, value: value_type },
        ) => {
            let step = ident(if *sensitive_key { "sensitive_key" } else { "key" });
            let key_text =
                if matches!(**key_type, Type::String) { quote!(key) } else { quote!(key.as_str()) };
            let path = quote!(at.#step(#key_text));
            // A key has no path of its own: what is wrong with it is said of its map.
            let key_statements = key.as_ref().map(|check| {
                let place = Place {
                    reference: quote!(key),
                    copy: quote!(*key),
                    pointer: quote!(key),
                    receiver: quote!(key),
                    path: at.clone(),
                };
                statements(check, key_type, &place)
            });
            let value_statements = value.as_ref().map(|check| element(check, value_type, *sparse));
            match (key_statements, value_statements) {
                (None, None) => TokenStream::new(),
                (Some(key), None) => quote!(for key in #receiver.keys() { #key }),
                (key, Some(value)) => {
                    let map = &place.reference;
                    quote!(for (key, value) in #map { #key let at = #path; #value })
                }
            }
        }
        _ => TokenStream::new(),
    }
}

/// What is checked of an element or a map's value, the variable `value` at the path `at`.
fn element(check: &Check, ty: &Type, sparse: bool) -> TokenStream {
    let ty = match ty {
        Type::Option(inner) => inner,
        other => other,
    };
    let statements = statements(check, ty, &Place::variable());
    if sparse {
        quote!(if let ::std::option::Option::Some(value) = value { #statements })
    } else {
        statements
    }
}

/// A union's.
pub(super) fn union(shape: &Union) -> TokenStream {
    let arms = shape.variants.iter().filter_map(|variant| {
        let (check, ty) = (variant.check.as_ref()?, variant.ty.as_ref()?);
        let (name, wire) = (ident(&variant.name), &variant.wire.name);
        let statements = statements(check, ty, &Place::variable());
        Some((quote!(Self::#name(value)), quote!({ let at = path.member(#wire); #statements })))
    });
    let (patterns, bodies): (Vec<_>, Vec<_>) = arms.unzip();
    let body = match (&*patterns, &*bodies) {
        ([], _) => return accept(&shape.info.name),
        ([pattern], [body]) => quote!(if let #pattern = self #body),
        _ => quote! { match self { #(#patterns => #bodies)* _ => {} } },
    };
    validate(&shape.info.name, &body)
}

/// An enum's.
pub(super) fn enumeration(shape: &Enumeration) -> TokenStream {
    let values =
        shape.variants.iter().filter(|variant| !variant.internal).map(|variant| variant.value.clone());
    enum_check(&shape.info.name, &shape.unknown, values.collect())
}

/// An enum's with integer values.
pub(super) fn int_enumeration(shape: &IntEnumeration) -> TokenStream {
    let values =
        shape.variants.iter().filter(|variant| !variant.internal).map(|variant| variant.value.to_string());
    enum_check(&shape.info.name, &shape.unknown, values.collect())
}

fn enum_check(name: &str, unknown: &str, values: Vec<String>) -> TokenStream {
    let unknown = ident(unknown);
    let body = quote! {
        violations.enumeration(path, !matches!(self, Self::#unknown(_)), &[#(#values),*]);
    };
    validate(name, &body)
}

/// The file of check functions and patterns.
pub(super) fn functions(functions: &[CheckFunction], patterns: &[Pattern]) -> TokenStream {
    let calls_shapes = functions.iter().any(|function| calls_shapes(&function.check));
    let validate = calls_shapes.then(|| {
        quote!(
            use ::farrier_runtime::Validate as _;
        )
    });
    let functions = functions.iter().map(function);
    let patterns = patterns.iter().map(|pattern| {
        let name = ident(&pattern.name);
        pattern::pattern(&quote!(pub(crate)), &name, &pattern.plan)
    });
    quote! {
        //! Checks of shapes that are no Rust types of their own.
        #validate
        #(#functions)*
        #(#patterns)*
    }
}

fn function(function: &CheckFunction) -> TokenStream {
    let name = ident(&function.name);
    let docs = docs(&format!("Checks a value of `{}`.", function.id));
    let ty = ty::borrowed(&function.ty);
    let statements = statements(&function.check, &function.ty, &Place::parameter());
    quote! {
        #docs
        pub(crate) fn #name(
            value: #ty,
            at: &::farrier_runtime::validate::Path<'_>,
            violations: &mut ::farrier_runtime::validate::Violations,
        ) {
            #statements
        }
    }
}

/// Whether the check calls `Validate::check` of some shape.
fn calls_shapes(check: &Check) -> bool {
    match &check.nested {
        Nested::Nothing | Nested::Function(_) => false,
        Nested::Shape => true,
        Nested::Elements { check, .. } => calls_shapes(check),
        Nested::Entries { key, value, .. } => {
            [key, value].into_iter().flatten().any(|check| calls_shapes(check))
        }
    }
}
