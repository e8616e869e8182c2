//! Schemas: what codecs and protocols need to know of a shape, as constant data.
//!
//! A [`Schema`] describes a structure or union, a [`Member`] one of its members, or the member of a list, or the
//! key or value of a map. Wire traits are those of the member with its target's as fallback, merged by the
//! generator. A member keeps its names in columns; the protocol selects the column (restJson1 obeys `jsonName`,
//! awsJson ignores it).

use crate::types::TimestampFormat;

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

impl Schema {
    /// Describes the shape `id` (an absolute shape ID) with `members`, each at the place that is its index.
    #[must_use]
    pub const fn new(id: &'static str, members: &'static [Member]) -> Self {
        let mut required = 0;
        let (mut xml_attributes, mut xml_flattened) = (false, false);
        let mut at = 0;
        while at < members.len() {
            if at < 64 && members[at].is_required() {
                required |= 1 << at;
            }
            xml_attributes |= members[at].is_xml_attribute();
            xml_flattened |= members[at].is_xml_flattened();
            at += 1;
        }
        Self {
            id,
            members,
            required,
            xml_attributes,
            xml_flattened,
            is_error: false,
            event_body: MemberSet::All,
            root: None,
            union_form: UnionForm::Tagged,
        }
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

/// One member of a structure or union, the member of a list, or the key or value of a map.
#[derive(Debug)]
pub struct Member {
    index: u16,
    flags: u8,
    timestamp_format: Option<TimestampFormat>,
    name_key: &'static str,
    json_key: &'static str,
    media_type: Option<&'static str>,
    element: &'static Member,
    key: &'static Member,
    names: &'static WireNames,
}

const REQUIRED: u8 = 1;
const SPARSE: u8 = 2;
const SENSITIVE: u8 = 4;
const XML_ATTRIBUTE: u8 = 8;
const XML_FLATTENED: u8 = 16;
const EVENT_HEADER: u8 = 32;
const EVENT_PAYLOAD: u8 = 64;
const OMISSIBLE: u8 = 128;
/// Bytes around a name in a key column: `,"` before and `":` after.
const KEY_FRAME: usize = 2;

/// The member of a list that has no trait a codec looks at.
static PLAIN_ELEMENT: Member = Member::bare(",");
/// The value of a map that has no trait a codec looks at.
static PLAIN_VALUE: Member = Member::bare("");
/// The key of a map that has no trait a codec looks at.
static PLAIN_KEY: Member = Member::bare("");

/// A shape that stands by itself, such as a payload: the root of a message.
pub static ROOT: Member = Member::bare("");

impl Member {
    /// A member of a structure or union. Use [`member!`](crate::member), which writes `key`: the name as a JSON
    /// object's key with its separators, `,"name":`.
    #[must_use]
    pub const fn new(index: u16, key: &'static str) -> Self {
        let mut member = Self::bare(key);
        member.index = index;
        member
    }

    const fn bare(key: &'static str) -> Self {
        Self {
            index: 0,
            flags: 0,
            timestamp_format: None,
            name_key: key,
            json_key: key,
            media_type: None,
            element: &PLAIN_ELEMENT,
            key: &PLAIN_KEY,
            names: &NO_NAMES,
        }
    }

    /// The member of a list.
    #[must_use]
    pub const fn element() -> Self {
        Self::bare(",")
    }

    /// The value of a map.
    #[must_use]
    pub const fn value() -> Self {
        Self::bare("")
    }

    /// Marks the member as required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.flags |= REQUIRED;
        self
    }

    /// Marks a required member as one whose Rust type can do without: it is an `Option`, or has a default.
    #[must_use]
    pub const fn omissible(mut self) -> Self {
        self.flags |= OMISSIBLE;
        self
    }

    /// Marks the list or map that the member targets as sparse: it may hold nulls.
    #[must_use]
    pub const fn sparse(mut self) -> Self {
        self.flags |= SPARSE;
        self
    }

    /// Marks the member or its target as sensitive: its value appears in no message.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.flags |= SENSITIVE;
        self
    }

    /// Binds the member of an event to a header (`eventHeader`).
    #[must_use]
    pub const fn event_header(mut self) -> Self {
        self.flags |= EVENT_HEADER;
        self
    }

