//! Pages.

use super::{Step, Type};

/// How the pages of an operation follow one another.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// The input's field for the token.
    pub input_token: Step,
    /// The way to the token of the next page, from the output.
    pub output_token: Vec<Step>,
    /// The type of the input's, where the two differ: a text or enum each.
    pub conversion: Option<Type>,
    /// The way to the items, from the output, and their type.
    pub items: Option<(Vec<Step>, Type)>,
}
