//! Expressions of waiters: what a path leads to.
//!
//! A value that may be absent is an `Option`; a sequence is an iterator. The current element is `it`, in every closure; a
//! closure around an expression that may mean an outer `it` has another name for its own.

use proc_macro2::Literal;

use super::{
    ident,
    tokens::{TokenStream, quote},
    ty,
};
use crate::ir::{Counted, Node, Operator, Read, Step, Value};

/// The value as an expression.
pub(super) fn value(value: &Value) -> TokenStream {
    match &value.node {
        Node::Field(of, step, Read::Reference) if !of.nullable && !step.optional => {
            let place = place(value);
            if step.boxed { quote!(&*#place) } else { quote!(&#place) }
        }
        _ => place(value),
    }
}

/// The value, or its place where it is a reference to that: what methods can be called on.
fn place(value: &Value) -> TokenStream {
    match &value.node {
        Node::Variable(name) => {
            let name = ident(*name);
            quote!(#name)
        }
        Node::Boolean(value) => quote!(#value),
        Node::Text(text) => quote!(#text),
        Node::Number(digits) => number(digits),
        Node::Field(of, step, read) => field(of, step, *read),
        Node::Variant(of, (union, variant), read) => {
            let (union, variant) = (ty::shape(union), ident(variant));
            let inner = shown(&quote!(it), *read);
            let chosen = quote!(match it {
                #union::#variant(it) => ::std::option::Option::Some(#inner),
                _ => ::std::option::Option::None,
            });
            if of.nullable {
                let of = self::value(of);
                quote!(#of.and_then(|it| #chosen))
            } else {
                let of = self::value(of);
                quote!(::std::option::Option::Some(#of).and_then(|it| #chosen))
            }
        }
        Node::Entry(of, key, read, nullable) => {
            let (map, text) = (place(of), &key.text);
            let wanted = match &key.enumeration {
                Some(name) => {
                    let name = ty::shape(name);
                    quote!(&#name::from(#text))
                }
                None => quote!(#text),
            };
            let get = quote!(get(#wanted));
            let entry = if of.nullable { quote!(#map.and_then(|it| it.#get)) } else { quote!(#map.#get) };
            match (nullable, read) {
                (true, Read::Text) => quote!(#entry.and_then(|it| it.as_deref())),
                (true, read) => mapped(quote!(#entry.and_then(|it| it.as_ref())), *read),
                (false, read) => mapped(entry, *read),
            }
        }
        Node::Cast(of, to) => {
            let of_tokens = place(of);
            if of.nullable { quote!(#of_tokens.map(|it| it as #to)) } else { quote!((#of_tokens as #to)) }
        }
        Node::Choose(condition, then, otherwise) => {
            let condition = self::value(condition);
            let side = |side: &Value| {
                let tokens = self::value(side);
                if value.nullable && !side.nullable {
                    quote!(::std::option::Option::Some(#tokens))
                } else {
                    tokens
                }
            };
            let (then, otherwise) = (side(then), side(otherwise));
            quote!(if #condition { #then } else { #otherwise })
        }
        Node::Elements(..)
        | Node::Keys(..)
        | Node::Values(..)
        | Node::Several(_)
        | Node::Present(_)
        | Node::Each(..)
        | Node::Filter(..)
        | Node::Flat(..) => sequence(value),
        Node::Index(of, at, nullable) => index(of, *at, *nullable),
        Node::Count(of, counted) => count(of, *counted),
        _ => condition(value),
    }
}

fn number(digits: &str) -> TokenStream {
    digits.parse().unwrap_or_else(|_| {
        let text = Literal::string(digits);
        quote!(#text)
    })
}

/// A field of a structure.
fn field(of: &Value, step: &Step, read: Read) -> TokenStream {
    if !of.nullable {
        let of = place(of);
        return of_structure(&of, step, read);
    }
    let of = place(of);
    let read = match read {
        Read::Reference if !step.optional => {
            let field = ident(&step.field);
            if step.boxed { quote!(&*it.#field) } else { quote!(&it.#field) }
        }
        read => of_structure(&quote!(it), step, read),
    };
    if step.optional { quote!(#of.and_then(|it| #read)) } else { quote!(#of.map(|it| #read)) }
}

/// A field of what is no `Option`.
fn of_structure(of: &TokenStream, step: &Step, read: Read) -> TokenStream {
    let name = ident(&step.field);
    let place = quote!(#of.#name);
    match (read, step.optional) {
        (Read::Text, true) => quote!(#place.as_deref()),
        (Read::Text | Read::Enum, false) => quote!(#place.as_str()),
        (Read::Enum, true) => quote!(#place.as_ref().map(|it| it.as_str())),
        (Read::IntEnum, true) => quote!(#place.map(|it| it.as_i32())),
        (Read::IntEnum, false) => quote!(#place.as_i32()),
        (Read::Reference, true) if step.boxed => quote!(#place.as_deref()),
        (Read::Reference, true) => quote!(#place.as_ref()),
        (Read::Copy, _) | (Read::Reference, false) => place,
    }
}

/// What a reference shows.
fn shown(reference: &TokenStream, read: Read) -> TokenStream {
    match read {
        Read::Text | Read::Enum => quote!(#reference.as_str()),
        Read::IntEnum => quote!(#reference.as_i32()),
        Read::Copy => quote!(*#reference),
        Read::Reference => quote!(#reference),
    }
}

/// An iterator or `Option` of references, as what they show.
fn mapped(references: TokenStream, read: Read) -> TokenStream {
    match read {
        Read::Text => quote!(#references.map(::std::string::String::as_str)),
        Read::Enum => quote!(#references.map(|it| it.as_str())),
        Read::IntEnum => quote!(#references.map(|it| it.as_i32())),
        Read::Copy => quote!(#references.copied()),
        Read::Reference => references,
    }
}

/// An iterator of references to what may be `Option`s, as what they show.
fn elements(references: TokenStream, read: Read, nullable: bool) -> TokenStream {
    match read {
        read if !nullable => mapped(references, read),
        Read::Text => quote!(#references.map(|it| it.as_deref())),
        Read::Enum => quote!(#references.map(|it| it.as_ref().map(|it| it.as_str()))),
        Read::IntEnum => quote!(#references.map(|it| it.map(|it| it.as_i32()))),
        Read::Copy => quote!(#references.copied()),
        Read::Reference => quote!(#references.map(|it| it.as_ref())),
    }
}

/// An iterator over a list of the model.
fn iterator(list: &Value) -> TokenStream {
    match &list.node {
        // An optional field iterates over its list, if any.
        Node::Field(of, step, _) if !of.nullable && step.optional => {
            let (of, field) = (place(of), ident(&step.field));
            quote!(#of.#field.iter().flatten())
        }
        _ if list.nullable => {
            let list = place(list);
            quote!(#list.into_iter().flatten())
        }
        _ => {
            let list = place(list);
            quote!(#list.iter())
        }
    }
}

fn sequence(value: &Value) -> TokenStream {
    match &value.node {
        Node::Elements(of, read, nullable) => elements(iterator(of), *read, *nullable),
        Node::Keys(of, read) => mapped(of_map(of, "keys"), *read),
        Node::Values(of, read, nullable) => elements(of_map(of, "values"), *read, *nullable),
        Node::Several(values) => {
            let array = array(values);
            quote!(#array.into_iter())
        }
        Node::Present(of) => match &of.node {
            Node::Elements(list, read, true) => present(iterator(list), *read),
            Node::Values(map, read, true) => present(of_map(map, "values"), *read),
            Node::Flat(list, Some((read, true))) => present(flat(list, true), *read),
            _ => {
                let of = place(of);
                quote!(#of.flatten())
            }
        },
        Node::Each(of, each) => {
            let of = place(of);
            let method = ident(if each.nullable { "filter_map" } else { "map" });
            let each = element(each);
            quote!(#of.#method(|it| #each))
        }
        Node::Filter(of, condition, by_reference) => {
            let (of, condition) = (place(of), self::value(condition));
            let it = if *by_reference { quote!(it) } else { quote!(&it) };
            quote!(#of.filter(|#it| #condition))
        }
        Node::Flat(of, Some((read, nullable))) => elements(flat(of, true), *read, *nullable),
        Node::Flat(of, None) => flat(of, false),
        _ => place(value),
    }
}

/// The elements of a sequence's elements, as references where those are lists of the model.
fn flat(of: &Value, modelled: bool) -> TokenStream {
    match &of.node {
        Node::Each(list, each) => {
            let list = place(list);
            let each = match &each.node {
                Node::Several(values) => array(values),
                _ if modelled => iterator(each),
                _ => place(each),
            };
            quote!(#list.flat_map(|it| #each))
        }
        _ => {
            let of = place(of);
            quote!(#of.flatten())
        }
    }
}

/// An iterator of references to `Option`s, as what those that have a value show.
fn present(references: TokenStream, read: Read) -> TokenStream {
    match read {
        Read::Text => quote!(#references.filter_map(|it| it.as_deref())),
        Read::Enum => quote!(#references.flatten().map(|it| it.as_str())),
        Read::IntEnum => quote!(#references.flatten().map(|it| it.as_i32())),
        Read::Copy => quote!(#references.copied().flatten()),
        Read::Reference => quote!(#references.flatten()),
    }
}

/// What is made of an element: an array where it is several values, since closures cannot lend what they make.
fn element(value: &Value) -> TokenStream {
    match &value.node {
        Node::Several(values) => array(values),
        _ => self::value(value),
    }
}

fn array(values: &[Value]) -> TokenStream {
    let nullable = values.iter().any(|value| value.nullable);
    let values = values.iter().map(|value| {
        let tokens = self::value(value);
        if nullable && !value.nullable { quote!(::std::option::Option::Some(#tokens)) } else { tokens }
    });
    quote!([#(#values),*])
}

/// The keys or values of a map.
fn of_map(map: &Value, method: &str) -> TokenStream {
    let (tokens, method) = (place(map), ident(method));
    if map.nullable {
        quote!(#tokens.into_iter().flat_map(|it| it.#method()))
    } else {
        quote!(#tokens.#method())
    }
}

fn index(of: &Value, at: i32, nullable: bool) -> TokenStream {
    let of = place(of);
    let element = match at {
        0 => quote!(#of.next()),
        -1 => quote!(#of.last()),
        at if at < 0 => {
            let at = Literal::u32_unsuffixed(at.unsigned_abs() - 1);
            quote!(#of.rev().nth(#at))
        }
        at => {
            let at = Literal::i32_unsuffixed(at);
            quote!(#of.nth(#at))
        }
    };
    if nullable { quote!(#element.flatten()) } else { element }
}

fn count(of: &Value, counted: Counted) -> TokenStream {
    let tokens = place(of);
    let length = match counted {
        Counted::Sequence => return quote!(#tokens.count()),
        Counted::Collection => quote!(len()),
        Counted::Text => quote!(chars().count()),
    };
    if of.nullable { quote!(#tokens.map_or(0, |it| it.#length)) } else { quote!(#tokens.#length) }
}

/// Whether there are any, or none.
fn any(of: &Value, counted: Counted, any: bool) -> TokenStream {
    if let (Node::Filter(of, condition, _), Counted::Sequence) = (&of.node, counted) {
        let (of, condition) = (place(of), self::value(condition));
        let not = (!any).then(|| quote!(!));
        return quote!(#not #of.any(|it| #condition));
    }
    let tokens = place(of);
    match (counted, of.nullable, any) {
        (Counted::Sequence, _, true) => quote!(#tokens.next().is_some()),
        (Counted::Sequence, _, false) => quote!(#tokens.next().is_none()),
        (_, true, true) => quote!(#tokens.is_some_and(|it| !it.is_empty())),
        (_, true, false) => quote!(#tokens.is_none_or(|it| it.is_empty())),
        (_, false, true) => quote!(!#tokens.is_empty()),
        (_, false, false) => quote!(#tokens.is_empty()),
    }
}

/// What is a boolean.
fn condition(value: &Value) -> TokenStream {
    match &value.node {
        Node::Any(of, counted, any) => self::any(of, *counted, *any),
        Node::Contains(of, wanted, nullable) => {
            let (of, item) = (place(of), quote!(item));
            let wanted = match (&wanted.node, nullable) {
                (Node::Boolean(true), false) => item,
                (Node::Boolean(false), false) => quote!(!#item),
                (_, nullable) => {
                    let value = self::value(wanted);
                    match (*nullable, wanted.nullable) {
                        (true, false) => quote!(#item == ::std::option::Option::Some(#value)),
                        (false, true) => quote!(::std::option::Option::Some(#item) == #value),
                        _ => quote!(#item == #value),
                    }
                }
            };
            quote!(#of.any(|item| #wanted))
        }
        Node::TextMethod(of, method, wanted) => {
            let is_nullable = wanted.nullable;
            let (tokens, method, wanted) = (place(of), ident(*method), self::value(wanted));
            match (of.nullable, is_nullable) {
                (_, true) => {
                    let of = if of.nullable { tokens } else { quote!(::std::option::Option::Some(#tokens)) };
                    quote!(#of.zip(#wanted).is_some_and(|(text, wanted)| text.#method(wanted)))
                }
                (true, false) => quote!(#tokens.is_some_and(|text| text.#method(#wanted))),
                (false, false) => quote!(#tokens.#method(#wanted)),
            }
        }
        Node::Compare(left, operator, right) => compare(left, *operator, right),
        Node::IsSome(of, is_some) => {
            let of = place(of);
            if *is_some { quote!(#of.is_some()) } else { quote!(#of.is_none()) }
        }
        Node::And(left, right) => {
            let (left, right) = (side(left), side(right));
            quote!(#left && #right)
        }
        Node::Or(left, right) => {
            let (left, right) = (side(left), side(right));
            quote!(#left || #right)
        }
        Node::Not(of) => {
            let of = operand(of);
            quote!(!#of)
        }
        _ => place(value),
    }
}

/// A side of `&&` or `||`, which comparisons need no parentheses in.
fn side(value: &Value) -> TokenStream {
    if matches!(value.node, Node::Compare(..)) { self::value(value) } else { operand(value) }
}

/// A side of an operator, in parentheses where it is an operator's value itself.
pub(super) fn operand(value: &Value) -> TokenStream {
    let tokens = self::value(value);
    match &value.node {
        Node::And(..) | Node::Or(..) | Node::Compare(..) | Node::Choose(..) => quote!((#tokens)),
        _ => tokens,
    }
}

fn compare(left: &Value, operator: Operator, right: &Value) -> TokenStream {
    // What may be absent of comparisons are those by order: one is true where there is something to compare.
    if let (Node::Compare(one, order, other), true, Operator::Equal, Node::Boolean(true)) =
        (&left.node, left.nullable, operator, &right.node)
    {
        return ordered(one, *order, other, "is_some_and");
    }
    let (is_equality, sign) = (operator.is_equality(), sign(operator));
    let (one, other) = (operand(left), operand(right));
    let some = |tokens: &TokenStream| quote!(::std::option::Option::Some(#tokens));
    match (left.nullable, right.nullable) {
        (false, false) => match (&left.node, &right.node) {
            (_, Node::Boolean(wanted)) if is_equality => {
                if *wanted == (operator == Operator::Equal) {
                    one
                } else {
                    quote!(!#one)
                }
            }
            _ => quote!(#one #sign #other),
        },
        (true, true) if is_equality => quote!(#one #sign #other),
        (true, false) if is_equality => {
            let other = some(&other);
            quote!(#one #sign #other)
        }
        (false, true) if is_equality => {
            let one = some(&one);
            quote!(#one #sign #other)
        }
        _ => ordered(left, operator, right, "map"),
    }
}

/// How two values, at least one of which may be absent, compare by order: by a method of the `Option` of them.
fn ordered(left: &Value, operator: Operator, right: &Value, method: &'static str) -> TokenStream {
    let (one, sign, other, method) = (operand(left), sign(operator), operand(right), ident(method));
    match (left.nullable, right.nullable) {
        (true, true) => quote!(#one.zip(#other).#method(|(one, other)| one #sign other)),
        (true, false) => quote!(#one.#method(|one| one #sign #other)),
        (false, _) => quote!(#other.#method(|other| #one #sign other)),
    }
}

fn sign(operator: Operator) -> TokenStream {
    match operator {
        Operator::Equal => quote!(==),
        Operator::NotEqual => quote!(!=),
        Operator::Less => quote!(<),
        Operator::LessOrEqual => quote!(<=),
        Operator::Greater => quote!(>),
        Operator::GreaterOrEqual => quote!(>=),
    }
}
