//! How the pages of an operation follow one another, by the trait `paginated`.

use super::{Context, structure};
use crate::{
    ir,
    smithy::{Member, Operation, Shape, ShapeKind, index, traits},
};

/// Lowers the trait of an operation, merged with that of its service. What it names exists, as validation says. An
/// operation with a stream beside its input or output has no pages.
pub(super) fn pages(context: &Context<'_>, shape: &Shape, operation: &Operation) -> Option<ir::Pages> {
    let own = shape.traits.get::<traits::Paginated>()?;
    let inherited = context.service().and_then(|service| service.traits.get::<traits::Paginated>());
    let part = |part: fn(&traits::Paginated) -> Option<&String>| part(own).or_else(|| part(inherited?));
    let input = context.model.shape(operation.input.as_ref()?)?;
    let output = context.model.shape(operation.output.as_ref()?)?;
    if index::streaming_member(context.model, input)
        .or(index::streaming_member(context.model, output))
        .is_some()
    {
        return None;
    }
    let (input_token, place) = steps(context, input, part(|trait_| trait_.input_token.as_ref())?)?;
    let (output_token, token) = steps(context, output, part(|trait_| trait_.output_token.as_ref())?)?;
    let items = part(|trait_| trait_.items.as_ref()).and_then(|path| {
        let (steps, member) = steps(context, output, path)?;
        // What is empty where a page has none is known of lists and maps alone.
        (!context.is_replaced(&member.target)).then(|| (steps, context.ty(member)))
    });
    let conversion = match (context.ty(place), context.ty(token)) {
        (place, token) if place == token => None,
        // Of the kinds that tokens have, only texts convert.
        (ir::Type::String | ir::Type::Shape(_), ir::Type::Map { .. } | ir::Type::Foreign(_))
        | (ir::Type::Map { .. } | ir::Type::Foreign(_), _) => return None,
        (place, _) => Some(place),
    };
    let [input_token] = <[ir::Step; 1]>::try_from(input_token).ok()?;
    Some(ir::Pages { input_token, output_token, conversion, items })
}

/// The fields along a path such as `result.items`, and the member at its end.
fn steps<'m>(context: &Context<'m>, structure: &'m Shape, path: &str) -> Option<(Vec<ir::Step>, &'m Member)> {
    let (mut shape, mut steps, mut last) = (structure, Vec::new(), None);
    for name in path.split('.') {
        let ShapeKind::Structure(members) = &shape.kind else { return None };
        // A type of somebody's own has no fields that are known here.
        if context.is_replaced(&shape.id) {
            return None;
        }
        let member = members.iter().find(|member| member.name == name)?;
        steps.push(structure::step(context, shape, member)?);
        shape = context.target(member);
        last = Some(member);
    }
    last.map(|last| (steps, last))
}
