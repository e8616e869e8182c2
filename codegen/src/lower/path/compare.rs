//! Comparisons and what counts as true.

use super::{Node, Number, Operator, Result, Type, Typed, Value, boolean, boxed, function, no_form, typed};
use crate::ir;

/// A comparison of two values.
pub(super) fn compare<'m>(operator: Operator, left: Typed<'m>, right: Typed<'m>) -> Result<Typed<'m>> {
    let is_equality = operator.is_equality();
    match (&left.ty, &right.ty) {
        (Type::Null, Type::Null) => Err("null is compared with null".into()),
        (_, Type::Null) if is_equality => Ok(null(operator, left)),
        (Type::Null, _) if is_equality => Ok(null(operator, right)),
        (Type::Text, Type::Text) | (Type::Boolean, Type::Boolean) if is_equality => {
            Ok(boolean(Node::Compare(boxed(left.value), operator, boxed(right.value))))
        }
        (Type::Number(one), Type::Number(other)) => {
            let (one, other) = (one.clone(), other.clone());
            numbers(operator, (one, left.value), (other, right.value))
        }
        (one, other) => {
            no_form(format!("{} and {} have no typed comparison", one.describe(), other.describe()))
        }
    }
}

fn null<'m>(operator: Operator, value: Typed<'m>) -> Typed<'m> {
    let is_some = operator == Operator::NotEqual;
    let always = !value.value.nullable;
    boolean(if always { Node::Boolean(is_some) } else { Node::IsSome(boxed(value.value), is_some) })
}

fn numbers<'m>(operator: Operator, left: (Number, Value), right: (Number, Value)) -> Result<Typed<'m>> {
    if let (Number::Literal(_), Number::Native(_) | Number::Count) = (&left.0, &right.0) {
        return numbers(operator.swapped(), right, left);
    }
    if let (Number::Count, Number::Literal(number)) = (&left.0, &right.0)
        && let Some(any) = emptiness(operator, number)
        && let Node::Count(of, counted) = left.1.node
    {
        return Ok(boolean(Node::Any(of, counted, any)));
    }
    let (left, right) = alike(left, right);
    let nullable = (left.nullable || right.nullable) && !operator.is_equality();
    Ok(typed(Node::Compare(boxed(left), operator, boxed(right)), nullable, Type::Boolean))
}

/// Whether a comparison of a count asks for any or for none.
fn emptiness(operator: Operator, number: &serde_json::Number) -> Option<bool> {
    match (operator, number.as_u64()?) {
        (Operator::Equal | Operator::LessOrEqual, 0) | (Operator::Less, 1) => Some(false),
        (Operator::NotEqual | Operator::Greater, 0) | (Operator::GreaterOrEqual, 1) => Some(true),
        _ => None,
    }
}

/// Two numbers as ones of the same type.
fn alike((one, left): (Number, Value), (other, right): (Number, Value)) -> (Value, Value) {
    if let Some(right) = literal_as(&one, &other, right.clone()) {
        return (left, right);
    }
    let is_whole = |number: &Number| match number {
        Number::Native(ty) => !matches!(ty, ir::Type::Float | ir::Type::Double),
        Number::Count => true,
        Number::Literal(number) => number.is_i64(),
    };
    let ty = if is_whole(&one) && is_whole(&other) { ir::Type::Long } else { ir::Type::Double };
    (cast(one, left, &ty), cast(other, right, &ty))
}

/// The second number as one of the first's type, where it is one already or a literal that it has.
pub(super) fn literal_as(of: &Number, number: &Number, value: Value) -> Option<Value> {
    let literal = |text: String| Some(Value { node: Node::Number(text), nullable: false });
    match (of, number) {
        (of, number) if of == number => Some(value),
        (Number::Native(ty), Number::Literal(number)) => {
            let (least, most) = match ty {
                ir::Type::Byte => (i64::from(i8::MIN), i64::from(i8::MAX)),
                ir::Type::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
                ir::Type::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
                ir::Type::Long => (i64::MIN, i64::MAX),
                _ => return literal(format!("{:?}", number.as_f64()?)),
            };
            number
                .as_i64()
                .filter(|number| (least..=most).contains(number))
                .and_then(|_| literal(number.to_string()))
        }
        (Number::Count, Number::Literal(number)) => number
            .as_u64()
            .filter(|number| *number <= u64::from(u32::MAX))
            .and_then(|_| literal(number.to_string())),
        _ => None,
    }
}

fn cast(from: Number, value: Value, to: &ir::Type) -> Value {
    match from {
        Number::Native(ty) if ty == *to => value,
        Number::Literal(number) => match (to, number.as_f64()) {
            (ir::Type::Double, Some(number)) => {
                Value { node: Node::Number(format!("{number:?}")), nullable: false }
            }
            _ => value,
        },
        Number::Native(_) | Number::Count => {
            let nullable = value.nullable;
            Value { node: Node::Cast(boxed(value), to.clone()), nullable }
        }
    }
}

/// Whether a value counts as true: what is neither null, false nor empty.
pub(super) fn truth(value: Typed<'_>) -> Value {
    let sure = |node| Value { node, nullable: false };
    match (&value.ty, value.value.nullable) {
        (Type::Boolean, false) => value.value,
        (Type::Boolean, true) => {
            let expected = sure(Node::Boolean(true));
            sure(Node::Compare(boxed(value.value), Operator::Equal, boxed(expected)))
        }
        (Type::Null, _) => sure(Node::Boolean(false)),
        (ty, nullable) => match function::counted(ty) {
            Some(counted) => sure(Node::Any(boxed(value.value), counted, true)),
            None if nullable => sure(Node::IsSome(boxed(value.value), true)),
            None => sure(Node::Boolean(true)),
        },
    }
}

/// The opposite of a condition.
pub(in crate::lower) fn not(value: Value) -> Node {
    match value.node {
        Node::Any(of, counted, any) => Node::Any(of, counted, !any),
        Node::IsSome(of, is_some) => Node::IsSome(of, !is_some),
        Node::Boolean(value) => Node::Boolean(!value),
        Node::Compare(one, Operator::Equal, other) => Node::Compare(one, Operator::NotEqual, other),
        Node::Compare(one, Operator::NotEqual, other) => Node::Compare(one, Operator::Equal, other),
        Node::Not(value) => value.node,
        node => Node::Not(boxed(Value { node, nullable: false })),
    }
}