    /// Makes the member of an event its whole payload (`eventPayload`).
    #[must_use]
    pub const fn event_payload(mut self) -> Self {
        self.flags |= EVENT_PAYLOAD;
        self
    }

    /// Sets the format that `timestampFormat` asks for.
    #[must_use]
    pub const fn timestamp_format(mut self, format: TimestampFormat) -> Self {
        self.timestamp_format = Some(format);
        self
    }

    /// Sets the key that `jsonName` asks for, framed like the key of [`Member::new`] and escaped for JSON.
    #[must_use]
    pub const fn json_key(mut self, key: &'static str) -> Self {
        self.json_key = key;
        self
    }

    /// Sets the media type of `mediaType`.
    #[must_use]
    pub const fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// Sets the names that the member has in XML and in the query protocols.
    #[must_use]
    pub const fn wire_names(mut self, names: &'static WireNames) -> Self {
        self.names = names;
        self
    }

    /// Marks the member as an attribute of its structure's element in XML.
    #[must_use]
    pub const fn xml_attribute(mut self) -> Self {
        self.flags |= XML_ATTRIBUTE;
        self
    }

    /// Marks the list or map that the member targets as standing in XML without an element of its own.
    #[must_use]
    pub const fn xml_flattened(mut self) -> Self {
        self.flags |= XML_FLATTENED;
        self
    }

    /// Describes the member of the list that this member targets.
    #[must_use]
    pub const fn list(mut self, element: &'static Member) -> Self {
        self.element = element;
        self
    }

    /// Describes the key and value of the map that this member targets.
    #[must_use]
    pub const fn map(mut self, key: &'static Member, value: &'static Member) -> Self {
        self.key = key;
        self.element = value;
        self
    }

    /// Place among the members of the structure or union, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index as usize
    }

    /// The member's name in the model. Empty for members of lists and maps.
    #[must_use]
    pub fn name(&self) -> &'static str {
        unframe(self.name_key)
    }

    /// `,"name":` with the member's name; `,` for the member of a list; empty for a map's value and the root.
    #[must_use]
    pub const fn name_as_key(&self) -> &'static str {
        self.name_key
    }

    /// The name of `jsonName`, escaped for JSON, or the member's own name.
    #[must_use]
    pub fn json_name(&self) -> &'static str {
        unframe(self.json_key)
    }

    /// Like [`name_as_key`](Self::name_as_key), with the name of `jsonName` where there is one.
    #[must_use]
    pub const fn json_name_as_key(&self) -> &'static str {
        self.json_key
    }

    /// Whether the member is required.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        self.flags & REQUIRED != 0
    }

    /// Whether the member, though required, may be absent in Rust, or has a default there.
    #[must_use]
    pub const fn is_omissible(&self) -> bool {
        self.flags & OMISSIBLE != 0
    }

    /// Whether the list or map that the member targets may hold nulls.
    #[must_use]
    pub const fn is_sparse(&self) -> bool {
        self.flags & SPARSE != 0
    }

    /// Whether the member's value must appear in no message.
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        self.flags & SENSITIVE != 0
    }

    /// Whether the member of an event is bound to a header.
    #[must_use]
    pub const fn is_event_header(&self) -> bool {
        self.flags & EVENT_HEADER != 0
    }

    /// Whether the member of an event is its whole payload.
    #[must_use]
    pub const fn is_event_payload(&self) -> bool {
        self.flags & EVENT_PAYLOAD != 0
    }

    /// The format that the model sets for a timestamp, if it sets one.
    #[must_use]
    pub const fn timestamp_format_trait(&self) -> Option<TimestampFormat> {
        self.timestamp_format
    }

    /// The media type that the model sets for a string or blob, if it sets one.
    #[must_use]
    pub const fn media_type_trait(&self) -> Option<&'static str> {
        self.media_type
    }

    /// The name of `xmlName`, or the member's own; none for members of lists and maps without the trait.
    #[must_use]
    #[inline]
    pub fn xml_name(&self) -> Option<&'static str> {
        self.names.xml.or_else(|| Some(self.name()).filter(|name| !name.is_empty()))
    }

    /// Whether the member's name in XML is `name`.
    #[must_use]
    #[inline]
    pub fn xml_name_is(&self, name: &str) -> bool {
        match self.names.xml {
            Some(own) => own == name,
            None => self.name_key.len() == name.len() + 2 * KEY_FRAME && self.name() == name,
        }
    }

    /// Whether `xmlName` gives the member a name.
    #[must_use]
    pub const fn has_xml_name(&self) -> bool {
        self.names.xml.is_some()
    }

    /// Whether this is the member of a list.
    #[must_use]
    pub fn is_list_member(&self) -> bool {
        self.name_key == ","
    }

    /// The namespace of `xmlNamespace`.
    #[must_use]
    #[inline]
    pub const fn xml_namespace(&self) -> Option<XmlNamespace> {
        self.names.namespace
    }

    /// The name of `ec2QueryName`. The EC2 query protocol derives that of other members from
    /// [`xml_name`](Self::xml_name).
    #[must_use]
    pub const fn ec2_name(&self) -> Option<&'static str> {
        self.names.ec2
    }

    /// Whether the member is an attribute of its structure's element in XML.
    #[must_use]
    #[inline]
    pub const fn is_xml_attribute(&self) -> bool {
        self.flags & XML_ATTRIBUTE != 0
    }

    /// Whether the list or map that the member targets stands in XML without an element of its own.
    #[must_use]
    #[inline]
    pub const fn is_xml_flattened(&self) -> bool {
        self.flags & XML_FLATTENED != 0
    }

    /// The member of the list, or the value of the map, that this member targets.
    #[must_use]
    pub const fn element_schema(&self) -> &'static Member {
        self.element
    }

    /// The value of the map that this member targets.
    #[must_use]
    pub fn value_schema(&self) -> &'static Member {
        if std::ptr::eq(self.element, &PLAIN_ELEMENT) { &PLAIN_VALUE } else { self.element }
    }

    /// The key of the map that this member targets.
    #[must_use]
    pub const fn key_schema(&self) -> &'static Member {
        self.key
    }
}

