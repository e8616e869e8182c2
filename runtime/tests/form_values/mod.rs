//! Values that a form can tell from others.

use crate::shapes::{Choice, Everything};

/// Puts something into variants that are empty lists, of which a form has nothing.
pub(crate) fn fill_variants(value: &mut Everything) {
    value.child.iter_mut().for_each(|child| fill_variants(child));
    value.children.iter_mut().flatten().for_each(|(_, child)| fill_variants(child));
    value.choice.iter_mut().for_each(fill_variant);
    value.choices.iter_mut().flatten().for_each(fill_variant);
}

/// Puts something into variants that are empty lists, of which a form has nothing.
pub(crate) fn fill_variant(choice: &mut Choice) {
    match choice {
        Choice::Same(inner) => fill_variant(inner),
        Choice::Many(many) if many.is_empty() => many.push(Choice::Text(String::new())),
        Choice::Many(many) => many.iter_mut().for_each(fill_variant),
        Choice::Everything(value) => fill_variants(value),
        Choice::Text(_) | Choice::Unknown(_) => {}
    }
}
