//! The functions that expressions may call.

use super::{Compiler, Counted, Node, Result, Type, Typed, boolean, boxed, compare, no_form, typed};

/// A call of a function.
pub(super) fn call<'m>(
    compiler: &Compiler<'_, 'm>,
    name: &str,
    arguments: Vec<Typed<'m>>,
) -> Result<Typed<'m>> {
    let mut arguments = arguments.into_iter();
    let known = ["length", "contains", "starts_with", "ends_with", "keys", "values"];
    match (name, arguments.next(), arguments.next(), arguments.next()) {
        ("length", Some(of), None, None) => length(of),
        ("contains", Some(of), Some(wanted), None) => contains(compiler, of, wanted),
        ("starts_with", Some(of), Some(wanted), None) => text_method(of, "starts_with", wanted),
        ("ends_with", Some(of), Some(wanted), None) => text_method(of, "ends_with", wanted),
        ("keys", Some(map), None, None) => keys(compiler, map),
        ("values", Some(map), None, None) => compiler.values(map),
        (name, ..) if known.contains(&name) => {
            Err(format!("`{name}` has another number of arguments").into())
        }
        (name, ..) if jmespath::DEFAULT_RUNTIME.get_function(name).is_some() => no_form(format!(
            "the function `{name}` has no typed form; those that have one are {}",
            known.join(", ")
        )),
        _ => Err(format!("JMESPath has no function `{name}`").into()),
    }
}

/// How a value is counted.
pub(super) fn counted(ty: &Type<'_>) -> Option<Counted> {
    match ty {
        Type::Sequence(..) => Some(Counted::Sequence),
        Type::List(_) | Type::Map(_) => Some(Counted::Collection),
        Type::Text => Some(Counted::Text),
        _ => None,
    }
}

fn length<'m>(of: Typed<'m>) -> Result<Typed<'m>> {
    let counted = counted(&of.ty).ok_or_else(|| format!("{} has no length", of.ty.describe()))?;
    Ok(typed(Node::Count(boxed(of.value), counted), false, Type::Number(super::Number::Count)))
}

fn contains<'m>(compiler: &Compiler<'_, 'm>, of: Typed<'m>, wanted: Typed<'m>) -> Result<Typed<'m>> {
    if matches!(of.ty, Type::Text) {
        return text_method(of, "contains", wanted);
    }
    let (list, element, nullable) = compiler.sequence(of)?;
    let wanted = match (&element, wanted.ty) {
        (Type::Text, Type::Text) | (Type::Boolean, Type::Boolean) => wanted.value,
        (Type::Number(of), Type::Number(wanted_of)) => {
            match compare::literal_as(of, &wanted_of, wanted.value) {
                Some(wanted) => wanted,
                None => return no_form("numbers of different types have no typed comparison"),
            }
        }
        (element, wanted) => {
            return Err(
                format!("a list of {} does not contain {}", element.describe(), wanted.describe()).into()
            );
        }
    };
    Ok(boolean(Node::Contains(boxed(list), boxed(wanted), nullable)))
}

/// A method of texts; false where one is absent.
fn text_method<'m>(of: Typed<'m>, method: &'static str, wanted: Typed<'m>) -> Result<Typed<'m>> {
    match (&of.ty, &wanted.ty) {
        (Type::Text, Type::Text) => {
            Ok(boolean(Node::TextMethod(boxed(of.value), method, boxed(wanted.value))))
        }
        (of, wanted) => {
            Err(format!("`{method}` takes two strings, not {} and {}", of.describe(), wanted.describe())
                .into())
        }
    }
}

fn keys<'m>(compiler: &Compiler<'_, 'm>, map: Typed<'m>) -> Result<Typed<'m>> {
    let key = match map.ty {
        Type::Map(shape) => shape.members().find(|member| member.name == "key"),
        _ => None,
    };
    let Some(key) = key else {
        return no_form(format!("the keys of {} have no typed form", map.ty.describe()));
    };
    let (_, read) = compiler.read(key)?;
    Ok(typed(Node::Keys(boxed(map.value), read), false, Type::Sequence(Box::new(Type::Text), false)))
}
