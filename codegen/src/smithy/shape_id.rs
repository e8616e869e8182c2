//! Shape IDs.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use rustc_hash::FxHasher;

/// An absolute shape ID: `namespace#Name` or `namespace#Name$member`. Cloning is cheap.
#[derive(Clone)]
pub struct ShapeId {
    text: Arc<str>,
    /// Where the namespace ends, and `#` stands.
    namespace_end: u32,
    /// Where the shape's name ends: where `$` stands, or the text ends.
    name_end: u32,
    /// A hash of the text, for looking the ID up.
    hash: u64,
}

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
            None => Ok(Self::new(namespace.len(), namespace.len() + 1 + name.len(), text.into())),
        }
    }

    /// No text of a model is as long as that places in it need more than 32 bits; of a longer one they would be beyond it.
    fn new(namespace_end: usize, name_end: usize, text: Arc<str>) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        Self { hash: hasher.finish(), text, namespace_end: place(namespace_end), name_end: place(name_end) }
    }

    /// The ID of a shape of the prelude.
    pub(super) fn prelude(name: &str) -> Self {
        const NAMESPACE: &str = "smithy.api#";
        let text = [NAMESPACE, name].concat();
        Self::new(NAMESPACE.len() - 1, text.len(), text.into())
    }

    /// Whether this is `smithy.api#Unit`.
    #[must_use]
    pub fn is_unit(&self) -> bool {
        self.as_str() == "smithy.api#Unit"
    }

    /// The namespace, such as `com.example`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.text.get(..self.namespace_end as usize).unwrap_or_default()
    }

    /// The shape's name, without namespace and member.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.get(self.namespace_end as usize + 1..self.name_end as usize).unwrap_or_default()
    }

    /// The member's name, if the ID is that of a member.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.text.get(self.name_end as usize + 1..)
    }

    /// The ID of a member of this shape.
    #[must_use]
    pub fn with_member(&self, member: &str) -> Self {
        let text = [self.shape_text(), "$", member].concat();
        Self::new(self.namespace_end as usize, self.name_end as usize, text.into())
    }

    /// The ID of the shape that has this member; the same ID if this is no member's.
    #[must_use]
    pub fn shape(&self) -> Self {
        match self.member() {
            Some(_) => {
                Self::new(self.namespace_end as usize, self.name_end as usize, self.shape_text().into())
            }
            None => self.clone(),
        }
    }

    /// The ID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn shape_text(&self) -> &str {
        self.text.get(..self.name_end as usize).unwrap_or(&self.text)
    }
}

impl PartialEq for ShapeId {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && (Arc::ptr_eq(&self.text, &other.text) || self.text == other.text)
    }
}

impl Eq for ShapeId {}

impl PartialOrd for ShapeId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ShapeId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for ShapeId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Whether the text is an identifier of the Smithy IDL: underscores, then a letter, then letters, digits, underscores.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes().skip_while(|byte| *byte == b'_');
    let starts = bytes.next().is_some_and(|first| {
        first.is_ascii_alphabetic() || (text.starts_with('_') && first.is_ascii_digit())
    });
    starts && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
