//! Validators, as plain code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident, pattern, ty};
use crate::ir::{
    Check, CheckFunction, Constraint, Enumeration, IntEnumeration, Member, Nested, Pattern, Presence, Range,
    Structure, Type, Union,
};

/// A structure's.
pub(super) fn structure(shape: &Structure) -> TokenStream {
    if !shape.constrained {
        let name = ident(&shape.info.name);
        return quote!(impl ::farrier_runtime::Validate for #name {});
    }
    let members = shape.members.iter().filter_map(member);
    let deprecated = shape.members.iter().any(|member| member.deprecated.is_some());
    validate(&shape.info.name, deprecated, &quote!(#(#members)*))
}

/// The `Validate` implementation with this body.
fn validate(name: &str, deprecated: bool, body: &TokenStream) -> TokenStream {
    let name = ident(name);
    let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        impl ::farrier_runtime::Validate for #name {
            #allow
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
        (Some(check), _) => {
            let statements = statements(check, &member.ty, &Place::variable());
            Some(quote! {
                if let ::std::option::Option::Some(value) = &self.#field {
                    let at = #path;
                    #statements
                }
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
    /// An expression to call methods on.
    receiver: TokenStream,
    /// An expression of a reference to its path.
    path: TokenStream,
}

impl Place {
    /// A field of `self`.
    fn field(name: &proc_macro2::Ident, ty: &Type) -> Self {
        let reference = if matches!(ty, Type::Boxed(_)) { quote!(&*self.#name) } else { quote!(&self.#name) };
        Self { reference, copy: quote!(self.#name), receiver: quote!(self.#name), path: quote!(&at) }
    }

    /// The variable `value`, a reference.
    fn variable() -> Self {
        Self { reference: quote!(value), copy: quote!(*value), receiver: quote!(value), path: quote!(&at) }
    }

    /// The parameter `value`, as a check function takes it.
    fn parameter() -> Self {
        Self { reference: quote!(value), copy: quote!(value), receiver: quote!(value), path: quote!(at) }
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
    match constraint {
        Constraint::Characters(min, max) => {
            let bounds = bounds(*min, *max);
            quote!(violations.string_length(#at, #argument, #bounds);)
        }
        Constraint::Length(min, max) => {
            let bounds = bounds(*min, *max);
            quote!(violations.length(#at, #receiver.len(), #bounds);)
        }
        Constraint::Range(range) => self::range(range, ty, place),
        Constraint::Pattern(name) => {
            let name = ident(name);
            quote!(violations.pattern(#at, #argument, &crate::checks::#name);)
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
    let bound = |text: &String| bound_literal(text, ty);
    let value = match ty {
        Type::BigInteger | Type::BigDecimal => &place.receiver,
        _ => &place.copy,
    };
    if matches!(ty, Type::BigInteger | Type::BigDecimal) {
        let method = |text: &Option<String>, method: &str| {
            text.as_ref().map(|text| {
                let method = ident(method);
                quote!(#value.#method(#text))
            })
        };
        let tests: Vec<_> = [method(&range.min, "is_at_least"), method(&range.max, "is_at_most")]
            .into_iter()
            .flatten()
            .collect();
        return quote!(#(#tests)&&*);
    }
    match (range.min.as_ref().and_then(bound), range.max.as_ref().and_then(bound)) {
        (Some(min), Some(max)) => quote!((#min..=#max).contains(&#value)),
        (Some(min), None) => quote!(#value >= #min),
        (None, Some(max)) => quote!(#value <= #max),
        (None, None) => quote!(true),
    }
}

/// A bound as a literal of the type; none where every value of the type keeps it.
fn bound_literal(text: &str, ty: &Type) -> Option<TokenStream> {
    let (least, greatest) = match ty {
        Type::Byte => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Type::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Type::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Type::Long => (i64::MIN, i64::MAX),
        _ => {
            let literal = match (ty, text.parse::<f64>()) {
                #[allow(clippy::cast_possible_truncation, reason = "the member is a float")]
                (Type::Float, Ok(value)) => Literal::f32_unsuffixed(value as f32),
                (_, Ok(value)) => Literal::f64_unsuffixed(value),
                (_, Err(_)) => return None,
            };
            return Some(quote!(#literal));
        }
    };
    let value = text.parse::<i64>().ok().or_else(|| whole(text))?;
    (value > least && value < greatest).then(|| {
        let literal = Literal::i64_unsuffixed(value);
        quote!(#literal)
    })
}

/// The integer that a text such as `1.0` or `1e3` means.
fn whole(text: &str) -> Option<i64> {
    let value = text.parse::<f64>().ok()?;
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
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
            let statements = element(check, member, *sparse, &quote!(at.index(index)));
            quote! {
                for (index, value) in #receiver.iter().enumerate() { #statements }
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
                let (reference, copy) = (quote!(key), quote!(*key));
                let place = Place { receiver: reference.clone(), reference, copy, path: at.clone() };
                statements(check, key_type, &place)
            });
            let value_statements = value.as_ref().map(|check| element(check, value_type, *sparse, &path));
            match (key_statements, value_statements) {
                (None, None) => TokenStream::new(),
                (Some(key), None) => quote!(for key in #receiver.keys() { #key }),
                (key, Some(value)) => quote!(for (key, value) in #receiver { #key #value }),
            }
        }
        _ => TokenStream::new(),
    }
}

/// What is checked of an element or a map's value, the variable `value`.
fn element(check: &Check, ty: &Type, sparse: bool, path: &TokenStream) -> TokenStream {
    let ty = match ty {
        Type::Option(inner) => inner,
        other => other,
    };
    let statements = statements(check, ty, &Place::variable());
    let body = quote! { let at = #path; #statements };
    if sparse { quote!(if let ::std::option::Option::Some(value) = value { #body }) } else { body }
}

/// A union's.
pub(super) fn union(shape: &Union) -> TokenStream {
    let arms = shape.variants.iter().filter_map(|variant| {
        let (check, ty) = (variant.check.as_ref()?, variant.ty.as_ref()?);
        let (name, wire) = (ident(&variant.name), &variant.wire.name);
        let statements = statements(check, ty, &Place::variable());
        Some(quote! {
            Self::#name(value) => {
                let at = path.member(#wire);
                #statements
            }
        })
    });
    let deprecated = shape.variants.iter().any(|variant| variant.deprecated.is_some());
    validate(&shape.info.name, deprecated, &quote! { match self { #(#arms)* _ => {} } })
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
    validate(name, false, &body)
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