/// The names of a member in XML and in the query protocols, where they differ from the model's. Crates that speak
/// none of these protocols have none.
#[derive(Debug)]
pub struct WireNames {
    xml: Option<&'static str>,
    namespace: Option<XmlNamespace>,
    ec2: Option<&'static str>,
}

/// The names of a member that has none of its own in these protocols.
static NO_NAMES: WireNames = WireNames::new();

impl WireNames {
    /// No names.
    #[must_use]
    pub const fn new() -> Self {
        Self { xml: None, namespace: None, ec2: None }
    }

    /// Sets the name of `xmlName`.
    #[must_use]
    pub const fn xml(mut self, name: &'static str) -> Self {
        self.xml = Some(name);
        self
    }

    /// Sets the namespace of `xmlNamespace`.
    #[must_use]
    pub const fn namespace(mut self, namespace: XmlNamespace) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// Sets the name of `ec2QueryName`.
    #[must_use]
    pub const fn ec2(mut self, name: &'static str) -> Self {
        self.ec2 = Some(name);
        self
    }
}

impl Default for WireNames {
    fn default() -> Self {
        Self::new()
    }
}

/// An XML namespace that an element declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// Its URI.
    pub uri: &'static str,
    /// Its prefix; none for the default namespace.
    pub prefix: Option<&'static str>,
}

impl XmlNamespace {
    /// The default namespace `uri`.
    #[must_use]
    pub const fn new(uri: &'static str) -> Self {
        Self { uri, prefix: None }
    }

    /// Sets the prefix.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = Some(prefix);
        self
    }
}

fn unframe(key: &'static str) -> &'static str {
    key.get(KEY_FRAME..key.len().saturating_sub(KEY_FRAME)).unwrap_or("")
}

/// Writes a [`Member`] of a structure or union: `member!(0, "arn")`, or `member!(0, "arn", json = "ARN")` with the
/// name of `jsonName` escaped for JSON.
#[macro_export]
macro_rules! member {
    ($index:literal, $name:literal) => {
        $crate::schema::Member::new($index, ::core::concat!(",\"", $name, "\":"))
    };
    ($index:literal, $name:literal, json = $json:literal) => {
        $crate::schema::Member::new($index, ::core::concat!(",\"", $name, "\":"))
            .json_key(::core::concat!(",\"", $json, "\":"))
    };
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
