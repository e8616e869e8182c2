//! Lists: projections, filters, flattening, single elements.

use jmespath::ast::Ast;

use super::{
    Compiler, Node, Read, Result, Shape, ShapeKind, Type, Typed, Value, boxed, compare, is_sparse, no_form,
    typed, variable,
};

impl<'m> Compiler<'_, 'm> {
    /// A list as a sequence: its elements' type, and whether they are `Option`s.
    pub(super) fn sequence(&self, list: Typed<'m>) -> Result<(Value, Type<'m>, bool)> {
        match list.ty {
            Type::Sequence(element, nullable) => Ok((list.value, *element, nullable)),
            Type::List(shape) => {
                let (ty, read, nullable) = self.element(shape)?;
                let node = Node::Elements(boxed(list.value), read, nullable);
                Ok((Value { node, nullable: false }, ty, nullable))
            }
            other => Err(format!("{} is no list", other.describe()).into()),
        }
    }

    /// What the elements of a list of the model are.
    fn element(&self, shape: &'m Shape) -> Result<(Type<'m>, Read, bool)> {
        match &shape.kind {
            ShapeKind::List(member) => {
                let (ty, read) = self.read(member)?;
                Ok((ty, read, is_sparse(shape)))
            }
            _ => Err(format!("`{}` is no list", shape.id).into()),
        }
    }

    /// The elements of a list that are not null.
    fn present(&self, list: Typed<'m>) -> Result<(Value, Type<'m>)> {
        let (value, element, nullable) = self.sequence(list)?;
        if !nullable {
            return Ok((value, element));
        }
        Ok((Value { node: Node::Present(boxed(value)), nullable: false }, element))
    }

    /// What an expression gives for each element of a list, without nulls.
    pub(super) fn projection(&self, list: Typed<'m>, each: &Ast) -> Result<Typed<'m>> {
        let (mut list, element) = self.present(list)?;
        let it = variable("it", element);
        let each = match each {
            Ast::Condition { predicate, then, .. } => {
                let condition = compare::truth(self.value(predicate, &it)?);
                let by_reference = matches!(it.ty, Type::Structure(_));
                let node = Node::Filter(boxed(list), boxed(condition), by_reference);
                list = Value { node, nullable: false };
                self.value(then, &it)?
            }
            each => self.value(each, &it)?,
        };
        if matches!(each.value.node, Node::Variable(_)) {
            return Ok(typed(list.node, false, Type::Sequence(Box::new(each.ty), false)));
        }
        let node = Node::Each(boxed(list), boxed(each.value));
        Ok(typed(node, false, Type::Sequence(Box::new(each.ty), false)))
    }

    /// A list with the elements of its elements in place of those that are lists.
    pub(super) fn flatten(&self, list: Typed<'m>) -> Result<Typed<'m>> {
        let (value, element) = self.present(list)?;
        match element {
            Type::List(shape) => {
                let (ty, read, nullable) = self.element(shape)?;
                let node = Node::Flat(boxed(value), Some((read, nullable)));
                Ok(typed(node, false, Type::Sequence(Box::new(ty), nullable)))
            }
            Type::Sequence(element, nullable) => {
                let node = Node::Flat(boxed(value), None);
                Ok(typed(node, false, Type::Sequence(element, nullable)))
            }
            element => Ok(typed(value.node, false, Type::Sequence(Box::new(element), false))),
        }
    }

    /// The values of a map.
    pub(super) fn values(&self, map: Typed<'m>) -> Result<Typed<'m>> {
        let Type::Map(shape) = map.ty else {
            return no_form(format!("the values of {} have no typed form", map.ty.describe()));
        };
        let ShapeKind::Map { value, .. } = &shape.kind else {
            return Err(format!("`{}` is no map", shape.id).into());
        };
        let (ty, read) = self.read(value)?;
        let nullable = is_sparse(shape);
        let node = Node::Values(boxed(map.value), read, nullable);
        Ok(typed(node, false, Type::Sequence(Box::new(ty), nullable)))
    }

    /// One element of a list.
    pub(super) fn index(&self, list: Typed<'m>, at: i32) -> Result<Typed<'m>> {
        let (value, element, nullable) = self.sequence(list)?;
        if matches!(element, Type::Sequence(..)) {
            return no_form("an element that is a list has no typed form");
        }
        Ok(typed(Node::Index(boxed(value), at, nullable), true, element))
    }
}

/// A list of these values, which are of one type.
pub(super) fn several<'m>(elements: Vec<Typed<'m>>) -> Result<Typed<'m>> {
    let same = |one: &Type<'m>, other: &Type<'m>| match (one, other) {
        (Type::Boolean, Type::Boolean) | (Type::Text, Type::Text) => true,
        (Type::Number(one), Type::Number(other)) => one == other,
        (Type::List(one), Type::List(other))
        | (Type::Map(one), Type::Map(other))
        | (Type::Structure(one), Type::Structure(other))
        | (Type::Union(one), Type::Union(other)) => one.id == other.id,
        _ => false,
    };
    let Some(first) = elements.first() else { return no_form("an empty list has no typed form") };
    if let Some(other) = elements.iter().find(|other| !same(&first.ty, &other.ty)) {
        let (one, other) = (first.ty.describe(), other.ty.describe());
        return no_form(format!("a list of {one} and {other} has no typed form"));
    }
    let ty = first.ty.clone();
    let nullable = elements.iter().any(|element| element.value.nullable);
    let values = elements.into_iter().map(|element| element.value).collect();
    Ok(typed(Node::Several(values), false, Type::Sequence(Box::new(ty), nullable)))
}
