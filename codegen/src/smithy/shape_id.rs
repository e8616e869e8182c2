//! Shape IDs.

use std::{fmt, sync::Arc};

/// An absolute shape ID: `namespace#Name` or `namespace#Name$member`. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(Arc<str>);

impl ShapeId {
    /// Reads an absolute shape ID.
    ///
    /// # Errors
    /// What is wrong with the text, as a sentence without a full stop.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((namespace, rest)) = text.split_once('#') else {
            return Err(format!("`{text}` is no absolute shape ID: it has no `#` after a namespace"));
        };
        let (name, member) = rest.split_once('$').map_or((rest, None), |(name, member)| (name, Some(member)));
        if !namespace.split('.').all(is_identifier) {
            return Err(format!("`{text}` is no shape ID: `{namespace}` is no namespace"));
        }
        match [Some(name), member].into_iter().flatten().find(|part| !is_identifier(part)) {
            Some(part) => Err(format!("`{text}` is no shape ID: `{part}` is no identifier")),
            None => Ok(Self(text.into())),
        }
    }

    /// The ID of a shape of the prelude.
    pub(super) fn prelude(name: &str) -> Self {
        Self(format!("smithy.api#{name}").into())
    }

    /// Whether this is `smithy.api#Unit`.
    #[must_use]
    pub fn is_unit(&self) -> bool {
        self.as_str() == "smithy.api#Unit"
    }

    /// The namespace, such as `com.example`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.0.split_once('#').map_or("", |(namespace, _)| namespace)
    }

    /// The shape's name, without namespace and member.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.0.split_once('#').map_or(&*self.0, |(_, name)| name);
        name.split_once('$').map_or(name, |(name, _)| name)
    }

    /// The member's name, if the ID is that of a member.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.0.split_once('$').map(|(_, member)| member)
    }

    /// The ID of a member of this shape.
    #[must_use]
    pub fn with_member(&self, member: &str) -> Self {
        let shape = self.0.split_once('$').map_or(&*self.0, |(shape, _)| shape);
        Self([shape, "$", member].concat().into())
    }

    /// The ID of the shape that has this member; the same ID if this is no member's.
    #[must_use]
    pub fn shape(&self) -> Self {
        match self.0.split_once('$') {
            Some((shape, _)) => Self(shape.into()),
            None => self.clone(),
        }
    }

    /// The ID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the text is an identifier of the Smithy IDL: underscores, then a letter, then letters, digits, underscores.
pub(crate) fn is_identifier(text: &str) -> bool {
    let rest = text.trim_start_matches('_');
    let underscores = text.len() - rest.len();
    let mut characters = rest.chars();
    let first = characters.next();
    let starts =
        first.is_some_and(|first| first.is_ascii_alphabetic() || (underscores > 0 && first.is_ascii_digit()));
    starts && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
