//! Members: what a codec needs to know of one value.

use super::{WireNames, XmlNamespace, names::NO_NAMES};
use crate::types::TimestampFormat;

/// One member of a structure or union, the member of a list, or the key or value of a map.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    index: u16,
    pub(super) flags: u8,
    timestamp_format: Option<TimestampFormat>,
    name_key: &'static str,
    json_key: &'static str,
    media_type: Option<&'static str>,
    element: &'static Member,
    key: &'static Member,
    names: &'static WireNames,
}

pub(super) const REQUIRED: u8 = 1;
const SPARSE: u8 = 2;
const SENSITIVE: u8 = 4;
pub(super) const XML_ATTRIBUTE: u8 = 8;
pub(super) const XML_FLATTENED: u8 = 16;
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
        // Written out: the compiler works it out for every member of a crate, call by call.
        Self {
            index,
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

    const fn bare(key: &'static str) -> Self {
        Self::new(0, key)
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

    /// Whether this is the member of a list, the value of a map or the root, and none of a structure or union.
    #[must_use]
    pub const fn is_entry(&self) -> bool {
        self.name_key.len() <= 1
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

/// The members of a structure or union as a table of generated code lists them: first the keys of all, then what the traits
/// of some say. So a member without traits is no call that a compiler has to work out.
///
/// In a constant, as in generated code, an index without a member is an error of the build that uses it; elsewhere the
/// methods panic.
#[derive(Clone, Copy, Debug)]
pub struct Members<const N: usize> {
    /// The members, each at the place that is its index.
    pub list: [Member; N],
}

impl<const N: usize> Members<N> {
    /// Members with these keys, as [`Member::new`] takes them, and their places as indices: fewer than 65,536.
    #[must_use]
    pub const fn new(keys: [&'static str; N]) -> Self {
        let (mut list, mut at, mut index) = ([Member::bare(""); N], 0, 0);
        while at < N {
            list[at] = Member::new(index, keys[at]);
            (at, index) = (at + 1, index + 1);
        }
        Self { list }
    }
}

/// Gives [`Members`] the methods of [`Member`] that set what a trait says.
macro_rules! of_one {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        impl<const N: usize> Members<N> { $(
            #[doc = concat!("[`Member::", stringify!($method), "`] of the member at `index`.")]
            #[must_use]
            pub const fn $method(mut self, index: usize $(, $argument: $type)*) -> Self {
                self.list[index] = self.list[index].$method($($argument),*);
                self
            }
        )* }
    };
}

of_one! {
    required();
    omissible();
    sparse();
    sensitive();
    event_header();
    event_payload();
    timestamp_format(format: TimestampFormat);
    json_key(key: &'static str);
    media_type(media_type: &'static str);
    wire_names(names: &'static WireNames);
    xml_attribute();
    xml_flattened();
    list(element: &'static Member);
    map(key: &'static Member, value: &'static Member);
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
