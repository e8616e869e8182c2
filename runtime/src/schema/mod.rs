//! Schemas: what codecs and protocols need to know of a shape, as constant data.
//!
//! A [`Schema`] describes a structure or union, a [`Member`] one of its members, or the member of a list, or the
//! key or value of a map. Wire traits are those of the member with its target's as fallback, merged by the
//! generator. A member keeps its names in columns; the protocol selects the column (restJson1 obeys `jsonName`,
//! awsJson ignores it).

mod member;
mod names;

use self::member::{REQUIRED, XML_ATTRIBUTE, XML_FLATTENED};
pub use self::{
    member::{Member, Members, ROOT},
    names::{WireNames, XmlNamespace},
};

/// Schema of a structure or union.
#[derive(Debug)]
pub struct Schema {
    id: &'static str,
    members: &'static [Member],
    required: u64,
    xml_attributes: bool,
    xml_flattened: bool,
    is_error: bool,
    event_body: MemberSet,
    root: Option<&'static WireNames>,
    union_form: UnionForm,
}

/// How a union is written where the protocol obeys the traits of `alloy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionForm {
    /// As Smithy says: a structure with one member.
    Tagged,
    /// As the variant's structure, with the variant's name in the member of this name (`alloy#discriminated`).
    Discriminated(&'static str),
    /// As the variant's value (`alloy#untagged`).
    Untagged,
}

/// A schema without its members, and the members, each at the place that is its index.
pub type Parts = (Schema, &'static [Member]);

/// A structure or union whose schema is constant, as that of each in generated code is.
pub trait StaticSchema {
    /// What the schema is made of. Apart these are constants that the compiler works out without a loop for every shape
    /// of a crate.
    const PARTS: Parts;
    /// The shape's schema.
    const SCHEMA: &'static Schema = &Self::PARTS.0.with_members(Self::PARTS.1);
}

impl Schema {
    /// Describes the shape `id` (an absolute shape ID) with `members`, each at the place that is its index.
    #[must_use]
    pub const fn new(id: &'static str, members: &'static [Member]) -> Self {
        Self::named(id).with_members(members)
    }

    /// Describes the shape `id` without its members.
    #[must_use]
    pub const fn named(id: &'static str) -> Self {
        Self {
            id,
            members: &[],
            required: 0,
            xml_attributes: false,
            xml_flattened: false,
            is_error: false,
            event_body: MemberSet::All,
            root: None,
            union_form: UnionForm::Tagged,
        }
    }

    /// Sets the members, each at the place that is its index.
    #[must_use]
    pub const fn with_members(mut self, members: &'static [Member]) -> Self {
        let (mut required, mut all, mut at) = (0, 0, 0);
        while at < members.len() {
            let flags = members[at].flags;
            all |= flags;
            if flags & REQUIRED != 0 && at < 64 {
                required |= 1 << at;
            }
            at += 1;
        }
        self.members = members;
        self.required = required;
        self.xml_attributes = all & XML_ATTRIBUTE != 0;
        self.xml_flattened = all & XML_FLATTENED != 0;
        self
    }

    /// Marks the structure as an error (`error`).
    #[must_use]
    pub const fn error(mut self) -> Self {
        self.is_error = true;
        self
    }

    /// Sets what of the structure is in the body of an event, where `eventHeader` or `eventPayload` put others of its
    /// members elsewhere.
    #[must_use]
    pub const fn with_event_body(mut self, members: MemberSet) -> Self {
        self.event_body = members;
        self
    }

    /// Whether the structure is an error.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        self.is_error
    }

    /// What of the structure is in the body of an event: all members, but for those bound elsewhere.
    #[must_use]
    pub const fn event_body(&self) -> MemberSet {
        self.event_body
    }

    /// Sets the name and namespace that `xmlName` and `xmlNamespace` of the shape ask for: those of the root element
    /// of a document of this shape.
    #[must_use]
    pub const fn wire_names(mut self, names: &'static WireNames) -> Self {
        self.root = Some(names);
        self
    }

    /// Sets the discriminator of `alloy#discriminated`, escaped for JSON.
    #[must_use]
    pub const fn discriminated(mut self, discriminator: &'static str) -> Self {
        self.union_form = UnionForm::Discriminated(discriminator);
        self
    }

    /// Marks the union as one with `alloy#untagged`.
    #[must_use]
    pub const fn untagged(mut self) -> Self {
        self.union_form = UnionForm::Untagged;
        self
    }

    /// How the union is written where the protocol obeys the traits of `alloy`.
    #[must_use]
    pub const fn union_form(&self) -> UnionForm {
        self.union_form
    }

    /// The name of the root element of an XML document of this shape.
    #[must_use]
    pub fn xml_name(&self) -> &'static str {
        self.root.and_then(|names| names.xml).unwrap_or_else(|| self.name())
    }

    /// The namespace of the root element of an XML document of this shape, if the shape sets one.
    #[must_use]
    pub fn xml_namespace(&self) -> Option<XmlNamespace> {
        self.root.and_then(|names| names.namespace)
    }

    /// Whether some member is an attribute in XML.
    #[must_use]
    #[inline]
    pub const fn has_xml_attributes(&self) -> bool {
        self.xml_attributes
    }

    /// Whether some member has no element of its own in XML.
    #[must_use]
    #[inline]
    pub const fn has_xml_flattened(&self) -> bool {
        self.xml_flattened
    }

    /// The absolute shape ID, such as `com.example#Job`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The shape's name: its ID without the namespace.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.rsplit_once('#').map_or(self.id, |(_, name)| name)
    }

    /// The members in the model's order.
    #[must_use]
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// A bit for each of the first 64 members that is required.
    #[must_use]
    pub const fn required_mask(&self) -> u64 {
        self.required
    }
}

/// A set of members of one structure, by index. Generated code holds them as constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberSet {
    /// Every member.
    All,
    /// The members whose index is listed, in rising order.
    Only(&'static [u16]),
}

impl MemberSet {
    /// The set without members.
    pub const NONE: Self = Self::Only(&[]);

    /// Whether the member at `index` belongs to the set.
    #[must_use]
    pub fn contains(self, index: usize) -> bool {
        match self {
            Self::All => true,
            Self::Only(members) => members.iter().any(|&member| usize::from(member) == index),
        }
    }

    /// Whether the set has no member at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        matches!(self, Self::Only([]))
    }
}
