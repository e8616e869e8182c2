//! Values that a codec without documents can express.

use crate::shapes::{Choice, Everything};

/// Removes what XML cannot express.
pub(crate) fn drop_documents(value: &mut Everything) {
    value.document = None;
    value.child.iter_mut().for_each(|child| drop_documents(child));
    value.children.iter_mut().flatten().for_each(|(_, child)| drop_documents(child));
    value.choice.iter_mut().for_each(drop_documents_of);
    value.choices.iter_mut().flatten().for_each(drop_documents_of);
}

/// Removes what XML cannot express.
pub(crate) fn drop_documents_of(choice: &mut Choice) {
    match choice {
        Choice::Same(inner) => drop_documents_of(inner),
        Choice::Many(many) => many.iter_mut().for_each(drop_documents_of),
        Choice::Everything(value) => drop_documents(value),
        Choice::Text(_) | Choice::Unknown(_) => {}
    }
}
